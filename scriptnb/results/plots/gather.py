"""Plots that need more than whole tables: each prepares what another function here draws.

Their rows in `PLOTS` name no tables, so they take the result or the corpus itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from scriptnb.analysis import measures
from scriptnb.errors import OptionError
from scriptnb.results import format as formats
from scriptnb.results.html import sentiment_note
from scriptnb.results.plots import corpora, feelings

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from matplotlib.figure import Figure

    from scriptnb.results.schema import ResultDict


class Result(Protocol):
    """What is needed of a `scriptnb.results.Result`."""

    @property
    def raw(self) -> ResultDict:
        """The result dict."""
        ...

    @property
    def tables(self) -> list[str]:
        """The names of the tables."""
        ...

    def table(self, name: str) -> pd.DataFrame:
        """Return a table, or raise an `AttributeError` that names the analysis that has it."""
        ...


class Corpus(Protocol):
    """What is needed of a `scriptnb.Corpus`."""

    @property
    def summary(self) -> pd.DataFrame:
        """A row per script, with its measures."""
        ...

    def percentiles(self, script: str) -> pd.DataFrame:
        """Return the place of one script among the others, a row per measure."""
        ...

    def result(self, script: str) -> Result:
        """Return the result of one script."""
        ...

    def __len__(self) -> int: ...


def arc(result: Result, title: str | None = None) -> Figure:
    """Draw the arc of the sentiment analysis, or else the smooth line of the structure."""
    structure = "turning_points" in result.tables
    if "arc" not in result.tables and structure:
        line = result.table("arc_line").rename(columns={"value": "compound"})
    else:
        line = result.table("arc")
    points = result.table("turning_points") if structure else None
    return feelings.arc(line, points, sentiment_note(result.raw), title)


def emotions(
    result: Result, characters: int | Iterable[str] = 10, title: str | None = None
) -> Figure:
    """Draw the emotions of the characters.

    Parameters
    ----------
    result
        A result with the sentiment analysis.
    characters
        How many, who speaks most first, or their names.
    title
        The script's.
    """
    return feelings.emotions(
        result.table("emotions"), characters, sentiment_note(result.raw), title
    )


def stream(result: Result, title: str | None = None) -> Figure:
    """Draw the emotions of the scored speeches; without scores the missing table is an error."""
    if "emotions" not in result.tables:
        result.table("emotions")
    return feelings.stream(result.table("dialogues"), sentiment_note(result.raw), title)


def distribution(corpus: Corpus, measure: str = "minutes", mark: str | None = None) -> Figure:
    """Draw how a measure is distributed, with one script marked.

    Parameters
    ----------
    corpus
        The scripts.
    measure
        A measure of `Corpus.summary` that is a number.
    mark
        The script to mark.

    Raises
    ------
    OptionError
        When the measure is not one of `Corpus.summary`, or is not a number.
    """
    table = _numbers(corpus, measure)
    at: tuple[str, float, float] | None = None
    if mark is not None:
        places = corpus.percentiles(mark).set_index("measure")
        value, percentile = places.loc[[measure], ["value", "percentile"]].to_numpy("float64")[0]
        at = (mark, value, percentile)
    kind = formats.kind_of(measure)
    return corpora.distribution(table[measure], measures.MEASURES[measure], at, kind)


def scatter(
    corpus: Corpus, x: str = "minutes", y: str = "dialogue_share", *, labelled: int = 8
) -> Figure:
    """Draw one measure against another, those far from the rest labelled.

    Parameters
    ----------
    corpus
        The scripts.
    x, y
        Measures of `Corpus.summary` that are numbers.
    labelled
        The most scripts that get a label.
    """
    table = _numbers(corpus, x, y)
    axes = (measures.MEASURES[x], measures.MEASURES[y])
    return corpora.scatter(table["script"].to_list(), table[x], table[y], axes, labelled=labelled)


def arcs(corpus: Corpus, scripts: Iterable[str] | None = None, *, most: int = 24) -> Figure:
    """Draw the sentiment arcs of several scripts as small multiples on one scale.

    Parameters
    ----------
    corpus
        The scripts.
    scripts
        Names of scripts; None means the first ones with a result.
    most
        The most arcs to draw.
    """
    if scripts is None:
        summary = corpus.summary
        chosen = list(summary.loc[summary["error"].isna(), "script"].head(most))
    else:
        chosen = list(dict.fromkeys(scripts))[:most]
    tables = {script: corpus.result(script).table("arc") for script in chosen}
    return corpora.arcs(tables, len(corpus))


def _numbers(corpus: Corpus, *wanted: str) -> pd.DataFrame:
    """Return the named measures of the scripts that have all of them."""
    summary = corpus.summary
    for name in wanted:
        if name not in summary or name in measures.WORDS or name not in measures.MEASURES:
            known = [
                each for each in summary if each in measures.MEASURES and each not in measures.WORDS
            ]
            raise OptionError(f"{name!r} is not a measure; choose one of: {', '.join(known)}")
    return summary[["script", *dict.fromkeys(wanted)]].dropna()
