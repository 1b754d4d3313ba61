"""One thread per kernel that refreshes everything live: cards, the panel and the dashboard.

It knows neither widgets nor the queue. A view is refreshed when its time has come, and returns the
number of seconds until its next refresh, or None when nothing more will change. The thread ends
when no view is left and starts again with the next one.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from typing import Protocol

log = logging.getLogger(__name__)


class View(Protocol):
    """Something that shows live state."""

    #: Whether the view must be up to date before a cell counts as done.
    flush_at_cell_end: bool

    def refresh(self) -> float | None:
        """Show what changed; return seconds until the next refresh, None when all is shown."""
        ...


class Refresher:
    """Refreshes each view when it is due, one view at a time.

    Examples
    --------
    >>> class Once:
    ...     flush_at_cell_end = False
    ...     refreshed = threading.Event()
    ...     def refresh(self):
    ...         self.refreshed.set()
    >>> refresher, view = Refresher(), Once()
    >>> refresher.add(view)
    >>> view.refreshed.wait(5)
    True
    """

    def __init__(self) -> None:
        self._due: dict[View, float] = {}
        self._guard = threading.Lock()  # of _due and _thread, held for moments
        # Held during a refresh, so that no view is refreshed by two threads at once.
        self._refreshing = threading.RLock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, view: View) -> None:
        """Refresh a view from now on, for the first time at once."""
        with self._guard:
            self._due[view] = 0.0
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="scriptnb-refresh", daemon=True
                )
                self._thread.start()
        self._wake.set()

    def remove(self, view: View) -> None:
        """Stop refreshing a view."""
        with self._guard:
            self._due.pop(view, None)

    def refresh_soon(self) -> None:
        """Make every view due now; may be called from any thread and returns at once."""
        with self._guard:
            self._due = dict.fromkeys(self._due, 0.0)
        self._wake.set()

    def flush(self) -> None:
        """Refresh every view that has `flush_at_cell_end`, in the caller's thread."""
        with self._guard:
            views = [view for view in self._due if view.flush_at_cell_end]
        for view in views:
            self.refresh(view)

    def refresh(self, view: View) -> None:
        """Refresh one view now, in the caller's thread."""
        with self._refreshing:
            with self._guard:
                if view not in self._due:
                    return
                # A call of `refresh_soon` meanwhile writes 0 here, so that it is not lost.
                self._due[view] = math.inf
            try:
                pause = view.refresh()
            except Exception:
                # An error in one view must neither stop the others nor appear in a cell.
                log.exception("a live view failed and is no longer refreshed")
                pause = None
            with self._guard:
                if self._due.get(view) != math.inf:
                    return
                if pause is None:
                    del self._due[view]
                else:
                    self._due[view] = time.monotonic() + pause

    def _run(self) -> None:
        while True:
            with self._guard:
                if not self._due:
                    self._thread = None
                    return
                now = time.monotonic()
                ready = [view for view, due in self._due.items() if due <= now]
                pause = max(0.0, min(self._due.values()) - now)
                self._wake.clear()
            for view in ready:
                self.refresh(view)
            if not ready:
                self._wake.wait(pause)


#: The refresher of this kernel.
REFRESHER = Refresher()
