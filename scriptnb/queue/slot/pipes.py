"""Messages between a pool and a slot: bytes, preceded by their length, over two pipes.

`Channel` is the pool's end, which never waits; `receive` and `reply` are the slot's, which do.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

#: How many bytes the length of a message takes.
_HEAD = 8
#: The size of a pipe, in bytes: through a smaller one a script would pass in many parts.
_PIPE = 1 << 20


class Channel:
    """The end that must not wait: writes as much as fits, reads what is there.

    Parameters
    ----------
    there, back
        The writing end of the pipe to the slot, and the reading end of the one from it.
    """

    def __init__(self, there: Connection, back: Connection) -> None:
        self._there, self._back = there, back
        self._outgoing = memoryview(b"")
        self._incoming = bytearray()
        for pipe in (there, back):
            os.set_blocking(pipe.fileno(), False)
            _widen(pipe.fileno())

    def send(self, message: bytes) -> bool:
        """Begin to send a message; return whether all of it is sent, else call `push` for the rest.

        Raises
        ------
        BrokenPipeError
            When nobody can read it.
        """
        self._outgoing = memoryview(len(message).to_bytes(_HEAD, "little") + message)
        return self.push()

    def push(self) -> bool:
        """Send what fits of the rest; return whether all of it is sent."""
        with contextlib.suppress(BlockingIOError):
            while self._outgoing:
                self._outgoing = self._outgoing[os.write(self._there.fileno(), self._outgoing) :]
            self._outgoing = memoryview(b"")
        return not self._outgoing

    def read(self) -> int | None:
        """Read a part of a message; return its length, 0 at the end, None when nothing is there."""
        try:
            data = os.read(self._back.fileno(), _PIPE)
        except BlockingIOError:
            return None
        self._incoming += data
        return len(data)

    @property
    def arrived(self) -> bool:
        """Whether a whole message is there."""
        size = int.from_bytes(self._incoming[:_HEAD], "little")
        return 0 < size <= len(self._incoming) - _HEAD

    def take(self) -> memoryview:
        """Return the message that arrived, and forget it."""
        message, self._incoming = memoryview(self._incoming)[_HEAD:], bytearray()
        return message


def receive(stream: BinaryIO) -> bytes | None:
    """Wait for a message and return it; None when nobody is left who could send one."""
    size = int.from_bytes(stream.read(_HEAD), "little")
    message = stream.read(size)
    return message if message and len(message) == size else None


def reply(stream: BinaryIO, message: bytes) -> None:
    """Write a message; returns when all of it is written."""
    stream.write(len(message).to_bytes(_HEAD, "little"))
    stream.write(message)
    stream.flush()


def _widen(pipe: int) -> None:
    if sys.platform == "linux":
        import fcntl

        # Refused where this user's pipes take too much memory already.
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)
