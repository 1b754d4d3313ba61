"""``corpus.plot``: plots as methods; matplotlib is loaded when one is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.analysis import measures
from scriptnb.errors import OptionError
from scriptnb.results import format as formats

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from matplotlib.figure import Figure

    from scriptnb.corpus.tables import CorpusTables


class CorpusPlots:
    """The plots of a corpus; each call makes a new matplotlib ``Figure``."""

    def __init__(self, corpus: CorpusTables) -> None:
        self._corpus = corpus

    def distribution(self, measure: str = "minutes", mark: str | None = None) -> Figure:
        """Draw how a measure is distributed, with one script marked.

        Parameters
        ----------
        measure
            A measure of `Corpus.summary` that is a number.
        mark
            The script to mark.

        Raises
        ------
        OptionError
            When the measure is not one of `Corpus.summary`, or is not a number.
        """
        from scriptnb.results import plots

        table = self._numbers(measure)
        at: tuple[str, float, float] | None = None
        if mark is not None:
            places = self._corpus.percentiles(mark).set_index("measure")
            value, percentile = places.loc[[measure], ["value", "percentile"]].to_numpy("float64")[
                0
            ]
            at = (mark, value, percentile)
        kind = formats.kind_of(measure)
        return plots.distribution(table[measure], measures.MEASURES[measure], at, kind)

    def scatter(
        self, x: str = "minutes", y: str = "dialogue_share", *, labelled: int = 8
    ) -> Figure:
        """Draw one measure against another, those far from the rest labelled.

        Parameters
        ----------
        x, y
            Measures of `Corpus.summary` that are numbers.
        labelled
            The most scripts that get a label.
        """
        from scriptnb.results import plots

        table = self._numbers(x, y)
        axes = (measures.MEASURES[x], measures.MEASURES[y])
        return plots.scatter(table["script"].to_list(), table[x], table[y], axes, labelled=labelled)

    def arcs(self, scripts: Iterable[str] | None = None, *, most: int = 24) -> Figure:
        """Draw the sentiment arcs of several scripts as small multiples on one scale.

        Parameters
        ----------
        scripts
            Names of scripts; None means the first ones with a result.
        most
            The most arcs to draw.
        """
        from scriptnb.results import plots

        corpus = self._corpus
        if scripts is None:
            summary = corpus.summary
            chosen = list(summary.loc[summary["error"].isna(), "script"].head(most))
        else:
            chosen = list(dict.fromkeys(scripts))[:most]
        arcs = {script: corpus.result(script).table("arc") for script in chosen}
        return plots.arcs(arcs, len(corpus))

    def _numbers(self, *wanted: str) -> pd.DataFrame:
        summary = self._corpus.summary
        for name in wanted:
            if name not in summary or name in measures.WORDS or name not in measures.MEASURES:
                known = [
                    each
                    for each in summary
                    if each in measures.MEASURES and each not in measures.WORDS
                ]
                raise OptionError(f"{name!r} is not a measure; choose one of: {', '.join(known)}")
        return summary[["script", *dict.fromkeys(wanted)]].dropna()

    def __repr__(self) -> str:
        from scriptnb.results import plots

        return plots.names_as_text("corpus")
