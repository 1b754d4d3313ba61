"""Which supervisor serves when several versions of the package share a journal: the newest one.

An older one is asked to finish what runs and end; a newer one is never asked, so that two versions
cannot replace each other in turn.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from scriptnb.queue.store.versions import is_older
from scriptnb.queue.supervisor import heartbeat
from scriptnb.system import processes
from scriptnb.version import __version__

if TYPE_CHECKING:
    from scriptnb.queue.store.database import Database
    from scriptnb.system.locks import Lock

log = logging.getLogger("scriptnb.supervisor")

#: The longest pause between two tries to take the lock, in seconds: tasks of a supervisor that was
#: asked to end may run for hours.
_LONGEST_PAUSE = 0.2


def take_turn(database: Database, lock: Lock) -> bool:
    """Take the supervisor's lock, waiting for one that ends; return False when another serves."""
    pause = 0.005
    while not lock.take():
        heartbeat.end_hung(database.file.parent / heartbeat.SUPERVISOR)
        row = database.one("supervisor")
        if row is not None and processes.alive(row["process"]):
            leaving = row["leave_for"]
            if not is_older(row["version"]):
                return False
            if leaving is None or is_older(leaving):
                database.run("ask_to_leave", process=row["process"], version=__version__)
                log.info("asked the supervisor of version %s to end", row["version"])
        # Without a row the holder of the lock is starting or ending.
        time.sleep(pause)
        pause = min(_LONGEST_PAUSE, pause * 1.5)
    return True
