"""What the supervisor requires of an executor: whatever runs claimed tasks.

`pool.Pool` runs them in processes of this machine, `celery.executor.CeleryExecutor` sends them to
workers on other machines, and `engine.Engine` is the one of these that the journal asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.queue.models import Job, Outcome, Progress

#: A task that runs no more, with its outcome; None: it never started, or was cancelled.
Ended: TypeAlias = "tuple[Job, Outcome | None]"


class Executor(Protocol):
    """Runs tasks; no method waits for anything.

    A claim writes into the journal, in its own transaction, in which process of this machine its
    task will run. So `capacity` names the free places before the claim, each by the process id of
    a slot, or 0 for a place on another machine.
    """

    def capacity(self) -> list[int]:
        """Return the places that can take a task now."""

    def held_back(self, waiting: int) -> str | None:
        """Return why no task may start, None when it may; ``waiting`` is how many tasks wait."""

    def submit(self, job: Job, place: int) -> None:
        """Start a claimed task at a place that `capacity` named."""

    def cancel(self, job: Job) -> None:
        """Stop a task."""

    def outcomes(self) -> list[Ended]:
        """Return the tasks that ended since the last call."""

    def running(self) -> Sequence[tuple[Job, Progress]]:
        """Return the tasks whose outcome has not been returned yet, and how far they are."""

    def patience(self) -> float | None:
        """Return after how many seconds to call `outcomes` again unasked, None: it need not be."""

    def close(self) -> None:
        """End everything that runs."""
