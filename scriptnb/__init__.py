"""A screenplay lab for JupyterLab.

Every public name loads the room it lives in at first use (PEP 562), so that ``import scriptnb``
is quick and a worker slot stays small.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from scriptnb.version import __version__

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_HOME = {
    "analyze": "scriptnb.results.result",
    "analyze_files": "scriptnb.corpus",
    "AnalysisTask": "scriptnb.queue",
    "BasicAnalyzer": "scriptnb.analysis",
    "BatchProcessor": "scriptnb.memory",
    "compare": "scriptnb.results.comparison",
    "Corpus": "scriptnb.corpus",
    "CorpusWarning": "scriptnb.errors",
    "dashboard": "scriptnb.notebook.views",
    "explore": "scriptnb.notebook.views",
    "JournalError": "scriptnb.errors",
    "MemoryManager": "scriptnb.memory",
    "OptionError": "scriptnb.errors",
    "QueueClosedError": "scriptnb.errors",
    "QueueError": "scriptnb.errors",
    "QueueFullError": "scriptnb.errors",
    "QueueManager": "scriptnb.queue",
    "Result": "scriptnb.results.result",
    "ResultExpiredError": "scriptnb.errors",
    "Screenplay": "scriptnb.screenplay",
    "SentimentAnalyzer": "scriptnb.analysis",
    "ScriptReadError": "scriptnb.errors",
    "ScriptnbError": "scriptnb.errors",
    "StructureAnalyzer": "scriptnb.analysis",
    "TaskCancelledError": "scriptnb.errors",
    "TaskFailedError": "scriptnb.errors",
    "TaskResult": "scriptnb.queue",
    "UnknownAnalysisError": "scriptnb.errors",
    "UnsupportedFormatError": "scriptnb.errors",
    "parse_script": "scriptnb.screenplay",
    "read_script": "scriptnb.screenplay",
    "status_panel": "scriptnb.notebook.views",
}
_ROOMS = ("analysis", "errors", "memory", "queue", "results", "samples", "screenplay")

__all__ = ["__version__", "load_ipython_extension", "unload_ipython_extension", *_HOME, *_ROOMS]


def __getattr__(name: str) -> object:
    if home := _HOME.get(name):
        value = getattr(importlib.import_module(home), name)
        globals()[name] = value
        return value
    if name in _ROOMS:
        return importlib.import_module(f"scriptnb.{name}")
    raise AttributeError(f"module 'scriptnb' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


def load_ipython_extension(ipython: InteractiveShell) -> None:
    """Add the magics to a running IPython: ``%load_ext scriptnb``."""
    importlib.import_module("scriptnb.notebook.magics.extension").load(ipython)


def unload_ipython_extension(ipython: InteractiveShell) -> None:
    """Take the magics away again."""
    importlib.import_module("scriptnb.notebook.magics.extension").unload(ipython)
