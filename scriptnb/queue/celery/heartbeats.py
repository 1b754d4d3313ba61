"""Which workers are alive, and what each one runs: known from their heartbeats alone.

A worker's clock is never read: it is alive while its heartbeat changes, counted in seconds during
which this side was connected.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from scriptnb.queue.celery import messages
from scriptnb.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scriptnb.queue.celery.messages import Heartbeat

#: A worker whose heartbeat has not changed for so many seconds counts as lost.
LOST = float(os.environ.get("SCRIPTNB_WORKER_LOST_SECONDS", "10"))


class _Worker:
    def __init__(self, latest: Heartbeat) -> None:
        self.latest = latest
        self.silent = 0.0


class Workers:
    """The workers whose heartbeats are at the broker."""

    def __init__(self) -> None:
        self._workers: dict[str, _Worker] = {}

    def update(self, heartbeats: Iterable[Heartbeat], elapsed: float) -> None:
        """Take the current heartbeats, ``elapsed`` connected seconds after the last ones."""
        for worker in self._workers.values():
            worker.silent += elapsed
        names = set()
        for each in heartbeats:
            names.add(each.name)
            known = self._workers.get(each.name)
            if known is None or known.latest.count != each.count:
                self._workers[each.name] = _Worker(each)
        for name in [name for name in self._workers if name not in names]:
            # It ended, or was silent so long that the broker forgot it.
            del self._workers[name]

    def live(self) -> list[Heartbeat]:
        """Return the latest heartbeat of each worker that is alive."""
        return [worker.latest for worker in self._workers.values() if worker.silent < LOST]

    def lives(self, name: str) -> bool:
        """Return whether a worker is alive."""
        worker = self._workers.get(name)
        return worker is not None and worker.silent < LOST

    def slots(self) -> int:
        """Return how many tasks the usable workers can run at once."""
        return sum(each.slots for each in self.live() if not refusal(each) and not each.leaving)

    def refusals(self) -> list[str]:
        """Return for each worker that is not used why."""
        return [why for each in self.live() if (why := refusal(each))]

    def rows(self) -> list[dict[str, Any]]:
        """Return a row a worker, by host, in plain values; ``rss`` in bytes."""
        return [
            {
                "name": worker.latest.name,
                "host": worker.latest.host,
                "pid": worker.latest.pid,
                "scriptnb": worker.latest.scriptnb,
                "slots": worker.latest.slots,
                "busy": len(worker.latest.running),
                "rss": worker.latest.rss,
                "memory_limit_mb": worker.latest.memory_limit_mb,
                "state": _state(worker),
            }
            for worker in sorted(self._workers.values(), key=lambda worker: worker.latest.name)
        ]


def _state(worker: _Worker) -> str:
    if worker.silent >= LOST:
        return "lost: no sign of life"
    if why := refusal(worker.latest):
        return f"refused: {why}"
    return "leaving" if worker.latest.leaving else "ready"


def refusal(heartbeat: Heartbeat) -> str | None:
    """Return why a worker is not used, None when it is."""
    if heartbeat.queue == messages.QUEUE:
        return None
    if heartbeat.scriptnb == __version__:
        return f"the worker on {heartbeat.host} was installed from other sources of scriptnb"
    return (
        f"the worker on {heartbeat.host} has scriptnb {heartbeat.scriptnb} and this queue "
        f"{__version__}; install the same version on both sides"
    )
