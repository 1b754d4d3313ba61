"""The tables in ``grammars/``: what scripts of each language write, one TOML file a language.

Adding a language is adding a file. Nothing here looks at a script.
"""

from __future__ import annotations

import functools
import tomllib
import unicodedata
from importlib import resources
from typing import Literal

import msgspec

Place = Literal["INT", "EXT", "INT/EXT"]

#: Letters that decomposition leaves whole, and apostrophes of other shapes.
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "ı": "i", "ẞ": "ss", "’": "'", "‘": "'"}
)


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of a script that have a meaning of their own."""

    scene_words: list[str] = []
    act_words: list[str] = []
    omitted: list[str] = []
    whole_headings: list[str] = []
    transition_starts: list[str] = []
    transition_ends: list[str] = []
    the_end: list[str] = []
    continued: list[str] = []
    more: list[str] = []
    #: In lower case.
    title_keys: list[str] = []


class TimeWords(msgspec.Struct, frozen=True):
    """Words of times that have no common name."""

    other: list[str] = []
    #: What may stand with a time in one phrase.
    modifiers: list[str] = []


class Words(msgspec.Struct, frozen=True):
    """How a language is recognised and written."""

    #: Letters besides a to z, in lower case.
    letters: str = ""
    encodings: list[str] = []
    stop_words: list[str] = []


class Language(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table of one language; the head of ``grammars/en.toml`` explains its parts."""

    #: place -> prefixes that may stand before a dot in any case
    abbreviations: dict[Place, list[str]] = {}
    #: place -> whole words, in capitals
    words: dict[Place, list[str]] = {}
    #: place -> whole words that may also be part of a person's name
    names: dict[Place, list[str]] = {}
    #: place and time -> signs for both, such as ``I/D``
    compact: dict[str, list[str]] = {}
    #: common time -> how it is written
    times: dict[str, list[str]] = {}
    time_words: TimeWords = TimeWords()
    #: common qualifier -> how it is written
    qualifiers: dict[str, list[str]] = {}
    script: Script = Script()
    #: cue extensions (common -> how they are written), groups, joins and voices
    cues: dict[str, list[str]] = {}
    cast: dict[str, list[str]] = {}
    language: Words = Words()


def fold(text: str) -> str:
    """Return text in lower case, without accents, apostrophes straight, as words are compared.

    Examples
    --------
    >>> fold("POPOŁUDNIE")
    'popoludnie'
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@functools.cache
def languages() -> dict[str, Language]:
    """Return each language's table by its two-letter code, English first.

    Examples
    --------
    >>> list(languages())[0], "pl" in languages()
    ('en', True)
    """
    folder = resources.files("scriptnb.screenplay.headings").joinpath("grammars")
    files = {entry.name[:2]: entry for entry in folder.iterdir() if entry.name.endswith(".toml")}
    return {
        code: msgspec.convert(tomllib.loads(files[code].read_text(encoding="utf-8")), Language)
        for code in sorted(files, key=lambda code: (code != "en", code))
    }
