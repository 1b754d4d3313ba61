"""What a submit was given -> the bytes to journal, and how they are to be read.

Reads files; knows no journal.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scriptnb.errors import ScriptReadError

if TYPE_CHECKING:
    from scriptnb.screenplay import Screenplay


class FileBytes(msgspec.Struct, frozen=True):
    """A file that lies on no disk, such as one that a browser sent.

    Its name is a label and a hint at the format; nothing is opened under it.
    """

    data: bytes
    name: str


class Given(msgspec.Struct, frozen=True):
    """One source as it is journaled."""

    data: bytes
    #: Text was given, so that no reader of binary files may apply.
    is_text: bool
    name: str | None
    format: str
    language: str | None


def take(
    source: str | os.PathLike[str] | Screenplay | FileBytes | None,
    text: str | None = None,
    *,
    format: str = "auto",  # noqa: A002 - the public name
    language: str | None = None,
) -> Given:
    r"""Take in a source: a path, a text, a screenplay, or the bytes of a file.

    Parameters
    ----------
    source
        A ``Path`` is a file; a ``str`` with a line break is text, without one it is a path.
    text
        Text, whatever it looks like; instead of ``source``.

    Raises
    ------
    ScriptReadError
        When there is no such file, it cannot be read, or the text cannot be written as UTF-8.

    Examples
    --------
    >>> take("INT. HALL - DAY\n\nBOB\nHello.").is_text
    True
    """
    if (source is None) == (text is None):
        raise ScriptReadError("give one script: a file, a Screenplay, or text=")
    if isinstance(source, str) and ("\n" in source or "\r" in source):
        source, text = None, source
    if text is not None:
        return Given(_encoded(text), True, None, format, language)
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        return Given(
            _read(path, isinstance(source, str)), False, storable_name(path.name), format, language
        )
    if isinstance(source, FileBytes):
        _check_size(len(source.data), source.name)
        return Given(source.data, False, storable_name(source.name), format, language)
    return _screenplay(source)


def storable_name(name: str) -> str:
    """Return a file's name as UTF-8 can hold it: file systems allow any bytes."""
    return name.encode("utf-8", "backslashreplace").decode()[:300]


def _screenplay(source: object) -> Given:
    from scriptnb.screenplay import Screenplay

    if not isinstance(source, Screenplay):
        raise ScriptReadError(
            f"a script is a path, a text or a Screenplay, not {type(source).__name__}"
        )
    data = source.source
    if not data.strip() and source.elements:
        # Made by hand, from elements alone.
        return Given(source.to_fountain().encode(), True, None, "fountain", source.language)
    is_text = source.format in ("fountain", "plain_text") and data == source.text.encode()
    return Given(data, is_text, None, source.format, source.language)


def _encoded(text: object) -> bytes:
    if not isinstance(text, str):
        raise ScriptReadError(f"a script's text is a str, not {type(text).__name__}")
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise ScriptReadError(
            "the text holds half a character (a lone surrogate), so it was decoded wrongly; read "
            "the file with its right encoding",
            line=line,
        ) from None


def _read(path: Path, was_str: bool) -> bytes:
    name = str(path)[:300]
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise ScriptReadError("this is a folder; name a script in it", name)
        if not stat.S_ISREG(found.st_mode):
            raise ScriptReadError("this is no regular file; name a script", name)
        _check_size(found.st_size, name)
        return path.read_bytes()
    except FileNotFoundError:
        hint = "; to analyse a line of text, use text=" if was_str else ""
        raise ScriptReadError(f"there is no such file{hint}", name) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ScriptReadError(f"the file cannot be read ({reason})", name) from None


def _check_size(size: int, name: str) -> None:
    from scriptnb.screenplay.reading import LARGEST

    if size > LARGEST:
        raise ScriptReadError(
            f"{size / 2**20:,.0f} MB are too many for a script (at most {LARGEST // 2**20} MB); "
            "check that this is the right file",
            name,
        )
