"""The acts: those of the script's own headings, else those between its turning points.

Uses scenes, outline rows and the turning points that were found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.analysis.outline import is_act
from scriptnb.analysis.story import add_known

if TYPE_CHECKING:
    from scriptnb.analysis.input_rows import InputRow
    from scriptnb.analysis.story import Story
    from scriptnb.analysis.structure_rows import ActRow, TurningPointRow

#: How many acts -> the turning points that end all but the last. The change of plans ends the
#: set-up and the major setback the middle; the point of no return divides the middle.
ENDINGS = {
    3: ("Change of Plans", "Major Setback"),
    4: ("Change of Plans", "Point of No Return", "Major Setback"),
}
#: An act between turning points has at least this many scenes.
FEWEST_SCENES = 2
_END = ("end of", "koniec")


def acts(
    story: Story, points: list[TurningPointRow], outline: list[InputRow], count: int = 3
) -> list[ActRow]:
    """Divide a script into acts.

    Parameters
    ----------
    story
        The script.
    points
        Its turning points.
    outline
        Rows of the outline table: act headings, or sections named like one, come before
        turning points.
    count
        3 or 4: how many acts, where no heading defines them.

    Returns
    -------
    list of dict
        One row for each act, none where neither headings nor turning points define any. An act
        between turning points has two scenes or more; its end moves where it would have one.
    """
    if not story.scenes:
        return []
    for kind, source in (("act", "act headings"), ("section", "sections")):
        openings = [row for row in outline if row.get("kind") == kind and _opens(row)]
        # A single one, such as a "PROLOGUE", defines no acts: its end is unknown.
        if len(openings) > 1:
            return _from_headings(story, openings, source)
    return _from_points(story, points, count)


def _opens(row: InputRow) -> bool:
    """Return whether an act starts at this row; a section must be named like an act."""
    text = str(row.get("text") or "")
    return bool(text) and (row["kind"] == "act" or is_act(text)) and not _ends(row)


def _ends(row: InputRow) -> bool:
    return str(row["text"]).strip(' _*<>"').casefold().startswith(_END)


def _from_headings(story: Story, openings: list[InputRow], source: str) -> list[ActRow]:
    """Return acts that each start at a heading and end at the next one."""
    firsts = [_scene_after(story, row) for row in openings]
    rows: list[ActRow] = []
    before = range(firsts[0])
    if any(story.speeches[i] or story.scenes[i]["heading"] != "" for i in before):
        rows.append(_act(story, "before the first act", 0, firsts[0], source, None))
    else:
        firsts[0] = 0
    for row, first, end in zip(openings, firsts, [*firsts[1:], len(story.scenes)], strict=True):
        name = str(row["text"]).strip(' _*<>".:')
        planned = row.get("pages_planned")
        planned = planned if isinstance(planned, int | float) else None
        rows.append(_act(story, name, first, end, source, planned))
    return rows


def _scene_after(story: Story, row: InputRow) -> int:
    """Return the index of the first scene below a heading, which belongs to the scene before."""
    line, scene = row.get("line"), row.get("scene")
    lines = [each["line"] for each in story.scenes]
    if isinstance(line, int | float) and None not in lines:
        return _first([each is not None and each >= line for each in lines])
    if isinstance(scene, int | float):
        return _first([each["scene"] > scene for each in story.scenes])
    return 0


def _first(matches: list[bool]) -> int:
    """Return the index of the first match, or the number of items where there is none."""
    return matches.index(True) if True in matches else len(matches)


def _from_points(story: Story, points: list[TurningPointRow], count: int) -> list[ActRow]:
    found = {row["turning_point"]: row["scene"] for row in points}
    ends = [found.get(name) for name in ENDINGS[count]]
    if None in ends:
        return []
    index = {row["scene"]: i for i, row in enumerate(story.scenes)}
    cuts = [0, *(index[scene] + 1 for scene in ends if scene is not None), len(story.scenes)]
    if len(story.scenes) < FEWEST_SCENES * count:
        return []
    _widen(cuts)
    return [
        _act(story, f"Act {number}", cuts[number - 1], cuts[number], "turning points", None)
        for number in range(1, count + 1)
    ]


def _widen(cuts: list[int]) -> None:
    """Move the ends of acts so far that each act has the fewest scenes that make one."""
    for at in range(1, len(cuts) - 1):
        cuts[at] = max(cuts[at], cuts[at - 1] + FEWEST_SCENES)
    for at in range(len(cuts) - 2, 0, -1):
        cuts[at] = min(cuts[at], cuts[at + 1] - FEWEST_SCENES)


def _act(
    story: Story, name: str, first: int, end: int, source: str, planned: float | None
) -> ActRow:
    """Return the row of the scenes from ``first`` up to ``end``, which may be none."""
    inside = story.scenes[first:end]
    return {
        "act": name,
        "first_scene": inside[0]["scene"] if inside else None,
        "last_scene": inside[-1]["scene"] if inside else None,
        "share": story.ends[end - 1] - story.starts[first] if inside else 0.0,
        "source": source,
        "scenes": len(inside),
        "minutes": add_known(row["minutes"] for row in inside),
        "pages_planned": planned,
        "first_page": inside[0]["page"] if inside else None,
        "last_page": (inside[-1]["end_page"] or inside[-1]["page"]) if inside else None,
    }
