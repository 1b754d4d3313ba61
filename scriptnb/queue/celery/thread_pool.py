"""The pool of threads in which Celery's tasks wait for their outcomes.

Celery's own asks for the next message when its event loop wakes up by itself, up to a second after
a thread has become free; here the end of each task wakes the loop.
"""

from __future__ import annotations

from typing import Any

from celery.concurrency.thread import TaskPool

from scriptnb.system.wakeup import Waker


class WakingTaskPool(TaskPool):  # type: ignore[misc]
    """Threads whose end wakes the worker's event loop."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waker = Waker()

    def register_with_event_loop(self, hub: Any) -> None:
        """Let the loop wait for it; called again whenever the broker's connection is made anew."""
        hub.add_reader(self._waker.fileno(), self._waker.drain)

    def on_apply(self, *args: Any, **kwargs: Any) -> Any:
        """Start a task; its end, acknowledgement included, wakes the loop."""
        applied = super().on_apply(*args, **kwargs)
        applied.f.add_done_callback(self._waker.wake)
        return applied
