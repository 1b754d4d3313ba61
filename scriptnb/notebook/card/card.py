"""The card of a submit: the output of its cell, from the submit to the result.

A result that is there after a short wait is shown as static output. Otherwise the output is a live
widget together with static HTML; the widget's traits follow the tasks, and at the end static HTML
replaces it, so that the saved notebook needs neither kernel nor widget. `Card.wait` returns only
after that. Failed and cancelled tasks keep the widget, because its button runs them again.
"""

# IPython's display functions carry no types.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import logging
import threading
from collections import deque
from typing import TYPE_CHECKING

from IPython.display import DisplayHandle, display

from scriptnb.errors import QueueError
from scriptnb.notebook import rows
from scriptnb.notebook.card import static_html
from scriptnb.notebook.refresh import REFRESHER
from scriptnb.queue.models import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.notebook.messages import Message, MimeBundle
    from scriptnb.notebook.queue_view import QueueView
    from scriptnb.notebook.widgets import CardWidget
    from scriptnb.queue.manager import QueueManager
    from scriptnb.queue.models import TaskRecord
    from scriptnb.queue.task import AnalysisTask

log = logging.getLogger(__name__)

#: Seconds between two refreshes while tasks are unfinished: at most four messages per second.
_PAUSE = 0.25


class StoppedWaiting(KeyboardInterrupt):
    """The Stop button ended a wait; shown as one sentence."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Card:
    """One card, for one script or for many.

    Parameters
    ----------
    tasks
        The handles, one per script.
    labels
        The name of each script.
    manager
        The queue of the tasks.
    view
        Reads the tasks for this card.
    lines
        The position of the script in the cell, None where it is not in a cell.
    """

    flush_at_cell_end = True

    def __init__(
        self,
        tasks: Sequence[AnalysisTask],
        labels: Sequence[str],
        manager: QueueManager,
        view: QueueView,
        lines: static_html.CellLines | None = None,
    ) -> None:
        self.tasks = list(tasks)
        self.labels = list(labels)
        self.published = threading.Event()
        self._manager = manager
        self._view = view
        self._lines = lines
        self._type = self.tasks[0].analysis_type
        self._ready = threading.Event()
        self._final: MimeBundle | None = None
        #: What a widget that is kept shows below its own head.
        self._inside = ""
        self._phase = Status.PENDING
        self._widget: CardWidget | None = None
        self._handle: DisplayHandle | None = None
        self._requests: deque[Message] = deque()
        # Of what the main thread and the refresher share: widget, handle and final card.
        self._guard = threading.RLock()

    # -- called in the cell, on the main thread

    def show(self, grace: float) -> None:
        """Wait up to `grace` seconds for the result, then show it or the live card."""
        self._watch(self.tasks)
        REFRESHER.add(self)
        try:
            self._ready.wait(grace)
        finally:
            # After the Stop button ended the wait, the card must be shown all the same.
            self._display()

    def _watch(self, tasks: Sequence[AnalysisTask]) -> None:
        # While a task has a callback, the queue also keeps a supervisor running.
        for task in tasks:
            task.add_done_callback(lambda _task: REFRESHER.refresh_soon())

    def wait(self) -> None:
        """Wait until the final card is in the notebook."""
        while not self.published.wait(0.5):  # in steps, so that an interrupt works on all systems
            pass

    def _display(self) -> None:
        with self._guard:
            if self._final is not None and self._phase.has_result:
                display(self._final, raw=True)
                self.published.set()
                return
            from scriptnb.notebook.widgets import CardWidget

            self._widget = CardWidget(self._enqueue, state=self._state(self._records()))
            if self._final is not None:
                self._widget.html = self._inside
            static = self._final or static_html.placeholder()
            self._handle = display(self._widget.bundle() | static, raw=True, display_id=True)
            if self._final is not None:
                self.published.set()

    # -- in the refresher's thread

    def refresh(self) -> float | None:
        """Show what changed (called by the refresher)."""
        try:
            return self._refresh()
        except Exception:
            # Nothing more will be shown, and nobody may wait for it.
            self._ready.set()
            self.published.set()
            raise

    def _refresh(self) -> float | None:
        while self._requests:
            self._do(self._requests.popleft())
        state = self._state(self._records())
        if state["active"]:
            self._live(state)
            return _PAUSE
        if self._final is None:
            if state["has_result"]:
                self._live({**state, **rows.state(Status.PROCESSING), "word": "Drawing"})
            self._make_final(state)
        return None

    def _live(self, state: Message) -> None:
        with self._guard:
            if self._widget is not None and not rows.same(self._widget.state, state, "rows"):
                self._widget.state = state

    def _publish(self, state: Message, final: MimeBundle, inside: str) -> None:
        with self._guard:
            self._final, self._inside = final, inside
            self._phase = Status(state["phase"])
            if self._widget is not None:
                # The widget first: a page that is closed now finds it there when it comes back.
                self._widget.html = inside
                self._widget.state = state
                self._update()
                self.published.set()
        self._ready.set()

    def _update(self) -> None:
        assert self._handle is not None
        assert self._widget is not None
        assert self._final is not None
        # Failed and cancelled tasks need the widget for its buttons; a result must not need one.
        live = {} if self._phase.has_result else self._widget.bundle()
        self._handle.update(live | self._final, raw=True)

    def _do(self, request: Message) -> None:
        chosen = [task for task in self.tasks if request.get("id") in (None, task.task_id)]
        match request["action"]:
            case "cancel":
                for task in chosen:
                    self._manager.cancel(task.task_id)
            case "retry":
                self.published.clear()
                self._watch([task for task in chosen if self._manager.retry(task.task_id)])
                self._final = None
            case "attached":
                # A final update that was sent while no page was open was lost: send it again.
                # (Not where the widget is kept: its new view would request it again, endlessly.)
                with self._guard:
                    if self._final is not None and self._phase.has_result and self._handle:
                        self._update()

    def _enqueue(self, request: Message) -> None:
        """Queue a request of the page; any thread may call this, so it returns at once."""
        self._requests.append(request)
        REFRESHER.add(self)

    # -- the card's contents

    def _records(self) -> dict[str, TaskRecord]:
        return self._view.read_tasks([task.task_id for task in self.tasks])

    def _state(self, records: dict[str, TaskRecord]) -> Message:
        shown = [
            rows.row(record, label, self._view.surroundings(record))
            if (record := records.get(task.task_id))
            else rows.gone(task.task_id, label)
            for task, label in zip(self.tasks, self.labels, strict=True)
        ]
        phases = [
            Status.CANCELLED if row["phase"] == Status.NOT_FOUND else Status(row["phase"])
            for row in shown
        ]
        ended = sum(status.ended for status in phases)
        alone = len(shown) == 1
        progress = sum(row["progress"] or 0.0 for row in shown) / len(shown)
        return {
            **rows.state(rows.overall(phases)),
            "title": self.labels[0] if alone else f"{len(shown)} scripts",
            "type": self._type,
            "summary": rows.summary(phases),
            "progress": max(progress, ended / len(shown)),
            "rows": shown,
        }

    def _make_final(self, state: Message) -> None:
        try:
            final, inside = self._drawn()
        except Exception as error:
            log.exception("a card could not be drawn")
            final = static_html.undrawn(state["title"], error)
            inside = final["text/html"]
        self._publish(state, final, inside)

    def _drawn(self) -> tuple[MimeBundle, str]:
        """Return the finished card, and what a widget that is kept shows below its own head."""
        outcomes = [
            _outcome(task, label) for task, label in zip(self.tasks, self.labels, strict=True)
        ]
        alone = len(outcomes) == 1
        final = static_html.one(outcomes[0], self._lines) if alone else static_html.many(outcomes)
        inside = final["text/html"]
        if alone and outcomes[0].result is None:
            inside = static_html.reason(outcomes[0], self._lines)
        return final, inside

    def failure(self) -> QueueError | None:
        """Return the error that a wait for this card raises, None when all tasks have results."""
        errors = []
        for task, label in zip(self.tasks, self.labels, strict=True):
            try:
                task.result(timeout=0)
            except QueueError as error:
                errors.append((label, error))
        if not errors:
            return None
        if len(self.tasks) == 1:
            return errors[0][1]
        names = ", ".join(label for label, _ in errors[:5]) + (", …" if len(errors) > 5 else "")
        message = f"{len(errors)} of {len(self.tasks)} scripts have no result: {names}"
        return type(errors[0][1])(message)

    def dismiss(self) -> None:
        """Cancel unfinished tasks and close the card, because the cell runs again."""
        REFRESHER.remove(self)
        for task in self.tasks:
            if not task.status.ended:
                task.cancel()
        with self._guard:
            widget, self._widget = self._widget, None
        if widget is not None:
            widget.close()


def _outcome(task: AnalysisTask, label: str) -> static_html.Outcome:
    try:
        return static_html.Outcome(label, Status.COMPLETED, task.result(timeout=0))
    except QueueError as error:
        record = task.record
        if record is None:
            return static_html.Outcome(label, Status.NOT_FOUND)
        if record.status is not Status.FAILED:
            return static_html.Outcome(label, record.status)
        why = record.error or str(error)
        return static_html.Outcome(label, Status.FAILED, error=why, text=task.script_text)
