"""The slots of one supervisor: how many there are, what they said, which are of no use any more.

Of the journal it keeps the list of the slots' processes. What becomes of a task is not its concern.
"""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
from collections import deque
from typing import TYPE_CHECKING

from scriptnb.errors import FullError, JournalError
from scriptnb.queue.supervisor import slot_process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scriptnb.queue.models import Answer, Job
    from scriptnb.queue.store.database import Database
    from scriptnb.queue.supervisor.station import AnySlot, Station

log = logging.getLogger("scriptnb.supervisor")

#: So many slots that die before they are ready, one after the other, are taken for a rule.
_FAILED_STARTS = 10


class Crew:
    """All slots that there are, of whatever engine.

    Parameters
    ----------
    station
        Where new ones come from.
    db
        The open journal.
    """

    def __init__(self, station: Station, db: Database) -> None:
        self._station = station
        self._db = db
        self.slots: list[AnySlot] = []
        self._answered: deque[AnySlot] = deque()
        self._failed_starts = 0
        self._selector = selectors.DefaultSelector()
        self._wake_r, self._wake_w = os.pipe()
        for end in (self._wake_r, self._wake_w):
            os.set_blocking(end, False)
        self._selector.register(self._wake_r, selectors.EVENT_READ)

    # Waiting

    def listen(self, descriptor: int | None) -> None:
        """Let `wait` return for this descriptor as well."""
        if descriptor is not None:
            self._selector.register(descriptor, selectors.EVENT_READ)

    def ring(self) -> None:
        """Let `wait` return; called from any thread, and by signals."""
        with contextlib.suppress(BlockingIOError, OSError):
            os.write(self._wake_w, b"!")

    def wait(self, patience: float) -> None:
        """Wait until something happens, at most so many seconds, and hear what slots say."""
        for key, _ in self._selector.select(0.0 if self._answered else patience):
            if isinstance(key.data, slot_process.Slot) and not key.data.hear():
                self._forget(key.data)
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake_r, 65536)

    def _wake(self, slot: AnySlot) -> None:
        self._answered.append(slot)
        self.ring()

    def answers(self) -> Iterator[tuple[AnySlot, Job, Answer | None]]:
        """Take what slots said of their tasks; None where one died."""
        while self._answered:
            slot = self._answered.popleft()
            if slot not in self.slots or not slot.answered():
                continue
            job, answer = slot.job, slot.take_answer()
            if answer is not None and answer.kind == "hello":
                self._failed_starts = 0
            elif job is not None:
                yield slot, job, answer
            elif answer is None:
                self._count_failed_start(slot)
                self.retire(slot)

    def _count_failed_start(self, slot: AnySlot) -> None:
        if slot.ready or slot.killed:
            return
        said, how = slot.drain_output(), slot.how_it_died()
        # One that was killed from outside says nothing about the next one.
        self._failed_starts += not how.startswith(slot_process.KILLED)
        log.error("a worker slot %s before it was ready; it said: %s", how, said)

    # How many

    @property
    def busy(self) -> bool:
        """Whether a task runs."""
        return any(slot.job for slot in self.slots)

    def free(self) -> list[AnySlot]:
        """Return those that can take a task."""
        return [slot for slot in self.slots if slot.free and self._station.serves(slot)]

    def fit(self, waiting: int) -> None:
        """Start as many slots as waiting tasks need, and end those that are too many."""
        for slot in [slot for slot in self.slots if slot.free and not self._station.serves(slot)]:
            self.retire(slot)
        capacity = self._station.capacity()
        here = [slot for slot in self.slots if self._station.serves(slot)]
        usable = sum(slot.job is None and not slot.killed for slot in here)
        wanted = min(capacity - len(here), waiting - usable)
        for _ in range(max(0, wanted)):
            self.start()
        for slot in self.free()[: max(0, len(here) - capacity)]:
            self.retire(slot)

    def start(self) -> AnySlot | None:
        """Start one slot more; None where it could not be started.

        Raises
        ------
        JournalError
            When none of many came up.
        """
        if self._failed_starts >= _FAILED_STARTS:
            raise JournalError("worker slots die before they are ready; see the lines above")
        try:
            made = self._station.make(self._wake)
        except (OSError, ValueError) as error:
            self._failed_starts += 1
            log.error("a worker slot could not be started: %s", error)  # noqa: TRY400 - one sentence says all
            return None
        self.slots.append(made)
        if (descriptor := made.fileno()) is not None:
            self._selector.register(descriptor, selectors.EVENT_READ, made)
            self._db.run("add_slot", process=made.process)
        return made

    def attach(self, job: Job) -> None:
        """Wait again for a task that an earlier supervisor sent to a worker elsewhere."""
        if self._station.engine is not None:
            slot = self._station.engine.slot(self._wake)
            slot.attach(job)
            self.slots.append(slot)

    def retire(self, slot: AnySlot) -> None:
        """End a slot that is of no use any more."""
        self.slots.remove(slot)
        self._forget(slot)
        slot.close()
        with contextlib.suppress(FullError):
            self._db.run("remove_slot", process=slot.process)

    def _forget(self, slot: AnySlot) -> None:
        """Wait for nothing more of a slot."""
        if (descriptor := slot.fileno()) is not None:
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(descriptor)

    def close(self) -> None:
        """Forget every slot; each was killed before."""
        for slot in self.slots:
            slot.close()
