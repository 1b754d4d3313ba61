"""The only code that knows Jupyter: magics, the card under a cell, the status panel.

Nothing here loads ipywidgets before something live is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scriptnb.notebook.widgets import PanelWidget

__all__ = ["status_panel"]


def status_panel() -> PanelWidget:
    """Show the queue, its tasks and the memory they use, live.

    There is one panel a kernel: every call gives the same, and it can be shown in several places.

    Returns
    -------
    PanelWidget
        A widget; as the last line of a cell it shows itself.
    """
    from scriptnb.notebook.panel import panel

    return panel()
