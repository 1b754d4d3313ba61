"""The executor that sends tasks to Celery workers and waits for their answers.

Limits, output and the death of slots are the workers' concern. Two threads do all the
communication; see `Dispatch`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scriptnb.queue.celery import messages
from scriptnb.queue.celery.dispatch import Dispatch
from scriptnb.queue.celery.listener import Listener
from scriptnb.queue.celery.sender import Sender

if TYPE_CHECKING:
    from collections.abc import Callable

    from scriptnb.queue.celery.broker import Broker
    from scriptnb.queue.models import Job, Progress
    from scriptnb.queue.supervisor.executor import Ended

#: Seconds between two looks at running tasks; their ends are reported at once.
_LOOK = 0.1


class CeleryExecutor:
    """Runs tasks at all workers of one broker; see `Executor` for what its methods promise.

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
        self._dispatch = Dispatch(broker, journal, wake)
        self._sender = Sender(self._dispatch)
        self._listener = Listener(self._dispatch, self._sender.send)
        self._listener.start()
        self._sender.start()

    def capacity(self) -> list[int]:
        """Return a place 0 for each slot of a worker that can take a task."""
        return [0] * max(0, self._dispatch.capacity() - len(self._dispatch.under_way()))

    def held_back(self, waiting: int) -> str | None:  # noqa: ARG002 - part of the protocol
        """Return why no worker can be used, also while none is needed."""
        return self._dispatch.held_back()

    def submit(self, job: Job, place: int) -> None:  # noqa: ARG002 - part of the protocol
        """Send a task, as soon as the broker can be reached."""
        self._dispatch.add(job)
        self._sender.send(job)

    def attach(self, job: Job) -> None:
        """Wait for a task that an earlier supervisor sent."""
        self._dispatch.add(job)

    def cancel(self, job: Job) -> None:
        """Have a task stopped, whichever worker runs it."""
        name = messages.task_name(job)
        if self._dispatch.finish(name, None):
            self._sender.cancel(name)

    def outcomes(self) -> list[Ended]:
        """Return the tasks that ended since the last call."""
        return self._dispatch.take_outcomes()

    def settled(self, job: Job) -> None:
        """Have the broker forget the answer, which the journal has."""
        self._dispatch.settled.append(messages.task_name(job))

    def running(self) -> list[tuple[Job, Progress]]:
        """Return the tasks whose outcome has not been returned yet."""
        with self._dispatch.lock:
            return [(each.job, each.progress) for each in self._dispatch.attempts.values()]

    def patience(self) -> float | None:
        """Return the interval of looks while tasks run."""
        return _LOOK if self.running() else None

    def report(self) -> dict[str, Any]:
        """Return the state of broker and workers in plain values."""
        return self._dispatch.report()

    def close(self) -> None:
        """Cancel what runs and end both threads; what was to be sent is, if it can be."""
        for job, _ in self.running():
            self.cancel(job)
        self._sender.finish(1.0)
        self._listener.join(1.0)
