"""What all plots share: the figure, its colours and its texts. Draws no data.

Never pyplot: its state would leak into other cells' figures. Every colour is set here, on an
opaque white ground, so that a figure looks the same in a light and in a dark notebook. Colours
are those of Okabe and Ito, which colour-blind people can distinguish.
"""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from scriptnb.errors import OptionError
from scriptnb.results.plots.settings import safe_settings
from scriptnb.screenplay import names

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

    #: An array of integers or floats.
    Numbers: TypeAlias = np.ndarray[Any, np.dtype[Any]]

#: Okabe and Ito's palette without its yellow, which is too faint on white.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#000000")
INK = "#1f2328"
FAINT = "#656d76"
RULE = "#d0d7de"
PALE = "#e4e8ec"
WIDTH = 7.5
DPI = 160
#: matplotlib's own font, then what systems have for other scripts.
_FONTS = (
    "DejaVu Sans", "Noto Sans CJK SC", "Noto Sans CJK JP", "Hiragino Sans", "PingFang SC",
    "Microsoft YaHei", "Arial Unicode MS", "Noto Sans Devanagari", "Noto Sans Arabic",
)  # fmt: skip


class Plot(Figure):
    """A figure that a notebook displays without pyplot."""

    def _repr_png_(self) -> bytes:
        return png(self)

    def draw(self, renderer: RendererBase) -> None:
        """Draw the figure; matplotlib makes some of its texts only now."""
        with safe_settings():
            super().draw(renderer)


def png(figure: Figure) -> bytes:
    """Render a figure as PNG on its opaque ground."""
    buffer = io.BytesIO()
    with safe_settings():
        figure.savefig(buffer, format="png", dpi=DPI, facecolor=figure.get_facecolor())
    return buffer.getvalue()


def begin(heading: str, subtitle: str, title: str | None, height: float) -> Plot:
    """Make a figure with its heading and, under it, a sentence that describes what is drawn.

    Parameters
    ----------
    heading
        The plot's name in plain words.
    subtitle
        How to read it.
    title
        The script's.
    height
        In inches.
    """
    figure = Plot(figsize=(WIDTH, height), facecolor="white")
    write(figure, 1 - 0.2 / height, titled(heading, title), 11.5, INK)
    write(figure, 1 - 0.42 / height, subtitle, 8.5, FAINT)
    return figure


def room(figure: Figure, left: float, bottom: float, right: float = 0.2, top: float = 0.62) -> Axes:
    """Add axes with these margins, in inches."""
    width, height = figure.get_size_inches()
    return figure.add_axes(
        (left / width, bottom / height, 1 - (left + right) / width, 1 - (bottom + top) / height),
        facecolor="white",
    )


def quiet(axes: Axes, keep: Iterable[str] = ()) -> None:
    """Remove the frame except for the named sides, and draw the ticks fainter."""
    for side, spine in axes.spines.items():
        spine.set_visible(side in keep)
        spine.set_color(RULE)
    axes.tick_params(colors=FAINT, labelsize=8, length=3, width=0.6)


def along_scenes(axes: Axes) -> None:
    """Label the horizontal axis in scenes."""
    axes.xaxis.set_major_locator(MaxNLocator(nbins=10, integer=True, min_n_ticks=1))
    axes.set_xlabel("scene", fontsize=8.5, color=FAINT, labelpad=2)


def along_script(axes: Axes) -> None:
    """Label the horizontal axis in shares of the script."""
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set_xlabel("share of the script, by words", fontsize=8.5, color=FAINT, labelpad=2)


def by_valence(axes: Axes) -> None:
    """Label the vertical axis: positive above, negative below."""
    for y, text in ((0.94, "positive"), (0.06, "negative")):
        beside(axes, y, text, 8, FAINT)


def beside(axes: Axes, y: float, text: str, size: float, colour: str) -> None:
    """Write a text left of the axes' numbers, at a height in shares of the axes."""
    axes.text(
        -0.075, y, text, transform=axes.transAxes, ha="right", va="center", fontsize=size,
        color=colour,
    )  # fmt: skip


def chosen(characters: int | Iterable[str], speaking: list[str]) -> list[str]:
    """Return the names of the chosen characters, from a number or from names."""
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


def label(axes: Axes, y: float, text: str, size: float, colour: str) -> None:
    """Write a text left of the axes at a height in data."""
    axes.text(
        -0.02, y, text, transform=axes.get_yaxis_transform(), ha="right", va="center",
        fontsize=size, color=colour, family=families(), parse_math=False,
    )  # fmt: skip


def message(heading: str, text: str, title: str | None) -> Plot:
    """Draw a figure with only a text that explains why there is nothing to draw."""
    figure = Plot(figsize=(WIDTH, 1.2), facecolor="white")
    write(figure, 0.78, titled(heading, title), 11.5, INK)
    write(figure, 0.42, text, 9.5, FAINT)
    return figure


def write(figure: Figure, y: float, text: str, size: float, colour: str) -> None:
    """Write a line of text at the left edge, at a height in shares of the figure."""
    figure.text(
        0.012,
        y,
        text,
        fontsize=size,
        color=colour,
        va="center",
        family=families(),
        parse_math=False,
    )


def titled(heading: str, title: str | None) -> str:
    """Return the name of a plot, with the title of the script where it has one."""
    return f"{heading} in {fit(title, 48)}" if title and title.strip() else heading


def fit(text: str, length: int) -> str:
    """Return a text on one line, shortened to a length, with only letters that the fonts have."""
    text = " ".join(text.split())
    text = text if len(text) <= length else text[: length - 1].rstrip() + "…"
    drawn = drawable()
    return "".join(letter if ord(letter) in drawn else "□" for letter in text)


@functools.cache
def families() -> list[str]:
    """Return the installed fonts, in the order of preference."""
    there = set(font_manager.get_font_names())
    return [name for name in _FONTS if name in there]


@functools.cache
def drawable() -> frozenset[int]:
    """Return the characters that an installed font has; matplotlib warns about any other."""
    found: set[int] = set()
    for family in families():
        path = Path(font_manager.findfont(family))
        found.update(font_manager.get_font(path).get_charmap())
    return frozenset(found)
