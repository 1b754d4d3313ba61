"""The thread that reads answers, progress and heartbeats from the broker.

The broker's keys hold the state, and a published name only means "look again": when a publication
is missed, the next regular look finds the answer.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from typing import TYPE_CHECKING, Any

import msgspec

from scriptnb.errors import MessageError
from scriptnb.queue.celery import messages
from scriptnb.queue.celery.broker import PREFIX
from scriptnb.queue.celery.heartbeats import LOST, refusal
from scriptnb.queue.celery.messages import Heartbeat
from scriptnb.queue.celery.sender import reason
from scriptnb.queue.models import Outcome, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from scriptnb.queue.celery.dispatch import Attempt, Dispatch
    from scriptnb.queue.models import Job

log = logging.getLogger("scriptnb.supervisor")

#: Seconds between two looks at everything.
_LOOK = 0.25
#: When no worker has reported a task for so many seconds, its message is looked for at the broker.
_UNTAKEN = 3.0


class Listener(threading.Thread):
    """Reads from the broker.

    Parameters
    ----------
    dispatch
        What it shares with the executor.
    send
        Sends a task again whose first message is lost.
    """

    def __init__(self, dispatch: Dispatch, send: Callable[[Job], None]) -> None:
        super().__init__(name="scriptnb-listener", daemon=True)
        self._dispatch = dispatch
        self._send = send
        self._client = dispatch.broker.client()
        self._subscription: Any = None
        self._looked = 0.0
        self._logged_refusals: set[str] = set()

    def run(self) -> None:
        """Serve until the executor is closed."""
        import redis

        connected = False
        while not self._dispatch.ended.is_set():
            try:
                if not connected:
                    self._connect()
                    self._looked = time.monotonic()
                    connected = True
                self._read()
            except (redis.RedisError, OSError) as error:
                connected = False
                self._disconnect()
                self._dispatch.disconnected(reason(error))
                self._dispatch.ended.wait(_LOOK)
            except Exception:
                connected = False
                log.exception("what came from the broker could not be used")
                self._dispatch.ended.wait(_LOOK)
        if connected:
            with contextlib.suppress(redis.RedisError, OSError):
                self._forget_settled()
        self._disconnect()

    def _connect(self) -> None:
        self._subscription = self._client.pubsub(ignore_subscribe_messages=True)
        self._subscription.subscribe(messages.answers_channel(self._dispatch.journal))
        self._look(0.0)
        self._dispatch.connected()

    def _disconnect(self) -> None:
        with contextlib.suppress(Exception):
            if self._subscription is not None:
                self._subscription.close()
            self._client.connection_pool.disconnect()

    def _read(self) -> None:
        now = time.monotonic()
        wait = self._looked + _LOOK - now
        if wait > 0:
            published = self._subscription.get_message(timeout=wait)
            if published and published.get("type") == "message":
                self._fetch([published["data"].decode("utf-8", "replace")])
            return
        # When this process was suspended itself, the workers must not count as lost.
        elapsed = min(now - self._looked, 2 * _LOOK)
        self._looked = now
        self._look(elapsed)
        self._dispatch.connected()

    def _fetch(self, names: list[str]) -> None:
        """Read the answers that are there."""
        attempts = self._dispatch.under_way()
        wanted = {name: attempts[name] for name in names if name in attempts}
        if not wanted:
            return
        with self._client.pipeline(transaction=False) as pipe:
            for name in wanted:
                pipe.hgetall(messages.answer_key(name))
            answers = pipe.execute()
        for (name, attempt), fields in zip(wanted.items(), answers, strict=True):
            if not fields:
                continue
            try:
                outcome = messages.unpack_answer(fields, attempt.job)
            except MessageError as error:
                outcome = Outcome(kind="error", error=str(error))
            self._dispatch.finish(name, outcome)

    def _forget_settled(self) -> None:
        """Delete answers that the journal has; until then a later supervisor can read them."""
        names = list(self._dispatch.settled)
        if not names:
            return
        with self._client.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.set(messages.taken_key(name), messages.NOBODY, ex=2 * messages.DELIVERED_AGAIN)
                pipe.delete(messages.answer_key(name))
            pipe.execute()
        for _ in names:
            self._dispatch.settled.popleft()

    # The look at everything

    def _look(self, elapsed: float) -> None:
        heartbeats = self._heartbeats()
        with self._dispatch.lock:
            self._dispatch.workers.update(heartbeats, elapsed)
            live = self._dispatch.workers.live()
        attempts = self._dispatch.under_way()
        self._refuse(live)
        running = {name: progress for each in live for name, progress in each.running.items()}
        for name, attempt in attempts.items():
            if name in running:
                attempt.started, attempt.unseen = True, 0.0
                _note(attempt, running[name])
            else:
                attempt.unseen += elapsed
        self._fetch(list(attempts))
        self._forget_settled()
        self._find_lost(attempts)

    def _heartbeats(self) -> list[Heartbeat]:
        names = sorted(name.decode() for name in self._client.smembers(messages.WORKERS))
        if not names:
            return []
        found = []
        for name, text in zip(
            names, self._client.mget([messages.worker_key(name) for name in names]), strict=True
        ):
            if text is None:
                self._client.srem(messages.WORKERS, name)
                continue
            with contextlib.suppress(msgspec.DecodeError):
                found.append(msgspec.json.decode(text, type=Heartbeat))
        return found

    def _refuse(self, live: list[Heartbeat]) -> None:
        for each in live:
            if (why := refusal(each)) is not None:
                self._client.set(messages.refusal_key(each.name), why, ex=30)
                if each.name not in self._logged_refusals:
                    self._logged_refusals.add(each.name)
                    log.warning("%s", why)

    def _find_lost(self, attempts: dict[str, Attempt]) -> None:
        """Find out what became of tasks that no live worker reports."""
        queued: bytes | None = None
        for name, attempt in attempts.items():
            if attempt.unseen < _UNTAKEN or not self._dispatch.wanted(attempt.job):
                continue
            taken = self._client.get(messages.taken_key(name))
            if taken is not None:
                worker = taken.decode("utf-8", "replace")
                with self._dispatch.lock:
                    lives = self._dispatch.workers.lives(worker)
                if not lives or attempt.unseen >= LOST:
                    self._lost(name, worker)
            elif attempt.started:
                if attempt.unseen >= LOST:
                    self._lost(name, "somewhere")
            else:
                if queued is None:
                    queued = b"".join(self._client.lrange(f"{PREFIX}{messages.QUEUE}", 0, -1))
                attempt.unseen = 0.0
                if name.encode() not in queued:
                    log.info("no worker took task %s, so it is sent again", name)
                    self._send(attempt.job)

    def _lost(self, name: str, worker: str) -> None:
        host = worker.partition(":")[0]
        self._client.set(messages.cancel_key(name), b"1", ex=messages.KEPT)
        self._client.delete(messages.body_key(name))
        error = f"its worker on {host} was lost: no sign of life for {LOST:g} s"
        self._dispatch.finish(name, Outcome(kind="crash", error=error))


def _note(attempt: Attempt, progress: Progress) -> None:
    """Keep what a worker reports, checked: it comes from another machine."""
    share, peak = min(1.0, max(0.0, progress.share)), max(progress.peak, attempt.progress.peak)
    attempt.progress = Progress(share, progress.note[:200], peak)
