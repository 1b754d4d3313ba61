"""What a scene heading says, in every language of the tables in ``grammars/``.

A language is one TOML file; this module turns the tables into one pattern and three word lists.
It knows lines of text only, no file format.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from typing import Literal

import msgspec

from scriptnb.screenplay import grammar_data

Place = Literal["INT", "EXT", "INT/EXT"]
Time = Literal["DAY", "NIGHT", "MORNING", "EVENING", "DAWN", "DUSK", "LATER", "CONTINUOUS"]

#: Parts of a heading are split by a dash with white space on a side, or by a long dash.
_DASH = re.compile(r"\s+[-‐‑‒–—―]+\s*|\s*[-‐‑‒–—―]+\s+|\s*[–—―]+\s*|--+")
#: A scene number before a heading (``12A``, ``A12.``, ``3)``) ...
_NUMBER = r"(?P<number>[A-Za-z]{0,2}\d{1,4}[A-Za-z]{0,2}(?:[-.]\d{1,3}[A-Za-z]?)?)[.):]?\s+"
#: ... the same after it, in the right margin, perhaps with a revision star.
_FOUNTAIN_NUMBER = re.compile(r"\s*#\s*([^\s#](?:[^#]*[^\s#])?)\s*#\s*$")
_COMMON = ("DAY", "NIGHT", "MORNING", "EVENING", "DAWN", "DUSK", "LATER", "CONTINUOUS")


class Heading(msgspec.Struct, frozen=True):
    """A scene heading taken apart."""

    #: The heading without its scene number.
    text: str
    number: str | None
    int_ext: Place | None
    location: str | None
    #: As written.
    time_of_day: str | None
    time: Time | None


def fold(text: str) -> str:
    """Lower case, without accents, apostrophes straight: the form in which words are compared.

    Examples
    --------
    >>> fold("POPOŁUDNIE")
    'popoludnie'
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


_LETTERS = str.maketrans({"ł": "l", "Ł": "l", "’": "'", "ø": "o", "Ø": "o", "ẞ": "ss"})


def heading(line: str, language: str | None = None) -> Heading | None:
    """Take an unforced heading apart, or return None where the line is none.

    Scene numbers in one or both margins and Fountain's ``#12A#`` are cut off.

    Parameters
    ----------
    line
        One line of a script.
    language
        Two-letter code that settles what one abbreviation means in two languages (``EST.``); None
        lets the time of day settle it.

    Examples
    --------
    >>> heading("12A  INT. HALL - DAY  12A")
    Heading(text='INT. HALL - DAY', number='12A', int_ext='INT', location='HALL', \
time_of_day='DAY', time='DAY')
    >>> heading("1. WNĘTRZE. DOM - NOC").time
    'NIGHT'
    >>> heading("INTERN") is None
    True
    """
    text, number = split_number(line)
    match = _tables().prefix.match(text)
    if match is None:
        return None
    return _taken_apart(text, number, match, language)


def is_heading(line: str) -> bool:
    """Tell whether a line is an unforced scene heading.

    Examples
    --------
    >>> is_heading("WN/PL. SAMOCHÓD - NOC"), is_heading("EXTRA")
    (True, False)
    """
    return _tables().numbered.match(line) is not None


def parse_heading(line: str, language: str | None = None) -> Heading:
    """Take apart what is known to be a heading, forced ones too (``SNIPER POV``).

    Examples
    --------
    >>> parse_heading("SNIPER POV - NIGHT").location
    'SNIPER POV'
    """
    found = heading(line, language)
    if found is not None:
        return found
    text, number = split_number(line)
    return _taken_apart(text, number, None, language)


@functools.lru_cache(maxsize=4096)
def split_number(line: str) -> tuple[str, str | None]:
    """Cut a heading's scene number off, wherever it stands.

    Returns
    -------
    tuple
        The heading and its number, None where it has none.

    Examples
    --------
    >>> split_number("EXT. YARD - DAWN #12A#")
    ('EXT. YARD - DAWN', '12A')
    """
    text = line.strip()
    number = None
    if text.endswith("#") and (tail := _FOUNTAIN_NUMBER.search(text)):
        text, number = text[: tail.start()], tail[1]
    if match := _tables().numbered.match(text):
        margin = match["number"]
        if margin is not None:
            text = text[match.end("number") :].lstrip(".): \t\u00a0").rstrip("* \t")
            bare = text.removesuffix(".")
            if bare.endswith(margin) and bare[: -len(margin)].endswith((" ", "\t")):
                text = bare[: -len(margin)].rstrip()
            number = number or margin
        elif number is None and (tail := _RIGHT_MARGIN.search(text)):
            text, number = text[: tail.start()], tail[1]
    return text, number


