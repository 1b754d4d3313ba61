"""Memory that is watched: limits, measurements, and work in pieces that fit.

A leaf of the package: imports nothing else of it. Names load at first use (PEP 562), so that a
supervisor that only asks for limits does not pay for the rest.
"""

from __future__ import annotations

import importlib

_HOME = {
    "Limit": "limits",
    "all_limits": "limits",
    "effective_limit": "limits",
    "process_memory": "limits",
    "process_share": "limits",
    "used": "limits",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> object:
    if home := _HOME.get(name):
        return getattr(importlib.import_module(f"scriptnb.memory.{home}"), name)
    raise AttributeError(f"module 'scriptnb.memory' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
