"""A background priority queue in other processes, whose whole state is a journal on disk.

Every name loads its module at first use (PEP 562): a worker slot imports this package for ``slot/``
alone and stays small.
"""

from __future__ import annotations

from scriptnb import lazy

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

__getattr__, __dir__ = lazy.names(__name__, _HOME)
