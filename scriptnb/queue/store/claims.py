"""What the supervisor does with the journal: take over, claim, and write outcomes.

Every outcome carries the token of its claim: a stale one (the task was cancelled, or claimed again
by a successor) writes nothing.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from typing import TYPE_CHECKING, Any

import msgspec

from scriptnb.queue import cache_key, retry
from scriptnb.queue.models import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from scriptnb.queue.store.database import Database, Row

#: Types of the columns that a job needs; what does not fit was edited by hand and is refused.
_NUMBER = {"retry_count", "crashes", "max_retries", "priority"}


class Job(msgspec.Struct, frozen=True):
    """A claimed task: everything that its slot and its outcome need."""

    id: int
    token: str
    analysis_type: str
    options: dict[str, Any]
    versions: dict[str, str]
    source: str
    data: bytes
    is_text: bool
    name: str | None
    format: str
    language: str | None
    key: str
    use_cache: bool
    task_timeout: float | None
    memory_limit_mb: float | None
    attempts: retry.Attempts


class Measured(msgspec.Struct, frozen=True):
    """What a run cost."""

    run_s: float | None = None
    cpu_s: float | None = None
    peak_rss_mb: float | None = None


class Outcome(msgspec.Struct, frozen=True):
    """How a run ended: with a result (its JSON, compressed), or with a kind of failure."""

    kind: retry.Kind | None
    measured: Measured
    output: str = ""
    error: str = ""
    traceback: str = ""
    body: bytes = b""
    key: str = ""
    provenance: dict[str, Any] = {}


class RefusedError(ValueError):
    """A row that no submit wrote: somebody edited the journal."""


class Ledger:
    """The supervisor's hand on the journal."""

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
        """Complete a task whose twin was completed while it waited."""
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
        texts = {name: _text(row, name) for name in _TEXTS}
        try:
            options = msgspec.json.decode(texts["options"] or "", type=dict[str, Any])
            versions = msgspec.json.decode(texts["versions"] or "", type=dict[str, str])
            options = cache_key.check_options(options)
        except (msgspec.DecodeError, ValueError) as error:
            raise RefusedError(f"its options are no JSON of ours ({error})") from None
        data = self.db.value("source", hash=texts["source"])
        if not isinstance(data, bytes):
            raise RefusedError("its source is not in the journal")
        attempts = retry.Attempts(
            row["retry_count"], row["crashes"], row["max_retries"], row["retry_delay"],
            row["priority"],
        )  # fmt: skip
        limits = [row[name] for name in ("task_timeout", "memory_limit_mb")]
        if not (
            0 <= attempts.retry_delay <= retry.LONGEST
            and abs(attempts.priority) < 2**40
            and all(limit is None or limit > 0 for limit in limits)
        ):
            raise RefusedError("its numbers are out of range")
        return Job(
            id=task, token=token, analysis_type=texts["analysis_type"] or "", options=options,
            versions=versions, source=texts["source"] or "", data=data,
            is_text=bool(row["is_text"]), name=texts["name"], format=texts["format"] or "",
            language=texts["language"], key=texts["key"] or "", use_cache=bool(row["use_cache"]),
            task_timeout=row["task_timeout"], memory_limit_mb=row["memory_limit_mb"],
            attempts=attempts,
        )  # fmt: skip

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
        """Write how a run ended; tell whether the claim still held.

        Result, status and the check of the token are one transaction.
        """
        with self.db.write():
            change, now = self.db.value("next_change"), self.clock()
            common = {
                "id": job.id,
                "token": job.token,
                "changed": change,
                "output": outcome.output or None,
                **msgspec.structs.asdict(outcome.measured),
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
            verdict = retry.decide(outcome.kind, job.attempts)
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
                status=Status.RETRY if job.attempts.retry_count else Status.PENDING,
            )  # fmt: skip

    def sent_away(self) -> list[Job]:
        """Return what an earlier supervisor gave to workers elsewhere; it may run there still."""
        jobs = []
        for row in self.db.run("sent_away"):
            # One that was edited by hand stays a lost one.
            with contextlib.suppress(RefusedError):
                jobs.append(self._job(row["id"], row["token"]))
        return jobs

    def requeue_lost(self, reason: str, kept: Collection[int] = ()) -> int:
        """Put back every claim; whoever holds the supervisor's lock knows that none is alive.

        Those of ``kept`` are alive elsewhere.
        """
        with self.db.write():
            rows = [row for row in self.db.run("orphans") if row["id"] not in kept]
            change, now = self.db.value("next_change"), self.clock()
            for row in rows:
                past = retry.Attempts(
                    row["retry_count"], row["crashes"], row["max_retries"], 0.0, row["priority"]
                )
                verdict = retry.decide("lost", past)
                common: Mapping[str, Any] = {
                    "id": row["id"], "token": row["token"], "run_s": None, "cpu_s": None,
                    "peak_rss_mb": None, "traceback": None, "output": None, "changed": change,
                    "retry_count": verdict.retry_count, "crashes": verdict.crashes,
                }  # fmt: skip
                if verdict.again:
                    self.db.run(
                        "back", priority=verdict.priority, ready=1, ready_at=None, error=reason,
                        **common,
                    )  # fmt: skip
                else:
                    attempts = verdict.retry_count + 1
                    self.db.run(
                        "fail", now=now, error=f"{reason}, in attempt {attempts} of as many",
                        **common,
                    )  # fmt: skip
        return len(rows)

    def running(self) -> dict[int, str]:
        """Return the claims that still hold: id and token."""
        return {row[0]: row[1] for row in self.db.run("running")}

    def wake_retries(self) -> float | None:
        """Let retries run whose pause is over; return the seconds until the next one, if any."""
        now = self.clock()
        soonest = self.db.value("next_retry")
        if soonest is None:
            return None
        if now < soonest <= now + retry.LONGEST:
            return float(soonest - now)
        with self.db.write():
            self.db.run("wake_retries", now=now, longest=retry.LONGEST)
        return 0.0

    def progress(self, told: Mapping[int, tuple[str, float, str]]) -> None:
        """Write how far running tasks are: id -> token, share, note."""
        with self.db.write():
            change = self.db.value("next_change")
            for task, (token, share, note) in told.items():
                self.db.run(
                    "progress", id=task, token=token, progress=share, note=note, changed=change
                )

    def waiting(self) -> int:
        """Return how many tasks wait."""
        return int(self.db.value("waiting"))


_TEXTS = (
    "analysis_type", "options", "versions", "source", "name", "format", "language", "key",
)  # fmt: skip


def _text(row: Row, name: str) -> str | None:
    value = row[name]
    if value is None:
        return None
    try:
        return str(value, "utf-8")
    except UnicodeDecodeError:
        raise RefusedError(f"its {name} is no UTF-8") from None
