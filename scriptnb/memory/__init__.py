"""Memory limits, measurements of this process, and batches that fit into memory.

Imports nothing of the package but ``system``. Names are loaded at first use (PEP 562), so that a
supervisor that needs only the limits does not load the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb import lazy

if TYPE_CHECKING:
    from scriptnb.memory.batch import BatchProcessor
    from scriptnb.memory.chunks import chunk_text
    from scriptnb.memory.limits import (
        Limit,
        all_limits,
        effective_limit,
        process_memory,
        process_share,
        used,
    )
    from scriptnb.memory.manager import MemoryManager
    from scriptnb.memory.monitor import memory_context, monitor_memory
    from scriptnb.memory.watch import MemoryWatch

_HOME = {
    "BatchProcessor": "batch",
    "Limit": "limits",
    "MemoryManager": "manager",
    "MemoryWatch": "watch",
    "all_limits": "limits",
    "chunk_text": "chunks",
    "effective_limit": "limits",
    "memory_context": "monitor",
    "monitor_memory": "monitor",
    "process_memory": "limits",
    "process_share": "limits",
    "used": "limits",
}

__all__ = [
    "BatchProcessor",
    "Limit",
    "MemoryManager",
    "MemoryWatch",
    "all_limits",
    "chunk_text",
    "effective_limit",
    "memory_context",
    "monitor_memory",
    "process_memory",
    "process_share",
    "used",
]

__getattr__, __dir__ = lazy.names(__name__, _HOME)
