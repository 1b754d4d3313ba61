"""Files that pages send: assembled from slices, checked, kept until they are submitted.

Knows bytes and names, no widget and no queue. A name is only a label and a hint at the format: no
file of that name is opened. The bytes of files that are refused, dropped or incomplete are freed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TypedDict

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay import formats
from scriptnb.screenplay.formats.base import Source
from scriptnb.screenplay.source import LARGEST, FileBytes, storable_name

#: Bytes in one message: a notebook server closes the connection on a message above 10 MB.
SLICE = 2**20
#: The most bytes of all files together that are not submitted: this kernel's memory holds them.
MOST = 10 * LARGEST
#: Seconds without a slice after which a file is refused because its page was closed. Long, because
#: before ipykernel 7 a kernel receives no slices while a cell runs.
PATIENCE = 300.0
_MB = 2**20


class Row(TypedDict):
    """The state of one file, as the page shows it."""

    id: str
    name: str
    size: int
    received: int
    #: ``sending``, ``ready`` or ``refused``.
    state: str
    #: Why it was refused, one sentence.
    notice: str


@dataclass
class _File:
    name: str
    size: int
    last_slice: float
    data: bytearray = field(default_factory=bytearray)
    state: str = "sending"
    notice: str = ""

    def refuse(self, reason: str) -> None:
        self.state, self.notice, self.data = "refused", reason, bytearray()


class Uploads:
    r"""The files that are not submitted yet, in the order in which pages sent them.

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
                f"{size / _MB:,.0f} MB is too large for a script: send at most {LARGEST // _MB} MB."
            )
        elif waiting > MOST:
            file.refuse(
                f"More than {MOST // _MB} MB would wait: analyse the others, then add this one."
            )

    def add(self, key: str, at: int, data: bytes) -> None:
        """Append a slice to a file; after the last one, check the whole file."""
        file = self._files.get(key)
        if file is None or file.state != "sending":
            return  # it was dropped while the slice was on its way
        if at != len(file.data) or not data or at + len(data) > file.size:
            file.refuse("A part of it was lost in transfer: add it again.")
            return
        file.data += data
        file.last_slice = time.monotonic()
        if len(file.data) == file.size:
            if why := _reason_against(bytes(file.data), file.name):
                file.refuse(why)
            else:
                file.state = "ready"

    def fail(self, key: str) -> None:
        """Refuse a file that its page could not read."""
        if (file := self._files.get(key)) is not None and file.state == "sending":
            file.refuse("It cannot be read: if it is a folder, add the scripts in it.")

    def drop(self, key: str) -> None:
        """Remove a file."""
        self._files.pop(key, None)

    def refuse_stalled(self) -> None:
        """Refuse the incomplete files of pages that were closed."""
        now = time.monotonic()
        sending = [each for each in self._files.values() if each.state == "sending"]
        # A page sends one file after the other: while one makes progress, the others only wait.
        if sending and now - max(each.last_slice for each in sending) > self._patience:
            for file in sending:
                file.refuse(
                    "The transfer stopped, perhaps because its page was closed: add it again."
                )

    def ready(self) -> list[FileBytes]:
        """Return the files that can be submitted."""
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
        """Remove the files that can be submitted, after they were."""
        self._files = {key: file for key, file in self._files.items() if file.state != "ready"}

    @property
    def sending(self) -> bool:
        """Whether a file is being sent."""
        return any(file.state == "sending" for file in self._files.values())

    def rows(self) -> list[Row]:
        """Return the state of each file."""
        return [
            Row(
                id=key, name=file.name, size=file.size,
                received=file.size if file.state == "ready" else len(file.data),
                state=file.state, notice=file.notice,
            )
            for key, file in self._files.items()
        ]  # fmt: skip


def _reason_against(data: bytes, name: str) -> str:
    """Return why these bytes cannot be a script, "" where they may be one."""
    if data.isspace():
        return "The file is empty."
    try:
        formats.detect(Source(data, name))
    except ScriptReadError as error:
        return sentence(error.message)
    return ""


def sentence(message: str) -> str:
    """Return an error's message as a complete sentence.

    Examples
    --------
    >>> sentence("there is no such file; check the path")
    'There is no such file; check the path.'
    """
    return message[:1].upper() + message[1:] + ("" if message.endswith((".", "!", "?")) else ".")
