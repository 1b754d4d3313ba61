"""What the explorer sends to its page: texts as in the CSV files, and the lines of a row."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import scriptnb
from scriptnb import samples
from scriptnb.errors import OptionError, TaskCancelledError
from scriptnb.notebook.explorer import row_lines, sheet
from scriptnb.notebook.explorer.explorer import Explorer
from scriptnb.notebook.explorer.tables import source_of
from tests.notebook.test_cells import html, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import nbformat

    from scriptnb.queue import QueueManager

SCRIPT = """Title: The Kettle

INT. KITCHEN - DAY

ANNA
The kettle sings.

BORIS
(calm)
Then let it sing.

EXT. YARD - NIGHT

Rain.

BORIS
Anna!
"""


@pytest.fixture(scope="module")
def result() -> scriptnb.Result:
    return scriptnb.analyze(samples.path("mainly_fair"), "full")


def explorer(thing: object) -> Explorer:
    return Explorer(source_of(thing))


def all_of(explored: Explorer, name: str) -> dict[str, Any]:
    """Ask for a table as the page does, part by part."""
    whole = explored._part(name, 0)
    while (have := len(whole["cells"][0])) < whole["total"]:
        part = explored._part(name, have)
        whole["cells"] = [
            first + more for first, more in zip(whole["cells"], part["cells"], strict=True)
        ]
    return whole


def shown_lines(explored: Explorer, name: str, row: int) -> list[str]:
    return [line["text"] for line in explored._lines(name, row)["lines"]]


def test_every_cell_is_the_text_that_its_csv_file_holds(
    result: scriptnb.Result, tmp_path: Path
) -> None:
    explored = explorer(result)
    for path in result.to_csv(tmp_path):
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        part = all_of(explored, path.stem)
        assert [column["name"] for column in part["columns"]] == head
        assert [list(row) for row in zip(*part["cells"], strict=True)] == rows


def test_numbers_are_shown_as_a_result_shows_them() -> None:
    table = pd.DataFrame({
        "words": [1204, 3], "words_share": [0.254, None], "compound": [0.0123, 1234.56],
        "character": ["ANNA", "BORIS"], "named": [True, False], "page": [1, 2],
    })  # fmt: skip
    made = sheet.make_sheet(table)
    assert made.shown == {
        "0": ["1,204", "3"], "1": ["25%", ""], "2": ["0.012", "1,234.6"], "4": ["✓", ""],
    }  # fmt: skip
    assert [column["number"] for column in made.columns] == [True, True, True, False, False, True]


def test_a_long_table_travels_in_parts_that_the_server_lets_through() -> None:
    many = sheet.MOST_ROWS + 10
    explored = explorer(pd.DataFrame({"scene": range(many), "text": ["łódź " * 30] * many}))
    first = explored._part("table", 0)
    assert 0 < len(first["cells"][0]) < sheet.MOST_ROWS
    assert len(json.dumps(first)) < 10_000_000
    whole = all_of(explored, "table")
    assert whole["cells"][0] == [str(number) for number in range(sheet.MOST_ROWS)]
    assert whole["beyond"] == "the DataFrame"


def test_half_a_surrogate_pair_travels() -> None:
    script = scriptnb.parse_script(f"{SCRIPT}\nANNA\nOh \ud83d no.\n")
    explored = explorer(scriptnb.Result(scriptnb.BasicAnalyzer().analyze(script)))
    json.dumps(explored._part("dialogues", 0)).encode()
    json.dumps(explored._lines("dialogues", 3), ensure_ascii=False).encode()


def test_a_row_leads_to_the_lines_of_its_scene_its_line_or_its_name() -> None:
    explored = explorer(scriptnb.analyze(SCRIPT, "full"))
    assert shown_lines(explored, "scenes", 1) == ["EXT. YARD - NIGHT", "Rain.", "Anna!"]
    assert shown_lines(explored, "characters", 0) == ["Then let it sing.", "Anna!"]
    speech = explored._lines("dialogues", 1)
    assert speech["description"] == "Scene 1: INT. KITCHEN - DAY"
    assert [line["text"] for line in speech["lines"] if line["marked"]] == ["Then let it sing."]
    assert "Rain." in shown_lines(explored, "presence", 1)
    assert "The kettle sings." in shown_lines(explored, "cast_grid", 0) + shown_lines(
        explored, "cast_grid", 1
    )
    assert shown_lines(explored, "network", 0)[0] == "INT. KITCHEN - DAY"
    assert not explored._part("arc", 0)["lines"]


def test_every_row_of_a_result_leads_to_lines_or_says_that_there_are_none(
    result: scriptnb.Result,
) -> None:
    explored = explorer(result)
    for name in result.tables:
        part = explored._part(name, 0)
        for row in range(part["total"] if part["lines"] else 0):
            found = explored._lines(name, row)
            assert found["lines"] or found["description"].startswith("No lines")


@pytest.mark.parametrize("value", [None, float("nan"), pd.NA, "3", [3], 2.5])
def test_what_is_no_whole_number_names_no_scene(value: object) -> None:
    assert row_lines.whole(value) is None


def test_a_task_is_waited_for(queue: QueueManager) -> None:
    task = queue.submit(text=SCRIPT)
    assert scriptnb.explore(task).title == "The Kettle"
    queue.pause()
    task = queue.submit(text=f"{SCRIPT}\nMore rain.\n")
    task.cancel()
    with pytest.raises(TaskCancelledError):
        scriptnb.explore(task)


def test_a_corpus_is_explored_with_the_lines_of_each_script(
    queue: QueueManager, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.fountain").write_text(SCRIPT.replace("Rain", name), encoding="utf-8")
    corpus = scriptnb.analyze_files(tmp_path, queue=queue, progress=False)
    explored = explorer(corpus)
    assert explored._part("summary", 0)["total"] == 2
    scenes = explored._part("scenes", 0)
    assert scenes["cells"][0] == ["one.fountain"] * 2 + ["two.fountain"] * 2
    assert [scenes["columns"][at]["name"] for at in scenes["view"]][:3] == [
        "script", "scene", "heading",
    ]  # fmt: skip
    assert shown_lines(explored, "scenes", 3)[1] == "two."
    assert explored._lines("scenes", 3)["description"].startswith("two.fountain · Scene 2")


def test_two_drafts_are_explored_with_what_changed_in_a_scene() -> None:
    comparison = scriptnb.compare(SCRIPT, SCRIPT.replace("Rain.", "Snow."))
    explored = explorer(comparison)
    scenes = explored._part("scenes", 0)
    assert "change" in [scenes["columns"][at]["name"] for at in scenes["view"]]
    changes = [(line["change"], line["text"]) for line in explored._lines("scenes", 1)["lines"]]
    assert ("cut", "Rain.") in changes
    assert ("added", "Snow.") in changes
    assert shown_lines(explored, "characters", 0) == ["Then let it sing.", "Anna!"]
    assert explored._part("arc", 0)["total"] == 100


def test_a_dataframe_keeps_an_index_that_says_something() -> None:
    table = pd.DataFrame([[1, 2]], index=["here"], columns=["a", "a"])
    part = explorer(table)._part("table", 0)
    assert [column["name"] for column in part["columns"]] == ["index", "a", "a.1"]
    assert part["cells"] == [["here"], ["1"], ["2"]]


def test_an_empty_dataframe_is_explored_too() -> None:
    for empty in (pd.DataFrame(), pd.DataFrame(index=[0, 1]), pd.DataFrame({"scene": []})):
        part = explorer(empty)._part("table", 0)
        assert part["total"] == len(part["cells"][0] if part["cells"] else [])


@pytest.mark.parametrize("thing", [None, 3, "draft.fountain", {"scenes": []}])
def test_what_has_no_tables_is_refused_in_one_sentence(thing: Any) -> None:
    with pytest.raises(OptionError, match=r"^explore takes a Result, .*, not \w+$"):
        scriptnb.explore(thing)


def test_a_table_that_is_not_there_is_refused_and_those_that_are_are_named() -> None:
    made = scriptnb.analyze(text=SCRIPT)
    assert scriptnb.explore(made, "dialogues").opening["table"] == "dialogues"
    with pytest.raises(OptionError, match="no table 'emotions'; choose one of: summary, scenes"):
        scriptnb.explore(made, "emotions")


def test_what_goes_wrong_is_said_in_the_page(queue: QueueManager, tmp_path: Path) -> None:
    (tmp_path / "one.fountain").write_text(SCRIPT, encoding="utf-8")
    explored = explorer(scriptnb.analyze_files(tmp_path, queue=queue, progress=False))
    answers: list[dict[str, Any]] = []
    explored.widget.send = answers.append
    queue.clear(everything=True)
    explored._answer({"action": "part", "table": "dialogues", "row": 0})
    explored._answer({"action": "part", "table": "../etc", "row": 0})
    assert [answer["table"] for answer in answers] == ["dialogues"]
    assert answers[0]["failed"]


@pytest.mark.notebook
def test_a_notebook_keeps_the_tables_as_static_html(
    run_cells: Callable[..., nbformat.NotebookNode],
) -> None:
    notebook = run_cells(
        f"import scriptnb\nresult = scriptnb.analyze(text={SCRIPT!r})\nscriptnb.explore(result)"
    )
    cell = notebook.cells[0]
    assert "widget-view" in str(cell.outputs)
    assert "KITCHEN" in html(cell)
    assert not re.search(r"<(style|script|svg)", html(cell))
    assert text(cell).startswith("The Kettle: ")


@pytest.mark.notebook
def test_a_run_that_nobody_watches_leaves_tables_and_no_widget(
    run_cells: Callable[..., nbformat.NotebookNode],
) -> None:
    notebook = run_cells(
        f"import scriptnb\nscriptnb.explore(scriptnb.analyze(text={SCRIPT!r}))", wait=True
    )
    assert "KITCHEN" in html(notebook.cells[0])
    assert "widget-view" not in str(notebook.cells[0].outputs)
