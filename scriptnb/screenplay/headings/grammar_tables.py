"""The language tables in ``grammars/``, read once and turned into patterns and word lists.

One TOML file a language; adding a language is adding a file. Nothing here looks at a script.
"""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
import unicodedata
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Letters that decomposition leaves whole, and apostrophes of other shapes.
_LETTERS = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "ẞ": "ss", "’": "'", "‘": "'"})
#: What may stand after an abbreviation of two letters.
_AFTER_SHORT = (".", " ", "/", "\\", "-", "\t", "\u00a0")


class Words(msgspec.Struct, frozen=True):
    """How a language is told and written."""

    #: Letters besides a to z, in lower case.
    letters: str
    encodings: list[str]
    stop_words: list[str]


class Language(msgspec.Struct, frozen=True):
    """What one language's file says; ``grammars/en.toml`` explains its parts."""

    #: place -> prefixes that may stand before a dot in any case
    abbreviations: dict[str, list[str]]
    #: place -> whole words, in capitals
    words: dict[str, list[str]]
    #: place -> whole words that may also be part of a person's name
    names: dict[str, list[str]]
    #: common time -> how it is written
    times: dict[str, list[str]]
    time_words: dict[str, list[str]]
    script: dict[str, list[str]]
    cast: dict[str, list[str]]
    language: Words


class Tables(msgspec.Struct, frozen=True):
    """All languages together."""

    #: Matches the place at the start of a heading without a number.
    prefix: re.Pattern[str]
    #: The same with an optional number before it.
    numbered: re.Pattern[str]
    #: Every three characters that a heading without a number can start with.
    starts: frozenset[str]
    #: The first of those three.
    letters: frozenset[str]
    #: First words that alone settle a heading and its place: ``INT.``.
    sure: dict[str, str]
    #: folded prefix -> language -> place
    places: dict[str, dict[str, str]]
    #: folded words of a time -> its common name, or "" where it has none
    times: dict[str, str]
    #: A time in capitals -> its common name.
    plain_times: dict[str, str]
    #: Every word of a time, in capitals with and without accents.
    time_tokens: frozenset[str]
    #: folded times that only one language has -> that language
    time_language: dict[str, str]
    modifiers: frozenset[str]
    transition_ends: tuple[str, ...]
    title_keys: frozenset[str]


def fold(text: str) -> str:
    """Lower case, without accents, apostrophes straight: the form in which words are compared.

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
    >>> sorted(languages())
    ['de', 'en', 'es', 'fr', 'it', 'pl']
    """
    folder = resources.files("scriptnb.screenplay.headings").joinpath("grammars")
    files = {entry.name[:2]: entry for entry in folder.iterdir() if entry.name.endswith(".toml")}
    return {
        code: msgspec.convert(tomllib.loads(files[code].read_text(encoding="utf-8")), Language)
        for code in sorted(files, key=lambda code: (code != "en", code))
    }


@functools.cache
def tables() -> Tables:
    """Return what all languages together say."""
    abbreviations: set[str] = set()
    words: set[str] = set()
    doubtful: set[str] = set()
    places: dict[str, dict[str, str]] = {}
    times: dict[str, str] = {}
    plain_times: dict[str, str] = {}
    spoken: dict[str, set[str]] = {}
    for code, table in languages().items():
        for group, known in (
            (table.abbreviations, abbreviations),
            (table.words, words),
            (table.names, doubtful),
        ):
            for place, names in group.items():
                known.update(names)
                known.update(fold(name).upper() for name in names)
                for name in names:
                    places.setdefault(fold(name), {})[code] = place
        for time, names in table.times.items():
            for name in names:
                times.setdefault(fold(name), time)
                plain_times.setdefault(name, time)
                spoken.setdefault(fold(name), set()).add(code)
        for name in table.time_words["other"]:
            times.setdefault(fold(name), "")
    every = languages().values()
    whole = {line for each in every for line in each.script["whole_headings"]}
    starts = frozenset(_starts(abbreviations | words | doubtful | whole))
    prefix = rf"(?:{_prefix(abbreviations, words, doubtful)}|(?:{_either(whole)})\.?$)"
    return Tables(
        prefix=re.compile(prefix),
        numbered=re.compile(rf"\s*(?:{_NUMBER})?(?:{prefix})"),
        starts=starts,
        letters=frozenset(start[0] for start in starts),
        sure=_sure(abbreviations, places),
        places=places,
        times=times,
        plain_times=plain_times,
        time_tokens=frozenset(
            word for name in [*plain_times, *times] for word in re.split(r"[\s-]+", name.upper())
        ),
        time_language={name: min(codes) for name, codes in spoken.items() if len(codes) == 1},
        modifiers=frozenset(fold(word) for each in every for word in each.time_words["modifiers"]),
        transition_ends=tuple(
            dict.fromkeys(end for each in every for end in each.script["transition_ends"])
        ),
        title_keys=frozenset(fold(key) for each in every for key in each.script["title_keys"]),
    )


#: A scene number before a heading: ``12``, ``12A.``, ``A12``, ``3)``.
_NUMBER = r"(?P<number>[A-Za-z]{0,2}\d{1,4}[A-Za-z]{0,2}(?:[-.]\d{1,3}[A-Za-z]?)?)[.):]?\s+"


def _either(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=lambda n: (-len(n), n)))


def _prefix(abbreviations: set[str], words: set[str], names: set[str]) -> str:
    """One pattern for what opens a heading: a place, or two joined by a slash.

    An abbreviation with a dot may have any case; without one it must be in capitals (``int``,
    ``ext`` and ``i/e`` apart, which mean nothing else), and so must whole words. The groups
    ``bare1`` and ``bare2`` say that a doubtful word (``INTERIOR``, ``est``) has nothing after it
    that shows that it is no name and no other word.
    """
    short = _either(abbreviations)
    dotted = rf"(?i:{short})\.(?=\s|$|\w|/|\\|-)"
    spaced = rf"(?:(?i:INT|EXT|I/E|E/I)|{short})(?=[\s/\\:,–—-])"
    joins = r"[:,/\\–—-]|\s*[/\\–—-]"
    long = rf"(?:{_either(words)})(?:\.|(?={joins}|\s+\S))"
    name = _either(names)
    doubtful = rf"(?:{name})(?:\.|(?={joins}))|(?:{name}|(?i:{short}))(?P<bare{{}}>(?=\s))"
    one = rf"(?:{dotted}|{spaced}|{long}|{doubtful})"
    return rf"(?P<place>{one.format(1)}(?:\s*[/\\-]\s*{one.format(2)})?)"


def _starts(names: set[str]) -> Iterable[str]:
    for name in names:
        for end in [name[2]] if len(name) > 2 else _AFTER_SHORT:
            cases = [{letter.lower(), letter.upper()} for letter in name[:2] + end]
            yield from ("".join(letters) for letters in itertools.product(*cases))


def _sure(abbreviations: set[str], places: dict[str, dict[str, str]]) -> dict[str, str]:
    """First words of headings that mean one place in every language that has them."""
    agreed = {
        name: next(iter(meanings))
        for name in abbreviations
        if len(meanings := set(places[fold(name)].values())) == 1
    }
    sure = {f"{name}.": place for name, place in agreed.items()}
    for first, second in itertools.permutations(agreed, 2):
        if {agreed[first], agreed[second]} == {"INT", "EXT"}:
            for joined in (f"{first}/{second}.", f"{first}./{second}."):
                sure[joined] = "INT/EXT"
    return {word: place for word, place in sure.items() if place != "ESTABLISHING"}
