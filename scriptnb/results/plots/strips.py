"""The plot of the words that each character speaks in each scene: a strip of bars per character."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scriptnb.results import format as formats
from scriptnb.results.plots.base import (
    COLOURS,
    FAINT,
    INK,
    RULE,
    along_scenes,
    begin,
    chosen,
    fit,
    label,
    message,
    quiet,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from matplotlib.figure import Figure

    from scriptnb.results.plots.base import Numbers

#: With more scenes than this, bars touch: gaps between them would be thinner than a pixel.
_GAPS_UP_TO = 80
#: How much of a character's strip the tallest bar fills.
STRIP = 0.86
#: The lowest bar, as a share of the tallest.
_FLOOR = 0.025
_HEADING = "Who speaks where"


def words_by_scene(
    scenes: pd.DataFrame,
    dialogues: pd.DataFrame,
    characters: int | Iterable[str] = 6,
    title: str | None = None,
) -> Figure:
    """Draw how many words each main character speaks in each scene, in one strip per character.

    Parameters
    ----------
    scenes
        With a column ``scene``.
    dialogues
        With the columns ``scene character words``.
    characters
        How many of those who speak most, or their names.
    title
        The script's.

    Raises
    ------
    OptionError
        When nobody has one of the names, or the number is none of 1 to 20.
    """
    words = dialogues.groupby("character", sort=False)["words"].sum()
    words = words[words > 0].sort_values(ascending=False, kind="stable")
    drawn = chosen(characters, list(words.index))
    if not drawn:
        return message(_HEADING, "Nobody speaks in this script.", title)
    numbers = scenes["scene"].to_numpy()
    count = int(numbers.max()) if len(numbers) else 1
    by_scene = {
        name: np.bincount(spoken["scene"], weights=spoken["words"], minlength=count + 1)[
            1 : count + 1
        ]
        for name, spoken in dialogues.groupby("character")
        if name in drawn
    }
    top = max(values.max() for values in by_scene.values())
    for values in by_scene.values():  # keeps a bar of a word or two visible
        values[(values > 0) & (values < top * _FLOOR)] = top * _FLOOR
    height = 1.15 + 0.52 * len(drawn)
    tallest = f"the tallest bar is {formats.number(round(top))} words"
    subtitle = f"words that each character speaks in each scene; {tallest}"
    figure = begin(_HEADING, subtitle, title, height)
    # One pair of axes for all strips, because matplotlib is slow to make axes.
    axes = figure.add_axes((0.225, 0.45 / height, 0.76, 1 - 1.07 / height), facecolor="white")
    axes.set(xlim=(0.4, count + 0.6), ylim=(0, len(drawn)), yticks=[])
    for row, name in enumerate(drawn):
        foot = len(drawn) - 1 - row
        colour = COLOURS[row % len(COLOURS)]
        bars, edges = _bars(by_scene[name], count)
        axes.stairs(
            foot + bars / top * STRIP, edges, baseline=foot, fill=True, color=colour, linewidth=0
        )
        axes.axhline(foot, color=RULE, linewidth=0.8, zorder=0.5)
        label(axes, foot + 0.53, fit(name, 22), 9, INK)
        label(axes, foot + 0.17, f"{formats.number(words[name])} words", 7.5, FAINT)
    quiet(axes)
    along_scenes(axes)
    return figure


def _bars(values: Numbers, count: int) -> tuple[Numbers, ...]:
    """Return bars as one outline, fast for thousands, with gaps where there is room."""
    if count > _GAPS_UP_TO:
        return values, np.arange(count + 1) + 0.5
    edges = np.ravel(
        np.column_stack((np.arange(1, count + 1) - 0.4, np.arange(1, count + 1) + 0.4))
    )
    heights = np.zeros(2 * count - 1)
    heights[::2] = values
    return heights, edges
