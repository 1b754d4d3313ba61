"""Plots of the structure: acts and turning points on a ruler, and the pace by scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator, PercentFormatter

from scriptnb.results import format as formats
from scriptnb.results.plots.base import (
    COLOURS,
    FAINT,
    INK,
    PALE,
    RULE,
    along_script,
    begin,
    beside,
    families,
    fit,
    label,
    message,
    quiet,
    room,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from scriptnb.results.plots.base import Numbers

#: An act narrower than this has no room for its name.
_NARROW = 0.045


def ruler(acts: pd.DataFrame, turning_points: pd.DataFrame, title: str | None = None) -> Figure:
    """Draw the acts on a ruler, and under it each turning point with its range.

    Parameters
    ----------
    acts, turning_points
        The tables of these names.
    title
        The script's.
    """
    heading = "Acts and turning points"
    points = turning_points[turning_points["scene"].notna()]
    if points.empty and acts.empty:
        why = turning_points["evidence"].iloc[0] if len(turning_points) else "no scenes"
        return message(heading, f"Nothing to draw: {why}.", title)
    height = 1.75 + 0.36 * len(points)
    subtitle = "dots: the likeliest scene; bars: where 80% of films have this turning point"
    figure = begin(heading, subtitle if len(points) else "acts, by words", title, height)
    axes = room(figure, 1.5, 0.45, right=0.25)
    axes.set(ylim=(len(points), -1.1), yticks=[])
    _acts(axes, acts)
    for row, point in enumerate(points.to_dict("records")):
        y = row + 0.5
        axes.hlines(y, 0, 1, color=PALE, linewidth=0.8)
        axes.hlines(y, point["low"], point["high"], color=COLOURS[5], linewidth=7, alpha=0.75)
        axes.plot(
            point["position"], y, "o", color=COLOURS[0], markersize=8, markeredgecolor="white"
        )
        label(axes, y, str(point["turning_point"]), 9, INK)
        where = f"scene {point['scene']}"
        if pd.notna(point["page"]):
            where += f", page {point['page']}"
        # On the side with more room.
        right = point["high"] < 0.8
        axes.text(
            point["high"] + 0.012 if right else point["low"] - 0.012, y, where, va="center",
            ha="left" if right else "right", fontsize=8, color=FAINT,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip
    quiet(axes, ("bottom",))
    along_script(axes)
    return figure


def _acts(axes: Axes, acts: pd.DataFrame) -> None:
    """Draw the acts side by side at the top; every other one in a darker tint."""
    at = 0.0
    for number, act in enumerate(acts.to_dict("records")):
        share = float(act["share"])
        tint = "#cfe3f1" if number % 2 else "#e9f2f9"
        axes.barh(-0.55, share, left=at, height=0.72, color=tint, edgecolor="white")
        if share >= _NARROW:
            wide = max(3, int(share * 60))
            axes.text(
                at + share / 2, -0.68, fit(str(act["act"]), wide), ha="center", va="center",
                fontsize=8.5, color=INK, family=families(), parse_math=False,
            )  # fmt: skip
            axes.text(
                at + share / 2, -0.37, formats.number(share, "share"), ha="center", va="center",
                fontsize=7.5, color=FAINT,
            )  # fmt: skip
        at += share
    if len(acts):
        label(axes, -0.55, fit(f"Acts, by {acts['source'].iloc[0]}", 28), 8, FAINT)


def pacing(scenes: pd.DataFrame, stretches: pd.DataFrame, title: str | None = None) -> Figure:
    """Draw the length, tension and share of dialogue of each scene, with smoothed lines.

    Parameters
    ----------
    scenes
        The pacing table.
    stretches
        The slow and fast stretches; may be empty.
    title
        The script's.
    """
    heading = "Pace, scene by scene"
    if scenes.empty:
        return message(heading, "This script has no scenes.", title)
    figure = begin(
        heading, "grey: each scene; lines: smoothed over a tenth of the script", title, 4.9
    )
    position = scenes["position"].to_numpy(float)
    edges = _edges(position)
    parts = (
        ("minutes", "Minutes", "a scene", COLOURS[0]),
        ("tension", "Tension", "of form", COLOURS[4]),
        ("dialogue_ratio", "Talk", "share of words", COLOURS[2]),
    )
    for row, (key, name, more, colour) in enumerate(parts):
        axes = room(figure, 1.4, 0.45 + 1.3 * (2 - row), top=0.68 + 1.3 * row, right=0.25)
        values = scenes[key].to_numpy(float)
        axes.stairs(np.nan_to_num(values), edges, fill=True, color="#c6cdd4", linewidth=0)
        axes.plot(position, scenes[f"{key}_smooth"], color=colour, linewidth=2)
        axes.set_xlim(0, 1)
        top = np.nanmax(values) if np.isfinite(values).any() else 1.0
        axes.set_ylim(0, 1 if key != "minutes" else (top or 1.0) * 1.05)
        quiet(axes, ("bottom",))
        axes.yaxis.set_major_locator(MaxNLocator(nbins=3))
        if key == "dialogue_ratio":
            axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        beside(axes, 0.62, name, 9, colour)
        beside(axes, 0.38, more, 7.5, FAINT)
        if row < 2:
            axes.set_xticklabels([])
        else:
            along_script(axes)
        if row == 0:
            _stretches(axes, stretches)
    return figure


def _edges(position: Numbers) -> Numbers:
    """Return the borders between scenes, from the positions of their middles."""
    edges = [0.0]
    for middle in position:
        edges.append(max(edges[-1], min(1.0, 2 * middle - edges[-1])))
    return np.array(edges)


def _stretches(axes: Axes, stretches: pd.DataFrame) -> None:
    """Mark the slowest and the fastest stretch with their scenes."""
    height = axes.get_ylim()[1]
    for row in stretches[stretches["rank"] == 1].to_dict("records"):
        axes.axvspan(row["low"], row["high"], color=PALE, zorder=0, linewidth=0)
        axes.axvline(row["low"], color=RULE, linewidth=0.6)
        axes.axvline(row["high"], color=RULE, linewidth=0.6)
        right = (row["low"] + row["high"]) / 2 > 0.5
        axes.text(
            row["high"] - 0.004 if right else row["low"] + 0.004, height * 0.98,
            f"{row['kind']}: scenes {row['first_scene']}-{row['last_scene']}",
            ha="right" if right else "left", va="top", fontsize=7.5, color=INK,
        )  # fmt: skip
