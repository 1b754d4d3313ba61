"""`QueueReader`: what can be read of a queue, for people, panels and corpora.

Reads only, from the journal; starts no process and sends no notification. `QueueManager`
extends it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.queue import stats
from scriptnb.queue.store import maintenance
from scriptnb.queue.store.journal import parse_id
from scriptnb.queue.task import AnalysisTask
from scriptnb.system import processes

if TYPE_CHECKING:
    import pandas as pd

    from scriptnb.queue.models import Status, TaskRecord
    from scriptnb.queue.store.journal import Journal, Measures
    from scriptnb.results.schema import Provenance, ResultDict

TaskOrId = AnalysisTask | str | int


def id_of(task: TaskOrId) -> str:
    """Return the id of a task as the journal knows it."""
    if isinstance(task, AnalysisTask):
        return task.task_id
    number = parse_id(task)
    return str(task) if number is None else str(number)


class QueueReader:
    """What can be read of one queue."""

    journal: Journal
    max_queue_size: int

    # Tasks

    def record(self, task: TaskOrId) -> TaskRecord | None:
        """Return what the journal has about a task; None when it is unknown, expired or cleared."""
        return task.record if isinstance(task, AnalysisTask) else self.journal.record(id_of(task))

    def records(self, status: str | None = None, limit: int | None = None) -> list[TaskRecord]:
        """Return what the journal has about its tasks, newest first."""
        return self.journal.records(status, -1 if limit is None else limit)

    def latest(self, limit: int) -> list[TaskRecord]:
        """Return at most ``limit`` tasks, newest first, unfinished ones before all others."""
        return self.journal.latest(limit)

    def tasks_table(self, status: str | None = None, limit: int | None = None) -> pd.DataFrame:
        """Return the journal's tasks as a table, newest first, with what each one cost.

        Columns: ``task name analysis_type status priority progress retry_count cached created_at
        wait_s run_s cpu_s peak_rss_mb error``; seconds, MB (2**20 bytes), times in UTC.
        """
        return stats.costs_table(self.records(status, limit))

    def get_task_status(self, task_id: TaskOrId) -> stats.TaskStatus:
        """Return everything about a task in plain values.

        Returns
        -------
        dict
            ``status created_at started_at completed_at priority retry_count result error cached
            wait_s run_s cpu_s peak_rss_mb progress`` and more; times in ISO 8601 with offset,
            ``result`` the plain result dict or None. An unknown id has the status ``not_found``.
        """
        record = self.record(task_id)
        if record is None:
            return stats.unknown(id_of(task_id))
        found = self.stored_result(record.task_id) if record.status.has_result else None
        return {**stats.plain(record), "result": found[0] if found else None}

    def place(self, task: TaskOrId) -> int:
        """Return how many tasks run before a waiting one."""
        return self.journal.place(id_of(task))

    # Results

    def stored_result(self, task: TaskOrId) -> tuple[ResultDict, Provenance] | None:
        """Return a completed task's plain result and provenance; None where there is none."""
        return self.journal.result(id_of(task))

    def result_json(self, task: TaskOrId) -> bytes | None:
        """Return a completed task's result as JSON; None where there is none."""
        return self.journal.result_json(id_of(task))

    def measures(self, task: TaskOrId) -> tuple[Measures, int] | None:
        """Return a completed task's measures, and how many bytes its result takes in the cache."""
        return self.journal.measures(id_of(task))

    @property
    def cache_limit_mb(self) -> float:
        """How many MB (2**20 bytes) the results may take that are found again by content."""
        return maintenance.cache_limit_mb(self.journal.db)

    # Changes

    @property
    def journal_id(self) -> str:
        """The journal's random id; another one after a damaged journal was set aside."""
        return self.journal.id

    def last_change(self) -> int:
        """Return the number of the latest change of any task."""
        return self.journal.last_change()

    def changes(self, seen: int) -> list[tuple[str, Status, int]]:
        """Return id, status and number of every change after change number ``seen``, in order."""
        return self.journal.changes(seen)

    # The whole queue

    def slots(self) -> dict[int, str | None]:
        """Return the process ids of the worker slots, each with the id of the task it runs."""
        return {processes.pid_of(process): task for process, task in self.journal.slots().items()}

    def get_queue_stats(self) -> stats.QueueStats:
        """Return how the queue stands.

        Returns
        -------
        dict
            ``queue_size`` (waiting tasks), ``workers``, ``completed_tasks``, ``failed_tasks``,
            ``total_results`` (kept under their content), and more: every state's count, ``paused``,
            ``held_back`` (why no new work starts, or None), ``cache_mb``, ``supervisor`` (its
            process id, None when none runs), ``engine``; with ``"celery"`` also ``broker`` (without
            its password), ``broker_unreachable_since`` (ISO 8601, or None) and ``remote_workers``
            (``name host pid scriptnb slots busy rss memory_limit_mb state`` of each).
        """
        return stats.stats(self.journal, self.max_queue_size)

    def snapshot(self, limit: int = 50) -> stats.Snapshot:
        """Return what a panel shows, in plain JSON values; takes about a millisecond.

        Returns
        -------
        dict
            ``stats`` (as `get_queue_stats`), ``tasks`` (as `get_task_status` without ``result``,
            newest first, at most ``limit``, unfinished ones always included), ``memory``: ``limit``
            and ``source`` of the memory limit that holds, ``used`` of it, and ``rss`` of
            ``kernel``, ``supervisor`` and ``slots`` (a list of ``pid``, ``rss`` and ``task``), in
            bytes.
        """
        return stats.snapshot(self.journal, self.max_queue_size, limit)
