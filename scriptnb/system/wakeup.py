"""Doorbells: FIFOs in the journal's folder that say "look again" and nothing else.

A bell carries no data and may be lost: whoever listens also looks by itself now and then. Where
there are no FIFOs, ringing does nothing and looking is all there is.
"""

from __future__ import annotations

import contextlib
import os
import select
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: The supervisor's bell; watchers have theirs in the folder ``bells``.
SUPERVISOR = "supervisor.bell"
WATCHERS = "bells"


class Bell:
    """One bell to listen to.

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
            # Both ends: with no writer left a FIFO would be readable, empty, for ever.
            self._descriptor = os.open(file, os.O_RDWR | os.O_NONBLOCK)
        except OSError:
            # Some network file systems have no FIFOs.
            self._descriptor = None

    def fileno(self) -> int | None:
        """Return what to wait on, None where there is nothing."""
        return self._descriptor

    def drain(self) -> bool:
        """Take every ring so far; tell whether there was one."""
        if self._descriptor is None:
            return False
        with contextlib.suppress(BlockingIOError):
            return bool(os.read(self._descriptor, 65536))
        return False

    def wait(self, timeout: float) -> bool:
        """Wait for a ring at most so many seconds; tell whether there was one."""
        if self._descriptor is None:
            time.sleep(min(timeout, 0.02))
            return True
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        poll.poll(max(0.0, timeout) * 1000)
        return self.drain()

    def ring(self) -> None:
        """Ring it oneself, from any thread."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.write(self._descriptor, b"!")

    def close(self) -> None:
        """Take the bell down."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
            with contextlib.suppress(OSError):
                self.file.unlink()


def ring(file: Path) -> bool:
    """Ring somebody's bell; tell whether somebody listens.

    A full FIFO is rung enough: its listener will look.
    """
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        # ENXIO: nobody has it open, so its listener is dead. ENOENT: there never was one.
        return False
    with contextlib.suppress(BlockingIOError, BrokenPipeError):
        os.write(descriptor, b"!")
    os.close(descriptor)
    return True


def ring_watchers(home: Path) -> None:
    """Ring every watcher, and take down the bells of those that died."""
    try:
        names = os.listdir(home / WATCHERS)  # noqa: PTH208 - once a task: half the time
    except OSError:
        return
    for name in names:
        file = home / WATCHERS / name
        if not ring(file):
            # A bell that is being hung at this moment has no listener yet either.
            with contextlib.suppress(OSError):
                if time.time() - file.lstat().st_mtime > 60:
                    file.unlink()
