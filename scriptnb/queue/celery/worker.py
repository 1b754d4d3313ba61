"""``scriptnb worker``: takes tasks from a broker and runs them in the slots of a pool.

It needs no journal and no shared disk: texts and answers go through the broker.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import shutil
import socket
import tempfile
import threading
import time
from collections import deque
from multiprocessing import util
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from scriptnb.errors import MessageError
from scriptnb.queue.celery import app, messages
from scriptnb.queue.celery import broker as brokers
from scriptnb.queue.celery.pool_thread import PoolThread
from scriptnb.queue.models import Outcome, Progress
from scriptnb.system import cgroups
from scriptnb.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from scriptnb.queue.celery.broker import Broker

log = logging.getLogger("scriptnb.worker")

#: Seconds between two heartbeats.
HEARTBEAT = 0.25
#: Seconds after which the broker forgets a worker that sends none.
_FORGOTTEN = 60

_Value = TypeVar("_Value")


def main(
    broker_url: str | None = None,
    concurrency: int | None = None,
    memory_limit_mb: float | None = None,
) -> int:
    """Serve a broker until a signal asks for the end (SIGTERM: finish what runs; twice: at once).

    Parameters
    ----------
    broker_url
        The broker's address; None takes ``SCRIPTNB_BROKER_URL``, which keeps the password out of
        the list of processes.
    concurrency
        How many tasks run at once; None means one per usable core.
    memory_limit_mb
        MB (2**20 bytes) that a task may use here, whatever it was submitted with.

    Returns
    -------
    int
        The exit code.

    Raises
    ------
    OptionError
        When the address or a number is wrong, or Celery is not installed.
    """
    from scriptnb.queue import submission

    broker = brokers.find(None, broker_url)
    size = cgroups.usable_cores()
    if concurrency is not None:
        size = submission.whole(concurrency, "concurrency", least=1)
    if memory_limit_mb is not None:
        memory_limit_mb = submission.seconds(memory_limit_mb, "memory_limit_mb")
    _set_up_logs()
    home = Path(tempfile.mkdtemp(prefix="sn-worker-"))
    # After multiprocessing's own, which has a folder in it.
    util.Finalize(None, shutil.rmtree, args=(home, True), exitpriority=-200)
    return Worker(broker, home, size, memory_limit_mb).serve()


def _set_up_logs() -> None:
    form = logging.Formatter("%(asctime)s %(levelname)s %(message)s")
    handler = logging.StreamHandler()
    handler.setFormatter(form)
    for name, level in (("scriptnb", logging.INFO), ("celery", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(level)
        logger.propagate = False


class Worker:
    """One worker process.

    Parameters
    ----------
    broker
        Where tasks come from.
    home
        A folder of its own.
    size
        How many tasks run at once.
    memory_limit_mb
        As in `main`.
    """

    def __init__(
        self, broker: Broker, home: Path, size: int, memory_limit_mb: float | None
    ) -> None:
        self.host = socket.gethostname()
        self.name = f"{self.host}:{os.getpid()}:{secrets.token_hex(3)}"
        self.broker = broker
        self.size = size
        self.memory_limit_mb = memory_limit_mb
        self._pool = PoolThread(home, size)
        self._client = broker.client()
        self._taking = threading.Lock()
        #: What this worker took and has not answered, and the latest that it took.
        self._holding: set[str] = set()
        self._latest: deque[str] = deque(maxlen=1000)
        self._heartbeats = 0
        self._refused = ""
        self._leaving = False
        self._ended = threading.Event()

    def serve(self) -> int:
        """Take tasks until a signal asks for the end; return the exit code."""
        from celery.signals import worker_shutting_down

        from scriptnb.queue.celery.thread_pool import WakingTaskPool

        celery = app.make(self.broker)

        @celery.task(name=app.TASK, bind=True, ignore_result=True)  # type: ignore[untyped-decorator]
        def analyze(task: Any, packed: str | None = None) -> None:
            self.handle(str(task.request.id), packed)

        def shutting_down(**_: object) -> None:
            self._leaving = True

        worker_shutting_down.connect(shutting_down)
        self._pool.start()
        heartbeats = threading.Thread(
            target=self._send_heartbeats, name="scriptnb-heartbeats", daemon=True
        )
        heartbeats.start()
        log.info(
            "worker %s of scriptnb %s: %d at once, from %s",
            self.name, __version__, self.size, self.broker.shown,
        )  # fmt: skip
        worker = celery.Worker(
            hostname=self.name, pool_cls=WakingTaskPool, concurrency=self.size,
            queues=[messages.QUEUE], without_gossip=True, without_mingle=True,
            without_heartbeat=True, optimization="fair", loglevel="WARNING", quiet=True,
        )  # fmt: skip
        try:
            worker.start()
        except SystemExit:
            log.info("a second signal asks for the end at once")
        finally:
            self._ended.set()
            heartbeats.join(2 * brokers.PATIENCE)
            self._pool.end()
            with contextlib.suppress(Exception):
                self._client.delete(messages.worker_key(self.name))
                self._client.srem(messages.WORKERS, self.name)
        log.info("worker %s ends", self.name)
        # Celery's exit code after Ctrl-C is that of a failure; here it is the usual end.
        return 0 if self._leaving else int(worker.exitcode or 0)

    # One task, in one of Celery's threads

    def handle(self, name: str, packed: str | None) -> None:
        """Run one delivered task and write its answer to the broker.

        A task that was delivered twice runs once: the worker that first writes its own name has it.
        """
        if not self._patiently(lambda: self._take(name)):
            log.info("task %s was cancelled or delivered before, and is not run", name)
            return
        self._holding.add(name)
        try:
            self._handle(name, packed)
        finally:
            self._holding.discard(name)

    def _handle(self, name: str, packed: str | None) -> None:
        try:
            body = (
                self._patiently(lambda: self._client.get(messages.body_key(name)))
                if packed is None
                else messages.from_text(packed)
            )
            if body is None:
                return  # cancelled, or too old
            message = messages.unpack(body)
        except MessageError as error:
            log.error("task %s is refused: %s", name, error)  # noqa: TRY400 - one sentence is enough
            self._answer(name, Outcome(kind="error", error=str(error)), "")
            return
        outcome = self._pool.run_job(message.job(name, self.memory_limit_mb))
        if outcome is None:
            log.info("task %s was no longer wanted", name)
            return
        self._answer(name, outcome, message.journal)

    def _take(self, name: str) -> bool:
        with self._taking:
            if self._client.exists(messages.cancel_key(name)):
                return False
            key = messages.taken_key(name)
            if not self._client.set(key, self.name, nx=True, ex=messages.KEPT) and (
                self._client.get(key) != self.name.encode() or name in self._latest
            ):
                return False
            # Taken by this worker, and not long ago: only the reply to the first try was lost.
            self._latest.append(name)
            return True

    def _answer(self, name: str, outcome: Outcome, journal: str) -> None:
        packed = messages.pack_answer(outcome)
        keys = (
            messages.taken_key(name), messages.cancel_key(name), messages.answer_key(name),
            messages.body_key(name),
        )  # fmt: skip
        values = (
            self.name, packed["head"], packed["body"], messages.KEPT,
            messages.answers_channel(journal), name,
        )  # fmt: skip
        if not self._patiently(
            lambda: self._client.eval(messages.STORE_ANSWER, len(keys), *keys, *values)
        ):
            log.info("task %s was no longer wanted", name)

    def _patiently(self, call: Callable[[], _Value]) -> _Value:
        """Call the broker, again and again while it cannot be reached."""
        import redis

        while True:
            try:
                return call()
            except (redis.ConnectionError, redis.TimeoutError) as error:
                log.debug("the broker is unreachable: %s", error)
                if self._ended.wait(0.5):
                    raise

    # Heartbeats

    def _send_heartbeats(self) -> None:
        import redis

        client, unreachable = self.broker.client(), 0.0
        while not self._ended.wait(HEARTBEAT):
            try:
                self._send_heartbeat(client)
            except redis.RedisError as error:
                if not unreachable:
                    unreachable = time.time()
                    log.warning(
                        "the broker %s is unreachable: %s", self.broker.shown, type(error).__name__
                    )
            else:
                if unreachable:
                    log.warning("the broker is back after %.0f s", time.time() - unreachable)
                unreachable = 0.0

    def _send_heartbeat(self, client: Any) -> None:
        self._heartbeats += 1
        reported = self._pool.running()
        running = {name: reported.get(name, Progress()) for name in self._holding.copy()}
        heartbeat = messages.Heartbeat(
            name=self.name, host=self.host, pid=os.getpid(), scriptnb=__version__,
            count=self._heartbeats, slots=self.size, rss=self._pool.rss(),
            memory_limit_mb=self.memory_limit_mb, queue=messages.QUEUE, running=running,
            leaving=self._leaving,
        )  # fmt: skip
        names = list(running)
        with client.pipeline(transaction=False) as pipe:
            pipe.set(messages.worker_key(self.name), msgspec.json.encode(heartbeat), ex=_FORGOTTEN)
            pipe.sadd(messages.WORKERS, self.name)
            pipe.get(messages.refusal_key(self.name))
            for name in names:
                pipe.exists(messages.cancel_key(name))
                pipe.expire(messages.taken_key(name), messages.KEPT)
            _, _, refusal, *about = pipe.execute()
        if cancelled := [name for name, exists in zip(names, about[::2], strict=True) if exists]:
            self._pool.cancel(cancelled)
        reason = (refusal or b"").decode("utf-8", "replace")
        if reason and reason != self._refused:
            log.error("this worker is not used: %s", reason)
        self._refused = reason
