"""``%analyze --watch FILE``: analyse a file again at each save, in one card that stays.

One thread waits for saves and submits the file; the refresher updates the card. A save while a run
is under way cancels that run, whose result would be out of date. Watching ends with the Stop
button, ``%scriptnb unwatch``, a new run of the cell, or the end of the kernel.
"""

# IPython's display functions carry no types.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import atexit
import contextlib
import logging
import threading
from collections import deque
from datetime import datetime
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.display import DisplayHandle, display

from scriptnb.errors import QueueError, ScriptnbError
from scriptnb.notebook.card import diff_html, static_html
from scriptnb.notebook.refresh import REFRESHER
from scriptnb.queue.models import Status
from scriptnb.results.html import escape

if TYPE_CHECKING:
    from pathlib import Path

    from scriptnb.notebook.card.watch_widget import WatchWidget
    from scriptnb.notebook.messages import Message, Options
    from scriptnb.queue.manager import QueueManager
    from scriptnb.queue.task import AnalysisTask
    from scriptnb.results.result import Result

log = logging.getLogger(__name__)

#: Before all other pending tasks: a person waits for the result.
PRIORITY = 0
#: Milliseconds without a change before a save counts: editors write in several steps.
_DEBOUNCE, _STEP = 300, 50
#: Milliseconds between two checks without an event: some file systems send none.
_CHECK = 2000
#: Seconds between two refreshes, while a run is under way and otherwise.
_PAUSE, _IDLE = 0.25, 5.0

_watched: list[WatchedFile] = []


