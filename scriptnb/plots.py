"""DataFrames -> matplotlib figures that a person reads at a glance; knows no `Result`.

Never pyplot: its state would leak into other cells' figures. Every colour is set here, on an
opaque white ground, so that a figure looks the same in a light and in a dark notebook. Colours
are those of Okabe and Ito, told apart by colour-blind people too.
"""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from scriptnb.errors import OptionError
from scriptnb.screenplay import names

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from matplotlib.axes import Axes

#: Okabe and Ito's palette without its yellow, which is too faint on white.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#000000")
INK = "#1f2328"
FAINT = "#656d76"
RULE = "#d0d7de"
WIDTH = 7.5
DPI = 160
#: With more scenes than this, bars touch: gaps between them would be thinner than a pixel.
_GAPS_UP_TO = 80
#: How much of a character's strip the tallest bar fills.
_STRIP = 0.86
#: The lowest bar, as a share of the tallest.
_FLOOR = 0.025
#: matplotlib's own font, then what systems have for other scripts.
_FONTS = (
    "DejaVu Sans", "Noto Sans CJK SC", "Noto Sans CJK JP", "Hiragino Sans", "PingFang SC",
    "Microsoft YaHei", "Arial Unicode MS", "Noto Sans Devanagari", "Noto Sans Arabic",
)  # fmt: skip


class Plot(Figure):
    """A figure that shows itself in a notebook without pyplot."""

    def _repr_png_(self) -> bytes:
        return png(self)


def png(figure: Figure) -> bytes:
    """Render a figure as PNG on its opaque ground."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, facecolor=figure.get_facecolor())
    return buffer.getvalue()


def words_by_scene(
    scenes: pd.DataFrame,
    dialogues: pd.DataFrame,
    characters: int | Iterable[str] = 6,
    title: str | None = None,
) -> Figure:
    """Draw how many words each main character speaks in each scene, a strip a character.

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
    chosen = _chosen(characters, list(words.index))
    if not chosen:
        return _message("Nobody speaks in this script.", title)
    numbers = scenes["scene"].to_numpy()
    count = int(numbers.max()) if len(numbers) else 1
    by_scene = {
        name: np.bincount(said["scene"], weights=said["words"], minlength=count + 1)[1 : count + 1]
        for name, said in dialogues.groupby("character")
        if name in chosen
    }
    top = max(values.max() for values in by_scene.values())
    for values in by_scene.values():  # a word or two shall still be seen
        values[(values > 0) & (values < top * _FLOOR)] = top * _FLOOR
    height = 1.15 + 0.52 * len(chosen)
    figure = Plot(figsize=(WIDTH, height), facecolor="white")
    said = f"words that each character speaks in each scene; the tallest bar is {top:,.0f} words"
    _write(figure, 1 - 0.2 / height, _titled("Who speaks where", title), 11.5, INK)
    _write(figure, 1 - 0.42 / height, said, 8.5, FAINT)
    # One pair of axes for all strips: axes are what matplotlib is slow to make.
    axes = figure.add_axes((0.225, 0.45 / height, 0.76, 1 - 1.07 / height), facecolor="white")
    axes.set(xlim=(0.4, count + 0.6), ylim=(0, len(chosen)), yticks=[])
    for row, name in enumerate(chosen):
        foot = len(chosen) - 1 - row
        colour = COLOURS[row % len(COLOURS)]
        bars, edges = _bars(by_scene[name], count)
        axes.stairs(
            foot + bars / top * _STRIP, edges, baseline=foot, fill=True, color=colour, linewidth=0
        )
        axes.axhline(foot, color=RULE, linewidth=0.8, zorder=0.5)
        _label(axes, foot + 0.53, _fit(name, 22), 9, INK)
        _label(axes, foot + 0.17, f"{words[name]:,} words", 7.5, FAINT)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(colors=FAINT, labelsize=8, length=3, width=0.6)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=10, integer=True, min_n_ticks=1))
    axes.set_xlabel("scene", fontsize=8.5, color=FAINT, labelpad=2)
    return figure


def _chosen(characters: int | Iterable[str], speaking: list[str]) -> list[str]:
    """Turn a number or names into the names of those who speak."""
    if isinstance(characters, int):
        if not 1 <= characters <= 20:
            raise OptionError(f"characters must be a number from 1 to 20, not {characters}")
        return speaking[:characters]
    known = {names.key(name): name for name in speaking}
    asked = [characters] if isinstance(characters, str) else list(characters)
    if missing := [name for name in asked if names.key(name) not in known]:
        raise OptionError(
            f"nobody called {missing[0]!r} speaks in this script; "
            f"those who speak most: {', '.join(speaking[:10]) or 'nobody'}"
        )
    return list(dict.fromkeys(known[names.key(name)] for name in asked))


def _bars(values: np.ndarray[Any, Any], count: int) -> tuple[np.ndarray[Any, Any], ...]:
    """Lay bars out as one outline (fast for thousands), with gaps where there is room."""
    if count > _GAPS_UP_TO:
        return values, np.arange(count + 1) + 0.5
    edges = np.ravel(
        np.column_stack((np.arange(1, count + 1) - 0.4, np.arange(1, count + 1) + 0.4))
    )
    heights = np.zeros(2 * count - 1)
    heights[::2] = values
    return heights, edges


def _label(axes: Axes, y: float, text: str, size: float, colour: str) -> None:
    """Write a text left of the axes at a height in data."""
    axes.text(
        -0.02, y, text, transform=axes.get_yaxis_transform(), ha="right", va="center",
        fontsize=size, color=colour, family=_families(), parse_math=False,
    )  # fmt: skip


def _message(text: str, title: str | None) -> Figure:
    """Draw a figure that says in words why there is nothing to draw."""
    figure = Plot(figsize=(WIDTH, 1.2), facecolor="white")
    _write(figure, 0.78, _titled("Who speaks where", title), 11.5, INK)
    _write(figure, 0.42, text, 9.5, FAINT)
    return figure


def _write(figure: Figure, y: float, text: str, size: float, colour: str) -> None:
    figure.text(
        0.012,
        y,
        text,
        fontsize=size,
        color=colour,
        va="center",
        family=_families(),
        parse_math=False,
    )


def _titled(what: str, title: str | None) -> str:
    return f"{what} in {_fit(title, 48)}" if title and title.strip() else what


def _fit(text: str, length: int) -> str:
    """Fold a text to one line that fits and that the fonts here can draw."""
    text = " ".join(text.split())
    text = text if len(text) <= length else text[: length - 1].rstrip() + "…"
    drawn = _drawable()
    return "".join(letter if ord(letter) in drawn else "□" for letter in text)


@functools.cache
def _families() -> list[str]:
    there = set(font_manager.get_font_names())
    return [name for name in _FONTS if name in there]


@functools.cache
def _drawable() -> frozenset[int]:
    """Collect the characters that some font here has: matplotlib warns of any other."""
    found: set[int] = set()
    for family in _families():
        path = Path(font_manager.findfont(family))
        found.update(font_manager.get_font(path).get_charmap())
    return frozenset(found)
