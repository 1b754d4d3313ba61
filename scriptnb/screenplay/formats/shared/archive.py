"""Read zip archives safely: nothing is written to disk, and no member may expand without limit.

Archives are refused that are damaged or locked, whose members have names outside the archive, or
that expand to more than any script. It must not know a file format.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from scriptnb.errors import ScriptReadError

if TYPE_CHECKING:
    from scriptnb.screenplay.formats.base import Source

#: The largest member that is read, in bytes once expanded.
LARGEST = 50 * 1024 * 1024
#: The largest table of contents, in bytes: some ten thousand members.
_LARGEST_CONTENTS = 1024 * 1024
_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x07"
#: The signature, what follows it, and the longest comment.
_END_SIZE, _END_64_SIZE, _LONGEST_COMMENT = 22, 20, 65_535
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_OUTSIDE = re.compile(r"^/|^[A-Za-z]:|(?:^|/)\.\.(?:/|$)|\x00")
_DAMAGED = "the archive is damaged or cut off; save the script again in its program"


def members(source: Source) -> list[str]:
    """Return the names of an archive's members, without folders, with forward slashes.

    Raises
    ------
    ScriptReadError
        The archive is damaged, or built to use up memory or to write outside its folder.
    """
    return [name for name in _open(source) if not name.endswith("/")]


def member(source: Source, name: str) -> bytes:
    """Read one member.

    Raises
    ------
    ScriptReadError
        It is damaged, locked, or larger than any script.
    """
    info = _open(source)[name]
    too_large = ScriptReadError(
        f"{name} in the archive expands to more than {LARGEST // 2**20} MB, more than any script",
        source.name,
    )
    if info.flag_bits & 1:
        raise ScriptReadError(
            "the archive is locked by a password; save a copy without one", source.name
        )
    if info.compress_type not in _METHODS:
        raise ScriptReadError(
            f"{name} in the archive is packed in a way that no writing program uses", source.name
        )
    if info.file_size > LARGEST:
        raise too_large
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive, archive.open(info) as packed:
            data = packed.read(LARGEST + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError):
        raise ScriptReadError(_DAMAGED, source.name) from None
    if len(data) > LARGEST:
        raise too_large
    return data


def _open(source: Source) -> dict[str, zipfile.ZipInfo]:
    _check_contents(source)
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            found = {info.filename.replace("\\", "/"): info for info in archive.infolist()}
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError):
        raise ScriptReadError(_DAMAGED, source.name) from None
    for name in found:
        if _OUTSIDE.search(name):
            raise ScriptReadError(
                f"the archive holds {name[:80]!r}, a name that points outside of it; "
                "no writing program does that, so it was not read",
                source.name,
            )
    return found


def _check_contents(source: Source) -> None:
    """Refuse a table of contents of extreme length before it is read."""
    tail = source.data[-(_END_SIZE + _LONGEST_COMMENT) :]
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise ScriptReadError(_DAMAGED, source.name)
    size = int.from_bytes(tail[at + 12 : at + 16], "little")
    huge = tail[max(0, at - _END_64_SIZE) : at].startswith(_END_64)
    if huge or size > _LARGEST_CONTENTS:
        raise ScriptReadError(
            "the archive holds more files than any script; it was not read", source.name
        )
