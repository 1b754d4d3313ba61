"""Parse cues, compare names, and suggest likely aliases.

It knows cues and names; it must not know file formats. Aliases are only suggested here; they are
merged when the user asks for it.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

import msgspec

from scriptnb.screenplay import aliases
from scriptnb.screenplay.headings.tables import languages

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

#: Extensions at the end of a cue: ``(V.O.)``, ``(on the radio)``, several in a row.
_EXTENSIONS = re.compile(r"\s*((?:\([^()]*\)\s*)+)\^?\s*$")
_CONTINUED_WORDS = frozenset({"CONT", "CONTD", "CONTINUED", "CONTINUING"})
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
    text = text.rstrip(" \t^:")
    name, bracket, rest = text.partition("(")
    if not bracket:
        return _without_brackets(" ".join(text.split()))
    if rest.find(")") == len(rest) - 1 and name:
        inside = " ".join(rest[:-1].split())
    elif text.endswith(")") and (match := _EXTENSIONS.search(text)) and match.start():
        inside = ", ".join(
            " ".join(part.split()) for part in _ONE.findall(match[1]) if part.strip()
        )
        name = text[: match.start()]
    else:
        return " ".join(text.split()), None
    name, before = _without_brackets(" ".join(name.split()))
    return name, ", ".join(filter(None, (before, inside))) or None


def _without_brackets(text: str) -> tuple[str, str | None]:
    """Take ``ANNA V.O.`` apart, whose extension has no parentheses."""
    name, _, last = text.rpartition(" ")
    if name and name.isupper():
        known = _extensions()
        for extension in (" ".join(text.split()[-3:]), " ".join(text.split()[-2:]), last):
            if extension in known and len(extension) < len(text):
                return text[: -len(extension)].rstrip(" ,-–"), extension
    return text, None


@functools.cache
def _extensions() -> frozenset[str]:
    """Return the extensions of every language that are none of its plain words."""
    known = {
        word
        for table in languages().values()
        for common, words in table.cues.items()
        if common[-1] == "."
        for word in words
    }
    continued = {word for table in languages().values() for word in table.script.continued}
    return frozenset(
        known | {word for word in continued if "'" in word or "." in word} | _CONTINUED_WORDS
    )


def voice_of(name: str) -> tuple[str, bool] | None:
    """Return whose voice a cue names, and whether that is sure without knowing who else speaks.

    Examples
    --------
    >>> voice_of("ANNA'S VOICE"), voice_of("VOIX DE BRUNO"), voice_of("VOICE")
    (('ANNA', True), ('BRUNO', False), None)
    """
    forms, edges = _voices()
    words = name.split()
    if len(words) < 2 or not (words[0] in edges or words[-1] in edges):
        return None
    text = name.translate(_STRAIGHT)
    if text.endswith(_POSSESSIVE) and len(text) > len(_POSSESSIVE):
        return name[: -len(_POSSESSIVE)], True
    for start, end in forms:
        if text.startswith(start) and text.endswith(end) and len(text) > len(start) + len(end):
            return text[len(start) : len(text) - len(end)].strip(), False
    return None


_POSSESSIVE = "'S VOICE"


@functools.cache
def _voices() -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
    """Return what stands before and after a name, the longest first, and the outermost words."""
    written = {
        form.translate(_STRAIGHT) for each in languages().values() for form in each.cues["voices"]
    }
    forms = sorted((form.split("{}") for form in written), key=lambda form: -len("".join(form)))
    words = {word for form in written for word in (form.split()[0], form.split()[-1])}
    return tuple((start, end) for start, end in forms), frozenset(words)


def members_of(name: str, known: Container[str]) -> tuple[str, ...] | None:
    """Return the people that a group cue names, None where it names one person.

    Parameters
    ----------
    name
        The name in a cue.
    known
        Who else speaks. ``ANNA AND BEN`` is a group where one of them does.

    Returns
    -------
    tuple of str or None
        Empty where the cue names no one (``BOTH``, ``ALL``).

    Examples
    --------
    >>> members_of("ANNA, BEN & CLARA", {"ANNA", "BEN"})
    ('ANNA', 'BEN', 'CLARA')
    >>> members_of("ALL", ()), members_of("ANDREA", ())
    ((), None)
    """
    if name in _groups():
        return ()
    pieces = [piece for piece in _joins().split(name) if piece]
    if len(pieces) > 1 and any(piece in known for piece in pieces) and all(map(str.strip, pieces)):
        return tuple(dict.fromkeys(pieces))
    return None


def is_pair(name: str) -> bool:
    """Return whether a group cue names two people: BOTH.

    Examples
    --------
    >>> is_pair("BOTH"), is_pair("BEIDE"), is_pair("ALL")
    (True, True, False)
    """
    return name in _pairs()


@functools.cache
def _pairs() -> frozenset[str]:
    return frozenset(word for table in languages().values() for word in table.cues["pairs"])


@functools.cache
def _groups() -> frozenset[str]:
    tables = languages().values()
    return frozenset(word for table in tables for word in table.cues["groups"]) | _pairs()


@functools.cache
def _joins() -> re.Pattern[str]:
    words = sorted({word for table in languages().values() for word in table.cues["joins"]})
    either = "|".join(re.escape(word) for word in words)
    return re.compile(rf"\s*[,/&+]\s*(?:(?:{either})\s+)?|\s+(?:{either})\s+")


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


def aside(text: str) -> str:
    """Return what a parenthetical says, without its brackets and those that have no other half.

    Examples
    --------
    >>> aside("(to Ben (quietly))"), aside("(to Ben"), aside("(smiles) Fine. (to Ben)")
    ('to Ben (quietly)', 'to Ben', '(smiles) Fine. (to Ben)')
    """
    text = " ".join(text.split())
    while is_aside(text):
        text = text[1:-1].strip()
    for inner in (text, text.strip("()").strip()):
        if is_aside(f"({inner})"):
            return inner
    return " ".join(text.translate(_NO_BRACKETS).split())


_NO_BRACKETS = str.maketrans("", "", "()")


def is_aside(text: str) -> bool:
    """Return whether brackets that belong together hold a whole text."""
    return text.startswith("(") and closes_at(text) == len(text) - 1


def closes_at(text: str) -> int:
    """Return the place of the bracket that closes the first one, -1 where none does."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return place
    return -1


#: Longer capitals are a sentence that is shouted.
_LONGEST = 80
_FIRST = frozenset("\"'“”‘’«„#&([*_¿¡")


def looks_like_cue(line: str) -> bool:
    """Return whether a line reads as an unforced cue: a name in capitals, perhaps with extensions.

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
    if character.isupper() or (character[-1] == "l" and _is_scanned(character)):
        return True
    return bool(
        extension
        and any(letter.isdigit() for letter in character)
        and not any(letter.isalpha() for letter in character)
    )


def _is_scanned(name: str) -> bool:
    """Whether a name is in capitals but for a number that scanning took for a letter: MAN #l."""
    bare = name.rstrip("l")
    return bare.isupper() and (bare[-1] in "# " or bare[-1].isdigit())


_NO_EMPHASIS = str.maketrans("", "", "*_")


def suggest_aliases(characters: Mapping[str, int] | Iterable[str]) -> dict[str, list[str]]:
    """Suggest which names may be one person; only the user can decide.

    Parameters
    ----------
    characters
        Names with the number of their speeches (which distinguishes a typing error from a name),
        or names alone.

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
