"""The words of the tables turned into patterns: what opens a heading, and numbers around it."""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING

from scriptnb.screenplay.headings.tables import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scriptnb.screenplay.headings.tables import Language, Place

#: A scene number: ``12``, ``12A``, ``A12``, ``A-12``, ``162-I``, ``1.13``.
NUMBER = (
    r"(?:(?:[A-Z]{1,3}|[a-z])-?)?\d{1,4}"
    r"(?:[A-Za-z]{0,2}(?:[-.]\d{1,3}[A-Za-z]?)?|-[A-Za-z]{1,2})"
)
_RANGE = rf"{NUMBER}(?:\s*(?:[-–&,+]|THRU|TO)\s*{NUMBER})?"
_AFTER = r"(?:\s*[.):*–—]+(?!\d)\s*|\s+-\s+|\s+)(?=\S)"
_LEFT = re.compile(rf"(?P<number>{NUMBER}){_AFTER}")
_LEFT_RANGE = re.compile(rf"(?P<number>{_RANGE}){_AFTER}")
_ROMAN = r"[IVXLC]+"
#: A number in the right margin alone stands well apart.
_RIGHT = re.compile(rf"(?:\s{{3,}}|\t\s*)({NUMBER})\.?[*\s]*$")
_DIGITS = frozenset("0123456789")
_WORD = re.compile(r"[^\W_]+")
_LATER_WORDS = re.compile(r"[\s.,–—-]([^\W_]+)")
_STARS = re.compile(r"[*\s]+$")
#: What may stand after an abbreviation of two letters.
_AFTER_SHORT = (".", " ", "/", "\\", "-", "\t", "\u00a0")
#: What joins two places: INT./EXT., INT & EXT.
_JOIN = r"\s*[/\\&+-]\s*"


class Patterns:
    """The patterns of some languages.

    Parameters
    ----------
    tables
        The languages.
    places
        folded prefix -> language -> place
    """

    def __init__(
        self, tables: Sequence[Language], places: Mapping[str, Mapping[str, Place]]
    ) -> None:
        short = _spellings(group for each in tables for group in each.abbreviations.values())
        words = _spellings(group for each in tables for group in each.words.values())
        names = _spellings(group for each in tables for group in each.names.values())
        whole = {line for each in tables for line in each.script.whole_headings}
        scene = {word for each in tables for word in each.script.scene_words}
        scene |= {word.capitalize() for word in scene}
        leads = {word for each in tables for word in each.script.transition_starts}
        leads |= {word for each in tables for group in each.qualifiers.values() for word in group}
        compact = {sign for each in tables for signs in each.compact.values() for sign in signs}
        omitted = {line for each in tables for line in each.script.omitted}
        self._place = _place(short, words, names)
        self._prefix = re.compile(rf"(?:{self._place}|(?:{_either(whole)})\.?$)")
        self._token = re.compile(
            rf"[\s.,–—-](?:{_either(short | words | names | compact)})(?![^\W_])"
        )
        #: The first word of each sign that the pattern above finds.
        self._tokens = frozenset(
            word for name in short | words | names | compact for word in _WORD.findall(name)[:1]
        )
        self._lead = re.compile(rf"(?P<lead>{_either(leads)})\s*(?:[:.–—-]\s*)+")
        self._scene = re.compile(
            rf"(?:{_either(scene)})\b\.?\s*(?i:N[ro]?[.°º]+\s*|#\s*)?"
            rf"(?P<number>{NUMBER}|{_ROMAN})(?:[.:),–—-]\s*|\s+[.:),–—-]+\s*|\s*$)"
        )
        # The first three characters settle for nearly every line that it is no heading.
        self._place_starts = frozenset([*_starts(short), *_first(words | names | whole)])
        self._lead_starts = frozenset(_first(leads))
        self._scene_starts = frozenset(_first(scene))
        #: The first three characters of what opens a heading -> all of it, in lower case.
        self._openings: dict[str, tuple[str, ...]] = {}
        for name in short | words | names | whole | scene | leads | omitted:
            for start in set(_starts({name}) if name in short else _first({name})):
                self._openings[start] = (*self._openings.get(start, ()), name.lower())
        #: First words that alone settle a heading -> their place: ``INT.``.
        self.sure: dict[str, Place] = {
            f"{name}.": next(iter(places[fold(name)].values()))
            for name in short
            if len(set(places[fold(name)].values())) == 1
        }

    @functools.cached_property
    def inner(self) -> re.Pattern[str]:
        """INT. or EXT. behind a place; the character before it is matched too."""
        return re.compile(rf"[\s.,–—/-]{self._place}")

    def may_open(self, line: str) -> bool:
        """Return whether a line could be a heading, by a quick look that misses none."""
        start = line[:3]
        openings = self._openings.get(start)
        if openings is not None and (lower := line.lower()).startswith(openings):
            if line[: line.find(" ")] in self.sure:
                return True
            for name in openings:
                if lower.startswith(name) and not lower[len(name) : len(name) + 1].isalnum():
                    return True
        if not (start.isalpha() or _DIGITS.isdisjoint(line[:5])) and _LEFT.match(line):
            return True
        return (
            line.isupper()
            and not self._tokens.isdisjoint(_LATER_WORDS.findall(line))
            and self._token.search(line) is not None
        )

    def cut_number(self, text: str) -> tuple[str, str | None, bool]:
        """Cut what may be a scene number off a heading, from one margin or from both.

        Returns
        -------
        tuple
            The rest, the number, and whether a word such as SCENE stood before it.
        """
        if text[:3] in self._scene_starts and (match := self._scene.match(text)):
            return text[match.end() :], match["number"], True
        match = _LEFT.match(text) or _LEFT_RANGE.match(text)
        if match is None:
            if _DIGITS.intersection(text[-5:]) and (tail := _RIGHT.search(text)):
                return text[: tail.start()].rstrip(), tail[1], False
            return text, None, False
        number = match["number"]
        body = _STARS.sub("", text[match.end() :])
        bare = body.removesuffix(".")
        if bare.endswith(number) and bare[: -len(number)][-1:].isspace():
            body = bare[: -len(number)].rstrip()
        return body, number, False

    def cut_lead(self, text: str) -> tuple[str, str] | None:
        """Cut off a transition or a qualifier before INT. or EXT.: FADE IN: EXT. PARK."""
        if text[:3] not in self._lead_starts or not (match := self._lead.match(text)):
            return None
        rest = text[match.end() :]
        return (match["lead"], rest) if self.prefix(rest) else None

    def prefix(self, text: str) -> re.Match[str] | None:
        """Match INT. or EXT. at the start of a heading without a number."""
        return self._prefix.match(text) if text[:3] in self._place_starts else None


