"""A watched file is analysed again at each save, in one card, until watching ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import scriptnb
from scriptnb.notebook.card import diff_html
from tests.notebook.test_cells import html, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import nbformat

    RunCells = Callable[..., nbformat.NotebookNode]

LOAD = "%load_ext scriptnb"
DRAFT = "INT. KITCHEN - DAY\n\nANNA\nThe kettle sings.\n\nEXT. YARD - NIGHT\n\nBORIS\nLet it.\n"
#: Waits in the kernel until the watched file was submitted so often, and gives the result.
WAIT = "while _task._saves < {0}: time.sleep(0.02)\nresult = _task.result(60)"


@pytest.mark.notebook
def test_each_save_is_analysed_and_the_card_marks_what_changed(
    run_cells: RunCells, tmp_path: Path
) -> None:
    (tmp_path / "draft.fountain").write_text(DRAFT, encoding="utf-8")
    notebook = run_cells(
        LOAD + "\nimport os, pathlib, time\npath = pathlib.Path('draft.fountain')",
        "%analyze --watch basic draft.fountain",
        WAIT.format(1) + "\nwatched = _task; len(_task.scenes)",
        # As editors do: another file takes its place.
        "new = pathlib.Path('.new'); new.write_text(path.read_text() + '\\nCLEO\\nNever.\\n')\n"
        "os.replace(new, path)\n" + WAIT.format(2) + "\nresult.characters['character'].tolist()",
        # Once the card shows it, watching ends.
        "while not (watched._widget.html and 'CLEO' in watched._widget.html): time.sleep(0.02)\n"
        "print(watched._plain)",
        "%scriptnb unwatch",
        "watched",
        "%scriptnb unwatch",
    )
    cells = notebook.cells
    assert "2" in text(cells[2])
    assert "CLEO" in text(cells[3])
    assert "+1 character" in text(cells[4])
    assert "CLEO speaks for the first time" in text(cells[4])
    assert "1 file is no longer watched" in text(cells[5])
    assert "no longer watched: draft.fountain, 2 saves" in text(cells[6])
    assert "No file was being watched" in text(cells[7])
    # What the file keeps: the latest result, no widget.
    assert "CLEO" in html(cells[1])
    assert "Since the last save" in html(cells[1])
    assert "widget-view" not in str(cells[1].outputs)


@pytest.mark.notebook
def test_a_save_cancels_the_run_of_the_save_before(run_cells: RunCells, tmp_path: Path) -> None:
    (tmp_path / "draft.fountain").write_text(DRAFT, encoding="utf-8")
    notebook = run_cells(
        LOAD + "\nimport pathlib, time\nfrom scriptnb.queue import default_manager\n"
        "queue = default_manager(); queue.pause()\npath = pathlib.Path('draft.fountain')",
        "%analyze --watch draft.fountain",
        "first = _task.task\npath.write_text(path.read_text() + '\\nCLEO\\nNever.\\n')\n"
        "while _task._saves < 2: time.sleep(0.02)\n"
        "print(first.status, _task.task.status, _task.task.priority)",
        # Saved without a change: the run that is under way is enough.
        "latest = _task.task.task_id\npath.touch()\n"
        "while len(queue.tasks()) < 3: time.sleep(0.02)\n"
        "while queue.tasks()[0].status != 'cancelled': time.sleep(0.02)\n"
        "print(_task._saves, _task.task.task_id == latest, _task.task.status)",
        "queue.resume()\nprint(len(_task.result(60).characters))",
    )
    assert "cancelled pending 0" in text(notebook.cells[2])
    assert "2 True pending" in text(notebook.cells[3])
    assert "3" in text(notebook.cells[4])


@pytest.mark.notebook
def test_a_save_that_comes_before_the_first_result_is_drawn_still_marks_what_changed(
    run_cells: RunCells, tmp_path: Path
) -> None:
    (tmp_path / "draft.fountain").write_text(DRAFT, encoding="utf-8")
    notebook = run_cells(
        LOAD + "\nimport pathlib, time\nfrom scriptnb.notebook.refresh import REFRESHER\n"
        "from scriptnb.queue import default_manager\n"
        "queue = default_manager(); queue.pause()\npath = pathlib.Path('draft.fountain')",
        "%config AnalyzeMagics.grace = 0.0",
        "%analyze --watch draft.fountain",
        # While it is somebody's turn, nothing is drawn.
        "with REFRESHER._refreshing:\n"
        "    queue.resume(); first = _task.task; first.result(60)\n"
        "    assert not _task._widget.html\n"
        "    path.write_text(path.read_text() + '\\nCLEO\\nNever.\\n')\n"
        "    while _task._saves < 2: time.sleep(0.02)\n"
        "while 'CLEO' not in _task._widget.html: time.sleep(0.02)\nprint(_task._plain)",
    )
    assert "CLEO speaks for the first time" in text(notebook.cells[3])


@pytest.mark.notebook
def test_watching_wrongly_is_one_sentence(run_cells: RunCells, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.fountain").write_text(DRAFT, encoding="utf-8")
    notebook = run_cells(
        LOAD,
        "%analyze --watch a.fountain b.fountain",
        "%%analyze --watch\nINT. HALL",
        "%analyze --watch none.fountain",
        "%analyze --watch full --sample coffee",
        allow_errors=True,
    )
    for cell in notebook.cells[1:]:
        assert "UsageError" in text(cell)
    assert "takes one file" in text(notebook.cells[1])


@pytest.mark.notebook
def test_a_notebook_that_is_executed_as_a_whole_gets_one_result(
    run_cells: RunCells, tmp_path: Path
) -> None:
    (tmp_path / "draft.fountain").write_text(DRAFT, encoding="utf-8")
    notebook = run_cells(LOAD, "%analyze --watch draft.fountain", wait=True)
    assert "KITCHEN" in html(notebook.cells[1])


def test_changes_name_scenes_characters_and_figures() -> None:
    before = scriptnb.analyze(text=DRAFT)
    after = scriptnb.analyze(text=DRAFT.replace("Let it.", "Let it sing, <Anna>, all night."))
    marked, plain = diff_html.changes(before, after)
    assert "+4 words" in plain
    assert "scene 2 rewritten: EXT. YARD - NIGHT (+4 words)" in plain
    assert "<Anna>" not in marked
    assert diff_html.changes(before, before)[1] == "nothing changed"
    gone = scriptnb.analyze(text=DRAFT.split("EXT.")[0])
    said = diff_html.changes(before, gone)[1]
    assert "BORIS no longer speaks" in said
    assert "scene 2 cut: EXT. YARD - NIGHT" in said
