"""One bar for many scripts: in a notebook, in a terminal, and line by line in a log.

Knows numbers and tqdm; knows no queue.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any, Self, TextIO

if TYPE_CHECKING:
    from types import TracebackType

#: Seconds between two lines in a log.
_LOG_EVERY = 10.0


class _Lines:
    """A log's side of tqdm: each state is a line of its own, without carriage returns."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        if line := text.replace("\r", "").strip():
            self._stream.write(f"{line}\n")

    def flush(self) -> None:
        self._stream.flush()


class Progress:
    """Shows how many scripts and pages are done.

    Parameters
    ----------
    total
        How many scripts there are.
    what
        What is done to them: the analysis.
    shown
        False shows nothing, True always a bar; None a bar where a person looks, lines elsewhere.
    """

    def __init__(self, total: int, what: str, shown: bool | None = None) -> None:
        self._last = (0, 0, 0)
        self._bar: Any = None
        if shown is False or not total:
            return
        from tqdm.auto import tqdm  # picks the notebook's bar or the terminal's

        # A class of our own, since these are the class's: no monitor thread that outlives the bar,
        # and no multiprocessing lock, which would fix the process's start method.
        made: Any = type("Progress", (tqdm,), {"monitor_interval": 0})
        made.set_lock(threading.RLock())
        options: dict[str, Any] = {"total": total, "unit": "script", "desc": what}
        in_notebook = tqdm.__module__ == "tqdm.notebook" or "notebook" in tqdm.__mro__[1].__module__
        self._in_log = not (in_notebook or sys.stderr.isatty() or shown)
        if self._in_log:
            options |= {"file": _Lines(sys.stderr), "mininterval": _LOG_EVERY, "ncols": 100}
            # A quick run needs no line before its last one.
            options["delay"] = 1.0
        self._bar = made(**options)

    def show(self, done: int, pages: int, failed: int) -> None:
        """Show these totals."""
        if self._bar is None or (done, pages, failed) == self._last:
            return
        step, self._last = done - self._last[0], (done, pages, failed)
        said = f"{pages:,} pages" + (f", {failed:,} failed" if failed else "")
        self._bar.set_postfix_str(said, refresh=False)
        self._bar.update(step)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        bar = self._bar
        if bar is None:
            return
        # Closing shows the last state, but in a log not that of a bar that was never shown.
        if not (self._in_log and bar.last_print_t >= bar.start_t + bar.delay):
            bar.refresh()
        bar.close()
