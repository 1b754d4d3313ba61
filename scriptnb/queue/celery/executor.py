"""What the supervisor holds of workers elsewhere: slots, and what is known of the broker.

Two threads do all the talking, so that the supervisor's loop never waits for a network: `Sender`
hands tasks over, `Listener` hears answers and signs of life. What they know they share here, under
one lock. Knows no journal.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from scriptnb.queue.celery import heartbeats, messages
from scriptnb.queue.celery.listener import Listener
from scriptnb.queue.celery.remote_slot import RemoteSlot
from scriptnb.queue.celery.sender import Sender

if TYPE_CHECKING:
    from collections.abc import Callable

    from scriptnb.queue.celery.broker import Broker
    from scriptnb.queue.models import Job, Outcome

log = logging.getLogger("scriptnb.supervisor")


class Sent:
    """A task that was handed to the broker, as far as this side knows."""

    def __init__(self, job: Job, slot: RemoteSlot) -> None:
        self.job = job
        self.slot = slot
        #: Connected seconds since it was sent, or since some worker was seen to have it.
        self.unseen = 0.0
        self.given = False


class Engine:
    """The slots of all workers at one broker.

    Parameters
    ----------
    broker
        Where the workers are.
    journal
        The journal's random id: several share a broker.
    changed
        Called from another thread when there are more or fewer slots.
    """

    def __init__(self, broker: Broker, journal: str, changed: Callable[[], None]) -> None:
        self.broker = broker
        self.journal = journal
        self.lock = threading.Lock()
        #: Attempts under way, by the name that they bear at the broker.
        self.sent: dict[str, Sent] = {}
        self.roster = heartbeats.Roster()
        #: Names of attempts whose answers the journal has, and the broker still keeps.
        self.written: deque[str] = deque()
        #: Since when the broker has been unreachable (seconds since 1970); None: it can be reached.
        self.unreachable_since: float | None = None
        self.why_unreachable = ""
        self._changed = changed
        self._heard = False
        self._told_capacity = 0
        self._ended = threading.Event()
        self._sender = Sender(self)
        self._listener = Listener(self)
        self._listener.start()
        self._sender.start()

    @property
    def ended(self) -> threading.Event:
        """Set when the threads must end."""
        return self._ended

    def slot(self, wake: Callable[[RemoteSlot], None]) -> RemoteSlot:
        """Make room for one task."""
        return RemoteSlot(self, wake)

    def capacity(self) -> int:
        """Return how many tasks all usable workers can run at once; 0 while cut off."""
        with self.lock:
            return 0 if self.unreachable_since or not self._heard else self.roster.slots()

    def held_back(self) -> str | None:
        """Say why no task starts, None when one could."""
        with self.lock:
            if self.unreachable_since is not None:
                since = time.strftime("%H:%M:%S", time.localtime(self.unreachable_since))
                why = f" ({self.why_unreachable})" if self.why_unreachable else ""
                return f"broker {self.broker.shown} unreachable since {since}{why}"
            if not self._heard or self.roster.slots():
                return None
            others = self.roster.refused()
            if others:
                return f"no worker can be used: {others[0]}"
            return f"no worker is connected to {self.broker.shown}; start one with: scriptnb worker"

    def state(self) -> dict[str, Any]:
        """Tell how broker and workers stand, in plain values."""
        with self.lock:
            return {
                "broker": self.broker.shown,
                "unreachable_since": self.unreachable_since,
                "workers": self.roster.plain(),
            }

    # What slots ask for

    def send(self, slot: RemoteSlot, job: Job) -> None:
        """Hand a task to the broker, as soon as it can be reached."""
        self.attach(slot, job)
        self._sender.send(job)

    def attach(self, slot: RemoteSlot, job: Job) -> None:
        """Wait for a task's answer, whoever sent it."""
        with self.lock:
            self.sent[messages.task_name(job)] = Sent(job, slot)

    def send_again(self, job: Job) -> None:
        """Hand a task over once more: its first message is lost."""
        self._sender.send(job)

    def give_up(self, job: Job) -> None:
        """Have a task stopped, whoever runs it; its answer is not waited for."""
        with self.lock:
            self.sent.pop(messages.task_name(job), None)
        self._sender.cancel(messages.task_name(job))

    def settled(self, job: Job) -> None:
        """Note that the journal has a task's outcome, so that its answer may be forgotten."""
        self.written.append(messages.task_name(job))

    def wanted(self, job: Job) -> bool:
        """Tell whether somebody still waits for a task's answer."""
        with self.lock:
            return messages.task_name(job) in self.sent

    # What the threads find out

    def finished(self, name: str, outcome: Outcome) -> None:
        """Hand an outcome to the slot that waits for it."""
        with self.lock:
            found = self.sent.pop(name, None)
        if found is not None:
            found.slot.finish(outcome)

    def reached(self) -> None:
        """Note that the broker answers, and what the roster holds now."""
        with self.lock:
            self._heard = True
            since, self.unreachable_since = self.unreachable_since, None
            capacity = self.roster.slots()
            changed = since is not None or capacity != self._told_capacity
            self._told_capacity = capacity
        if since is not None:
            log.info("broker %s is back after %.0f s", self.broker.shown, time.time() - since)
        if changed:
            self._changed()

    def not_reached(self, why: str) -> None:
        """Note that it does not."""
        with self.lock:
            if self.unreachable_since is not None:
                return
            self.unreachable_since = time.time()
            self.why_unreachable = why
        log.warning("broker %s is unreachable: %s", self.broker.shown, why)
        self._changed()

    def close(self) -> None:
        """End both threads, after what is left to say was said, if the broker can be reached."""
        self._sender.finish(1.0)
        self._ended.set()
        self._listener.join(1.0)
