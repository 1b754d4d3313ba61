"""Plots are drawn whatever a user has set, and what needs no plot is shown without one."""

from __future__ import annotations

import logging
import threading
import warnings
from typing import TYPE_CHECKING

import matplotlib as mpl
import pytest

from scriptnb.analysis.registry import FULL
from scriptnb.results import plots
from scriptnb.results.comparison import compare
from scriptnb.results.plots.settings import safe_settings
from scriptnb.results.result import Result, analyze

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = "Title: Two $5 & 50% #1_\n\nINT. HALL - DAY\n\nANNA\nYes, I am glad.\n\nBEN\nNo.\n"
#: Settings that break a drawing, move it, or write into the cell.
SETTINGS: list[dict[str, object]] = [
    {"text.usetex": True},
    {"figure.constrained_layout.use": True},
    {"figure.autolayout": True},
    {"font.family": ["No Such Font"]},
    {"font.sans-serif": ["No Such Font"]},
    {"savefig.transparent": True, "savefig.bbox": "tight"},
]


@pytest.fixture(scope="module")
def result() -> Result:
    return analyze(text=TEXT, analysis_type=FULL, language="en")


@pytest.fixture(autouse=True)
def users_settings() -> Iterator[None]:
    with mpl.rc_context():
        yield


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda each: next(iter(each)))
def test_settings_neither_break_nor_move_a_plot(
    result: Result, settings: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    plain = plots.png(result.plot.words_by_scene())
    mpl.rcParams.update(settings)
    with caplog.at_level(logging.WARNING):
        assert plots.png(result.plot.words_by_scene()) == plain
    assert not caplog.records
    assert {name: mpl.rcParams[name] for name in settings} == settings


def test_a_figure_that_a_user_saves_is_drawn_under_the_same_settings(
    result: Result, tmp_path_factory: pytest.TempPathFactory
) -> None:
    mpl.rcParams["text.usetex"] = True
    path = tmp_path_factory.mktemp("saved") / "ruler.png"
    result.plot.ruler().savefig(path)
    assert path.stat().st_size > 1000


def test_warnings_of_drawing_are_ignored_in_the_thread_that_draws_only() -> None:
    found: list[str] = []

    def warn() -> None:
        try:
            warnings.warn("in the other thread", stacklevel=1)
        except UserWarning as error:
            found.append(str(error))

    before = list(warnings.filters)
    with safe_settings():
        warnings.warn("here, where warnings are errors", stacklevel=1)
        other = threading.Thread(target=warn)
        other.start()
        other.join()
    assert found == ["in the other thread"]
    assert list(warnings.filters) == before


def test_a_result_is_shown_without_a_plot_that_cannot_be_drawn(
    result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_figure: object) -> bytes:
        raise RuntimeError("no <canvas>")

    monkeypatch.setattr(plots, "png", fail)
    for shown in (result._repr_html_(), compare(TEXT, f"{TEXT}\nANNA\nNo?\n")._repr_html_()):
        assert "The plot could not be drawn (RuntimeError: no &lt;canvas&gt;)." in shown
        assert "<img" not in shown
        assert "ANNA" in shown
