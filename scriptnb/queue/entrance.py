"""Where tasks enter the journal: there is room for them, and somebody who runs them.

Knows no handle and nothing of what a task asks for.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from scriptnb.errors import QueueFullError
from scriptnb.queue.store.database import DamagedError
from scriptnb.queue.supervisor import launcher
from scriptnb.queue.watcher import new_holder
from scriptnb.system import wakeup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.queue.models import NewTask
    from scriptnb.queue.store.journal import Journal

#: Seconds between two looks for room when no bell rings.
_LOOK = 0.25


class Entrance:
    """One manager's way into its journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._bell = journal.home / wakeup.WATCHERS / new_holder().replace("/", "-")

    def add(self, tasks: Sequence[NewTask], most: int, patience: float) -> list[str]:
        """Journal tasks, all or none of them, and return their ids.

        Parameters
        ----------
        most
            How many may wait there.
        patience
            How many seconds to wait for room.

        Raises
        ------
        QueueFullError
            When there was no room for them.
        """
        if not tasks:
            return []
        end = time.monotonic() + patience
        while True:
            try:
                return [str(each) for each in self._add(tasks, most)]
            except QueueFullError:
                left = end - time.monotonic()
                if left <= 0 or len(tasks) > most:
                    raise
                self.see_supervisor()
                self._wait_for_room(left)

    def _add(self, tasks: Sequence[NewTask], most: int) -> list[int]:
        try:
            ids, to_run = self._journal.add(tasks, most)
        except DamagedError:
            # What was waiting in it stays in the file that is set aside.
            self._journal.recover()
            ids, to_run = self._journal.add(tasks, most)
        if to_run:
            self.see_supervisor()
        else:
            wakeup.ring_watchers(self._journal.home)
        return ids

    def _wait_for_room(self, timeout: float) -> None:
        my_bell = wakeup.Bell(self._bell)
        try:
            my_bell.wait(min(timeout, _LOOK))
        finally:
            my_bell.close()

    def see_supervisor(self) -> None:
        """Ring the supervisor, or start one where there is none or only an older one.

        Called once work is committed: a supervisor whose row still stands sees it before it leaves.
        """
        heard = launcher.listening(self._journal.home)
        # A killed one is heard until the last of its threads is gone, and none of them answers.
        if not (heard and self._journal.supervisor()) or self._journal.supervisor_is_older():
            launcher.start(self._journal.home)
