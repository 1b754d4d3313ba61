"""What a production office asks: scenes by place and light, who is needed where, one line a scene.

Knows scenes and who is in them; the author's synopses come from the outline.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scriptnb.analysis.given import Row
    from scriptnb.analysis.story import Story

#: Up to the first full stop that ends no title or initial (``Dr.``, ``Mrs.``, ``J.``).
_SENTENCE = re.compile(r"(.+?(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\bMrs)[.!?…]+[\"'”’)]*)(?:\s|$)")


def breakdown(story: Story) -> list[Row]:
    """Group scenes by location, INT/EXT and time of day; the place with most eighths first.

    Returns
    -------
    list of dict
        ``location int_ext time scenes eighths cast``, with ``minutes`` and the scenes' numbers in
        ``scene_list``. Scenes without a place stand in a row without one.
    """
    groups: dict[tuple[Any, ...], Row] = {}
    size: dict[str | None, float] = {}
    for index, scene in enumerate(story.scenes):
        place = scene["location"]
        folded = place.casefold() if place else None
        size[folded] = size.get(folded, 0) + (scene["eighths"] or 0)
        group = groups.setdefault(
            (folded, scene["int_ext"], scene["time"]),
            {
                "location": place,
                "int_ext": scene["int_ext"],
                "time": scene["time"],
                "scenes": 0,
                "eighths": 0,
                "cast": {},
                "minutes": 0.0,
                "scene_list": [],
            },
        )
        group["scenes"] += 1
        for key in ("eighths", "minutes"):
            group[key] = _plus(group[key], scene[key])
        group["cast"].update(dict.fromkeys(story.cast[index]))
        group["scene_list"].append(scene["scene"])
    order = sorted(groups, key=lambda key: (key[0] is None, -size[key[0]]))
    firsts = {key: i for i, key in reversed(list(enumerate(k[0] for k in order)))}
    order.sort(key=lambda key: firsts[key[0]])
    return [{**groups[key], "cast": list(groups[key]["cast"])} for key in order]


def one_liner(story: Story, outline: list[Row]) -> list[Row]:
    """Make the one-line schedule: a row a scene.

    ``synopsis`` is the author's own (None where there is none); ``opening`` is the first sentence
    of the scene's action.
    """
    synopses: dict[Any, list[str]] = {}
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
        for scene, cast in zip(story.scenes, story.cast, strict=True)
    ]


def _opening(action: str) -> str | None:
    paragraph = " ".join(action.partition("\n\n")[0].split())
    match = _SENTENCE.match(paragraph)
    return (match[1] if match else paragraph) or None


def cast_grid(story: Story) -> list[Row]:
    """List who is in which scene; a scene without anybody has one row without a character."""
    rows: list[Row] = []
    for scene, cast in zip(story.scenes, story.cast, strict=True):
        there: list[str | None] = [*cast] if cast else [None]
        rows += [{"scene": scene["scene"], "character": name} for name in there]
    return rows


def cast(story: Story) -> list[Row]:
    """Sum up what each character is needed for, most eighths first.

    Returns
    -------
    list of dict
        Scenes, those of them in which the character speaks, length, first and last scene, places,
        pages, and ``idle``: scenes between the first and the last without the character.
    """
    there: dict[str, list[int]] = {name: [] for name in story.words}
    for index, names in enumerate(story.cast):
        for name in names:
            there[name].append(index)
    rows = []
    for name, scenes in there.items():
        if not scenes:
            continue
        inside = [story.scenes[i] for i in scenes]
        rows.append(
            {
                "character": name,
                "scenes": len(scenes),
                "speaking_scenes": sum(name in story.speakers[i] for i in scenes),
                "eighths": _total(inside, "eighths"),
                "minutes": _total(inside, "minutes"),
                "first_scene": inside[0]["scene"],
                "last_scene": inside[-1]["scene"],
                "idle": scenes[-1] - scenes[0] + 1 - len(scenes),
                "locations": list(
                    dict.fromkeys(row["location"] for row in inside if row["location"])
                ),
                "pages": _pages(inside),
            }
        )
    rows.sort(key=lambda row: -(row["eighths"] or row["scenes"]))
    return rows


def _pages(scenes: list[Row]) -> list[int]:
    """List the pages that scenes touch."""
    pages: set[int] = set()
    for row in scenes:
        if row["page"] is not None:
            pages.update(range(row["page"], (row["end_page"] or row["page"]) + 1))
    return sorted(pages)


def _plus(total: float | None, value: float | None) -> float | None:
    """Add lengths: what holds an unknown one is unknown."""
    return None if total is None or value is None else total + value


def _total(scenes: list[Row], key: str) -> Any:
    values = [row[key] for row in scenes]
    return None if None in values else sum(values)
