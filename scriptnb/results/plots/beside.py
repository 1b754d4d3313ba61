"""The plot of a script beside other features: the percentile of each of its measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import FuncFormatter

from scriptnb.results.norms import number as as_text
from scriptnb.results.plots.base import (
    COLOURS,
    FAINT,
    INK,
    PALE,
    begin,
    label,
    message,
    quiet,
    room,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_HEADING = "Beside other features"
#: The typical range, in percentiles.
_TYPICAL = (10, 90)


def norms(table: pd.DataFrame, title: str | None = None) -> Figure:
    """Draw the percentile of each measure among feature scripts.

    Parameters
    ----------
    table
        The norms: ``measure value percentile typical_low typical_high``; may be empty.
    title
        The script's.
    """
    if table.empty:
        return message(
            _HEADING, "Only English scripts of 70 to 200 pages are compared with others.", title
        )
    height = 1.15 + 0.36 * len(table)
    subtitle = "percentile among features of 2005-2020 that readers liked; grey: four in five"
    figure = begin(_HEADING, subtitle, title, height)
    axes = room(figure, 1.9, 0.4, right=1.5)
    axes.set(xlim=(0, 100), ylim=(len(table), 0), yticks=[])
    rows = table[["measure", "value", "percentile", "typical_low", "typical_high"]]
    for row, (measure, value, percentile, low, high) in enumerate(rows.itertuples(index=False)):
        number, *typical = (as_text(measure, each) for each in (value, low, high))
        axes.barh(row + 0.5, _TYPICAL[1] - _TYPICAL[0], left=_TYPICAL[0], height=0.5, color=PALE)
        axes.plot([percentile], [row + 0.5], "o", color=COLOURS[0], markersize=7, clip_on=False)
        label(axes, row + 0.5, f"{measure.replace('_', ' ')}  {number}", 8.5, INK)
        axes.text(
            1.02, row + 0.5, f"typical {typical[0]} to {typical[1]}", fontsize=7.5, color=FAINT,
            va="center", transform=axes.get_yaxis_transform(),
        )  # fmt: skip
    axes.axvline(50, color="white", linewidth=1)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    quiet(axes, ("bottom",))
    return figure
