"""A screenplay lab for JupyterLab.

Every public name loads its package at first use (PEP 562), so that ``import scriptnb``
is quick and a worker slot stays small.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from scriptnb import lazy
from scriptnb.version import __version__

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_HOME = {
    "analyze": "results.result",
    "analyze_files": "corpus",
    "AnalysisTask": "queue",
    "BasicAnalyzer": "analysis",
    "BatchProcessor": "memory",
    "compare": "results.comparison",
    "Corpus": "corpus",
    "CorpusWarning": "errors",
    "dashboard": "notebook.views",
    "explore": "notebook.views",
    "JournalError": "errors",
    "MemoryManager": "memory",
    "OptionError": "errors",
    "QueueClosedError": "errors",
    "QueueError": "errors",
    "QueueFullError": "errors",
    "QueueManager": "queue",
    "Result": "results.result",
    "ResultExpiredError": "errors",
    "Screenplay": "screenplay",
    "SentimentAnalyzer": "analysis",
    "ScriptReadError": "errors",
    "ScriptnbError": "errors",
    "StructureAnalyzer": "analysis",
    "TaskCancelledError": "errors",
    "TaskFailedError": "errors",
    "TaskResult": "queue",
    "UnknownAnalysisError": "errors",
    "UnsupportedFormatError": "errors",
    "parse_script": "screenplay",
    "read_script": "screenplay",
    "status_panel": "notebook.views",
}
_ROOMS = ("analysis", "errors", "memory", "queue", "results", "samples", "screenplay")

__all__ = ["__version__", "load_ipython_extension", "unload_ipython_extension", *_HOME, *_ROOMS]


_get, __dir__ = lazy.names(__name__, _HOME)


def __getattr__(name: str) -> object:
    if name in _ROOMS:
        return importlib.import_module(f"scriptnb.{name}")
    return _get(name)


def load_ipython_extension(ipython: InteractiveShell) -> None:
    """Add the magics to a running IPython: ``%load_ext scriptnb``."""
    importlib.import_module("scriptnb.notebook.magics.extension").load(ipython)


def unload_ipython_extension(ipython: InteractiveShell) -> None:
    """Take the magics away again."""
    importlib.import_module("scriptnb.notebook.magics.extension").unload(ipython)
