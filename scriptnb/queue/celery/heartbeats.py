"""Which workers live, and what each one runs: built from their beats alone.

A worker's clock is never read: it lives while its beats change, counted in seconds during which
this side could hear. Knows no broker and no task.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from scriptnb.queue.celery import messages
from scriptnb.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A worker whose beat has not changed for so many seconds is taken for lost.
LOST = float(os.environ.get("SCRIPTNB_WORKER_LOST_SECONDS", "10"))


class _Seen:
    def __init__(self, beat: messages.Beat) -> None:
        self.beat = beat
        self.silent = 0.0


class Roster:
    """The workers that were heard of."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}

    def hear(self, beats: Iterable[messages.Beat], elapsed: float) -> None:
        """Take the beats that lie at the broker, ``elapsed`` connected seconds after the last."""
        for seen in self._seen.values():
            seen.silent += elapsed
        names = set()
        for beat in beats:
            names.add(beat.name)
            known = self._seen.get(beat.name)
            if known is None or known.beat.count != beat.count:
                self._seen[beat.name] = _Seen(beat)
        for name in [name for name in self._seen if name not in names]:
            # It said good-bye, or was silent so long that the broker forgot it.
            del self._seen[name]

    def live(self) -> list[messages.Beat]:
        """Return the latest beat of each worker that lives."""
        return [seen.beat for seen in self._seen.values() if seen.silent < LOST]

    def lives(self, name: str) -> bool:
        """Tell whether a worker lives."""
        seen = self._seen.get(name)
        return seen is not None and seen.silent < LOST

    def slots(self) -> int:
        """Return how many tasks the usable workers can run at once."""
        return sum(beat.slots for beat in self.live() if why_not(beat) is None and not beat.leaving)

    def refused(self) -> list[str]:
        """Say of each worker that is not used why."""
        return [why for beat in self.live() if (why := why_not(beat))]

    def plain(self) -> list[dict[str, Any]]:
        """Return a row a worker, by host, in plain values; ``rss`` in bytes."""
        return [
            {
                "name": seen.beat.name,
                "host": seen.beat.host,
                "pid": seen.beat.pid,
                "scriptnb": seen.beat.scriptnb,
                "slots": seen.beat.slots,
                "busy": len(seen.beat.running),
                "rss": seen.beat.rss,
                "memory_limit_mb": seen.beat.memory_limit_mb,
                "state": _state(seen),
            }
            for seen in sorted(self._seen.values(), key=lambda seen: seen.beat.name)
        ]


def _state(seen: _Seen) -> str:
    if seen.silent >= LOST:
        return "lost: no sign of life"
    if why := why_not(seen.beat):
        return f"refused: {why}"
    return "leaving" if seen.beat.leaving else "ready"


def why_not(beat: messages.Beat) -> str | None:
    """Say why a worker is not used, None when it is."""
    if beat.queue == messages.QUEUE:
        return None
    if beat.scriptnb == __version__:
        return f"the worker on {beat.host} was installed from other sources of scriptnb"
    return (
        f"the worker on {beat.host} has scriptnb {beat.scriptnb} and this queue {__version__}; "
        "install the same version on both sides"
    )
