"""Scene sheets: a row for each scene with all that is needed to shoot it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scriptnb.analysis import production_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scriptnb.analysis.basic_rows import SceneRow
    from scriptnb.analysis.production_rows import (
        SceneSheetRow,
        SheetElements,
        SheetHead,
        TagRow,
    )

_SINGLE = (
    "extras", "props", "vehicles", "animals", "weapons", "wardrobe", "makeup", "stunts", "sound",
    "music", "set_dressing",
)  # fmt: skip
_EFFECTS = ("special_effects", "visual_effects")


class Member(NamedTuple):
    """A member of the cast: a character who is in a scene."""

    number: int
    character: str
    speaks: bool
    first_scene: int
    last_scene: int


def members(structure: Mapping[str, list[Mapping[str, object]]]) -> dict[str, Member]:
    """Return the cast by name, with its numbers.

    Parameters
    ----------
    structure
        The result of the structure analysis. A table of the cast without numbers is numbered from
        its first row on.
    """
    found: dict[str, Member] = {}
    for at, row in enumerate(structure["cast"], 1):
        name = str(row["character"])
        number, first, last = row.get("number", at), row["first_scene"], row["last_scene"]
        speaks = bool(row.get("speaks", row["speaking_scenes"]))
        if isinstance(number, int) and isinstance(first, int) and isinstance(last, int):
            found[name] = Member(number, name, speaks, first, last)
    return found


def cast_of_scenes(
    structure: Mapping[str, list[Mapping[str, object]]], cast: Mapping[str, Member]
) -> dict[int, list[Member]]:
    """Return the members of the cast who are in each scene, by number."""
    found: dict[int, list[Member]] = {}
    for row in structure["cast_grid"]:
        member = cast.get(str(row["character"]))
        scene = row["scene"]
        if isinstance(scene, int) and member is not None:
            found.setdefault(scene, []).append(member)
    return {scene: sorted(own) for scene, own in found.items()}


def scene_sheets(
    scenes: Iterable[SceneRow],
    tags: Iterable[TagRow],
    structure: Mapping[str, list[Mapping[str, object]]],
    present: Mapping[int, Sequence[Member]],
) -> list[SceneSheetRow]:
    """Return a sheet for each scene with a heading.

    Parameters
    ----------
    scenes
        Basic's rows.
    tags
        The tags of all scenes, suggestions included.
    structure
        The result of the structure analysis: synopses, and story days where it has them.
    present
        Who is in each scene.
    """
    by_scene: dict[int, dict[str, list[str]]] = {}
    for tag in tags:
        names = by_scene.setdefault(tag["scene"], {}).setdefault(tag["category"], [])
        if tag["name"] not in names:
            names.append(tag["name"])
    days = {row["scene"]: row["story_day"] for row in structure.get("story_days", ())}
    lines = {row["scene"]: row["synopsis"] or row.get("opening") for row in structure["one_liner"]}
    sheets: list[SceneSheetRow] = []
    for scene in scenes:
        if not scene["heading"]:
            continue
        number = scene["scene"]
        line = lines.get(number)
        sheets.append(
            {
                **_head(scene, present.get(number, ()), days.get(number)),
                **_elements(by_scene.get(number, {})),
                "synopsis": " ".join(str(line).split()) if line else None,
            }
        )
    return sheets


def _head(scene: SceneRow, cast: Sequence[Member], day: object) -> SheetHead:
    return {
        "scene": scene["scene"],
        "number": scene["number"],
        "heading": scene["heading"],
        "set": set_of(scene),
        "time": scene["light"] or scene["time"],
        "story_day": day if isinstance(day, int) else None,
        "page": scene["page"],
        "eighths": scene["eighths"],
        "cast": [member.number for member in cast],
        "names": [member.character for member in cast],
        "roles": [member.character for member in cast if not member.speaks],
    }


def _elements(elements: Mapping[str, list[str]]) -> SheetElements:
    return {
        "extras": elements.get("extras", []),
        "props": elements.get("props", []),
        "vehicles": elements.get("vehicles", []),
        "animals": elements.get("animals", []),
        "weapons": elements.get("weapons", []),
        "wardrobe": elements.get("wardrobe", []),
        "makeup": elements.get("makeup", []),
        "effects": [name for key in _EFFECTS for name in elements.get(key, ())],
        "stunts": elements.get("stunts", []),
        "sound": elements.get("sound", []),
        "music": elements.get("music", []),
        "set_dressing": elements.get("set_dressing", []),
        "other": _other(elements),
    }


def _other(elements: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the elements without a column of their own; the cast has its numbers."""
    own = {*_SINGLE, *_EFFECTS, "cast"}
    return [
        name
        for category, names in elements.items()
        if category not in own and production_words.is_element(category)
        for name in names
    ]


def set_of(scene: SceneRow) -> str | None:
    """Return the set of a scene as a strip has it: INT. KITCHEN."""
    inside, location = scene["int_ext"], scene["location"]
    if location is None or inside is None:
        return location
    return f"{inside.replace('/', './')}. {location}"
