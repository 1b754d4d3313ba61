"""What a kernel does with the journal: submit, look, cancel, clear. One method an intention.

The supervisor's side is ``claims.py``; clean-up is ``maintenance.py``.
"""

from __future__ import annotations

import contextlib
import json
import time
import zlib
from typing import TYPE_CHECKING, TypeAlias, cast

import msgspec

from scriptnb.errors import JournalError, QueueFullError
from scriptnb.queue import cache_key, models
from scriptnb.queue.models import Status, TaskRecord, status_of
from scriptnb.queue.store import paths
from scriptnb.queue.store.database import Database
from scriptnb.queue.store.versions import is_older
from scriptnb.system import processes
from scriptnb.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from scriptnb.queue.models import NewTask
    from scriptnb.results.schema import Provenance, ResultDict

#: The measures of a script, as `scriptnb.analysis.measures` returns them, and their version.
Measures: TypeAlias = dict[str, str | int | float | None]
#: An id that SQLite can hold; a longer one was never given.
_LARGEST_ID = 2**63 - 1
_JSON = msgspec.json.Decoder(dict[str, object])


class Journal:
    """A kernel's view of the journal.

    Parameters
    ----------
    home
        The journal's folder.
    clock
        Gives the time in seconds since 1970.
    on_read
        Called with this journal whenever tasks or their states are read or changed.
    """

    def __init__(
        self,
        home: Path,
        clock: Callable[[], float] = time.time,
        on_read: Callable[[Journal], None] = lambda _: None,
    ) -> None:
        self.home = home
        self.clock = clock
        self._on_read = on_read
        self.db = Database(home / paths.JOURNAL)
        #: Which journal this is: ids of one that was set aside mean nothing in its successor.
        self.id = str(self.db.value("get_meta", name="journal"))

    def recover(self) -> None:
        """Set a damaged journal aside and begin a new one."""
        self.db.recover()
        self.id = str(self.db.value("get_meta", name="journal"))

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    # Submitting

    def add_source(self, data: bytes, digest: str) -> None:
        """Keep a source ahead of its task; one that no task names within an hour is removed."""
        self.db.run("add_source", hash=digest, now=self.clock(), body=data)

    def add(
        self, tasks: Sequence[NewTask], max_waiting: int, *, sources_stored: bool = False
    ) -> tuple[list[int], bool]:
        """Add tasks, all or none of them.

        Parameters
        ----------
        max_waiting
            How many tasks may wait; what the cache answers does not count.
        sources_stored
            That `add_source` was called for each of them.

        Returns
        -------
        list, bool
            The ids in order; whether any of them has to run.

        Raises
        ------
        QueueFullError
            When they do not all fit.
        """
        now = self.clock()
        with self.db.write():
            change = self.db.value("next_change")
            found = [self._hit(task, now) for task in tasks]
            new = found.count(False)
            waiting = self.db.value("waiting")
            if new and waiting + new > max_waiting:
                raise QueueFullError(
                    f"{waiting} tasks are waiting and {new} more would exceed max_queue_size="
                    f"{max_waiting}; wait, cancel some, or give a larger max_queue_size"
                )
            ids = []
            # The tasks of one submit share these dicts: each is written as JSON once for all.
            shared = {id(each): each for task in tasks for each in (task.options, task.versions)}
            texts = {number: cache_key.canonical(each) for number, each in shared.items()}
            for task, hit in zip(tasks, found, strict=True):
                stored = sources_stored and self.db.value("has_source", hash=task.source)
                if not stored:
                    self.db.run("add_source", hash=task.source, now=now, body=task.data)
                ids.append(self._insert(task, texts, hit, now, change))
        return ids, new > 0

    def _hit(self, task: NewTask, now: float) -> bool:
        return task.use_cache and bool(self.db.value("touch_result", key=task.key, now=now))

    def _insert(
        self, task: NewTask, texts: Mapping[int, str], hit: bool, now: float, change: int
    ) -> int:
        values = models.spec(task)
        for name in ("options", "versions"):
            values[name] = texts[id(values[name])]
        task_id: int = self.db.value(
            "add_task",
            **values,
            # The plain text: SQLite adapts a subclass of it slowly.
            status=(Status.COMPLETED if hit else Status.PENDING).value,
            ready=None if hit else 1,
            changed=change,
            created_at=now,
            completed_at=now if hit else None,
            cached=hit,
            progress=1.0 if hit else 0.0,
        )
        return task_id

    # Looking

    def _read(self) -> Database:
        """Return the database for a statement about tasks; every one of a client passes here."""
        self._on_read(self)
        return self.db

    def record(self, task_id: str) -> TaskRecord | None:
        """Return what is known of a task, None for an id that is unknown, expired or cleared."""
        number = parse_id(task_id)
        row = None if number is None else self._read().one("record", id=number)
        return None if row is None else TaskRecord.from_row(row)

    def records(self, status: str | None = None, limit: int = -1) -> list[TaskRecord]:
        """Return tasks, newest first; a negative limit means all."""
        return [
            TaskRecord.from_row(row)
            for row in self._read().run("records", status=status, limit=limit)
        ]

    def latest(self, limit: int) -> list[TaskRecord]:
        """Return at most so many tasks, newest first."""
        return [TaskRecord.from_row(row) for row in self._read().run("latest", limit=limit)]

    def changes(self, seen: int) -> list[tuple[str, Status, int]]:
        """Return id, status and number of every change after change number ``seen``, in order."""
        return [
            (str(row[0]), status_of(row[1]), row[2])
            for row in self._read().run("changes", seen=seen)
        ]

    def statuses(self, task_ids: Sequence[str]) -> dict[str, Status]:
        """Return the status of each task that is not unknown, expired or cleared."""
        if not task_ids:
            return {}
        rows = self._read().run("statuses", ids=_numbers(task_ids))
        return {str(row[0]): status_of(row[1]) for row in rows}

    def last_change(self) -> int:
        """Return the number of the latest change."""
        return int(self._read().value("last_change"))

    def result(self, task_id: str) -> tuple[ResultDict, Provenance] | None:
        """Return a completed task's result and provenance, None where they are not there."""
        row = self._read().one("result", id=parse_id(task_id))
        if row is None:
            return None
        with _damage_reported(task_id):
            provenance = _JSON.decode(row[1])
            provenance.pop("measures", None)
            return _JSON.decode(zlib.decompress(row[0])), provenance

    def result_json(self, task_id: str) -> bytes | None:
        """Return a completed task's result as JSON, for callers that need only a part of it."""
        row = self._read().one("result", id=parse_id(task_id))
        if row is None:
            return None
        with _damage_reported(task_id):
            return zlib.decompress(row[0])

    def measures(self, task_id: str) -> tuple[Measures, int] | None:
        """Return a completed task's measures, with their version, and its result's stored bytes."""
        row = self._read().one("measures", id=parse_id(task_id))
        if row is None:
            return None
        with _damage_reported(task_id):
            measures = cast("Measures", _JSON.decode(row[0]).get("measures") or {})
            return measures, row[1]

    def failure(self, task_id: str) -> tuple[str, str, str]:
        """Return a task's error, its worker's traceback, and the end of its output."""
        row = self._read().one("failure", id=parse_id(task_id))
        return tuple(each or "" for each in row) if row else ("", "", "")  # type: ignore[return-value]

    def source(self, task_id: str) -> bytes | None:
        """Return a task's source."""
        data: bytes | None = self._read().value("source_of", id=parse_id(task_id))
        return data

    def newest(self) -> str | None:
        """Return the id of the latest task."""
        found = self._read().value("newest")
        return None if found is None else str(found)

    def place(self, task_id: str) -> int:
        """Return how many tasks run before a waiting one."""
        return int(self._read().value("place", id=parse_id(task_id)) or 0)

    def counts(self) -> dict[str, int]:
        """Return how many tasks are in each state, and what the cache holds."""
        return {row[0]: row[1] for row in self._read().run("counts")}

    def meta(self) -> dict[str, str | int | float | None]:
        """Return the journal's own settings and marks."""
        return {row[0]: row[1] for row in self.db.run("meta")}

    def set_meta(self, **values: str | float | None) -> None:
        """Write settings; None leaves what is there."""
        given = {name: value for name, value in values.items() if value is not None}
        if given:
            with self.db.write():
                for name, value in given.items():
                    self.db.run("set_meta", name=name, value=value)

    # Who serves it

    def supervisor(self) -> str | None:
        """Return the identity of the supervisor that serves this journal, None where none does."""
        row = self.db.one("supervisor")
        return row["process"] if row is not None and processes.alive(row["process"]) else None

    def supervisor_is_older(self) -> bool:
        """Return whether an older package's supervisor serves it, which then is asked to leave."""
        row = self.db.one("supervisor")
        if row is None or not is_older(row["version"]):
            return False
        if row["leave_for"] is None or is_older(row["leave_for"]):
            self.db.run("ask_to_leave", process=row["process"], version=__version__)
        return True

    def slots(self) -> dict[str, str | None]:
        """Return the identities of the worker slots, each with the task it runs."""
        return {
            row["process"]: None if row["task"] is None else str(row["task"])
            for row in self._read().run("slots")
        }

    # Steering

    def cancel(self, task_ids: Iterable[str]) -> list[str]:
        """Cancel what has not ended; return the ids that this cancelled."""
        with self._read().write():
            change, now = self.db.value("next_change"), self.clock()
            return [
                task_id
                for task_id in task_ids
                if self.db.value("cancel", id=parse_id(task_id), now=now, changed=change)
            ]

    def again(self, task_id: str) -> bool:
        """Run a failed or cancelled task again, attempts from zero."""
        with self._read().write():
            change = self.db.value("next_change")
            return bool(self.db.value("again", id=parse_id(task_id), changed=change))

    def set_priority(self, task_id: str, priority: int) -> bool:
        """Move a waiting task within the line."""
        with self._read().write():
            change = self.db.value("next_change")
            return bool(
                self.db.value(
                    "set_priority", id=parse_id(task_id), priority=priority, changed=change
                )
            )

    def clear(self, status: str | None = None) -> int:
        """Remove finished records; return how many."""
        with self.db.write():
            before = self.db.connection.total_changes
            self.db.run("clear", status=status)
            removed = self.db.connection.total_changes - before
            # Each delete also moved a counter.
            return removed // 2

    def hold(self, task_ids: Iterable[str], holder: str) -> None:
        """Keep records and results from clean-up while ``holder`` lives."""
        self.db.run("hold", tasks=_numbers(task_ids), holder=holder)

    def release(self, task_ids: Iterable[str], holder: str) -> None:
        """Let clean-up have them again."""
        self.db.run("release", tasks=_numbers(task_ids), holder=holder)


@contextlib.contextmanager
def _damage_reported(task_id: str) -> Iterator[None]:
    try:
        yield
    except (zlib.error, ValueError, RecursionError) as error:
        raise JournalError(
            f"the stored result of task {task_id} is damaged ({error}); submit the script again "
            "with use_cache=False"
        ) from error


def _numbers(task_ids: Iterable[str]) -> str:
    """Write ids as one JSON list: SQLite takes a thousand of them at once."""
    return json.dumps([number for each in task_ids if (number := parse_id(each)) is not None])


def parse_id(task_id: object) -> int | None:
    """Read an id as people type it; None for what no id can be.

    Examples
    --------
    >>> parse_id("17"), parse_id(" 17 "), parse_id("seventeen"), parse_id("9" * 30)
    (17, 17, None, None)
    """
    text = str(task_id).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        return None
    number = int(text)
    return number if number <= _LARGEST_ID else None
