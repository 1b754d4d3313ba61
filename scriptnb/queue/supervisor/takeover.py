"""Which supervisor serves when several packages share a journal: the newest one.

An older one is asked to finish what runs and make room; a newer one is never asked, so two
versions cannot evict each other in turn.
"""

from __future__ import annotations

import logging
import re
import time
from typing import TYPE_CHECKING

from scriptnb.system import processes
from scriptnb.version import __version__

if TYPE_CHECKING:
    from scriptnb.queue.store.database import Database
    from scriptnb.system.locks import Lock

log = logging.getLogger("scriptnb.supervisor")

#: A leaver's slot may run for hours; so long is looked at its lock only this often, in seconds.
_SLOW = 0.2


def order(version: str) -> tuple[tuple[int, ...], int, int]:
    """Return what versions are compared by: release, then whether it is one, then its number.

    Examples
    --------
    >>> order("0.9.1") < order("0.10.0rc1") < order("0.10.0") == order("0.10")
    True
    """
    match = re.match(r"(\d+(?:\.\d+)*)(?:[.-]?(a|b|rc|dev)\D*(\d*))?", version)
    if match is None:
        return (), 0, 0
    release = tuple(int(part) for part in match[1].split("."))
    while release and release[-1] == 0:
        release = release[:-1]
    stage = {"dev": 0, "a": 1, "b": 2, "rc": 3, None: 4}[match[2]]
    return release, stage, int(match[3] or 0)


def older(version: str, than: str = __version__) -> bool:
    """Tell whether one version is older than another, by default this package's."""
    return order(version) < order(than)


def take_turn(database: Database, lock: Lock) -> bool:
    """Take the supervisor's lock, waiting for one that is leaving; False when another serves."""
    pause = 0.005
    while not lock.take():
        row = database.one("supervisor")
        if row is not None and processes.alive(row["process"]):
            leaving = row["leave_for"]
            if not older(row["version"]):
                return False
            if leaving is None or older(leaving):
                database.run("ask_to_leave", process=row["process"], version=__version__)
                log.info("asked the supervisor of version %s to make room", row["version"])
        # Without a row the holder is on its way in or out.
        time.sleep(pause)
        pause = min(_SLOW, pause * 1.5)
    return True
