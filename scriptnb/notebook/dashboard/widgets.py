"""The dashboard's widgets: ipywidgets, three widgets of this package, and the status panel.

Traits and messages only; `controller` sets what they show. Imports ipywidgets, so it is imported
late. A handler only passes a request to a function that returns at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets
import traitlets

from scriptnb.notebook import page
from scriptnb.notebook.dashboard.uploads import SLICE
from scriptnb.notebook.widgets import BaseWidget, handle_clicks_at_once
from scriptnb.screenplay.source import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scriptnb.notebook.messages import Handler, Message, MimeBundle
    from scriptnb.notebook.widgets import PanelWidget

_PRIORITIES = (("Before the others", 0), ("Normal", 1), ("After the others", 9))
_MORE, _QUEUE = "Language and format", "Queue and memory"

#: The options of a menu: label and value.
Choices = list[tuple[str, str | None]]


class UploadWidget(BaseWidget):
    """Where scripts are dropped or chosen; the page sends them in slices, one at a time."""

    _esm = page.script("upload.js")
    _css = page.styles("look.css", "upload.css")
    #: The state of each file, as `uploads.Row`; ``received`` acknowledges each slice.
    files: Any = traitlets.List().tag(sync=True)
    #: The outcome of the last submit, in one sentence.
    notice = traitlets.Unicode().tag(sync=True)
    #: Bytes of a slice, and of the largest file that is accepted.
    slice = traitlets.Int().tag(sync=True)
    largest = traitlets.Int().tag(sync=True)

    def _receive(self, widget: object, content: object, buffers: object) -> None:
        if isinstance(content, dict) and isinstance(buffers, list | tuple) and buffers:
            content = {**content, "data": bytes(buffers[0])}
        super()._receive(widget, content, None)


class TaskListWidget(BaseWidget):
    """The submitted scripts: the state of each, and buttons that act on it."""

    _esm = page.script("shelf.js")
    _css = page.styles("look.css", "dashboard.css")
    rows: Any = traitlets.List().tag(sync=True)
    #: How many older tasks are not in ``rows``.
    more = traitlets.Int().tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)


class ResultBarWidget(BaseWidget):
    """The bar above an opened result: title, choice of view, downloads, Close."""

    _esm = page.script("opened.js")
    #: ``key``, ``title``, ``kinds``, ``notice`` and ``view``; empty while nothing is open.
    state = traitlets.Dict().tag(sync=True)


class Dashboard(ipywidgets.VBox):  # type: ignore[misc]  # it has no types
    """All parts in one column."""

    def __init__(
        self,
        handler: Handler,
        panel: PanelWidget,
        analyses: Sequence[tuple[str, str]],
        languages: Choices,
        formats: Choices,
    ) -> None:
        self.upload = UploadWidget(handler, slice=SLICE, largest=LARGEST)
        self.analysis = _choice("Analysis", analyses)
        self.priority = _choice("Priority", _PRIORITIES, value=1)
        self.language = _choice("Language", languages)
        self.format = _choice("Format", formats)
        self.submit = ipywidgets.Button(description="Analyse", button_style="primary")
        self.more = ipywidgets.ToggleButton(description=_MORE, value=False)
        self.queue = ipywidgets.ToggleButton(description=_QUEUE, value=False)
        self.task_list = TaskListWidget(handler)
        self.result_bar = ResultBarWidget(handler)
        self._extra = _row(self.language, self.format)
        self._below = ipywidgets.VBox([panel])
        self.body = ipywidgets.VBox([])
        super().__init__(
            [
                self.upload,
                _row(self.analysis, self.priority, self.submit, self.more),
                self._extra,
                self.task_list,
                _row(self.queue),
                self._below,
                self.result_bar,
                self.body,
            ]
        )
        self.add_class("scriptnb-dashboard")
        self.unfold()
        self.submit.on_click(lambda _: handler({"action": "submit", **self.choices()}))
        for toggle in (self.more, self.queue):
            toggle.observe(lambda _: handler({"action": "unfold"}), "value")
        for each in (self.submit, self.more, self.queue, self.analysis, self.priority,
                     self.language, self.format):  # fmt: skip
            handle_clicks_at_once(each.comm)

    def choices(self) -> Message:
        """Return the options of the next submit."""
        return {
            "analysis_type": self.analysis.value,
            "priority": self.priority.value,
            "language": self.language.value,
            "format": self.format.value or "auto",
        }

    def unfold(self) -> None:
        """Show the optional parts whose toggle button is on, hide the others."""
        for toggle, part in ((self.more, self._extra), (self.queue, self._below)):
            part.layout.display = "" if toggle.value else "none"

    def __repr__(self) -> str:
        return "Dashboard()"

    def _repr_mimebundle_(self, **kwargs: dict[str, object]) -> MimeBundle:
        data: MimeBundle = super()._repr_mimebundle_(**kwargs) or {}
        # What a saved notebook shows, and a page that was made from it.
        return data | {"text/html": "<p>The dashboard is live: run this cell.</p>"}


def _choice(label: str, options: Iterable[object], **more: object) -> ipywidgets.Dropdown:
    return ipywidgets.Dropdown(description=label, options=list(options), **more)


def _row(*children: ipywidgets.Widget) -> ipywidgets.Box:
    row = ipywidgets.Box(list(children))
    row.add_class("scriptnb-row")
    return row
