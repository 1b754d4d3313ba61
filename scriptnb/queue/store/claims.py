"""The supervisor's side of the journal: claiming tasks and writing their outcomes.

Every outcome carries the token of its claim. A stale one writes nothing: the task was cancelled, or
a later supervisor claimed it again.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from typing import TYPE_CHECKING, Any

import msgspec

from scriptnb.errors import RefusedError
from scriptnb.queue import cache_key, retry
from scriptnb.queue.models import Job, Limits, Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from scriptnb.queue.store.database import Database


class Claims:
    """The supervisor's reads and writes of the journal: claims and outcomes."""

    def __init__(self, db: Database, clock: Callable[[], float] = time.time) -> None:
        self.db = db
        self.clock = clock

    def claim(self, slot: int) -> Job | None:
        """Claim the task that runs next, None when none is ready.

        A row that was edited by hand fails here, and a task whose result was found meanwhile is
        completed here; then the next one is claimed.
        """
        while True:
            with self.db.write():
                change = self.db.value("next_change")
                token = secrets.token_hex(8)
                now = self.clock()
                task = self.db.value("claim", token=token, slot=slot, now=now, changed=change)
                if task is None:
                    return None
                try:
                    job = self._job(task, token)
                except RefusedError as error:
                    self._refuse(task, token, str(error), change)
                    continue
                if not (job.use_cache and self._found(job, change)):
                    return job

    def _found(self, job: Job, change: int) -> bool:
        """Complete a task whose result is in the cache by now; return whether it is."""
        now = self.clock()
        if not self.db.value("touch_result", key=job.key, now=now):
            return False
        self.db.run(
            "complete", id=job.id, token=job.token, now=now, cached=1, run_s=None,
            cpu_s=None, peak_rss_mb=None, output=None, changed=change,
        )  # fmt: skip
        return True

    def _job(self, task: int, token: str) -> Job:
        row = self.db.one("job", id=task)
        assert row is not None
        values: dict[str, Any] = dict(row)
        for name, value in values.items():
            if isinstance(value, bytes):
                values[name] = _text(value, name)
        try:
            values["options"] = cache_key.check_options(_JSON.decode(values["options"]))
            values["versions"] = _VERSIONS.decode(values["versions"])
        except (msgspec.DecodeError, ValueError) as error:
            raise RefusedError(f"its options cannot be read ({error})") from None
        data = self.db.value("source", hash=values["source"])
        if not isinstance(data, bytes):
            raise RefusedError("its source is not in the journal")
        limits = [values[name] for name in Limits.__struct_fields__]
        if not (
            0 <= values["retry_delay"] <= retry.LONGEST
            and abs(values["priority"]) < 2**40
            and all(limit is None or limit > 0 for limit in limits)
        ):
            raise RefusedError("its numbers are out of range")
        for name in ("is_text", "use_cache"):
            values[name] = bool(values[name])
        return Job(**values, id=task, token=token, data=data)

    def _refuse(self, task: int, token: str, reason: str, change: int) -> None:
        row = self.db.one("job", id=task)
        assert row is not None
        self.db.run(
            "fail", id=task, token=token, now=self.clock(), run_s=None, cpu_s=None,
            peak_rss_mb=None, error=f"the task was refused: {reason}; submit it again",
            traceback=None, output=None, retry_count=row["retry_count"], crashes=row["crashes"],
            changed=change,
        )  # fmt: skip

    def settle(self, job: Job, outcome: Outcome) -> bool:
        """Write how a run ended; return whether the claim still held.

        Result, status and the check of the token are one transaction.
        """
        with self.db.write():
            change, now = self.db.value("next_change"), self.clock()
            common = {
                "id": job.id,
                "token": job.token,
                "changed": change,
                "output": outcome.output or None,
                "run_s": outcome.run_s,
                "cpu_s": outcome.cpu_s,
                "peak_rss_mb": outcome.peak_rss_mb,
            }
            if outcome.kind is None:
                held = self.db.value(
                    "complete", now=now, cached=0, **common
                ) is not None  # fmt: skip
                if held:
                    if outcome.key != job.key:
                        self.db.run("rekey", id=job.id, key=outcome.key)
                    self.db.run("drop_result", key=outcome.key)
                    self.db.run(
                        "add_result", key=outcome.key, now=now, size=len(outcome.body),
                        provenance=cache_key.canonical(outcome.provenance), body=outcome.body,
                    )  # fmt: skip
                return held
            past = msgspec.convert(job, retry.Attempts, from_attributes=True)
            verdict = retry.decide(outcome.kind, past)
            common |= {
                "error": outcome.error,
                "traceback": outcome.traceback or None,
                "retry_count": verdict.retry_count,
                "crashes": verdict.crashes,
            }
            if not verdict.again:
                return self.db.value("fail", now=now, **common) is not None
            return self.db.value(
                "back", priority=verdict.priority, ready=0 if verdict.pause else 1,
                ready_at=now + verdict.pause if verdict.pause else None, **common,
            ) is not None  # fmt: skip

    def unclaim(self, job: Job) -> None:
        """Put a task back that never started."""
        with self.db.write():
            self.db.run(
                "unclaim", id=job.id, token=job.token, changed=self.db.value("next_change"),
                status=Status.RETRY if job.retry_count else Status.PENDING,
            )  # fmt: skip

    def sent_away(self) -> list[Job]:
        """Return the jobs that an earlier supervisor sent to other machines; they may run still."""
        jobs = []
        for row in self.db.run("sent_away"):
            # One that was edited by hand is requeued as lost.
            with contextlib.suppress(RefusedError):
                jobs.append(self._job(row["id"], row["token"]))
        return jobs

    def requeue_lost(self, reason: str, kept: Collection[int] = ()) -> int:
        """Put back every claim but those of ``kept``; return how many.

        A lost supervisor is no attempt: its tasks keep their places. One that was lost too often
        fails.

        Called by the holder of the supervisor's lock, so that no process of this machine has one.
        """
        with self.db.write():
            rows = [row for row in self.db.run("orphans") if row["id"] not in kept]
            change, now = self.db.value("next_change"), self.clock()
            for row in rows:
                common: Mapping[str, Any] = {
                    "id": row["id"], "token": row["token"], "run_s": None, "cpu_s": None,
                    "peak_rss_mb": None, "traceback": None, "output": None, "changed": change,
                    "retry_count": row["retry_count"], "crashes": row["crashes"],
                }  # fmt: skip
                self.db.run("count_loss", id=row["id"])
                if row["losses"] < retry.LOSSES:
                    self.db.run(
                        "back", priority=row["priority"], ready=1, ready_at=None, error=reason,
                        **common,
                    )  # fmt: skip
                else:
                    error = f"{reason}, for the {row['losses'] + 1}th time"
                    self.db.run("fail", now=now, error=error, **common)
        return len(rows)

    def running(self) -> dict[int, str]:
        """Return the claims that still hold: id and token."""
        return {row[0]: row[1] for row in self.db.run("running")}

    def wake_retries(self) -> float | None:
        """Make retries ready whose pause is over; return the seconds until the next one, if any."""
        now = self.clock()
        soonest = self.db.value("next_retry")
        if soonest is None:
            return None
        if now < soonest <= now + retry.LONGEST:
            return float(soonest - now)
        with self.db.write():
            self.db.run("wake_retries", now=now, longest=retry.LONGEST)
        return 0.0

    def progress(self, reported: Mapping[int, tuple[str, float, str]]) -> None:
        """Write how far running tasks are: id -> token, share, note."""
        with self.db.write():
            change = self.db.value("next_change")
            for task, (token, share, note) in reported.items():
                self.db.run(
                    "progress", id=task, token=token, progress=share, note=note, changed=change
                )

    def waiting(self) -> int:
        """Return how many tasks wait."""
        return int(self.db.value("waiting"))


_JSON = msgspec.json.Decoder(dict[str, Any])
_VERSIONS = msgspec.json.Decoder(dict[str, str])


def _text(value: bytes, name: str) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise RefusedError(f"its {name} is no UTF-8") from None
