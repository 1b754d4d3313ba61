"""A slot of a worker elsewhere, with the same small surface as a slot of this machine.

It watches nothing itself: limits, output and progress are the worker's to see. Knows the engine
that carries its task, and no broker.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from scriptnb.queue.models import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from scriptnb.queue.celery.executor import Engine
    from scriptnb.queue.models import Job, Outcome


class RemoteSlot:
    """Room for one task at some worker; which one, the broker decides.

    Parameters
    ----------
    engine
        What carries its task.
    wake
        Called from another thread when its task is over.
    """

    #: No process of this machine.
    pid = 0
    process = ""
    ready = True

    def __init__(self, engine: Engine, wake: Callable[[RemoteSlot], None]) -> None:
        self.engine = engine
        self._wake = wake
        self.job: Job | None = None
        self.killed: str | None = None
        self.peak = 0
        self.started = 0.0
        self._over = False
        self._outcome: Outcome | None = None
        self._told: tuple[float, str] | None = None
        # It can be used at once.
        wake(self)

    def fileno(self) -> None:
        """Return None: there is nothing of this machine's to wait on."""
        return

    @property
    def free(self) -> bool:
        """Whether it can take a task."""
        return self.job is None and self.killed is None

    def send(self, job: Job, *, strict: bool = True) -> None:  # noqa: ARG002 - a slot's surface
        """Hand a task to the engine, which sends it as soon as the broker can be reached."""
        self._begin(job)
        self.engine.send(self, job)

    def attach(self, job: Job) -> None:
        """Wait for a task that an earlier supervisor sent."""
        self._begin(job)
        self.engine.attach(self, job)

    def _begin(self, job: Job) -> None:
        self.job, self.peak, self.started = job, 0, time.monotonic()
        self._over, self._outcome, self._told = False, None, None

    def told(self, share: float, note: str, peak: int) -> None:
        """Hear how far the task is; called in the engine's thread."""
        self.peak = max(self.peak, peak)
        self._told = (min(1.0, max(0.0, share)), note[:200])

    def finish(self, outcome: Outcome | None) -> None:
        """Hear how the task ended; called in the engine's thread."""
        self._outcome, self._over = outcome, True
        self._wake(self)

    def answered(self) -> bool:
        """Tell whether the task is over, one way or another."""
        return self._over

    def take_answer(self) -> Answer | None:
        """Take how the task ended; None when it was killed from here."""
        self._over = False
        outcome = self._outcome
        if outcome is None:
            return None
        measured = outcome.measured
        return Answer(
            kind=outcome.kind, body=outcome.body, key=outcome.key, provenance=outcome.provenance,
            error=outcome.error, traceback=outcome.traceback, run_s=measured.run_s,
            cpu_s=measured.cpu_s, peak=int((measured.peak_rss_mb or 0.0) * 2**20),
        )  # fmt: skip

    def over_limit(self) -> None:
        """Return None: the worker sees to limits."""
        return

    def read_progress(self) -> tuple[float, str] | None:
        """Take the latest progress told, None where nothing new was."""
        told, self._told = self._told, None
        return told

    def read_output(self) -> bool:
        """Return False: output comes with the answer."""
        return False

    def drain_output(self) -> str:
        """Return the end of what the task wrote."""
        return self._outcome.output if self._outcome else ""

    def kill(self, why: str) -> None:
        """Give the task up: its worker is told, and its answer is not waited for."""
        if self.killed is None:
            self.killed = why
            if self.job is not None:
                self.engine.give_up(self.job)
                self.finish(None)

    def how_it_died(self) -> str:
        """Say why there is no answer."""
        return "was told to stop"

    def close(self) -> None:
        """Forget it; a task in it is given up."""
        if self.job is not None and not self.killed:
            self.kill("closed")
