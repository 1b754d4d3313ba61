"""Plots of a corpus: the distribution of a measure, two measures, arcs side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from scriptnb.results import format as formats
from scriptnb.results.plots.base import (
    COLOURS,
    FAINT,
    INK,
    PALE,
    RULE,
    begin,
    families,
    fit,
    message,
    quiet,
    room,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from scriptnb.results.plots.base import Numbers

_MARK = COLOURS[4]
#: Robust standard deviations from the middle at which a point is far from the rest.
_FAR = 2.5
#: The height of a line of small text and the width of one of its letters, in points (1/72 inch).
_LINE, _LETTER = 9.0, 4.4


def distribution(
    values: pd.Series[float],
    measure: str,
    mark: tuple[str, float, float] | None = None,
    kind: formats.Kind = "number",
) -> Figure:
    """Draw a histogram with its middle half and its median, and mark one script.

    Parameters
    ----------
    values
        One number per script.
    measure
        The name of the measure, as people read it.
    mark
        A script's name, its value and its percentile.
    kind
        How the numbers are written.
    """
    heading = f"{_capitalised(measure)}: {_counted(len(values))}"
    numbers = values.to_numpy(dtype="float64")
    if not len(numbers):
        return message(heading, "Nothing to draw: no script has it.", None)
    lower, median, upper = np.quantile(numbers, [0.25, 0.5, 0.75])
    sentence = f"dashed: the median, {_as_text(median, kind)}; grey: the middle half of the scripts"
    figure = begin(heading, sentence, None, 3.2)
    axes = room(figure, 0.65, 0.5)
    axes.hist(
        numbers, bins=min(40, max(5, int(np.sqrt(len(numbers)) * 1.5))), color=COLOURS[0],
        alpha=0.75, linewidth=0,
    )  # fmt: skip
    axes.axvspan(lower, upper, color=PALE, zorder=0, linewidth=0)
    axes.axvline(median, color=FAINT, linewidth=1, linestyle=(0, (4, 3)))
    if mark is not None and np.isfinite(mark[1]):
        script, value, percentile = mark
        place = (
            f", above {formats.number(percentile / 100, 'share')} of the others"
            if np.isfinite(percentile)
            else ""
        )
        _mark(
            axes, value, f"{fit(script, 40)}: {_as_text(value, kind)}{place}",
            middle=(numbers.min() + numbers.max()) / 2,
        )  # fmt: skip
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.set_ylabel("scripts", fontsize=8.5, color=FAINT)
    axes.set_xlabel(measure, fontsize=8.5, color=FAINT)
    quiet(axes, ("bottom",))
    return figure


def _mark(axes: Axes, value: float, text: str, middle: float) -> None:
    """Draw a line at a value, with a text on the side that has more space."""
    axes.axvline(value, color=_MARK, linewidth=2)
    axes.text(
        value, 0.99, f"  {text}  ",
        transform=axes.get_xaxis_transform(), fontsize=8.5, color=_MARK, va="top",
        ha="right" if value > middle else "left", family=families(), parse_math=False,
        bbox={"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 1},
    )  # fmt: skip


def scatter(
    scripts: Sequence[str],
    x: pd.Series[float],
    y: pd.Series[float],
    axis_labels: tuple[str, str],
    *,
    labelled: int = 8,
) -> Figure:
    """Draw one point per script, and label those farthest from the rest.

    Parameters
    ----------
    scripts
        The name of each point.
    x, y
        Its coordinates.
    axis_labels
        The names of x and y, as people read them.
    labelled
        The most names.
    """
    heading = _capitalised(axis_labels[1])
    if not scripts:
        return message(heading, "Nothing to draw: no script has both.", None)
    points = np.column_stack((x.to_numpy(dtype="float64"), y.to_numpy(dtype="float64")))
    named = outliers(points, labelled)
    sentence = f"each point one of {_counted(len(scripts))}"
    figure = begin(
        heading,
        f"{sentence}; named: those farthest from the rest" if named else sentence,
        None,
        4.4,
    )
    axes = room(figure, 0.75, 0.5)
    size = 26 if len(scripts) < 200 else 9
    axes.scatter(points[:, 0], points[:, 1], s=size, color=COLOURS[0], alpha=0.6, linewidths=0)
    axes.margins(0.1)
    _name_points(axes, points, [(place, scripts[place]) for place in named])
    axes.set_xlabel(axis_labels[0], fontsize=8.5, color=FAINT)
    axes.set_ylabel(axis_labels[1], fontsize=8.5, color=FAINT)
    quiet(axes, ("left", "bottom"))
    return figure


def _name_points(axes: Axes, points: Numbers, named: Sequence[tuple[int, str]]) -> None:
    """Write labels beside points: points at one place share a label, and none leaves the axes."""
    left, right = axes.get_xlim()
    scale = 72 / axes.figure.dpi
    placed: list[tuple[Numbers, int, list[str]]] = []
    for place, name in named:
        at = axes.transData.transform(points[place]) * scale
        near = next((each for each in placed if (np.abs(each[0] - at) < _LINE).all()), None)
        if near is None:
            placed.append((at, place, [name]))
        else:
            near[2].append(name)
    rows: list[tuple[float, float, float]] = []
    for at, place, names in placed:
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        text = f"{fit(names[0], 30)}{more}"
        inward = points[place, 0] > left + 0.65 * (right - left)
        width = len(text) * _LETTER
        start = at[0] - width if inward else at[0]
        taken = any(
            abs(line - at[1]) < _LINE and start < end and first < start + width
            for line, first, end in rows
        )
        rows.append((at[1], start, start + width))
        axes.annotate(
            text, points[place], xytext=(-4 if inward else 4, -4 if taken else 4),
            textcoords="offset points", ha="right" if inward else "left",
            va="top" if taken else "bottom", fontsize=7.5, color=INK, family=families(),
            parse_math=False,
        )  # fmt: skip


def outliers(points: Numbers, most: int) -> list[int]:
    """Find the points that lie far from the rest, farthest first.

    Distance is in robust standard deviations (the median's absolute deviation times 1.4826, as
    for normal data) in each direction. Where there are no more points than names, all are returned.

    Examples
    --------
    >>> outliers(np.array([[1.0, 1.0], [1.1, 0.9], [0.9, 1.1], [9.0, 1.0]] * 2), 1)
    [3]
    """
    if most < 1:
        return []
    middle = np.median(points, axis=0)
    spread = 1.4826 * np.median(np.abs(points - middle), axis=0)
    spread = np.where(spread > 0, spread, points.std(axis=0))
    spread = np.where(spread > 0, spread, 1.0)
    distance = np.hypot(*((points - middle) / spread).T)
    far = 0.0 if len(points) <= most else _FAR
    order = np.argsort(-distance, kind="stable")[:most]
    return [int(place) for place in order if distance[place] >= far]


def arcs(tables: Mapping[str, pd.DataFrame], of: int) -> Figure:
    """Draw sentiment arcs side by side on one scale.

    Parameters
    ----------
    tables
        Name, and ``position compound``, of each script.
    of
        How many scripts there are in all.
    """
    heading = "Sentiment from beginning to end"
    count = len(tables)
    if not count:
        return message(heading, "Nothing to draw: no script has an arc.", None)
    rows, columns = -(-count // min(4, count)), min(4, count)
    height = 0.95 + 1.15 * rows
    of_all = "" if count == of else f" of {formats.number(of)}"
    scripts = f"{formats.number(count)}{of_all} scripts"
    sentence = f"{scripts} on one scale; above the line positive, below negative"
    figure = begin(heading, sentence, None, height)
    peaks = [float(table["compound"].abs().max()) for table in tables.values()]
    top = max((peak for peak in peaks if peak > 0), default=1.0) * 1.1
    grid = figure.add_gridspec(
        rows, columns, left=0.02, right=0.985, top=1 - 0.85 / height, bottom=0.12 / height,
        hspace=0.45, wspace=0.1,
    )  # fmt: skip
    for place, (name, table) in enumerate(tables.items()):
        axes = figure.add_subplot(grid[place // columns, place % columns], facecolor="white")
        axes.set(xlim=(0, 1), ylim=(-top, top), xticks=[], yticks=[])
        quiet(axes)
        axes.axhline(0, color=RULE, linewidth=0.8)
        x, y = table["position"].to_numpy(), table["compound"].to_numpy(dtype="float64")
        axes.fill_between(x, 0, y, where=y >= 0, color=COLOURS[2], alpha=0.35, linewidth=0)
        axes.fill_between(x, 0, y, where=y < 0, color=COLOURS[4], alpha=0.35, linewidth=0)
        axes.plot(x, y, color=INK, linewidth=0.9)
        if np.isnan(y).all():
            axes.text(0.5, top * 0.15, "not known", ha="center", fontsize=7.5, color=FAINT)
        axes.text(
            0, 1.03, fit(name, 28), transform=axes.transAxes, fontsize=7.5, color=INK,
            va="bottom", family=families(), parse_math=False,
        )  # fmt: skip
    return figure


def _counted(count: int) -> str:
    return f"{formats.number(count)} {'script' if count == 1 else 'scripts'}"


def _as_text(value: float, kind: formats.Kind) -> str:
    """Return a value as text; counts arrive as floats here, and are written as counts."""
    is_count = kind == "number" and float(value).is_integer()
    return formats.number(int(value) if is_count else value, kind)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
