"""The widget that explores tables: traits and messages. Imports ipywidgets, so imported late."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import traitlets

from scriptnb.notebook import page
from scriptnb.notebook.widgets import Request, _Widget

if TYPE_CHECKING:
    from collections.abc import Callable


class ExploreWidget(_Widget):
    """Tables that are sorted, filtered and downloaded in the page.

    Parameters
    ----------
    request
        Told what the page asks for.
    static
        Gives what a saved notebook shows, as ``text/html`` and ``text/plain``.
    """

    _esm = page.script("explore.js")
    _css = page.styles("look.css", "explore.css")
    title = traitlets.Unicode().tag(sync=True)
    #: ``group name label rows``, a dict a table.
    catalog: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    #: The first part of the table that is open at first: it is there without asking.
    opening = traitlets.Dict().tag(sync=True)

    def __init__(
        self, request: Request, static: Callable[[], dict[str, str]], **traits: Any
    ) -> None:
        super().__init__(request, **traits)
        self._static = static

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        # A page made of a run that nobody watches has no kernel to ask: tables say more there.
        live = {} if os.environ.get("SCRIPTNB_WAIT") == "1" else data
        return live | self._static(), metadata
