"""One thread of this kernel for everything that shows live state: cards and the panel.

It knows neither widgets nor the queue. A view is asked to look at its world when its time has
come; it answers in how many seconds it wants to be asked again, or None when it has shown all
there is. The thread ends when no view is left and starts again with the next one.
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

    #: Whether a cell must not end before what this view knows by then has been shown.
    settles: bool

    def look(self) -> float | None:
        """Show what changed; return seconds until the next look, None when all is shown."""
        ...


class Pulse:
    """Asks each view in its time, one at a time.

    Examples
    --------
    >>> class Once:
    ...     settles = False
    ...     seen = threading.Event()
    ...     def look(self):
    ...         self.seen.set()
    >>> pulse, view = Pulse(), Once()
    >>> pulse.add(view)
    >>> view.seen.wait(5)
    True
    """

    def __init__(self) -> None:
        self._due: dict[View, float] = {}
        self._guard = threading.Lock()  # of _due and _thread, held for moments
        self._turn = threading.RLock()  # held while a view looks, so that none looks twice at once
        self._bell = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, view: View) -> None:
        """Ask a view from now on, first of all at once."""
        with self._guard:
            self._due[view] = 0.0
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="scriptnb-pulse", daemon=True
                )
                self._thread.start()
        self._bell.set()

    def remove(self, view: View) -> None:
        """Ask a view no more."""
        with self._guard:
            self._due.pop(view, None)

    def ring(self) -> None:
        """Ask every view soon, whatever its time; from any thread."""
        with self._guard:
            self._due = dict.fromkeys(self._due, 0.0)
        self._bell.set()

    def settle(self) -> None:
        """Ask every view that settles now, in the caller's thread."""
        with self._guard:
            views = [view for view in self._due if view.settles]
        for view in views:
            self.ask(view)

    def ask(self, view: View) -> None:
        """Ask one view now, in the caller's thread."""
        with self._turn:
            with self._guard:
                if view not in self._due:
                    return
                self._due[view] = math.inf  # a ring during the look writes 0 and is not lost
            try:
                pause = view.look()
            except Exception:
                # One view's fault must not freeze the others, and never spills into a cell.
                log.exception("a live view failed and was taken away")
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
                self._bell.clear()
            for view in ready:
                self.ask(view)
            if not ready:
                self._bell.wait(pause)


#: The pulse of this kernel.
PULSE = Pulse()
