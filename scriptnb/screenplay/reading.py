"""`parse_script` and `read_script`: find the format, read, and put the screenplay together."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay import formats
from scriptnb.screenplay.formats.base import Source
from scriptnb.screenplay.model import Problem
from scriptnb.screenplay.screenplay import Screenplay

#: The largest source that is read, in bytes.
LARGEST = 50 * 1024 * 1024


def parse_script(text: str, format: str = "auto", language: str | None = None) -> Screenplay:  # noqa: A002 - the public name
    r"""Read a script from its text.

    Parameters
    ----------
    text
        The whole script.
    format
        ``auto``, ``fountain`` or ``plain_text``.
    language
        Two-letter code; None has it detected.

    Raises
    ------
    ScriptReadError
        When the text is too large.
    UnsupportedFormatError
        When ``format`` names none.

    Examples
    --------
    >>> script = parse_script("INT. KITCHEN - DAY\n\nBOB\nGood morning.\n")
    >>> script.scenes[0].location, script.dialogues[0].text
    ('KITCHEN', 'Good morning.')
    """
    if len(text) > LARGEST:
        raise _too_large(len(text), None)
    return _read(Source(text, language=language), format, language)


def read_script(
    path: str | os.PathLike[str],
    format: str = "auto",  # noqa: A002 - the public name
    language: str | None = None,
) -> Screenplay:
    """Read a script from a file of any supported format.

    Parameters
    ----------
    path
        The file.
    format
        ``auto`` finds the format by the file's content; else its name.
    language
        Two-letter code; None has it detected.

    Raises
    ------
    ScriptReadError
        When the file cannot be read: missing, a folder, no permission, too large, damaged.
    UnsupportedFormatError
        When the file is of no supported format.
    """
    name = os.fspath(path)
    return _read(Source(_bytes(name), name, language), format, language)


def parse_bytes(
    data: bytes,
    name: str | None = None,
    format: str = "auto",  # noqa: A002 - the public name
    language: str | None = None,
) -> Screenplay:
    """Read a script from the bytes of a file; ``name`` is for messages and a hint.

    Raises
    ------
    ScriptReadError
        When they cannot be read.
    """
    if len(data) > LARGEST:
        raise _too_large(len(data), name)
    return _read(Source(data, name, language), format, language)


def _read(source: Source, format_name: str, language: str | None) -> Screenplay:
    if format_name == "auto":
        row, draft = formats.read(source)
    else:
        row = formats.named(format_name)
        draft = row.read(source)
    if source.guessed_encoding:
        draft.problems.insert(0, _guessed(source.guessed_encoding))
    return Screenplay(
        draft.text,
        draft.elements,
        title_page=draft.title_page,
        format=row.name,
        language=language,
        problems=draft.problems,
        source=None if source.is_text else source.data,
    )


def _guessed(codec: str) -> Problem:
    message = (
        f"the file is not UTF-8 and has few words; it was read as {codec}, so check its letters, "
        "give its language, or save it as UTF-8"
    )
    return Problem(None, "encoding_guess", message, "")


def _bytes(name: str) -> bytes:
    """Read a file, refusing before reading what is no file or too large."""
    try:
        status = Path(name).stat()
        if stat.S_ISDIR(status.st_mode):
            raise ScriptReadError("this is a folder; name a script in it", name)
        if not stat.S_ISREG(status.st_mode):
            raise ScriptReadError("this is no regular file; name a script", name)
        if status.st_size > LARGEST:
            raise _too_large(status.st_size, name)
        return Path(name).read_bytes()
    except FileNotFoundError:
        raise ScriptReadError("there is no such file; check the path", name) from None
    except PermissionError:
        raise ScriptReadError("no permission to read this file; check its mode", name) from None
    except (OSError, ValueError) as error:
        raise ScriptReadError(f"the file cannot be read: {error}", name) from None


def _too_large(size: int, name: str | None) -> ScriptReadError:
    return ScriptReadError(
        f"{size / 2**20:,.0f} MB are too many for a script (at most {LARGEST // 2**20} MB); "
        "split it or check that this is the right file",
        name,
    )
