"""Adapts what `explore` accepts to one interface: its tables, and the lines of a row.

One adapter each for a result, a comparison, a corpus and a DataFrame. Knows no widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from scriptnb.corpus import Corpus
from scriptnb.errors import OptionError
from scriptnb.notebook.card.watch import WatchedFile
from scriptnb.notebook.explorer import row_lines
from scriptnb.queue.task import AnalysisTask
from scriptnb.results import html
from scriptnb.results.comparison import Comparison
from scriptnb.results.result import Result
from scriptnb.results.schema import GRIDS, analysis_of, find_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from scriptnb.notebook.messages import MimeBundle, TableRow

_KINDS = "a Result, a task, a Corpus, a Comparison or a DataFrame"


@dataclass(frozen=True, slots=True)
class Entry:
    """One table that is not loaded yet."""

    group: str
    name: str
    #: None where counting would require loading.
    rows: int | None


@dataclass(frozen=True, slots=True)
class LoadedTable:
    """One table that is loaded, at least its first rows."""

    frame: pd.DataFrame
    #: The expression for the whole table, shown where only a part is loaded.
    where: str
    #: The columns that are shown at first, None for all.
    view: Sequence[str] | None
    #: Whether its rows refer to lines of the script.
    has_lines: bool


class Source(Protocol):
    """The data of an explorer."""

    title: str
    entries: list[Entry]

    def table(self, name: str, most: int) -> LoadedTable:
        """Load a table; of a very long one at least its first `most` rows."""
        ...

    def lines(self, row: TableRow) -> row_lines.RowLines | None:
        """Return the lines that a row refers to."""
        ...

    def static(self) -> MimeBundle:
        """Return what a saved notebook shows."""
        ...


def source_of(thing: object) -> Source:
    """Return the adapter of an object; for a task, wait for its result.

    Raises
    ------
    OptionError
        When the object has no tables.
    QueueError
        When the task has no result.
    """
    import pandas as pd

    if isinstance(thing, AnalysisTask | WatchedFile):
        thing = thing.result()
    match thing:
        case Result():
            return _OfResult(thing)
        case Corpus():
            return _OfCorpus(thing)
        case Comparison():
            return _OfComparison(thing)
        case pd.DataFrame():
            return _OfFrame(thing)
    raise OptionError(f"explore takes {_KINDS}, not {type(thing).__name__}")


def _load(frame: pd.DataFrame, where: str, view: Sequence[str] | None) -> LoadedTable:
    """Make a named index, as grids have, a column."""
    if frame.index.name is not None:
        frame = frame.reset_index()
    return LoadedTable(frame, where, view, row_lines.refers_to_lines(frame.columns))


def _count(name: str, rows: Sequence[TableRow]) -> int:
    if name not in GRIDS:
        return len(rows)
    return len({row.get(GRIDS[name][0]) for row in rows} - {None})


class _OfResult:
    def __init__(self, result: Result) -> None:
        self.title = html.title(result.raw)
        self._result = result
        # Counted without making the DataFrames: few of them are looked at.
        self.entries = [
            Entry(self._group(name), name, _count(name, rows))
            for name, (rows, _) in find_tables(result.raw).items()
        ]

    def _group(self, name: str) -> str:
        if known := analysis_of(name):
            return known
        raw = self._result.raw
        parts = (each for each, part in raw.items() if isinstance(part, dict) and name in part)
        return next(parts, "other")

    def table(self, name: str, most: int) -> LoadedTable:  # noqa: ARG002
        frame = self._result.table(name)
        return _load(frame, f"result.{name}", html.VIEWS.get(name))

    def lines(self, row: TableRow) -> row_lines.RowLines | None:
        return row_lines.find(self._result, row)

    def static(self) -> MimeBundle:
        return self._result._repr_mimebundle_()


class _OfCorpus:
    def __init__(self, corpus: Corpus) -> None:
        self.title = f"{len(corpus):,} scripts"
        self._corpus = corpus
        #: The script whose lines were requested last, and its result.
        self._last: tuple[str, Result] | None = None
        self.entries = [
            Entry(analysis_of(name) or "other", name, len(corpus) if name == "summary" else None)
            for name in dict.fromkeys(["summary", *corpus.tables])
        ]
        self.entries.append(Entry("scripts", "scripts", len(corpus)))

    def table(self, name: str, most: int) -> LoadedTable:
        import pandas as pd

        if name in ("summary", "scripts"):
            return LoadedTable(getattr(self._corpus, name), f"corpus.{name}", None, has_lines=False)
        parts: list[pd.DataFrame] = []
        rows = 0
        for part in self._corpus.iter_table(name):
            parts.append(part)
            rows += len(part)
            if rows > most:
                break
        table = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
        view = ("script", *html.VIEWS[name]) if name in html.VIEWS else None
        return _load(table, f"corpus.table({name!r})", view)

    def lines(self, row: TableRow) -> row_lines.RowLines | None:
        script = str(row["script"])
        if self._last is None or self._last[0] != script:
            self._last = script, self._corpus.result(script)
        found = row_lines.find(self._last[1], row)
        if found is None:
            return None
        return row_lines.RowLines(f"{script} · {found.title}", found.lines, found.marked)

    def static(self) -> MimeBundle:
        return {"text/html": self._corpus._repr_html_(), "text/plain": repr(self._corpus)}


class _OfComparison:
    def __init__(self, comparison: Comparison) -> None:
        self.title = f"{html.title(comparison.after.raw)}, two drafts"
        self._comparison = comparison
        self.entries = [
            Entry("drafts", name, len(getattr(comparison, name)))
            for name in ("scenes", "characters", "summary")
        ]
        self.entries.append(Entry("drafts", "arc", None))  # may have to be scored first

    def table(self, name: str, most: int) -> LoadedTable:  # noqa: ARG002
        frame = getattr(self._comparison, name)
        has_lines = name in ("scenes", "characters")
        view = html.VIEWS["changed scenes"] if name == "scenes" else None
        return LoadedTable(frame, f"comparison.{name}", view, has_lines)

    def lines(self, row: TableRow) -> row_lines.RowLines | None:
        before, after = row_lines.whole(row.get("before")), row_lines.whole(row.get("after"))
        if "similarity" in row and (after or before):
            number = after or -(before or 0)
            description = (
                f"Scene {after:,} of the later draft" if after else f"Scene {before:,}, cut"
            )
            return row_lines.RowLines(description, self._comparison.lines(number))
        late = row_lines.find(self._comparison.after, row)
        if late is None or len(late.lines):
            return late
        return row_lines.find(self._comparison.before, row)

    def static(self) -> MimeBundle:
        return {"text/html": self._comparison._repr_html_(), "text/plain": repr(self._comparison)}


class _OfFrame:
    def __init__(self, table: pd.DataFrame) -> None:
        import pandas as pd

        self.title = "Table"
        # A meaningful index becomes a column; a default one only numbers the rows.
        plain = isinstance(table.index, pd.RangeIndex) and table.index.name is None
        self._table = table.copy() if plain else table.reset_index()
        names: list[str] = []
        for name in map(str, self._table.columns):
            again = names.count(name)
            names.append(f"{name}.{again}" if again else name)
        self._table.columns = pd.Index(names)
        self.entries = [Entry("table", "table", len(table))]

    def table(self, name: str, most: int) -> LoadedTable:  # noqa: ARG002
        return LoadedTable(self._table, "the DataFrame", None, has_lines=False)

    def lines(self, row: TableRow) -> None:  # noqa: ARG002
        return None

    def static(self) -> MimeBundle:
        return {
            "text/html": html.section("table", self._table, is_open=True),
            "text/plain": repr(self._table),
        }
