"""Plots are figures without pyplot, with a heading, a subtitle and the right bars."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from matplotlib.figure import Figure

from scriptnb.errors import OptionError
from scriptnb.results import plots
from scriptnb.results.plots.strips import STRIP
from scriptnb.results.result import Result, analyze

if TYPE_CHECKING:
    import numpy as np

SCRIPT = """Title: $x^2$ & the \\\\frac of
things

INT. SHED - DAY

ANNA
One two three four five six seven eight nine ten.

BEN
One.

EXT. GARDEN - DAY

$\\\\FRAC{
One two.

@李明
Three.
"""


@pytest.fixture(scope="module")
def result() -> Result:
    return analyze(SCRIPT, format="fountain")


def heights(figure: Figure, row: int) -> np.ndarray:  # type: ignore[type-arg]
    """Read one strip's bars back, as shares of the tallest."""
    data = figure.axes[0].patches[row].get_data()
    bars = data.values - data.baseline
    return bars / STRIP


def words(figure: Figure) -> str:
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    return "\n".join(texts + [text.get_text() for text in figure.texts])


def test_words_by_scene_draws_each_character_who_speaks(result: Result) -> None:
    figure = result.plot.words_by_scene()
    assert isinstance(figure, Figure)
    assert "ANNA" in words(figure)
    assert "10 words" in words(figure)
    assert len(figure.axes[0].patches) == len(result.characters)
    # Anna speaks in the first of two scenes; between bars there is a gap.
    assert heights(figure, 0) == pytest.approx([1, 0, 0])


def test_a_figure_renders_itself_on_an_opaque_white_ground(result: Result) -> None:
    figure = result.plot.words_by_scene()
    assert plots.png(figure).startswith(b"\x89PNG")
    assert figure._repr_png_() == plots.png(figure)  # type: ignore[attr-defined]
    assert figure.get_facecolor() == (1, 1, 1, 1)


def test_a_few_words_are_still_seen_beside_a_thousand() -> None:
    text = f"INT. A - DAY\n\nANNA\n{'word ' * 1000}\n\nINT. B - DAY\n\nANNA\nNo.\n"
    figure = analyze(text, format="fountain").plot.words_by_scene()
    assert heights(figure, 0) == pytest.approx([1, 0, 0.025])


def test_characters_are_chosen_by_number_or_by_name(result: Result) -> None:
    assert len(result.plot.words_by_scene(1).axes[0].patches) == 1
    assert "BEN" in words(result.plot.words_by_scene(["ben"]))
    assert "BEN" in words(result.plot.words_by_scene("Ben"))


@pytest.mark.parametrize("wrong", [0, 21, "NOBODY", ["ANNA", "NOBODY"]])
def test_a_choice_that_cannot_be_drawn_is_one_clear_error(result: Result, wrong: object) -> None:
    with pytest.raises(OptionError):
        result.plot.words_by_scene(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "INT. SHED - DAY\n\nRain.\n"])
def test_a_script_in_which_nobody_speaks_is_drawn_as_a_sentence(text: str) -> None:
    figure = analyze(text=text, format="fountain").plot.words_by_scene()
    assert "Nobody speaks in this script." in words(figure)
    assert plots.png(figure)


def test_two_thousand_scenes_are_one_outline_a_character() -> None:
    text = "".join(f"INT. {n} - DAY\n\nANNA\nHello.\n\n" for n in range(2000))
    figure = analyze(text, format="fountain").plot.words_by_scene()
    assert len(heights(figure, 0)) == 2000
    assert plots.png(figure)


def test_no_plot_loads_pyplot(result: Result) -> None:
    result.plot.words_by_scene()
    assert "matplotlib.pyplot" not in sys.modules


def test_the_plots_name_themselves(result: Result) -> None:
    assert "words_by_scene" in repr(result.plot)
