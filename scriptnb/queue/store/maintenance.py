"""Clean-up of the journal, in a thread of the supervisor with a connection of its own.

Expired records, texts that no task needs, results beyond the cache's limit, the WAL, and the
file's size. Each write is small: a submit never waits long for it.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scriptnb.errors import JournalError
from scriptnb.queue.store import paths
from scriptnb.queue.store.database import Database
from scriptnb.system import processes

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger("scriptnb.supervisor")

#: How many rows one transaction removes.
_BATCH = 100
#: A record lives at least so long, in seconds: time enough for a waiting kernel to hold it.
SHORTEST_LIFE = 1.0
#: A source that no task names is removed after so long, in seconds.
_UNUSED = 3600.0
#: The WAL is written back when it is larger than this while work goes on, in bytes: a thousand
#: scripts that were submitted at once pass before it is.
_LARGE_WAL = 384 * 2**20
#: … and when it is larger than this while nothing runs.
_SMALL_WAL = 1 * 2**20
#: Kept free on the disk so that a full one can still be cleared.
RESERVE = 4 * 2**20
CACHE_LIMIT_MB = 4096.0
CLEANUP_INTERVAL = 3600.0


def clean(
    database: Database, clock: Callable[[], float] = time.time, *, unused: float = _UNUSED
) -> None:
    """Remove what has expired and what exceeds the cache's limit, then shrink the file."""
    now = clock()
    for row in database.run("holders"):
        if not processes.alive(row[0].partition("/")[0]):
            database.run("release_holder", holder=row[0])
    database.run("clock_set_back", now=now)
    while True:
        with database.write():
            rows = database.run("expired", now=now, latest=now - SHORTEST_LIFE, limit=_BATCH)
            for row in rows:
                database.run("delete_task", id=row[0])
        if len(rows) < _BATCH:
            break
    while True:
        with database.write():
            rows = database.run("unused_sources", before=now - unused, limit=_BATCH)
            for row in rows:
                database.run("delete_source", id=row[0])
        if len(rows) < _BATCH:
            break
    trim_cache(database)
    while database.pragma("freelist_count") > 0:
        before = database.pragma("freelist_count")
        database.pragma("incremental_vacuum(500)")
        if database.pragma("freelist_count") >= before:
            break


def trim_cache(database: Database) -> None:
    """Remove the least recently used results until the rest fits ``cache_limit_mb``."""
    given = database.value("get_meta", name="cache_limit_mb")
    limit = float(given if given is not None else CACHE_LIMIT_MB) * 2**20
    while True:
        with database.write():
            size = {row[0]: row[1] for row in database.run("counts")}["results_bytes"]
            rows = database.run("oldest_results", limit=_BATCH) if size > limit else []
            for row in rows:
                database.run("delete_result", id=row["id"])
                size -= row["size"]
                if size <= limit:
                    break
        if size <= limit or len(rows) < _BATCH:
            return


def keep_reserve(home: Path) -> None:
    """Set some of the disk aside, so that `clear` has room to work when the disk is full."""
    file = home / "reserve"
    try:
        if file.exists() and file.stat().st_size >= RESERVE:
            return
        with file.open("wb") as stream:
            # Random bytes: a file of zeros may take no room at all.
            stream.write(secrets.token_bytes(RESERVE))
        file.chmod(0o600)
    except OSError:
        file.unlink(missing_ok=True)


class Keeper:
    """Decides when to clean up, and does it beside the supervisor's loop.

    Parameters
    ----------
    home
        The journal's folder.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._thread: threading.Thread | None = None
        self._database: Database | None = None
        self._main: Database | None = None
        self._stopped = False

    def start(self, main: Database) -> None:
        """Begin, with a look at what is due."""
        self._main = main
        keep_reserve(self._home)

    def look(self, *, idle: bool) -> None:
        """Start what is due, unless something is under way; returns at once."""
        if self._main is None or (self._thread is not None and self._thread.is_alive()):
            return
        due = self._main.value("get_meta", name="cleanup_due")
        now = time.time()
        interval = self._main.value("get_meta", name="cleanup_interval")
        every = float(interval if interval is not None else CLEANUP_INTERVAL)
        # A due time further away than the interval was written by a clock that was set back.
        cleaning = due is None or now >= due or due > now + every
        wal = _size(Path(f"{self._main.file}-wal"))
        writing = wal > (_SMALL_WAL if idle else _LARGE_WAL)
        if not (cleaning or writing):
            return
        if cleaning:
            self._main.run("set_meta", name="cleanup_due", value=now + every)
        self._thread = threading.Thread(
            target=self._work, args=(cleaning,), name="scriptnb-housekeeping", daemon=True
        )
        self._thread.start()

    def run_now(self) -> None:
        """Clean up in this thread: before the supervisor ends."""
        if self._thread is not None:
            self._thread.join()
        self._work(True)

    def stop(self) -> None:
        """Wait for what is under way."""
        self._stopped = True
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _work(self, cleaning: bool) -> None:
        try:
            if self._database is None:
                self._database = Database(self._home / paths.JOURNAL)
            if cleaning:
                clean(self._database)
                keep_reserve(self._home)
            self._database.checkpoint()
        except JournalError as error:
            log.warning("clean-up did not finish: %s", error)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
