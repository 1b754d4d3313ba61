"""Card and panel as widgets, and what every widget shares: traits and messages, nothing else.

Imports ipywidgets, so imported late. A widget's message handler may run on the kernel's main thread
or on another one, in the middle of a cell: it only hands the request on, to something that returns
at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from scriptnb.notebook import page

#: Called with what a person asked for: ``{"action": …, "id": …}``.
Request = Callable[[dict[str, Any]], None]


class _Widget(anywidget.AnyWidget):
    def __init__(self, request: Request, **traits: Any) -> None:
        super().__init__(**traits)
        self._request = request
        self.on_msg(self._receive)
        _answer_at_once(self.comm)

    def _receive(self, _widget: object, content: object, _buffers: object) -> None:
        if isinstance(content, dict) and isinstance(content.get("action"), str):
            self._request(content)

    def __repr__(self) -> str:
        # The default holds an address, and no two runs of a notebook would compare equal.
        return f"{type(self).__name__}()"

    def bundle(self) -> dict[str, Any]:
        """Make the part of an output that shows this widget."""
        made = self._repr_mimebundle_()
        data = made[0] if isinstance(made, tuple) else made
        return {key: value for key, value in (data or {}).items() if key != "text/plain"}


class CardWidget(_Widget):
    """The live card under a cell."""

    _esm = page.script("card.js")
    _css = page.styles("look.css", "card.css")
    #: What the card shows while work is under way.
    state = traitlets.Dict().tag(sync=True)
    #: The finished card.
    html = traitlets.Unicode().tag(sync=True)


class PanelWidget(_Widget):
    """The status panel."""

    _esm = page.script("panel.js")
    _css = page.styles("look.css", "panel.css")
    snapshot = traitlets.Dict().tag(sync=True)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        # What a saved notebook shows, and a page that was made from it.
        return data | {"text/html": "<p>The status panel is live: run this cell.</p>"}, metadata


def _answer_at_once(comm: Any) -> None:
    """Let clicks through while a cell runs.

    From 7.4 on ipykernel sends a comm's messages to the shell that last published on it, which for
    a card is the one that runs the cell: a click on Cancel would wait for the cell that it is to
    end. This is private to ipykernel; where it is absent clicks arrive as they always did.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda _data, default: default  # noqa: SLF001
