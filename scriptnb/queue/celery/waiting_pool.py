"""The pool of threads in which Celery's tasks wait for their slots.

Celery's own asks for the next message when its event loop wakes up by itself, up to a second after
a thread has become free; here the end of each task wakes it.
"""

from __future__ import annotations

import contextlib
import os
from typing import Any

from celery.concurrency.thread import TaskPool


class WakingPool(TaskPool):  # type: ignore[misc]
    """Threads whose end wakes the worker's event loop."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._wake_r, self._wake_w = os.pipe()
        os.set_blocking(self._wake_r, False)
        os.set_blocking(self._wake_w, False)

    def register_with_event_loop(self, hub: Any) -> None:
        """Let the loop listen; called again whenever the broker's connection is made anew."""
        hub.add_reader(self._wake_r, self._drain)

    def _drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake_r, 4096)

    def _wake(self, _: object) -> None:
        with contextlib.suppress(BlockingIOError, OSError):
            os.write(self._wake_w, b"!")

    def on_apply(self, *args: Any, **kwargs: Any) -> Any:
        """Start a task; its end, acknowledgement included, wakes the loop."""
        applied = super().on_apply(*args, **kwargs)
        applied.f.add_done_callback(self._wake)
        return applied
