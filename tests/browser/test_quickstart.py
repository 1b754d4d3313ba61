"""The quickstart notebook, opened in a real JupyterLab and run from top to bottom."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from lab import static_html
from playwright.sync_api import expect

if TYPE_CHECKING:
    from lab import Lab

pytestmark = pytest.mark.browser

QUICKSTART = Path(__file__).resolve().parents[2] / "notebooks" / "quickstart.ipynb"


def test_a_newcomer_runs_all_and_sees_tables_a_plot_and_a_living_panel(lab: Lab) -> None:
    """Every cell of the quickstart works, and the saved file holds the results as static HTML."""
    path = lab.root / "quickstart.ipynb"
    shutil.copy(QUICKSTART, path)
    cells = [
        number
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells)
        if cell.cell_type == "code"
    ]
    lab.open(path)
    lab.command("notebook:clear-all-cell-outputs")
    lab.run_all()
    for number in cells:
        expect(lab.cell(number).locator(".jp-InputPrompt")).to_contain_text("[", timeout=60_000)
    last = lab.cell(cells[-1])
    expect(last.locator(".scriptnb-panel")).to_contain_text("Memory", timeout=60_000)
    asked, plotted = cells[3], cells[6]
    expect(lab.output(asked).locator("table").first).to_be_visible()
    expect(lab.output(asked).locator("img")).to_be_visible()
    expect(lab.output(plotted).locator("img")).to_be_visible()
    for number in cells:
        expect(lab.output(number)).not_to_contain_text("Traceback")
    for theme in ("light", "dark"):
        lab.theme(theme)
        lab.cell(asked).evaluate("(node) => node.scrollIntoView({block: 'start'})")
        lab.shot(f"quickstart-{theme}")
        lab.shot(f"quickstart-card-{theme}", lab.cell(asked))
        lab.shot(f"quickstart-panel-{theme}", last)
    assert "<table" in static_html(lab.save(), 3)