def _spellings(groups: Iterable[Sequence[str]]) -> set[str]:
    """Return words with and without their accents."""
    words = {word for group in groups for word in group}
    return words | {fold(word).upper() for word in words}


def _either(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=lambda n: (-len(n), n))) or "(?!)"


def _place(short: set[str], words: set[str], names: set[str]) -> str:
    """Return a pattern for what opens a heading: a place, or two joined by a slash.

    An abbreviation with a dot may have any case; without one it must be in capitals (``int``,
    ``ext`` and ``i/e`` apart, which mean nothing else), and so must whole words. The groups
    ``bare1`` and ``bare2`` match where a doubtful word (``INTERIOR``, ``est``) has nothing after it
    that shows that it is no name and no other word.
    """
    dotted = rf"(?i:{_either(short)})\.(?=\s|$|\w|/|\\|-|&|\+)"
    spaced = rf"(?:(?i:INT|EXT|I/E|E/I)|{_either(short)})(?=[\s/\\:,&+–—-])"
    joins = r"[:,/\\&+–—-]|\s*[/\\&+–—-]"
    long = rf"(?:{_either(words)})(?:\.|(?={joins}|\s+\S))"
    name = _either(names)
    doubtful = rf"(?:{name})(?:\.|(?={joins}))|(?:{name}|(?i:{_either(short)}))(?P<bare{{}}>(?=\s))"
    one = rf"(?:{dotted}|{spaced}|{long}|{doubtful})"
    return rf"(?P<place>{one.format(1)}(?:{_JOIN}{one.format(2)})?)"


def _starts(names: set[str]) -> Iterable[str]:
    """Return every three characters that words in any case can start with."""
    for start in _first(names):
        cases = [{letter.lower(), letter.upper()} for letter in start]
        yield from ("".join(letters) for letters in itertools.product(*cases))


def _first(names: set[str]) -> Iterable[str]:
    """Return every three characters that words in capitals can start with."""
    for name in names:
        yield from [name[:3]] if len(name) > 2 else (name + end for end in _AFTER_SHORT)
