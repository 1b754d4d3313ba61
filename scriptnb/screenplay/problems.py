"""Find problems in the elements, scenes and speeches of a script, whatever its format.

What only a format's reader can find (marks that are never closed, uncertain lines), the reader
reports.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scriptnb.screenplay import aliases, names
from scriptnb.screenplay.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scriptnb.screenplay.model import Dialogue, Element, Scene

_SPOKEN = frozenset({"dialogue", "lyric"})
#: What may stand between a cue and its first words.
_BETWEEN = frozenset({"parenthetical", "note", "boneyard", "furniture", "page_break"})


def check(
    elements: Sequence[Element], scenes: Sequence[Scene], dialogues: Sequence[Dialogue]
) -> list[Problem]:
    """List the problems of a script, each with its line."""
    return [
        *_silent_cues(elements, dialogues),
        *_nowhere(scenes),
        *_slips(dialogues),
    ]


def _silent_cues(elements: Sequence[Element], dialogues: Sequence[Dialogue]) -> Iterator[Problem]:
    """Cues with nothing under them, and action that is nothing but the name of a speaker."""
    message = "nothing is said under this cue; write the words below it, without an empty line"
    known = {names.key(dialogue.character) for dialogue in dialogues}
    heard = False
    silent: list[Element] = []
    for element in reversed(elements):
        kind = element.kind
        if kind in _SPOKEN:
            heard = True
        elif kind == "character":
            if not heard:
                silent.append(element)
            heard = False
        elif kind not in _BETWEEN:
            heard = False
            text = element.text
            if (
                kind == "action"
                and text.isupper()
                and "\n" not in text
                and (names.looks_like_cue(text) and names.key(names.cue(text).character) in known)
            ):
                silent.append(element)
    for element in reversed(silent):
        yield Problem(element.line, "cue_without_speech", message, element.text)


def _nowhere(scenes: Sequence[Scene]) -> Iterator[Problem]:
    for scene in scenes:
        if scene.heading and scene.location is None:
            yield Problem(
                scene.line,
                "heading_without_location",
                "this heading names no place; write one after INT. or EXT.",
                scene.heading,
            )


def _slips(dialogues: Sequence[Dialogue]) -> Iterator[Problem]:
    counts = Counter(dialogue.character for dialogue in dialogues)
    first_line = {dialogue.character: dialogue.line for dialogue in reversed(dialogues)}
    for alias, name, why in aliases.suggest(counts):
        if why == "part":
            continue  # SMITH and DR. SMITH are no slip
        yield Problem(
            first_line[alias],
            "probable_slip",
            f"{alias} speaks {_times(counts[alias])}, {name} {_times(counts[name])}; "
            "if they are one, correct the name or merge them with aliases",
            alias,
        )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
