"""Many files -> one queue -> one table.

`analyze_files` lists files, submits them and waits; `Corpus` reads their results. pandas is loaded
when the first table is read.
"""

from __future__ import annotations

from scriptnb.corpus.corpus import Corpus
from scriptnb.corpus.run import analyze_files
from scriptnb.errors import CorpusWarning

__all__ = ["Corpus", "CorpusWarning", "analyze_files"]
