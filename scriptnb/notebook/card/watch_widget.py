"""The widget of a watched file: traits and one message. Imports ipywidgets, so imported late."""

from __future__ import annotations

import traitlets

from scriptnb.notebook import page
from scriptnb.notebook.widgets import BaseWidget


class WatchWidget(BaseWidget):
    """The card of a watched file."""

    _esm = page.script("watch.js")
    _css = page.styles("look.css", "card.css")
    #: ``word title detail phase stopped``: what the head shows.
    state = traitlets.Dict().tag(sync=True)
    #: The latest result, with what changed.
    html = traitlets.Unicode().tag(sync=True)
