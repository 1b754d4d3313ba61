"""A progress bar for many scripts: in a notebook, in a terminal, or as lines in a log.

Knows numbers and tqdm, but no queue.
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
    """A stream for tqdm that writes each state as a line, without carriage returns."""

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
        The description before the bar: the analysis.
    shown
        False shows nothing, True always a bar; None a bar in a notebook or terminal, else lines.
    """

    def __init__(self, total: int, what: str, shown: bool | None = None) -> None:
        self._last = (0, 0, 0)
        self._bar: Any = None
        if shown is False or not total:
            return
        from tqdm.auto import tqdm  # chooses the notebook's bar or the terminal's

        # A subclass, since these are class attributes: no monitor thread that outlives the bar, and
        # no multiprocessing lock, which would fix the process's start method.
        made: Any = type("Progress", (tqdm,), {"monitor_interval": 0})
        made.set_lock(threading.RLock())
        options: dict[str, Any] = {"total": total, "unit": "script", "desc": what}
        in_notebook = tqdm.__module__ == "tqdm.notebook" or "notebook" in tqdm.__mro__[1].__module__
        self._in_log = not (in_notebook or sys.stderr.isatty() or shown)
        if self._in_log:
            options |= {"file": _Lines(sys.stderr), "mininterval": _LOG_EVERY, "ncols": 100}
            # In a quick run the last line is enough.
            options["delay"] = 1.0
        self._bar = made(**options)

    def show(self, done: int, pages: int, failed: int) -> None:
        """Show these totals."""
        if self._bar is None or (done, pages, failed) == self._last:
            return
        step, self._last = done - self._last[0], (done, pages, failed)
        text = f"{pages:,} pages" + (f", {failed:,} failed" if failed else "")
        self._bar.set_postfix_str(text, refresh=False)
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
        # close() shows the last state, except in a log when the bar was never shown before.
        if not (self._in_log and bar.last_print_t >= bar.start_t + bar.delay):
            bar.refresh()
        bar.close()
