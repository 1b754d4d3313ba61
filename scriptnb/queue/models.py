"""What is told about a task: frozen records, and the names of its states.

No SQL and no process here: a row goes in, a record comes out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, Self

import msgspec

if TYPE_CHECKING:
    from sqlite3 import Row

    from scriptnb.results.result import Result


class Status(StrEnum):
    """The states of a task; each equals its name as a ``str``.

    A state is declared here with its label and its group; everything else about it is a property.

    Examples
    --------
    >>> Status("retry").label, Status.RETRY.waiting, Status.RETRY.can_retry
    ('Trying again', True, False)
    """

    PENDING = "pending", "Waiting", "waiting"  #: waits for its turn
    PROCESSING = "processing", "Running", "running"  #: runs in a slot
    RETRY = "retry", "Trying again", "waiting"  #: failed for now; waits to run again
    COMPLETED = "completed", "Done", "ended"  #: has a result
    FAILED = "failed", "Failed", "ended"  #: failed for good
    CANCELLED = "cancelled", "Cancelled", "ended"  #: stopped by a user
    NOT_FOUND = "not_found", "Cleared", "absent"  #: unknown, expired or cleared

    label: str
    group: Literal["waiting", "running", "ended", "absent"]

    def __new__(cls, name: str, label: str = "", group: str = "") -> Self:
        """Make a member; its value is its name alone."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.label = label
        member.group = group  # type: ignore[assignment]
        return member

    @property
    def waiting(self) -> bool:
        """Whether such a task is in the queue, to run later."""
        return self.group == "waiting"

    @property
    def running(self) -> bool:
        """Whether such a task runs now."""
        return self.group == "running"

    @property
    def active(self) -> bool:
        """Whether such a task waits or runs."""
        return self.waiting or self.running

    @property
    def ended(self) -> bool:
        """Whether such a task changes no more unless a user runs it again."""
        return not self.active

    @property
    def can_cancel(self) -> bool:
        """Whether a user may cancel such a task."""
        return self.active

    @property
    def can_retry(self) -> bool:
        """Whether a user may run such a task again."""
        return self.group == "ended" and not self.has_result

    @property
    def can_reprioritize(self) -> bool:
        """Whether a user may change the priority of such a task."""
        return self.waiting

    @property
    def has_result(self) -> bool:
        """Whether such a task has a result."""
        return self is Status.COMPLETED


#: The states that a row of the journal can have, in the order in which they are shown.
STORED = tuple(each for each in Status if each is not Status.NOT_FOUND)
WAITING = tuple(each for each in STORED if each.waiting)
RUNNING = tuple(each for each in STORED if each.running)
UNFINISHED = tuple(each for each in STORED if each.active)
ENDED = tuple(each for each in STORED if each.ended)
RETRYABLE = tuple(each for each in STORED if each.can_retry)


class TaskRecord(msgspec.Struct, frozen=True):
    """Everything the journal tells of one task at one moment, but its texts."""

    #: The id as people type it.
    task_id: str
    status: Status
    #: Lower runs first; a retry has one more than it was given.
    priority: int
    analysis_type: str
    options: dict[str, Any]
    #: The file's name, None for text without a file.
    name: str | None
    format: str
    language: str | None
    #: The key under which its result is found again.
    key: str
    #: The SHA-256 of its source.
    source: str
    is_text: bool
    retry_count: int
    max_retries: int
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    #: 0 to 1, and what is being done.
    progress: float
    progress_note: str
    #: The result was found, not computed.
    cached: bool
    #: Seconds from submit to start, of the run, and of CPU in it.
    wait_s: float | None
    run_s: float | None
    cpu_s: float | None
    #: The most resident memory of its slot and the slot's children, in MB (2**20 bytes).
    peak_rss_mb: float | None
    #: Why it failed, or why it runs again.
    error: str | None
    #: When a retry may run, None where it may now.
    ready_at: datetime | None
    #: The process id of the slot it runs in, None also where that is on another machine.
    slot: int | None
    #: Rises with each change of any task in this journal.
    changed: int

    @property
    def title(self) -> str:
        """A word for people: the file's name, else the id."""
        return self.name or f"task {self.task_id}"

    @classmethod
    def from_row(cls, row: Row) -> TaskRecord:
        """Read a row of the statements ``record``, ``records`` or ``changes``."""
        values = {name: row[name] for name in _PLAIN}
        for name in ("created_at", "started_at", "completed_at", "ready_at"):
            values[name] = at(row[name])
        try:
            options = msgspec.json.decode(row["options"], type=dict[str, Any])
        except msgspec.DecodeError:
            options = {}  # edited by hand: the supervisor refuses it, a listing must still list it
        values["slot"] = row["slot"] or None
        started = row["started_at"] if row["started_at"] is not None else row["completed_at"]
        wait = None if started is None else max(0.0, started - row["created_at"])
        return cls(
            task_id=str(row["id"]), status=status_of(row["status"]), options=options,
            cached=bool(row["cached"]), is_text=bool(row["is_text"]), wait_s=wait, **values,
        )  # fmt: skip


_PLAIN = (
    "priority", "analysis_type", "name", "format", "language", "key", "source", "retry_count",
    "max_retries", "progress", "progress_note", "run_s", "cpu_s", "peak_rss_mb", "error", "slot",
    "changed",
)  # fmt: skip


class TaskResult(msgspec.Struct, frozen=True):
    """How a task stands, with its result once it is completed."""

    status: Status
    created_at: datetime | None
    completed_at: datetime | None
    #: None unless completed.
    result: Result | None
    #: None unless something went wrong.
    error: str | None


def status_of(text: str) -> Status:
    """Read a state; one that somebody wrote into the journal by hand counts as failed."""
    try:
        return Status(text)
    except ValueError:
        return Status.FAILED


def at(seconds: float | None) -> datetime | None:
    """Turn seconds since 1970 into an aware time in UTC; None stays None.

    Examples
    --------
    >>> at(0).isoformat()
    '1970-01-01T00:00:00+00:00'
    """
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)  # edited by hand


def iso(moment: datetime | None) -> str | None:
    """Write a time as ISO 8601 with its offset; None stays None."""
    return None if moment is None else moment.isoformat()
