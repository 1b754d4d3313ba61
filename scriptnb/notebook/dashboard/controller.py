"""The kernel side of the dashboard: its buttons' actions, and what it shows of the queue.

There is one dashboard per kernel, however often it is shown. Requests arrive on any thread and are
only queued; the refresher carries them out and updates the widgets. `uploads` assembles the files
that pages send; `result_view` shows what is opened.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from scriptnb.analysis.registry import known_types
from scriptnb.errors import ScriptnbError
from scriptnb.notebook import rows
from scriptnb.notebook.dashboard.result_view import ACTIONS, ResultView
from scriptnb.notebook.dashboard.uploads import Uploads, sentence
from scriptnb.notebook.dashboard.widgets import Dashboard
from scriptnb.notebook.panel.panel import panel
from scriptnb.notebook.queue_view import QueueView
from scriptnb.notebook.refresh import REFRESHER
from scriptnb.queue.manager import default_manager
from scriptnb.queue.models import Status
from scriptnb.screenplay import formats, language_codes

if TYPE_CHECKING:
    from traitlets import HasTraits

    from scriptnb.notebook.messages import Message, Options
    from scriptnb.notebook.widgets import PanelWidget
    from scriptnb.queue.manager import QueueManager

#: Seconds between two refreshes: while a task is unfinished or a file is sent, and otherwise.
_BUSY, _IDLE = 0.5, 2.0
#: Finished scripts in the list; "Show more" adds as many again.
_STEP = 100
_ANALYSES = {
    "basic": "Basic: scenes, speeches, characters",
    "sentiment": "Sentiment: emotions",
    "structure": "Structure: acts and turning points",
    "production": "Production: tags, sheets, schedule",
    "full": "Full: all of these",
}


class DashboardController:
    """Carries out the requests of this kernel's `Dashboard` and updates it.

    Parameters
    ----------
    manager
        The queue that scripts are submitted to.
    panel
        The status panel of the same queue.
    """

    flush_at_cell_end = False

    def __init__(self, manager: QueueManager, panel: PanelWidget) -> None:
        self._manager = manager
        self._view = QueueView(manager)
        self._uploads = Uploads()
        self._requests: deque[Message] = deque()
        self._most = _STEP
        self.widget = Dashboard(self._enqueue, panel, _analyses(), _languages(), _formats())
        self._result_view = ResultView(manager, self.widget)
        self._draw()
        REFRESHER.add(self)

    def refresh(self) -> float:
        """Carry out queued requests and show what changed (called by the refresher)."""
        while self._requests:
            try:
                self._do(self._requests.popleft())
            except ScriptnbError as error:
                self.widget.task_list.notice = sentence(str(error))
        self._uploads.refuse_stalled()
        self._draw()
        return _BUSY if self._view.under_way or self._uploads.sending else _IDLE

    def _enqueue(self, request: Message) -> None:
        """Queue a request of the page; any thread may call this, so it returns at once."""
        if request["action"] in ACTIONS:
            self._result_view.enqueue(request)
            return
        self._requests.append(request)
        REFRESHER.add(self)

    def _do(self, request: Message) -> None:
        match request:
            case {"action": "begin", "id": str(key), "name": str(name), "size": int(size)}:
                self._uploads.begin(key, name, size)
                self.widget.upload.notice = ""
            case {"action": "slice", "id": str(key), "at": int(at), "data": bytes(data)}:
                self._uploads.add(key, at, data)
            case {"action": "unreadable", "id": str(key)}:
                self._uploads.fail(key)
            case {"action": "drop", "id": str(key)}:
                self._uploads.drop(key)
            case {"action": "submit", **chosen}:
                self._submit(chosen)
            case {"action": "unfold"}:
                self.widget.unfold()
            case {"action": "more"}:
                self._most += _STEP
            case {"action": "cancel", "id": str(key)}:
                self._manager.cancel(key)
            case {"action": "retry", "id": str(key)}:
                self._manager.retry(key)

    def _submit(self, chosen: Options) -> None:
        upload = self.widget.upload
        if not (files := self._uploads.ready()):
            return  # the button was pressed twice
        try:
            handles = self._manager.submit_each(files, **chosen)
        except ScriptnbError as error:
            upload.notice = sentence(str(error))
            return
        self._uploads.clear_ready()
        errors = [each for each in handles if isinstance(each, ScriptnbError)]
        submitted = len(handles) - len(errors)
        first = f"{submitted} scripts submitted." if submitted != 1 else "1 script submitted."
        upload.notice = " ".join([first, *(sentence(str(error)) for error in errors)])

    def _draw(self) -> None:
        self._view.read_all(self._most)
        widget = self.widget
        _put(widget.upload, "files", self._uploads.rows())
        ready = self._uploads.ready_count
        words = f"Analyse {ready} scripts" if ready > 1 else "Analyse"
        _put(widget.submit, "description", words)
        _put(widget.submit, "disabled", not ready)
        shown = self._rows()
        _put(widget.task_list, "rows", shown)
        _put(widget.task_list, "more", sum(self._view.counts.values()) - len(shown))

    def _rows(self) -> list[Message]:
        records = sorted(self._view.records, key=lambda each: int(each.task_id), reverse=True)
        line = sorted(
            (each for each in records if each.status is Status.PENDING),
            key=lambda each: (each.priority, int(each.task_id)),
        )
        places = {each.task_id: place for place, each in enumerate(line)}
        shown = []
        for record in records:
            around = self._view.surroundings(record, places.get(record.task_id))
            row = rows.row(record, around=around)
            keys = (
                "id", "label", "type", "phase", "word", "detail", "progress", "running",
                "has_result", "can_cancel",
            )  # fmt: skip
            shown.append(
                {key: row[key] for key in keys}  # type: ignore[literal-required]
                | {"at": record.created_at.isoformat()}
            )
        return shown


def _put(widget: HasTraits, trait: str, value: object) -> None:
    """Set a trait unless it has this value: setting a list or dict always sends it to the page."""
    if getattr(widget, trait) != value:
        setattr(widget, trait, value)


def _analyses() -> list[tuple[str, str]]:
    return [(_ANALYSES.get(name, name), name) for name in known_types()]


def _languages() -> list[tuple[str, str | None]]:
    known = [(language_codes.NAMES.get(each, each), each) for each in language_codes.codes()]
    return [("As the script is written", None), *sorted(known)]


def _formats() -> list[tuple[str, str | None]]:
    return [("As the file is", None), *((row.title, row.name) for row in formats.TABLE)]


_controllers: list[DashboardController] = []


def dashboard() -> Dashboard:
    """Return this kernel's dashboard, which the first call creates."""
    if not _controllers:
        _controllers.append(DashboardController(default_manager(), panel()))
    return _controllers[0].widget
