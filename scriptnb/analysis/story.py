"""Scenes and speeches combined for the structure tables: who is where, and at what position.

Takes rows and returns one `Story`, from which the tables are made. A position is a share of the
script's words, so that ten one-line scenes weigh no more than the page that they fill.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, NotRequired, TypedDict, TypeVar, cast

import msgspec

from scriptnb.analysis.input_rows import read_rows, read_speeches, whole_number
from scriptnb.analysis.words import count_words
from scriptnb.errors import OptionError
from scriptnb.screenplay import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scriptnb.analysis.input_rows import InputRow

NumberT = TypeVar("NumberT", int, float)

_WORD = re.compile(r"\w+")
#: Cues that name nobody in particular, so that "All" in the action is no character.
_NOBODY = frozenset(
    "all both everyone everybody others voice voices together crowd group various"
    " wszyscy oboje obaj razem inni głos głosy tłum chór".split()
)


class StoryScene(TypedDict):
    """A scene as the structure tables use it; None where the caller's rows lack a column."""

    scene: int
    number: str | None
    heading: str | None
    int_ext: str | None
    location: str | None
    time_of_day: str | None
    time: str | None
    light: str | None
    qualifier: list[str] | None
    omitted: bool | None
    line: int | None
    end_line: int | None
    page: int | None
    end_page: int | None
    eighths: int | None
    minutes: float | None
    minutes_speech: float | None
    action_text: str | None
    words: int
    dialogue_words: int
    action_words: int
    #: The line of each paragraph of ``action_text``.
    action_lines: NotRequired[list[int] | None]


class StorySpeech(TypedDict):
    """A speech as the structure tables use it; an unnamed speaker is an empty string."""

    character: str
    #: Of a group cue, the members that are certain; None for one person.
    members: list[str] | None
    text: str
    words: int
    scene: int | None
    line: int | None
    parenthetical: NotRequired[str | None]
    #: Valence, where the speeches were scored.
    compound: NotRequired[float | None]


#: Columns of `StoryScene` that a caller may leave out.
_OPTIONAL = (
    "number", "heading", "int_ext", "location", "time_of_day", "time", "light", "qualifier",
    "omitted", "line", "end_line", "page", "end_page", "eighths", "minutes", "minutes_speech",
    "action_text",
)  # fmt: skip


class Mention(NamedTuple):
    """A character's name in a scene's action."""

    start: int
    end: int
    character: str


class Story(msgspec.Struct, frozen=True):
    """A script as the structure tables use it; lists have one item for each scene."""

    scenes: list[StoryScene]
    #: The speeches of each scene, in order, without those of groups.
    speeches: list[list[StorySpeech]]
    #: The speeches of groups in each scene.
    groups: list[list[StorySpeech]]
    #: Where each scene starts and ends, 0-1 by words.
    starts: list[float]
    ends: list[float]
    #: Who speaks in each scene, in the order of their first speech.
    speakers: list[list[str]]
    #: Who is in each scene: those who speak, then those whom the action names.
    cast: list[list[str]]
    #: Names in each scene's ``action_text``.
    mentions: list[list[Mention]]
    #: The words of each character, in the order of their first speech.
    words: dict[str, int]
    #: How many speeches are in no scene that was given.
    without_scene: int

    def middle(self, index: int) -> float:
        """Return the position of a scene's middle."""
        return (self.starts[index] + self.ends[index]) / 2


def people(speech: StorySpeech) -> list[str]:
    """Return who speaks: one person, the members of a group, or no one where nobody is named."""
    if speech["members"] is not None:
        return speech["members"]
    return [speech["character"]] if speech["character"] else []


def is_counted(scene: StoryScene) -> bool:
    """Return whether a row is a scene of the story.

    What stands before the first heading is none, and neither is a scene that was taken out.
    """
    return scene["heading"] != "" and not scene["omitted"]


def build_story(scenes: object, dialogues: object) -> Story:
    """Combine scenes and speeches.

    Parameters
    ----------
    scenes
        One row for each scene: ``scene``, and the columns of the scenes table where known. Without
        any row, the scenes are those that the speeches name.
    dialogues
        One row for each speech: ``character`` and ``text``; ``scene line words`` where known.

    Raises
    ------
    OptionError
        When a row lacks what it needs, or two scenes have one number.
    """
    speeches = _read_speeches(dialogues)
    places = _read_scenes(scenes, speeches)
    by_number: dict[int, list[StorySpeech]] = {row["scene"]: [] for row in places}
    without_scene = 0
    words: dict[str, int] = {}
    for speech in speeches:
        if speech["scene"] in by_number:
            by_number[speech["scene"]].append(speech)
        else:
            without_scene += 1
        for name in people(speech):
            words[name] = words.get(name, 0) + speech["words"]
    for row in places:
        _count_words(row, by_number[row["scene"]])
    starts, ends = _positions([row["words"] for row in places])
    single = [[row for row in own if row["members"] is None] for own in by_number.values()]
    groups = [[row for row in own if row["members"] is not None] for own in by_number.values()]
    speakers = [_speakers(own) for own in single]
    find_names = _NameFinder(words)
    mentions = [find_names(row["action_text"] or "") for row in places]
    return Story(
        places,
        single,
        groups,
        starts,
        ends,
        speakers,
        [_cast(*each) for each in zip(speakers, groups, mentions, strict=True)],
        mentions,
        words,
        without_scene,
    )


