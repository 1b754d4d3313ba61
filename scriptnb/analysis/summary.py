"""One row that sums a script up: what a person reads before any table.

Works on the finished basic tables, so that each of its figures can be found again in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: How title pages name the title, in the languages whose headings are read.
_TITLE_KEYS = ("title", "tytuł", "titel", "titre", "título", "titulo", "titolo")
#: Light: what a production schedules by day and what by night. Dawn and dusk are neither.
_DAY = frozenset(("DAY", "MORNING"))
_NIGHT = frozenset(("NIGHT", "EVENING"))
_SAME = frozenset(("LATER", "CONTINUOUS"))


def title(title_page: Mapping[str, Sequence[str]]) -> str | None:
    """Return the title on the title page, None where it names none."""
    found = {key.casefold().strip(): values for key, values in title_page.items()}
    for key in _TITLE_KEYS:
        if text := " ".join(line.strip() for line in found.get(key, ()) if line.strip()):
            return text
    return None


def summary(tables: Mapping[str, Any], pages: int, length: float) -> dict[str, Any]:
    """Sum the basic tables up.

    Parameters
    ----------
    tables
        The basic tables, and ``metadata``.
    pages
        How many pages there are.
    length
        The script's length in pages.

    Returns
    -------
    dict
        The one row of ``summary``. Shares of INT, EXT, day and night are of the scenes whose
        heading says which; LATER and CONTINUOUS take the light of the scene before.
    """
    metadata, scenes = tables["metadata"], tables["scenes"]
    dialogues, characters = tables["dialogues"], tables["characters"]
    spoken = sum(scene["dialogue_words"] for scene in scenes)
    action = sum(scene["action_words"] for scene in scenes)
    interior = [scene["int_ext"] for scene in scenes if scene["int_ext"]]
    light = _light(scenes)
    longest = max(scenes, key=lambda scene: scene["minutes"], default=None)
    speech = max(dialogues, key=lambda row: row["words"], default=None)
    main = characters[0] if characters else None
    kinds = [row["kind"] for row in tables["outline"]]
    return {
        "title": metadata["title"],
        "format": metadata["format"],
        "language": metadata["language"],
        "pages": pages,
        "minutes": length,
        "minutes_speech": sum(scene["minutes_speech"] for scene in scenes),
        "scenes": len(scenes),
        "locations": len(tables["locations"]),
        "characters": len(characters),
        "speeches": len(dialogues),
        "words": spoken + action,
        "dialogue_words": spoken,
        "action_words": action,
        "dialogue_share": _share(spoken, spoken + action),
        "int_share": _share(interior.count("INT"), len(interior)),
        "ext_share": _share(interior.count("EXT"), len(interior)),
        "day_share": _share(light.count("day"), len(light)),
        "night_share": _share(light.count("night"), len(light)),
        "int_scenes": interior.count("INT"),
        "ext_scenes": interior.count("EXT"),
        "int_ext_scenes": interior.count("INT/EXT"),
        "day_scenes": light.count("day"),
        "night_scenes": light.count("night"),
        "silent_scenes": sum(not scene["speeches"] for scene in scenes),
        "mean_scene_minutes": _share(sum(scene["minutes"] for scene in scenes), len(scenes)),
        "longest_scene": longest["scene"] if longest else None,
        "longest_scene_minutes": longest["minutes"] if longest else None,
        "dialogue_minutes": sum(scene["dialogue_minutes"] for scene in scenes),
        "mean_speech_words": _share(spoken, len(dialogues)),
        "longest_speech": speech["words"] if speech else None,
        "longest_speech_line": speech["line"] if speech else None,
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


def _light(scenes: Sequence[Mapping[str, Any]]) -> list[str]:
    """Tell day, night or between for each scene whose light is known."""
    known: list[str] = []
    now: str | None = None
    for scene in scenes:
        time = scene["time"]
        if time not in _SAME:
            now = "day" if time in _DAY else "night" if time in _NIGHT else time and "between"
        if now:
            known.append(now)
    return known
