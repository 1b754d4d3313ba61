"""The kernel side of the status panel: a snapshot of queue and memory, and its buttons' actions.

There is one panel per kernel, with one comm and one reader of the journal, however often it is
shown. It is refreshed twice a second while a task is unfinished, otherwise every two seconds, and
sends a snapshot only when it changed.
"""

from __future__ import annotations

import os
import time
from collections import deque
from datetime import datetime
from typing import TYPE_CHECKING

from scriptnb import memory
from scriptnb.errors import ScriptnbError
from scriptnb.notebook import rows
from scriptnb.notebook.queue_view import QueueView
from scriptnb.notebook.refresh import REFRESHER
from scriptnb.notebook.widgets import PanelWidget
from scriptnb.queue.manager import default_manager
from scriptnb.queue.models import ENDED, RUNNING, STORED, Status

if TYPE_CHECKING:
    from scriptnb.notebook.messages import Message
    from scriptnb.queue.manager import QueueManager
    from scriptnb.queue.stats import RemoteWorker

_BUSY, _IDLE = 0.5, 2.0
#: Points of the memory chart, and seconds between two of them: the last four minutes.
_POINTS, _EVERY = 120, 2.0
#: Rows that are shown; ``%scriptnb tasks`` lists all tasks.
_UNDER_WAY, _FINISHED = 50, 50
_MB = 2**20
_SOURCES = {
    "cgroup v2": "container limit",
    "cgroup v1": "container limit",
    "MEM_LIMIT": "MEM_LIMIT",
    "RLIMIT_AS": "address space limit",
    "RAM": "this machine",
}


class Panel:
    """Updates the one `PanelWidget` of this kernel.

    Parameters
    ----------
    manager
        The queue that is shown.
    """

    flush_at_cell_end = False

    def __init__(self, manager: QueueManager) -> None:
        self._manager = manager
        self._view = QueueView(manager)
        self._requests: deque[Message] = deque()
        self._history: deque[float] = deque(maxlen=_POINTS)
        self._next_point = 0.0
        self.widget = PanelWidget(self._enqueue, snapshot=self._snapshot())
        REFRESHER.add(self)

    def refresh(self) -> float:
        """Show what changed (called by the refresher)."""
        while self._requests:
            self._do(self._requests.popleft())
        snapshot = self._snapshot()
        if not rows.same(self.widget.snapshot, snapshot, "tasks"):
            self.widget.snapshot = snapshot
        return _BUSY if self._view.under_way else _IDLE

    def _enqueue(self, request: Message) -> None:
        """Queue a request of the page; any thread may call this, so it returns at once."""
        self._requests.append(request)
        REFRESHER.refresh_soon()

    def _do(self, request: Message) -> None:
        manager, task_id = self._manager, str(request.get("id"))
        try:
            match request["action"]:
                case "cancel":
                    manager.cancel(task_id)
                case "retry":
                    manager.retry(task_id)
                case "priority" if isinstance(request.get("value"), int):
                    manager.set_priority(task_id, request["value"])
                case "pause":
                    manager.pause()
                case "resume":
                    manager.resume()
                case "clear":
                    manager.clear()
        except ScriptnbError:
            # The task ended or was cleared meanwhile; the next snapshot shows it.
            return

    def _snapshot(self) -> Message:
        now = self._view
        now.read_all()
        return {
            "queue": _queue(now),
            "memory": self._memory(now),
            "history": list(self._history),
            **_tasks(now),
        }

    def _memory(self, now: QueueView) -> Message:
        limits = [limit for limit in memory.all_limits() if limit.source != "RLIMIT_AS"]
        used = {limit: memory.used(limit) for limit in limits}
        # The limit that matters is the one with the largest share in use, not the smallest one.
        limit = max(limits, key=lambda each: used[each] / each.bytes)
        if time.monotonic() >= self._next_point:
            self._history.append(round(used[limit] / limit.bytes, 3))
            self._next_point = time.monotonic() + _EVERY
        kernel = os.getpid()
        sizes = memory.process_memory([kernel, *now.pids])
        slots = [sizes[pid] for pid in now.slot_pids if pid in sizes]
        return {
            "used_mb": used[limit] // _MB,
            "limit_mb": limit.bytes // _MB,
            "source": _SOURCES[limit.source],
            "kernel_mb": sizes.get(kernel, 0) // _MB,
            "supervisor_mb": _mb(sizes.get(now.supervisor_pid or -1)),
            "slots": len(slots),
            "slots_mb": sum(slots) // _MB,
            "elsewhere": _elsewhere(now),
        }


def _mb(size: int | None) -> int | None:
    return None if size is None else size // _MB


def _elsewhere(now: QueueView) -> str:
    """Describe the workers on other machines, by host; "" without a broker."""
    if now.remote_workers is None:
        return ""
    if now.broker_unreachable_since:
        when = datetime.fromisoformat(now.broker_unreachable_since).astimezone()
        return f"broker unreachable since {when:%H:%M:%S}"
    hosts: dict[str, list[RemoteWorker]] = {}
    for each in now.remote_workers:
        hosts.setdefault(each["host"], []).append(each)
    lines = []
    for host, workers in hosts.items():
        busy = sum(one["busy"] for one in workers)
        slots = sum(one["slots"] for one in workers)
        size = sum(one["rss"] for one in workers)
        faults = {one["state"] for one in workers} - {"ready"}
        lines.append(
            f"{host}: {busy} of {slots} busy, {size // _MB:,} MB"
            + (f" ({'; '.join(sorted(faults))})" if faults else "")
        )
    return " · ".join(lines) or "no worker on another machine"


def _queue(now: QueueView) -> Message:
    counts = now.counts
    if now.paused:
        mood, phase, note = "Paused", "paused", "running tasks continue, no other task starts"
    elif any(counts[status] for status in RUNNING):
        mood, phase, note = "Working", Status.PROCESSING.value, now.held_back
    elif now.under_way:
        mood, phase, note = "Waiting", Status.PENDING.value, now.held_back
    else:
        mood, phase, note = "Idle", "idle", ""
    return {
        "mood": mood, "phase": phase, "note": note, "paused": now.paused, "counts": counts,
        "labels": {status.value: status.label for status in STORED},
        "finished": sum(counts[status] for status in ENDED),
    }  # fmt: skip


def _tasks(now: QueueView) -> Message:
    under_way = [record for record in now.records if not record.status.ended]
    finished = [record for record in now.records if record.status.ended]
    # Running tasks, then pending ones in the order of their start, then the latest finished ones.
    under_way.sort(key=lambda each: (not each.status.running, each.priority, int(each.task_id)))
    shown = under_way[:_UNDER_WAY] + finished[:_FINISHED]
    places = {record.task_id: place for place, record in enumerate(
        record for record in under_way if record.status is Status.PENDING)}  # fmt: skip
    # The panel shows once, above the rows, that the queue is paused or held back.
    return {
        "tasks": [
            rows.row(
                record,
                around=rows.Surroundings(
                    **now.surroundings(record, places.get(record.task_id))
                    | {"paused": False, "held_back": ""}
                ),
            )
            for record in shown
        ],
        "more": sum(now.counts.values()) - len(shown),
    }


_panels: list[Panel] = []


def panel() -> PanelWidget:
    """Return this kernel's panel, which the first call creates."""
    if not _panels:
        _panels.append(Panel(default_manager()))
    return _panels[0].widget
