"""The basic tables of scenes, speeches, characters and locations: one function a table.

Takes a script and its page layout and returns plain rows. Notes, synopses and boneyard are not
counted; parentheticals are not counted as spoken words.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scriptnb.analysis.length import EIGHTHS, eighths
from scriptnb.analysis.places import places
from scriptnb.analysis.typeset import SPOKEN, WIDTHS
from scriptnb.analysis.words import count_words
from scriptnb.screenplay import names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.analysis.aliases import Merger
    from scriptnb.analysis.basic_rows import CharacterRow, DialogueRow, LocationRow, SceneRow
    from scriptnb.analysis.typeset import Layout
    from scriptnb.screenplay import Scene, Screenplay
    from scriptnb.screenplay.model import Dialogue

#: Speech: what the National Center for Voice and Speech gives as the average rate of English
#: conversation in the United States, pauses included.
WORDS_PER_MINUTE = 150
#: Action: a page of nothing but action, with the blank lines between its paragraphs, holds about
#: this many words (292, 298, 297 and 233 in four films), and a page is a minute.
ACTION_WORDS_PER_MINUTE = 290
#: A speech that takes longer than this is a monologue.
MONOLOGUE_SECONDS = 30
_ACTION = frozenset(("action", "shot", "centered"))
#: Times that a production schedules by day and by night.
_DAY = frozenset(("DAY", "MORNING", "AFTERNOON"))
_NIGHT = frozenset(("NIGHT", "EVENING"))
#: Times with the light of the scene before.
_SAME = frozenset(("LATER", "CONTINUOUS", "SAME"))


@dataclass(slots=True)
class _SceneContents:
    """What the elements and speeches of one scene add up to."""

    #: In pages.
    length: float = 0.0
    #: In eighths of a page, where the file states it.
    eighths: int | None = None
    first_page: int | None = None
    last_page: int = 0
    action: list[str] = field(default_factory=list)
    action_lines: list[int] = field(default_factory=list)
    spoken_words: int = 0
    speeches: int = 0
    #: Names in the order of their first speech.
    speakers: dict[str, None] = field(default_factory=dict)


def dialogues_table(screenplay: Screenplay, layout: Layout, merge: Merger) -> list[DialogueRow]:
    """Return one row for each speech."""
    page_at = {
        element.line: layout.number(page)
        for element, page in zip(screenplay.elements, layout.page, strict=True)
        if element.kind in ("character", "dialogue")
    }
    return [
        {
            "dialogue": speech.dialogue,
            "scene": speech.scene,
            "character": merge(speech.character),
            "members": _members(speech, merge),
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


def _members(speech: Dialogue, merge: Merger) -> list[str] | None:
    return None if speech.members is None else list(dict.fromkeys(map(merge, speech.members)))


def people(speech: DialogueRow) -> list[str]:
    """Return who speaks: one person, or the members of a group that are certain."""
    return [speech["character"]] if speech["members"] is None else speech["members"]


def scenes_table(
    screenplay: Screenplay, layout: Layout, dialogues: list[DialogueRow], words_per_minute: float
) -> list[SceneRow]:
    """Return one row for each scene."""
    contents = {scene.scene: _SceneContents() for scene in screenplay.scenes}
    _add_elements(contents, screenplay, layout)
    for speech in dialogues:
        if (scene := contents.get(speech["scene"])) is not None:
            scene.spoken_words += speech["words"]
            scene.speeches += 1
            scene.speakers.update(dict.fromkeys(people(speech)))
    lights = _lights(screenplay.scenes)
    return [
        _scene_row(scene, contents[scene.scene], light, layout, words_per_minute)
        for scene, light in zip(screenplay.scenes, lights, strict=True)
    ]


def is_counted(scene: SceneRow) -> bool:
    """Return whether a row of the scenes is a scene of the story.

    What stands before the first heading is none, and neither is a scene that was taken out.
    """
    return bool(scene["heading"]) and not scene["omitted"]


def _lights(scenes: Sequence[Scene]) -> list[str | None]:
    """Return DAY, NIGHT or None for each scene; dawn and dusk are neither."""
    found: list[str | None] = []
    light: str | None = None
    for scene in scenes:
        if scene.time in _DAY:
            light = "DAY"
        elif scene.time in _NIGHT:
            light = "NIGHT"
        elif scene.time not in _SAME and not scene.omitted:
            light = None
        found.append(None if scene.omitted else light)
    return found


def _add_elements(
    contents: dict[int, _SceneContents], screenplay: Screenplay, layout: Layout
) -> None:
    """Add the length, the pages and the action of each element to its scene."""
    in_speech = False
    for element, page, length in zip(screenplay.elements, layout.page, layout.size, strict=True):
        scene = contents.get(element.scene)
        if scene is None:
            continue
        kind = element.kind
        if length:
            scene.length += length
            scene.last_page = page
        if scene.first_page is None and (length or kind == "scene_heading"):
            scene.first_page = page
        if element.eighths is not None:
            scene.eighths = element.eighths
        if kind in _ACTION or (kind == "lyric" and not in_speech):
            # A blank line separates the paragraphs of action_text, so none may contain one.
            scene.action.append("\n".join(filter(str.strip, element.text.split("\n"))))
            scene.action_lines.append(element.line)
        if kind in WIDTHS and kind not in SPOKEN:  # notes and page numbers do not end a speech
            in_speech = kind == "character"


def _scene_row(
    scene: Scene,
    contents: _SceneContents,
    light: str | None,
    layout: Layout,
    words_per_minute: float,
) -> SceneRow:
    spoken = contents.spoken_words
    action_words = sum(map(count_words, contents.action))
    words = spoken + action_words
    first_page = contents.first_page or 1
    own = contents.eighths
    length = contents.length if own is None else own / EIGHTHS
    return {
        "scene": scene.scene,
        "number": scene.number,
        "heading": scene.heading,
        "int_ext": scene.int_ext,
        "location": scene.location,
        "time_of_day": scene.time_of_day,
        "time": scene.time,
        "light": light,
        "qualifier": list(scene.qualifier),
        "omitted": scene.omitted,
        "line": scene.line,
        "end_line": scene.end_line,
        "page": layout.number(first_page),
        "page_label": layout.label(first_page),
        "eighths": 0 if scene.omitted else eighths(contents.length) if own is None else own,
        "length_source": "file" if own is not None else "pages" if layout.own_pages else "layout",
        "minutes": 0.0 if scene.omitted else length,
        "minutes_speech": spoken / words_per_minute + action_words / ACTION_WORDS_PER_MINUTE,
        "words": words,
        "dialogue_words": spoken,
        "action_words": action_words,
        "speeches": contents.speeches,
        "characters": list(contents.speakers),
        "end_page": layout.number(max(contents.last_page, first_page)),
        "dialogue_share": spoken / words if words else None,
        "dialogue_minutes": spoken / words_per_minute,
        "action_text": "\n\n".join(contents.action),
        "action_lines": contents.action_lines,
    }


def characters_table(
    screenplay: Screenplay, dialogues: list[DialogueRow], merge: Merger, words_per_minute: float
) -> list[CharacterRow]:
    """Return one row for each character, the one with most words first."""
    by_character: dict[str, list[DialogueRow]] = {}
    for speech in dialogues:
        for character in people(speech):
            by_character.setdefault(character, []).append(speech)
    total = sum(speech["words"] for speech in dialogues)
    aliases = _aliases(screenplay, merge)
    monologue = MONOLOGUE_SECONDS * words_per_minute / 60
    rows: list[CharacterRow] = []
    for character, speeches in by_character.items():
        words = [speech["words"] for speech in speeches]
        spoken = sum(words)
        longest = max(speeches, key=lambda speech: speech["words"])
        scenes = sorted({speech["scene"] for speech in speeches})
        rows.append(
            {
                "character": character,
                "speeches": len(speeches),
                "words": spoken,
                "words_share": spoken / total if total else None,
                "minutes_speech": spoken / words_per_minute,
                "scenes": len(scenes),
                "first_scene": scenes[0],
                "last_scene": scenes[-1],
                "longest_speech": longest["words"],
                "mean_speech_words": spoken / len(speeches),
                "aliases": aliases.get(character, []),
                "longest_speech_line": longest["line"],
                "first_line": speeches[0]["line"],
                "monologues": sum(each > monologue for each in words),
            }
        )
    rows.sort(key=lambda row: -row["words"])  # stable: among equals, in order of first speech
    return rows


def _aliases(screenplay: Screenplay, merge: Merger) -> dict[str, list[str]]:
    """Return, for each character, the names merged into it and those that may be the same."""
    aliases: dict[str, list[str]] = {}
    for name in screenplay.characters:
        if (merged := merge(name)) != name:
            aliases.setdefault(merged, []).append(name)
    speeches = Counter(
        speech.character for speech in screenplay.dialogues if speech.members is None
    )
    for name, others in names.suggest_aliases(speeches).items():
        listed = aliases.setdefault(merge(name), [])
        listed += [other for other in others if merge(other) != merge(name) and other not in listed]
    return aliases


def locations_table(scenes: list[SceneRow]) -> list[LocationRow]:
    """Return one row for each location, in the order of first use, INT and EXT together."""
    locations: dict[str, LocationRow] = {}
    for scene in scenes:
        if not scene["location"]:
            continue
        location = locations.setdefault(
            scene["location"].casefold(),
            {
                "location": scene["location"],
                "place": scene["location"],
                "part": None,
                "int_ext": None,
                "scenes": 0,
                "eighths": 0,
                "minutes": 0.0,
                "times": [],
                "scene_list": [],
            },
        )
        if location["int_ext"] is None:
            location["int_ext"] = scene["int_ext"]
        elif scene["int_ext"] not in (None, location["int_ext"]):
            location["int_ext"] = "INT/EXT"
        location["scenes"] += 1
        location["eighths"] += scene["eighths"]
        location["minutes"] += scene["minutes"]
        location["scene_list"].append(scene["scene"])
        if scene["time"] and scene["time"] not in location["times"]:
            location["times"].append(scene["time"])
    rows = list(locations.values())
    found = places([(row["location"], row["scenes"]) for row in rows])
    for row, (place, part) in zip(rows, found, strict=True):
        row["place"], row["part"] = place, part
    return rows
