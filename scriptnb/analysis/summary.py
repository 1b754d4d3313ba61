"""The summary: one row that describes a whole script.

Takes the finished basic tables, so that each figure can be found again in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.analysis.basic_tables import is_counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scriptnb.analysis.basic_rows import (
        BasicMetadata,
        BasicTables,
        DetailColumns,
        SceneRow,
        SettingColumns,
        SummaryRow,
        TotalColumns,
    )

#: How title pages name the title, in the languages whose headings are read.
_TITLE_KEYS = ("title", "tytuł", "titel", "titre", "título", "titulo", "titolo")


def title(title_page: Mapping[str, Sequence[str]]) -> str | None:
    """Return the title on the title page, or None where there is none."""
    found = {key.casefold().strip(): values for key, values in title_page.items()}
    for key in _TITLE_KEYS:
        if text := " ".join(line.strip() for line in found.get(key, ()) if line.strip()):
            return text
    return None


def summary(tables: BasicTables, metadata: BasicMetadata, pages: int, length: float) -> SummaryRow:
    """Sum the basic tables up.

    Parameters
    ----------
    tables
        The basic tables.
    metadata
        The title, format and language are taken from it.
    pages
        How many pages there are.
    length
        The script's length in pages.
    """
    return {
        **_totals(tables, metadata, pages, length),
        **_settings([scene for scene in tables["scenes"] if is_counted(scene)]),
        **_details(tables),
    }


def _totals(
    tables: BasicTables, metadata: BasicMetadata, pages: int, length: float
) -> TotalColumns:
    scenes = tables["scenes"]
    spoken = sum(scene["dialogue_words"] for scene in scenes)
    action = sum(scene["action_words"] for scene in scenes)
    return {
        "title": metadata["title"],
        "format": metadata["format"],
        "language": metadata["language"],
        "pages": pages,
        "minutes": length,
        "minutes_speech": sum(scene["minutes_speech"] for scene in scenes),
        "scenes": sum(map(is_counted, scenes)),
        "locations": len(tables["locations"]),
        "places": len({location["place"] for location in tables["locations"]}),
        "characters": len(tables["characters"]),
        "speeches": len(tables["dialogues"]),
        "words": spoken + action,
        "dialogue_words": spoken,
        "action_words": action,
        "dialogue_share": _share(spoken, spoken + action),
    }


def _settings(scenes: list[SceneRow]) -> SettingColumns:
    int_ext = [scene["int_ext"] for scene in scenes if scene["int_ext"]]
    # Where the heading states a time, the scene's light is known, or between day and night.
    light = [scene["light"] for scene in scenes if scene["light"] or scene["time"]]
    return {
        "int_share": _share(int_ext.count("INT"), len(int_ext)),
        "ext_share": _share(int_ext.count("EXT"), len(int_ext)),
        "day_share": _share(light.count("DAY"), len(light)),
        "night_share": _share(light.count("NIGHT"), len(light)),
        "int_scenes": int_ext.count("INT"),
        "ext_scenes": int_ext.count("EXT"),
        "int_ext_scenes": int_ext.count("INT/EXT"),
        "day_scenes": light.count("DAY"),
        "night_scenes": light.count("NIGHT"),
    }


def _details(tables: BasicTables) -> DetailColumns:
    dialogues, characters = tables["dialogues"], tables["characters"]
    scenes = [scene for scene in tables["scenes"] if is_counted(scene)]
    spoken = sum(row["words"] for row in dialogues)
    longest_scene = max(scenes, key=lambda scene: scene["minutes"], default=None)
    longest_speech = max(dialogues, key=lambda row: row["words"], default=None)
    main = characters[0] if characters else None
    kinds = [row["kind"] for row in tables["outline"]]
    return {
        "silent_scenes": sum(not scene["speeches"] for scene in scenes),
        "mean_scene_minutes": _share(sum(scene["minutes"] for scene in scenes), len(scenes)),
        "longest_scene": longest_scene["scene"] if longest_scene else None,
        "longest_scene_minutes": longest_scene["minutes"] if longest_scene else None,
        "dialogue_minutes": sum(scene["dialogue_minutes"] for scene in tables["scenes"]),
        "mean_speech_words": _share(spoken, len(dialogues)),
        "longest_speech": longest_speech["words"] if longest_speech else None,
        "longest_speech_line": longest_speech["line"] if longest_speech else None,
        "monologues": sum(row["monologues"] for row in characters),
        "dual_speeches": sum(row["dual"] for row in dialogues),
        "main_character": main["character"] if main else None,
        "main_character_share": main["words_share"] if main else None,
        "acts": kinds.count("act"),
        "sections": kinds.count("section"),
        "synopses": kinds.count("synopsis"),
        "notes": kinds.count("note"),
        "problems": len(tables["problems"]),
    }


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
