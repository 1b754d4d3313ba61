"""Screenplay -> plain result dicts: the analyzers and the registry that runs them.

No pandas here, and nothing is loaded before it is asked for: a worker slot stays small.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scriptnb.analysis.basic import BasicAnalyzer as BasicAnalyzer
    from scriptnb.analysis.lexicons import read_lexicon as read_lexicon
    from scriptnb.analysis.registry import Analyzer as Analyzer
    from scriptnb.analysis.registry import Inputs as Inputs
    from scriptnb.analysis.registry import check as check
    from scriptnb.analysis.registry import known_types as known_types
    from scriptnb.analysis.registry import run as run
    from scriptnb.analysis.registry import versions as versions
    from scriptnb.analysis.sentiment import SentimentAnalyzer as SentimentAnalyzer
    from scriptnb.analysis.structure import StructureAnalyzer as StructureAnalyzer

_HOME = {
    "Analyzer": "scriptnb.analysis.registry",
    "BasicAnalyzer": "scriptnb.analysis.basic",
    "Inputs": "scriptnb.analysis.registry",
    "SentimentAnalyzer": "scriptnb.analysis.sentiment",
    "StructureAnalyzer": "scriptnb.analysis.structure",
    "check": "scriptnb.analysis.registry",
    "known_types": "scriptnb.analysis.registry",
    "read_lexicon": "scriptnb.analysis.lexicons",
    "run": "scriptnb.analysis.registry",
    "versions": "scriptnb.analysis.registry",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if home := _HOME.get(name):
        value = getattr(importlib.import_module(home), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'scriptnb.analysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
