"""The widget of a watched file: traits and messages. Imports ipywidgets, so it is imported late."""

from __future__ import annotations

import traitlets

from scriptnb.notebook import page
from scriptnb.notebook.widgets import BaseWidget


class WatchWidget(BaseWidget):
    """The card of a watched file."""

    _esm = page.script("watch.js")
    _css = page.styles("look.css", "card.css")
    #: The head: ``word``, ``title``, ``detail``, ``phase`` and ``stopped``.
    state = traitlets.Dict().tag(sync=True)
    #: The latest result and what changed, as HTML.
    html = traitlets.Unicode().tag(sync=True)
