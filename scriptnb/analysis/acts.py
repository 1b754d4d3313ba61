"""The acts: as the script's own headings part it, else as its turning points do.

Knows scenes, outline rows and turning points; finds no turning point itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.analysis.outline import is_act

if TYPE_CHECKING:
    from scriptnb.analysis.given import Row
    from scriptnb.analysis.story import Story

#: How many acts -> the turning points that end all but the last. The change of plans closes the
#: set-up and the major setback the middle; the point of no return halves it.
ENDINGS = {
    3: ("Change of Plans", "Major Setback"),
    4: ("Change of Plans", "Point of No Return", "Major Setback"),
}
_END = ("end of", "koniec")


def acts(story: Story, points: list[Row], outline: list[Row], count: int = 3) -> list[Row]:
    """Part a script into acts.

    Parameters
    ----------
    story
        The script.
    points
        Its turning points.
    outline
        Rows of the outline table: act headings, or sections that are named like one, are preferred.
    count
        3 or 4: how many acts, where no heading says.

    Returns
    -------
    list of dict
        ``act first_scene last_scene share source`` and the length; ``source`` is "act headings",
        "sections" or "turning points". No row where nothing parts the script.
    """
    if not story.scenes:
        return []
    for kind, source in (("act", "act headings"), ("section", "sections")):
        openings = [row for row in outline if row.get("kind") == kind and _opens(row)]
        # One alone, a "PROLOGUE", parts nothing: where it ends is not said.
        if len(openings) > 1:
            return _from_headings(story, openings, source)
    return _from_points(story, points, count)


def _opens(row: Row) -> bool:
    """Tell whether an act begins here; a section only where it is named like one."""
    text = str(row.get("text") or "")
    return bool(text) and (row["kind"] == "act" or is_act(text)) and not _ends(row)


def _ends(row: Row) -> bool:
    return str(row["text"]).strip(' _*<>"').casefold().startswith(_END)


def _from_headings(story: Story, openings: list[Row], source: str) -> list[Row]:
    """Let each act run from its heading to the next one's."""
    firsts = [_after(story, row) for row in openings]
    rows = []
    before = range(firsts[0])
    if any(story.said[i] or story.scenes[i]["heading"] != "" for i in before):
        rows.append(_act(story, "before the first act", 0, firsts[0], source, None))
    else:
        firsts[0] = 0
    for row, first, end in zip(openings, firsts, [*firsts[1:], len(story.scenes)], strict=True):
        name = str(row["text"]).strip(' _*<>".:')
        rows.append(_act(story, name, first, end, source, row.get("pages_planned")))
    return rows


def _after(story: Story, row: Row) -> int:
    """Find the first scene below a heading; a heading stands in the scene before its act."""
    line, scene = row.get("line"), row.get("scene")
    if line is not None and all(each["line"] is not None for each in story.scenes):
        return next(
            (i for i, each in enumerate(story.scenes) if each["line"] >= line), len(story.scenes)
        )
    if scene is None:
        return 0
    return next(
        (i for i, each in enumerate(story.scenes) if each["scene"] > scene), len(story.scenes)
    )


def _from_points(story: Story, points: list[Row], count: int) -> list[Row]:
    found = {row["turning_point"]: row["scene"] for row in points}
    ends = [found.get(name) for name in ENDINGS[count]]
    if None in ends:
        return []
    index = {row["scene"]: i for i, row in enumerate(story.scenes)}
    cuts = [0, *(index[scene] + 1 for scene in ends if scene is not None), len(story.scenes)]
    return [
        _act(story, f"Act {number}", cuts[number - 1], cuts[number], "turning points", None)
        for number in range(1, count + 1)
    ]


def _act(story: Story, name: str, first: int, end: int, source: str, planned: float | None) -> Row:
    """Make one row; an act heading with no scene under it has an empty act."""
    inside = story.scenes[first:end]
    minutes = [row["minutes"] for row in inside]
    known = all(each is not None for each in minutes)
    return {
        "act": name,
        "first_scene": inside[0]["scene"] if inside else None,
        "last_scene": inside[-1]["scene"] if inside else None,
        "share": story.ends[end - 1] - story.starts[first] if inside else 0.0,
        "source": source,
        "scenes": len(inside),
        "minutes": sum(minutes) if known else None,
        "pages_planned": planned,
        "first_page": inside[0]["page"] if inside else None,
        "last_page": (inside[-1]["end_page"] or inside[-1]["page"]) if inside else None,
    }
