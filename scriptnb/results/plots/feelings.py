"""Plots of the sentiment analysis: the arc, the emotions by character and along the script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import PercentFormatter

from scriptnb.results import format as formats
from scriptnb.results.plots.base import (
    COLOURS,
    FAINT,
    INK,
    RULE,
    along_script,
    begin,
    by_valence,
    chosen,
    fit,
    label,
    message,
    quiet,
    room,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: The colour of each emotion, the same in every plot.
EMOTION_COLOURS = {
    "joy": "#E69F00",
    "surprise": "#56B4E9",
    "fear": "#CC79A7",
    "sadness": "#0072B2",
    "disgust": "#009E73",
    "anger": "#D55E00",
    "neutral": "#dfe3e8",
}
#: Points of the stream and the width of its window, as a share of the script.
_POINTS = 160
_WINDOW = 0.03


def arc(
    line: pd.DataFrame,
    turning_points: pd.DataFrame | None = None,
    note: str | None = None,
    title: str | None = None,
) -> Figure:
    """Draw the valence of the dialogue along the script with its band.

    Parameters
    ----------
    line
        ``position compound low high``.
    turning_points
        Marked where they are known.
    note
        Why there is no line, where there is none.
    title
        The script's.
    """
    heading = "How it feels along the way"
    if line.empty or not line["compound"].notna().any():
        return message(heading, note or "No feelings were scored: nobody speaks.", title)
    subtitle = "valence of the dialogue, smoothed; the band holds it 95% of the time (bootstrap)"
    figure = begin(heading, subtitle, title, 3.1)
    axes = room(figure, 1.2, 0.45, top=0.85)
    x = line["position"].to_numpy(float)
    low, high = line["low"].to_numpy(float), line["high"].to_numpy(float)
    axes.axhline(0, color=RULE, linewidth=0.8)
    axes.fill_between(x, low, high, color=COLOURS[5], alpha=0.35, linewidth=0)
    axes.plot(x, line["compound"], color=COLOURS[0], linewidth=2)
    if turning_points is not None:
        _mark(axes, turning_points)
    quiet(axes, ("bottom",))
    along_script(axes)
    by_valence(axes)
    return figure


def _mark(axes: Axes, points: pd.DataFrame) -> None:
    """Mark the turning points by dotted lines with their names above."""
    for point in points[points["scene"].notna()].to_dict("records"):
        axes.axvline(point["position"], color=FAINT, linewidth=0.8, linestyle=(0, (2, 2)))
        side = (
            "left" if point["position"] < 0.06 else "right" if point["position"] > 0.9 else "center"
        )
        axes.text(
            point["position"], 1.02, str(point["turning_point"]).replace("Point of ", ""),
            transform=axes.get_xaxis_transform(), ha=side, va="bottom", fontsize=7.5, color=FAINT,
        )  # fmt: skip


#: What is drawn of emotions, everywhere.
_QUANTITY = "mean calibrated probability of each emotion"
_NO_NEUTRAL = "the model knows no neutral lines, so that they are relative"


def emotions(
    table: pd.DataFrame,
    characters: int | Iterable[str] = 10,
    note: str | None = None,
    title: str | None = None,
) -> Figure:
    """Draw the emotions of each character: the mean probabilities over their speeches.

    Parameters
    ----------
    table
        The emotions table, who speaks most first.
    characters
        How many, or their names.
    note
        Why there are no scores, where there are none.
    title
        The script's.
    """
    heading = "Who feels what"
    scored = table[table["share_joy"].notna()] if len(table) else table
    if scored.empty:
        return message(heading, note or "No emotions were scored: nobody speaks.", title)
    drawn = chosen(characters, list(scored["character"]))
    rows = scored.set_index("character").loc[drawn]
    height = 1.5 + 0.3 * len(drawn)
    neutral = bool(rows["share_neutral"].notna().any())
    subtitle = f"{_QUANTITY} over the character's speeches"
    figure = begin(heading, subtitle if neutral else f"{subtitle}; {_NO_NEUTRAL}", title, height)
    axes = room(figure, 1.75, 0.4, top=0.95, right=0.3)
    axes.set(xlim=(0, 1), ylim=(len(drawn), 0), yticks=[])
    at = np.zeros(len(drawn))
    middle = np.arange(len(drawn)) + 0.5
    for name, colour in EMOTION_COLOURS.items():
        if name == "neutral" and not neutral:
            continue
        share = rows[f"share_{name}"].to_numpy(float)
        axes.barh(
            middle, share, left=at, height=0.7, color=colour, label=name, edgecolor="white",
            linewidth=0.5,
        )  # fmt: skip
        at += share
    for row, name in enumerate(drawn):
        label(axes, row + 0.36, fit(name, 22), 9, INK)
        speeches = int(rows["speeches"].iloc[row])
        label(
            axes,
            row + 0.76,
            f"{formats.number(speeches)} speech{'es' if speeches != 1 else ''}",
            7,
            FAINT,
        )
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    quiet(axes)
    _legend(axes)
    return figure


def stream(dialogues: pd.DataFrame, note: str | None = None, title: str | None = None) -> Figure:
    """Draw the six emotions along the script, one on the other.

    Parameters
    ----------
    dialogues
        The scored speeches in order: ``words p_anger ...``.
    note
        Why there are no scores, where there are none.
    title
        The script's.
    """
    heading = "The stream of emotions"
    known = dialogues[dialogues["p_joy"].notna() & (dialogues["words"] > 0)]
    if known.empty:
        return message(heading, note or "No emotions were scored: nobody speaks.", title)
    names = [name for name in EMOTION_COLOURS if name != "neutral"]
    words = known["words"].to_numpy(float)
    at = (np.cumsum(words) - words / 2) / words.sum()
    points = (np.arange(_POINTS) + 0.5) / _POINTS
    window = np.exp(-(((points[:, None] - at) / _WINDOW) ** 2) / 2) + 1e-12
    weights = window * words
    values = (weights @ known[[f"p_{name}" for name in names]].to_numpy(float)) / weights.sum(
        axis=1, keepdims=True
    )
    neutral = bool(known["p_neutral"].notna().any())
    rest = "what is missing to 100% is neutral" if neutral else _NO_NEUTRAL
    subtitle = f"{_QUANTITY} in the dialogue, smoothed; {rest}"
    figure = begin(heading, subtitle, title, 3.5)
    axes = room(figure, 0.6, 0.45, top=0.95)
    axes.stackplot(
        points, values.T, labels=names, colors=[EMOTION_COLOURS[name] for name in names],
        edgecolor="white", linewidth=0.4,
    )  # fmt: skip
    axes.set_ylim(0, float(values.sum(axis=1).max()) * 1.05)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    quiet(axes, ("bottom",))
    along_script(axes)
    axes.set_xlabel("share of the dialogue, by words", fontsize=8.5, color=FAINT, labelpad=2)
    _legend(axes)
    return figure


def _legend(axes: Axes) -> None:
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=7, frameon=False, fontsize=8,
        labelcolor=INK, handlelength=1, handleheight=1, columnspacing=1.2, handletextpad=0.4,
        borderaxespad=0.2,
    )  # fmt: skip
