"""Cells in a real kernel, without a browser: their output, and what a saved notebook keeps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    import nbformat

    RunCells = Callable[..., nbformat.NotebookNode]

pytestmark = pytest.mark.notebook

LOAD = "%load_ext scriptnb"
SCRIPT = """Title: {title}

INT. KITCHEN - DAY

ANNA
The kettle sings.

BORIS
Then let it sing.
"""


def script(title: str) -> str:
    """Write a small script that no other test has, so that its result is not found already."""
    return SCRIPT.format(title=title)


def html(cell: nbformat.NotebookNode) -> str:
    """Join the HTML that a cell holds."""
    return "\n".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)


def text(cell: nbformat.NotebookNode) -> str:
    """Join what a cell holds as plain text."""
    found = []
    for output in cell.outputs:
        if output.output_type == "stream":
            found.append(output.text)
        elif output.output_type == "error":
            found += output.traceback
        else:
            found.append(output.data.get("text/plain", ""))
    return "\n".join(found)


def test_the_asking_cell_holds_the_result(run_cells: RunCells) -> None:
    notebook = run_cells(LOAD, "%%analyze --wait\n" + script("Held"))
    assert "KITCHEN" in html(notebook.cells[1])
    assert "widget-view" not in str(notebook.cells[1].outputs)


def test_a_result_that_comes_late_still_lands_in_the_cell_that_asked(run_cells: RunCells) -> None:
    notebook = run_cells(
        LOAD,
        "%config AnalyzeMagics.grace = 0.0",
        # It must not come between two cells, where a program that executes notebooks reads nothing.
        "%scriptnb pause",
        "%%analyze\n" + script("Late"),
        "%scriptnb resume\nscenes = _task.scenes; scenes.heading.tolist()",
    )
    assert "KITCHEN" in html(notebook.cells[3])
    assert "Run this cell again" not in str(notebook.cells[3].outputs)
    assert "['INT. KITCHEN - DAY']" in text(notebook.cells[4])


def test_with_scriptnb_wait_every_magic_waits(run_cells: RunCells) -> None:
    notebook = run_cells(
        LOAD, "%config AnalyzeMagics.grace = 0.0", "%%analyze\n" + script("Waited"), wait=True
    )
    assert "KITCHEN" in html(notebook.cells[2])


def test_awaiting_the_handle_gives_the_result(run_cells: RunCells) -> None:
    notebook = run_cells(
        LOAD,
        "%%analyze --into draft\n" + script("Awaited"),
        "result = await draft; result.summary.title.item(), draft is _task",
    )
    assert "('Awaited', True)" in text(notebook.cells[2])


def test_lines_of_a_cell_are_named_by_the_script_and_by_the_cell(run_cells: RunCells) -> None:
    notebook = run_cells(LOAD, "\n%%analyze --wait\n" + script("Lines"), "_task.scenes.line.item()")
    assert text(notebook.cells[2]) == "3"
    assert "line 1 (cell line 3)" in html(notebook.cells[1])


def test_a_second_run_finds_the_result_and_runs_nothing(run_cells: RunCells) -> None:
    cells = (LOAD, "%%analyze --wait\n" + script("Found"), "_task.record.cached")
    assert text(run_cells(*cells).cells[2]) == "False"
    again = run_cells(*cells)
    assert text(again.cells[2]) == "True"
    assert "KITCHEN" in html(again.cells[1])


def test_many_files_share_one_card(run_cells: RunCells) -> None:
    source = script("Many")
    notebook = run_cells(
        LOAD,
        "from pathlib import Path\nPath('many').mkdir()\n"
        f"for name in 'abc':\n    Path('many', name + '.fountain').write_text({source!r} + name)",
        "%analyze --wait many",
        "_task.wait().summary.title.tolist()",
    )
    shown = html(notebook.cells[2])
    assert "3 of 3 scripts analysed" in shown
    assert all(f"{name}.fountain" in shown for name in "abc")
    assert text(notebook.cells[3]) == "['Many', 'Many', 'Many']"


def test_a_variable_may_hold_a_text_a_path_or_a_screenplay(run_cells: RunCells) -> None:
    notebook = run_cells(
        LOAD,
        f"import scriptnb\nfrom pathlib import Path\ntext = {script('Of a variable')!r}\n"
        "path = Path('variable.fountain'); path.write_text(text)\n"
        "read = scriptnb.parse_script(text)",
        "%analyze --from text --wait\na = _task.summary.title.item()",
        "%analyze --from path --wait\nb = _task.summary.title.item()",
        "%analyze --from read --wait\nc = _task.summary.title.item()",
        "a, b, c",
    )
    assert text(notebook.cells[-1]).count("Of a variable") == 3


def test_a_sample_is_analysed_by_its_name(run_cells: RunCells) -> None:
    notebook = run_cells(LOAD, "%analyze --sample coffee --wait", "_task.status")
    assert html(notebook.cells[1])
    assert "completed" in text(notebook.cells[2])


def test_running_a_cell_again_cancels_its_unfinished_task(run_cells: RunCells) -> None:
    notebook = run_cells(
        LOAD,
        "%scriptnb pause",
        # The same cell twice: a front end identifies a cell by its id.
        "ip = get_ipython()\n"
        "def ask(name, run):\n"
        "    ip.get_parent = lambda: {'metadata': {'cellId': 'one'}, 'header': {'msg_id': run}}\n"
        f"    ip.run_cell_magic('analyze', '--no-cache --into ' + name, {script('Again')!r})\n"
        "ask('first', 'run 1')",
        "ask('second', 'run 2')",
        "[str(first.status), str(second.status)]",
        "%scriptnb cancel",
        "%scriptnb resume",
    )
    assert text(notebook.cells[4]) == "['cancelled', 'pending']"
    assert "is cancelled" in text(notebook.cells[5])


def test_a_failure_under_wait_stops_the_notebook_with_one_sentence(run_cells: RunCells) -> None:
    notebook = run_cells(
        LOAD,
        "from pathlib import Path\nPath('bad.fdx').write_text('<FinalDraft')",
        "%analyze --wait bad.fdx --format fdx",
        allow_errors=True,
    )
    said = text(notebook.cells[2])
    assert "TaskFailedError: bad.fdx failed" in said
    assert "Traceback" not in said
    assert "Failed: bad.fdx" in html(notebook.cells[2])


def test_the_commands_steer_the_queue(run_cells: RunCells) -> None:
    notebook = run_cells(
        LOAD,
        "%scriptnb pause",
        "%%analyze --no-cache\n" + script("Steered"),
        "%scriptnb cancel",
        "%scriptnb retry",
        "%scriptnb resume",
        "_task.result().summary.title.item()",
        "%scriptnb tasks",
        "%scriptnb clear",
    )
    said = [text(cell) for cell in notebook.cells]
    assert "paused" in said[1]
    assert re.search(r"Task \d+ is cancelled", said[3])
    assert re.search(r"Task \d+ will run again", said[4])
    assert "Steered" in said[6]
    assert "completed" in said[7]
    assert "removed" in said[8]


def test_the_panel_reads_the_same_in_every_run(run_cells: RunCells) -> None:
    notebook = run_cells(LOAD, "import scriptnb\nscriptnb.status_panel()", "%scriptnb status")
    assert text(notebook.cells[1]) == text(notebook.cells[2]) == "PanelWidget()"


def test_cards_load_no_widgets_when_the_result_is_quick(run_cells: RunCells) -> None:
    cells = (
        LOAD,
        "%config AnalyzeMagics.grace = 60.0",
        "%%analyze --wait\n" + script("Quick"),
        "import sys; 'anywidget' in sys.modules",
    )
    run_cells(*cells)
    assert text(run_cells(*cells).cells[3]) == "False"
