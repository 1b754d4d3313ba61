"""`QueueManager`: what people and notebooks do with the queue.

Every method reads or writes the journal and notifies the other processes; no analysis runs in this
process. Imports no notebook.
"""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from scriptnb.errors import OptionError, QueueClosedError, ScriptReadError
from scriptnb.queue import submission
from scriptnb.queue.celery import broker
from scriptnb.queue.models import ENDED, WAITING, NewTask, Settings, TaskRecord
from scriptnb.queue.reading import QueueReader, TaskOrId, id_of
from scriptnb.queue.store import maintenance, paths
from scriptnb.queue.store.journal import Journal
from scriptnb.queue.supervisor import presence
from scriptnb.queue.task import AnalysisTask
from scriptnb.queue.watcher import Watcher, new_holder
from scriptnb.system import forks, wakeup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

    from scriptnb.screenplay.source import SourceLike


class _Default(int):
    """A default that differs from the same number given explicitly."""


class _DefaultName(str):
    """The same for a name."""

    __slots__ = ()


_CLEANUP_INTERVAL = _Default(3600)
_CACHE_LIMIT_MB = _Default(4096)
_ENGINE: Any = _DefaultName("local")


class QueueManager(QueueReader):
    """A background priority queue, shared by every kernel of this environment.

    Submits go into a journal on disk; a supervisor process of its own runs them and goes on when
    this process ends. Lower priorities run first, first come first served among equals.

    Parameters
    ----------
    max_queue_size
        How many tasks may wait; a submit beyond it raises `QueueFullError`.
    workers
        How many tasks run at once; None leaves what is set (one per usable core).
    cleanup_interval
        Seconds between two clean-ups; the last one given explicitly holds for the journal.
    result_ttl
        Seconds for which this manager's tasks are remembered after their end.
    path
        The journal's folder; None means ``SCRIPTNB_HOME``, else one of this Python environment.
    engine
        ``"local"``: this machine's processes; ``"celery"``: the workers of a broker, started with
        ``scriptnb worker``. The last one given explicitly holds for the journal.
    max_retries
        How often a task runs again after a crash, a timeout, too much memory or an `OSError`.
    retry_delay
        Seconds before the first retry; doubled for each further one.
    task_timeout
        Seconds that one attempt may run; None means no limit.
    memory_limit_mb
        MB (2**20 bytes) that one task may use, children included; None means no limit.
    cache_limit_mb
        How much the results found again by content may take; the last one given explicitly holds.
    block_timeout
        Seconds that a submit waits for room in a full queue.
    broker_url
        With ``engine="celery"`` the broker's address, ``rediss://user:password@host:6379/0``; None
        takes ``SCRIPTNB_BROKER_URL``, else the one that this journal had. It is kept in a file
        beside the journal that only its owner can read.

    Raises
    ------
    OptionError
        When a value is out of range, or the engine's address or its packages are missing.
    JournalError
        When the journal cannot be used.

    Examples
    --------
    >>> with QueueManager() as queue:  # doctest: +SKIP
    ...     task = queue.submit("draft.fountain", "basic", priority=5)
    ...     task.result(timeout=60).scenes
    """

    def __init__(
        self,
        max_queue_size: int = 100_000,
        workers: int | None = None,
        cleanup_interval: float = _CLEANUP_INTERVAL,
        result_ttl: float = 86400,
        *,
        path: str | os.PathLike[str] | None = None,
        engine: Literal["local", "celery"] = _ENGINE,
        max_retries: int = 3,
        retry_delay: float = 1.0,
        task_timeout: float | None = None,
        memory_limit_mb: float | None = 1024,
        cache_limit_mb: float = _CACHE_LIMIT_MB,
        block_timeout: float = 0,
        broker_url: str | None = None,
    ) -> None:
        if engine not in ("local", "celery"):
            raise OptionError(f"there is no engine {engine!r}; choose 'local' or 'celery'")
        if broker_url is not None and engine != "celery":
            raise OptionError("broker_url goes with engine='celery'; give both or neither")
        self.max_queue_size = submission.whole(max_queue_size, "max_queue_size", least=1)
        self.block_timeout = submission.seconds(block_timeout, "block_timeout")
        self.defaults = submission.checked(Settings(
            max_retries=max_retries, retry_delay=retry_delay, task_timeout=task_timeout,
            memory_limit_mb=memory_limit_mb, result_ttl=result_ttl,
        ))  # fmt: skip
        settings: dict[str, float | str | None] = {
            "workers": None if workers is None else submission.whole(workers, "workers", least=1)
        }
        if not isinstance(cleanup_interval, _Default):
            settings["cleanup_interval"] = submission.seconds(cleanup_interval, "cleanup_interval")
        if not isinstance(cache_limit_mb, _Default):
            settings["cache_limit_mb"] = submission.seconds(cache_limit_mb, "cache_limit_mb")
        self.home = paths.folder(path)
        self.journal = Journal(self.home, on_read=presence.look)
        if not isinstance(engine, _DefaultName):
            settings |= broker.choose(self.home, engine, broker_url)
        self.journal.set_meta(**settings)
        self.watcher = Watcher(self.home)
        self._lock = threading.Lock()
        self._mine: list[str] = []
        self._closed = False
        forks.renew(self)

    def lock_for_fork(self) -> None:
        """Return None: nothing that a child needs is left half-way by another thread."""

    def after_fork(self) -> None:
        """Begin with a new lock in a child process, whose tasks are its own."""
        self._lock = threading.Lock()
        self._mine = []

    @property
    def closed(self) -> bool:
        """Whether it was shut down."""
        return self._closed

    # Submitting

    def add_task(self, script_text: str, analysis_type: str, priority: int = 1) -> str:
        """Submit a text and return the task's id.

        Raises
        ------
        UnknownAnalysisError, ScriptReadError, QueueFullError, QueueClosedError
            As `submit`.
        """
        return self.submit(text=script_text, analysis_type=analysis_type, priority=priority).task_id

    def submit(
        self,
        source: SourceLike | None = None,
        analysis_type: str = "basic",
        priority: int = 1,
        *,
        text: str | None = None,
        format: str = "auto",  # noqa: A002 - the public name
        language: str | None = None,
        name: str | None = None,
        use_cache: bool = True,
        max_retries: int | None = None,
        task_timeout: float | None = None,
        memory_limit_mb: float | None = None,
        **options: Any,
    ) -> AnalysisTask:
        """Submit one script; its bytes are read now, so a later edit changes nothing.

        Parameters
        ----------
        source
            As `scriptnb.screenplay.source.resolve` takes it: a path, a text, a `Screenplay`, or
            `FileBytes` for a file that is not on disk.
        analysis_type
            A name of `scriptnb.analysis.known_types`.
        priority
            Lower runs first.
        text, format, language, name
            As in `scriptnb.screenplay.source.resolve`.
        use_cache
            False runs it even when its result is known.
        max_retries, task_timeout, memory_limit_mb
            For this task; None takes the manager's.
        **options
            For the analyzers.

        Returns
        -------
        AnalysisTask
            A handle; completed at once when the result is found by content.

        Raises
        ------
        UnknownAnalysisError, OptionError
            When no analyzer has that type, takes that option, or a value is out of range.
        ScriptReadError
            When the file cannot be read.
        QueueFullError
            When ``max_queue_size`` tasks are waiting, after ``block_timeout`` seconds.
        QueueClosedError
            After `shutdown`.
        """
        made = submission.prepare(
            self.defaults, analysis_type, priority, format=format, language=language,
            use_cache=use_cache, max_retries=max_retries, task_timeout=task_timeout,
            memory_limit_mb=memory_limit_mb, **options,
        )  # fmt: skip
        return self._submit([made.task(source, text, name)])[0]

    def submit_many(
        self,
        sources: Iterable[SourceLike],
        analysis_type: str = "basic",
        priority: int = 1,
        **how: Any,
    ) -> list[AnalysisTask]:
        """Submit many scripts in one transaction: all of them, or none.

        Parameters and errors are those of `submit`, but ``text`` and ``name``; when one file cannot
        be read, none is submitted.
        """
        made = submission.prepare(self.defaults, analysis_type, priority, **how)
        return self._submit([made.task(source) for source in sources])

    def submit_each(
        self,
        sources: Iterable[SourceLike],
        analysis_type: str = "basic",
        priority: int = 1,
        **how: Any,
    ) -> list[AnalysisTask | ScriptReadError]:
        """Submit many scripts in one transaction; one that cannot be read gives its error.

        Parameters and errors are those of `submit_many`, but `ScriptReadError`, which stands in the
        place of the script's handle.
        """
        made = submission.prepare(self.defaults, analysis_type, priority, **how)
        taken: list[NewTask | ScriptReadError] = []
        for source in sources:
            try:
                taken.append(made.task(source))
            except ScriptReadError as error:
                taken.append(error)
        handles = iter(self._submit([each for each in taken if isinstance(each, NewTask)]))
        return [next(handles) if isinstance(each, NewTask) else each for each in taken]

    def _submit(self, tasks: Sequence[NewTask]) -> list[AnalysisTask]:
        if self._closed:
            raise QueueClosedError("this manager was shut down; make a new QueueManager to submit")
        ids = submission.submit(self.journal, tasks, self.max_queue_size, self.block_timeout)
        with self._lock:
            self._mine += ids
        return [AnalysisTask(self, each) for each in ids]

    # Looking

    def task(self, task_id: TaskOrId | None = None) -> AnalysisTask:
        """Return the handle of a task; without an id, of the latest one of this journal."""
        number = self.journal.newest() if task_id is None else id_of(task_id)
        return AnalysisTask(self, number or "0")

    def tasks(self, status: str | None = None, limit: int | None = None) -> list[AnalysisTask]:
        """Return handles of the journal's tasks, newest first."""
        return [AnalysisTask(self, record.task_id) for record in self.records(status, limit)]

    @staticmethod
    def refer(home: str, journal_id: str, task_id: str) -> AnalysisTask:
        """Return the handle of a task from what a pickled handle holds.

        Parameters
        ----------
        home, journal_id
            The journal's folder, and its id there.
        task_id
            The task's id.
        """
        return AnalysisTask.of_journal(_manager_of(Path(home)), journal_id, task_id)

    def watch(
        self, task: TaskOrId, callback: Callable[[TaskRecord | None], None]
    ) -> Callable[[], None]:
        """Call ``callback(record)`` at every change of a task's state or progress.

        It runs in the watcher's thread, before those who wait for the task continue; the last call
        has a record whose ``status.ended`` is true, or None when the record was removed. A task
        that has ended already causes one call.

        Returns
        -------
        callable
            Ends the watching.
        """
        return self.watcher.watch(id_of(task), callback, every_change=True).close

    def wait(
        self, tasks: Iterable[TaskOrId], timeout: float | None = None
    ) -> tuple[list[AnalysisTask], list[AnalysisTask]]:
        """Wait until all of them have ended, or for ``timeout`` seconds.

        Returns
        -------
        done, not_done
            Handles, each list in the order given.
        """
        handles = [
            each if isinstance(each, AnalysisTask) else AnalysisTask(self, id_of(each))
            for each in tasks
        ]
        left = self.watcher.wait([handle.task_id for handle in handles], timeout, self.journal)
        return (
            [handle for handle in handles if handle.task_id not in left],
            [handle for handle in handles if handle.task_id in left],
        )

    # Steering

    def cancel(self, task_id: TaskOrId) -> bool:
        """Cancel a task, waiting or running; return whether this ended it."""
        return self.cancel_many([task_id]) == 1

    def cancel_many(self, tasks: Iterable[TaskOrId]) -> int:
        """Cancel several tasks in one transaction; return how many this ended."""
        cancelled = self.journal.cancel([id_of(each) for each in tasks])
        if cancelled:
            self._notify()
        return len(cancelled)

    def retry(self, task_id: TaskOrId) -> bool:
        """Run a failed or cancelled task again, attempts from zero; False for any other."""
        again = self.journal.again(id_of(task_id))
        if again:
            presence.ensure(self.journal)
            wakeup.notify_watchers(self.home)
        return again

    def set_priority(self, task_id: TaskOrId, priority: int) -> bool:
        """Move a waiting task within the line; False when it does not wait."""
        moved = self.journal.set_priority(id_of(task_id), submission.priority(priority))
        if moved:
            self._notify()
        return moved

    def pause(self) -> None:
        """Start nothing new, for every kernel, until `resume`; what runs goes on."""
        self.journal.set_meta(paused=1)
        self._notify()

    def resume(self) -> None:
        """Start tasks again."""
        self.journal.set_meta(paused=0)
        counts = self.journal.counts()
        if any(counts[status] for status in WAITING):
            presence.ensure(self.journal)
        self._notify()

    def _notify(self) -> None:
        """Notify the supervisor and every kernel."""
        wakeup.notify_supervisor(self.home)
        wakeup.notify_watchers(self.home)

    def hold(self, tasks: Iterable[TaskOrId], holder: str | None = None) -> Callable[[], None]:
        """Keep records and results of these tasks from clean-up while this process lives.

        Parameters
        ----------
        holder
            A name from `new_holder`, for a `release` of all tasks that it holds.

        Returns
        -------
        callable
            Ends the holding.
        """
        ids, holder = [id_of(task) for task in tasks], holder or new_holder()
        self.journal.hold(ids, holder)
        return lambda: self.journal.release(ids, holder)

    def release(self, tasks: Iterable[TaskOrId], holder: str) -> None:
        """Let clean-up remove tasks again that were held under this name."""
        self.journal.release([id_of(task) for task in tasks], holder)

    def clear(self, status: str | None = None, everything: bool = False) -> int:
        """Remove finished records.

        Parameters
        ----------
        status
            Only those in this state: ``completed``, ``failed`` or ``cancelled``.
        everything
            Cancel all tasks first, then erase every text, result, output and log: no byte of any
            script stays in the queue's files.

        Returns
        -------
        int
            How many records were removed.

        Raises
        ------
        JournalError
            When a reader keeps the erasing from being finished: "not erased yet".
        """
        if everything:
            return maintenance.erase(self.journal)
        if status is not None and status not in ENDED:
            *others, last = ENDED
            raise OptionError(
                f"{status!r} is no state of a finished task; choose {', '.join(others)} or {last}"
            )
        removed = self.journal.clear(status)
        self._notify()
        return removed

    # The end of this manager

    def shutdown(self, wait: bool = True, timeout: float | None = None) -> None:
        """Close this manager: nothing is cancelled, and the supervisor goes on.

        Parameters
        ----------
        wait
            Whether to wait first until this manager's own tasks have ended.
        timeout
            How many seconds to wait at most; None means as long as it takes.
        """
        self._closed = True
        if wait:
            with self._lock:
                mine = list(self._mine)
            self.wait(mine, timeout)
        self.watcher.close()
        presence.look(self.journal)

    @contextlib.contextmanager
    def queue_context(self) -> Iterator[Self]:
        """Use the queue in a ``with`` block; at its end, wait for its tasks and shut down."""
        try:
            yield self
        finally:
            self.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # After an error there is no reason to wait for the rest.
        self.shutdown(wait=kind is None)

    def __repr__(self) -> str:
        return f"<QueueManager of {self.home}>"


_default: QueueManager | None = None
#: Of other folders, for handles that were unpickled.
_others: dict[Path, QueueManager] = {}
_default_lock = threading.Lock()


def default_manager() -> QueueManager:
    """Return this process's shared manager, made at first use and again after its shutdown."""
    global _default
    with _default_lock:
        if _default is None or _default.closed or _default.home != paths.folder():
            _default = QueueManager()
        return _default


def _manager_of(home: Path) -> QueueManager:
    """Return this process's shared manager of a journal's folder."""
    if home == paths.folder():
        return default_manager()
    with _default_lock:
        if home not in _others or _others[home].closed:
            _others[home] = QueueManager(path=home)
        return _others[home]


def _after_fork() -> None:
    global _default_lock
    _default_lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
