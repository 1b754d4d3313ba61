"""The rows of plots: methods, completion, report and docs derive from them."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from scriptnb.corpus.plotting import CorpusPlots
from scriptnb.corpus.season import SeasonPlots
from scriptnb.results import plots, plotting
from scriptnb.results.comparison import ComparisonPlots
from scriptnb.results.report_sections import PARTS
from scriptnb.results.result import Result, analyze

DOCS = Path(__file__).resolve().parents[2] / "docs" / "features.md"
TEXT = "INT. HALL - DAY\n\nANN\nOne two three.\n\nBEN\nFour.\n"


@pytest.fixture(scope="module")
def result() -> Result:
    return analyze(TEXT, "full", format="fountain", language="en")


def test_the_docs_list_every_plot() -> None:
    listed = re.findall(
        r"^\| `(\w+)\.plot\.(\w+)\(\)` \| (.+) \| (\w+) \|$", DOCS.read_text("utf-8"), re.MULTILINE
    )
    assert listed == [(row.subject, row.name, row.alt, row.analysis) for row in plots.PLOTS]


def test_every_row_is_a_method_of_the_result_and_completes(result: Result) -> None:
    names = {name for name in dir(result.plot) if not name.startswith("_")}
    assert names == set(plots.rows_of("result"))
    for name in names:
        assert isinstance(getattr(result.plot, name)(), Figure)


@pytest.mark.parametrize(
    ("subject", "methods"),
    [("corpus", CorpusPlots), ("season", SeasonPlots), ("comparison", ComparisonPlots)],
)
def test_every_other_plot_has_a_row(subject: plots.Subject, methods: type) -> None:
    assert {name for name in vars(methods) if not name.startswith("_")} == set(
        plots.rows_of(subject)
    )


def test_every_plot_of_a_result_is_in_one_section_of_the_report() -> None:
    drawn = [name for part in PARTS for name in part.pictures]
    assert sorted(drawn) == sorted(plots.rows_of("result"))


def test_a_new_plot_needs_a_function_and_a_row(
    result: Result, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    row = plots.PlotRow(
        "who", "result", "basic", "people.dialogue_share", "who & what", "Pace", ("characters",)
    )
    monkeypatch.setattr(plots, "PLOTS", (*plots.PLOTS, row))
    assert "who" in dir(result.plot)
    assert isinstance(result.plot.who(3), Figure)
    page = result.report(tmp_path / "x.html").read_text("utf-8")
    assert 'alt="who &amp; what"' in page


def test_the_signature_has_what_a_user_may_give(result: Result) -> None:
    def given(name: str) -> str:
        return str(list(inspect.signature(getattr(result.plot, name)).parameters.values()))

    assert "characters" in given("words_by_scene")
    assert "= 6" in given("words_by_scene")
    assert "= 14" in given("network")
    assert given("arc") == given("stream") == given("ruler") == "[]"


def test_a_plot_that_is_none_is_an_error_that_lists_them(result: Result) -> None:
    with pytest.raises(AttributeError, match=r"no plot 'rulers'; plots: arc, dialogue_share"):
        _ = result.plot.rulers


def test_listing_plots_does_not_import_matplotlib() -> None:
    code = (
        "import sys; from scriptnb.results import Result; plot = Result({}).plot; dir(plot);"
        "repr(plot); plot.ruler; assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_plot_is_drawn_of_whatever_has_tables(result: Result) -> None:
    assert isinstance(plotting.Plots(result).dialogue_share(1), Figure)
