"""Finds the script's lines that a row of a table refers to: by scene, line or character.

Uses only the names of the columns, so that it also works for tables of registered analyses. Knows
no page and no widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from scriptnb.notebook.messages import TableRow
    from scriptnb.results.result import Result

#: Columns that refer to lines; one of them is enough.
KEYS = (
    "scene",
    "line",
    "scene_list",
    "from_scene",
    "character",
    "speaker",
    "target",
    "first_scene",
)


@dataclass(frozen=True, slots=True)
class RowLines:
    """The lines that one row refers to."""

    #: A description, such as the scene's heading.
    title: str
    #: As `Result.lines` returns them; for two drafts with ``change`` and both line numbers.
    lines: pd.DataFrame
    #: The first and last line that the row itself gives, None where it gives none.
    marked: tuple[int, int] | None = None


def refers_to_lines(columns: Iterable[object]) -> bool:
    """Return whether rows of a table with these columns refer to lines.

    Examples
    --------
    >>> refers_to_lines(["scene", "minutes"]), refers_to_lines(["position", "compound"])
    (True, False)
    """
    return not set(KEYS).isdisjoint(columns)


def find(result: Result, row: TableRow) -> RowLines | None:
    """Return the lines of a row, None where it names neither scene nor line nor character.

    Parameters
    ----------
    result
        The result that has the script's lines.
    row
        Column and value of each cell.
    """
    line = whole(row.get("line"))
    scenes = _scenes(result, row, line)
    if scenes:
        found = result.lines(scene=scenes)
        marked = None if line is None else (line, whole(row.get("end_line")) or line)
        return RowLines(_title(result, scenes), found, marked)
    who = row.get("character") or row.get("speaker")
    if isinstance(who, str) and "target" not in row:
        return RowLines(f"What {who} says", result.lines(character=who))
    first, last = whole(row.get("first_scene")), whole(row.get("last_scene"))
    if first is None or last is None:
        return None
    scenes = list(range(first, last + 1))
    return RowLines(_title(result, scenes), result.lines(scene=scenes))


def whole(value: object) -> int | None:
    """Return a whole number in whatever type pandas has it, None for everything else.

    Examples
    --------
    >>> whole(3.0), whole(float("nan")), whole(None), whole("3")
    (3, None, None, None)
    """
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return int(number) if not isinstance(value, str) and number.is_integer() else None


def _scenes(result: Result, row: TableRow, line: int | None) -> list[int]:
    if (scene := whole(row.get("scene"))) is not None:
        return [scene]
    rows = result.raw.get("scenes") or ()
    if line is not None:
        return [each["scene"] for each in rows if each["line"] <= line <= each["end_line"]]
    for name in ("scene_list", "scenes"):
        if isinstance(listed := row.get(name), list):
            return [number for each in listed if (number := whole(each)) is not None]
    first, last = whole(row.get("from_scene")), whole(row.get("to_scene"))
    if first is not None and last is not None:
        return list(range(first, last + 1))
    pair = {row.get("source"), row.get("target")}
    if None not in pair:
        return [each["scene"] for each in rows if pair <= set(each.get("characters") or ())]
    return []


def _title(result: Result, scenes: list[int]) -> str:
    if len(scenes) > 1:
        consecutive = scenes == list(range(scenes[0], scenes[-1] + 1))
        if consecutive:
            return f"Scenes {scenes[0]:,} to {scenes[-1]:,}"
        return f"{len(scenes):,} scenes: {', '.join(map(str, scenes[:12]))}" + (
            ", …" if len(scenes) > 12 else ""
        )
    rows = result.raw.get("scenes") or ()
    heading = next((each["heading"] for each in rows if each["scene"] == scenes[0]), "")
    return f"Scene {scenes[0]:,}: {heading}" if heading else f"Scene {scenes[0]:,}"
