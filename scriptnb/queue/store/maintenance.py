"""Clean-up of the journal, and erasing everything in it.

Clean-up runs in a thread of the supervisor with a connection of its own: expired records, texts
that no task needs, results beyond the cache's limit, the WAL, and the file's size. Each write is
small: a submit never waits long for it.

After `erase` no byte of a script is left in any file of the queue: the rows go first, then the
pages they stood in (a rewrite of the file), then the write-ahead log, then the other files: logs,
journals that were set aside, the reserve.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scriptnb.errors import JournalError
from scriptnb.queue.models import STORED
from scriptnb.queue.store import paths
from scriptnb.queue.store.database import BUSY_S, Database
from scriptnb.system import processes, wakeup

if TYPE_CHECKING:
    from collections.abc import Callable

    from scriptnb.queue.store.journal import Journal

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
#: How long `erase` waits for readers, in seconds.
PATIENCE = 5.0


def clean(
    database: Database, clock: Callable[[], float] = time.time, *, unused: float = _UNUSED
) -> None:
    """Remove what has expired and what exceeds the cache's limit, then shrink the file."""
    now = clock()
    for row in database.run("holders"):
        if not processes.alive(row[0].partition("/")[0]):
            database.run("release_holder", holder=row[0])
    database.run("clock_set_back", now=now)
    _remove(database, "expired", "delete_task", now=now, latest=now - SHORTEST_LIFE)
    _remove(database, "unused_sources", "delete_source", before=now - unused)
    trim_cache(database)
    while database.pragma("freelist_count") > 0:
        before = database.pragma("freelist_count")
        database.pragma("incremental_vacuum(500)")
        if database.pragma("freelist_count") >= before:
            break


def _remove(database: Database, found_by: str, delete: str, **values: float) -> None:
    """Delete the rows that a statement finds, some in each transaction."""
    while True:
        with database.write():
            rows = database.run(found_by, limit=_BATCH, **values)
            for row in rows:
                database.run(delete, id=row[0])
        if len(rows) < _BATCH:
            return


def cache_limit_mb(database: Database) -> float:
    """Return how many MB (2**20 bytes) the results that are found again by content may take."""
    given = database.value("get_meta", name="cache_limit_mb")
    return float(given if given is not None else CACHE_LIMIT_MB)


def trim_cache(database: Database) -> None:
    """Remove the least recently used results until the rest fits ``cache_limit_mb``."""
    limit = cache_limit_mb(database) * 2**20
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


def erase(journal: Journal) -> int:
    """Cancel everything, then erase it; return how many records were removed.

    Raises
    ------
    JournalError
        "not erased yet", when other processes keep reading the journal; call it again.
    """
    # Room to work, should the disk be full.
    (journal.home / "reserve").unlink(missing_ok=True)
    database = journal.db
    with database.write():
        change, now = database.value("next_change"), journal.clock()
        database.run("cancel_all", now=now, changed=change)
    # Running slots are killed, and those who wait are notified, before the records are gone.
    wakeup.notify_supervisor(journal.home)
    wakeup.notify_watchers(journal.home)
    # Zeros would need as much room again; here every page of the file is written anew or cut off.
    database.pragma("secure_delete = OFF")
    with database.write():
        counts = journal.counts()
        removed = sum(counts[status] for status in STORED)
        for name in ("erase_tasks", "erase_sources", "erase_results", "erase_holds"):
            database.run(name)
    wakeup.notify_watchers(journal.home)
    for file in journal.home.glob("damaged-*"):
        file.unlink(missing_ok=True)
    erase_log(journal.home)
    database.pragma("secure_delete = ON")
    # A reader in the way is waited for here, in short turns, not in SQLite.
    database.pragma("busy_timeout = 250")
    try:
        _rewrite(journal)
    finally:
        database.pragma(f"busy_timeout = {BUSY_S * 1000:.0f}")
    keep_reserve(journal.home)
    return removed


def erase_log(home: Path) -> None:
    """Empty the supervisor's log and remove the older one."""
    for file in (home / f"{paths.LOG}.1", home / paths.LOG):
        try:
            # Truncated first: a supervisor may have it open.
            os.truncate(file, 0)
            if file.name != paths.LOG:
                file.unlink()
        except OSError:
            continue


def _rewrite(journal: Journal) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(JournalError):
            journal.db.vacuum()
            if journal.db.checkpoint(truncate=True):
                return
        if time.monotonic() > end:
            raise JournalError(
                f"not erased yet: another process reads {journal.db.file} all the time, so the "
                "texts are still in its write-ahead log; close other notebooks and clear again"
            )
        time.sleep(0.05)


class Maintenance:
    """Decides when to clean up, and does it in a thread beside the supervisor's loop.

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

    def start(self, main: Database) -> None:
        """Use the supervisor's open journal, and keep the reserve."""
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
