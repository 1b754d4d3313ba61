"""The plots: functions that take DataFrames and return matplotlib figures, and the list of them.

A plot is one function in a module of this folder and one row in `PLOTS`. Its method
(``result.plot.ruler()``), completion, place in the report and line in the docs come from the row.
Functions are imported at first use: importing this package does not import matplotlib.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from scriptnb import lazy

if TYPE_CHECKING:
    from scriptnb.results.plots.base import COLOURS as COLOURS
    from scriptnb.results.plots.base import Plot as Plot
    from scriptnb.results.plots.base import png as png

Subject = Literal["result", "corpus", "season", "comparison"]


class PlotRow(NamedTuple):
    """One plot."""

    #: Its method, such as ``result.plot.ruler``.
    name: str
    #: What has the plot.
    subject: Subject
    #: The analysis that it needs.
    analysis: str
    #: The module of this folder and the function in it.
    function: str
    #: What it shows, as alternative text.
    alt: str
    #: The heading of the report's section that has it.
    section: str = ""
    #: The tables that the function takes first; without any it takes the subject itself.
    tables: tuple[str, ...] = ()


#: Every plot; those of a result in the order of the report.
PLOTS = (
    PlotRow("ruler", "result", "structure", "shape.ruler",
            "acts and turning points along the script, each with its range",
            "Acts and turning points", ("acts", "turning_points")),
    PlotRow("dialogue_share", "result", "basic", "people.dialogue_share",
            "how the spoken words are shared out among the characters",
            "Characters", ("characters",)),
    PlotRow("words_by_scene", "result", "basic", "strips.words_by_scene",
            "words that each main character speaks, by scene",
            "Characters", ("scenes", "dialogues")),
    PlotRow("presence", "result", "structure", "people.presence",
            "who speaks in which scene",
            "Characters", ("presence",)),
    PlotRow("network", "result", "structure", "people.network",
            "who talks with whom, and how often",
            "Who talks with whom", ("network", "characters")),
    PlotRow("pacing", "result", "structure", "shape.pacing",
            "length, tension and talk of each scene",
            "Pace", ("pacing", "stretches")),
    PlotRow("arc", "result", "sentiment", "gather.arc",
            "valence of the dialogue along the script",
            "Feelings"),
    PlotRow("emotions", "result", "sentiment", "gather.emotions",
            "emotions of each main character's speeches",
            "Feelings"),
    PlotRow("stream", "result", "sentiment", "gather.stream",
            "six emotions in the dialogue along the script",
            "Feelings"),
    PlotRow("norms", "result", "structure", "beside.norms",
            "measures of the script among those of other features",
            "Beside other features", ("norms",)),
    PlotRow("cast_grid", "result", "structure", "production.cast_grid",
            "who is in which scene, with or without words",
            "Breakdown", ("cast_grid",)),
    PlotRow("stripboard", "result", "production", "production.stripboard",
            "the scenes as strips in the order of shooting, day by day",
            "Breakdown", ("schedule",)),
    PlotRow("distribution", "corpus", "basic", "gather.distribution",
            "how a measure is distributed over the scripts"),
    PlotRow("scatter", "corpus", "basic", "gather.scatter",
            "one measure against another, a point a script"),
    PlotRow("arcs", "corpus", "sentiment", "gather.arcs",
            "valence of the dialogue along each script"),
    PlotRow("presence", "season", "basic", "seasons.season_presence",
            "words of each main character by episode", tables=("presence",)),
    PlotRow("shares", "season", "basic", "seasons.season_shares",
            "shares of the spoken words by episode", tables=("shares",)),
    PlotRow("arc", "season", "sentiment", "seasons.season_arc",
            "valence of the dialogue along the season", tables=("arc", "episodes")),
    PlotRow("scenes", "comparison", "basic", "two_drafts.drafts",
            "which scene of the earlier draft became which of the later one", tables=("scenes",)),
    PlotRow("arc", "comparison", "sentiment", "two_drafts.two_arcs",
            "valence of the dialogue along both drafts", tables=("arc",)),
)  # fmt: skip


def rows_of(subject: Subject) -> dict[str, PlotRow]:
    """Return the plots of a result, a corpus, a season or a comparison, by their names."""
    return {row.name: row for row in PLOTS if row.subject == subject}


def names_as_text(subject: Subject) -> str:
    """Return the names of the plots, as ``repr`` shows them.

    Examples
    --------
    >>> names_as_text("corpus")
    'plots: arcs, distribution, scatter'
    """
    return f"plots: {', '.join(sorted(rows_of(subject)))}"


_HOME = {"COLOURS": "base", "Plot": "base", "png": "base"}

__all__ = sorted([*_HOME, "PLOTS", "PlotRow", "Subject", "names_as_text", "rows_of"])

__getattr__, __dir__ = lazy.names(__name__, _HOME)
