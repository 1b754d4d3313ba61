"""The story days: on which day of the story each scene plays, counted from 1.

A day breaks where a heading states it (NEXT DAY, TWO WEEKS LATER, a date, DAY 3), or where the time
of day goes back (MORNING after NIGHT). What plays outside the story's present, such as a flashback,
has no day. Uses the headings alone.
"""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scriptnb.analysis.story import is_counted

if TYPE_CHECKING:
    from scriptnb.analysis.story import Story, StoryScene
    from scriptnb.analysis.structure_rows import StoryDayRow

#: The order of the times of a day; a time with a lower number than the last is of another day.
_ORDER = {
    "DAWN": 0, "MORNING": 1, "DAY": 2, "AFTERNOON": 2, "DUSK": 3, "EVENING": 3, "NIGHT": 4,
}  # fmt: skip
_CONTINUED = frozenset(("CONTINUOUS", "SAME", "LATER"))
#: Scenes outside the story's present.
_OUTSIDE = frozenset(("FLASHBACK", "FLASHFORWARD", "DREAM", "FANTASY", "PAST"))
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
#: A story day that the script itself counts.
_OWN = re.compile(
    r"\b(?:day|night|tag|dzień|jour|día|giorno) ?#?(\d{1,3})\b(?![:.])|^[dn](\d{1,3})$"
)
_BRACKETS = re.compile(r"[\[\]()]")
_NUMERIC = re.compile(r"\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b")
_DATA = Path(__file__).parent / "data" / "story_days.toml"


class _Words(msgspec.Struct, frozen=True):
    """Patterns of the words of all languages."""

    following: re.Pattern[str]
    same: re.Pattern[str]
    weekday: re.Pattern[str]
    date: re.Pattern[str]


@functools.cache
def _words() -> _Words:
    tables = tomllib.loads(_DATA.read_text(encoding="utf-8")).values()

    def any_of(key: str) -> str:
        found = {word for table in tables for word in table[key]}
        return "|".join(sorted(map(re.escape, found), key=lambda word: (-len(word), word)))

    later = rf"\b(?:{any_of('units')}) (?:{any_of('later')})\b"
    month = any_of("months")
    return _Words(
        re.compile(rf"\b(?:{any_of('next')})\b|{later}"),
        re.compile(rf"\b(?:{any_of('same')})\b"),
        re.compile(rf"\b(?:{any_of('weekdays')})\b"),
        re.compile(
            rf"\b(?:{month})\.? \d{{1,2}}(?:st|nd|rd|th)?\b"
            rf"|\b\d{{1,2}}(?:st|nd|rd|th|\.)? (?:de |of )?(?:{month})\b|{_NUMERIC.pattern}"
        ),
    )


def story_days(story: Story) -> list[StoryDayRow]:
    """Return the story day of each scene, and what it follows from.

    ``story_day`` is None for flashbacks, dreams, fantasies and scenes of an earlier year, for what
    continues them, for what is no scene, and for every scene where no heading has a time.
    """
    if not any(_time(scene) in _ORDER for scene in story.scenes):
        return [
            {"scene": scene["scene"], "story_day": None, "evidence": None} for scene in story.scenes
        ]
    calendar = _Calendar()
    rows: list[StoryDayRow] = []
    for scene in story.scenes:
        day, evidence = calendar.place(scene) if is_counted(scene) else (None, None)
        rows.append({"scene": scene["scene"], "story_day": day, "evidence": evidence})
    return rows


class _Calendar:
    """Counts the days of the story's present, scene by scene."""

    def __init__(self) -> None:
        self._day = 0
        #: The last time of day in the story's present.
        self._time: str | None = None
        self._year: int | None = None
        self._date: str | None = None
        self._weekday: str | None = None
        #: Whether the scene before was outside the story's present.
        self._outside = False

    def place(self, scene: StoryScene) -> tuple[int | None, str]:
        """Return the day of the next scene, and what it follows from."""
        stated = " ".join([*_stated(scene), _end_of_heading(scene)]).casefold().strip()
        outside = self._outside_of(scene, stated)
        self._outside = outside is not None
        if outside is not None:
            return None, outside
        first = self._day == 0
        number, reason = self._next(scene, stated)
        self._day = number
        if (time := _time(scene)) in _ORDER:
            self._time = time
        return number, "first scene" if first and _own_number(scene) is None else reason

    def _outside_of(self, scene: StoryScene, stated: str) -> str | None:
        """Return why a scene is outside the story's present, None where it is not."""
        if kinds := _OUTSIDE.intersection(scene["qualifier"] or ()):
            return ", ".join(sorted(kinds))
        if self._outside and (time := _time(scene)) in _CONTINUED:
            return f"{time}: as the scene before"
        if (found := _YEAR.search(stated)) is None:
            return None
        year = int(found[0])
        if self._year is None and self._day:
            return f"{year}: the scenes before state no year"
        if self._year is not None and year < self._year:
            return f"{year}: before {self._year}"
        return None

    def _next(self, scene: StoryScene, stated: str) -> tuple[int, str]:
        words = _words()
        if (own := _own_number(scene)) is not None:
            return own, f"stated: {own}"
        if self._dated_otherwise(stated):
            return self._day + 1, f"another date: {stated}"
        if found := words.following.search(stated):
            return self._day + 1, found[0].upper()
        time, before = _time(scene), self._time
        if time is None:
            return max(self._day, 1), "no time: as the scene before"
        if time in _CONTINUED:
            return max(self._day, 1), f"{time}: the same day"
        if words.same.search(stated):
            return max(self._day, 1), f"{scene['time_of_day'] or time}: the same day"
        if before is None:
            return max(self._day, 1), time
        if _ORDER[time] < _ORDER[before] and "CONTINUOUS" not in str(scene["time_of_day"]).upper():
            return self._day + 1, f"{time} after {before}"
        return self._day, f"{time} after {before}: the same day"

    def _dated_otherwise(self, stated: str) -> bool:
        """Note the year, date and weekday of a heading; return whether one of them is another."""
        changed = False
        words = _words()
        if found := _YEAR.search(stated):
            changed = self._year not in (None, int(found[0]))
            self._year = int(found[0])
        if found := words.date.search(stated):
            changed |= self._date not in (None, found[0])
            self._date = found[0]
        if found := words.weekday.search(stated):
            changed |= self._weekday not in (None, found[0])
            self._weekday = found[0]
        return changed


def _stated(scene: StoryScene) -> list[str]:
    """Return what a heading states beside its place."""
    texts = (scene["time_of_day"], *(scene["qualifier"] or ()))
    return [_BRACKETS.sub("", str(text)) for text in texts if text]


def _end_of_heading(scene: StoryScene) -> str:
    """Return the last part of a heading in which no time was recognised: FOLLOWING MONDAY."""
    if scene["time_of_day"] or not scene["heading"]:
        return ""
    _, dash, last = str(scene["heading"]).rpartition(" - ")
    return last if dash else ""


def _time(scene: StoryScene) -> str | None:
    time = scene["time"]
    return time if isinstance(time, str) and (time in _ORDER or time in _CONTINUED) else None


def _own_number(scene: StoryScene) -> int | None:
    for text in _stated(scene):
        if found := _OWN.search(text.casefold().strip()):
            number = int(found[1] or found[2])
            return number or None
    return None
