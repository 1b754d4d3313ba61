"""The journal as a file: opening, schema, transactions, and what can be wrong with it.

Uses SQLite and the named statements of ``queries.sql``; of tasks knows the states and
the columns, and no process.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import re
import secrets
import sqlite3
import threading
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from scriptnb.errors import DamagedError, FullError, GoneError, JournalError
from scriptnb.queue import models
from scriptnb.queue.store import paths
from scriptnb.system import forks, locks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

log = logging.getLogger("scriptnb")

#: Marks the file as a journal of ours ("Scnb").
APPLICATION = 0x53636E62
#: 8 KiB: of the sizes tried the one that writes 200 KB texts and small updates equally well.
PAGE_SIZE = 8192
#: How long to wait for another writer; the longest is a rewrite of the whole file.
BUSY_S = 30.0

#: Types of fields whose columns hold numbers; all others hold text.
_NUMBERS = (bool, int, float, float | None)

Row = sqlite3.Row


@functools.cache
def statements() -> dict[str, str]:
    """Read every named statement of ``queries.sql``."""
    text = (files("scriptnb.queue.store") / "queries.sql").read_text(encoding="utf-8")
    for name, parts in _lists().items():
        text = text.replace(f"{{{name}}}", ", ".join(parts))
    parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)
    # Comments stay in the file: SQLite would parse them again with each statement.
    bodies = (re.sub(r"^\s*--.*\n", "", body, flags=re.MULTILINE) for body in parts[2::2])
    return dict(zip(parts[1::2], (body.strip() for body in bodies), strict=True))


def _lists() -> dict[str, Iterable[str]]:
    """Return what stands in ``queries.sql`` for states and columns."""
    columns = msgspec.structs.fields(models.TaskSpec)
    return {
        "waiting": (f"'{status}'" for status in models.WAITING),
        "unfinished": (f"'{status}'" for status in models.UNFINISHED),
        "ended": (f"'{status}'" for status in models.ENDED),
        "retryable": (f"'{status}'" for status in models.RETRYABLE),
        "spec": (each.name for each in columns),
        "spec_values": (f":{each.name}" for each in columns),
        "spec_bytes": (
            each.name if each.type in _NUMBERS else f"CAST({each.name} AS BLOB) AS {each.name}"
            for each in columns
        ),
        "record": models.RECORD_COLUMNS,
    }


#: The minor schema that this package writes, one more with each migration in ``queries.sql``; the
#: file keeps ``MAJOR * 1000 + minor``.
MINOR = sum(name.startswith("migration_") for name in statements())
VERSION = paths.MAJOR * 1000 + MINOR


class Database:
    """One connection to the journal, usable from several threads, one at a time.

    Parameters
    ----------
    file
        The journal; made if it is not there. A damaged one is set aside first.

    Raises
    ------
    JournalError
        When it cannot be used; the message gives the reason and what to do.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.RLock()
        self._pid = os.getpid()
        self._connection = self._open()
        forks.renew(self)

    def lock_for_fork(self) -> threading.RLock:
        """Return its lock: no thread may be in SQLite at a fork, or its own locks stay held."""
        return self._lock

    def after_fork(self) -> None:
        """Begin with a new lock in a child process, which opens the file anew at its next use."""
        self._lock = threading.RLock()

    def _open(self) -> sqlite3.Connection:
        if sqlite3.sqlite_version_info < (3, 37):
            raise JournalError(
                f"the queue needs SQLite 3.37, this Python has {sqlite3.sqlite_version}; use a "
                "newer Python or conda's"
            )
        home = self.file.parent
        paths.make_private(home)
        paths.make_file(self.file)
        try:
            connection = self._prepare(home)
        except DamagedError:
            self._set_aside(home)
            paths.make_file(self.file)
            connection = self._prepare(home)
        found = self.file.stat()
        self._inode = (found.st_dev, found.st_ino)
        return connection

    def _prepare(self, home: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.file, timeout=BUSY_S, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        # A row edited by hand must not make every listing fail; what runs is checked strictly.
        connection.text_factory = _text
        try:
            with _errors_of(self.file):
                self._set_up(connection, home)
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_up(self, connection: sqlite3.Connection, home: Path) -> None:
        # Only the supervisor checkpoints: two at a time would wait for each other. Before all else,
        # or the first statement that writes would write a large log back.
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        # What is deleted is overwritten with zeros, whatever the library was compiled with.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA trusted_schema = OFF")
        # Read under the lock: SQLite switches a new file to WAL only while no other process reads
        # it, and otherwise returns "locked" at once, without waiting.
        with locks.held(home / "create.lock"):
            if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                self._create_or_migrate(connection)
        network = paths.on_network(self.file)
        # WAL's index is memory that only one host shares.
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        if network and mode == "wal":
            raise JournalError(
                f"{self.file} is on a network file system; set SCRIPTNB_HOME to a local folder"
            )
        # In WAL, NORMAL survives the death of any process; only a power cut can lose the last
        # commits. A rollback journal needs FULL for as much.
        connection.execute(f"PRAGMA synchronous = {'FULL' if network else 'NORMAL'}")
        # Damage shows where something is read: what every use reads first is read here.
        for table in ("meta", "counts", "supervisor", "slots"):
            connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - names from above

    def _create_or_migrate(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        mark = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if tables == 0:
            connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
            # The file must be able to shrink without a rewrite.
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            mode = "TRUNCATE" if paths.on_network(self.file) else "WAL"
            connection.execute(f"PRAGMA journal_mode = {mode}")
            script = [
                "BEGIN IMMEDIATE",
                f"PRAGMA application_id = {APPLICATION}",
                f"PRAGMA user_version = {VERSION}",
                statements()["schema"].rstrip(";"),
                *(statements()[f"migration_{minor}"].rstrip(";") for minor in range(1, MINOR + 1)),
                "INSERT INTO meta VALUES ('journal', lower(hex(randomblob(8))))",
                "COMMIT;",
            ]
            connection.executescript(";\n".join(script))
        elif mark != APPLICATION or version // 1000 != paths.MAJOR:
            raise JournalError(
                f"{self.file} was written by another program or by another version of scriptnb; "
                "it was left as it is: move it away, or set SCRIPTNB_HOME to another folder"
            )
        else:
            for minor in range(version % 1000 + 1, MINOR + 1):
                connection.executescript(
                    f"BEGIN IMMEDIATE; {statements()[f'migration_{minor}']}"
                    f"PRAGMA user_version = {paths.MAJOR * 1000 + minor}; COMMIT;"
                )

    def _set_aside(self, home: Path) -> None:
        """Move a damaged journal out of the way, whole, so that it may still be repaired."""
        with locks.held(home / "create.lock"):
            try:
                # Another process may have done it while this process waited for the lock.
                self._prepare_check()
            except DamagedError:
                stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"
                aside = home / f"damaged-{stamp}.sqlite3"
                for end in ("-wal", "-shm", ""):
                    with contextlib.suppress(FileNotFoundError):
                        Path(f"{self.file}{end}").rename(f"{aside}{end}")
                log.warning("the journal was damaged; it was set aside as %s", aside)

    def _prepare_check(self) -> None:
        connection = sqlite3.connect(self.file, timeout=BUSY_S, isolation_level=None)
        try:
            with _errors_of(self.file):
                found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise DamagedError(f"{self.file} is damaged: {found}")
        finally:
            connection.close()

    def recover(self) -> None:
        """Open anew after `DamagedError`, the damaged file set aside."""
        with self._lock:
            self._connection.close()
            self._set_aside(self.file.parent)
            self._connection = self._open()

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of this process: a fork must not use its parent's."""
        if self._pid != os.getpid():
            # Neither closed nor collected: closing would drop the parent's locks on the file.
            _inherited.append(self._connection)
            self._pid = os.getpid()
            self._connection = self._open()
        return self._connection

    def run(self, name: str, /, **values: object) -> list[Row]:
        """Run one named statement and return its rows."""
        with self._lock, _errors_of(self.file):
            return self.connection.execute(statements()[name], values).fetchall()

    def one(self, name: str, /, **values: object) -> Row | None:
        """Run one named statement and return its first row, if any."""
        rows = self.run(name, **values)
        return rows[0] if rows else None

    def value(self, name: str, /, **values: object) -> Any:
        """Run one named statement and return the first value of its first row, if any."""
        row = self.one(name, **values)
        return row[0] if row else None

    def pragma(self, text: str) -> Any:
        """Run a pragma and return its first value."""
        with self._lock, _errors_of(self.file):
            row = self.connection.execute(f"PRAGMA {text}").fetchone()
            return row[0] if row else None

    @contextlib.contextmanager
    def write(self) -> Iterator[None]:
        """Hold the one write lock of the journal: all of the block, or nothing of it.

        A block inside another one is part of it.
        """
        with self._lock:
            if self.connection.in_transaction:
                yield
                return
            with _errors_of(self.file):
                self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                with _errors_of(self.file):
                    self.connection.execute("COMMIT")
            except BaseException:
                # Some errors have rolled back already.
                with contextlib.suppress(sqlite3.Error):
                    self.connection.execute("ROLLBACK")
                raise

    def checkpoint(self, *, truncate: bool = False) -> bool:
        """Write the write-ahead log back into the file; return whether all of it was."""
        kind = "TRUNCATE" if truncate else "PASSIVE"
        with self._lock, _errors_of(self.file):
            row = self.connection.execute(f"PRAGMA wal_checkpoint({kind})").fetchone()
        busy, in_log, written = row
        return not busy and in_log == written

    def vacuum(self) -> None:
        """Write the whole file anew, without the pages that nothing uses."""
        with self._lock, _errors_of(self.file):
            self.connection.execute("VACUUM")

    def in_place(self) -> bool:
        """Return whether this connection's file is still the one under its name."""
        try:
            found = self.file.stat()
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == self._inode

    def check_place(self) -> None:
        """Raise `GoneError` when the file was removed or replaced."""
        if not self.in_place():
            raise GoneError(
                f"the queue's journal {self.file} was removed or replaced while it was in use; "
                "restart the kernel and submit again"
            )

    def close(self) -> None:
        """Close the connection; a second time is no error."""
        if self._pid == os.getpid():
            with self._lock:
                self._connection.close()

    def __del__(self) -> None:
        # A manager without references must not leave its file open.
        if hasattr(self, "_connection"):
            self.close()


_inherited: list[sqlite3.Connection] = []


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


@contextlib.contextmanager
def _errors_of(file: Path) -> Iterator[None]:
    """Turn SQLite's errors into errors of this package, one clear sentence each."""
    try:
        yield
    except sqlite3.ProgrammingError as error:
        if "closed database" in str(error):
            raise JournalError("this queue was shut down") from None
        raise
    except sqlite3.DatabaseError as error:
        # Extended codes keep the plain one in their low byte.
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise DamagedError(
                f"{file} is damaged ({error}); it is set aside and a new one begun at the next use"
            ) from error
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise FullError(
                f"the disk that holds {file} is full or failing ({error}); nothing was written: "
                "free some space, then try again"
            ) from error
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            raise JournalError(
                f"{file} cannot be written ({error}); make it and its folder writable, or set "
                "SCRIPTNB_HOME to a folder that you can write to"
            ) from error
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise JournalError(
                f"another process kept {file} busy for {BUSY_S:.0f} seconds; try again"
            ) from error
        raise
