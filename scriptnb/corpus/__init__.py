"""Many files -> one queue -> one table.

`analyze_files` lists, submits and waits; `Corpus` reads what came of it. No pandas is loaded
before a table is asked for.
"""

from __future__ import annotations

from scriptnb.corpus.corpus import Corpus
from scriptnb.corpus.entry import CorpusWarning
from scriptnb.corpus.run import analyze_files

__all__ = ["Corpus", "CorpusWarning", "analyze_files"]
