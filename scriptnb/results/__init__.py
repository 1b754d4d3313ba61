"""Result dicts -> `Result`: DataFrames, plots, evidence, reports, Excel, comparison of drafts.

Every name loads its module at first use (PEP 562).
"""

from __future__ import annotations

import importlib

_HOME = {
    "Comparison": "comparison",
    "Result": "result",
    "analyze": "result",
    "compare": "comparison",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> object:
    if home := _HOME.get(name):
        value = getattr(importlib.import_module(f"scriptnb.results.{home}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'scriptnb.results' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
