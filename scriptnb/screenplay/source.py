"""What a caller passes as a script -> its bytes, and how they are to be read.

The one place that decides whether a source is a path, a text, the bytes of a file or a
`Screenplay`. `scriptnb.analyze`, the queue, the magics and the shell use it, so that all of them
follow the same rules and raise the same errors. Reads files; parses nothing.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scriptnb.errors import ScriptReadError

if TYPE_CHECKING:
    from scriptnb.screenplay.screenplay import Screenplay

#: The largest source that is read, in bytes.
LARGEST = 50 * 1024 * 1024
#: A path longer than this is cut in messages to so many characters.
_LONGEST_SHOWN = 300
_SHOWN = 60
_LINE_HINT = (
    "a str without a line break is a path; to analyse a line of text, end it with a line break or "
    "use text="
)


class FileBytes(msgspec.Struct, frozen=True):
    """The content of a file that is not on disk, such as one that a browser sent.

    Its name is a label and a hint at the format; nothing is opened under it.
    """

    data: bytes
    name: str


if TYPE_CHECKING:
    #: What `resolve` takes.
    SourceLike = str | os.PathLike[str] | Screenplay | FileBytes


class ResolvedSource(msgspec.Struct, frozen=True):
    """One source: its bytes, and how they are to be read."""

    data: bytes
    #: Text was given, so that no reader of binary files may apply.
    is_text: bool
    #: What to call it. Its extension is a hint at the format, for the reader and the cache key.
    name: str | None
    format: str
    language: str | None
    #: The file that the bytes were read from.
    path: Path | None = None
    #: The screenplay where one was given, so that it need not be parsed again.
    screenplay: Screenplay | None = None


def resolve(
    source: SourceLike | None,
    text: str | None = None,
    *,
    format: str = "auto",  # noqa: A002 - the public name
    language: str | None = None,
    name: str | None = None,
) -> ResolvedSource:
    r"""Decide what a source is, and return its bytes.

    Parameters
    ----------
    source
        A ``Path`` is a file. A ``str`` with a line break (``\n`` or ``\r``) is text, without one it
        is a path. A path may begin with ``~``, the home folder. A `Screenplay` keeps its own
        format and language. `FileBytes` are a file's content.
    text
        Text, whatever it looks like; instead of ``source``.
    format, language
        As in `scriptnb.parse_script`.
    name
        What to call the source; None takes the file's name.

    Raises
    ------
    ScriptReadError
        When there is not exactly one source, it is of no type that a source can have, there is no
        such file, it cannot be read or is too large, or the text cannot be written as UTF-8.
    UnsupportedFormatError
        When ``format`` names no format.

    Examples
    --------
    >>> resolve("INT. HALL - DAY\n").is_text
    True
    >>> resolve("hall.fountain")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    scriptnb.errors.ScriptReadError: hall.fountain: there is no such file; a str without a line ...
    """
    if (source is None) == (text is None):
        raise ScriptReadError("give one script: a path, a text or a Screenplay, or text=")
    if format != "auto":
        from scriptnb.screenplay import formats

        formats.named(format)
    if text is not None or is_text(source):
        data = _encoded(source if text is None else text)
        check_size(len(data), None)
        return ResolvedSource(data, True, _label(name), format, language)
    if isinstance(source, str | os.PathLike):
        path = _expanded(Path(source))
        data = read_file(path, _LINE_HINT if isinstance(source, str) else "")
        return ResolvedSource(data, False, _label(name, path.name), format, language, path)
    if isinstance(source, FileBytes):
        check_size(len(source.data), source.name)
        return ResolvedSource(source.data, False, _label(name, source.name), format, language)
    return _from_screenplay(source, _label(name))


def is_text(source: object) -> bool:
    r"""Return whether a source is a text: a ``str`` with a line break.

    Examples
    --------
    >>> is_text("INT. HALL - DAY\n"), is_text("INT. HALL - DAY")
    (True, False)
    """
    return isinstance(source, str) and ("\n" in source or "\r" in source)


def read_file(path: Path, hint: str = "check the path") -> bytes:
    """Return a file's bytes; a folder, a pipe and a file that is too large are not opened.

    Parameters
    ----------
    path
        The file.
    hint
        What to do when there is no such file, for the message; empty adds nothing.

    Raises
    ------
    ScriptReadError
        When the file cannot be read.
    """
    name = _shown(str(path))
    advice = f"; {hint}" if hint else ""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise ScriptReadError("this is a folder; name a script in it", name)
        if not stat.S_ISREG(found.st_mode):
            raise ScriptReadError("this is no regular file; name a script", name)
        check_size(found.st_size, name)
        return path.read_bytes()
    except FileNotFoundError:
        raise ScriptReadError(f"there is no such file{advice}", name) from None
    except PermissionError:
        raise ScriptReadError("no permission to read this file; check its mode", name) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        if isinstance(error, ValueError) or error.errno == errno.ENAMETOOLONG:
            raise ScriptReadError(
                f"there is no such file: this is no path and cannot be read ({reason}){advice}",
                name,
            ) from None
        raise ScriptReadError(f"the file cannot be read ({reason})", name) from None


def check_size(size: int, name: str | None) -> None:
    """Refuse a source that is too large for a script.

    Raises
    ------
    ScriptReadError
        When it has more than `LARGEST` bytes.
    """
    if size > LARGEST:
        raise ScriptReadError(
            f"{size / 2**20:,.0f} MB are too many for a script (at most {LARGEST // 2**20} MB); "
            "split it or check that this is the right file",
            name,
        )


def storable_name(name: str) -> str:
    """Return a file's name as UTF-8 can hold it: file systems allow any bytes."""
    return name.encode("utf-8", "backslashreplace").decode()[:300]


def _label(name: str | None, default: str | None = None) -> str | None:
    label = default if name is None else name
    return None if label is None else storable_name(label)


def _expanded(path: Path) -> Path:
    """Return a path with ``~`` replaced, unless a file has just that name."""
    if not str(path).startswith("~") or path.exists():
        return path
    try:
        return path.expanduser()
    except RuntimeError:
        return path  # There is no such user, so there is no such file either.


def _from_screenplay(source: object, name: str | None) -> ResolvedSource:
    from scriptnb.screenplay.screenplay import Screenplay

    if not isinstance(source, Screenplay):
        raise ScriptReadError(
            f"a script is a path, a text or a Screenplay, not {type(source).__name__}"
        )
    data = source.source
    kind = source.format
    if not data.strip() and source.elements:
        # Made by hand, from elements alone.
        data, kind, is_text = source.to_fountain().encode(), "fountain", True
    else:
        is_text = kind in ("fountain", "plain_text") and data == source.text.encode()
    return ResolvedSource(data, is_text, name, kind, source.language, screenplay=source)


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


def _shown(path: str) -> str:
    """Return a path as messages show it: cut when it is too long to be one."""
    return path if len(path) <= _LONGEST_SHOWN else f"{path[:_SHOWN]}…"
