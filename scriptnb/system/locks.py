"""File locks that the system releases when their holder ends, even when it is killed.

They are ``flock``, or ``msvcrt`` on Windows. A lock that is only a file's existence would outlive a
killed process, and no other process could know.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scriptnb.errors import JournalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Lock:
    """A lock file; at most one process of this machine holds the lock at a time."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        """Whether this process holds the lock."""
        return self._descriptor is not None

    def take(self) -> bool:
        """Try once to take the lock; return whether it is held now."""
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _lock(descriptor):
                os.close(descriptor)
                return False
        except OSError as error:
            os.close(descriptor)
            raise JournalError(
                f"files cannot be locked in {self._file.parent} ({error.strerror}); set "
                "SCRIPTNB_HOME to a folder on a local disk"
            ) from None
        self._descriptor = descriptor
        return True

    def drop(self) -> None:
        """Release the lock."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@contextmanager
def held(file: Path, timeout: float = 30.0) -> Iterator[None]:
    """Hold a lock during a block, after waiting for it.

    Raises
    ------
    JournalError
        When another process holds it longer than ``timeout`` seconds.
    """
    lock = Lock(file)
    end = time.monotonic() + timeout
    while not lock.take():
        if time.monotonic() > end:
            raise JournalError(f"another process keeps {file} locked; try again when it has ended")
        time.sleep(0.01)
    try:
        yield
    finally:
        lock.drop()


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
