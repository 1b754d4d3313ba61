"""Plots of a corpus mark one script, label the outliers and keep one scale."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from scriptnb.errors import OptionError
from scriptnb.results import plots
from scriptnb.results.plots import corpora, seasons

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from matplotlib.figure import Figure

    import scriptnb

    Analyse = Callable[..., scriptnb.Corpus]


def words(figure: Figure) -> str:
    return " ".join(
        [text.get_text() for text in figure.texts]
        + [text.get_text() for axes in figure.axes for text in axes.texts]
    )


def test_a_distribution_marks_one_script_and_says_its_place(analysed: Analyse, shelf: Path) -> None:
    corpus = analysed(shelf, "full")
    said = words(corpus.plot.distribution("words", mark="film 10"))
    assert "film 10: " in said
    assert "above 100% of the others" in said
    assert "median" in said
    with pytest.raises(OptionError, match="'title' is not a measure"):
        corpus.plot.distribution("title")
    assert "film 10.fountain" in words(corpus.plot.scatter("words", "dialogue_share"))
    assert len(corpus.plot.arcs().axes) == 3
    assert len({axes.get_ylim() for axes in corpus.plot.arcs().axes}) == 1
    assert repr(corpus.plot) == "plots: arcs, distribution, scatter"


@pytest.mark.parametrize("subject", ["corpus", "season"])
def test_every_row_is_a_method(subject: plots.Subject, analysed: Analyse, shelf: Path) -> None:
    corpus = analysed(shelf, "full")
    plot = corpus.plot if subject == "corpus" else corpus.season().plot
    names = {name for name in dir(plot) if not name.startswith("_")}
    assert names == set(plots.rows_of(subject))
    for name in names:
        assert plots.png(getattr(plot, name)())


def test_the_plots_have_the_parameters_of_their_functions(analysed: Analyse, shelf: Path) -> None:
    plot = analysed(shelf, "basic").plot
    assert str(inspect.signature(plot.distribution)).startswith("(measure: 'str' = 'minutes', mark")
    assert str(inspect.signature(plot.arcs)).endswith("*, most: 'int' = 24) -> 'Figure'")
    described = inspect.getdoc(plot.scatter)
    assert described is not None
    assert "x, y\n    Measures of `Corpus.summary`" in described


def test_a_scatter_names_only_what_lies_far_from_the_rest() -> None:
    draw = np.random.default_rng(3)
    x, y = pd.Series([*draw.normal(size=99), 12.0]), pd.Series(draw.normal(size=100))
    names = [f"film {number}" for number in range(100)]
    said = words(corpora.scatter(names, x, y, ("x", "y"), labelled=1))
    assert "film 99" in said
    assert "film 9 " not in said


def test_scripts_at_one_place_share_a_name_and_none_leaves_the_figure() -> None:
    x, y = pd.Series([0.0, 1.0, 2.0, 50.0, 50.0]), pd.Series([0.0, 1.0, 0.0, 9.0, 9.0])
    names = ["a", "b", "c", "the same film.pdf", "the same film.fountain"]
    figure = corpora.scatter(names, x, y, ("x", "y"), labelled=2)
    (label,) = figure.axes[0].texts
    assert label.get_text() == "the same film.pdf and 1 more"
    figure.canvas.draw()
    assert label.get_window_extent().x1 <= figure.bbox.x1


def test_a_script_without_an_arc_says_so() -> None:
    known = pd.DataFrame({"position": [0.0, 1.0], "compound": [0.1, 0.3]})
    unknown = known.assign(compound=np.nan)
    first, second = corpora.arcs({"a": known, "b": unknown}, 2).axes
    assert "not known" not in [text.get_text() for text in first.texts]
    assert "not known" in [text.get_text() for text in second.texts]


def test_plots_of_nothing_say_so() -> None:
    empty = pd.Series([], dtype="float64")
    assert "no script has it" in words(corpora.distribution(empty, "minutes"))
    assert "no script has both" in words(corpora.scatter([], empty, empty, ("x", "y")))
    assert "no script has an arc" in words(corpora.arcs({}, 0))
    assert "Nobody speaks" in words(seasons.season_presence(pd.DataFrame()))
    assert "Nobody speaks" in words(seasons.season_shares(pd.DataFrame(), 3))


def test_equal_values_and_strange_names_are_drawn() -> None:
    same = pd.Series([1.0] * 5)
    plots.png(corpora.distribution(same, "minutes", ("a_$x$ 𝔘 \n b", 1.0, float("nan"))))
    plots.png(corpora.scatter(["$a_b$", "漢字𝔘"] * 2 + ["c"], same, same, ("x", "y")))
