"""Plots for a production office: the stripboard, and the grid of cast and scenes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import PolyCollection

from scriptnb.results import format as formats
from scriptnb.results.plots.base import (
    COLOURS,
    FAINT,
    INK,
    PALE,
    along_scenes,
    begin,
    families,
    fit,
    label,
    message,
    quiet,
    room,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: The colours of strips, near to those that production boards use, by inside or outside and light.
_STRIPS = {
    ("INT", "DAY"): "#ffffff",
    ("EXT", "DAY"): "#fff1a8",
    ("INT", "NIGHT"): "#b9d3ee",
    ("EXT", "NIGHT"): "#bfe3c0",
}
_UNKNOWN = "#e3e6ea"
#: A strip that is narrower has no room for its number, in inches.
_NARROW = 0.17
#: Days drawn, so that a long schedule stays a picture that can be read.
_MOST_DAYS = 60


def stripboard(schedule: pd.DataFrame, most: int = _MOST_DAYS, title: str | None = None) -> Figure:
    """Draw the scenes in the order of shooting: a row per day, a strip per scene.

    Parameters
    ----------
    schedule
        The table of this name.
    most
        How many days.
    title
        The script's.
    """
    heading = "Stripboard"
    if schedule.empty:
        return message(heading, "This script has no scenes to be shot.", title)
    days = sorted(schedule["day"].unique())
    drawn = schedule[schedule["day"].isin(days[: max(1, most)])]
    subtitle = "white: INT day; yellow: EXT day; blue: INT night; green: EXT night; grey: other"
    if len(days) > most:
        subtitle += f"; the first {most} of {len(days)} days"
    groups = list(drawn.groupby("day", sort=True))
    height = 1.15 + 0.36 * len(groups)
    figure = begin(heading, subtitle, title, height)
    axes = room(figure, 1.35, 0.42)
    widest = max(int(group["eighths"].sum()) for _, group in groups)
    axes.set(xlim=(0, max(widest, 1)), ylim=(len(groups), 0), yticks=[])
    boxes, colours = [], []
    width = figure.get_size_inches()[0] - 1.55
    for row, (day, group) in enumerate(groups):
        total = int(group["eighths"].sum())
        label(axes, row + 0.5, f"day {day}: {formats.eighths(total)} pages", 8.5, INK)
        start = 0
        for strip in group.to_dict("records"):
            end = start + int(strip["eighths"])
            boxes.append(
                [(start, row + 0.08), (end, row + 0.08), (end, row + 0.92), (start, row + 0.92)]
            )
            colours.append(_colour(strip["set"], strip["time"]))
            if (end - start) / max(widest, 1) * width >= _NARROW:
                _number(axes, (start + end) / 2, row + 0.5, strip)
            start = end
    axes.add_collection(
        PolyCollection(boxes, facecolors=colours, edgecolors="#8a939c", linewidths=0.6)
    )
    quiet(axes, ("bottom",))
    axes.set_xlabel("eighths of a page", fontsize=8.5, color=FAINT, labelpad=2)
    return figure


def _colour(place: object, time: object) -> str:
    inside = place.partition(".")[0] if isinstance(place, str) else ""
    return _STRIPS.get((inside, str(time)), _UNKNOWN)


def _number(axes: Axes, x: float, y: float, strip: dict[object, object]) -> None:
    """Write the number of a scene on its strip: as printed, else its place in the script."""
    number = strip["number"]
    text = str(number) if isinstance(number, str) and number else str(strip["scene"])
    axes.text(
        x, y, fit(text, 6), ha="center", va="center", fontsize=7, color=INK, family=families(),
        parse_math=False, clip_on=True,
    )  # fmt: skip


def cast_grid(grid: pd.DataFrame, most: int = 24, title: str | None = None) -> Figure:
    """Draw who is in which scene, speaking or named in the action: a row per character.

    Parameters
    ----------
    grid
        The table of this name: characters down, scenes across.
    most
        How many characters, those with most scenes first.
    title
        The script's.
    """
    heading = "Cast by scene"
    counts = grid.sum(axis=1).sort_values(ascending=False, kind="stable")
    names = list(counts[counts > 0].index[: max(1, most)])
    if not names:
        return message(heading, "Nobody is in a scene of this script.", title)
    height = 1.15 + 0.24 * len(names)
    subtitle = "a filled cell: the character speaks or is named; numbers: how many scenes"
    figure = begin(heading, subtitle, title, height)
    axes = room(figure, 1.75, 0.45)
    cells = grid.loc[names].to_numpy(float)
    scenes = grid.columns.to_numpy()
    axes.imshow(
        np.where(cells > 0, 1.0, np.nan), aspect="auto", interpolation="nearest", cmap="Blues",
        vmin=0, vmax=1.3, extent=(scenes[0] - 0.5, scenes[-1] + 0.5, len(names), 0),
    )  # fmt: skip
    axes.set_yticks([])
    for row, name in enumerate(names):
        if row:
            axes.axhline(row, color=PALE, linewidth=0.6)
        label(axes, row + 0.5, f"{fit(str(name), 20)}  {counts[name]}", 8, INK)
    axes.axvline(scenes[0] - 0.5, color=COLOURS[0], linewidth=0.8)
    quiet(axes, ("bottom",))
    along_scenes(axes)
    return figure
