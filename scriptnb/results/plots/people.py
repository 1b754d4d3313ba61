"""Plots of the characters: presence, conversations and shares of the spoken words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import PowerNorm
from matplotlib.ticker import PercentFormatter

from scriptnb.results import format as formats
from scriptnb.results.plots.base import (
    COLOURS,
    FAINT,
    INK,
    PALE,
    along_scenes,
    begin,
    chosen,
    families,
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

_NOBODY = "Nobody speaks in this script."


def presence(
    grid: pd.DataFrame, characters: int | Iterable[str] = 12, title: str | None = None
) -> Figure:
    """Draw who speaks in which scene as a heat map: a row per character, a column per scene.

    Parameters
    ----------
    grid
        The presence table: scenes down, characters across, words in the cells.
    characters
        How many of those who speak most, or their names.
    title
        The script's.
    """
    heading = "Who is there"
    words = grid.sum().sort_values(ascending=False, kind="stable")
    drawn = chosen(characters, list(words[words > 0].index))
    if not drawn:
        return message(heading, _NOBODY, title)
    cells = grid[drawn].to_numpy(float).T
    height = 1.2 + 0.27 * len(drawn)
    subtitle = "words that each character speaks in each scene; a white scene is one without them"
    figure = begin(heading, subtitle, title, height)
    axes = room(figure, 1.55, 0.45, right=0.85)
    scenes = grid.index.to_numpy()
    # At least a light colour, so that a single word stays visible beside a thousand.
    shown = np.where(cells > 0, np.maximum(cells, cells.max() * 0.03), np.nan)
    image = axes.imshow(
        shown,
        aspect="auto",
        interpolation="nearest",
        cmap="viridis_r",
        norm=PowerNorm(0.5, 0, cells.max()),
        extent=(scenes[0] - 0.5, scenes[-1] + 0.5, len(drawn), 0),
    )
    axes.set_yticks([])
    for row, name in enumerate(drawn):
        if row:
            axes.axhline(row, color=PALE, linewidth=0.6)
        label(axes, row + 0.5, fit(name, 20), 8.5, INK)
    quiet(axes, ("bottom", "left"))
    along_scenes(axes)
    width, _ = figure.get_size_inches()
    box = axes.get_position()
    bar = figure.colorbar(
        image, cax=figure.add_axes((1 - 0.7 / width, box.y0, 0.12 / width, box.height))
    )
    bar.outline.set_visible(False)
    bar.ax.tick_params(colors=FAINT, labelsize=7.5, length=2, width=0.6)
    bar.ax.set_title("words", fontsize=8, color=FAINT, pad=4)
    return figure


def network(
    pairs: pd.DataFrame,
    characters: pd.DataFrame,
    most: int = 14,
    title: str | None = None,
) -> Figure:
    """Draw who talks with whom: a dot per character, a line per pair that exchanges words.

    Parameters
    ----------
    pairs
        The network table.
    characters
        The characters table: ``character words``, who speaks most first.
    most
        How many of those who speak most.
    title
        The script's.
    """
    heading = "Who talks with whom"
    drawn = characters[characters["words"] > 0].head(most)
    if drawn.empty:
        return message(heading, _NOBODY, title)
    names = list(drawn["character"])
    joined = pairs[
        pairs["source"].isin(names) & pairs["target"].isin(names) & (pairs["exchanges"] > 0)
    ]
    height = 5.4
    subtitle = "dots: words spoken; lines: how often two answer each other, thicker for more often"
    figure = begin(heading, subtitle, title, height)
    axes = room(figure, 0.2, 0.15)
    axes.set(xlim=(-1.9, 1.9), ylim=(-1.28, 1.28), aspect="equal")
    axes.axis("off")
    place = _on_circle(_circle_order(names, joined))
    if len(joined):
        _draw_pairs(axes, joined, place)
    _draw_dots(axes, drawn, place)
    return figure


def _on_circle(names: list[str]) -> dict[str, tuple[float, float]]:
    """Return a place for each name on a circle, clockwise from the top."""
    step = 2 * math.pi / len(names)
    angles = [math.pi / 2 - step * i for i in range(len(names))]
    return {
        name: (math.cos(angle), math.sin(angle)) for name, angle in zip(names, angles, strict=True)
    }


def _draw_pairs(axes: Axes, joined: pd.DataFrame, place: dict[str, tuple[float, float]]) -> None:
    """Draw a line for each pair, thicker and darker for more exchanges."""
    strength = joined["exchanges"].to_numpy(float) / joined["exchanges"].max()
    lines = [(place[a], place[b]) for a, b in zip(joined["source"], joined["target"], strict=True)]
    axes.add_collection(
        LineCollection(
            lines,
            linewidths=(0.5 + 6.5 * strength).tolist(),
            colors=[(0.337, 0.706, 0.914, 0.3 + 0.6 * share) for share in strength],
            capstyle="round",
            zorder=1,
        )
    )


def _draw_dots(axes: Axes, drawn: pd.DataFrame, place: dict[str, tuple[float, float]]) -> None:
    """Draw a dot for each character, larger for more words, with the name outside the circle."""
    top = float(drawn["words"].max())
    for name, words in zip(drawn["character"], drawn["words"], strict=True):
        x, y = place[name]
        axes.scatter(
            [x], [y], s=60 + 900 * words / top, color=COLOURS[0], edgecolor="white", zorder=2
        )
        # Away from the dot, so that no line runs through a name.
        away = 1.07 + 0.11 * math.sqrt(words / top)
        side = "center" if abs(x) < 0.15 else "left" if x > 0 else "right"
        axes.text(
            x * away, y * away, fit(name, 20), fontsize=8.5, color=INK, ha=side, va="center",
            family=families(), parse_math=False, zorder=3,
        )  # fmt: skip


def _circle_order(names: list[str], joined: pd.DataFrame) -> list[str]:
    """Order characters on a circle so that those who often answer each other are neighbours."""
    exchanged: dict[tuple[str, str], int] = {}
    for a, b, n in zip(joined["source"], joined["target"], joined["exchanges"], strict=True):
        exchanged[a, b] = exchanged[b, a] = n
    left = list(names)
    order = [left.pop(0)]
    while left:
        best = max(left, key=lambda name: exchanged.get((order[-1], name), 0))
        left.remove(best)
        order.append(best)
    return order


def dialogue_share(characters: pd.DataFrame, most: int = 10, title: str | None = None) -> Figure:
    """Draw how the spoken words are shared out.

    Parameters
    ----------
    characters
        The characters table: ``character words words_share speeches``, who speaks most first.
    most
        How many have a bar of their own; the others share the last one.
    title
        The script's.
    """
    heading = "Who has the words"
    known = characters[characters["words"] > 0]
    if known.empty:
        return message(heading, _NOBODY, title)
    drawn, others = known.head(most), known.iloc[most:]
    bars = list(
        zip(
            drawn["character"], drawn["words_share"], drawn["words"], drawn["speeches"], strict=True
        )
    )
    if len(others):
        named = f"{len(others)} other{'s' if len(others) > 1 else ''}"
        bars.append(
            (named, others["words_share"].sum(), others["words"].sum(), others["speeches"].sum())
        )
    height = 1.15 + 0.3 * len(bars)
    figure = begin(heading, "share of all spoken words, with words and speeches", title, height)
    axes = room(figure, 1.75, 0.4, right=0.3)
    top = max(share for _, share, _, _ in bars)
    axes.set(xlim=(0, top * 1.5), ylim=(len(bars), 0), yticks=[])
    for row, (name, share, words, speeches) in enumerate(bars):
        colour = FAINT if row == most else COLOURS[0]
        axes.barh(row + 0.5, share, height=0.66, color=colour)
        label(axes, row + 0.5, fit(name, 22), 9, INK)
        axes.text(
            share + top * 0.012,
            row + 0.5,
            f"{formats.number(share, 'share')}   {formats.number(words)} words, "
            f"{formats.number(speeches)} speech{'es' if speeches != 1 else ''}",
            fontsize=7.5,
            color=FAINT,
            va="center",
        )
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    quiet(axes, ("left",))
    return figure
