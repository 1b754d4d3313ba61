"""Breakdown, one-liner and cast grid: what a production office needs of a script.

Uses scenes and who is in them (``present``, a list of names for each scene); the author's
synopses come from the outline.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scriptnb.analysis.story import add_known

if TYPE_CHECKING:
    from scriptnb.analysis.input_rows import InputRow
    from scriptnb.analysis.story import Story
    from scriptnb.analysis.structure_rows import BreakdownRow, CastGridRow, OneLinerRow

#: A first sentence; the full stop of a title or an initial (``Dr.``, ``Mrs.``, ``J.``) ends none.
_SENTENCE = re.compile(r"(.+?(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\bMrs)[.!?…]+[\"'”’)]*)(?:\s|$)")


def breakdown(story: Story, present: list[list[str]]) -> list[BreakdownRow]:
    """Group scenes by location, INT/EXT and time of day; the location with most eighths is first.

    Scenes without a location are in rows without one.
    """
    groups: dict[tuple[str | None, str | None, str | None], BreakdownRow] = {}
    size: dict[str | None, float] = {}
    for scene, cast in zip(story.scenes, present, strict=True):
        location = scene["location"]
        folded = location.casefold() if location else None
        size[folded] = size.get(folded, 0) + (scene["eighths"] or 0)
        group = groups.setdefault(
            (folded, scene["int_ext"], scene["time"]),
            {
                "location": location,
                "int_ext": scene["int_ext"],
                "time": scene["time"],
                "scenes": 0,
                "eighths": 0,
                "cast": [],
                "minutes": 0.0,
                "scene_list": [],
            },
        )
        group["scenes"] += 1
        group["eighths"] = add_known((group["eighths"], scene["eighths"]))
        group["minutes"] = add_known((group["minutes"], scene["minutes"]))
        group["cast"] = list(dict.fromkeys([*group["cast"], *cast]))
        group["scene_list"].append(scene["scene"])
    order = sorted(groups, key=lambda key: (key[0] is None, -size[key[0]]))
    # Locations of equal size must not be mixed: each has the place of its first group.
    first = {key[0]: at for at, key in reversed(list(enumerate(order)))}
    return [groups[key] for key in sorted(order, key=lambda key: first[key[0]])]


def one_liner(story: Story, present: list[list[str]], outline: list[InputRow]) -> list[OneLinerRow]:
    """Return the one-line schedule, one row for each scene."""
    synopses: dict[object, list[str]] = {}
    for row in outline:
        if row.get("kind") == "synopsis" and row.get("text"):
            synopses.setdefault(row.get("scene"), []).append(str(row["text"]))
    return [
        {
            "scene": scene["scene"],
            "number": scene["number"],
            "heading": scene["heading"],
            "page": scene["page"],
            "eighths": scene["eighths"],
            "cast": list(cast),
            "synopsis": " ".join(synopses.get(scene["scene"], ())) or None,
            "opening": _opening(scene["action_text"] or ""),
        }
        for scene, cast in zip(story.scenes, present, strict=True)
    ]


def _opening(action: str) -> str | None:
    paragraph = " ".join(action.partition("\n\n")[0].split())
    match = _SENTENCE.match(paragraph)
    return (match[1] if match else paragraph) or None


def cast_grid(story: Story, present: list[list[str]]) -> list[CastGridRow]:
    """Return a row for each character in each scene, and one for a scene without anybody."""
    return [
        {"scene": scene["scene"], "character": name}
        for scene, cast in zip(story.scenes, present, strict=True)
        for name in (cast or (None,))
    ]
