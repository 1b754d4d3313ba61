"""Which of a script's lines stand behind a row of a table: by its scenes, its line or its name.

Takes a row and a result, and looks at the names of the columns only, so that a table that nobody
here knows has its lines too. Knows no page and no widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from scriptnb.results.result import Result

#: Columns of which any one leads to lines.
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
class Behind:
    """The lines behind one row."""

    #: What they are, in words.
    said: str
    #: As `Result.lines` gives them; of two drafts with ``change`` and both line numbers.
    lines: pd.DataFrame
    #: The first and last line that the row itself names, None where it names none.
    marked: tuple[int, int] | None = None


def leads(columns: Iterable[object]) -> bool:
    """Tell whether the rows of a table with such columns have lines behind them.

    Examples
    --------
    >>> leads(["scene", "minutes"]), leads(["position", "compound"])
    (True, False)
    """
    return not set(KEYS).isdisjoint(columns)


def behind(result: Result, row: Mapping[Any, Any]) -> Behind | None:
    """Find the lines behind a row, None where it names neither scene nor line nor character.

    Parameters
    ----------
    result
        The result that has the script's lines.
    row
        Column and value.
    """
    line = whole(row.get("line"))
    scenes = _scenes(result, row, line)
    if scenes:
        found = result.lines(scene=scenes)
        marked = None if line is None else (line, whole(row.get("end_line")) or line)
        return Behind(_said(result, scenes), found, marked)
    who = row.get("character") or row.get("speaker")
    if isinstance(who, str) and "target" not in row:
        return Behind(f"What {who} says", result.lines(character=who))
    first, last = whole(row.get("first_scene")), whole(row.get("last_scene"))
    if first is None or last is None:
        return None
    scenes = list(range(first, last + 1))
    return Behind(_said(result, scenes), result.lines(scene=scenes))


def whole(value: object) -> int | None:
    """Take a whole number however pandas holds it, None for everything else.

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


def _scenes(result: Result, row: Mapping[Any, Any], line: int | None) -> list[int]:
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


def _said(result: Result, scenes: list[int]) -> str:
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
