"""Notifications between processes: FIFOs in the journal's folder that mean "look again".

A notification carries no data and may be lost: a listener also checks by itself from time to
time. Where there are no FIFOs, `notify` does nothing and only the regular looks remain.
"""

from __future__ import annotations

import contextlib
import os
import select
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: The supervisor's FIFO; those of watchers stand in the folder ``bells``. Older versions of the
#: package use the same names.
SUPERVISOR = "supervisor.bell"
WATCHERS = "bells"


class Listener:
    """Receives notifications.

    Parameters
    ----------
    file
        Where its FIFO stands; made anew.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._descriptor: int | None = None
        if not hasattr(os, "mkfifo"):
            return
        file.parent.mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            file.unlink()
        try:
            os.mkfifo(file, 0o600)
            # Both ends: with no writer left a FIFO would stay readable and empty.
            self._descriptor = os.open(file, os.O_RDWR | os.O_NONBLOCK)
        except OSError:
            # Some network file systems have no FIFOs.
            self._descriptor = None

    def fileno(self) -> int | None:
        """Return the descriptor to wait on, None where there is none."""
        return self._descriptor

    def drain(self) -> bool:
        """Take all notifications so far; return whether there was one."""
        if self._descriptor is None:
            return False
        with contextlib.suppress(BlockingIOError):
            return bool(os.read(self._descriptor, 65536))
        return False

    def wait(self, timeout: float) -> bool:
        """Wait for a notification for at most ``timeout`` seconds; return whether there was one."""
        if self._descriptor is None:
            time.sleep(min(timeout, 0.02))
            return True
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        poll.poll(max(0.0, timeout) * 1000)
        return self.drain()

    def notify(self) -> None:
        """End a `wait` of this listener, from any thread."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.write(self._descriptor, b"!")

    def close(self) -> None:
        """Stop listening and remove the FIFO."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
            with contextlib.suppress(OSError):
                self.file.unlink()


class Waker:
    """A pipe within one process: ends a wait on it, from any thread and from a signal handler."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._read

    def wake(self, *_: object) -> None:
        """Let the descriptor be ready until `drain`; arguments are ignored."""
        with contextlib.suppress(OSError):  # full: it is ready already
            os.write(self._write, b"!")

    def drain(self) -> None:
        """Let the descriptor be ready no more."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._read, 65536)


def notify(file: Path) -> bool:
    """Notify the listener of a FIFO; return whether there is one.

    A full FIFO needs no further notification: its listener will look.
    """
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        # ENXIO: no process has it open, so its listener is dead. ENOENT: there never was one.
        return False
    with contextlib.suppress(BlockingIOError, BrokenPipeError):
        os.write(descriptor, b"!")
    os.close(descriptor)
    return True


def notify_supervisor(home: Path) -> bool:
    """Notify the supervisor of a journal; return whether there is one."""
    return notify(home / SUPERVISOR)


def notify_watchers(home: Path) -> None:
    """Notify every watcher, and remove the FIFOs of those that died."""
    try:
        names = os.listdir(home / WATCHERS)  # noqa: PTH208 - once a task: half the time
    except OSError:
        return
    for name in names:
        file = home / WATCHERS / name
        if not notify(file):
            # A FIFO that is being made at this moment has no listener yet either.
            with contextlib.suppress(OSError):
                if time.time() - file.lstat().st_mtime > 60:
                    file.unlink()
