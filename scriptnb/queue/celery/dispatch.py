"""What the executor and its two threads share: the attempts at the broker, and its state.

`Sender` and `Listener` do all the communication, so that the supervisor's loop never waits for a
network; what they find out is kept here, under one lock.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from scriptnb.queue.celery import messages
from scriptnb.queue.celery.heartbeats import Workers
from scriptnb.queue.models import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from scriptnb.queue.celery.broker import Broker
    from scriptnb.queue.models import Job, Outcome
    from scriptnb.queue.supervisor.executor import Ended

log = logging.getLogger("scriptnb.supervisor")


class Attempt:
    """A task that was sent, as far as this side knows."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.progress = Progress()
        #: Connected seconds since it was sent, or since a worker last reported that it runs.
        self.unseen = 0.0
        #: Whether a worker has reported that it runs.
        self.started = False
        self.over = False


class Dispatch:
    """The attempts at one broker, its workers, and whether it can be reached.

    Parameters
    ----------
    broker
        Where the workers are.
    journal
        The journal's random id: several share a broker.
    wake
        Called from another thread when there is an outcome, or more or fewer places.
    """

    def __init__(self, broker: Broker, journal: str, wake: Callable[[], None]) -> None:
        self.broker = broker
        self.journal = journal
        self.lock = threading.Lock()
        #: By the name that they have at the broker.
        self.attempts: dict[str, Attempt] = {}
        self.workers = Workers()
        #: Names of attempts whose outcomes the journal has, and the broker still keeps.
        self.settled: deque[str] = deque()
        #: Since when the broker has been unreachable (seconds since 1970); None: it can be reached.
        self.unreachable_since: float | None = None
        #: Set when the threads must end.
        self.ended = threading.Event()
        self._why_unreachable = ""
        self._connected = False
        self._capacity = 0
        self._outcomes: list[Ended] = []
        self._wake = wake

    def add(self, job: Job) -> None:
        """Wait for the outcome of a task, whoever sent it."""
        with self.lock:
            self.attempts[messages.task_name(job)] = Attempt(job)

    def wanted(self, job: Job) -> bool:
        """Return whether the outcome of a task is still waited for."""
        with self.lock:
            attempt = self.attempts.get(messages.task_name(job))
            return attempt is not None and not attempt.over

    def finish(self, name: str, outcome: Outcome | None) -> bool:
        """Note how an attempt ended, once; return whether it was waited for."""
        with self.lock:
            attempt = self.attempts.get(name)
            if attempt is None or attempt.over:
                return False
            attempt.over = True
            if outcome is not None:
                outcome = outcome.with_peak(attempt.progress.peak)
            self._outcomes.append((attempt.job, outcome))
        self._wake()
        return True

    def take_outcomes(self) -> list[Ended]:
        """Return what ended since the last call."""
        with self.lock:
            ended, self._outcomes = self._outcomes, []
            for job, _ in ended:
                del self.attempts[messages.task_name(job)]
        return ended

    def under_way(self) -> dict[str, Attempt]:
        """Return the attempts that have not ended, by name."""
        with self.lock:
            return {name: each for name, each in self.attempts.items() if not each.over}

    def capacity(self) -> int:
        """Return how many tasks all usable workers can run at once; 0 while disconnected."""
        with self.lock:
            usable = self._connected and self.unreachable_since is None
            return self.workers.slots() if usable else 0

    def held_back(self) -> str | None:
        """Return why no task starts, None when one could."""
        with self.lock:
            if self.unreachable_since is not None:
                since = time.strftime("%H:%M:%S", time.localtime(self.unreachable_since))
                why = f" ({self._why_unreachable})" if self._why_unreachable else ""
                return f"broker {self.broker.shown} unreachable since {since}{why}"
            if not self._connected or self.workers.slots():
                return None
            if refusals := self.workers.refusals():
                return f"no worker can be used: {refusals[0]}"
            return f"no worker is connected to {self.broker.shown}; start one with: scriptnb worker"

    def report(self) -> dict[str, Any]:
        """Return the state of broker and workers in plain values."""
        with self.lock:
            return {
                "broker": self.broker.shown,
                "unreachable_since": self.unreachable_since,
                "workers": self.workers.rows(),
            }

    def connected(self) -> None:
        """Note that the broker answered."""
        with self.lock:
            self._connected = True
            since, self.unreachable_since = self.unreachable_since, None
            capacity = self.workers.slots()
            changed = since is not None or capacity != self._capacity
            self._capacity = capacity
        if since is not None:
            log.info("broker %s is back after %.0f s", self.broker.shown, time.time() - since)
        if changed:
            self._wake()

    def disconnected(self, why: str) -> None:
        """Note that the broker did not answer."""
        with self.lock:
            if self.unreachable_since is not None:
                return
            self.unreachable_since = time.time()
            self._why_unreachable = why
        log.warning("broker %s is unreachable: %s", self.broker.shown, why)
        self._wake()
