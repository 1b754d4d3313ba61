"""What a scene heading or a transition says, in every language of the tables in ``grammars/``.

It knows lines of text only, no file format. The words of every language are known at once;
``language`` settles the few that mean two things.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from scriptnb.screenplay.headings.grammar_tables import fold, tables
from scriptnb.screenplay.headings.times import Time, language_of, split_time

Place = Literal["INT", "EXT", "INT/EXT"]

_FOUNTAIN_NUMBER = re.compile(r"\s*(?<!\\)#\s*([^\s#][^#]*?)\s*(?<!\\)#$")
#: A number in the right margin alone stands well apart.
_RIGHT_MARGIN = re.compile(r"(?:\s{3,}|\t\s*)([A-Z]{0,2}\d{1,4}[A-Z]{0,2})\.?[*\s]*$")
#: A longer line is a paragraph.
_LONGEST = 300
#: What stands between a heading and the numbers beside it, revision stars too.
_AROUND = re.compile(r"^[.):*\s]+|[*\s]+$")
_SEPARATORS = " .:,/\\–—-\t\u00a0"


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
    >>> found = heading("12A  INT. HALL - DAY  12A")
    >>> found.number, found.int_ext, found.location, found.time
    ('12A', 'INT', 'HALL', 'DAY')
    >>> heading("1. WNĘTRZE. DOM - NOC").time
    'NIGHT'
    >>> heading("INTERN") is None
    True
    """
    return parse_heading(line, language) if is_heading(line) else None


def is_heading(line: str) -> bool:
    """Tell whether a line is an unforced scene heading, numbered or not.

    Examples
    --------
    >>> is_heading("WN/PL. SAMOCHÓD - NOC"), is_heading("EXTRA"), is_heading("INTERIOR DECORATOR")
    (True, False, False)
    """
    if len(line) > _LONGEST:
        return False
    if line[: line.find(" ")] in tables().sure:
        return True
    match = tables().numbered.match(line)
    if match is None:
        return False
    if match["bare1"] is None and match["bare2"] is None:
        return True
    return split_time(line[match.end() :].strip())[1] is not None


def parse_heading(line: str, language: str | None = None) -> Heading:
    """Take apart what is known to be a heading, forced ones too (``SNIPER POV``).

    Examples
    --------
    >>> parse_heading("SNIPER POV - NIGHT").location
    'SNIPER POV'
    """
    text, number = split_number(line)
    return Heading(text, number, *take_apart(text, language))


def take_apart(
    text: str, language: str | None = None
) -> tuple[Place | None, str | None, str | None, Time | None]:
    """Say what a heading without a number means: int_ext, location, time of day, common time.

    Examples
    --------
    >>> take_apart("EXT. YARD - LATE NIGHT")
    ('EXT', 'YARD', 'LATE NIGHT', 'NIGHT')
    """
    first, _, rest = text.partition(" ")
    sure = tables().sure.get(first)
    if sure is not None:
        return (sure, *split_time(rest.lstrip(_SEPARATORS)))  # type: ignore[return-value]
    match = tables().prefix.match(text)
    written = match["place"] if match else None
    if not written:
        return (None, *split_time(text))
    location, time_of_day, time = split_time(text[len(written) :].lstrip(_SEPARATORS))
    return _place(written, time_of_day, language), location, time_of_day, time


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
    >>> split_number("3. PLENER. LAS - ŚWIT")
    ('PLENER. LAS - ŚWIT', '3')
    """
    text = line.strip()
    if len(text) > _LONGEST:
        return text, None
    number = None
    if text.endswith("#") and (tail := _FOUNTAIN_NUMBER.search(text)):
        text, number = text[: tail.start()], tail[1]
    match = tables().numbered.match(text)
    if match is None:
        return text, number
    margin = match["number"]
    if margin is not None:
        text = _AROUND.sub("", text[match.end("number") :])
        bare = text.removesuffix(".")
        if bare.endswith(margin) and bare[: -len(margin)][-1:].isspace():
            text = bare[: -len(margin)].rstrip()
    elif number is None and (tail := _RIGHT_MARGIN.search(text)):
        text, margin = text[: tail.start()].rstrip(), tail[1]
    return text, number or margin


def transition(line: str) -> bool:
    """Tell whether a line in capitals ends as a transition does in one of the languages.

    Examples
    --------
    >>> transition("SMASH CUT TO:"), transition("CIĘCIE DO:"), transition("FADE IN:")
    (True, True, False)
    """
    return line.endswith(tables().transition_ends) and line.isupper()


def heading_starts() -> tuple[frozenset[str], frozenset[str]]:
    """Return every three characters that a heading without a number can start with, and one."""
    return tables().starts, tables().letters


def is_title_key(key: str) -> bool:
    """Tell whether a word is a known key of a title page in some language.

    Examples
    --------
    >>> is_title_key("Tytuł"), is_title_key("FADE IN")
    (True, False)
    """
    return fold(key) in tables().title_keys


def _place(written: str, time_of_day: str | None, language: str | None) -> Place | None:
    """Say where a heading's prefix is; ``language`` and the time settle what means two things."""
    if language is None and time_of_day:
        language = language_of(time_of_day)
    places = tables().places
    whole = re.sub(r"[.\s]", "", fold(written))
    found: set[str] = set()
    for piece in [whole] if whole in places else re.split(r"[/\\-]", whole):
        meanings = places.get(piece, {})
        found.add(meanings.get(language or "") or next(iter(meanings.values()), ""))
    if "INT/EXT" in found or found >= {"INT", "EXT"}:
        return "INT/EXT"
    return "INT" if "INT" in found else "EXT" if "EXT" in found else None
