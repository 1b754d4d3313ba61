"""`clear(everything=True)`: after it no byte of a script is left in any file of the queue.

The rows go first, then the pages they stood in (a rewrite of the file), then the write-ahead log,
then what lies beside: logs, journals that were set aside, the reserve.
"""

from __future__ import annotations

import contextlib
import logging
import time
from typing import TYPE_CHECKING

from scriptnb.errors import JournalError
from scriptnb.queue.models import STORED
from scriptnb.queue.store import maintenance
from scriptnb.queue.store.database import BUSY_S
from scriptnb.queue.supervisor import launcher, logs
from scriptnb.system import wakeup

if TYPE_CHECKING:
    from scriptnb.queue.store.journal import Journal

log = logging.getLogger("scriptnb")

#: How long readers are waited for, in seconds.
PATIENCE = 5.0


def erase(journal: Journal) -> int:
    """Cancel everything, then erase it; return how many records were removed.

    Raises
    ------
    JournalError
        "not erased yet", when somebody reads the journal all the time; call it again.
    """
    # Room to work, should the disk be full.
    (journal.home / "reserve").unlink(missing_ok=True)
    database = journal.db
    with database.write():
        change, now = database.value("next_change"), journal.clock()
        database.run("cancel_all", now=now, changed=change)
    # Running slots are killed, and whoever waits is told, before the records are gone.
    launcher.listening(journal.home)
    wakeup.ring_watchers(journal.home)
    # Zeros would need as much room again; here every page of the file is written anew or cut off.
    database.pragma("secure_delete = OFF")
    with database.write():
        counts = journal.counts()
        removed = sum(counts[status] for status in STORED)
        for name in ("erase_tasks", "erase_sources", "erase_results", "erase_holds"):
            database.run(name)
    wakeup.ring_watchers(journal.home)
    for file in journal.home.glob("damaged-*"):
        file.unlink(missing_ok=True)
    logs.erase(journal.home)
    database.pragma("secure_delete = ON")
    # A reader in the way is waited for here, in short turns, not in SQLite.
    database.pragma("busy_timeout = 250")
    try:
        _rewrite(journal)
    finally:
        database.pragma(f"busy_timeout = {BUSY_S * 1000:.0f}")
    maintenance.keep_reserve(journal.home)
    return removed


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
