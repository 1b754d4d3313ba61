"""Messages between a supervisor and a slot: bytes, their length before them, over two pipes.

`Post` is the supervisor's end, which never waits; `receive` and `reply` are the slot's, which does.
Knows nothing of what the messages say.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

#: Bytes that say how long a message is.
_HEAD = 8
#: Room in a pipe, in bytes: a script goes through a smaller one in many turns of two processes.
_PIPE = 1 << 20


class Post:
    """The end that must not wait: sends as much as fits, takes what is there.

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
        """Begin to send a message; tell whether all of it went, else `push` on when there is room.

        Raises
        ------
        BrokenPipeError
            When nobody will read it.
        """
        self._outgoing = memoryview(len(message).to_bytes(_HEAD, "little") + message)
        return self.push()

    def push(self) -> bool:
        """Send what is left; tell whether nothing is."""
        with contextlib.suppress(BlockingIOError):
            while self._outgoing:
                self._outgoing = self._outgoing[os.write(self._there.fileno(), self._outgoing) :]
            self._outgoing = memoryview(b"")
        return not self._outgoing

    def read(self) -> int | None:
        """Read some of a message; return how many bytes, None when there are none now."""
        try:
            data = os.read(self._back.fileno(), _PIPE)
        except BlockingIOError:
            return None
        self._incoming += data
        return len(data)

    @property
    def arrived(self) -> bool:
        """Whether a message is there as a whole."""
        size = int.from_bytes(self._incoming[:_HEAD], "little")
        return 0 < size <= len(self._incoming) - _HEAD

    def take(self) -> memoryview:
        """Take the message that arrived."""
        message, self._incoming = memoryview(self._incoming)[_HEAD:], bytearray()
        return message


def receive(stream: BinaryIO) -> bytes | None:
    """Wait for a message; None when nobody is left who could send one."""
    size = int.from_bytes(stream.read(_HEAD), "little")
    message = stream.read(size)
    return message if message and len(message) == size else None


def reply(stream: BinaryIO, message: bytes) -> None:
    """Send a message and wait until it is out."""
    stream.write(len(message).to_bytes(_HEAD, "little"))
    stream.write(message)
    stream.flush()


def _widen(pipe: int) -> None:
    if sys.platform == "linux":
        import fcntl

        # Refused where this user's pipes have too much room already.
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)