def _speakers(speeches: list[StorySpeech]) -> list[str]:
    return list(dict.fromkeys(row["character"] for row in speeches if row["character"]))


def _cast(speakers: list[str], groups: list[StorySpeech], mentions: list[Mention]) -> list[str]:
    members = [name for row in groups for name in row["members"] or ()]
    named = [mention.character for mention in mentions]
    return list(dict.fromkeys([*speakers, *members, *named]))


def add_known(values: Iterable[NumberT | None]) -> NumberT | None:
    """Return a sum, None if one of the values is unknown."""
    known = []
    for value in values:
        if value is None:
            return None
        known.append(value)
    return sum(known)


def _read_speeches(dialogues: object) -> list[StorySpeech]:
    rows = read_speeches(dialogues)
    for number, row in enumerate(rows, 1):
        if row.setdefault("scene", None) is not None:
            row["scene"] = whole_number(row["scene"], f"dialogues: scene of row {number}")
        row.setdefault("line", None)
    known = {str(row["character"]) for row in rows}
    for row in rows:
        if "members" not in row:
            members = names.members_of(str(row["character"]), known)
            row["members"] = None if members is None else list(members)
    return cast("list[StorySpeech]", rows)


def _read_scenes(scenes: object, speeches: list[StorySpeech]) -> list[StoryScene]:
    """Return the scenes, or those that the speeches name where none were given."""
    rows = read_rows(scenes, "scenes")
    if not rows:
        named = sorted({row["scene"] for row in speeches if row["scene"] is not None})
        rows = [{"scene": number} for number in named]
    numbers = set()
    for at, row in enumerate(rows, 1):
        number = whole_number(row.get("scene", at), f"scenes: scene of row {at}")
        if number in numbers:
            raise OptionError(f"scenes: row {at} has the number of an earlier row, {number}")
        numbers.add(number)
        row["scene"] = number
        _check_columns(row)
    return cast("list[StoryScene]", rows)


def _check_columns(row: InputRow) -> None:
    """Add the columns that a scene lacks, and check those with numbers."""
    for key in _OPTIONAL:
        row.setdefault(key, None)
    for key in ("words", "dialogue_words", "action_words", "minutes", "eighths"):
        value = row.setdefault(key, None)
        if value is not None and not (isinstance(value, int | float) and value >= 0):
            raise OptionError(f"scenes: {key} of scene {row['scene']} cannot be {value!r}")


def _count_words(scene: StoryScene, speeches: list[StorySpeech]) -> None:
    """Count the words of a scene whose row does not give them."""
    given = cast("InputRow", scene)
    if given["dialogue_words"] is None:
        scene["dialogue_words"] = sum(speech["words"] for speech in speeches)
    if given["action_words"] is None:
        scene["action_words"] = count_words(scene["action_text"] or "")
    if given["words"] is None:
        scene["words"] = scene["dialogue_words"] + scene["action_words"]


def _positions(words: list[int]) -> tuple[list[float], list[float]]:
    """Return where each scene starts and ends, 0-1; without any words scenes are spread evenly."""
    if not any(words):
        words = [1] * len(words)
    total = sum(words)
    starts, ends, done = [], [], 0
    for count in words:
        starts.append(done / total)
        done += count
        ends.append(done / total)
    return starts, ends


class _NameFinder:
    """Finds characters' names in action: capitalised, in full, the longest name first."""

    def __init__(self, characters: Mapping[str, int]) -> None:
        #: first word -> (all words, name), longest first
        self._names: dict[str, list[tuple[list[str], str]]] = {}
        for name in characters:
            parts = [part.casefold() for part in _WORD.findall(name)]
            if parts and not (len(parts) == 1 and (parts[0] in _NOBODY or len(parts[0]) < 2)):
                self._names.setdefault(parts[0], []).append((parts, name))
        for own in self._names.values():
            # Of two spellings of one name, the one with more words comes first.
            own.sort(key=lambda each: (-len(each[0]), -characters[each[1]]))

    def __call__(self, text: str) -> list[Mention]:
        if not text or not self._names:
            return []
        words = list(_WORD.finditer(text))
        found, at = [], 0
        while at < len(words):
            mention, length = self._name_at(words, at)
            if mention is not None:
                found.append(mention)
            at += length
        return found

    def _name_at(self, words: list[re.Match[str]], at: int) -> tuple[Mention | None, int]:
        """Return the name that starts at a word, if one does, and how many words to go on."""
        word = words[at].group()
        # Names in action are capitalised or in capitals; a lower-case word is no name.
        if word[0].isupper():
            for parts, name in self._names.get(word.casefold(), ()):
                own = words[at : at + len(parts)]
                if [each.group().casefold() for each in own] == parts:
                    return Mention(own[0].start(), own[-1].end(), name), len(parts)
        return None, 1
