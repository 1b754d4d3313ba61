"""What the dashboard is made of: ipywidgets, three widgets of our own, the status panel.

Traits and messages, nothing else. Imports ipywidgets, so imported late. As everywhere, a handler
only hands a request on, to something that returns at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets
import traitlets

from scriptnb.notebook import page
from scriptnb.notebook.dashboard.uploads import SLICE
from scriptnb.notebook.widgets import _answer_at_once, _Widget
from scriptnb.screenplay.reading import LARGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.notebook.widgets import PanelWidget, Request

_PRIORITIES = (("Before the others", 0), ("Normal", 1), ("After the others", 9))
_MORE, _QUEUE = "Language and format", "Queue and memory"

#: What a person chooses from: the words, and what they stand for.
Choices = list[tuple[str, str | None]]


class UploadWidget(_Widget):
    """Where scripts are dropped or chosen; sends them in slices, one at a time."""

    _esm = page.script("upload.js")
    _css = page.styles("look.css", "upload.css")
    #: How each file stands, as `uploads.Row`; a slice is answered by what is received in it.
    files: Any = traitlets.List().tag(sync=True)
    #: What became of the last submit, one sentence.
    said = traitlets.Unicode().tag(sync=True)
    #: Bytes of a slice, and of the largest file.
    slice = traitlets.Int().tag(sync=True)
    largest = traitlets.Int().tag(sync=True)

    def _receive(self, widget: object, content: object, buffers: Any) -> None:
        if isinstance(content, dict) and buffers:
            content = {**content, "data": bytes(buffers[0])}
        super()._receive(widget, content, None)


class ShelfWidget(_Widget):
    """The scripts that were submitted: their state, and what can be done with each."""

    _esm = page.script("shelf.js")
    _css = page.styles("look.css", "dashboard.css")
    rows: Any = traitlets.List().tag(sync=True)
    #: How many older ones are not in ``rows``.
    more = traitlets.Int().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)


class OpenedWidget(_Widget):
    """The head of what is open: its title, its views, files to download, Close."""

    _esm = page.script("opened.js")
    #: ``key title kinds said view``; empty while nothing is open.
    state = traitlets.Dict().tag(sync=True)


class Dashboard(ipywidgets.VBox):  # type: ignore[misc]  # it has no types
    """Everything in one column; what it shows is set by `scriptnb.notebook.dashboard`."""

    def __init__(
        self,
        request: Request,
        panel: PanelWidget,
        analyses: Sequence[tuple[str, str]],
        languages: Choices,
        formats: Choices,
    ) -> None:
        self._request = request
        self.upload = UploadWidget(request, slice=SLICE, largest=LARGEST)
        self.analysis = _choice("Analysis", analyses)
        self.priority = _choice("Priority", _PRIORITIES, value=1)
        self.language = _choice("Language", languages)
        self.format = _choice("Format", formats)
        self.submit = ipywidgets.Button(description="Analyse", button_style="primary")
        self.more = ipywidgets.ToggleButton(description=_MORE, value=False)
        self.queue = ipywidgets.ToggleButton(description=_QUEUE, value=False)
        self.shelf = ShelfWidget(request)
        self.opened = OpenedWidget(request)
        self._extra = _row(self.language, self.format)
        self._below = ipywidgets.VBox([panel])
        self.body = ipywidgets.VBox([])
        super().__init__(
            [
                self.upload,
                _row(self.analysis, self.priority, self.submit, self.more),
                self._extra,
                self.shelf,
                _row(self.queue),
                self._below,
                self.opened,
                self.body,
            ]
        )
        self.add_class("scriptnb-dashboard")
        self.unfold()
        self.submit.on_click(lambda _: request({"action": "submit", **self.choices()}))
        for toggle in (self.more, self.queue):
            toggle.observe(lambda _: request({"action": "unfold"}), "value")
        for each in (self.submit, self.more, self.queue, self.analysis, self.priority,
                     self.language, self.format):  # fmt: skip
            _answer_at_once(each.comm)

    def choices(self) -> dict[str, Any]:
        """Give what is chosen for the next submit."""
        return {
            "analysis_type": self.analysis.value,
            "priority": self.priority.value,
            "language": self.language.value,
            "format": self.format.value or "auto",
        }

    def unfold(self) -> None:
        """Show the parts whose button is down, and no others."""
        for toggle, part in ((self.more, self._extra), (self.queue, self._below)):
            part.layout.display = "" if toggle.value else "none"

    def __repr__(self) -> str:
        return "Dashboard()"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        data: dict[str, Any] = super()._repr_mimebundle_(**kwargs) or {}
        # What a saved notebook shows, and a page that was made from it.
        return data | {"text/html": "<p>The dashboard is live: run this cell.</p>"}


def _choice(label: str, options: Any, **more: Any) -> ipywidgets.Dropdown:
    return ipywidgets.Dropdown(description=label, options=list(options), **more)


def _row(*children: ipywidgets.Widget) -> ipywidgets.Box:
    row = ipywidgets.Box(list(children))
    row.add_class("scriptnb-row")
    return row