_RIGHT_MARGIN = re.compile(r"(?:\s{3,}|\t\s*)([A-Z]{0,2}\d{1,4}[A-Z]{0,2})[.*\s]*$")


def transition(line: str) -> bool:
    """Tell whether a line in capitals ends as a transition does in one of the languages.

    Examples
    --------
    >>> transition("SMASH CUT TO:"), transition("CIĘCIE DO:"), transition("FADE IN:")
    (True, True, False)
    """
    return line.endswith(":") and line.isupper() and line.endswith(_tables().transition_ends)


def first_letters() -> frozenset[str]:
    """Every three characters that an unforced heading without a number can start with."""
    return _tables().starts


def title_keys() -> frozenset[str]:
    """Every known key of a title page, folded."""
    return _tables().title_keys


class _Tables(msgspec.Struct, frozen=True):
    prefix: re.Pattern[str]
    numbered: re.Pattern[str]
    starts: frozenset[str]
    #: folded prefix -> place, by language ("" for what all agree on)
    places: dict[str, dict[str, str]]
    #: folded words of a time -> its common name, or "" where it has none
    times: dict[str, str]
    #: folded times that only one language has
    time_language: dict[str, str]
    modifiers: frozenset[str]
    transition_ends: tuple[str, ...]
    title_keys: frozenset[str]


@functools.cache
def _tables() -> _Tables:
    abbreviations: set[str] = set()
    words: set[str] = set()
    places: dict[str, dict[str, str]] = {}
    times: dict[str, str] = {}
    languages: dict[str, set[str]] = {}
    modifiers: set[str] = set()
    ends: list[str] = []
    keys: set[str] = set()
    for code, table in grammar_data.tables().items():
        for group, known in ((table.abbreviations, abbreviations), (table.words, words)):
            for place, names in group.items():
                known.update(names)
                known.update(fold(name).upper() for name in names)
                for name in names:
                    places.setdefault(fold(name), {})[code] = place
        for time, names in table.times.items():
            for name in names:
                times.setdefault(fold(name), time)
                languages.setdefault(fold(name), set()).add(code)
        for name in table.time_words.get("other", ()):
            times.setdefault(fold(name), "")
        modifiers.update(map(fold, table.time_words.get("modifiers", ())))
        ends.extend(table.script.get("transition_ends", ()))
        keys.update(map(fold, table.script.get("title_keys", ())))
    prefix = _pattern(abbreviations, words)
    return _Tables(
        prefix=re.compile(prefix),
        numbered=re.compile(rf"\s*(?:{_NUMBER})?(?:{prefix})"),
        starts=_starts(abbreviations, words),
        places=places,
        times=times,
        time_language={name: min(codes) for name, codes in languages.items() if len(codes) == 1},
        modifiers=frozenset(modifiers),
        transition_ends=tuple(dict.fromkeys(ends)),
        title_keys=frozenset(keys),
    )


def _pattern(abbreviations: set[str], words: set[str]) -> str:
    """One pattern for the places that open a heading, two of them joined by a slash too.

    An abbreviation with a dot may have any case; without one, or as a whole word, it must be in
    capitals (``int`` and ``ext``, which mean nothing else, apart), since ``Innen ist es dunkel`` is
    a sentence.
    """

    def either(names: set[str]) -> str:
        return "|".join(re.escape(name) for name in sorted(names, key=lambda n: (-len(n), n)))

    short = rf"(?:(?i:{either(abbreviations)})\.|(?:(?i:INT|EXT)|{either(abbreviations)})(?![\w.]))"
    long = rf"(?:{either(words)})(?!\w)\.?"
    one = rf"(?:{long}|{short})"
    return rf"(?P<place>{one}(?:\s*[/\\-]\s*{one})?)(?=[\s:,/–—-]|$|(?<=\.)\S)"


