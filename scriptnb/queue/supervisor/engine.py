"""The executor that the journal's settings ask for: this machine's pool, or Celery.

The setting may change while tasks run: new ones start at the new executor, and those that run stay
where they are. Neither celery nor redis is imported before a journal asks for them.
"""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Any

from scriptnb.errors import OptionError
from scriptnb.queue.celery import broker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from scriptnb.queue.celery.executor import CeleryExecutor
    from scriptnb.queue.models import Job, Progress
    from scriptnb.queue.supervisor.executor import Ended, Executor
    from scriptnb.queue.supervisor.pool import Pool

log = logging.getLogger("scriptnb.supervisor")

#: Seconds between two reports of what changes all the time: memory, and how many slots are busy.
_REPORT = 2.0


class Engine:
    """All executors of a supervisor; see `Executor` for what its methods promise.

    Parameters
    ----------
    home
        The journal's folder.
    pool
        The executor of this machine.
    wake
        Called from another thread when there is something to do.
    """

    def __init__(self, home: Path, pool: Pool, wake: Callable[[], None]) -> None:
        self._home = home
        self._pool = pool
        self._wake = wake
        self._celery: CeleryExecutor | None = None
        #: Why Celery, which the journal asks for, cannot be used.
        self._unusable: str | None = None
        self._mark: object = None
        #: Of other brokers, until what they run has ended.
        self._earlier: list[CeleryExecutor] = []
        self._reported = ""
        self._reported_at = 0.0

    def follow(self, settings: Mapping[str, Any]) -> None:
        """Apply the journal's settings."""
        celery = settings.get("engine") == "celery"
        workers = settings.get("workers")
        self._pool.size = workers if isinstance(workers, int) and workers > 0 else None
        if celery:
            self._pool.size = 0
        mark = settings.get("broker_mark") if celery else None
        if mark == self._mark and celery == (bool(self._celery) or bool(self._unusable)):
            return
        if self._celery is not None:
            self._earlier.append(self._celery)
        self._celery, self._unusable, self._mark = None, None, mark
        if celery:
            self._open(str(settings.get("journal")))

    def _open(self, journal: str) -> None:
        try:
            address = broker.load(self._home)
            broker.require()
        except OptionError as error:
            self._unusable = str(error)
            log.error("no task can be sent: %s", error)  # noqa: TRY400 - one sentence is enough
            return
        from scriptnb.queue.celery.executor import CeleryExecutor

        self._celery = CeleryExecutor(address, journal, self._wake)
        log.info("tasks go to the workers at %s", address.shown)

    def attach(self, jobs: Iterable[Job]) -> set[int]:
        """Wait for tasks that an earlier supervisor sent to Celery; return their ids."""
        if self._celery is None:
            return set()
        attached = set()
        for job in jobs:
            self._celery.attach(job)
            attached.add(job.id)
        return attached

    def report(self) -> str | None:
        """Return what panels show of Celery's workers as JSON, None while that has not changed."""
        for each in [each for each in self._earlier if not each.running()]:
            self._earlier.remove(each)
            each.close()
        text = json.dumps(self._celery.report()) if self._celery else ""
        now = time.monotonic()
        if text == self._reported or (
            text and self._reported and now < self._reported_at + _REPORT
        ):
            return None
        self._reported, self._reported_at = text, now
        return text

    def _dispatching(self) -> list[CeleryExecutor]:
        return self._earlier if self._celery is None else [*self._earlier, self._celery]

    def _all(self) -> list[Executor]:
        return [self._pool, *self._dispatching()]

    def _current(self) -> Executor:
        # Where Celery cannot be used, the pool has no places either.
        return self._celery or self._pool

    def prepare(self, waiting: int) -> None:
        """Start and end slots of this machine; none is kept while Celery is asked for."""
        self._pool.prepare(waiting)

    def capacity(self) -> list[int]:
        """Return the free places of the executor that is asked for."""
        return [] if self._unusable else self._current().capacity()

    def held_back(self, waiting: int) -> str | None:
        """Return why the executor that is asked for starts nothing."""
        return self._unusable or self._current().held_back(waiting)

    def submit(self, job: Job, place: int) -> None:
        """Start a task at the executor that is asked for."""
        self._current().submit(job, place)

    def cancel(self, job: Job) -> None:
        """Stop a task wherever it runs."""
        for each in self._all():
            each.cancel(job)

    def outcomes(self) -> list[Ended]:
        """Return what ended anywhere."""
        return [ended for each in self._all() for ended in each.outcomes()]

    def settled(self, job: Job) -> None:
        """Have the broker forget the answer of a task whose outcome the journal has."""
        for each in self._dispatching():
            each.settled(job)

    def running(self) -> list[tuple[Job, Progress]]:
        """Return what runs anywhere."""
        return [running for each in self._all() for running in each.running()]

    def patience(self) -> float | None:
        """Return the shortest interval that any executor asks for."""
        return min((each for every in self._all() if (each := every.patience()) is not None),
                   default=None)  # fmt: skip

    def close(self) -> None:
        """End everything that runs anywhere."""
        for each in self._all():
            each.close()
