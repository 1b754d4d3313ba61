"""Result dicts -> `Result`: DataFrames, plots, evidence, reports, Excel, comparison of drafts.

Every name loads its module at first use (PEP 562).
"""

from __future__ import annotations

from scriptnb import lazy

_HOME = {
    "Comparison": "comparison",
    "Result": "result",
    "analyze": "result",
    "compare": "comparison",
}

__all__ = sorted(_HOME)

__getattr__, __dir__ = lazy.names(__name__, _HOME)
