"""What can be explored, each in one shape: its tables, and the lines behind a row.

A result, two drafts, a corpus, a DataFrame. Knows no widget and no message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from scriptnb.compare import Comparison
from scriptnb.corpus import Corpus
from scriptnb.errors import OptionError
from scriptnb.notebook import behind
from scriptnb.notebook.watching import Watching
from scriptnb.queue.handle import AnalysisTask
from scriptnb.schema import analysis_of
from scriptnb.tables import Result

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

_KINDS = "a Result, a task, a Corpus, a Comparison or a DataFrame"


@dataclass(frozen=True, slots=True)
class Entry:
    """One table, before it is read."""

    group: str
    name: str
    #: None where counting would mean reading.
    rows: int | None


class Source(Protocol):
    """What an explorer shows."""

    title: str
    entries: list[Entry]

    def table(self, name: str, most: int) -> tuple[pd.DataFrame, str]:
        """Give a table, of a very long one its first rows; and where all of it is."""
        ...

    def leads(self, columns: Collection[object]) -> bool:
        """Tell whether the rows of a table with such columns have lines behind them."""
        ...

    def behind(self, row: Mapping[Any, Any]) -> behind.Behind | None:
        """Give the lines behind a row."""
        ...

    def static(self) -> dict[str, str]:
        """Give what a saved notebook shows."""
        ...


def source_of(thing: object) -> Source:
    """Find out what somebody wants to explore; of a task, wait for its result.

    Raises
    ------
    OptionError
        When it is nothing that has tables.
    QueueError
        When the task has no result.
    """
    import pandas as pd

    if isinstance(thing, AnalysisTask | Watching):
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


class _OfResult:
    def __init__(self, result: Result) -> None:
        from scriptnb import show

        self.title = show.title(result.raw)
        self._result = result
        self.entries = [
            Entry(self._group(name), name, len(result.table(name))) for name in result.tables
        ]

    def _group(self, name: str) -> str:
        if known := analysis_of(name):
            return known
        raw = self._result.raw
        parts = (each for each, part in raw.items() if isinstance(part, dict) and name in part)
        return next(parts, "other")

    def table(self, name: str, most: int) -> tuple[pd.DataFrame, str]:  # noqa: ARG002
        return self._result.table(name), f"result.{name}"

    def leads(self, columns: Collection[object]) -> bool:
        return behind.leads(columns)

    def behind(self, row: Mapping[Any, Any]) -> behind.Behind | None:
        return behind.behind(self._result, row)

    def static(self) -> dict[str, str]:
        return self._result._repr_mimebundle_()


class _OfCorpus:
    def __init__(self, corpus: Corpus) -> None:
        self.title = f"{len(corpus):,} scripts"
        self._corpus = corpus
        #: The script whose lines were looked at last.
        self._last: tuple[str, Result] | None = None
        self.entries = [
            Entry(analysis_of(name) or "other", name, len(corpus) if name == "summary" else None)
            for name in dict.fromkeys(["summary", *corpus.tables])
        ]
        self.entries.append(Entry("scripts", "scripts", len(corpus)))

    def table(self, name: str, most: int) -> tuple[pd.DataFrame, str]:
        import pandas as pd

        if name in ("summary", "scripts"):
            return getattr(self._corpus, name), f"corpus.{name}"
        parts: list[pd.DataFrame] = []
        rows = 0
        for part in self._corpus.iter_table(name):
            parts.append(part)
            rows += len(part)
            if rows > most:
                break
        table = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
        return table, f"corpus.table({name!r})"

    def leads(self, columns: Collection[object]) -> bool:
        return "script" in columns and behind.leads(columns)

    def behind(self, row: Mapping[Any, Any]) -> behind.Behind | None:
        script = str(row["script"])
        if self._last is None or self._last[0] != script:
            self._last = script, self._corpus.result(script)
        found = behind.behind(self._last[1], row)
        if found is None:
            return None
        return behind.Behind(f"{script}, {found.said}", found.lines, found.marked)

    def static(self) -> dict[str, str]:
        return {"text/html": self._corpus._repr_html_(), "text/plain": repr(self._corpus)}


class _OfComparison:
    def __init__(self, comparison: Comparison) -> None:
        from scriptnb import show

        self.title = f"{show.title(comparison.after.raw)}, two drafts"
        self._comparison = comparison
        self.entries = [
            Entry("drafts", name, len(getattr(comparison, name)))
            for name in ("scenes", "characters", "summary")
        ]
        self.entries.append(Entry("drafts", "arc", None))  # may have to be scored first

    def table(self, name: str, most: int) -> tuple[pd.DataFrame, str]:  # noqa: ARG002
        return getattr(self._comparison, name), f"comparison.{name}"

    def leads(self, columns: Collection[object]) -> bool:
        return "similarity" in columns or behind.leads(columns)

    def behind(self, row: Mapping[Any, Any]) -> behind.Behind | None:
        before, after = behind.whole(row.get("before")), behind.whole(row.get("after"))
        if "similarity" in row and (after or before):
            number = after or -(before or 0)
            said = f"Scene {after:,} of the later draft" if after else f"Scene {before:,}, cut"
            return behind.Behind(said, self._comparison.lines(number))
        late = behind.behind(self._comparison.after, row)
        if late is None or len(late.lines):
            return late
        return behind.behind(self._comparison.before, row)

    def static(self) -> dict[str, str]:
        return {"text/html": self._comparison._repr_html_(), "text/plain": repr(self._comparison)}


class _OfFrame:
    def __init__(self, table: pd.DataFrame) -> None:
        import pandas as pd

        self.title = "Table"
        # An index that says something is a column; else its numbers would only count.
        plain = isinstance(table.index, pd.RangeIndex) and table.index.name is None
        self._table = table.copy() if plain else table.reset_index()
        names: list[str] = []
        for name in map(str, self._table.columns):
            again = names.count(name)
            names.append(f"{name}.{again}" if again else name)
        self._table.columns = pd.Index(names)
        self.entries = [Entry("table", "table", len(table))]

    def table(self, name: str, most: int) -> tuple[pd.DataFrame, str]:  # noqa: ARG002
        return self._table, "the DataFrame"

    def leads(self, columns: Collection[object]) -> bool:  # noqa: ARG002
        return False

    def behind(self, row: Mapping[Any, Any]) -> None:  # noqa: ARG002
        return None

    def static(self) -> dict[str, str]:
        from scriptnb import show

        return {
            "text/html": show.section("table", self._table, is_open=True),
            "text/plain": repr(self._table),
        }
