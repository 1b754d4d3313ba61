"""What ``%scriptnb COMMAND`` does, one function a command; each returns what the cell shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from IPython.core.error import UsageError

from scriptnb.queue.models import RETRYABLE, UNFINISHED, Status

if TYPE_CHECKING:
    from scriptnb.queue.manager import QueueManager


class Said(str):
    """A sentence that a cell shows as it is, without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def status(_manager: QueueManager, _task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Show the status panel."""
    from scriptnb.notebook.views import status_panel

    return status_panel()


def dashboard(_manager: QueueManager, _task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Show the dashboard: scripts analysed without code."""
    from scriptnb.notebook.views import dashboard as shown

    return shown()


def tasks(manager: QueueManager, _task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Give a table of the tasks."""
    return manager.tasks_table()


def cancel(manager: QueueManager, task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Stop a task, the latest unfinished one when none is named."""
    chosen = task_id or _latest(manager, UNFINISHED, "unfinished")
    if manager.cancel(chosen):
        return Said(f"Task {chosen} is cancelled.")
    raise UsageError(f"task {chosen} {_why_not(manager, chosen)}; there is nothing to cancel")


def retry(manager: QueueManager, task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Run a failed or cancelled task again, the latest one when none is named."""
    chosen = task_id or _latest(manager, RETRYABLE, "failed or cancelled")
    if manager.retry(chosen):
        return Said(f"Task {chosen} waits to run again.")
    raise UsageError(
        f"task {chosen} {_why_not(manager, chosen)}; only failed and cancelled tasks run again"
    )


def pause(manager: QueueManager, _task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Start no further task, in any notebook; what runs goes on."""
    manager.pause()
    return Said("The queue is paused: what runs goes on, nothing new starts. %scriptnb resume")


def resume(manager: QueueManager, _task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Go on after a pause."""
    manager.resume()
    return Said("The queue goes on.")


def clear(manager: QueueManager, _task_id: str | None, *, everything: bool) -> object:
    """Remove the records of finished tasks; with --everything every task, text and result."""
    manager.clear(everything=everything)
    if everything:
        return Said("Every task is cancelled; every record, text and result is erased.")
    return Said("The records of finished tasks are removed.")


def unwatch(_manager: QueueManager, _task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Stop watching files."""
    from scriptnb.notebook.card import watch

    stopped = watch.unwatch()
    if not stopped:
        return Said("No file was being watched.")
    return Said(
        f"{stopped} files are no longer watched." if stopped > 1 else "1 file is no longer watched."
    )


Command = Callable[..., object]
COMMANDS: dict[str, Command] = {
    each.__name__: each
    for each in (status, dashboard, tasks, cancel, retry, pause, resume, clear, unwatch)
}


def _latest(manager: QueueManager, statuses: tuple[Status, ...], words: str) -> str:
    for task in sorted(manager.tasks(), key=lambda each: each.created_at, reverse=True):
        if task.status in statuses:
            return task.task_id
    raise UsageError(f"there is no {words} task")


def _why_not(manager: QueueManager, task_id: str) -> str:
    found = manager.task(task_id).status
    return "is unknown" if found is Status.NOT_FOUND else f"is {found}"
