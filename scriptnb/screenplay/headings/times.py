"""What follows INT. or EXT. in a heading: the place, the time of day, what kind of scene it is.

The text is cut into parts at dashes, dots, commas and brackets. Each part is a time, a qualifier
(FLASHBACK, 1950) or neither; their order tells which of the others are the place.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from scriptnb.screenplay.headings.tables import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scriptnb.screenplay.headings.tables import Language

Time = Literal[
    "DAY", "NIGHT", "MORNING", "AFTERNOON", "EVENING", "DAWN", "DUSK", "LATER", "CONTINUOUS", "SAME"
]

_LIGHTS = frozenset({"DAY", "NIGHT", "MORNING", "AFTERNOON", "EVENING", "DAWN", "DUSK"})
#: A dash with white space on a side or a long dash; a dot or a comma before white space, but not
#: the dots of A. M.; a colon; a bracket that opens.
_SEPARATOR = re.compile(
    r"(?P<dash>\s+[-‐‑‒–—―]+\s*|\s*[-‐‑‒–—―]+\s+|\s*[–—―]+\s*|--+)"
    r"|(?<!\b[AaPp])\.\s+(?=[^\s–—-])|,\s+|:\s+|\s+(?=[(\[])"
)
_BRACKETS = re.compile(r"[()\[\]]")
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_DIGIT = re.compile(r"\d")
#: A time by the clock, in folded text.
_CLOCK = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-4])(?!\d)(?:\s*[:.h]\s*(?P<minute>[0-5]\d)(?!\d))?"
    r"\s*(?:(?P<half>[ap])\.?\s?m\b\.?|(?P<unit>uhr|o'clock|h)\b)?"
    r"|\b(?P<military>[01]\d|2[0-3])(?P<minutes>[0-5]\d)\s*(?:hours|hrs|h)\b"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\ds?")
#: A longer heading is none; it is not taken apart.
_LONGEST = 300
#: No phrase of the tables has more words.
_LONGEST_PHRASE = 4
#: Shorter words keep a dot at their end: BLVD.
_SHORT = 5


class Item(NamedTuple):
    """A time or a qualifier that was recognised."""

    role: Literal["time", "qualifier"]
    #: The common name; an empty string for a time that has none.
    name: str


class Setting(NamedTuple):
    """Where and when a scene plays."""

    location: str | None
    #: As written.
    time_of_day: str | None
    time: Time | None
    qualifier: tuple[str, ...]


class _Part(NamedTuple):
    start: int
    end: int
    #: What it consists of; empty where it is a place or a remark.
    items: tuple[Item, ...]


class Times:
    """The words for times and qualifiers of some languages.

    Parameters
    ----------
    tables
        The languages; where two give one phrase a meaning, the first does.
    """

    def __init__(self, tables: Iterable[Language]) -> None:
        self._phrases: dict[str, Item] = {}
        self._plain: dict[str, Time] = {}
        modifiers: set[str] = set()
        for table in tables:
            for time, names in table.times.items():
                for name in names:
                    item = self._phrases.setdefault(_spaced(name), Item("time", time))
                    if item == ("time", time):
                        self._plain.setdefault(name, time)  # type: ignore[arg-type]
            for name in table.time_words.other:
                self._phrases.setdefault(_spaced(name), Item("time", ""))
            for common, names in table.qualifiers.items():
                for name in names:
                    self._phrases.setdefault(_spaced(name), Item("qualifier", common))
            modifiers.update(map(fold, table.time_words.modifiers))
        self._modifiers = frozenset(modifiers)
        #: Every word of a phrase: a text without any of them and without a digit has no time.
        self._tokens = frozenset(word for phrase in self._phrases for word in phrase.split())
        self.items = functools.lru_cache(maxsize=4096)(self._items)

    def split(self, text: str) -> Setting:
        """Take apart what follows INT. or EXT., or a heading without them.

        Examples
        --------
        >>> from scriptnb.screenplay.headings.tables import languages
        >>> times = Times([languages()["en"]])
        >>> times.split("HOUSE - KITCHEN - LATE NIGHT (1973)")[:3]
        ('HOUSE - KITCHEN', 'LATE NIGHT', 'NIGHT')
        >>> times.split("NIGHT CLUB").location
        'NIGHT CLUB'
        """
        if len(text) > _LONGEST:
            return Setting(text.strip() or None, None, None, ())
        place, dash, last = text.rpartition(" - ")
        if (
            dash
            and last in self._plain
            and (place.replace(" ", "").isalnum() or not self._may_have_time(place))
        ):
            # Nearly every heading: one plain time after one dash.
            return Setting(_tidy(place), last, self._plain[last], ())
        if not self._may_have_time(text):
            return Setting(_tidy(text), None, None, ())
        parts = self._parts(text)
        named = _place(parts)
        if len(named) == len(parts):
            return self._without_separator(text)
        return _setting(text, parts, named)

    def ends_with_time(self, text: str) -> bool:
        """Return whether the last part of a text, behind a separator, is a time."""
        if not self._may_have_time(text):
            return False
        parts = self._parts(text)
        return bool(parts) and parts[-1].start > 0 and _is_time(parts[-1])

    def _may_have_time(self, text: str) -> bool:
        text = fold(text)
        return bool(_DIGIT.search(text)) or not self._tokens.isdisjoint(_WORD.findall(text))

    def _parts(self, text: str) -> list[_Part]:
        seams = [match.span() for match in _SEPARATOR.finditer(text)]
        starts = [0, *(end for _, end in seams)]
        ends = [*(start for start, _ in seams), len(text)]
        return [
            _Part(start, end, self.items(text[start:end]))
            for start, end in zip(starts, ends, strict=True)
            if text[start:end].strip(" .,:")
        ]

    def _items(self, part: str) -> tuple[Item, ...]:
        """Recognise the times and qualifiers that a part consists of; () where it says more.

        NIGHT CLUB is a place, DAY / DRIVING is a time with a remark.
        """
        text = fold(part.partition(" / ")[0])
        text = _BRACKETS.sub(" ", _IN_BRACKETS.sub(" ", text).strip() or text).strip(" .,:;*")
        if item := self._phrases.get(text):
            return (item,)
        if _YEAR.fullmatch(text):
            return (Item("qualifier", text),)
        items: list[Item] = []
        rest = text
        for match in _CLOCK.finditer(text):
            if name := _clock(match):
                items.append(Item("time", "" if name == "?" else name))
                rest = rest.replace(match[0], " ", 1)
        words = _WORD.findall(rest)
        at = 0
        while at < len(words):
            for length in range(_LONGEST_PHRASE, 0, -1):
                if item := self._phrases.get(" ".join(words[at : at + length])):
                    items.append(item)
                    at += length
                    break
            else:
                if _YEAR.fullmatch(words[at]):
                    items.append(Item("qualifier", words[at]))
                elif not (words[at] in self._modifiers or words[at][0].isdigit()):
                    return ()
                at += 1
        return tuple(items)

    def _without_separator(self, text: str) -> Setting:
        """Take apart ``HOUSE NIGHT`` and ``BAR/NIGHT``: only a light in capitals ends so."""
        for seam in ("/", " "):
            before, _, last = text.rpartition(seam)
            items = self.items(last) if before.strip() and last.isupper() else ()
            if _LIGHTS.intersection(item.name for item in items):
                return Setting(_tidy(before), last, _common(items), ())
        return Setting(_tidy(text), None, None, ())


def _spaced(phrase: str) -> str:
    return " ".join(_WORD.findall(fold(phrase)))


def _is_time(part: _Part) -> bool:
    return any(item.role == "time" for item in part.items)


def _place(parts: Sequence[_Part]) -> list[_Part]:
    """Return the parts that name the place: those before the time, or behind a light.

    INT. DAY - KITCHEN has its light first; in INT. DREAM - NIGHT what is no time is the place.
    """
    end = next((at for at, part in enumerate(parts) if _is_time(part)), len(parts))
    found = [part for part in parts[:end] if not part.items] or list(parts[: min(end, 1)])
    if end == 0 and parts and _LIGHTS.intersection(item.name for item in parts[0].items):
        after = next((at for at in range(1, len(parts)) if parts[at].items), len(parts))
        found = list(parts[1:after])
    return found


def _setting(text: str, parts: Sequence[_Part], place: Sequence[_Part]) -> Setting:
    """Put a setting together from the parts that are the place and the others."""
    items: list[Item] = []
    times: list[str] = []
    qualifiers: list[str] = []
    for part in parts:
        words = text[part.start : part.end].strip(" ()[].,:")
        qualifiers += [item.name for item in part.items if item.role == "qualifier"]
        if _is_time(part):
            written, *remarks = words.split(" / ")
            times.append(written)
            items += part.items
            qualifiers += remarks
        elif not part.items and part not in place:
            qualifiers.append(words)
    return Setting(
        _tidy(_joined(text, parts, place)),
        " - ".join(times) or None,
        _common(items),
        tuple(dict.fromkeys(filter(None, qualifiers))),
    )


def _joined(text: str, parts: Sequence[_Part], place: Sequence[_Part]) -> str:
    """Return the place as written, without a qualifier in its middle."""
    if not place:
        return ""
    start, end = place[0].start, place[-1].end
    if any(part.items for part in parts if start < part.start < end):
        return " - ".join(text[part.start : part.end] for part in place)
    return text[start:end]


def _common(items: Sequence[Item]) -> Time | None:
    """Choose the common name: a light before an order of events; DAY - LATER is by day."""
    names = [item.name for item in items if item.role == "time" and item.name]
    lights = [name for name in names if name in _LIGHTS]
    chosen = lights or names
    return chosen[0] if chosen else None  # type: ignore[return-value]


def _clock(match: re.Match[str]) -> str:
    """Name a time by the clock; ``?`` where its half of the day is open, "" where it is none."""
    if match["military"]:
        return _light(int(match["military"]))
    hour = int(match["hour"])
    if match["half"]:
        return _light(hour % 12 + 12 * (match["half"] == "p"))
    if match["unit"] == "o'clock":
        return "?"
    if match["minute"] is None and match["unit"] is None:
        return ""
    return _light(hour % 24) if hour > 12 or match["hour"][0] == "0" or match["unit"] else "?"


def _light(hour: int) -> str:
    for name, until in (("NIGHT", 5), ("MORNING", 12), ("AFTERNOON", 17), ("EVENING", 21)):
        if hour < until:
            return name
    return "NIGHT"


def _tidy(text: str) -> str | None:
    if "  " in text or "\t" in text:
        text = " ".join(text.split())
    if text[:1].isalnum() and text[-1].isalnum():
        return text  # nearly every place
    text = text.strip(" ,:;-–—\xa0")
    if text[-1:] == "." and len(text.rsplit(" ", 1)[-1]) > _SHORT:
        text = text[:-1]
    return text or None
