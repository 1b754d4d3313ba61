"""The local executor: a pool of worker slots, each a process of this machine.

The supervisor has one, and so has each Celery worker. It never waits: its descriptor becomes ready
when there is something to do, and `outcomes` does it.
"""

from __future__ import annotations

import contextlib
import logging
import selectors
import time
from typing import TYPE_CHECKING

from scriptnb.errors import FullError, JournalError, QueueError
from scriptnb.queue.models import Outcome, Progress
from scriptnb.queue.supervisor import slot_process
from scriptnb.queue.supervisor.admission import Admission
from scriptnb.queue.supervisor.slot_process import Slot
from scriptnb.system import cgroups

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scriptnb.queue.models import Job
    from scriptnb.queue.supervisor.executor import Ended

log = logging.getLogger("scriptnb.pool")

#: Seconds between two measurements of the running tasks.
SAMPLE = 0.015
#: After so many slots in a row that died before they were ready, no further one is started.
_FAILED_STARTS = 10
_STALE = (
    "the worker has another version of the analyzer than the task was submitted with; install the "
    "same packages on both sides and start the worker again"
)


def _ignore(process: str) -> None:
    pass


class Pool:
    """Runs tasks in worker slots; see `Executor` for what its methods promise.

    Parameters
    ----------
    home
        A folder for the server that starts the slots.
    size
        How many slots there may be; None: one per usable core.
    strict
        Whether a task fails when a new slot, too, has other versions loaded than its submitter.
        Otherwise the new slot runs it, because what it has loaded is what is installed.
    started, ended
        Called with the identity of each process that becomes a slot, and that is one no more.
    """

    def __init__(
        self, home: Path, size: int | None = None, *, strict: bool = False,
        started: Callable[[str], object] = _ignore, ended: Callable[[str], object] = _ignore,
    ) -> None:  # fmt: skip
        self.size = size
        self._strict = strict
        self._started, self._ended = started, ended
        self._context = slot_process.start_server(home)
        self._selector = selectors.DefaultSelector()
        self._slots: list[Slot] = []
        self._outcomes: list[Ended] = []
        self._failed_starts = 0
        self._next_sample = 0.0
        self._admission = Admission()

    def fileno(self) -> int:
        """Return the descriptor that becomes ready when `outcomes` has something to do."""
        return self._selector.fileno()

    # Places

    def prepare(self, waiting: int) -> None:
        """Start as many slots as waiting tasks need, and end those that are too many.

        Raises
        ------
        QueueError
            When slots die before they are ready, one after the other.
        """
        size = cgroups.usable_cores() if self.size is None else self.size
        usable = sum(slot.usable for slot in self._slots)
        for _ in range(min(size - len(self._slots), waiting - usable)):
            if self._failed_starts >= _FAILED_STARTS:
                self._failed_starts = 0
                raise QueueError("worker slots die before they are ready; see the lines above")
            self._start()
        superfluous = max(0, len(self._slots) - size)
        for slot in [slot for slot in self._slots if slot.free][:superfluous]:
            self._retire(slot)

    def capacity(self) -> list[int]:
        """Return the process ids of the free slots."""
        return [slot.pid for slot in self._slots if slot.free]

    def held_back(self, waiting: int) -> str | None:
        """Return why memory is short, if it is; checked only while tasks wait."""
        return self._admission.held_back() if waiting else None

    def _start(self, first: Job | None = None) -> None:
        try:
            slot = Slot(self._context, self._selector, first)
        except (OSError, ValueError) as error:
            self._failed_starts += 1
            log.error("a worker slot could not be started: %s", error)  # noqa: TRY400 - one sentence is enough
            if first is not None:
                self._outcomes.append((first, None))
            return
        self._slots.append(slot)
        self._started(slot.process)

    def _retire(self, slot: Slot) -> None:
        self._slots.remove(slot)
        slot.close()
        with contextlib.suppress(FullError):
            self._ended(slot.process)

    # Tasks

    def submit(self, job: Job, place: int) -> None:
        """Start a task in the slot with this process id."""
        for slot in self._slots:
            if slot.pid == place and slot.free:
                self._send(slot, job, strict=True)
                return
        self._outcomes.append((job, None))

    def _send(self, slot: Slot, job: Job, *, strict: bool) -> None:
        try:
            slot.send(job, strict=strict)
        except BrokenPipeError:
            # It died while it was free, which is no attempt at the task.
            self._outcomes.append((job, None))
            self._retire(slot)

    def cancel(self, job: Job) -> None:
        """Kill the slot that runs a task."""
        for slot in self._slots:
            if slot.job is not None and slot.job.token == job.token:
                slot.cancelled = True
                slot.kill()

    def outcomes(self) -> list[Ended]:
        """Read what slots sent, kill those that exceed a limit, return the tasks that ended."""
        for key, _ in self._selector.select(0):
            key.data()
        for slot in [slot for slot in self._slots if slot.replied]:
            self._take_reply(slot)
        now = time.monotonic()
        if now >= self._next_sample:
            self._next_sample = now + SAMPLE
            for slot in self._slots:
                slot.sample()
        ended, self._outcomes = self._outcomes, []
        return ended

    def _take_reply(self, slot: Slot) -> None:
        was_ready, reply, job = slot.ready, slot.take_reply(), slot.job
        if not was_ready:
            self._take_start(slot, started=reply is not None)
            return
        if job is not None and slot.cancelled:
            self._outcomes.append((job, None))
        elif job is not None and reply is not None and reply.stale:
            self._run_in_new_slot(slot, job)
            return
        elif job is not None:
            self._outcomes.append((job, slot.outcome(reply)))
        slot.job = None
        if reply is None or reply.renew or slot.killed:
            self._retire(slot)

    def _take_start(self, slot: Slot, *, started: bool) -> None:
        """Take a new slot into use, or count it as failed."""
        if started:
            self._failed_starts = 0
            if slot.job is not None:
                self._send(slot, slot.job, strict=self._strict)
            return
        if not slot.killed:
            output, (how, signalled) = slot.drain_output(), slot.how_it_died()
            # One that was killed from outside does not mean that the next one fails too.
            self._failed_starts += not signalled
            log.error("a worker slot %s before it was ready; its output: %s", how, output)
        if slot.job is not None:
            self._outcomes.append((slot.job, None))
        self._retire(slot)

    def _run_in_new_slot(self, slot: Slot, job: Job) -> None:
        """Run a task again that its slot refused, because what is installed may have changed."""
        self._retire(slot)
        if job is slot.first:
            self._outcomes.append((job, Outcome(kind="error", error=_STALE)))
        else:
            self._start(job)

    def running(self) -> list[tuple[Job, Progress]]:
        """Return the tasks whose outcome has not been returned; may be called in any thread."""
        ended = [(job, Progress()) for job, _ in self._outcomes]
        return ended + [
            (job, slot.progress) for slot in [*self._slots] if (job := slot.job) is not None
        ]

    def patience(self) -> float | None:
        """Return the interval of measurements while a task runs."""
        if self._outcomes or any(slot.replied for slot in self._slots):
            return 0.0
        return SAMPLE if any(slot.job for slot in self._slots) else None

    def close(self) -> None:
        """Kill every slot."""
        for slot in self._slots:
            slot.close()
        with contextlib.suppress(JournalError):
            for slot in self._slots:
                self._ended(slot.process)
        self._slots.clear()
