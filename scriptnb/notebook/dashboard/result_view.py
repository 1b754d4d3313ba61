"""The result or comparison that the dashboard shows: its overview, its tables and its downloads.

Requests are answered in a thread of their own: a feature film takes seconds to draw, and neither a
running cell nor the other views may wait for it.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import ipywidgets

from scriptnb.errors import ScriptnbError
from scriptnb.notebook.dashboard import exports
from scriptnb.notebook.dashboard.uploads import SLICE, sentence
from scriptnb.notebook.explorer.explorer import explorer
from scriptnb.results.comparison import compare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.notebook.dashboard.widgets import Dashboard
    from scriptnb.notebook.messages import Message
    from scriptnb.queue.manager import QueueManager
    from scriptnb.results.comparison import Comparison
    from scriptnb.results.result import Result

log = logging.getLogger(__name__)

#: The requests that are answered here.
ACTIONS = frozenset({"open", "compare", "view", "close", "export", "next"})


class ResultView:
    """Opens results and comparisons, one at a time.

    Parameters
    ----------
    manager
        The queue that has the results.
    widget
        The dashboard that shows them.
    """

    def __init__(self, manager: QueueManager, widget: Dashboard) -> None:
        self._manager = manager
        self._widget = widget
        self._thread = ThreadPoolExecutor(1, "scriptnb-dashboard")
        self._result: Result | Comparison | None = None
        self._views: dict[str, ipywidgets.Widget] = {}
        self._times = 0
        self._export: exports.Export | None = None

    def enqueue(self, request: Message) -> None:
        """Queue a request of the page; any thread may call this, so it returns at once."""
        self._thread.submit(self._answer, request)

    def _answer(self, request: Message) -> None:
        message = ""
        try:
            self._do(request)
        except (ScriptnbError, TimeoutError) as error:
            message = sentence(str(error))
        except Exception as error:
            # The page shows an unexpected error instead of waiting without end.
            log.exception("the dashboard could not %s", request["action"])
            message = f"Unexpected error: {type(error).__name__}: {error}"
        if request["action"] in ("open", "compare"):
            self._widget.task_list.notice = message
        elif self._result is not None and request["action"] != "next":
            self._head(notice=message)

    def _do(self, request: Message) -> None:
        match request:
            case {"action": "open", "id": str(key)}:
                self._widget.task_list.notice = "Opening…"
                self._open([key])
            case {"action": "compare", "before": str(before), "after": str(after)}:
                self._widget.task_list.notice = "Comparing…"
                self._open([before, after])
            case {"action": "view", "view": "overview" | "tables" as view} if self._result:
                self._show(view)
            case {"action": "close"}:
                self._close()
            case {"action": "export", "kind": str(kind), "token": str(token)} if self._result:
                self._make(kind, token)
            case {"action": "next", "token": str(token), "at": int(at)}:
                self._send(token, at)

    def _open(self, task_ids: Sequence[str]) -> None:
        tasks = [self._manager.task(task_id) for task_id in task_ids]
        results = [task.result(timeout=0) for task in tasks]
        labels = [task.record.title if task.record else task.task_id for task in tasks]
        result = results[0] if len(results) == 1 else compare(*results)
        overview = ipywidgets.HTML(result._repr_html_())
        overview.add_class("jp-RenderedHTMLCommon")  # tables look as they do under a cell
        self._close()
        self._result, self._views = result, {"overview": overview}
        self._times += 1
        self._widget.body.children = (overview,)
        self._head(title=" and ".join(labels), view="overview")

    def _show(self, view: str) -> None:
        """Show the overview or the tables, whose widget is made at the first request."""
        if view not in self._views:
            self._views[view] = explorer(self._result)
        self._widget.body.children = (self._views[view],)
        self._head(view=view)

    def _close(self) -> None:
        self._widget.body.children = ()
        for view in self._views.values():
            view.close()
        self._result, self._export, self._views = None, None, {}
        self._widget.result_bar.state = {}

    def _head(self, **changes: object) -> None:
        kinds = [{"kind": kind, "words": exports.KINDS[kind][0]} for kind in exports.offered()]
        state = {"key": self._times, "kinds": kinds, "notice": ""}
        self._widget.result_bar.state = self._widget.result_bar.state | state | changes

    def _make(self, kind: str, token: str) -> None:
        if self._result is None or kind not in exports.offered():
            return
        self._head(notice="Making the file…")
        self._export = exports.make(self._result, kind, self._widget.result_bar.state["title"])
        self._send(token, 0)

    def _send(self, token: str, at: int) -> None:
        """Send one slice of the exported file; the page requests each slice."""
        if (made := self._export) is None:
            return
        piece = made.data[at : at + SLICE]
        about = {"token": token, "at": at, "size": len(made.data), "name": made.name,
                 "type": made.media_type}  # fmt: skip
        self._widget.result_bar.send(about, buffers=[piece])
        if at + len(piece) >= len(made.data):
            self._export = None
