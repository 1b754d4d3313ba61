"""A background priority queue in other processes, whose one truth is a journal on disk.

Every name loads its module at first use (PEP 562): a worker slot imports this package for
``slot.py`` alone and stays small.
"""

from __future__ import annotations

import importlib

_HOME = {
    "AnalysisTask": "task",
    "QueueManager": "manager",
    "Status": "models",
    "TaskRecord": "models",
    "TaskResult": "task",
    "default_manager": "manager",
    "stop_supervisor": "supervisor.launcher",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> object:
    if home := _HOME.get(name):
        value = getattr(importlib.import_module(f"scriptnb.queue.{home}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'scriptnb.queue' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
