"""One function a basic table: from the script and its layout to rows of plain values.

Notes, synopses and boneyard count in nothing; parentheticals are not spoken.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from scriptnb.analysis.length import eighths
from scriptnb.analysis.typeset import SPOKEN, WIDTHS
from scriptnb.analysis.words import count_words
from scriptnb.screenplay import names

if TYPE_CHECKING:
    from scriptnb.analysis.aliases import Merger
    from scriptnb.analysis.typeset import Layout
    from scriptnb.screenplay import Screenplay

Row = dict[str, Any]

#: Speech: what the National Center for Voice and Speech gives as the average rate of English
#: conversation in the United States, pauses included.
WORDS_PER_MINUTE = 150
#: Action: a page of nothing but action, with the blank lines between its paragraphs, holds about
#: this many words (292, 298, 297 and 233 in four films), and a page is a minute.
ACTION_WORDS_PER_MINUTE = 290
#: A speech that takes longer than this is a monologue.
MONOLOGUE_SECONDS = 30
_ACTION = frozenset(("action", "shot", "centered"))


def dialogues_table(screenplay: Screenplay, layout: Layout, merge: Merger) -> list[Row]:
    """One row a speech."""
    page_at = {
        element.line: page
        for element, page in zip(screenplay.elements, layout.page, strict=True)
        if element.kind in ("character", "dialogue")
    }
    return [
        {
            "dialogue": speech.dialogue,
            "scene": speech.scene,
            "character": merge(speech.character),
            "extension": speech.extension,
            "parenthetical": speech.parenthetical,
            "text": speech.text,
            "words": count_words(speech.text),
            "line": speech.line,
            "end_line": speech.end_line,
            "dual": speech.dual,
            "page": page_at.get(speech.line),
        }
        for speech in screenplay.dialogues
    ]


def scenes_table(
    screenplay: Screenplay, layout: Layout, dialogues: list[Row], words_per_minute: float
) -> list[Row]:
    """One row a scene: what its heading says, and what its elements and speeches add up to."""
    count = max((scene.scene for scene in screenplay.scenes), default=0) + 1
    size = [0.0] * count
    first_page: list[int | None] = [None] * count
    last_page = [0] * count
    action: list[list[str]] = [[] for _ in range(count)]
    action_lines: list[list[int]] = [[] for _ in range(count)]
    in_speech = False
    for index, element in enumerate(screenplay.elements):
        scene = element.scene
        if not 0 < scene < count:
            continue
        kind = element.kind
        page = layout.page[index]
        if share := layout.size[index]:
            size[scene] += share
            last_page[scene] = page
        if first_page[scene] is None and (share or kind == "scene_heading"):
            first_page[scene] = page
        if kind in _ACTION or (kind == "lyric" and not in_speech):
            # A blank line parts the paragraphs of action_text, so none may hold one.
            action[scene].append("\n".join(filter(str.strip, element.text.split("\n"))))
            action_lines[scene].append(element.line)
        if kind in WIDTHS and kind not in SPOKEN:  # notes and page numbers end no speech
            in_speech = kind == "character"
    spoken = [0] * count
    speeches = [0] * count
    speakers: list[dict[str, None]] = [{} for _ in range(count)]
    for speech in dialogues:
        scene = speech["scene"]
        if 0 < scene < count:
            spoken[scene] += speech["words"]
            speeches[scene] += 1
            speakers[scene][speech["character"]] = None
    rows = []
    for each in screenplay.scenes:
        at = each.scene
        action_words = sum(map(count_words, action[at]))
        words = spoken[at] + action_words
        rows.append(
            {
                "scene": at,
                "number": each.number,
                "heading": each.heading,
                "int_ext": each.int_ext,
                "location": each.location,
                "time_of_day": each.time_of_day,
                "time": each.time,
                "line": each.line,
                "end_line": each.end_line,
                "page": first_page[at] or 1,
                "eighths": eighths(size[at]),
                "minutes": size[at],
                "minutes_speech": spoken[at] / words_per_minute
                + action_words / ACTION_WORDS_PER_MINUTE,
                "words": words,
                "dialogue_words": spoken[at],
                "action_words": action_words,
                "speeches": speeches[at],
                "characters": list(speakers[at]),
                "end_page": max(last_page[at], first_page[at] or 1),
                "dialogue_share": spoken[at] / words if words else None,
                "dialogue_minutes": spoken[at] / words_per_minute,
                "action_text": "\n\n".join(action[at]),
                "action_lines": action_lines[at],
            }
        )
    return rows


def characters_table(
    screenplay: Screenplay, dialogues: list[Row], merge: Merger, words_per_minute: float
) -> list[Row]:
    """One row a character, who speaks most first."""
    speeches: dict[str, list[Row]] = {}
    for speech in dialogues:
        speeches.setdefault(speech["character"], []).append(speech)
    total = sum(speech["words"] for speech in dialogues)
    also = _also_known(screenplay, merge)
    monologue = MONOLOGUE_SECONDS * words_per_minute / 60
    rows = []
    for character, said in speeches.items():
        words = [speech["words"] for speech in said]
        spoken = sum(words)
        longest = max(said, key=lambda speech: speech["words"])
        scenes = sorted({speech["scene"] for speech in said})
        rows.append(
            {
                "character": character,
                "speeches": len(said),
                "words": spoken,
                "words_share": spoken / total if total else None,
                "minutes_speech": spoken / words_per_minute,
                "scenes": len(scenes),
                "first_scene": scenes[0],
                "last_scene": scenes[-1],
                "longest_speech": longest["words"],
                "mean_speech_words": spoken / len(said),
                "aliases": also.get(character, []),
                "longest_speech_line": longest["line"],
                "first_line": said[0]["line"],
                "monologues": sum(each > monologue for each in words),
            }
        )
    rows.sort(key=lambda row: -row["words"])  # stable: of equals, who speaks first
    return rows


def _also_known(screenplay: Screenplay, merge: Merger) -> dict[str, list[str]]:
    """Name, for each character, the names merged into it and those that might be the same."""
    also: dict[str, list[str]] = {}
    for name in screenplay.characters:
        if (counted := merge(name)) != name:
            also.setdefault(counted, []).append(name)
    speeches = Counter(speech.character for speech in screenplay.dialogues)
    for name, others in names.suggest_aliases(speeches).items():
        listed = also.setdefault(merge(name), [])
        listed += [other for other in others if merge(other) != merge(name) and other not in listed]
    return also


def locations_table(scenes: list[Row]) -> list[Row]:
    """One row a place, in the order of first use; INT and EXT of one place are one place."""
    places: dict[str, Row] = {}
    for scene in scenes:
        if not scene["location"]:
            continue
        place = places.setdefault(
            scene["location"].casefold(),
            {
                "location": scene["location"],
                "int_ext": None,
                "scenes": 0,
                "eighths": 0,
                "minutes": 0.0,
                "times": [],
                "scene_list": [],
            },
        )
        if place["int_ext"] is None:
            place["int_ext"] = scene["int_ext"]
        elif scene["int_ext"] not in (None, place["int_ext"]):
            place["int_ext"] = "INT/EXT"
        place["scenes"] += 1
        place["eighths"] += scene["eighths"]
        place["minutes"] += scene["minutes"]
        place["scene_list"].append(scene["scene"])
        if scene["time"] and scene["time"] not in place["times"]:
            place["times"].append(scene["time"])
    return list(places.values())
