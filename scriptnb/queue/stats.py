"""How the queue stands, in plain JSON values: for status calls and for panels."""

from __future__ import annotations

import json
import os
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from scriptnb.queue.models import STORED, WAITING, Status, TaskRecord, at, iso
from scriptnb.queue.supervisor import heartbeat
from scriptnb.system import cgroups, processes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from scriptnb.queue.store.journal import Journal


#: What `plain` returns about a task.
_PLAIN = (
    "task_id", "name", "analysis_type", "status", "created_at", "started_at", "completed_at",
    "priority", "retry_count", "max_retries", "error", "cached", "wait_s", "run_s", "cpu_s",
    "peak_rss_mb", "progress", "progress_note", "ready_at",
)  # fmt: skip
_TIMES = ("created_at", "started_at", "completed_at", "ready_at")
_plain_values = attrgetter(*_PLAIN)


def plain(record: TaskRecord) -> dict[str, Any]:
    """Return a record as plain values, times in ISO 8601."""
    values = dict(zip(_PLAIN, _plain_values(record), strict=True))
    values["status"] = str(record.status)
    for name in _TIMES:
        values[name] = iso(values[name])
    return values


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


def unknown(task_id: str) -> dict[str, object]:
    """Return as much for an id that is unknown, expired or cleared."""
    known = {"task_id": task_id, "status": str(Status.NOT_FOUND)}
    return dict.fromkeys((*_PLAIN, "result")) | known


def stats(journal: Journal, max_queue_size: int) -> dict[str, Any]:
    """Return how many tasks are in each state, and what the queue is doing."""
    counts, meta = journal.counts(), journal.meta()
    supervisor = journal.supervisor()
    workers = meta.get("workers")
    remote = _remote(meta, supervised=supervisor is not None)
    return {
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


def _held_back(journal: Journal, meta: Mapping[str, Any]) -> str | None:
    """Return why no new work starts: that the supervisor hangs, or its own reason."""
    silent = heartbeat.silence(journal.home / heartbeat.SUPERVISOR)
    if silent is not None:
        process, age = silent
        return (
            f"the supervisor's process {processes.pid_of(process)} does not respond since "
            f"{age:.0f} s; it is replaced, or end it by hand"
        )
    reason: str | None = meta.get("held_back")
    return reason


def _remote(meta: Mapping[str, Any], *, supervised: bool) -> dict[str, object]:
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


def snapshot(journal: Journal, max_queue_size: int, limit: int) -> dict[str, Any]:
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