class WatchedFile:
    """One watched file, and the handle of its latest run: ``_task.scenes`` gives its tables.

    Parameters
    ----------
    path
        The file.
    manager
        The queue.
    analysis_type, options
        As `QueueManager.submit` takes them.
    """

    flush_at_cell_end = False

    def __init__(
        self, path: Path, manager: QueueManager, analysis_type: str, options: Options
    ) -> None:
        _need_watchfiles()
        self.path = path.resolve()
        self.analysis_type = analysis_type
        self._manager = manager
        self._options = options
        self._stopped = threading.Event()
        self._requests: deque[Message] = deque()
        self._guard = threading.RLock()
        self._stamp = _stamp(self.path)
        #: The run of the latest save.
        self.task: AnalysisTask | None = None
        #: Why the latest save could not be submitted, "" when it was.
        self._error = ""
        self._shown: str | None = None
        self._saves = 0
        self._source = ""
        #: The result that the next one is compared with: the last one before it, shown or not.
        self._before: Result | None = None
        self._html, self._plain = "", ""
        self._widget: WatchWidget | None = None
        self._handle: DisplayHandle | None = None
        # Errors of the first submit (a wrong option, an unreadable file) are raised in the cell.
        self._follow(manager.submit(self.path, analysis_type, **options))

    # -- called in the cell

    def start(self, grace: float) -> None:
        """Show the card and watch from now on."""
        from scriptnb.notebook.card.watch_widget import WatchWidget

        assert self.task is not None
        with contextlib.suppress(TimeoutError):  # the card shows the result when it comes
            self.task.wait(timeout=grace)
        self._widget = WatchWidget(self._enqueue, state=self._state())
        static = static_html.placeholder()
        self._handle = display(self._widget.bundle() | static, raw=True, display_id=True)
        _watched.append(self)
        REFRESHER.add(self)
        threading.Thread(target=self._run, name="scriptnb-watch", daemon=True).start()

    def stop(self) -> None:
        """Stop watching; the card keeps the latest result."""
        self.end()
        # At once: output that is sent between two cells is saved in no notebook.
        REFRESHER.add(self)
        REFRESHER.refresh(self)

    def dismiss(self) -> None:
        """Stop watching and close the card, because the cell runs again."""
        self.end()
        REFRESHER.remove(self)
        self._cancel_unfinished()
        with self._guard:
            widget, self._widget = self._widget, None
        if widget is not None:
            widget.close()

    def end(self) -> None:
        """End the thread that waits for saves; the caller updates the card."""
        self._stopped.set()
        if self in _watched:
            _watched.remove(self)

    @property
    def stopped(self) -> bool:
        """Whether the file is no longer watched."""
        return self._stopped.is_set()

    def result(self, timeout: float | None = None) -> Result:
        """Wait for the result of the latest save and return it."""
        assert self.task is not None
        return self.task.result(timeout)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "task":
            raise AttributeError(name)
        return getattr(self.task, name)

    def __repr__(self) -> str:
        state = "no longer watched" if self.stopped else "watching"
        return f"<{state}: {self.path.name}, {self._saves:,} saves>"

    # -- in the thread that waits for saves

    def _run(self) -> None:
        from watchfiles import watch

        # The folder, not the file: many editors write a new file and rename it.
        for _ in watch(
            self.path.parent, watch_filter=self._is_mine, debounce=_DEBOUNCE, step=_STEP,
            rust_timeout=_CHECK, yield_on_timeout=True, stop_event=self._stopped,
            raise_interrupt=False, recursive=False,
        ):  # fmt: skip
            # Compared by stamp: a save may have come before watching began, or without an event.
            stamp = _stamp(self.path)
            if stamp != self._stamp and not self._stopped.is_set():
                self._stamp = stamp
                self._submit()

    def _is_mine(self, _change: object, path: str) -> bool:
        return path.rpartition("/")[2] == self.path.name or path.endswith(self.path.name)

    def _submit(self) -> None:
        try:
            task = self._manager.submit(self.path, self.analysis_type, **self._options)
        except ScriptnbError as error:
            # While an editor saves, there may be no file or an incomplete one.
            self._error = str(error)
            REFRESHER.refresh_soon()
            return
        self._follow(task)

    def _follow(self, task: AnalysisTask) -> None:
        """Make a task the latest run, unless it analyses the same text as the one before."""
        record = task.record
        source = record.source if record else ""
        self._error = ""
        latest = self.task
        same = bool(source) and source == self._source
        if same and latest is not None and latest.status is not Status.CANCELLED:
            # Saved without a change: the run of this text is done or under way.
            task.cancel()
            REFRESHER.refresh_soon()
            return
        self._cancel_unfinished()
        before = self._before
        if self.task is not None:
            with contextlib.suppress(QueueError, TimeoutError):
                before = self.task.result(timeout=0)
        with self._guard:
            self.task, self._before = task, before
        self._source = source
        self._saves += 1
        task.add_done_callback(lambda _task: REFRESHER.refresh_soon())
        REFRESHER.refresh_soon()

    def _cancel_unfinished(self) -> None:
        if self.task is not None and not self.task.done():
            self.task.cancel()

    # -- in the refresher's thread

    def refresh(self) -> float | None:
        """Show what changed (called by the refresher)."""
        while self._requests:
            if self._requests.popleft()["action"] == "stop":
                self.end()
        with self._guard:
            task, before = self.task, self._before
        if task is not None and task.done() and self._shown != task.task_id:
            self._draw(task, before)
        state = self._state()
        with self._guard:
            if self._widget is not None and self._widget.state != state:
                self._widget.state = state
        if self.stopped:
            self._cancel_unfinished()
            self._publish()
            return None
        return _IDLE if task is None or task.done() else _PAUSE

    def _draw(self, task: AnalysisTask, before: Result | None) -> None:
        self._shown = task.task_id
        try:
            result = task.result(timeout=0)
        except (QueueError, TimeoutError) as error:
            if task.status is Status.CANCELLED and task is not self.task:
                return
            self._html = f'<p style="margin:4px 0">{escape(str(error))}</p>'
            self._plain = str(error)
        else:
            self._html, self._plain = self._drawn(before, result)
        first = self._widget is not None and not self._widget.html
        with self._guard:
            if self._widget is not None:
                self._widget.html = self._html
        if first:
            self._publish()

    def _drawn(self, before: Result | None, result: Result) -> tuple[str, str]:
        """Return the changes and the result, as HTML and as text."""
        changed = plain = ""
        try:
            if before is not None:
                changed, plain = diff_html.changes(before, result)
            text = "\n".join(filter(None, (plain, repr(result))))
            return changed + result._repr_html_(), text
        except Exception as error:
            # The next save is shown all the same.
            log.exception("the result of a watched file could not be drawn")
            made = static_html.undrawn(self.path.name, error)
            return made["text/html"], made["text/plain"]

    def _publish(self) -> None:
        """Update the cell's output, which is what a saved notebook keeps of the card."""
        with self._guard:
            if self._handle is None:
                return
            live = {} if self.stopped or self._widget is None else self._widget.bundle()
            head = f"<p><strong>{escape(self._heading())}</strong></p>"
            static = static_html.bundle(head + self._html, f"{self._heading()}\n{self._plain}")
            self._handle.update(live | static, raw=True)

    def _heading(self) -> str:
        if self.stopped:
            return f"{self.path.name} is no longer watched: run this cell to watch it again"
        return f"{self.path.name}: run this cell to watch it"

    def _state(self) -> Message:
        task = self.task
        status = task.status if task is not None else Status.PENDING
        saved = datetime.fromtimestamp(self._stamp[0] / 1e9).astimezone() if self._stamp else None
        word = "Watching" if status.ended else status.label
        if self.stopped:
            word = "Stopped"
        elif self._error:
            word = "Waiting"
        when = f"saved {saved:%H:%M:%S}" if saved else "no such file"
        return {
            "title": self.path.name,
            "word": word,
            "phase": (status if word not in ("Stopped", "Waiting") else Status.PENDING).value,
            "detail": self._error or f"{self.analysis_type} · {when}",
            "stopped": self.stopped,
        }

    def _enqueue(self, request: Message) -> None:
        """Queue a request of the page; any thread may call this, so it returns at once."""
        self._requests.append(request)
        REFRESHER.add(self)


def watch_file(
    path: Path, manager: QueueManager, analysis_type: str, options: Options, grace: float
) -> WatchedFile:
    """Watch a file in this cell; where another cell watches it already, that one stops.

    Raises
    ------
    UsageError
        When the extra ``watch`` is not installed.
    """
    for other in [each for each in _watched if each.path == path.resolve()]:
        other.stop()
    made = WatchedFile(path, manager, analysis_type, {"priority": PRIORITY} | options)
    made.start(grace)
    return made


def unwatch() -> int:
    """Stop watching every file of this kernel; return how many there were."""
    stopped = list(_watched)
    for each in stopped:
        each.stop()
    return len(stopped)


@atexit.register
def _end_all() -> None:
    while _watched:
        _watched[-1].end()


def _need_watchfiles() -> None:
    try:
        import watchfiles  # noqa: F401 - whether it is installed
    except ImportError:
        raise UsageError(
            "--watch needs watchfiles: install scriptnb with the extra 'watch', "
            "%pip install 'scriptnb[watch]'"
        ) from None


def _stamp(path: Path) -> tuple[int, int, int, int] | None:
    """Identify a state of a file, even where a program restores the old time; None without file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_ctime_ns
