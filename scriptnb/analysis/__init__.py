"""Screenplay -> plain result dicts: the analyzers and the registry that runs them.

Nothing here imports pandas, and modules are loaded at first use, so that worker slots stay small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb import lazy

if TYPE_CHECKING:
    from scriptnb.analysis.basic import BasicAnalyzer as BasicAnalyzer
    from scriptnb.analysis.lexicons import read_lexicon as read_lexicon
    from scriptnb.analysis.production import ProductionAnalyzer as ProductionAnalyzer
    from scriptnb.analysis.registry import Analyzer as Analyzer
    from scriptnb.analysis.registry import Inputs as Inputs
    from scriptnb.analysis.registry import check as check
    from scriptnb.analysis.registry import known_types as known_types
    from scriptnb.analysis.registry import run as run
    from scriptnb.analysis.registry import versions as versions
    from scriptnb.analysis.sentiment import SentimentAnalyzer as SentimentAnalyzer
    from scriptnb.analysis.structure import StructureAnalyzer as StructureAnalyzer

_HOME = {
    "Analyzer": "registry",
    "BasicAnalyzer": "basic",
    "Inputs": "registry",
    "ProductionAnalyzer": "production",
    "SentimentAnalyzer": "sentiment",
    "StructureAnalyzer": "structure",
    "check": "registry",
    "known_types": "registry",
    "read_lexicon": "lexicons",
    "run": "registry",
    "versions": "registry",
}

__all__ = sorted(_HOME)

__getattr__, __dir__ = lazy.names(__name__, _HOME)
