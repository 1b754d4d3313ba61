"""A task's record in the words that cards and the panel show.

Records in, plain dicts out (they travel to the browser as JSON). No widget, no queue call.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scriptnb.queue.models import TaskRecord

WORDS = {
    "pending": "Waiting",
    "processing": "Running",
    "retry": "Trying again",
    "completed": "Done",
    "failed": "Failed",
    "cancelled": "Cancelled",
    "not_found": "Cleared",
}


class Row(TypedDict):
    """What a line about one task shows."""

    id: str
    label: str
    type: str
    phase: str
    word: str
    detail: str
    #: 0 to 1; None while a run has not said how far it is.
    progress: float | None
    #: Seconds it has waited for its turn, and run; None where there is nothing to count.
    waited: float | None
    elapsed: float | None
    priority: int
    error: str | None


class Surroundings(TypedDict):
    """What of the whole queue matters to one task."""

    #: How many tasks run before it, None where unknown.
    ahead: int | None
    paused: bool
    #: Why nothing new starts although slots are free, "" where nothing holds it back.
    held_back: str
    #: Seconds until its turn, None where past runs tell nothing.
    estimate: float | None
    #: Resident memory of its slot in MB, None where it does not run.
    memory_mb: float | None


NOWHERE = Surroundings(ahead=None, paused=False, held_back="", estimate=None, memory_mb=None)


def row(
    record: TaskRecord,
    label: str | None = None,
    around: Surroundings = NOWHERE,
    now: datetime | None = None,
) -> Row:
    """Put one task into words."""
    now = now or datetime.now(UTC)
    phase = str(record.status)
    running = phase == "processing"
    return Row(
        id=record.task_id,
        label=label or record.title,
        type=record.analysis_type,
        phase=phase,
        word=WORDS[phase],
        detail=_detail(record, phase, around, now),
        progress=None if running and not record.progress else record.progress,
        waited=_waited(record, phase, now),
        elapsed=_elapsed(record, phase, now),
        priority=record.priority,
        error=record.error,
    )


def gone(task_id: str, label: str) -> Row:
    """Put into words that a task's record was cleared."""
    return Row(
        id=task_id, label=label, type="", phase="not_found", word=WORDS["not_found"], detail="",
        progress=None, waited=None, elapsed=None, priority=0, error=None,
    )  # fmt: skip


def same(before: Mapping[str, Any], after: Mapping[str, Any], rows: str) -> bool:
    """Tell whether only seconds went by, which the page counts itself: then nothing need be sent.

    Parameters
    ----------
    before, after
        What was sent last, and what could be sent now.
    rows
        The key under which both have their rows.
    """

    def steady(state: Mapping[str, Any]) -> dict[str, Any]:
        found = [{**row, "waited": None, "elapsed": None} for row in state.get(rows, ())]
        return {**state, rows: found}

    return steady(before) == steady(after)


def overall(phases: Sequence[str]) -> str:
    """Give the phase of many tasks together.

    Examples
    --------
    >>> overall(["completed", "processing", "pending"]), overall(["completed", "failed"])
    ('processing', 'failed')
    """
    for phase in ("processing", "pending", "retry", "failed", "cancelled"):
        # Some done and some waiting is work under way.
        if phase in phases:
            started = phase == "pending" and "completed" in phases
            return "processing" if started else phase
    return "completed"


def summary(phases: Sequence[str]) -> str:
    """Say how many tasks stand where.

    Examples
    --------
    >>> summary(["completed", "completed", "processing", "failed"])
    '2 of 4 done · 1 running · 1 failed'
    """
    parts = [f"{phases.count('completed')} of {len(phases)} done"]
    parts += [
        f"{phases.count(phase)} {WORDS[phase].lower()}"
        for phase in ("processing", "pending", "retry", "failed", "cancelled")
        if phase in phases
    ]
    return " · ".join(parts)


def _detail(record: TaskRecord, phase: str, around: Surroundings, now: datetime) -> str:
    match phase:
        case "pending":
            return " · ".join(_place(around))
        case "retry":
            attempt = f"attempt {record.retry_count + 1} of {record.max_retries + 1}"
            if record.ready_at and record.ready_at > now:
                attempt += f" in {(record.ready_at - now).total_seconds():.0f} s"
            return f"{attempt}: {record.error}" if record.error else attempt
        case "processing":
            # Of an analysis of several the note names the one that runs.
            note = record.progress_note
            parts = [note] if note and note != record.analysis_type else []
            if record.progress:
                parts.append(f"{record.progress:.0%}")
            if around["memory_mb"]:
                parts.append(f"{around['memory_mb']:.0f} MB")
            return " · ".join(parts)
        case "completed":
            return "found again, nothing was run" if record.cached else ""
        case "failed":
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


def _waited(record: TaskRecord, phase: str, now: datetime) -> float | None:
    if phase == "pending":
        return max(0.0, (now - record.created_at).total_seconds())
    return record.wait_s


def _elapsed(record: TaskRecord, phase: str, now: datetime) -> float | None:
    match phase:
        case "pending" | "retry":
            return None
        case "processing" if record.started_at:
            return max(0.0, (now - record.started_at).total_seconds())
    return record.run_s
