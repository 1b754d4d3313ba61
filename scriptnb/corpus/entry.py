"""One script of a corpus: its state, its task and its measures, but no text.

Uses the states of a task, but no queue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.queue.models import Status

if TYPE_CHECKING:
    from pathlib import Path

    from scriptnb.corpus.listing import Found
    from scriptnb.queue.store.journal import Measures

#: States that a script has before it is a task, and when it never becomes one.
WAITING, UNREADABLE = "waiting", "unreadable"


class Entry:
    """One script of a corpus: its state, its task and its measures."""

    __slots__ = ("cached", "error", "measures", "path", "run_s", "script", "size", "status", "task")

    def __init__(self, found: Found) -> None:
        self.script: str = found.script
        self.path: Path = found.path
        #: ``waiting``, ``unreadable``, or the task's state.
        self.status: str = WAITING if found.error is None else UNREADABLE
        self.error: str | None = found.error
        self.task: str | None = None
        self.cached = False
        self.run_s: float | None = None
        #: The script's measures once it is analysed.
        self.measures: Measures | None = None
        #: Bytes that its result takes in the cache.
        self.size = 0

    @property
    def done(self) -> bool:
        """Whether it has a result."""
        return self.status == Status.COMPLETED

    @property
    def open(self) -> bool:
        """Whether it may still get a result."""
        if isinstance(self.status, Status):
            return not self.status.ended
        return self.status == WAITING
