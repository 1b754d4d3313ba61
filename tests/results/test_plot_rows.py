"""Methods, completion, report and docs of the plots come from the rows of `PLOTS`."""

from __future__ import annotations

import importlib.util
import inspect
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from matplotlib.figure import Figure

import scriptnb
from scriptnb.results import plots, plotting
from scriptnb.results.report_sections import PARTS
from scriptnb.results.result import Result, analyze

if TYPE_CHECKING:
    from types import ModuleType

TEXT = "INT. HALL - DAY\n\nANN\nOne two three.\n\nBEN\nFour.\n"


def writer_of_docs() -> ModuleType:
    path = Path(__file__).with_name("plots_in_docs.py")
    spec = importlib.util.spec_from_file_location("plots_in_docs", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def result() -> Result:
    return analyze(TEXT, "full", format="fountain", language="en")


def test_the_docs_list_every_plot() -> None:
    docs = writer_of_docs()
    page = docs.DOCS.read_text("utf-8")
    assert page == docs.renewed(page), "run .venv/bin/python tests/results/plots_in_docs.py"


def test_every_row_is_a_method_of_the_result_and_completes(result: Result) -> None:
    check_every_row_is_a_method(result.plot, "result")


def test_every_row_is_a_method_of_the_comparison(result: Result) -> None:
    check_every_row_is_a_method(scriptnb.compare(result, result).plot, "comparison")


def check_every_row_is_a_method(plot: plotting.Plots, subject: plots.Subject) -> None:
    names = {name for name in dir(plot) if not name.startswith("_")}
    assert names == set(plots.rows_of(subject))
    for name in names:
        assert isinstance(getattr(plot, name)(), Figure)


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
    assert "| `result.plot.who()` | who & what | basic |" in writer_of_docs().table()


@pytest.mark.parametrize("subject", ["corpus", "season", "comparison"])
def test_a_row_is_a_plot_of_every_other_subject_too(
    subject: plots.Subject, result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = plots.PlotRow("who", subject, "basic", "people.dialogue_share", "x", "", ("characters",))
    monkeypatch.setattr(plots, "PLOTS", (*plots.PLOTS, row))
    plot = plotting.Plots(result, subject)
    assert "who" in dir(plot)
    assert "who" in repr(plot)
    assert isinstance(plot.who(3), Figure)


def test_the_signature_has_what_a_user_may_give(result: Result) -> None:
    def given(name: str) -> str:
        return str(list(inspect.signature(getattr(result.plot, name)).parameters.values()))

    assert "characters" in given("words_by_scene")
    assert "= 6" in given("words_by_scene")
    assert "= 14" in given("network")
    assert given("arc") == given("stream") == given("ruler") == "[]"


def test_the_docstring_describes_what_a_user_may_give(result: Result) -> None:
    described = inspect.getdoc(result.plot.words_by_scene)
    assert described is not None
    assert described.startswith("Draw words that each main character speaks, by scene.")
    assert "characters\n    How many" in described
    assert "Raises" in described
    assert "dialogues" not in described
    assert "title" not in described
    assert inspect.getdoc(result.plot.ruler) == f"Draw {plots.rows_of('result')['ruler'].alt}."


def test_a_plot_that_is_none_is_an_error_that_lists_them(result: Result) -> None:
    with pytest.raises(
        AttributeError, match=r"no plot 'rulers'; plots: arc, cast_grid, dialogue_share"
    ):
        _ = result.plot.rulers


def test_listing_plots_does_not_import_matplotlib() -> None:
    code = (
        "import sys; from scriptnb.results import Result; plot = Result({}).plot; dir(plot);"
        "repr(plot); plot.ruler; assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_plot_is_drawn_of_whatever_has_tables(result: Result) -> None:
    assert isinstance(plotting.Plots(result).dialogue_share(1), Figure)
