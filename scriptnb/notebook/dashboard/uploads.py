"""Files on their way from a page: put together from slices, checked, kept until they are submitted.

Knows bytes and names, no widget and no queue. A name is a label and a hint at the format: nothing
is opened under it. What is refused, dropped or left half sent leaves no byte.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TypedDict

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay import formats
from scriptnb.screenplay.formats.base import Source
from scriptnb.screenplay.reading import LARGEST
from scriptnb.screenplay.source import FileBytes, storable_name

#: Bytes in one message: a notebook server closes the connection on a message above 10 MB.
SLICE = 2**20
#: Bytes that all files may have that wait to be submitted: they lie in this kernel's memory.
MOST = 10 * LARGEST
#: Seconds without a slice after which a file is given up: its page was closed. Long, because where
#: a kernel hears nothing while a cell runs (before ipykernel 7) the page may only be waiting.
PATIENCE = 300.0
_MB = 2**20


class Row(TypedDict):
    """What the page shows of one file."""

    id: str
    name: str
    size: int
    received: int
    #: ``sending``, ``ready`` or ``refused``.
    state: str
    #: Why it was refused, one sentence.
    said: str


@dataclass
class _File:
    name: str
    size: int
    heard: float
    data: bytearray = field(default_factory=bytearray)
    state: str = "sending"
    said: str = ""

    def refuse(self, why: str) -> None:
        self.state, self.said, self.data = "refused", why, bytearray()


class Uploads:
    r"""The files that pages sent and nobody submitted yet, in the order in which they came.

    Examples
    --------
    >>> uploads = Uploads()
    >>> uploads.begin("a", "draft.fountain", 22)
    >>> uploads.add("a", 0, b"INT. HALL - DAY")
    >>> uploads.add("a", 15, b" LATER\n")
    >>> uploads.rows()[0]["state"], uploads.ready()[0].name
    ('ready', 'draft.fountain')
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._files: dict[str, _File] = {}
        self._patience = patience

    def begin(self, key: str, name: str, size: int) -> None:
        """Expect a file, or refuse it before any of it is sent."""
        name = storable_name(" ".join(name.split())) or "a file without a name"
        file = self._files[key] = _File(name, max(0, size), time.monotonic())
        waiting = sum(each.size for each in self._files.values() if each.state != "refused")
        if size <= 0:
            file.refuse("The file is empty.")
        elif size > LARGEST:
            file.refuse(
                f"{size / _MB:,.0f} MB are too many for a script: send at most {LARGEST // _MB} MB."
            )
        elif waiting > MOST:
            file.refuse(f"{MOST // _MB} MB are waiting already: analyse them, then add this one.")

    def add(self, key: str, at: int, data: bytes) -> None:
        """Take the next slice of a file; the last one has the whole file checked."""
        file = self._files.get(key)
        if file is None or file.state != "sending":
            return  # it was dropped while the slice was on its way
        if at != len(file.data) or not data or at + len(data) > file.size:
            file.refuse("A part of it was lost on the way: add it again.")
            return
        file.data += data
        file.heard = time.monotonic()
        if len(file.data) == file.size:
            if why := _why_not(bytes(file.data), file.name):
                file.refuse(why)
            else:
                file.state = "ready"

    def fail(self, key: str) -> None:
        """Give up a file that its page could not read."""
        if (file := self._files.get(key)) is not None and file.state == "sending":
            file.refuse("It cannot be read: if it is a folder, add the scripts in it.")

    def drop(self, key: str) -> None:
        """Forget a file."""
        self._files.pop(key, None)

    def give_up_stalled(self) -> None:
        """Refuse the files of pages that went away."""
        now = time.monotonic()
        sending = [each for each in self._files.values() if each.state == "sending"]
        # Files are sent one after the other: one that moves speaks for those behind it.
        if sending and now - max(each.heard for each in sending) > self._patience:
            for file in sending:
                file.refuse("It stopped half-way, perhaps as its page was closed: add it again.")

    def ready(self) -> list[FileBytes]:
        """Give the files that can be submitted."""
        return [
            FileBytes(bytes(file.data), file.name)
            for file in self._files.values()
            if file.state == "ready"
        ]

    @property
    def ready_count(self) -> int:
        """How many files can be submitted."""
        return sum(file.state == "ready" for file in self._files.values())

    def clear_ready(self) -> None:
        """Forget the files that were submitted."""
        self._files = {key: file for key, file in self._files.items() if file.state != "ready"}

    @property
    def sending(self) -> bool:
        """Whether a file is on its way."""
        return any(file.state == "sending" for file in self._files.values())

    def rows(self) -> list[Row]:
        """Tell how each file stands."""
        return [
            Row(
                id=key, name=file.name, size=file.size,
                received=file.size if file.state == "ready" else len(file.data),
                state=file.state, said=file.said,
            )
            for key, file in self._files.items()
        ]  # fmt: skip


def _why_not(data: bytes, name: str) -> str:
    """Say why these bytes cannot be a script, "" where they may be one."""
    if data.isspace():
        return "The file is empty."
    try:
        formats.detect(Source(data, name))
    except ScriptReadError as error:
        return sentence(error.message)
    return ""


def sentence(message: str) -> str:
    """Write an error's message as a sentence of its own.

    Examples
    --------
    >>> sentence("there is no such file; check the path")
    'There is no such file; check the path.'
    """
    return message[:1].upper() + message[1:] + ("" if message.endswith((".", "!", "?")) else ".")
