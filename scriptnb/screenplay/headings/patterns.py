"""The words of the tables turned into patterns: what opens a heading, and numbers around it."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from scriptnb.screenplay.headings.tables import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scriptnb.screenplay.headings.tables import Language

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

    def __init__(self, tables: Sequence[Language], places: Mapping[str, Mapping[str, str]]) -> None:
        short = _spellings(group for each in tables for group in each.abbreviations.values())
        words = _spellings(group for each in tables for group in each.words.values())
        names = _spellings(group for each in tables for group in each.names.values())
        whole = {line for each in tables for line in each.script.whole_headings}
        scene = {word for each in tables for word in each.script.scene_words}
        scene |= {word.capitalize() for word in scene}
        leads = {word for each in tables for word in each.script.transition_starts}
        leads |= {word for each in tables for group in each.qualifiers.values() for word in group}
        compact = {sign for each in tables for signs in each.compact.values() for sign in signs}
        place = _place(short, words, names)
        #: Matches INT. or EXT. at the start of a heading without a number.
        self.prefix = re.compile(rf"(?:{place}|(?:{_either(whole)})\.?$)")
        #: The same behind a place; the last character before it is matched too.
        self.inner = re.compile(rf"[\s.,–—/-]{place}")
        self._token = re.compile(
            rf"[\s.,–—-](?:{_either(short | words | names | compact)})(?![^\W_])"
        )
        self._lead = re.compile(rf"(?P<lead>{_either(leads)})\s*(?:[:.–—-]\s*)+(?={place})")
        self._scene = re.compile(
            rf"(?:{_either(scene)})\b\.?\s*(?i:N[ro]?[.°º]+\s*|#\s*)?"
            rf"(?P<number>{NUMBER}|{_ROMAN})(?:[.:),–—-]\s*|\s+[.:),–—-]+\s*|\s*$)"
        )
        opening = short | words | names | whole | leads | scene
        self._starts = frozenset(_starts(opening))
        #: First words that alone settle a heading and its place: ``INT.``.
        self.sure = frozenset(
            f"{name}." for name in short if len(set(places[fold(name)].values())) == 1
        )

    def may_open(self, line: str) -> bool:
        """Return whether a line could be a heading, by a quick look that misses none."""
        start = line[:3]
        if start in self._starts:
            return True
        if start.isalpha():
            return line.isupper() and self._token.search(line) is not None
        if start[:1].isdigit() or start[1:2] == "-" or (start.isalnum() and not start.isalpha()):
            return _LEFT.match(line) is not None
        return line.isupper() and self._token.search(line) is not None

    def cut_number(self, text: str) -> tuple[str, str | None, bool]:
        """Cut what may be a scene number off a heading, from one margin or from both.

        Returns
        -------
        tuple
            The rest, the number, and whether a word such as SCENE stood before it.
        """
        if match := self._scene.match(text):
            return text[match.end() :], match["number"], True
        match = _LEFT.match(text) or _LEFT_RANGE.match(text)
        if match is None:
            if tail := _RIGHT.search(text):
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
        match = self._lead.match(text)
        return (match["lead"], text[match.end() :]) if match else None


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
    for name in names:
        for end in [name[2]] if len(name) > 2 else _AFTER_SHORT:
            cases = [{letter.lower(), letter.upper()} for letter in name[:2] + end]
            yield from ("".join(letters) for letters in itertools.product(*cases))
