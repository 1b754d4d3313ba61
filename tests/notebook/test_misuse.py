"""Misuse in a real kernel: an error of one sentence without a traceback, which stops "Run all"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from nbclient.exceptions import CellExecutionError

from scriptnb.queue import QueueManager

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import nbformat

    RunCells = Callable[..., nbformat.NotebookNode]

pytestmark = pytest.mark.notebook

PREPARE = """from pathlib import Path
%load_ext scriptnb
Path("folder").mkdir()
Path("folder/readme.md").write_text("nothing here")
Path("binary.dat").write_bytes(bytes(range(256)) * 40)
Path("binary.fountain").write_bytes(bytes(range(256)) * 40)
Path("empty.fountain").touch()
"""
SCRIPT = "INT. HALL - DAY\n\nANNA\nYes.\n"
#: A cell, and parts of its error message: what is wrong, where, and what to do.
MISUSES = {
    "%%analyze": ["cell is empty", "write or paste a script"],
    "%%analyze\n   \n": ["cell is empty"],
    f"%%analyze nonsense\n{SCRIPT}": ["'nonsense'", "basic", "full"],
    f"%%analyze --colour red\n{SCRIPT}": ["--colour", "--priority"],
    f"%%analyze --priority high\n{SCRIPT}": ["--priority", "whole number", "'high'"],
    f"%%analyze --timeout 0\n{SCRIPT}": ["--timeout", "seconds"],
    f"%%analyze --retries -1\n{SCRIPT}": ["--retries"],
    f"%%analyze --into class\n{SCRIPT}": ["--into", "'class'"],
    f"%%analyze --format osteopath\n{SCRIPT}": ["'osteopath'", "fountain"],
    f"%%analyze --language klingon\n{SCRIPT}": ["--language", "'klingon'", "de, el, en"],
    f"%%analyze struct\n{SCRIPT}": ["'struct'", "did you mean structure?"],
    f"%%analyze basic full\n{SCRIPT}": ["one analysis", "one argument too many, 'full'"],
    f"%%analyze --sample coffee\n{SCRIPT}": ["below it", "%analyze"],
    "%analyze": ["nothing to analyse"],
    "%analyze missing.fountain": ["missing.fountain", "no such file"],
    "%analyze missing/*.fountain": ["missing/*.fountain", "no script matches"],
    "%analyze folder": ["folder", "holds no script", ".fountain"],
    "%analyze binary.dat": ["binary.dat", "reads"],
    "%analyze binary.fountain": ["binary.fountain"],
    "%analyze empty.fountain": ["empty.fountain", "empty"],
    "%analyze 'unclosed": ["quotation mark"],
    "%analyze --from nowhere": ["nowhere", "no variable"],
    "%analyze --from PREPARED": ["PREPARED", "int"],
    "%analyze --sample nowhere": ["nowhere", "mainly_fair"],
    "%analyze " + "x" * 5000: ["xxx…", "no path"],
    "%analyze ~nobody-of-this-name/a.pdf": ["~nobody-of-this-name/a.pdf", "no path"],
    "long = 'INT. HALL ' * 900\n%analyze --from long": ["--from long", "no path"],
    "%analyze --sample": ["--sample needs a value"],
    "%scriptnb frobnicate": ["frobnicate", "cancel"],
    "%scriptnb cancel": ["no unfinished task"],
    "%scriptnb cancel 12345": ["12345", "unknown"],
    "%scriptnb retry": ["no failed or cancelled task"],
    "%scriptnb pause 7": ["takes no task"],
    "%scriptnb cancel 7 8": ["one argument too many, '8'"],
}


def shown_text(cell: nbformat.NotebookNode) -> str:
    """Join what a person reads under a cell, without colours."""
    parts = []
    for output in cell.outputs:
        if output.output_type == "stream":
            parts.append(output.text)
        elif output.output_type == "error":
            parts += output.traceback
    return re.sub(r"\x1b\[[\d;]*m", "", "\n".join(parts)).strip()


def test_every_misuse_is_one_sentence_and_leaves_the_queue_as_it_was(
    run_cells: RunCells, queue_home: Path
) -> None:
    cells = [f"_task = 'old'\n{cell}" if cell[:2] != "%%" else cell for cell in MISUSES]
    notebook = run_cells(PREPARE, "PREPARED = 1", *cells, allow_errors=True)
    for (cell, words), ran in zip(MISUSES.items(), notebook.cells[2:], strict=True):
        sentence = shown_text(ran)
        assert re.match(r"(UsageError|\w+Error): ", sentence), (cell, sentence)
        assert sentence.count("\n") == 0, (cell, sentence)
        assert len(sentence) < 400, (cell, sentence)
        for word in words:
            assert word in sentence, (cell, sentence)
    assert QueueManager(path=queue_home).tasks() == []


@pytest.mark.parametrize("misuse", ["%%analyze", "%analyze missing.fountain", "%scriptnb nope"])
def test_a_misuse_stops_run_all(run_cells: RunCells, misuse: str) -> None:
    with pytest.raises(CellExecutionError):
        run_cells("%load_ext scriptnb", misuse, "print('went on')")


def test_no_later_cell_gets_an_older_task(run_cells: RunCells) -> None:
    notebook = run_cells(
        "%load_ext scriptnb",
        f"%%analyze --wait --into draft\n{SCRIPT}",
        "%%analyze --into draft --nonsense",
        "print('_task' in globals(), 'draft' in globals())",
        allow_errors=True,
    )
    assert shown_text(notebook.cells[3]) == "False False"


def test_a_misuse_reads_well_in_an_exported_page(run_cells: RunCells, tmp_path: Path) -> None:
    from nbconvert import HTMLExporter

    notebook = run_cells(
        "%load_ext scriptnb",
        "%analyze missing.fountain",
        "from pathlib import Path; Path('b.fountain').write_bytes(bytes(range(256)))",
        "%analyze b.fountain",
        allow_errors=True,
    )
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert "missing.fountain: there is no such file" in page
    assert "Traceback" not in page


@pytest.mark.parametrize("cell", ["%%analyze --help", "%analyze -h", "%scriptnb --help"])
def test_help_is_shown_with_and_without_a_body(run_cells: RunCells, cell: str) -> None:
    notebook = run_cells("%load_ext scriptnb", cell)
    assert "--help" in shown_text(notebook.cells[1])
