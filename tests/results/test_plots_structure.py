"""Plots of structure and sentiment: each draws the values of its table and describes them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from scriptnb.results import plots
from scriptnb.results.result import Result, analyze

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAMES = (
    "words_by_scene", "presence", "network", "pacing", "ruler", "arc", "emotions", "stream",
    "dialogue_share", "norms", "cast_grid", "stripboard",
)  # fmt: skip
SCENE = """EXT. BEACH {n} - DAY

ANNA
I love this {n} wonderful day!

BEN
It is terrible. I hate it.

@李明 $x_
No.

"""
FILM = "Title: $x^2$ & more\n\n" + "".join(SCENE.format(n=n) for n in range(12))


@pytest.fixture(scope="module")
def film() -> Result:
    return analyze(FILM, "full", format="fountain", language="en")


def words(figure: Figure) -> str:
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    return "\n".join(texts + [text.get_text() for text in figure.texts])


@pytest.mark.parametrize("name", NAMES)
def test_each_plot_renders_with_the_title_of_the_script(film: Result, name: str) -> None:
    figure = getattr(film.plot, name)()
    assert plots.png(figure).startswith(b"\x89PNG")
    assert "$x^2$ & more" in words(figure)
    assert "matplotlib.pyplot" not in sys.modules


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "text", ["\n", "INT. A - DAY\n\nRain.\n", "INT. A - DAY\n\nANN\nHello there.\n"]
)
def test_scripts_of_next_to_nothing_are_drawn_or_explained(name: str, text: str) -> None:
    figure = getattr(analyze(text=text, analysis_type="full", language="en").plot, name)()
    assert plots.png(figure)
    assert words(figure)


@pytest.mark.parametrize("name", ["arc", "emotions", "stream"])
def test_a_language_without_scores_is_named(name: str) -> None:
    text = "INT. DŮM - DEN\n\nANNA\nDobrý den.\n"
    figure = getattr(analyze(text, "full", language="cs").plot, name)()
    assert "this script is Czech" in words(figure).replace("\n", " ")


@pytest.mark.parametrize("name", ["emotions", "stream"])
def test_the_plots_of_emotions_name_the_same_quantity(name: str, film: Result) -> None:
    polish = analyze("WN. DOM - DZIEŃ\n\nANNA\nKocham cię!\n", "sentiment", language="pl")
    for result, neutral in ((film, True), (polish, False)):
        drawn = words(getattr(result.plot, name)()).replace("\n", " ")
        assert "mean calibrated probability of each emotion" in drawn
        assert ("knows no neutral lines" in drawn) != neutral


def test_the_bars_of_the_emotions_are_the_shares_of_the_table(film: Result) -> None:
    figure = film.plot.emotions()
    drawn = [patch.get_width() for patch in figure.axes[0].patches]  # type: ignore[attr-defined]
    table = film.emotions.head(10)
    assert sum(drawn) == pytest.approx(len(table), abs=0.01)
    assert drawn[: len(table)] == pytest.approx(table["share_joy"].tolist())


def test_the_ruler_marks_each_turning_point_with_scene_and_page(film: Result) -> None:
    drawn = words(film.plot.ruler())
    for point in film.turning_points.to_dict("records"):
        assert point["turning_point"] in drawn
        assert f"scene {point['scene']}, page {point['page']}" in drawn


def test_the_shares_of_dialogue_are_those_of_the_table(film: Result) -> None:
    figure = film.plot.dialogue_share()
    bars = [patch.get_width() for patch in figure.axes[0].patches]  # type: ignore[attr-defined]
    assert bars == pytest.approx(film.characters["words_share"].tolist())


def test_the_emotions_of_each_character_fill_the_bar(film: Result) -> None:
    figure = film.plot.emotions()
    assert sum(patch.get_width() for patch in figure.axes[0].patches) == pytest.approx(  # type: ignore[attr-defined]
        len(film.emotions)
    )


def test_structure_alone_has_an_arc_of_its_own() -> None:
    result = analyze(FILM, "structure", format="fountain", language="en")
    assert "arc" not in result.tables
    assert plots.png(result.plot.arc())


def test_a_plot_of_an_analysis_not_asked_for_says_which_has_it() -> None:
    result = analyze(FILM, "basic", format="fountain")
    with pytest.raises(AttributeError, match="structure"):
        result.plot.ruler()
    with pytest.raises(AttributeError, match="sentiment"):
        result.plot.stream()


def test_two_thousand_scenes_are_drawn() -> None:
    text = "".join(f"INT. {n} - DAY\n\nANNA\nHello.\n\nBEN\nYes.\n\n" for n in range(2000))
    result = analyze(text, "structure", format="fountain", language="en")
    for name in ("presence", "network", "pacing", "ruler", "arc"):
        assert plots.png(getattr(result.plot, name)())


def test_the_strips_are_as_long_as_the_scenes_and_days_have_their_pages() -> None:
    result = analyze(FILM, "production", format="fountain", language="en", pages_per_day=1)
    figure = result.plot.stripboard()
    (strips,) = figure.axes[0].collections
    lengths = [path.vertices[:, 0].max() - path.vertices[:, 0].min() for path in strips.get_paths()]
    assert lengths == result.schedule["eighths"].tolist()
    assert len({text for text in words(figure).split("\n") if text.startswith("day ")}) == (
        result.schedule["day"].nunique()
    )
    assert "the first 1 of" in words(result.plot.stripboard(most=1))


def test_the_grid_of_the_cast_counts_scenes(film: Result) -> None:
    figure = film.plot.cast_grid()
    assert "ANNA  12" in words(figure)
    (image,) = figure.axes[0].images
    assert (image.get_array() > 0).sum() == film.cast_grid.to_numpy().sum()
