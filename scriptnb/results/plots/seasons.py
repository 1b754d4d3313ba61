"""Plots of a season: who speaks in which episode, shares of the words, the joined arc."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import PercentFormatter

from scriptnb.errors import OptionError
from scriptnb.results import format as formats
from scriptnb.results.plots.base import (
    COLOURS,
    FAINT,
    INK,
    RULE,
    begin,
    families,
    fit,
    message,
    quiet,
    room,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

#: With more episodes than this the grid's cells have no room for numbers, its axis not for names.
_NUMBERS, _NAMES = 16, 24


def season_presence(words: pd.DataFrame, characters: int = 15) -> Figure:
    """Draw how many words each character (a row) speaks in each episode (a column).

    Parameters
    ----------
    words
        The presence table of a season, who speaks most first.
    characters
        How many characters, those with the most words.
    """
    heading = "Who speaks in which episode"
    words = words.head(_counted(characters))
    if words.empty:
        return message(heading, "Nobody speaks in these scripts.", None)
    figure = begin(heading, "words spoken; the darker the more", None, 1.5 + 0.27 * len(words))
    axes = room(figure, 1.75, 0.8)
    values = words.to_numpy(dtype="float64")
    # Colours by the square root, so that low numbers differ visibly.
    shade = np.sqrt(values)
    axes.imshow(shade, aspect="auto", cmap="Blues", vmin=0)
    if len(words.columns) <= _NUMBERS:
        for (row, column), value in np.ndenumerate(values):
            if value:
                dark = shade[row, column] > 0.6 * shade.max()
                axes.text(
                    column, row, formats.number(round(value)), ha="center", va="center", fontsize=7,
                    color="white" if dark else INK,
                )  # fmt: skip
    axes.set_yticks(range(len(words)))
    axes.set_yticklabels([fit(str(name), 24) for name in words.index])
    _name_episodes(axes, [str(name) for name in words.columns])
    quiet(axes)
    axes.tick_params(length=0)
    _as_names(axes.get_yticklabels(), INK)
    return figure


def season_shares(table: pd.DataFrame, characters: int = 6) -> Figure:
    """Draw each episode as one bar of its main characters' shares, the others together.

    Parameters
    ----------
    table
        A row a character, a column an episode, each column's sum 1.
    characters
        How many characters have a colour of their own, those with the most words.
    """
    most = _counted(characters)
    heading = "Shares of the spoken words, by episode"
    if table.empty:
        return message(heading, "Nobody speaks in these scripts.", None)
    figure = begin(heading, "who speaks most in the season stands at the bottom", None, 4.0)
    axes = room(figure, 0.6, 0.8, right=1.85)
    foot = np.zeros(len(table.columns))
    for place, (name, row) in enumerate(table.head(most).iterrows()):
        values = row.fillna(0).to_numpy(dtype="float64")
        axes.bar(
            range(len(values)), values, bottom=foot, width=0.8, linewidth=0,
            color=COLOURS[place % len(COLOURS)], alpha=1 if place < len(COLOURS) else 0.5,
            label=fit(str(name), 22),
        )  # fmt: skip
        foot = foot + values
    rest = np.clip(table.fillna(0).sum().to_numpy(dtype="float64") - foot, 0, None)
    if rest.sum() > 1e-9:
        axes.bar(range(len(rest)), rest, bottom=foot, width=0.8, color=RULE, label="all others")
    axes.set(ylim=(0, 1))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    _name_episodes(axes, [str(name) for name in table.columns])
    quiet(axes, ("bottom",))
    # The legend in the order of the bars, from top to bottom.
    legend = axes.legend(
        loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, reverse=True, fontsize=8
    )
    _as_names(legend.get_texts(), INK)
    return figure


def season_arc(arc: pd.DataFrame, episodes: pd.DataFrame) -> Figure:
    """Draw the episodes' arcs one after the other, each as wide as its episode is long.

    Parameters
    ----------
    arc
        ``episode position compound smooth``.
    episodes
        ``episode script start end``.
    """
    heading = "Sentiment through the season"
    if arc.empty:
        return message(heading, "Nothing to draw: sentiment was not asked for.", None)
    figure = begin(heading, "each episode as wide as it is long", None, 3.4)
    axes = room(figure, 0.75, 0.8)
    for row in episodes.to_dict("records"):
        part = arc[arc["episode"] == row["episode"]]
        axes.plot(part["position"], part["compound"], color=COLOURS[0], alpha=0.25, linewidth=0.8)
        axes.plot(part["position"], part["smooth"], color=COLOURS[0], linewidth=1.6)
        if row["start"] > 0:
            axes.axvline(row["start"], color=RULE, linewidth=1)
    axes.axhline(0, color=FAINT, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.set(xlim=(0, 1))
    middles = ((episodes["start"] + episodes["end"]) / 2).to_list()
    _name_episodes(axes, episodes["script"].to_list(), middles)
    axes.set_ylabel("sentiment", fontsize=8.5, color=FAINT)
    quiet(axes, ("left", "bottom"))
    return figure


def _counted(characters: int) -> int:
    if not 1 <= characters <= 40:
        raise OptionError(f"characters must be a number from 1 to 40, not {characters}")
    return characters


def _name_episodes(
    axes: Axes, scripts: Sequence[str], places: Sequence[float] | None = None
) -> None:
    """Name the episodes below the axes, every n-th where there are many."""
    at: Sequence[float] = range(len(scripts)) if places is None else places
    every = max(1, -(-len(scripts) // _NAMES))
    axes.set_xticks(at[::every])
    axes.set_xticklabels(
        [fit(name, 14) for name in scripts[::every]], rotation=30, ha="right",
        rotation_mode="anchor",
    )  # fmt: skip
    _as_names(axes.get_xticklabels(), FAINT)


def _as_names(texts: Sequence[Text], colour: str) -> None:
    """Draw texts that come from scripts: in a font that has their letters, never as a formula."""
    for text in texts:
        text.set_fontfamily(families())
        text.set_parse_math(False)
        text.set_fontsize(7.5)
        text.set_color(colour)
