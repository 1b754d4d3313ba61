"""What a scene heading or a transition says, in every language of the tables in ``grammars/``.

A heading has one anatomy in all languages: [number] [scene word and number] [transition] INT or
EXT, place, time, [number], in the orders ``INT. place - time``, ``INT. time - place``,
``place. INT - time`` and, behind a number or a scene word, ``place - time``. The tables say which
words those are. Nothing here knows a file format.
"""

from __future__ import annotations

import contextlib
import functools
import re
from contextvars import ContextVar
from typing import TYPE_CHECKING

import msgspec

from scriptnb.screenplay.headings.patterns import Patterns
from scriptnb.screenplay.headings.spoken import spoken_by
from scriptnb.screenplay.headings.tables import Language, Place, fold, languages
from scriptnb.screenplay.headings.times import Setting, Time, Times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: A longer line is a paragraph.
_LONGEST = 300
#: A longer line has no place before INT. or EXT., and is no scene by its number alone.
_LONGEST_OTHER = 100
_SEPARATORS = " .:,;/\\–—-\t\u00a0"
_FOUNTAIN_NUMBER = re.compile(r"\s*(?<!\\)#\s*([^\s#][^#]*?)\s*(?<!\\)#$")
#: Of a heading that is stepped over lines: its lines, and characters of the first and of one below.
_MOST_STEPS, _LONGEST_SIGN, _LONGEST_STEP = 4, 20, 60
#: What is INT or EXT in every script, so that it needs no time below it.
_SURE = frozenset({"int", "ext", "int/ext"})
#: A longer line does not say THE END.
_LONGEST_END = 40
#: What may stand around a line that says that a scene is gone, or that the script ends.
_ORNAMENTS = ' \t*-–—.()[]!~_"“”'
#: In parts of a heading, what a place and a sign for INT. or EXT. are told apart by.
_PIECES = re.compile(r"[/\\&+-]|\s")


class Heading(msgspec.Struct, frozen=True):
    """A scene heading taken apart."""

    #: The heading without its scene number.
    text: str
    number: str | None = None
    int_ext: Place | None = None
    location: str | None = None
    #: As written.
    time_of_day: str | None = None
    time: Time | None = None
    #: What kind of scene it is, such as FLASHBACK, and remarks after the time.
    qualifier: tuple[str, ...] = ()
    #: Whether it stands for a scene that was taken out.
    omitted: bool = False


