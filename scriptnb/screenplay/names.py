"""Who speaks: cues taken apart, one character kept one character, likely aliases suggested.

Knows cues and names only, no file format. Merging on a suspicion is never done here: aliases are
suggested, and merged when the user says so.
"""

from __future__ import annotations

import functools
import re

import msgspec

#: Extensions at the end of a cue: ``(V.O.)``, ``(on the radio)``, several in a row.
_EXTENSIONS = re.compile(r"\s*((?:\([^()]*\)\s*)+)\^?\s*$")
_ONE = re.compile(r"\(([^()]*)\)")
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'"})


class Cue(msgspec.Struct, frozen=True):
    """A cue taken apart."""

    #: The name as written, white space folded, without extensions.
    character: str
    #: What stood in parentheses after it, without them; several are joined by ``, ``.
    extension: str | None


@functools.lru_cache(maxsize=4096)
def cue(text: str) -> Cue:
    """Take a cue apart into the character's name and what stands in parentheses after it.

    Examples
    --------
    >>> cue("MARY (O.S.) (CONT'D)")
    Cue(character='MARY', extension="O.S., CONT'D")
    >>> cue("DR. O'NEIL ^").character
    "DR. O'NEIL"
    """
    text = text.lstrip("@ \t").rstrip()
    extension = None
    if match := _EXTENSIONS.search(text):
        extension = ", ".join(
            " ".join(part.split()) for part in _ONE.findall(match[1]) if part.strip()
        )
        text = text[: match.start()]
    return Cue(" ".join(text.rstrip(" \t^").split()), extension or None)


@functools.lru_cache(maxsize=4096)
def key(name: str) -> str:
    """Return what two spellings of one name share: case, apostrophes and spaces folded.

    Examples
    --------
    >>> key("O’Neil") == key("O'NEIL")
    True
    """
    return " ".join(name.translate(_STRAIGHT).split()).casefold()


def is_continued(extension: str | None) -> bool:
    """Tell whether a cue's extension says that the speech goes on: CONT'D, CONTINUED, CD."""
    return bool(extension and _CONTINUED.search(extension.translate(_STRAIGHT)))


_CONTINUED = re.compile(r"\b(?:CONT'?D?|CONTINUED|CONTINUING|CD|C\.D|CIĄG DALSZY)\b", re.IGNORECASE)
