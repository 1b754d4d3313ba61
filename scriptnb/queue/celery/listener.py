"""Hears answers, progress and signs of life from the broker; a thread of its own.

The keys are the truth, a published name only rings: whatever a bell was missed for is found at the
next look.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from typing import TYPE_CHECKING, Any

import msgspec

from scriptnb.queue.celery import heartbeats, messages
from scriptnb.queue.celery.broker import PREFIX
from scriptnb.queue.celery.sender import reason
from scriptnb.queue.models import Measured, Outcome

if TYPE_CHECKING:
    from scriptnb.queue.celery.executor import Engine, Sent

log = logging.getLogger("scriptnb.supervisor")

#: Seconds between two looks at everything.
_LOOK = 0.25
#: After so many seconds without a worker it is seen whether a task still lies at the broker.
_UNTAKEN = 3.0


class Listener(threading.Thread):
    """The thread that reads from the broker.

    Parameters
    ----------
    engine
        What it serves.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(name="scriptnb-listener", daemon=True)
        self._engine = engine
        self._client = engine.broker.client()
        self._bell: Any = None
        self._looked = 0.0
        self._told_refused: set[str] = set()

    def run(self) -> None:
        """Serve until the engine ends."""
        import redis

        connected = False
        while not self._engine.ended.is_set():
            try:
                if not connected:
                    self._connect()
                    self._looked = time.monotonic()
                    connected = True
                self._hear()
            except (redis.RedisError, OSError) as error:
                connected = False
                self._disconnect()
                self._engine.not_reached(reason(error))
                self._engine.ended.wait(_LOOK)
            except Exception:
                connected = False
                log.exception("what came from the broker could not be used")
                self._engine.ended.wait(_LOOK)
        if connected:
            with contextlib.suppress(redis.RedisError, OSError):
                self._forget_written()
        self._disconnect()

    def _connect(self) -> None:
        self._bell = self._client.pubsub(ignore_subscribe_messages=True)
        self._bell.subscribe(messages.bell_channel(self._engine.journal))
        self._look(0.0)
        self._engine.reached()

    def _disconnect(self) -> None:
        with contextlib.suppress(Exception):
            if self._bell is not None:
                self._bell.close()
            self._client.connection_pool.disconnect()

    def _hear(self) -> None:
        now = time.monotonic()
        wait = self._looked + _LOOK - now
        if wait > 0:
            rung = self._bell.get_message(timeout=wait)
            if rung and rung.get("type") == "message":
                self._fetch([rung["data"].decode("utf-8", "replace")])
            return
        # A process that was stopped itself must not take everybody else for dead.
        elapsed = min(now - self._looked, 2 * _LOOK)
        self._looked = now
        self._look(elapsed)
        self._engine.reached()

    def _fetch(self, names: list[str]) -> None:
        """Take answers that are there."""
        with self._engine.lock:
            wanted = {name: self._engine.sent[name] for name in names if name in self._engine.sent}
        if not wanted:
            return
        with self._client.pipeline(transaction=False) as pipe:
            for name in wanted:
                pipe.hgetall(messages.answer_key(name))
            answers = pipe.execute()
        for (name, sent), fields in zip(wanted.items(), answers, strict=True):
            if not fields:
                continue
            try:
                outcome = messages.unpack_answer(fields, sent.job)
            except messages.WireError as error:
                outcome = Outcome(kind="error", measured=Measured(), error=str(error))
            self._engine.finished(name, outcome)

    def _forget_written(self) -> None:
        """Delete answers that the journal has; until then they are there for a successor."""
        names = list(self._engine.written)
        if not names:
            return
        with self._client.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.set(messages.taken_key(name), messages.NOBODY, ex=2 * messages.DELIVERED_AGAIN)
                pipe.delete(messages.answer_key(name))
            pipe.execute()
        for _ in names:
            self._engine.written.popleft()

    # The look at everything

    def _look(self, elapsed: float) -> None:
        beats = self._beats()
        with self._engine.lock:
            self._engine.roster.hear(beats, elapsed)
            live = self._engine.roster.live()
            sent = dict(self._engine.sent)
        self._refuse(live)
        running = {name: (beat, run) for beat in live for name, run in beat.running.items()}
        for name, one in sent.items():
            if name in running:
                run = running[name][1]
                one.given, one.unseen = True, 0.0
                one.slot.told(run.share, run.note, run.peak)
            else:
                one.unseen += elapsed
        self._fetch(list(sent))
        self._forget_written()
        self._miss(sent)

    def _beats(self) -> list[messages.Beat]:
        names = sorted(name.decode() for name in self._client.smembers(messages.WORKERS))
        if not names:
            return []
        found = []
        for name, told in zip(
            names, self._client.mget([messages.worker_key(name) for name in names]), strict=True
        ):
            if told is None:
                self._client.srem(messages.WORKERS, name)
                continue
            with contextlib.suppress(msgspec.DecodeError):
                found.append(msgspec.json.decode(told, type=messages.Beat))
        return found

    def _refuse(self, live: list[messages.Beat]) -> None:
        for beat in live:
            if (why := heartbeats.why_not(beat)) is not None:
                self._client.set(messages.refusal_key(beat.name), why, ex=30)
                if beat.name not in self._told_refused:
                    self._told_refused.add(beat.name)
                    log.warning("%s", why)

    def _miss(self, sent: dict[str, Sent]) -> None:
        """See what became of tasks that no live worker says it runs."""
        queued: bytes | None = None
        for name, one in sent.items():
            if one.unseen < _UNTAKEN:
                continue
            with self._engine.lock:
                if name not in self._engine.sent:
                    continue
            taken = self._client.get(messages.taken_key(name))
            if taken is not None:
                worker = taken.decode("utf-8", "replace")
                with self._engine.lock:
                    lives = self._engine.roster.lives(worker)
                if not lives or one.unseen >= heartbeats.LOST:
                    self._lost(name, worker)
            elif one.given:
                if one.unseen >= heartbeats.LOST:
                    self._lost(name, "somewhere")
            else:
                if queued is None:
                    queued = b"".join(self._client.lrange(f"{PREFIX}{messages.QUEUE}", 0, -1))
                one.unseen = 0.0
                if name.encode() not in queued:
                    log.info("task %s was taken by nobody, and is sent again", name)
                    self._engine.send_again(one.job)

    def _lost(self, name: str, worker: str) -> None:
        host = worker.partition(":")[0]
        self._client.set(messages.cancel_key(name), b"1", ex=messages.KEPT)
        self._client.delete(messages.body_key(name))
        self._engine.finished(
            name,
            Outcome(
                kind="crash",
                measured=Measured(),
                error=f"its worker on {host} was lost: no sign of life for {heartbeats.LOST:g} s",
            ),
        )