class Grammar:
    """The grammar of headings in some languages.

    Parameters
    ----------
    codes
        The languages, by their two-letter codes; where two give one word a meaning, the first
        does. None is every language.
    own
        A user's own words, which come before all others.
    """

    def __init__(self, codes: tuple[str, ...] | None = None, own: Language | None = None) -> None:
        known = languages()
        used = {code: known[code] for code in codes or known if code in known}
        if own is not None:
            used = {"": own, **used}
        tables = list(used.values())
        #: folded prefix -> language -> place
        self._places: dict[str, dict[str, Place]] = {}
        #: A sign for place and time -> both.
        self._compact: dict[str, tuple[Place, Time]] = {}
        for code, table in used.items():
            for group in (table.abbreviations, table.words, table.names):
                for place, names in group.items():
                    for name in names:
                        self._places.setdefault(fold(name), {})[code] = place
            for meaning, signs in table.compact.items():
                side, _, time = meaning.partition(" ")
                for sign in signs:
                    self._compact.setdefault(sign, (side, time))  # type: ignore[arg-type]
        self._times = Times(tables)
        self._patterns = Patterns(tables, self._places)
        #: Whether a line could be a heading, by a quick look that misses none.
        self.may_open = self._patterns.may_open
        self._omitted = frozenset(fold(line) for each in tables for line in each.script.omitted)
        self._the_end = frozenset(fold(line) for each in tables for line in each.script.the_end)
        self._ends = tuple(
            dict.fromkeys(end for each in tables for end in each.script.transition_ends)
        )
        self._title_keys = frozenset(fold(key) for each in tables for key in each.script.title_keys)
        #: Whether a line could be a heading, by a quick look that misses none.
        self.may_open = self._patterns.may_open
        self.heading = functools.lru_cache(maxsize=4096)(self._heading)
        self.parse = functools.lru_cache(maxsize=4096)(self._parse)

    def is_heading(self, line: str) -> bool:
        """Return whether a line is an unforced scene heading, numbered or not.

        Examples
        --------
        >>> grammar = Grammar()
        >>> [grammar.is_heading(line) for line in ("WN/PL. AUTO - NOC", "EXTRA", "INTERIOR LIFE")]
        [True, False, False]
        """
        if len(line) > _LONGEST:
            return False
        if line[:1].isspace():
            line = line.strip()
        if line[: line.find(" ")] in self._patterns.sure:
            return True
        return self.may_open(line) and self.heading(line) is not None

    def _heading(self, line: str) -> Heading | None:
        """Take an unforced heading apart, or return None where the line is none.

        Examples
        --------
        >>> found = Grammar().heading("12A  INT. HALL - DAY  12A")
        >>> found.number, found.int_ext, found.location, found.time
        ('12A', 'INT', 'HALL', 'DAY')
        """
        text = line.strip()
        if len(text) > _LONGEST or not text:
            return None
        sign, _, rest = text.partition(" ")
        sure = self._patterns.sure.get(sign)
        if sure is not None and (rest := rest.lstrip())[:1].isalnum() and rest[-1].isalpha():
            # Nearly every heading: INT. or EXT. first, and no number.
            return Heading(text, None, sure, *self._times.split(rest))
        text, outer = _cut_fountain_number(text)
        body, number, is_scene = (
            self._patterns.cut_number(text) if outer is None else (text, outer, False)
        )
        if fold(body.strip(_ORNAMENTS)) in self._omitted:
            return Heading(body.strip(_ORNAMENTS), number, omitted=True)
        body, qualifiers = self._cut_lead(body)
        found = self._with_place(body, numbered=number is not None)
        if found is not None:
            place, setting = found
        elif (
            len(body) > _LONGEST_OTHER
            or qualifiers
            or not self._is_numbered_place(body, number, is_scene=is_scene)
        ):
            return None
        else:
            place, setting = None, self._times.split(body)
        qualifiers += tuple(each for each in setting.qualifier if each not in qualifiers)
        return Heading(body or text, number, place, *setting[:3], qualifiers)

    def _parse(self, line: str, *, printed: bool = False) -> Heading:
        """Take apart what is known to be a heading, forced ones too (``SNIPER POV``).

        Parameters
        ----------
        line
            The heading.
        printed
            Whether it stands on a printed page, where a number before it is always a scene's.

        Examples
        --------
        >>> Grammar().parse("SNIPER POV - NIGHT").location
        'SNIPER POV'
        """
        found = self.heading(line)
        if found is not None:
            return found
        text = line.strip()
        if len(text) > _LONGEST:
            return Heading(text, location=text)
        text, number = _cut_fountain_number(text)
        if printed and number is None:
            text, number, _ = self._patterns.cut_number(text)
        return Heading(text, number, None, *self._times.split(text))

    def stepped(self, lines: Sequence[str]) -> tuple[str, int] | None:
        """Return a heading that is stepped over lines, and how many it takes; None for none.

        Parameters
        ----------
        lines
            A line and what stands right below it, up to an empty line.

        Examples
        --------
        >>> Grammar().stepped(["INT.", "KITCHEN", "MORNING", "Anna sits."])
        ('INT. KITCHEN - MORNING', 3)
        """
        if not self.is_bare_place(lines[0]):
            return None
        parts = [lines[0].strip()]
        for line in lines[1:_MOST_STEPS]:
            if len(line) > _LONGEST_STEP or not line.isupper() or self.is_heading(line):
                break
            parts.append(line.strip(_SEPARATORS))
            last = f"X - {parts[-1]}"
            if self._times.ends_with_time(last) and not self._times.split(parts[-1]).location:
                return " - ".join((" ".join(parts[:-1]), parts[-1])), len(parts)
            text = " ".join(parts)
            if self.parse(text).time is not None:
                return text, len(parts)
        alone = len(parts) == len(lines) == 2
        sure = fold(self._patterns.cut_number(parts[0])[0]).strip(".") in _SURE
        return (" ".join(parts), 2) if alone and sure else None

    def is_bare_place(self, line: str) -> bool:
        """Return whether a line has nothing but INT or EXT, perhaps with a number."""
        if len(line) > _LONGEST_SIGN or not line.isupper():
            return False
        if line.isalpha():
            return fold(line) in self._places  # nearly every short line in capitals
        if line[0].isdigit() or line[-1].isdigit():
            line = self._patterns.cut_number(line.strip())[0]
        body = fold(line).strip(_SEPARATORS)
        pieces = (piece.strip(_SEPARATORS) for piece in body.split("/"))
        return body in self._places or all(piece in self._places for piece in pieces)

    def split_number(self, line: str, *, printed: bool = False) -> tuple[str, str | None]:
        """Return a heading and its scene number, None where it has none; parameters as of `parse`.

        Examples
        --------
        >>> Grammar().split_number("EXT. YARD - DAWN #12A#")
        ('EXT. YARD - DAWN', '12A')
        """
        if line[: line.find(" ")] in self._patterns.sure:
            text, number = _cut_fountain_number(line.strip())
            return (text, number) if number else self._patterns.cut_number(text)[:2]
        found = self.parse(line, printed=printed)
        return found.text, found.number

    def ends_with_time(self, line: str) -> bool:
        """Return whether the last part of a line, behind a dash or a dot, is a time.

        Examples
        --------
        >>> Grammar().ends_with_time("THE KITCHEN - LATER"), Grammar().ends_with_time("LATER")
        (True, False)
        """
        return len(line) <= _LONGEST and self._times.ends_with_time(line)

    def transition(self, line: str) -> bool:
        """Return whether a line in capitals ends as a transition does.

        Examples
        --------
        >>> [Grammar().transition(line) for line in ("SMASH CUT TO:", "CIĘCIE DO:", "FADE IN:")]
        [True, True, False]
        """
        return line.endswith(self._ends) and line.isupper()

    def is_the_end(self, line: str) -> bool:
        """Return whether a line says that the script ends.

        Examples
        --------
        >>> [Grammar().is_the_end(line) for line in ("- THE END -", "Koniec.", "THE ENDING")]
        [True, True, False]
        """
        return len(line) < _LONGEST_END and fold(line.strip(_ORNAMENTS)) in self._the_end

    def is_title_key(self, key: str) -> bool:
        """Return whether a word is a known key of a title page.

        Examples
        --------
        >>> Grammar().is_title_key("Tytuł"), Grammar().is_title_key("FADE IN")
        (True, False)
        """
        return fold(key) in self._title_keys

    def _cut_lead(self, body: str) -> tuple[str, tuple[str, ...]]:
        """Cut off a transition or a qualifier that stands before INT. or EXT."""
        cut = self._patterns.cut_lead(body)
        if cut is None:
            return body, ()
        lead, rest = cut
        names = tuple(item.name for item in self._times.items(lead) if item.role == "qualifier")
        return rest, names

    def _with_place(self, body: str, *, numbered: bool) -> tuple[Place | None, Setting] | None:
        """Find INT. or EXT. at the start of a heading, or behind its place."""
        match = self._patterns.prefix(body)
        if match is not None:
            written = match["place"] or ""
            setting = self._times.split(body[len(written) :].lstrip(_SEPARATORS))
            bare = match["bare1"] is not None or match["bare2"] is not None
            if bare and setting.time is None:
                return None
            return self._place(written, setting.time_of_day), setting
        if len(body) > _LONGEST_OTHER or not (numbered or body.isupper()):
            return None
        return self._place_first(body, numbered=numbered)

    def _place_first(self, body: str, *, numbered: bool) -> tuple[Place | None, Setting] | None:
        """Take ``SALÓN. INT - DÍA``, ``KÜCHE INNEN/TAG`` and ``1. KÜCHE – I/T`` apart."""
        before, _, last = body.rstrip(".").rpartition(" ")
        if last in self._compact and (numbered or before.rstrip()[-1:] in _DASHES_AND_DOT):
            place, time = self._compact[last]
            location = self._times.split(before.rstrip(_SEPARATORS)).location
            return place, Setting(location, last, time, ())
        for match in self._patterns.inner.finditer(f"{body} "):
            location = body[: match.start()].strip(_SEPARATORS)
            after = body[match.end() :].lstrip(_SEPARATORS)
            if not location:
                continue
            setting = self._times.split(after) if after else Setting(None, None, None, ())
            if setting.location is not None:
                continue  # what stands behind it is more than a time
            apart = body[: match.start() + 1].rstrip()[-1:] in _DASHES_AND_DOT
            side = self._place(match["place"], setting.time_of_day)
            if side and (setting.time_of_day or (apart and (numbered or not match["bare1"]))):
                return side, setting._replace(location=location)
        return None

    def _is_numbered_place(self, body: str, number: str | None, *, is_scene: bool) -> bool:
        """Return whether a line is a heading by its number alone: ``1. KITCHEN - DAY``."""
        if number is None:
            return False
        if is_scene:
            return True
        return body.isupper() and self._times.ends_with_time(body)

    def _place(self, written: str, time_of_day: str | None) -> Place | None:
        """Return what a prefix means; the language of the time settles what means two things."""
        places = self._places
        whole = re.sub(r"[.\s]", "", fold(written))
        found: set[str] = set()
        for piece in [whole] if whole in places else _PIECES.split(fold(written).replace(".", "")):
            meanings = places.get(piece, {})
            if len(meanings) > 1 and time_of_day:
                codes = spoken_by(time_of_day)
                meanings = {code: meanings[code] for code in meanings if code in codes} or meanings
            found.add(next(iter(meanings.values()), ""))
        if "INT/EXT" in found or found >= {"INT", "EXT"}:
            return "INT/EXT"
        return "INT" if "INT" in found else "EXT" if "EXT" in found else None


