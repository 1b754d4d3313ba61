"""Submit the scripts of a corpus to the queue, follow their tasks, and keep their results.

As much as the queue accepts is submitted at once, so that it runs on without this process; the rest
is submitted as the queue drains. Keeps a few numbers a script and no text. Does not import pandas.
"""

from __future__ import annotations

import time
import warnings
from typing import TYPE_CHECKING, Any

from scriptnb.analysis import measures
from scriptnb.corpus.entry import UNREADABLE, WAITING, Entry
from scriptnb.errors import CorpusWarning, QueueFullError, ScriptReadError
from scriptnb.queue.models import Status
from scriptnb.queue.watcher import new_holder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from scriptnb.corpus.listing import Found
    from scriptnb.queue.manager import QueueManager
    from scriptnb.queue.models import TaskRecord
    from scriptnb.queue.store.journal import Measures
    from scriptnb.queue.task import AnalysisTask
    from scriptnb.queue.watcher import Watch

#: The most scripts, and bytes of scripts, that one submit reads into memory.
_MOST_SCRIPTS, _MOST_BYTES = 64, 16 * 2**20
#: Seconds between two updates while tasks are unfinished.
_INTERVAL = 0.25
#: The number of results whose mean size is a good estimate of the size of all.
_ENOUGH = 20


