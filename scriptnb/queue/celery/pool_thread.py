"""The thread of a Celery worker that owns its pool of slots; Celery's threads wait for outcomes."""

from __future__ import annotations

import logging
import os
import selectors
import threading
from collections import deque
from concurrent.futures import Future
from typing import TYPE_CHECKING

from scriptnb.errors import QueueError
from scriptnb.queue.models import Outcome
from scriptnb.queue.supervisor.pool import Pool
from scriptnb.system import processes
from scriptnb.system.wakeup import Waker

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scriptnb.queue.models import Job, Progress

log = logging.getLogger("scriptnb.worker")

#: How long the thread waits when nothing runs, in seconds.
_IDLE = 1.0


class PoolThread(threading.Thread):
    """Runs jobs in a pool; each is known by its token.

    Parameters
    ----------
    home
        A folder for the pool, this worker's own.
    size
        How many slots there may be.
    """

    def __init__(self, home: Path, size: int) -> None:
        super().__init__(name="scriptnb-pool", daemon=True)
        self._pool = Pool(home, size, strict=True)
        self._waker = Waker()
        #: The outcome of each job here; None: it was cancelled.
        self._futures: dict[str, Future[Outcome | None]] = {}
        self._waiting: deque[Job] = deque()
        self._cancelled: set[str] = set()
        self._ended = False

    def run_job(self, job: Job) -> Outcome | None:
        """Run a job and return its outcome when it ends; None when it was cancelled."""
        future = self._futures[job.token] = Future()
        try:
            self._waiting.append(job)
            self._waker.wake()
            return future.result()
        finally:
            del self._futures[job.token]
            self._cancelled.discard(job.token)

    def running(self) -> dict[str, Progress]:
        """Return the jobs in slots and how far they are."""
        return {job.token: progress for job, progress in self._pool.running()}

    def cancel(self, tokens: Iterable[str]) -> None:
        """Cancel jobs; a token that is unknown here is ignored."""
        self._cancelled.update(token for token in tokens if token in self._futures)
        self._waker.wake()

    def rss(self) -> int:
        """Return the resident bytes of this worker with everything that it started."""
        pid = os.getpid()
        return sum(map(processes.rss, [pid, *processes.descendants(pid)]))

    def end(self) -> None:
        """Kill every slot and end this thread."""
        self._ended = True
        self._waker.wake()
        self.join(5)

    def run(self) -> None:
        """Serve until `end`."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._waker, selectors.EVENT_READ)
            selector.register(self._pool, selectors.EVENT_READ)
            try:
                while not self._ended:
                    patience = self._pool.patience()
                    selector.select(_IDLE if patience is None else patience)
                    self._waker.drain()
                    self._step()
            except Exception:
                log.exception("the worker ends because of an error of its own")
                os._exit(70)
            finally:
                self._pool.close()

    def _step(self) -> None:
        for job, outcome in self._pool.outcomes():
            if outcome is None and job.token not in self._cancelled:
                self._waiting.appendleft(job)  # it never started
            else:
                self._futures[job.token].set_result(outcome)
        self._apply_cancellations()
        for place in self._pool.capacity():
            if self._waiting:
                self._pool.submit(self._waiting.popleft(), place)
        try:
            self._pool.prepare(len(self._waiting))
        except QueueError as error:
            while self._waiting:
                outcome = Outcome(kind="os_error", error=str(error))
                self._futures[self._waiting.popleft().token].set_result(outcome)

    def _apply_cancellations(self) -> None:
        if not self._cancelled:
            return
        for job in [job for job in [*self._waiting] if job.token in self._cancelled]:
            self._waiting.remove(job)
            self._futures[job.token].set_result(None)
        for job, _ in self._pool.running():
            if job.token in self._cancelled:
                self._pool.cancel(job)
