"""The dashboard's kernel side: what its buttons do, and what it shows of scripts and results.

There is one dashboard a kernel, however often it is shown. Requests come on any thread and are
only noted; the pulse does them and draws. A composition: files are put together in `uploads`, made
in `exports`, and the queue is read through `queue_view`.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import ipywidgets

from scriptnb.analysis.registry import known_types
from scriptnb.compare import compare
from scriptnb.errors import ScriptnbError
from scriptnb.notebook import explore, exports, rows
from scriptnb.notebook.dashboard_widgets import Dashboard
from scriptnb.notebook.panel import panel
from scriptnb.notebook.pulse import PULSE
from scriptnb.notebook.queue_view import QueueView
from scriptnb.notebook.uploads import SLICE, Uploads, sentence
from scriptnb.queue.manager import default_manager
from scriptnb.screenplay import formats, grammar_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.compare import Comparison
    from scriptnb.notebook.widgets import PanelWidget
    from scriptnb.queue.manager import QueueManager
    from scriptnb.tables import Result

#: Seconds between two looks: while something runs or is sent, and else.
_BUSY, _IDLE = 0.5, 2.0
#: Finished scripts in the list; "Show more" adds as many again.
_STEP = 100
_ANALYSES = {
    "basic": "Basic: scenes, speeches, characters",
    "sentiment": "Sentiment: emotions",
    "structure": "Structure: acts and turning points",
    "full": "Full: all of these",
}
_LANGUAGES = {
    "en": "English", "pl": "Polish", "de": "German", "fr": "French", "es": "Spanish",
    "it": "Italian",
}  # fmt: skip


class Desk:
    """Does what the one `Dashboard` of this kernel is asked for.

    Parameters
    ----------
    manager
        The queue that scripts are submitted to.
    panel
        The status panel of the same queue.
    """

    settles = False

    def __init__(self, manager: QueueManager, panel: PanelWidget) -> None:
        self._manager = manager
        self._view = QueueView(manager)
        self._uploads = Uploads()
        self._asked: deque[dict[str, Any]] = deque()
        self._most = _STEP
        self._opened: Result | Comparison | None = None
        self._views: dict[str, ipywidgets.Widget] = {}
        self._times_opened = 0
        self._export: exports.Export | None = None
        self.widget = Dashboard(self._hear, panel, _analyses(), _languages(), _formats())
        self._draw()
        PULSE.add(self)

    def look(self) -> float:
        """Do what was asked and show what changed (the pulse asks)."""
        while self._asked:
            self._do(self._asked.popleft())
        self._uploads.give_up_stalled()
        self._draw()
        counts = self._view.counts
        under_way = counts["processing"] or counts["pending"] or counts["retry"]
        return _BUSY if under_way or self._uploads.sending else _IDLE

    def _hear(self, request: dict[str, Any]) -> None:
        """Take a request from the page; on whatever thread, so only note it."""
        self._asked.append(request)
        PULSE.add(self)

    def _do(self, request: dict[str, Any]) -> None:
        match request:
            case {"action": "begin", "id": str(key), "name": str(name), "size": int(size)}:
                self._uploads.begin(key, name, size)
            case {"action": "slice", "id": str(key), "at": int(at), "data": bytes(data)}:
                self._uploads.add(key, at, data)
            case {"action": "unreadable", "id": str(key)}:
                self._uploads.fail(key)
            case {"action": "drop", "id": str(key)}:
                self._uploads.drop(key)
            case {"action": "submit", **chosen}:
                self._submit(**chosen)
            case {"action": "unfold"}:
                self.widget.unfold()
            case {"action": "more"}:
                self._most += _STEP
            case {"action": "cancel", "id": str(key)}:
                self._manager.cancel(key)
            case {"action": "retry", "id": str(key)}:
                self._manager.retry(key)
            case {"action": "open", "id": str(key)}:
                self._open([key])
            case {"action": "compare", "before": str(before), "after": str(after)}:
                self._open([before, after])
            case {"action": "view", "view": "overview" | "tables" as view}:
                self._show(view)
            case {"action": "close"}:
                self._close()
            case {"action": "export", "kind": str(kind), "token": str(token)}:
                self._make(kind, token)
            case {"action": "next", "token": str(token), "at": int(at)}:
                self._send(token, at)

    # -- scripts

    def _submit(self, **chosen: Any) -> None:
        files = self._uploads.ready()
        upload = self.widget.upload
        try:
            handles = self._manager.submit_each(files, **chosen)
        except ScriptnbError as error:
            upload.said = sentence(str(error))
            return
        self._uploads.clear_ready()
        wrong = [each for each in handles if isinstance(each, ScriptnbError)]
        submitted = len(handles) - len(wrong)
        said = [f"{submitted} scripts" if submitted != 1 else "1 script", "submitted."]
        upload.said = " ".join([*said, *(sentence(str(error)) for error in wrong)])

    def _draw(self) -> None:
        self._view.look(self._most)
        widget = self.widget
        _put(widget.upload, "files", self._uploads.rows())
        ready = self._uploads.ready_count
        words = f"Analyse {ready} scripts" if ready > 1 else "Analyse"
        _put(widget.submit, "description", words)
        _put(widget.submit, "disabled", not ready)
        shown = self._rows()
        _put(widget.shelf, "rows", shown)
        _put(widget.shelf, "more", sum(self._view.counts.values()) - len(shown))

    def _rows(self) -> list[dict[str, Any]]:
        records = sorted(self._view.records, key=lambda each: int(each.task_id), reverse=True)
        line = sorted(
            (each for each in records if each.status == "pending"),
            key=lambda each: (each.priority, int(each.task_id)),
        )
        places = {each.task_id: place for place, each in enumerate(line)}
        shown = []
        for record in records:
            around = self._view.surroundings(record, places.get(record.task_id))
            row = rows.row(record, around=around)
            keys = ("id", "label", "type", "phase", "word", "detail", "progress")
            shown.append(
                {key: row[key] for key in keys}  # type: ignore[literal-required]
                | {"at": record.created_at.isoformat()}
            )
        return shown

    # -- results

    def _open(self, task_ids: Sequence[str]) -> None:
        shelf = self.widget.shelf
        _put(shelf, "said", "Opening…" if len(task_ids) == 1 else "Comparing…")
        try:
            tasks = [self._manager.task(task_id) for task_id in task_ids]
            results = [task.result(timeout=0) for task in tasks]
            labels = [task.record.title if task.record else task.task_id for task in tasks]
            opened = results[0] if len(results) == 1 else compare(*results)
            overview = ipywidgets.HTML(opened._repr_html_())
        except (ScriptnbError, TimeoutError) as error:
            shelf.said = sentence(str(error))
            return
        overview.add_class("jp-RenderedHTMLCommon")  # tables look as they do under a cell
        self._close()
        self._opened = opened
        self._times_opened += 1
        self._views = {"overview": overview}
        self.widget.body.children = (overview,)
        self._head(title=" and ".join(labels), view="overview")
        shelf.said = ""

    def _show(self, view: str) -> None:
        """Show the overview, or the tables to sort and filter, which are made when first asked."""
        if self._opened is None:
            return
        if view not in self._views:
            self._views[view] = explore(self._opened)
        self.widget.body.children = (self._views[view],)
        self._head(view=view)

    def _close(self) -> None:
        self.widget.body.children = ()
        for view in self._views.values():
            view.close()
        self._opened, self._export, self._views = None, None, {}
        self.widget.opened.state = {}

    def _head(self, **changes: Any) -> None:
        kinds = [{"kind": kind, "words": exports.KINDS[kind][0]} for kind in exports.offered()]
        state = {"key": self._times_opened, "kinds": kinds, "said": ""}
        self.widget.opened.state = self.widget.opened.state | state | changes

    def _make(self, kind: str, token: str) -> None:
        if self._opened is None or kind not in exports.offered():
            return
        self._head(said="Making the file…")
        try:
            self._export = exports.make(self._opened, kind, self.widget.opened.state["title"])
        except (ScriptnbError, OSError) as error:
            self._head(said=sentence(str(error)))
            return
        self._head()
        self._send(token, 0)

    def _send(self, token: str, at: int) -> None:
        """Send the next slice of the file that a page asked for; the page asks for each."""
        if (made := self._export) is None:
            return
        piece = made.data[at : at + SLICE]
        about = {"token": token, "at": at, "size": len(made.data), "name": made.name,
                 "type": made.media_type}  # fmt: skip
        self.widget.opened.send(about, buffers=[piece])
        if at + len(piece) >= len(made.data):
            self._export = None


def _put(widget: Any, trait: str, value: Any) -> None:
    if getattr(widget, trait) != value:
        setattr(widget, trait, value)


def _analyses() -> list[tuple[str, str]]:
    return [(_ANALYSES.get(name, name), name) for name in known_types()]


def _languages() -> list[tuple[str, str | None]]:
    known = [(_LANGUAGES.get(each, each), each) for each in grammar_tables.languages()]
    return [("As the script is written", None), *sorted(known)]


def _formats() -> list[tuple[str, str | None]]:
    return [("As the file is", None), *((row.title, row.name) for row in formats.TABLE)]


_desks: list[Desk] = []


def dashboard() -> Dashboard:
    """Give this kernel's dashboard, making it at the first call."""
    if not _desks:
        _desks.append(Desk(default_manager(), panel()))
    return _desks[0].widget