class Tracker:
    """Submits the scripts of one corpus and follows them.

    Parameters
    ----------
    found
        The scripts.
    queue
        The queue to submit them to.
    order
        The arguments of `QueueManager.submit_each` besides the scripts.
    """

    def __init__(self, found: Sequence[Found], queue: QueueManager, order: dict[str, Any]) -> None:
        self.entries = [Entry(each) for each in found]
        self.queue = queue
        self.order = order
        self._by_task: dict[str, Entry] = {}
        self._next = 0
        self._journal = queue.journal_id
        self._seen = queue.last_change()
        self._holder = new_holder()
        self._warned = False
        self._watch: Watch | None = None
        self.pages = self.failed = self.ended = self._stored = 0
        self._count()

    def track(self, tasks: Sequence[AnalysisTask]) -> None:
        """Follow tasks that are submitted already, one for each script."""
        self.queue.hold(tasks, self._holder)
        for entry, task in zip(self.entries, tasks, strict=True):
            entry.task, entry.status = task.task_id, Status.PENDING
            self._by_task[task.task_id] = entry
            record = task.record
            if record is not None and record.status.ended:
                self._ended(entry, record)
        self._count()

    # Submitting

    def submit(self) -> bool:
        """Submit some of the scripts that are not submitted yet; False when the queue is full."""
        chunk = self._chunk()
        if not chunk:
            return True
        room = self.queue.max_queue_size - self.queue.get_queue_stats()["queue_size"]
        if room < 1:
            return False
        chunk = chunk[:room]
        try:
            handles = self.queue.submit_each([entry.path for entry in chunk], **self.order)
        except QueueFullError:
            return False  # another client's tasks have filled it meanwhile
        self._check_journal()
        ids = []
        for entry, handle in zip(chunk, handles, strict=True):
            if isinstance(handle, ScriptReadError):
                entry.status, entry.error = UNREADABLE, handle.message
            else:
                entry.task, entry.status = handle.task_id, Status.PENDING
                self._by_task[handle.task_id] = entry
                ids.append(handle.task_id)
        # At once, so that clean-up does not remove results before this corpus reads them.
        self.queue.hold(ids, self._holder)
        self.update()
        return True

    @property
    def submitted(self) -> bool:
        """Whether every script was submitted, or cannot be."""
        while self._next < len(self.entries) and self.entries[self._next].status != WAITING:
            self._next += 1
        return self._next == len(self.entries)

    def _chunk(self) -> list[Entry]:
        if self.submitted:
            return []
        chunk: list[Entry] = []
        size = 0
        for entry in self.entries[self._next : self._next + _MOST_SCRIPTS]:
            if entry.status == WAITING:
                size += _size(entry.path)
                if chunk and size > _MOST_BYTES:
                    break
                chunk.append(entry)
        return chunk

    # Following

    def follow(self, on_change: Callable[[], None]) -> None:
        """Submit the rest and wait until everything has ended; ``on_change`` is called often."""
        try:
            while self.under_way:
                while not self.submitted and self.submit():
                    on_change()
                on_change()
                self._wait_for_change()
                self.update()
                self._warn_of_cache()
                on_change()
        finally:
            self._unwatch()

    @property
    def under_way(self) -> bool:
        """Whether any script may still get a result."""
        return self.ended < len(self.entries)

    def _wait_for_change(self) -> None:
        if self._watch is None:
            task = self._last_open()
            if task is None:
                time.sleep(_INTERVAL)
                return
            self._watch = self.queue.watcher.watch(task)
        if not self._watch.ended.wait(_INTERVAL):
            return
        task, error = self._watch.task_id, self._watch.error
        self._unwatch()
        if error is not None:
            raise type(error)(str(error))
        if self.queue.record(task) is None:
            self._drop_cleared()

    def _unwatch(self) -> None:
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def _last_open(self) -> str | None:
        """Return an unfinished task: watching one is enough to keep a supervisor running.

        It is one of this corpus; where other clients' tasks fill the queue, one of theirs.
        """
        for entry in reversed(self.entries):
            if entry.open and entry.task:
                return entry.task
        others = self.queue.tasks(Status.PENDING, limit=1)
        return others[0].task_id if others else None

    def update(self) -> None:
        """Update the entries with what changed in the journal since the last call."""
        self._check_journal()
        latest = self.queue.last_change()
        if latest == self._seen:
            return
        for task, status, _ in self.queue.changes(self._seen):
            if entry := self._by_task.get(task):
                entry.status = status
                if status.ended and (record := self.queue.record(task)):
                    self._ended(entry, record)
        self._seen = latest
        self._count()

    def _ended(self, entry: Entry, record: TaskRecord) -> None:
        entry.status, entry.error = record.status, record.error
        entry.cached, entry.run_s = record.cached, record.run_s
        if record.status is Status.COMPLETED:
            found = self.queue.measures(record.task_id)
            if found is None:
                entry.status = Status.NOT_FOUND
                entry.error = "its result was removed from the cache; analyse it again"
                return
            entry.measures, entry.size = found
            entry.error = None
        elif record.status is Status.CANCELLED:
            entry.error = str(Status.CANCELLED)

    def _check_journal(self) -> None:
        """Drop all tasks when a damaged journal was replaced: the new one lacks their ids."""
        if self.queue.journal_id != self._journal:
            self._drop_cleared(everything=True)
            self._by_task.clear()
            self._journal, self._seen = self.queue.journal_id, 0

    def _drop_cleared(self, *, everything: bool = False) -> None:
        """Update the entries whose task records were cleared."""
        for task, entry in self._by_task.items():
            if everything or (entry.open and self.queue.record(task) is None):
                entry.status, entry.task = Status.NOT_FOUND, None
                entry.error = "its record was cleared; analyse it again"
        self._count()

    def _count(self) -> None:
        """Count all entries again, in one pass: a task that had ended may run again."""
        done = failed = pages = stored = 0
        for entry in self.entries:
            if entry.done:
                done += 1
                found = (entry.measures or {}).get("pages")
                pages += found if isinstance(found, int) else 0
                stored += entry.size
            elif not entry.open:
                failed += 1
        self.ended, self.failed, self.pages = done + failed, failed, pages
        self._stored = stored

    def _warn_of_cache(self) -> None:
        """Warn once when the cache cannot keep the results of this corpus."""
        known = self.ended - self.failed
        if self._warned or not self._stored or (known < _ENOUGH and self.under_way):
            return
        readable = len(self.entries) - self.failed
        needed = self._stored / known * readable / 2**20
        limit = self.queue.cache_limit_mb
        if needed <= limit:
            return
        self._warned = True
        warnings.warn(
            f"the results of these {readable:,} scripts take about {needed:,.1f} MB, more than "
            f"cache_limit_mb={limit:,.10g}: they stay while this corpus is open, but later some "
            "will be computed again; give more with scriptnb.QueueManager(cache_limit_mb="
            f"{max(1, round(needed * 1.5)):d})",
            CorpusWarning,
            stacklevel=4,
        )

    # Results

    def measured(self, entry: Entry) -> Measures:
        """Return a script's measures; from its result where the stored ones are outdated."""
        known = entry.measures or {}
        if known.get("version") != measures.VERSION:
            import msgspec

            body = self.body(entry)
            known = {"version": measures.VERSION}
            if body is not None:
                known |= measures.measure(msgspec.json.decode(body))
            entry.measures = known
        return known

    def body(self, entry: Entry) -> bytes | None:
        """Return a script's result as JSON; None where it was erased."""
        return self.queue.result_json(entry.task) if entry.task else None

    # Ending

    def cancel(self) -> int:
        """Cancel the unfinished tasks and submit nothing more; return how many were cancelled."""
        for entry in self.entries:
            if entry.status == WAITING:
                entry.status, entry.error = Status.CANCELLED, str(Status.CANCELLED)
        ended = self.queue.cancel_many(
            [entry.task for entry in self.entries if entry.open and entry.task]
        )
        self.update()
        self._count()
        return ended

    def release(self) -> None:
        """Allow clean-up to remove the results."""
        if self.queue.journal_id == self._journal:
            self.queue.release(self._by_task, self._holder)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0
