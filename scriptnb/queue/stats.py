"""How the queue stands, in plain JSON values: for status calls and for panels."""

from __future__ import annotations

import json
import os
from operator import attrgetter
from typing import TYPE_CHECKING, NotRequired, TypedDict, cast

from scriptnb.queue.models import STORED, WAITING, Status, TaskRecord, at, iso
from scriptnb.queue.supervisor import heartbeat
from scriptnb.system import cgroups, processes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from scriptnb.queue.store.journal import Journal
    from scriptnb.results.schema import ResultDict


class TaskState(TypedDict):
    """One task in plain values: times in ISO 8601, seconds, MB (2**20 bytes)."""

    task_id: str
    name: str | None
    analysis_type: str
    status: str
    created_at: str
    started_at: str | None
    completed_at: str | None
    priority: int
    retry_count: int
    max_retries: int
    error: str | None
    cached: bool
    wait_s: float | None
    run_s: float | None
    cpu_s: float | None
    peak_rss_mb: float | None
    progress: float
    progress_note: str
    ready_at: str | None


class TaskStatus(TaskState):
    """One task and its result; of an unknown id all is None but ``task_id`` and ``status``."""

    result: ResultDict | None


class RemoteWorker(TypedDict):
    """One Celery worker, as `scriptnb.queue.celery.heartbeats` reports it; ``rss`` in bytes."""

    name: str
    host: str
    pid: int
    scriptnb: str
    slots: int
    busy: int
    rss: int
    memory_limit_mb: float | None
    state: str


class QueueStats(TypedDict):
    """How the queue stands."""

    queue_size: int
    max_queue_size: int
    workers: int
    engine: str
    pending_tasks: int
    processing_tasks: int
    retry_tasks: int
    completed_tasks: int
    failed_tasks: int
    cancelled_tasks: int
    total_results: int
    cache_mb: float
    paused: bool
    held_back: str | None
    supervisor: int | None
    #: With Celery only.
    broker: NotRequired[str | None]
    broker_unreachable_since: NotRequired[str | None]
    remote_workers: NotRequired[list[RemoteWorker]]


class SlotMemory(TypedDict):
    """One worker slot, its task and its memory in bytes."""

    pid: int
    task: str | None
    rss: int


class ResidentMemory(TypedDict):
    """The resident memory of the processes, in bytes."""

    kernel: int
    supervisor: int
    slots: list[SlotMemory]


class MemoryState(TypedDict):
    """The memory limit, where it comes from, and what is used of it, in bytes."""

    limit: int | None
    source: str
    used: int
    rss: ResidentMemory


class Snapshot(TypedDict):
    """What a panel shows."""

    stats: QueueStats
    tasks: list[TaskState]
    memory: MemoryState


#: What `plain` returns about a task.
_PLAIN = tuple(TaskState.__annotations__)
_TIMES = ("created_at", "started_at", "completed_at", "ready_at")
_plain_values = attrgetter(*_PLAIN)


def plain(record: TaskRecord) -> TaskState:
    """Return a record as plain values, times in ISO 8601."""
    values = dict(zip(_PLAIN, _plain_values(record), strict=True))
    values["status"] = str(record.status)
    for name in _TIMES:
        values[name] = iso(values[name])
    return cast("TaskState", values)


def costs_table(records: Iterable[TaskRecord]) -> pd.DataFrame:
    """Return records as a table of what each task cost; `tasks_table` describes its columns."""
    import pandas as pd

    columns = (
        "task", "name", "analysis_type", "status", "priority", "progress", "retry_count", "cached",
        "created_at", "wait_s", "run_s", "cpu_s", "peak_rss_mb", "error",
    )  # fmt: skip
    rows = [
        [record.task_id, record.name, record.analysis_type, str(record.status)]
        + [getattr(record, column) for column in columns[4:]]
        for record in records
    ]
    return pd.DataFrame(rows, columns=list(columns))


def unknown(task_id: str) -> TaskStatus:
    """Return as much for an id that is unknown, expired or cleared."""
    known = {"task_id": task_id, "status": str(Status.NOT_FOUND)}
    return cast("TaskStatus", dict.fromkeys((*_PLAIN, "result")) | known)


def stats(journal: Journal, max_queue_size: int) -> QueueStats:
    """Return how many tasks are in each state, and what the queue is doing."""
    counts, meta = journal.counts(), journal.meta()
    supervisor = journal.supervisor()
    workers = meta.get("workers")
    remote = _remote(meta, supervised=supervisor is not None)
    found = {
        "queue_size": sum(counts[status] for status in WAITING),
        "max_queue_size": max_queue_size,
        "workers": workers if isinstance(workers, int) else cgroups.usable_cores(),
        "engine": "local",
        **{f"{status}_tasks": counts[status] for status in STORED},
        "total_results": counts["results"],
        "cache_mb": counts["results_bytes"] / 2**20,
        "paused": bool(meta.get("paused")),
        "held_back": _held_back(journal, meta) if supervisor else None,
        "supervisor": processes.pid_of(supervisor) if supervisor else None,
        **remote,
    }
    return cast("QueueStats", found)


def count(found: QueueStats, status: Status) -> int:
    """Return how many tasks are in a state."""
    return cast("Mapping[str, int]", found)[f"{status}_tasks"]


def _held_back(journal: Journal, meta: Mapping[str, object]) -> str | None:
    """Return why no new work starts: that the supervisor hangs, or its own reason."""
    silent = heartbeat.silence(journal.home / heartbeat.SUPERVISOR)
    if silent is not None:
        process, age = silent
        return (
            f"the supervisor's process {processes.pid_of(process)} has not responded for "
            f"{age:.0f} s; it will be replaced, or end it by hand"
        )
    return cast("str | None", meta.get("held_back"))


def _remote(meta: Mapping[str, object], *, supervised: bool) -> dict[str, object]:
    """Return what the supervisor last knew of broker and workers, where it sends tasks to some."""
    if meta.get("engine") != "celery":
        return {}
    text = meta.get("remote")
    state = json.loads(text) if supervised and isinstance(text, str) else {}
    workers = state.get("workers", [])
    return {
        "engine": "celery",
        "broker": state.get("broker"),
        "broker_unreachable_since": iso(at(state.get("unreachable_since"))),
        "workers": sum(each["slots"] for each in workers if each["state"] == "ready"),
        "remote_workers": workers,
    }


def snapshot(journal: Journal, max_queue_size: int, limit: int) -> Snapshot:
    """Return what a panel shows."""
    from scriptnb.memory import limits

    supervisor = journal.supervisor()
    slots = {processes.pid_of(process): task for process, task in journal.slots().items()}
    pids = [os.getpid(), *slots]
    if supervisor:
        pids.append(processes.pid_of(supervisor))
    memory = limits.process_memory(pids)
    limit_found = limits.effective_limit()
    return {
        "stats": stats(journal, max_queue_size),
        "tasks": [plain(record) for record in journal.latest(limit)],
        "memory": {
            "limit": limit_found.bytes,
            "source": limit_found.source,
            "used": limits.used(limit_found),
            "rss": {
                "kernel": memory.get(os.getpid(), 0),
                "supervisor": memory.get(processes.pid_of(supervisor), 0) if supervisor else 0,
                "slots": [
                    {"pid": pid, "task": task, "rss": memory.get(pid, 0)}
                    for pid, task in slots.items()
                ],
            },
        },
    }
