"""The commands of ``%scriptnb``, one function each; each returns what the cell shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from IPython.core.error import UsageError

from scriptnb.queue.models import RETRYABLE, UNFINISHED, Status

if TYPE_CHECKING:
    from scriptnb.queue.manager import QueueManager


class Notice(str):
    """A message that a cell shows without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def status(_manager: QueueManager, _task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Show the status panel."""
    from scriptnb.notebook.views import status_panel

    return status_panel()


def dashboard(_manager: QueueManager, _task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Show the dashboard, which analyses scripts without code."""
    from scriptnb.notebook.views import dashboard as shown

    return shown()


def tasks(manager: QueueManager, _task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Return a table of the tasks."""
    return manager.tasks_table()


def cancel(manager: QueueManager, task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Cancel a task, by default the latest unfinished one."""
    chosen = task_id or _latest(manager, UNFINISHED, "unfinished")
    if manager.cancel(chosen):
        return Notice(f"Task {chosen} is cancelled.")
    raise UsageError(f"task {chosen} {_reason(manager, chosen)}; there is nothing to cancel")


def retry(manager: QueueManager, task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Run a failed or cancelled task again, by default the latest one."""
    chosen = task_id or _latest(manager, RETRYABLE, "failed or cancelled")
    if manager.retry(chosen):
        return Notice(f"Task {chosen} will run again.")
    raise UsageError(
        f"task {chosen} {_reason(manager, chosen)}; only failed and cancelled tasks run again"
    )


def pause(manager: QueueManager, _task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Start no further task of any notebook; running tasks continue."""
    manager.pause()
    return Notice(
        "The queue is paused: running tasks continue, no other task starts. "
        "%scriptnb resume starts them again."
    )


def resume(manager: QueueManager, _task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Start tasks again after a pause."""
    manager.resume()
    return Notice("The queue is resumed.")


def clear(manager: QueueManager, _task_id: str | None, *, everything: bool) -> object:
    """Erase the records of finished tasks; with --everything all tasks, texts and results."""
    manager.clear(everything=everything)
    if everything:
        return Notice("All tasks are cancelled; all records, texts and results are erased.")
    return Notice("The records of finished tasks are removed.")


def unwatch(_manager: QueueManager, _task_id: str | None, *, everything: bool) -> object:  # noqa: ARG001
    """Stop watching files."""
    from scriptnb.notebook.card import watch

    stopped = watch.unwatch()
    if not stopped:
        return Notice("No file was being watched.")
    return Notice(
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


def _reason(manager: QueueManager, task_id: str) -> str:
    found = manager.task(task_id).status
    return "is unknown" if found is Status.NOT_FOUND else f"is {found}"
