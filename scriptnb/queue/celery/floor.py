"""A worker's slots: the same processes as on one machine, fed and watched by one thread.

Celery's threads hand a job in and wait for its outcome. Knows no broker.
"""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import threading
from collections import deque
from concurrent.futures import Future
from typing import TYPE_CHECKING

from scriptnb.queue.celery.messages import Running
from scriptnb.queue.models import Measured, Outcome
from scriptnb.queue.supervisor import runs, slot_process
from scriptnb.system import processes

if TYPE_CHECKING:
    from pathlib import Path

    from scriptnb.queue.models import Job
    from scriptnb.queue.supervisor.slot_process import Slot

log = logging.getLogger("scriptnb.worker")

#: Seconds between two looks at the memory of running tasks, and with nothing to look at.
_SAMPLE, _IDLE = 0.015, 1.0
#: So many slots that die before they are ready, one after the other, are taken for a rule.
_FAILED_STARTS = 5


class _Run:
    """One job in this worker."""

    def __init__(self, name: str, job: Job) -> None:
        self.name = name
        self.job = job
        self.strict = True
        self.told = Running()
        #: None as its result: it was killed because nobody wants the answer.
        self.future: Future[Outcome | None] = Future()


class Floor(threading.Thread):
    """The thread that owns this worker's slots.

    Parameters
    ----------
    home
        A folder for the slots' server, this worker's own.
    """

    def __init__(self, home: Path) -> None:
        super().__init__(name="scriptnb-floor", daemon=True)
        self._context = slot_process.warm_up(home)
        self._slots: dict[Slot, _Run | None] = {}
        self._waiting: deque[_Run] = deque()
        self._new: deque[_Run] = deque()
        self._unwanted: deque[str] = deque()
        self._answered: deque[Slot] = deque()
        self._runs: dict[str, _Run] = {}
        self._selector = selectors.DefaultSelector()
        self._wake_r, self._wake_w = os.pipe()
        os.set_blocking(self._wake_r, False)
        os.set_blocking(self._wake_w, False)
        self._selector.register(self._wake_r, selectors.EVENT_READ)
        self._failed_starts = 0
        self._ended = False

    def analyze(self, name: str, job: Job) -> Outcome | None:
        """Run a job and wait for how it ends; None when it was no longer wanted."""
        run = _Run(name, job)
        self._runs[name] = run
        try:
            self._new.append(run)
            self._ring()
            return run.future.result()
        finally:
            self._runs.pop(name, None)

    def running(self) -> dict[str, Running]:
        """Return the jobs in this worker and how far they are."""
        return {name: run.told for name, run in self._runs.copy().items()}

    def drop(self, names: list[str]) -> None:
        """Kill what runs under these names."""
        self._unwanted.extend(names)
        self._ring()

    def rss(self) -> int:
        """Return the resident bytes of this worker with everything that it started."""
        pid = os.getpid()
        return sum(map(processes.rss, [pid, *processes.descendants(pid)]))

    def end(self) -> None:
        """Kill every slot and end this thread."""
        self._ended = True
        self._ring()
        self.join(5)

    def _ring(self) -> None:
        with contextlib.suppress(BlockingIOError, OSError):
            os.write(self._wake_w, b"!")

    def _wake(self, slot: Slot) -> None:
        self._answered.append(slot)
        self._ring()

    # In the thread

    def run(self) -> None:
        """Serve until `end`."""
        try:
            while not self._ended:
                self._step()
        except Exception:
            log.exception("the worker ends because of an error of its own")
            os._exit(70)
        finally:
            for slot in self._slots:
                slot.close()

    def _step(self) -> None:
        busy = any(self._slots.values()) or bool(self._waiting)
        for key, _ in self._selector.select(_SAMPLE if busy else _IDLE):
            slot = key.data
            if isinstance(slot, slot_process.Slot) and not slot.hear():
                self._selector.unregister(slot.fileno())
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake_r, 65536)
        while self._new:
            self._waiting.append(self._new.popleft())
        self._drop_unwanted()
        while self._answered:
            self._take(self._answered.popleft())
        self._start()
        self._watch()

    def _drop_unwanted(self) -> None:
        unwanted = set()
        while self._unwanted:
            unwanted.add(self._unwanted.popleft())
        if not unwanted:
            return
        for run in [run for run in self._waiting if run.name in unwanted]:
            self._waiting.remove(run)
            run.future.set_result(None)
        for slot, run_of in self._slots.items():
            if run_of is not None and run_of.name in unwanted:
                slot.kill("cancelled")

    def _start(self) -> None:
        for slot in [slot for slot in self._slots if slot.free]:
            if not self._waiting:
                return
            run = self._waiting.popleft()
            try:
                slot.send(run.job, strict=True)
            except BrokenPipeError:
                self._waiting.appendleft(run)  # it died while it was free
                self._retire(slot)
            else:
                self._slots[slot] = run
        coming = sum(not slot.ready for slot in self._slots)
        for _ in range(len(self._waiting) - coming):
            try:
                made = slot_process.Slot(self._context, self._wake)
            except (OSError, ValueError) as error:
                self._start_failed(f"a worker slot could not be started: {error}")
                return
            self._slots[made] = None
            self._selector.register(made.fileno(), selectors.EVENT_READ, made)

    def _start_failed(self, why: str) -> None:
        self._failed_starts += 1
        log.error("%s", why)
        if self._failed_starts >= _FAILED_STARTS:
            self._failed_starts = 0
            while self._waiting:
                self._waiting.popleft().future.set_result(
                    Outcome(kind="os_error", measured=Measured(), error=why)
                )

    def _take(self, slot: Slot) -> None:
        if slot not in self._slots or not slot.answered():
            return
        run, answer = self._slots[slot], slot.take_answer()
        if answer is not None and answer.kind == "hello":
            self._failed_starts = 0
            return
        if run is None:
            if not slot.ready:
                self._start_failed(f"a worker slot {slot.how_it_died()} before it was ready")
            self._retire(slot)
            return
        self._slots[slot] = None
        outcome: Outcome | None
        if slot.killed == "cancelled":
            outcome = None
        elif answer is not None and answer.kind == "stale":
            if run.strict:
                # What is installed may have changed since the slot loaded it: a fresh one knows.
                run.strict = False
                self._waiting.appendleft(run)
                self._retire(slot)
                return
            outcome = Outcome(kind="error", measured=Measured(), error=_STALE)
        else:
            outcome = runs.outcome(slot, run.job, answer)
        slot.job = None
        if answer is None or answer.renew or slot.killed:
            self._retire(slot)
        run.future.set_result(outcome)

    def _watch(self) -> None:
        for slot, run in self._slots.items():
            if run is None or slot.killed:
                continue
            if why := slot.over_limit():
                slot.kill(why)
            told = slot.read_progress()
            if told or slot.peak > run.told.peak:
                share, note = told or (run.told.share, run.told.note)
                run.told = Running(share, note, slot.peak)

    def _retire(self, slot: Slot) -> None:
        del self._slots[slot]
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(slot.fileno())
        slot.close()


_STALE = (
    "the worker has another version of the analyzer than the task was submitted with; install the "
    "same packages on both sides and start the worker again"
)
