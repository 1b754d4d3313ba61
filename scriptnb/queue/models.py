"""A task: its states, what a submit decides, and the records that it becomes on its way.

Each field is declared once: `TaskSpec` has what a submit decides, and the other records of a task
extend it. Frozen records only; no SQL and no process here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, Self

import msgspec

if TYPE_CHECKING:
    from sqlite3 import Row


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


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one attempt of a task may use; each is a number above 0, or None for no limit."""

    #: In seconds.
    task_timeout: float | None
    #: In MB (2**20 bytes), children included.
    memory_limit_mb: float | None


class Settings(Limits, frozen=True, kw_only=True):
    """What a manager gives each of its tasks."""

    #: How many further attempts a task has after a failure that may pass.
    max_retries: int
    #: Seconds before the first of them; doubled for each further one.
    retry_delay: float
    #: Seconds for which the task is remembered after its end.
    result_ttl: float


#: The settings that a submit may change for its tasks.
PER_TASK = (*Limits.__struct_fields__, "max_retries")


class TaskSpec(Settings, frozen=True, kw_only=True):
    """What a submit decides about a task; each field is a column of the journal's tasks."""

    analysis_type: str
    options: dict[str, object]
    #: Of the parser and the analyzers, as the submitter has them.
    versions: dict[str, str]
    #: The SHA-256 of its source.
    source: str
    #: Whether text was given, and no file.
    is_text: bool
    #: The file's name, None for text without a file.
    name: str | None
    format: str
    language: str | None
    #: The key under which its result is found again.
    key: str
    use_cache: bool
    #: Lower runs first; a retry has one more than it was given.
    priority: int


def spec(task: TaskSpec) -> dict[str, Any]:
    """Return the fields of `TaskSpec` that a record has, to make another record from."""
    return dict(zip(TaskSpec.__struct_fields__, _spec_values(task), strict=True))


_spec_values = attrgetter(*TaskSpec.__struct_fields__)


class NewTask(TaskSpec, frozen=True, kw_only=True):
    """A task as it is submitted."""

    #: The source.
    data: bytes


class Job(TaskSpec, frozen=True, kw_only=True):
    """A claimed task: everything that running it and writing its outcome need."""

    id: int
    #: Of the claim; an outcome that carries another one is not written.
    token: str
    data: bytes
    #: How many attempts failed, and how many of them by the death of their slot.
    retry_count: int
    crashes: int


class SlotTask(TaskSpec, frozen=True, kw_only=True):
    """A task as it is sent to a slot."""

    data: bytes
    #: Refused where other versions are loaded than the submitter has.
    strict: bool


#: What went wrong: ``error`` is the task's own exception.
Kind = Literal["crash", "memory", "timeout", "os_error", "error"]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How an attempt at a task ended: with a result, or with a kind of failure.

    The slot makes it, whoever runs the slot adds what only it knows, and the journal stores it.
    """

    #: None: it has a result.
    kind: Kind | None
    #: The result: JSON, compressed.
    body: bytes = b""
    key: str = ""
    provenance: dict[str, Any] = {}
    error: str = ""
    traceback: str = ""
    #: The end of what the task printed.
    output: str = ""
    #: Seconds, and seconds of CPU; None where they were not measured.
    run_s: float | None = None
    cpu_s: float | None = None
    #: In MB (2**20 bytes).
    peak_rss_mb: float | None = None

    def with_peak(self, peak: int) -> Outcome:
        """Return it with at least this peak of resident memory, in bytes."""
        highest = max(self.peak_rss_mb or 0.0, peak / 2**20)
        return msgspec.structs.replace(self, peak_rss_mb=highest or None)


class SlotReply(msgspec.Struct, frozen=True):
    """What a slot sends; without an outcome it is ready, or (``stale``) refuses its task."""

    outcome: Outcome | None = None
    #: It has other versions loaded than the submitter.
    stale: bool = False
    #: It must not be used again: something of the task still lives in it.
    renew: bool = False


class Progress(msgspec.Struct, frozen=True):
    """How far a running task is."""

    #: 0 to 1, and what is being done.
    share: float = 0.0
    note: str = ""
    #: The most resident memory so far, in bytes.
    peak: int = 0


class TaskRecord(TaskSpec, frozen=True, kw_only=True):
    """What the journal has about one task at one moment, without its source and its result."""

    #: The id as people type it.
    task_id: str
    status: Status
    retry_count: int
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
        """A name for people: the file's name, else the id."""
        return self.name or f"task {self.task_id}"

    @classmethod
    def from_row(cls, row: Row) -> TaskRecord:
        """Read a row with the columns `RECORD_COLUMNS`."""
        values: dict[str, Any] = dict(zip(RECORD_COLUMNS, row, strict=True))
        started = values["started_at"]
        if started is None:
            started = values["completed_at"]
        values["wait_s"] = None if started is None else max(0.0, started - values["created_at"])
        values["task_id"] = str(values.pop("id"))
        values["status"] = status_of(values["status"])
        for name in ("created_at", "started_at", "completed_at", "ready_at"):
            values[name] = at(values[name])
        for name in ("options", "versions"):
            values[name] = _listed(values[name])
        for name in ("is_text", "use_cache", "cached"):
            values[name] = bool(values[name])
        values["slot"] = values["slot"] or None
        return cls(**values)


#: The columns of the journal that a `TaskRecord` is read from.
RECORD_COLUMNS = tuple(
    "id" if name == "task_id" else name for name in TaskRecord.__struct_fields__ if name != "wait_s"
)


def _listed(text: str) -> dict[str, object]:
    """Read a JSON object; one that was edited by hand must still be listed, and counts as empty."""
    try:
        return msgspec.json.decode(text, type=dict[str, object])
    except msgspec.DecodeError:
        return {}


def status_of(text: str) -> Status:
    """Read a state; one that was written into the journal by hand counts as failed."""
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
