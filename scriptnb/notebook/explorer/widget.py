"""The widget of `explore`: traits and messages. Imports ipywidgets, so it is imported late."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import traitlets

from scriptnb.notebook import page
from scriptnb.notebook.widgets import BaseWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from scriptnb.notebook.messages import Handler, Message, MimeBundle


class ExploreWidget(BaseWidget):
    """Tables that are sorted, filtered and downloaded in the page.

    Parameters
    ----------
    handler
        Called with each request of the page.
    static
        Returns what a saved notebook shows, as ``text/html`` and ``text/plain``.
    """

    _esm = page.script("explore.js")
    _css = page.styles("look.css", "explore.css")
    title = traitlets.Unicode().tag(sync=True)
    #: One dict per table: ``group``, ``name``, ``label``, ``rows``.
    catalog: traitlets.List[Message] = traitlets.List().tag(sync=True)
    #: The first rows of the table that is open at first, so that the page need not request them.
    opening = traitlets.Dict().tag(sync=True)

    def __init__(
        self, handler: Handler, static: Callable[[], MimeBundle], **traits: object
    ) -> None:
        super().__init__(handler, **traits)
        self._static = static

    def _repr_mimebundle_(self, **kwargs: dict[str, object]) -> tuple[MimeBundle, MimeBundle]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        # A page exported from an unattended run has no kernel: static tables show more there.
        live = {} if os.environ.get("SCRIPTNB_WAIT") == "1" else data
        return live | self._static(), metadata