_DASHES_AND_DOT = frozenset("–—-.")


def grammar(codes: tuple[str, ...] | None = None, words: str = "") -> Grammar:
    """Return the grammar of some languages, or of all, made once.

    Parameters
    ----------
    codes
        Two-letter codes, the most likely language first; None is every language.
    words
        A user's own words as JSON, with the keys of a language's table; empty for none.

    Raises
    ------
    msgspec.ValidationError
        When ``words`` has a key that no table has, or a value of a wrong kind.
    """
    return _grammar(codes, words)


@functools.lru_cache(maxsize=64)
def _grammar(codes: tuple[str, ...] | None, words: str) -> Grammar:
    return Grammar(codes, msgspec.json.decode(words, type=Language) if words else None)


_current: ContextVar[Grammar | None] = ContextVar("grammar", default=None)


def current() -> Grammar:
    """Return the grammar that readers use: every language's, in `using` with a user's words."""
    return _current.get() or grammar()


@contextlib.contextmanager
def using(words: str) -> Iterator[None]:
    """Have the readers know a user's own words, as `decimal.localcontext` does with its context.

    Parameters
    ----------
    words
        JSON with the keys of a language's table; empty for none.
    """
    token = _current.set(grammar(None, words))
    try:
        yield
    finally:
        _current.reset(token)


def _cut_fountain_number(text: str) -> tuple[str, str | None]:
    if text.endswith("#") and (tail := _FOUNTAIN_NUMBER.search(text)):
        return text[: tail.start()], " ".join(tail[1].split())
    return text, None
