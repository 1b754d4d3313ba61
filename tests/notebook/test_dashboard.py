"""The kernel side of the dashboard, with a real queue and no page."""

from __future__ import annotations

import io
import tempfile
import zipfile
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import scriptnb
from scriptnb.notebook.dashboard import exports
from scriptnb.notebook.dashboard.controller import DashboardController
from scriptnb.notebook.dashboard.result_view import ACTIONS
from scriptnb.notebook.dashboard.uploads import SLICE
from scriptnb.notebook.panel.panel import Panel
from scriptnb.notebook.refresh import REFRESHER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scriptnb.queue import QueueManager

DRAFT = "Title: Hall\n\nINT. HALL - DAY\n\nANNA\nIt is me.\n"


class Page:
    """Asks as a page would, and looks at what it would be shown."""

    def __init__(self, controller: DashboardController) -> None:
        self.controller = controller
        self.widget = controller.widget
        self.got: list[tuple[dict[str, Any], bytes]] = []
        self.widget.result_bar.send = lambda about, buffers: self.got.append((about, buffers[0]))

    def ask(self, action: str, **more: Any) -> None:
        request = {"action": action, **more}
        if action in ACTIONS:
            self.controller._enqueue(request)
            self.controller._result_view._thread.submit(
                len, ""
            ).result()  # what came before is done
            return
        self.controller._requests.append(request)
        self.controller.refresh()

    def upload(self, name: str, data: bytes) -> None:
        self.ask("begin", id=name, name=name, size=len(data))
        for at in range(0, len(data), SLICE):
            self.ask("slice", id=name, at=at, data=data[at : at + SLICE])

    def row(self, name: str) -> dict[str, Any]:
        self.controller.refresh()
        return next(row for row in self.widget.task_list.rows if row["label"] == name)

    def export(self, kind: str) -> bytes:
        """Fetch a file slice by slice."""
        self.got.clear()
        self.ask("export", kind=kind, token="t")
        while True:
            about, piece = self.got[-1]
            if (at := about["at"] + len(piece)) >= about["size"]:
                return b"".join(piece for _, piece in self.got)
            self.ask("next", token="t", at=at)


@pytest.fixture
def page(queue: QueueManager) -> Iterator[Page]:
    """Yield a dashboard that is refreshed only by the test."""
    panel = Panel(queue)
    controller = DashboardController(queue, panel.widget)
    for view in (controller, panel):
        REFRESHER.remove(view)
    with REFRESHER._refreshing:  # a look that was under way has ended
        pass
    yield Page(controller)
    controller.widget.close_all()


def test_an_uploaded_file_is_analysed_under_its_name(page: Page, queue: QueueManager) -> None:
    assert page.widget.submit.disabled
    page.upload("hall.fountain", DRAFT.encode())
    assert not page.widget.submit.disabled
    page.widget.analysis.value = "sentiment"
    page.widget.priority.value = 0
    page.ask("submit", **page.widget.choices())
    assert page.widget.upload.files == []
    assert page.widget.upload.notice == "1 script submitted."
    (task,) = queue.tasks()
    assert (task.analysis_type, task.priority) == ("sentiment", 0)
    task.result(timeout=60)
    assert page.row("hall.fountain")["phase"] == "completed"


def test_a_full_queue_says_so_and_keeps_the_files(page: Page, queue: QueueManager) -> None:
    queue.pause()
    queue.max_queue_size = 1
    for name in ("one.fountain", "two.fountain"):
        page.upload(name, DRAFT.encode())
    page.ask("submit", **page.widget.choices())
    assert page.widget.upload.notice.endswith(".")
    assert len(page.widget.upload.files) == 2
    assert queue.tasks() == []


def test_a_result_is_opened_exported_and_closed(page: Page, queue: QueueManager) -> None:
    task = queue.submit(text=DRAFT, name="hall.fountain")
    result = task.result(timeout=60)
    page.ask("open", id=task.task_id)
    assert page.widget.result_bar.state["title"] == "hall.fountain"
    assert page.widget.body.children[0].value == result._repr_html_()
    page.ask("view", view="tables")
    (tables,) = page.widget.body.children
    assert {each["name"] for each in tables.catalog} >= {"scenes", "dialogues"}
    page.ask("view", view="overview")
    assert page.widget.body.children[0].value == result._repr_html_()
    with zipfile.ZipFile(io.BytesIO(page.export("csv"))) as archive:
        assert set(archive.namelist()) == {f"{name}.csv" for name in result.tables}
    assert page.got[0][0]["name"] == "hall tables.zip"
    assert page.export("report").rstrip().endswith(b"</html>")
    assert len(pd.read_excel(io.BytesIO(page.export("excel")), sheet_name="dialogues")) == 1
    page.ask("close")
    assert page.widget.body.children == ()
    assert page.widget.result_bar.state == {}


