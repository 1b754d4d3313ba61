"""Who speaks: cues taken apart, one character kept one character, likely aliases suggested.

Knows cues and names only, no file format. Merging on a suspicion is never done here: aliases are
suggested, and merged when the user says so.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

import msgspec

from scriptnb.screenplay import aliases

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Extensions at the end of a cue: ``(V.O.)``, ``(on the radio)``, several in a row.
_EXTENSIONS = re.compile(r"\s*((?:\([^()]*\)\s*)+)\^?\s*$")
#: A longer cue is taken for a name as it stands.
_LONGEST_CUE = 300
_ONE = re.compile(r"\(([^()]*)\)")
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})


class Cue(msgspec.Struct, frozen=True):
    """A cue taken apart."""

    #: The name as written, white space folded, without extensions.
    character: str
    #: What stood in parentheses after it, without them; several are joined by ``, ``.
    extension: str | None


def cue(text: str) -> Cue:
    """Take a cue apart into the character's name and what stands in parentheses after it.

    Examples
    --------
    >>> cue("MARY (O.S.) (CONT'D)")
    Cue(character='MARY', extension="O.S., CONT'D")
    >>> cue("DR. O'NEIL ^").character
    "DR. O'NEIL"
    """
    if len(text) > _LONGEST_CUE:
        return Cue(" ".join(text.split()), None)
    return _cue(text)


@functools.lru_cache(maxsize=4096)
def _cue(text: str) -> Cue:
    return Cue(*_taken_apart(text.lstrip("@ \t")))


def _taken_apart(text: str) -> tuple[str, str | None]:
    text = text.rstrip(" \t^")
    name, bracket, rest = text.partition("(")
    if not bracket:
        return " ".join(text.split()), None
    if rest.find(")") == len(rest) - 1 and name:
        return " ".join(name.split()), " ".join(rest[:-1].split()) or None
    extension = None
    if text.endswith(")") and (match := _EXTENSIONS.search(text)) and match.start():
        extension = ", ".join(
            " ".join(part.split()) for part in _ONE.findall(match[1]) if part.strip()
        )
        text = text[: match.start()]
    return " ".join(text.split()), extension or None


def key(name: str) -> str:
    """Return what two spellings of one name share: case, apostrophes and spaces folded.

    Examples
    --------
    >>> key("O’Neil") == key("O'NEIL")
    True
    """
    if not name.isascii():
        name = name.translate(_STRAIGHT)
    return " ".join(name.split()).casefold()


#: Longer capitals are a sentence that is shouted.
_LONGEST = 80
_FIRST = frozenset("\"'“”‘’«„#&([*_¿¡")


def looks_like_cue(line: str) -> bool:
    """Tell whether a line reads as an unforced cue: a name in capitals, perhaps with extensions.

    What stands in parentheses may have any case; a number is a name only with an extension; a line
    that ends with a colon announces something else (``FADE IN:``), and brackets alone name nobody.

    Examples
    --------
    >>> looks_like_cue("JULIAN (cont'd)"), looks_like_cue("23 (O.S.)"), looks_like_cue("23")
    (True, True, False)
    """
    if line[-1:] == ":" or len(line) > _LONGEST:
        return False
    if "*" in line or "_" in line:
        line = line.translate(_NO_EMPHASIS)
    character, extension = _taken_apart(line)
    if not (character[:1].isalnum() or character[:1] in _FIRST):
        return False
    if character[0] == "(" and character[-1] == ")":
        return False
    if character.isupper():
        return True
    return bool(
        extension
        and any(letter.isdigit() for letter in character)
        and not any(letter.isalpha() for letter in character)
    )


_NO_EMPHASIS = str.maketrans("", "", "*_")


def suggest_aliases(characters: Mapping[str, int] | Iterable[str]) -> dict[str, list[str]]:
    """Suggest which names may be one person; whether they are is for the user to say.

    Parameters
    ----------
    characters
        Names with the number of their speeches (which tells a slip from a name), or names alone.

    Returns
    -------
    dict
        Name -> the names that may be its aliases.

    Examples
    --------
    >>> suggest_aliases({"SMITH": 12, "DR. SMITH": 3, "JOHN": 40, "JHON": 1})
    {'SMITH': ['DR. SMITH'], 'JOHN': ['JHON']}
    """
    suggested: dict[str, list[str]] = {}
    for alias, name, _ in aliases.suggest(characters):
        suggested.setdefault(name, []).append(alias)
    return suggested