def _starts(abbreviations: set[str], words: set[str]) -> frozenset[str]:
    found: set[str] = set()
    for name in abbreviations | words:
        ends = (
            [name[2:3]] if len(name) > 2 else [".", " ", "/", "\\", "-", "\t", ":", ",", "\u00a0"]
        )
        for end in ends:
            cases = [{letter.lower(), letter.upper()} for letter in name[:2] + end]
            found.update("".join(combination) for combination in itertools.product(*cases))
    return frozenset(found)


def _taken_apart(
    text: str, number: str | None, match: re.Match[str] | None, language: str | None
) -> Heading:
    rest = text[match.end() :] if match else text
    location, time_of_day = _split_time(rest.lstrip(" .:,/–—-\t\u00a0"))
    common = _common_time(time_of_day)
    place = _place(match["place"], time_of_day, language) if match else None
    return Heading(text, number, place, location or None, time_of_day, common)


def _split_time(rest: str) -> tuple[str, str | None]:
    """Cut the time of day off the end: from the first part that names a time on."""
    rest = rest.strip()
    seams = [(m.start(), m.end()) for m in _DASH.finditer(rest)]
    bounds = [0, *(end for _, end in seams)]
    ends = [*(start for start, _ in seams), len(rest)]
    for index, (start, end) in enumerate(zip(bounds, ends, strict=True)):
        part = rest[start:end]
        if _is_time(part):
            return (rest[: seams[index - 1][0]] if index else "").strip(" .,"), rest[start:]
    # "INT. HOUSE. NIGHT", "INT. HOUSE, NIGHT" and "INT. HOUSE NIGHT" have no dash.
    for seam in (". ", ", ", " "):
        before, found, last = rest.rpartition(seam)
        if found and before and (_names_time(last) if seam == " " else _is_time(last)):
            return before.strip(" .,"), last
    return rest.strip(" ,"), None


_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_WORDS = re.compile(r"[\w'-]+(?:\.\w)?")


def _words(part: str) -> list[str]:
    return _WORDS.findall(fold(_IN_BRACKETS.sub(" ", part)))


@functools.lru_cache(maxsize=4096)
def _is_time(part: str) -> bool:
    """Whether every word of a part belongs to a time and one names it: NIGHT CLUB is a place."""
    tables = _tables()
    words = _words(part)
    if " ".join(words) in tables.times:
        return True
    named = False
    for word in words:
        for piece in word.split("/"):
            if piece in tables.times:
                named = True
            elif piece not in tables.modifiers and not piece.strip("-:hapm").isdigit():
                return False
    return named


def _names_time(word: str) -> bool:
    """Whether one word is a plain time of day (not LATER and the like, which need a seam)."""
    return _tables().times.get(fold(word)) in _COMMON[:6] and word.isupper()


@functools.lru_cache(maxsize=4096)
def _common_time(time_of_day: str | None) -> Time | None:
    if not time_of_day:
        return None
    tables = _tables()
    found: set[str] = set()
    words = _words(time_of_day)
    size = 4
    # The longest phrase first: "ZACHÓD SŁOŃCA", "CHWILĘ PÓŹNIEJ" before their words.
    position = 0
    while position < len(words):
        for length in range(size, 0, -1):
            phrase = " ".join(words[position : position + length])
            if tables.times.get(phrase):
                found.add(tables.times[phrase])
                position += length - 1
                break
        position += 1
    # A light before an order of events: "DAY - LATER" is by day. "NIGHT/DAWN" goes by its first.
    lights = [name for name in _COMMON[:6] if name in found]
    if len(lights) > 1:
        for word in words:
            if tables.times.get(word) in lights:
                return tables.times[word]  # type: ignore[return-value]
    names = lights or [name for name in _COMMON[6:] if name in found]
    return names[0] if names else None  # type: ignore[return-value]


def _place(written: str, time_of_day: str | None, language: str | None) -> Place | None:
    tables = _tables()
    found: set[str] = set()
    if language is None and time_of_day:
        for word in _words(time_of_day):
            language = language or tables.time_language.get(word)
    whole = fold(written).replace(".", "").replace(" ", "")
    pieces = [whole] if whole in tables.places else re.split(r"[/\\-]", whole)
    for piece in pieces:
        meanings = tables.places.get(piece, {})
        found.add(meanings.get(language or "", "") or next(iter(meanings.values()), ""))
    if found == {"INT", "EXT"} or "INT/EXT" in found:
        return "INT/EXT"
    for place in ("INT", "EXT"):
        if place in found:
            return place  # type: ignore[return-value]
    return None
