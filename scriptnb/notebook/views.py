"""The public functions that show a widget: `dashboard`, `explore`, `status_panel`.

ipywidgets is not imported before one of them is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from scriptnb.corpus import Corpus
    from scriptnb.notebook.card.watch import WatchedFile
    from scriptnb.notebook.dashboard.widgets import Dashboard
    from scriptnb.notebook.explorer.widget import ExploreWidget
    from scriptnb.notebook.widgets import PanelWidget
    from scriptnb.queue.task import AnalysisTask
    from scriptnb.results.comparison import Comparison
    from scriptnb.results.result import Result

__all__ = ["dashboard", "explore", "status_panel"]


def dashboard() -> Dashboard:
    """Analyse scripts without code: add files, choose an analysis, open, compare, export.

    There is one dashboard per kernel: every call returns the same, and it can be shown in several
    places. It lists the scripts that all notebooks of this environment submitted.

    Returns
    -------
    Dashboard
        A widget; as the last line of a cell it shows itself.
    """
    from scriptnb.notebook.dashboard.controller import dashboard as shared

    return shared()


def explore(
    result: Result | AnalysisTask | WatchedFile | Corpus | Comparison | pd.DataFrame,
    table: str | None = None,
) -> ExploreWidget:
    """Sort, filter and download tables, and show the script's lines of a row.

    Parameters
    ----------
    result
        An object that has tables; for an unfinished task, its result is waited for.
    table
        The table that is open at first, such as ``"dialogues"``.

    Returns
    -------
    ExploreWidget
        A widget; as the last line of a cell it shows itself. A saved notebook holds the tables as
        static HTML.

    Raises
    ------
    OptionError
        When the object has no tables, or not the one that is named.
    """
    from scriptnb.notebook.explorer.explorer import explorer

    return explorer(result, table)


def status_panel() -> PanelWidget:
    """Show the queue, its tasks and the memory they use, live.

    There is one panel per kernel: every call returns the same, and it can be shown in several
    places.

    Returns
    -------
    PanelWidget
        A widget; as the last line of a cell it shows itself.
    """
    from scriptnb.notebook.panel.panel import panel

    return panel()
