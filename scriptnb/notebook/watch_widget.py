"""The widget of a watched file: traits and one message. Imports ipywidgets, so imported late."""

from __future__ import annotations

from pathlib import Path

import traitlets

from scriptnb.notebook.widgets import _Widget

_STATIC = Path(__file__).parent / "static"


class WatchWidget(_Widget):
    """The card of a watched file."""

    _esm = _STATIC / "watch.js"
    _css = _STATIC / "card.css"
    #: ``word title detail phase stopped``: what the head shows.
    state = traitlets.Dict().tag(sync=True)
    #: The latest result, with what changed.
    html = traitlets.Unicode().tag(sync=True)
