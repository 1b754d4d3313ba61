"""Whether a supervisor serves the journal, and starting one where work is left and none does.

Every reader of the journal calls `look`: work that nobody waits for goes on as soon as somebody
looks at it.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from scriptnb.errors import QueueError
from scriptnb.queue.models import RUNNING, UNFINISHED
from scriptnb.queue.supervisor import failures, heartbeat, launcher
from scriptnb.system import wakeup

if TYPE_CHECKING:
    from pathlib import Path

    from scriptnb.queue.store.database import Database
    from scriptnb.queue.store.journal import Journal

#: Seconds between two looks of one process at one journal.
_EVERY = 0.5
#: Journal folder -> when the next look is due.
_next_look: dict[Path, float] = {}


def ensure(journal: Journal) -> None:
    """Notify the supervisor, or start one where there is none or only an older one.

    Called once work is committed: a supervisor whose row still stands sees it before it ends.
    """
    notified = wakeup.notify_supervisor(journal.home)
    heartbeat.end_hung(journal.home / heartbeat.SUPERVISOR)
    # A killed one has its FIFO open until its last thread is gone, and does nothing any more.
    serves = journal.supervisor() is not None
    if not (notified and serves) or journal.supervisor_is_older():
        launcher.start(journal.home, overdue=not serves)


def look(journal: Journal) -> None:
    """Start a supervisor where none lives and work is left; at most twice a second.

    A paused queue in which nothing runs needs none. Raises nothing: what reads the journal goes on.
    """
    now = time.monotonic()
    if now < _next_look.get(journal.home, 0.0):
        return
    _next_look[journal.home] = now + _EVERY
    with contextlib.suppress(QueueError, OSError):
        look_now(journal)


def look_now(journal: Journal) -> None:
    """Do what `look` does, at once.

    Raises
    ------
    QueueError
        When a supervisor is needed and cannot be started.
    """
    if not work_left(journal.db) or not journal.db.in_place():
        return
    heartbeat.end_hung(journal.home / heartbeat.SUPERVISOR)
    if journal.supervisor() is None:
        launcher.start(journal.home, overdue=True)


def work_left(database: Database) -> bool:
    """Return whether there is work for a supervisor: in a paused queue only what runs is."""
    paused = database.value("get_meta", name="paused")
    counts = {row[0]: row[1] for row in database.run("counts")}
    return any(counts[status] for status in (RUNNING if paused else UNFINISHED))


def given_up(journal: Journal) -> bool:
    """Return whether supervisors end with an error again and again, and none serves."""
    return failures.count(journal.home) >= failures.MANY and journal.supervisor() is None
