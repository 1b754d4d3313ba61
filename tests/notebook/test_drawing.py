"""Whatever fails while a card is drawn: the cell ends, and the card shows what it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import nbformat

    RunCells = Callable[..., nbformat.NotebookNode]

pytestmark = pytest.mark.notebook

LOAD = "%load_ext scriptnb\n"
SCRIPT = "Title: {title}\n\nINT. HALL - DAY\n\nANNA\nYes.\n\nBEN\nNo.\n"
#: What a user's earlier cell did, and what the card shows besides the tables.
SITUATIONS = {
    "usetex": ("import matplotlib as m; m.rcParams['text.usetex'] = True", "<img"),
    "layout": (
        "import matplotlib as m; m.rcParams['figure.constrained_layout.use'] = True",
        "<img",
    ),
    "warnings": ("import warnings; warnings.simplefilter('error')", "<img"),
    "png": (
        (
            "import scriptnb.results.plots as p\ndef fail(_): raise RuntimeError('no canvas')\n"
            "p.png = fail"
        ),
        "could not be drawn (RuntimeError: no canvas)",
    ),
}


def shown(cell: nbformat.NotebookNode) -> str:
    return "\n".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)


def test_the_cell_ends_and_shows_the_tables_whatever_a_user_has_set(run_cells: RunCells) -> None:
    for name, (setting, expected) in SITUATIONS.items():
        notebook = run_cells(
            LOAD + setting, f"%%analyze --wait\n{SCRIPT.format(title=name)}", "_task.status"
        )
        card = shown(notebook.cells[1])
        assert expected in card, (name, card)
        assert "ANNA" in card, name
        assert not [each for each in notebook.cells[1].outputs if each.output_type == "stream"]
        assert "completed" in str(notebook.cells[2].outputs), name


@pytest.mark.parametrize("broken", ["result", "view"])
def test_a_card_that_cannot_be_drawn_releases_who_waits(run_cells: RunCells, broken: str) -> None:
    breaks = {
        "result": "from scriptnb.notebook.card import static_html as s\n"
        "def one(*_): raise RuntimeError('no tables')\n"
        "s.one = one",
        "view": "from scriptnb.notebook.card.card import Card\n"
        "def broken(*_): raise RuntimeError('no state')\n"
        "Card._publish = broken",
    }
    notebook = run_cells(
        f"{LOAD}import logging; logging.getLogger('scriptnb').addHandler(logging.NullHandler())\n"
        f"logging.getLogger('scriptnb').propagate = False\n{breaks[broken]}",
        f"%%analyze --wait\n{SCRIPT.format(title=broken)}",
        "print(_task.summary.title.item())",
    )
    if broken == "result":
        assert "cannot be shown here (RuntimeError: no tables)" in shown(notebook.cells[1])
    assert notebook.cells[2].outputs[0].text == f"{broken}\n"


def test_a_watched_file_that_cannot_be_drawn_is_watched_further(
    run_cells: RunCells, tmp_path: Path
) -> None:
    (tmp_path / "draft.fountain").write_text(SCRIPT.format(title="First"), encoding="utf-8")
    notebook = run_cells(
        f"{LOAD}import logging, pathlib, time\n"
        "logging.getLogger('scriptnb').addHandler(logging.NullHandler())\n"
        "logging.getLogger('scriptnb').propagate = False\n"
        "from scriptnb.results.result import Result\n"
        "def fail(_): raise RuntimeError('no tables')\n"
        "Result._repr_html_, whole = fail, Result._repr_html_",
        "%analyze --watch draft.fountain",
        "while 'no tables' not in _task._html: time.sleep(0.02)\n"
        "Result._repr_html_ = whole\npath = pathlib.Path('draft.fountain')\n"
        "path.write_text(path.read_text().replace('BEN', 'CLEO'))\n"
        "while 'CLEO' not in _task._html: time.sleep(0.02)",
        "%scriptnb unwatch",
    )
    assert "CLEO" in shown(notebook.cells[1])
