"""Several connections of one process, and others that come and go, share one journal."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from scriptnb.queue.store.journal import Journal

if TYPE_CHECKING:
    from pathlib import Path


def test_a_second_connection_keeps_the_locks_of_the_first(queue_home: Path) -> None:
    # A process that closes any descriptor of a file loses all its locks on it (POSIX): without
    # them, the last connection of another process deletes the write-ahead log under this one.
    first, second = Journal(queue_home), Journal(queue_home)
    first.set_meta(paused=0)
    code = (
        "import pathlib, sys; from scriptnb.queue.store.journal import Journal;"
        "journal = Journal(pathlib.Path(sys.argv[1])); journal.set_meta(paused=1); journal.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(queue_home)], check=True)
    log = next(queue_home.glob("*.sqlite3-wal"), None)
    assert log is not None, "the write-ahead log was deleted under two open connections"
    assert first.meta()["paused"] == 1
    second.set_meta(paused=0)
    assert Journal(queue_home).meta()["paused"] == 0
    first.close()
    second.close()


def test_a_new_connection_writes_nothing_and_leaves_the_log_to_the_supervisor(
    queue_home: Path,
) -> None:
    # SQLite writes a log of a thousand pages back at the next commit, unless that is switched off.
    first = Journal(queue_home)
    for n in range(20):
        first.add_source(bytes([n]) * 1_000_000, f"hash {n}")
    seen, size = first.db.pragma("data_version"), first.db.file.stat().st_size
    second = Journal(queue_home)
    assert first.db.pragma("data_version") == seen
    second.set_meta(paused=0)
    assert first.db.pragma("data_version") != seen
    assert first.db.file.stat().st_size == size
    first.close()
    second.close()
