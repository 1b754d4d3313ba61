"""Scenes and speeches put together for the structure tables: who is where, and at what position.

Reads rows, gives one `Story`; draws no conclusion from it. A position is a share of the script's
words, so that ten one-line scenes weigh no more than the page that they fill.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from scriptnb.analysis import given
from scriptnb.analysis.words import count_words
from scriptnb.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from scriptnb.analysis.given import Row

_WORD = re.compile(r"\w+")
#: What joins the names of a cue that several people speak, in the languages whose cues are read.
_AND = re.compile(r"\s*(?:[/&+,]|\b(?:AND|I|ORAZ|UND|ET|Y|E)\b)\s*", re.IGNORECASE)
#: Cues that are nobody in particular, so that "All" in the action means no character.
_NOBODY = frozenset(
    "all both everyone everybody others voice voices together crowd group various"
    " wszyscy oboje obaj razem inni głos głosy tłum chór".split()
)
_OPTIONAL = (
    "number", "heading", "int_ext", "location", "time_of_day", "time", "line", "end_line", "page",
    "end_page", "eighths", "minutes", "minutes_speech", "action_text",
)  # fmt: skip


class Mention(NamedTuple):
    """A character's name in a scene's action."""

    start: int
    end: int
    character: str


class Story(msgspec.Struct, frozen=True):
    """A script as the structure tables see it; every list but the last two has a part a scene."""

    #: Rows with at least ``scene`` and the keys of ``_OPTIONAL``, ``words`` and its parts.
    scenes: list[Row]
    #: The speeches of each scene, in order.
    said: list[list[Row]]
    #: Where each scene starts and ends, 0-1 by words.
    starts: list[float]
    ends: list[float]
    #: Who speaks in each scene, in the order of their first words.
    speakers: list[list[str]]
    #: Who is in each scene: those who speak, then those whom the action names.
    cast: list[list[str]]
    #: Names in each scene's ``action_text``.
    mentions: list[list[Mention]]
    #: Words of each character, who speaks first first.
    words: dict[str, int]
    #: Speeches that stand in no scene that was given.
    homeless: int

    def middle(self, index: int) -> float:
        """Return the position of a scene's middle."""
        return (self.starts[index] + self.ends[index]) / 2


def tell(scenes: Any, dialogues: Any) -> Story:
    """Put scenes and speeches together.

    Parameters
    ----------
    scenes
        A row a scene: ``scene``, and what is known of the columns of the scenes table. Without any
        row, the scenes that the speeches name.
    dialogues
        A row a speech: ``character`` and ``text``; ``scene``, ``line``, ``words`` where known.

    Raises
    ------
    OptionError
        When a row lacks what it needs, or two scenes have one number.
    """
    speeches = [
        _speech(row, number) for number, row in enumerate(given.rows(dialogues, "dialogues"), 1)
    ]
    places = given.rows(scenes, "scenes")
    if not places:
        named = sorted({row["scene"] for row in speeches if row["scene"] is not None})
        places = [{"scene": number} for number in named]
    said: dict[int, list[Row]] = {}
    for number, row in enumerate(places, 1):
        row["scene"] = given.whole(row.get("scene", number), f"scenes: scene of row {number}")
        if row["scene"] in said:
            raise OptionError(f"scenes: row {number} is scene {row['scene']} once more")
        said[row["scene"]] = []
    homeless = 0
    for row in speeches:
        if row["scene"] in said:
            said[row["scene"]].append(row)
        else:
            homeless += 1
    for row in places:
        _measure(row, said[row["scene"]])
    starts, ends = _positions([row["words"] for row in places])
    words: dict[str, int] = {}
    for row in speeches:
        if row["character"]:
            words[row["character"]] = words.get(row["character"], 0) + row["words"]
    by_scene = [said[row["scene"]] for row in places]
    speakers = [
        list(dict.fromkeys(row["character"] for row in here if row["character"]))
        for here in by_scene
    ]
    finder = _Finder(words)
    mentions = [finder(row["action_text"] or "") for row in places]
    cast = [
        list(
            dict.fromkeys(
                [
                    *(each for name in heard for each in together(name, words)),
                    *(mention.character for mention in seen),
                ]
            )
        )
        for heard, seen in zip(speakers, mentions, strict=True)
    ]
    return Story(places, by_scene, starts, ends, speakers, cast, mentions, words, homeless)


