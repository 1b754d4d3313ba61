"""Converts the records of tasks to the rows that cards and the panel show.

The rows are plain dicts, which are sent to the page as JSON. Knows no widget and calls no queue.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, TypedDict

from scriptnb.queue.models import STORED, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.notebook.messages import Message
    from scriptnb.queue.models import TaskRecord

#: The order in which `overall` looks for a state among many tasks.
_PRECEDENCE = sorted(
    (status for status in STORED if not status.has_result),
    key=lambda status: (status.ended, not status.running),
)


class State(TypedDict):
    """A state as pages receive it; they use its name only to choose a colour."""

    phase: str
    word: str
    active: bool
    running: bool
    has_result: bool
    can_cancel: bool
    can_retry: bool
    can_reprioritize: bool


class Row(State):
    """One task as a page shows it."""

    id: str
    label: str
    type: str
    detail: str
    #: Which of the two the page counts up.
    counting: Literal["waited", "elapsed"] | None
    #: 0 to 1; None while a run has reported no progress.
    progress: float | None
    #: Seconds that it has waited and run; None where it has not.
    waited: float | None
    elapsed: float | None
    priority: int
    error: str | None


class Surroundings(TypedDict):
    """The state of the queue, as far as a task's row shows it."""

    #: How many tasks start before it, None where unknown.
    ahead: int | None
    paused: bool
    #: Why no task starts although slots are free, "" where there is no such reason.
    held_back: str
    #: Seconds until it starts, None where no past run is known.
    estimate: float | None
    #: Resident memory of its slot in MB, None where it does not run.
    memory_mb: float | None


NOWHERE = Surroundings(ahead=None, paused=False, held_back="", estimate=None, memory_mb=None)


def state(status: Status) -> State:
    """Return a state with its label and the actions that a page offers."""
    return State(
        phase=status.value,
        word=status.label,
        active=status.active,
        running=status.running,
        has_result=status.has_result,
        can_cancel=status.can_cancel,
        can_retry=status.can_retry,
        can_reprioritize=status.can_reprioritize,
    )


def row(
    record: TaskRecord,
    label: str | None = None,
    around: Surroundings = NOWHERE,
    now: datetime | None = None,
) -> Row:
    """Return the row of one task."""
    now = now or datetime.now(UTC)
    status = record.status
    counting: Literal["waited", "elapsed"] | None = None
    if status is Status.PENDING:
        counting = "waited"
    elif status.running:
        counting = "elapsed"
    return Row(
        **state(status),
        id=record.task_id,
        label=label or record.title,
        type=record.analysis_type,
        detail=_detail(record, around, now),
        counting=counting,
        progress=None if status.running and not record.progress else record.progress,
        waited=_waited(record, now),
        elapsed=_elapsed(record, now),
        priority=record.priority,
        error=record.error,
    )


def gone(task_id: str, label: str) -> Row:
    """Return the row of a task whose record was cleared."""
    return Row(
        **state(Status.NOT_FOUND), id=task_id, label=label, type="", detail="", counting=None,
        progress=None, waited=None, elapsed=None, priority=0, error=None,
    )  # fmt: skip


def same(before: Message, after: Message, rows: str) -> bool:
    """Return whether two states differ only in seconds, which the page counts itself.

    Parameters
    ----------
    before, after
        The state that was sent last, and the present one.
    rows
        The key under which both have their rows.
    """

    def without_seconds(state: Message) -> Message:
        found = [{**row, "waited": None, "elapsed": None} for row in state.get(rows, ())]
        return {**state, rows: found}

    differ: bool = without_seconds(before) != without_seconds(after)
    return not differ


def overall(phases: Sequence[str]) -> Status:
    """Return the state of many tasks together.

    Examples
    --------
    >>> print(overall(["completed", "processing", "pending"]), overall(["completed", "failed"]))
    processing failed
    """
    for status in _PRECEDENCE:
        # Where some are done and others wait, the whole is running.
        if status in phases:
            started = status is Status.PENDING and Status.COMPLETED in phases
            return Status.PROCESSING if started else status
    return Status.COMPLETED


def summary(phases: Sequence[str]) -> str:
    """Return how many tasks are in which state.

    Examples
    --------
    >>> summary(["completed", "completed", "processing", "failed"])
    '2 of 4 done · 1 running · 1 failed'
    """
    parts = [f"{phases.count(Status.COMPLETED)} of {len(phases)} done"]
    parts += [
        f"{phases.count(status)} {status.label.lower()}"
        for status in _PRECEDENCE
        if status in phases
    ]
    return " · ".join(parts)


def _detail(record: TaskRecord, around: Surroundings, now: datetime) -> str:
    match record.status:
        case Status.PENDING:
            return " · ".join(_place(around))
        case Status.RETRY:
            attempt = f"attempt {record.retry_count + 1} of {record.max_retries + 1}"
            if record.ready_at and record.ready_at > now:
                attempt += f" in {(record.ready_at - now).total_seconds():.0f} s"
            return f"{attempt}: {record.error}" if record.error else attempt
        case Status.PROCESSING:
            # Where an analysis runs several others, the note names the one that runs now.
            note = record.progress_note
            parts = [note] if note and note != record.analysis_type else []
            if record.progress:
                parts.append(f"{record.progress:.0%}")
            if around["memory_mb"]:
                parts.append(f"{around['memory_mb']:.0f} MB")
            return " · ".join(parts)
        case Status.COMPLETED:
            return "found again, nothing was run" if record.cached else ""
        case Status.FAILED:
            return record.error or ""
    return ""


def _place(around: Surroundings) -> list[str]:
    if around["paused"]:
        return ["the queue is paused"]
    if around["held_back"]:
        return [around["held_back"]]
    parts = []
    if around["ahead"] is not None:
        ahead = around["ahead"]
        parts.append("next in line" if not ahead else f"{ahead} ahead")
    if around["estimate"]:
        parts.append(f"starts in about {max(1, round(around['estimate']))} s")
    return parts


def _waited(record: TaskRecord, now: datetime) -> float | None:
    if record.status is Status.PENDING:
        return max(0.0, (now - record.created_at).total_seconds())
    return record.wait_s


def _elapsed(record: TaskRecord, now: datetime) -> float | None:
    if record.status.waiting:
        return None
    if record.status.running and record.started_at:
        return max(0.0, (now - record.started_at).total_seconds())
    return record.run_s