def test_a_large_file_is_sent_in_slices_that_the_page_asks_for(page: Page) -> None:
    whole = bytes(range(256)) * (SLICE // 100)
    page.controller._result_view._export = exports.Export("x", "text/plain", whole)
    page.ask("next", token="t", at=0)
    while page.controller._result_view._export is not None:
        assert len(page.got[-1][1]) == SLICE
        page.ask("next", token="t", at=sum(len(piece) for _, piece in page.got))
    assert b"".join(piece for _, piece in page.got) == whole


def test_two_scripts_are_compared_and_every_export_of_that_works(
    page: Page, queue: QueueManager
) -> None:
    tasks = [queue.submit(text=text) for text in (DRAFT, DRAFT + "\nEXT. PIER - NIGHT\n\nFog.\n")]
    for task in tasks:
        task.result(timeout=60)
    page.ask("compare", before=tasks[0].task_id, after=tasks[1].task_id)
    assert "EXT. PIER - NIGHT" in page.widget.body.children[0].value
    for kind in exports.offered():
        assert page.export(kind)
    assert "EXT. PIER - NIGHT" in page.export("report").decode()


@pytest.mark.parametrize("ids", [["999"], ["x"], [""]])
def test_what_cannot_be_opened_gets_one_sentence(page: Page, ids: list[str]) -> None:
    page.ask("open", id=ids[0])
    assert page.widget.task_list.notice.endswith(".")
    assert page.widget.result_bar.state == {}


@pytest.mark.parametrize(
    "request_",
    [
        {"action": "export", "kind": "report", "token": "t"},
        {"action": "begin", "id": 1, "name": None, "size": "x"},
        {"action": "slice", "id": "unknown", "at": 0},
        {"action": "next", "token": "t", "at": 0},
        {"action": "what"},
    ],
)
def test_a_request_that_makes_no_sense_is_ignored(page: Page, request_: dict[str, Any]) -> None:
    page.ask(**request_)
    assert page.got == []
    assert page.widget.upload.files == []


def test_cancel_and_try_again_reach_the_queue(page: Page, queue: QueueManager) -> None:
    queue.pause()
    task = queue.submit(text=DRAFT, name="hall.fountain")
    page.ask("cancel", id=task.task_id)
    assert page.row("hall.fountain")["phase"] == "cancelled"
    page.ask("retry", id=task.task_id)
    assert page.row("hall.fountain")["phase"] == "pending"


def test_older_scripts_are_shown_on_demand(
    page: Page, queue: QueueManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scriptnb.notebook.dashboard.controller._STEP", 2)
    page.controller._most = 2
    queue.pause()
    for number in range(3):
        queue.submit(text=DRAFT, name=f"{number}")
    page.controller.refresh()
    assert [row["label"] for row in page.widget.task_list.rows] == ["2", "1"]
    assert page.widget.task_list.more == 1
    page.ask("more")
    assert [row["label"] for row in page.widget.task_list.rows] == ["2", "1", "0"]


def test_parts_unfold_when_their_button_is_down(page: Page) -> None:
    assert page.widget._extra.layout.display == "none"
    page.widget.more.value = True
    page.ask("unfold")
    assert page.widget._extra.layout.display != "none"
    assert page.widget._below.layout.display == "none"


def test_an_export_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = exports.make(scriptnb.analyze(text=DRAFT), "csv", "../../hall.fountain")
    assert made.name == "hall tables.zip"
    assert list(tmp_path.iterdir()) == []


def test_a_saved_notebook_says_that_the_dashboard_is_live(page: Page) -> None:
    shown = page.widget._repr_mimebundle_()
    assert shown["text/plain"] == "Dashboard()"
    assert "run this cell" in shown["text/html"]