def together(name: str, known: Container[str]) -> list[str]:
    """Take a cue of several people apart, where each of them is a character: ``ANN AND BEN``.

    Examples
    --------
    >>> together("ANN & BEN", {"ANN", "BEN", "ANN & BEN"}), together("RED AND BLUE", {"RED"})
    (['ANN', 'BEN'], ['RED AND BLUE'])
    """
    parts = _AND.split(name)
    return parts if len(parts) > 1 and all(part in known for part in parts) else [name]


def _speech(row: Row, number: int) -> Row:
    if "character" not in row or "text" not in row:
        raise OptionError(
            f"dialogues: row {number} has no {'character' if 'text' in row else 'text'};"
            " each speech needs a character and a text"
        )
    row["text"] = "" if row["text"] is None else str(row["text"])
    row["character"] = "" if row["character"] is None else str(row["character"])
    scene = row.get("scene")
    row["scene"] = (
        None if scene is None else given.whole(scene, f"dialogues: scene of row {number}")
    )
    row["line"] = row.get("line")
    if row.get("words") is None:
        row["words"] = count_words(row["text"])
    return row


def _measure(row: Row, here: list[Row]) -> None:
    """Fill in what a scene's row does not say and its texts do."""
    for key in _OPTIONAL:
        row.setdefault(key, None)
    for key in ("words", "dialogue_words", "action_words", "minutes", "eighths"):
        value = row.get(key)
        if value is not None and not (isinstance(value, int | float) and value >= 0):
            raise OptionError(f"scenes: {key} of scene {row['scene']} cannot be {value!r}")
    if row.get("dialogue_words") is None:
        row["dialogue_words"] = sum(speech["words"] for speech in here)
    if row.get("action_words") is None:
        row["action_words"] = count_words(row["action_text"] or "")
    if row.get("words") is None:
        row["words"] = row["dialogue_words"] + row["action_words"]


def _positions(words: list[int]) -> tuple[list[float], list[float]]:
    """Place each scene, 0-1; a script without a word has its scenes spread evenly."""
    if not any(words):
        words = [1] * len(words)
    total = sum(words)
    starts, ends, done = [], [], 0
    for count in words:
        starts.append(done / total)
        done += count
        ends.append(done / total)
    return starts, ends


class _Finder:
    """Finds characters' names in action: capitalised there, whole, the longest name first."""

    def __init__(self, characters: Mapping[str, int]) -> None:
        #: first word -> (all words, name), longest first
        self._names: dict[str, list[tuple[list[str], str]]] = {}
        for name in characters:
            parts = [part.casefold() for part in _WORD.findall(name)]
            if parts and not (len(parts) == 1 and (parts[0] in _NOBODY or len(parts[0]) < 2)):
                self._names.setdefault(parts[0], []).append((parts, name))
        for known in self._names.values():
            # Of two spellings of one name, the one who says more.
            known.sort(key=lambda each: (-len(each[0]), -characters[each[1]]))

    def __call__(self, text: str) -> list[Mention]:
        if not text or not self._names:
            return []
        words = list(_WORD.finditer(text))
        found, at = [], 0
        while at < len(words):
            word = words[at].group()
            step = 1
            # Names are capitalised, also where cues shout them; a lower-case word names nobody.
            if word[0].isupper():
                for parts, name in self._names.get(word.casefold(), ()):
                    here = words[at : at + len(parts)]
                    if [each.group().casefold() for each in here] == parts:
                        step = len(parts)
                        found.append(Mention(here[0].start(), here[-1].end(), name))
                        break
            at += step
        return found
