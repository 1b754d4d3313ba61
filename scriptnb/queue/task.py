"""A handle of a task: its state, its result, waiting for it, cancelling it.

Every attribute reads the journal, so a handle is never out of date; it keeps nothing but its id.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from scriptnb.errors import (
    DamagedError,
    ResultExpiredError,
    ScriptReadError,
    TaskCancelledError,
    TaskFailedError,
)
from scriptnb.queue.models import Status, TaskRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import datetime

    from scriptnb.queue.store.journal import Journal
    from scriptnb.queue.watcher import Watcher
    from scriptnb.results.result import Result


class TaskResult(msgspec.Struct, frozen=True):
    """How a task stands, with its result once it is completed."""

    status: Status
    created_at: datetime | None
    completed_at: datetime | None
    #: None unless completed.
    result: Result | None
    #: None unless something went wrong.
    error: str | None


class TaskQueue(Protocol):
    """What a handle needs of its queue; `QueueManager` has it."""

    journal: Journal
    watcher: Watcher

    def cancel(self, task_id: str) -> bool:
        """Cancel a task; return whether this ended it."""

    def retry(self, task_id: str) -> bool:
        """Run a failed or cancelled task again; return whether it will run."""

    @staticmethod
    def refer(home: str, journal_id: str, task_id: str) -> AnalysisTask:
        """Return the handle of a task, from a pickle of another one."""


class AnalysisTask:
    """A handle of one task; usable from several threads, awaitable, ordered by priority, then age.

    Handles come from `QueueManager.submit` and `QueueManager.task`. A table of the result is an
    attribute: ``task.scenes`` waits and returns the table; so are the methods and properties of
    `Result`, such as ``task.table("scenes")`` and ``task.provenance``.

    Examples
    --------
    >>> task = QueueManager().submit(text="INT. HALL - DAY")  # doctest: +SKIP
    >>> task.result(timeout=30).scenes  # doctest: +SKIP
    """

    def __init__(self, manager: TaskQueue, task_id: str) -> None:
        self._manager = manager
        self._journal_id = manager.journal.id
        self.task_id = task_id

    # Looking

    @property
    def record(self) -> TaskRecord | None:
        """What the journal has about it now; None when it is expired or cleared."""
        journal = self._manager.journal
        try:
            return journal.record(self.task_id) if journal.id == self._journal_id else None
        except DamagedError:
            # Its task is in the file that is now set aside.
            journal.recover()
            return None

    def _known(self) -> TaskRecord:
        record = self.record
        if record is None:
            raise ResultExpiredError(
                f"task {self.task_id} was cleaned up or cleared; submit the script again"
            )
        return record

    @property
    def status(self) -> Status:
        """Where it stands; equals its name as a ``str``."""
        record = self.record
        return Status.NOT_FOUND if record is None else record.status

    @property
    def script_text(self) -> str | None:
        """The source's text; of a source that is not text, only once it was parsed."""
        record = self._known()
        data = self._manager.journal.source(self.task_id)
        if data is None:
            return None
        if record.is_text:
            return data.decode()
        from scriptnb.screenplay import encoding, parse_bytes

        try:
            return encoding.decode(data, record.language, record.name)
        except ScriptReadError:
            if record.status is not Status.COMPLETED:
                return None
            return parse_bytes(data, record.name, record.format, record.language).text

    @property
    def analysis_type(self) -> str:
        """Which analysis was asked for."""
        return self._known().analysis_type

    @property
    def created_at(self) -> datetime:
        """When it was submitted, in UTC."""
        return self._known().created_at

    @property
    def priority(self) -> int:
        """Lower runs first."""
        return self._known().priority

    @property
    def error(self) -> str | None:
        """Why it failed or runs again."""
        return self._known().error

    @property
    def retry_count(self) -> int:
        """How many attempts went wrong."""
        return self._known().retry_count

    @property
    def max_retries(self) -> int:
        """How many may, before it fails."""
        return self._known().max_retries

    @property
    def progress(self) -> float:
        """How much of the run is done, 0 to 1."""
        return self._known().progress

    def done(self) -> bool:
        """Return whether it has ended, one way or another."""
        return self.status.ended

    # Waiting

    def wait(self, timeout: float | None = None) -> TaskResult:
        """Wait until it has ended, and return how; never raises because of how it ended.

        Parameters
        ----------
        timeout
            In seconds; None waits as long as it takes.

        Raises
        ------
        TimeoutError
            When it has not ended in time; it goes on.
        QueueError
            When it can no longer be watched: the journal is gone, or no supervisor starts.
        """
        record = self._wait(timeout)
        if record is None:
            return TaskResult(Status.NOT_FOUND, None, None, None, None)
        result = self._fetch() if record.status is Status.COMPLETED else None
        return TaskResult(
            record.status, record.created_at, record.completed_at, result, record.error
        )

    def _wait(self, timeout: float | None) -> TaskRecord | None:
        record = self.record
        if record is None or record.status.ended:
            return record
        watch = self._manager.watcher.watch(self.task_id)
        end = None if timeout is None else time.monotonic() + timeout
        try:
            left = None if end is None else max(0.0, end - time.monotonic())
            if not watch.ended.wait(left):
                raise TimeoutError(
                    f"task {self.task_id} is {self.status} after {timeout:g} s; it goes on: wait "
                    "again or cancel it"
                )
            if watch.error is not None:
                # Each waiter its own: a raised exception keeps the traceback of its thread.
                raise type(watch.error)(str(watch.error))
            return self.record
        finally:
            watch.close()

    def result(self, timeout: float | None = None) -> Result:
        """Wait for the result.

        Parameters
        ----------
        timeout
            In seconds; None waits as long as it takes.

        Raises
        ------
        TaskFailedError
            When it failed; the error carries the worker's traceback and output as text.
        TaskCancelledError
            When it was cancelled.
        ResultExpiredError
            When its record was cleaned up or cleared.
        TimeoutError
            When it has not ended in time; it goes on.
        """
        self._wait(timeout)
        return self._ended_result()

    def _ended_result(self) -> Result:
        record = self._known()
        if record.status is Status.FAILED:
            error, traceback, output = self._manager.journal.failure(self.task_id)
            raise TaskFailedError(f"{record.title} failed: {error}", traceback, output)
        if record.status is Status.CANCELLED:
            raise TaskCancelledError(f"{record.title} was cancelled")
        result = self._fetch()
        if result is None:
            raise ResultExpiredError(
                f"the result of {record.title} was removed to keep the cache within "
                "cache_limit_mb; submit the script again"
            )
        return result

    def _fetch(self) -> Result | None:
        found = self._manager.journal.result(self.task_id)
        if found is None:
            return None
        from scriptnb.results.result import Result

        return Result(*found)

    def add_done_callback(self, callback: Callable[[AnalysisTask], None]) -> None:
        """Call ``callback(task)`` once it has ended, from another thread, before waiters go on.

        At once, from that thread too, when it has ended already. An exception in it is logged.
        """
        self._manager.watcher.watch(self.task_id, lambda _: callback(self))

    def __await__(self) -> Generator[object, None, Result]:
        return self._awaited().__await__()

    async def _awaited(self) -> Result:
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()

        def notify() -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(ended.set)

        watch = self._manager.watcher.watch(self.task_id, lambda _: notify(), on_error=notify)
        try:
            await ended.wait()
        finally:
            watch.close()
        if watch.error is not None:
            raise type(watch.error)(str(watch.error))
        # A large result takes a while to read; the loop has others to serve.
        return await asyncio.to_thread(self._ended_result)

    # Changing it

    def cancel(self) -> bool:
        """Cancel it, waiting or running; return whether that ended it."""
        return self._manager.cancel(self.task_id)

    def retry(self) -> bool:
        """Run it again after it failed or was cancelled; return whether it will."""
        return self._manager.retry(self.task_id)

    # As a value

    def _order(self) -> tuple[int, int]:
        return self.priority, int(self.task_id)

    def __lt__(self, other: AnalysisTask) -> bool:
        return self._order() < other._order()

    def __le__(self, other: AnalysisTask) -> bool:
        return self._order() <= other._order()

    def __gt__(self, other: AnalysisTask) -> bool:
        return self._order() > other._order()

    def __ge__(self, other: AnalysisTask) -> bool:
        return self._order() >= other._order()

    def __deepcopy__(self, _: object) -> AnalysisTask:
        return self.of_journal(self._manager, self._journal_id, self.task_id)

    def __reduce__(self) -> tuple[Callable[[str, str, str], AnalysisTask], tuple[str, str, str]]:
        """Pickle it as a reference: its journal's folder, the journal's id and its own."""
        home = str(self._manager.journal.home)
        return self._manager.refer, (home, self._journal_id, self.task_id)

    @classmethod
    def of_journal(cls, manager: TaskQueue, journal_id: str, task_id: str) -> AnalysisTask:
        """Return the handle of a task of one journal; unknown where another took its place."""
        handle = cls(manager, task_id)
        handle._journal_id = journal_id
        return handle

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AnalysisTask):
            return NotImplemented
        return (self._journal_id, self.task_id) == (other._journal_id, other.task_id)

    def __hash__(self) -> int:
        return hash((self._journal_id, self.task_id))

    def __repr__(self) -> str:
        return f"<AnalysisTask {self.task_id}: {self.status}>"

    def __getattr__(self, name: str) -> Any:
        # Only for the result's tables and methods; a misspelt name must not wait for a result.
        if name.startswith("_"):
            raise AttributeError(name)
        from scriptnb.results import schema
        from scriptnb.results.result import Result

        if hasattr(Result, name) or schema.analysis_of(name) is not None:
            return getattr(self.result(), name)
        raise AttributeError(f"a task has no {name!r}; the result's tables are attributes too")
