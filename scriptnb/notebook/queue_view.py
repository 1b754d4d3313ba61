"""Reads tasks and settings of the queue for cards, panel and dashboard, with few queries.

It only reads, and knows neither widgets nor labels. Everything comes from the journal, so that a
kernel sees the changes of other kernels, the shell and the supervisor.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from scriptnb import memory
from scriptnb.notebook.rows import Surroundings
from scriptnb.queue.models import STORED, UNFINISHED, Status
from scriptnb.queue.stats import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.queue.manager import QueueManager
    from scriptnb.queue.models import TaskRecord
    from scriptnb.queue.stats import RemoteWorker

#: Finished tasks that are read for the panel, besides all unfinished ones.
_LATEST = 50
#: Seconds between two checks for records that were cleared.
_CHECK = 2.0
#: Past runs that an estimate averages.
_PAST = 20
_MB = 2**20


class QueueView:
    """The queue as it was at the last `read_all` or `read_tasks`.

    Parameters
    ----------
    manager
        The queue.
    """

    def __init__(self, manager: QueueManager) -> None:
        self._manager = manager
        self._seen: dict[str, TaskRecord] = {}
        self._last_change = -1
        self._next_check = 0.0
        self._mean_run: dict[str, float | None] = {}
        self.counts: dict[str, int] = {}
        self.records: list[TaskRecord] = []
        self.paused = False
        #: Why no task starts although slots are free, "" where there is no such reason.
        self.held_back = ""
        self.workers = 1
        #: The workers on other machines as in ``get_queue_stats``, None without a broker.
        self.remote_workers: list[RemoteWorker] | None = None
        self.broker_unreachable_since: str | None = None
        self.supervisor_pid: int | None = None
        self.slot_pids: list[int] = []

    @property
    def under_way(self) -> bool:
        """Whether any task waits or runs."""
        return any(self.counts[status] for status in UNFINISHED)

    @property
    def pids(self) -> list[int]:
        """The processes of the supervisor and the slots."""
        own = [] if self.supervisor_pid is None else [self.supervisor_pid]
        return own + self.slot_pids

    def read_all(self, latest: int = _LATEST) -> None:
        """Read counts, settings, processes, and the given number of the latest tasks."""
        self._read_settings()
        self.slot_pids = list(self._manager.slots())
        self.records = self._manager.latest(latest)

    def read_tasks(self, task_ids: Sequence[str]) -> dict[str, TaskRecord]:
        """Return the records of tasks, the same ones in each call; cleared ones are left out."""
        manager = self._manager
        change = manager.last_change()
        if self._last_change < 0:
            found = ((task_id, manager.record(task_id)) for task_id in task_ids)
            self._seen = {task_id: record for task_id, record in found if record is not None}
        elif change != self._last_change:
            # One query returns the changed tasks; records are read only for those of this view.
            changed = {task_id for task_id, _, _ in manager.changes(self._last_change)}
            for task_id in changed & set(self._seen):
                if (record := manager.record(task_id)) is not None:
                    self._seen[task_id] = record
        self._last_change = change
        self._drop_cleared()
        self._read_settings()
        return self._seen

    def _drop_cleared(self) -> None:
        """Drop cleared records, which the journal does not list as changes, every few seconds."""
        if time.monotonic() < self._next_check:
            return
        self._next_check = time.monotonic() + _CHECK
        manager = self._manager
        for task_id, record in list(self._seen.items()):
            if not record.status.ended and manager.record(task_id) is None:
                del self._seen[task_id]

    def _read_settings(self) -> None:
        stats = self._manager.get_queue_stats()
        self.counts = {status.value: count(stats, status) for status in STORED}
        self.paused = stats["paused"]
        self.held_back = stats["held_back"] or ""
        self.workers = stats["workers"]
        self.remote_workers = stats.get("remote_workers")
        self.broker_unreachable_since = stats.get("broker_unreachable_since")
        self.supervisor_pid = stats["supervisor"]

    def surroundings(self, record: TaskRecord, ahead: int | None = None) -> Surroundings:
        """Return what a task's line shows of the rest of the queue."""
        size = None
        if record.status is Status.PENDING:
            if ahead is None:
                ahead = self._manager.place(record.task_id)
        elif record.slot is not None:
            sizes = memory.process_memory([record.slot])
            size = sizes.get(record.slot, 0) / _MB or None
        return Surroundings(
            ahead=ahead,
            paused=self.paused,
            held_back=self.held_back,
            estimate=self._estimate(record.analysis_type, ahead),
            memory_mb=size,
        )

    def _estimate(self, analysis_type: str, ahead: int | None) -> float | None:
        if not ahead or self.paused or self.held_back:
            return None
        if analysis_type not in self._mean_run:
            past = self._manager.records(Status.COMPLETED, 200)
            runs = [
                record.run_s
                for record in past
                if record.run_s is not None and record.analysis_type == analysis_type
            ][:_PAST]
            self._mean_run[analysis_type] = sum(runs) / len(runs) if runs else None
        mean = self._mean_run[analysis_type]
        return None if mean is None else ahead * mean / self.workers
