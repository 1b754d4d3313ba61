"""What objects with locks and threads do when their process forks.

Only the forking thread lives on in the child. A lock that another thread held would be held there
for ever, and a library that another thread was in would be left half-way.
"""

from __future__ import annotations

import os
import threading
import time
import weakref
from typing import Protocol


class Renewed(Protocol):
    """An object that a child process begins anew."""

    def lock_for_fork(self) -> threading.RLock | None:
        """Return the lock that the forking thread must hold meanwhile, None for none."""

    def after_fork(self) -> None:
        """Renew locks and threads, in the child, before anything else runs there."""


#: For how long a fork waits for other threads, in seconds.
_PATIENCE = 5.0

_lock = threading.Lock()
_objects: weakref.WeakSet[Renewed] = weakref.WeakSet()
_held: list[threading.RLock] = []


def renew(each: Renewed) -> None:
    """Call ``each.after_fork()`` in every child process that is forked while ``each`` lives."""
    with _lock:
        _objects.add(each)


def _before() -> None:
    _lock.acquire()
    end = time.monotonic() + _PATIENCE
    for each in list(_objects):
        lock = each.lock_for_fork()
        if lock is not None and lock.acquire(timeout=max(0.0, end - time.monotonic())):
            _held.append(lock)


def _in_parent() -> None:
    while _held:
        _held.pop().release()
    _lock.release()


def _in_child() -> None:
    global _lock
    _lock = threading.Lock()
    _held.clear()
    for each in list(_objects):
        each.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before, after_in_parent=_in_parent, after_in_child=_in_child)
