"""Where the supervisor's slots are: on this machine, or at the workers of a broker.

Follows the journal's ``engine``, which may change while tasks run: what runs goes on where it is.
"""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Any, TypeAlias

from scriptnb.errors import OptionError
from scriptnb.queue.celery import broker
from scriptnb.queue.supervisor import slot_process
from scriptnb.system import cgroups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from multiprocessing.context import BaseContext
    from pathlib import Path

    from scriptnb.queue.celery.executor import Engine
    from scriptnb.queue.celery.remote_slot import RemoteSlot
    from scriptnb.queue.models import Job

    AnySlot: TypeAlias = slot_process.Slot | RemoteSlot

log = logging.getLogger("scriptnb.supervisor")

#: Seconds between two tellings of what changes all the time: memory, and how many are busy.
_TELL = 2.0


class Station:
    """The source of slots.

    Parameters
    ----------
    home
        The journal's folder.
    context
        How slots of this machine are started.
    changed
        Called from another thread when there are more or fewer slots to have.
    """

    def __init__(self, home: Path, context: BaseContext, changed: Callable[[], None]) -> None:
        self._home = home
        self._context = context
        self._changed = changed
        self._workers: int | None = None
        self._mark: object = None
        self.engine: Engine | None = None
        self._wrong: str | None = None
        self._earlier: list[Engine] = []
        self._told = ""
        self._told_at = 0.0

    def follow(self, meta: Mapping[str, Any]) -> None:
        """Take the journal's settings."""
        workers = meta.get("workers")
        self._workers = workers if isinstance(workers, int) and workers > 0 else None
        celery = meta.get("engine") == "celery"
        mark = meta.get("broker_mark") if celery else None
        if mark == self._mark and celery == (self.engine is not None or self._wrong is not None):
            return
        if self.engine is not None:
            self._earlier.append(self.engine)
        self.engine, self._wrong, self._mark = None, None, mark
        if celery:
            self._open(str(meta.get("journal")))

    def _open(self, journal: str) -> None:
        try:
            address = broker.load(self._home)
            broker.require()
        except OptionError as error:
            self._wrong = str(error)
            log.error("no task can be sent: %s", error)  # noqa: TRY400 - one sentence says all
            return
        from scriptnb.queue.celery.executor import Engine

        self.engine = Engine(address, journal, self._changed)
        log.info("tasks go to the workers at %s", address.shown)

    def capacity(self) -> int:
        """Return how many tasks may run at once."""
        if self._wrong:
            return 0
        if self.engine is not None:
            return self.engine.capacity()
        return self._workers or cgroups.usable_cores()

    def held_back(self) -> str | None:
        """Say why an engine starts nothing, None when it could."""
        if self._wrong:
            return self._wrong
        return self.engine.held_back() if self.engine else None

    def serves(self, slot: AnySlot) -> bool:
        """Tell whether a slot is of the engine that holds now."""
        return slot.engine is self.engine and not self._wrong

    def make(self, wake: Callable[[AnySlot], None]) -> AnySlot:
        """Make one more slot.

        Raises
        ------
        OSError, ValueError
            When its process cannot be started.
        """
        if self.engine is not None:
            return self.engine.slot(wake)
        return slot_process.Slot(self._context, wake)

    def settled(self, jobs: Iterable[Job]) -> None:
        """Tell those who carried these tasks that the journal has their outcomes."""
        engines = [engine for engine in (self.engine, *self._earlier) if engine is not None]
        for job in jobs if engines else ():
            for engine in engines:
                engine.settled(job)

    def news(self, in_use: Iterable[AnySlot]) -> str | None:
        """Return what panels show of workers as JSON, None while it is as it was told."""
        self._close_earlier({slot.engine for slot in in_use})
        state = self.engine.state() if self.engine else None
        text = "" if state is None else json.dumps(state)
        now = time.monotonic()
        if text == self._told or (text and self._told and now < self._told_at + _TELL):
            return None
        self._told, self._told_at = text, now
        return text

    def _close_earlier(self, in_use: set[Engine | None]) -> None:
        for engine in [engine for engine in self._earlier if engine not in in_use]:
            self._earlier.remove(engine)
            engine.close()

    def close(self) -> None:
        """End whatever talks to a broker."""
        for engine in [*self._earlier, self.engine]:
            if engine is not None:
                engine.close()
