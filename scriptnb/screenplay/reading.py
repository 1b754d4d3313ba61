"""`parse_script` and `read_script`: find the format, read, and put the screenplay together."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from scriptnb.screenplay import formats
from scriptnb.screenplay.formats.base import Source
from scriptnb.screenplay.headings import grammar, own_words
from scriptnb.screenplay.model import Problem
from scriptnb.screenplay.screenplay import Screenplay
from scriptnb.screenplay.source import check_size, read_file

if TYPE_CHECKING:
    from scriptnb.screenplay.source import ResolvedSource


def parse_script(
    text: str,
    format: str = "auto",  # noqa: A002 - the public name
    language: str | None = None,
    words: object = None,
) -> Screenplay:
    r"""Read a script from its text.

    Parameters
    ----------
    text
        The whole script.
    format
        ``auto``, ``fountain`` or ``plain_text``.
    language
        Two-letter code; None has it detected.
    words
        Words of your own for headings and cues: a TOML file or what it says
        (`scriptnb.screenplay.headings.own_words`).

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
    check_size(len(text), None)
    return _read(Source(text, language=language), format, language, words)


def read_script(
    path: str | os.PathLike[str],
    format: str = "auto",  # noqa: A002 - the public name
    language: str | None = None,
    words: object = None,
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
    words
        Words of your own for headings and cues: a TOML file or what it says
        (`scriptnb.screenplay.headings.own_words`).

    Raises
    ------
    ScriptReadError
        When the file cannot be read: missing, a folder, no permission, too large, damaged.
    UnsupportedFormatError
        When the file is of no supported format.
    """
    name = os.fspath(path)
    return _read(Source(read_file(Path(name)), name, language), format, language, words)


def parse_bytes(
    data: bytes,
    name: str | None = None,
    format: str = "auto",  # noqa: A002 - the public name
    language: str | None = None,
    words: object = None,
) -> Screenplay:
    """Read a script from the bytes of a file; ``name`` is for messages and a hint.

    Raises
    ------
    ScriptReadError
        When they cannot be read.
    """
    check_size(len(data), name)
    return _read(Source(data, name, language), format, language, words)


def read_resolved(source: ResolvedSource, words: object = None) -> Screenplay:
    """Read what `scriptnb.screenplay.source.resolve` returned; a `Screenplay` is returned as it is.

    Raises
    ------
    ScriptReadError
        When it cannot be read.
    """
    if source.screenplay is not None:
        return source.screenplay
    if source.is_text:
        return parse_script(source.data.decode(), source.format, source.language, words)
    name = source.name if source.path is None else str(source.path)
    return parse_bytes(source.data, name, source.format, source.language, words)


def _read(source: Source, format_name: str, language: str | None, words: object) -> Screenplay:
    own = own_words.encode(own_words.load(words))
    with grammar.using(own) if own else contextlib.nullcontext():
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
        words=own,
    )


def _guessed(codec: str) -> Problem:
    message = (
        f"the file is not UTF-8 and has few words; it was read as {codec}, so check its letters, "
        "give its language, or save it as UTF-8"
    )
    return Problem(None, "encoding_guess", message, "")
