"""The widgets of card and panel, and the base class of all widgets: traits and messages only.

Imports ipywidgets, so it is imported late. A widget's message handler may run on the kernel's main
thread or on another one, in the middle of a cell: it only passes the request to a function that
returns at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from scriptnb.notebook import page

if TYPE_CHECKING:
    from scriptnb.notebook.messages import Handler, MimeBundle


class BaseWidget(anywidget.AnyWidget):
    """A widget whose page sends requests.

    Parameters
    ----------
    handler
        Called with each request, on any thread; must return at once.
    **traits
        Initial values.
    """

    def __init__(self, handler: Handler, **traits: object) -> None:
        super().__init__(**traits)
        self._handler = handler
        self.on_msg(self._receive)
        handle_clicks_at_once(self.comm)

    def _receive(self, _widget: object, content: object, _buffers: object) -> None:
        if isinstance(content, dict) and isinstance(content.get("action"), str):
            self._handler(content)

    def __repr__(self) -> str:
        # The default holds an address, and no two runs of a notebook would compare equal.
        return f"{type(self).__name__}()"

    def bundle(self) -> MimeBundle:
        """Return the part of an output that shows this widget."""
        made = self._repr_mimebundle_()
        data = made[0] if isinstance(made, tuple) else made
        return {key: value for key, value in (data or {}).items() if key != "text/plain"}


class CardWidget(BaseWidget):
    """The live card under a cell."""

    _esm = page.script("card.js")
    _css = page.styles("look.css", "card.css")
    #: What the card shows while its tasks are unfinished.
    state = traitlets.Dict().tag(sync=True)
    #: The finished card, as HTML.
    html = traitlets.Unicode().tag(sync=True)


class PanelWidget(BaseWidget):
    """The status panel."""

    _esm = page.script("panel.js")
    _css = page.styles("look.css", "panel.css")
    snapshot = traitlets.Dict().tag(sync=True)

    def _repr_mimebundle_(self, **kwargs: dict[str, object]) -> tuple[MimeBundle, MimeBundle]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        # What a saved notebook shows, and a page that was made from it.
        return data | {"text/html": "<p>The status panel is live: run this cell.</p>"}, metadata


def handle_clicks_at_once(comm: Any) -> None:
    """Let the kernel handle a widget's messages while a cell runs.

    From 7.4 on, ipykernel sends a comm's messages to the shell that last published on it. For a
    card this is the shell that runs the cell, so that a click on Cancel would wait for the cell
    that it is to end. The attribute is private to ipykernel; where it does not exist, nothing is
    changed.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda _data, default: default  # noqa: SLF001
