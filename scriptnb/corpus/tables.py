"""`CorpusTables`: the results of many scripts as one table each, read from the queue's journal.

It keeps a few numbers a script; every larger table is read when it is requested, some scripts at a
time. Tasks are submitted and followed in ``tracker.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.analysis import measures
from scriptnb.corpus import streaming
from scriptnb.errors import OptionError, ResultExpiredError
from scriptnb.queue.models import Status
from scriptnb.results import evidence, schema

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    import pandas as pd

    from scriptnb.corpus.entry import Entry
    from scriptnb.corpus.tracker import Tracker
    from scriptnb.results.result import Result

#: From this number of scripts on, reading a large table shows a progress bar.
_LONG = 200


class CorpusTables:
    """What can be read of a corpus; `Corpus` adds its run, plots and files.

    Parameters
    ----------
    tracker
        The scripts and their tasks.
    analysis_type
        The analysis type of the tasks.
    """

    def __init__(self, tracker: Tracker, analysis_type: str) -> None:
        self._tracker = tracker
        self._analysis_type = analysis_type

    @property
    def scripts(self) -> pd.DataFrame:
        """The state of each script: ``script path status error task cached run_s pages``."""
        from scriptnb.results import frames

        rows = [
            {
                "script": entry.script,
                "path": str(entry.path),
                "status": str(entry.status),
                "error": entry.error,
                "task": entry.task,
                "cached": entry.cached,
                "run_s": entry.run_s,
                "pages": (entry.measures or {}).get("pages"),
            }
            for entry in self._entries()
        ]
        return frames.frame(rows, _SCRIPTS)

    @property
    def errors(self) -> pd.DataFrame:
        """The scripts without a result, and why: ``script path status error``."""
        found = self.scripts
        wrong = found[(found["status"] != Status.COMPLETED) & found["error"].notna()]
        return wrong[["script", "path", "status", "error"]].reset_index(drop=True)

    def __len__(self) -> int:
        return len(self._tracker.entries)

    def __iter__(self) -> Iterator[str]:
        return (entry.script for entry in self._tracker.entries)

    def __getitem__(self, script: str) -> Result:
        return self.result(script)

    def result(self, script: str) -> Result:
        """Return one script's whole result.

        Raises
        ------
        OptionError
            When no script of the corpus has that name.
        ResultExpiredError
            When it has no result (yet); the message gives the reason.
        """
        from scriptnb.results.result import Result

        entry = self._entry(script)
        found = self._tracker.queue.stored_result(entry.task) if entry.done and entry.task else None
        if found is None:
            why = entry.error or f"it is {entry.status}"
            raise ResultExpiredError(f"{entry.script} has no result: {why}")
        return Result(*found)

    @property
    def tables(self) -> list[str]:
        """The names of the tables that `table` takes."""
        for entry in self._entries():
            body = self._tracker.body(entry) if entry.done else None
            if body is not None:
                return streaming.names(body)
        return ["summary"]

    def table(self, name: str, columns: Iterable[str] | None = None) -> pd.DataFrame:
        """Return one table of all scripts, in the order of the scripts.

        Parameters
        ----------
        name
            One of `tables`, such as ``"scenes"`` or ``"characters"``; ``"summary"`` is `summary`.
        columns
            Only these besides ``script``: the texts of thousands of scripts need much memory.

        Returns
        -------
        DataFrame
            The table's columns after the column ``script``. ``presence`` and ``cast_grid`` are
            long, one row a scene and character.

        Raises
        ------
        AttributeError
            When no script has such a table; the message names the analysis that has it.
        ResultExpiredError
            When a result was removed: the queue was cleared, or this corpus closed.
        """
        import pandas as pd

        if name == "summary":
            return self.summary
        parts = list(self.iter_table(name, columns))
        return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]

    def iter_table(
        self, name: str, columns: Iterable[str] | None = None, *, batch_size: int = streaming.BATCH
    ) -> Iterator[pd.DataFrame]:
        """Yield a table of all scripts in parts, for tables that do not fit in memory.

        Parameters
        ----------
        name, columns
            As `table`.
        batch_size
            The most scripts that are read at once.

        Yields
        ------
        DataFrame
            At least one, which may be empty.
        """
        from scriptnb.results import frames

        known = streaming.columns(name)
        wanted = None if columns is None else list(columns)
        there = schema.analysis_of(name) is not None and name in self.tables

        def rows_of(script: str, body: bytes) -> streaming.Rows:
            nonlocal there
            rows = streaming.tables(body, (name,)).get(name)
            there = there or rows is not None
            return [
                {
                    "script": script,
                    **{key: row.get(key) for key in (row if wanted is None else wanted)},
                }
                for row in rows or ()
            ]

        shown: schema.Columns = {"script": "text"}
        if wanted is None:
            shown |= known
        else:
            shown |= {key: known[key] for key in wanted if key in known}
        entries = [entry for entry in self._entries() if entry.done]
        progress = None if len(entries) >= _LONG else False
        empty = True
        for rows in streaming.stream(
            self._tracker, entries, rows_of, batch_size=batch_size, progress=progress
        ):
            if rows:
                empty = False
                yield frames.frame(rows, shown)
        if empty:
            if entries and not there:
                raise AttributeError(self._why_not(name))
            yield frames.frame([], shown)

    def iter_rows(self, names: Collection[str]) -> Iterator[dict[str, streaming.Rows]]:
        """Yield several tables together as rows, some scripts at a time; reads each result once.

        Yields
        ------
        dict
            The rows of each table, with ``script``.
        """

        def tables_of(script: str, body: bytes) -> list[dict[str, streaming.Rows]]:
            found = streaming.tables(body, names)
            return [
                {name: [{"script": script, **row} for row in rows] for name, rows in found.items()}
            ]

        entries = [entry for entry in self._entries() if entry.done]
        progress = None if len(entries) >= _LONG else False
        for batch in streaming.stream(self._tracker, entries, tables_of, progress=progress):
            yield {
                name: [row for tables in batch for row in tables.get(name, ())] for name in names
            }

    def _why_not(self, name: str) -> str:
        analysis = schema.analysis_of(name)
        if analysis is None or analysis in ("basic", self._analysis_type):
            return f"these scripts have no table {name!r}; they have: {', '.join(self.tables)}"
        return (
            f"these scripts have no table {name!r}: it belongs to the analysis {analysis!r}, which "
            f"was not run; use analyze_files(paths, {analysis!r}) or 'full'"
        )

    @property
    def summary(self) -> pd.DataFrame:
        """One row a script: the measures that scripts are compared by, then ``error``.

        The measures are those of `scriptnb.analysis.measures.MEASURES`, which describes each one.
        A script without a result has a row with its ``error`` and nothing else.
        """
        from scriptnb.results import frames

        rows = []
        for entry in self._entries():
            measured = self._tracker.measured(entry) if entry.done else {}
            rows.append({"script": entry.script} | measured | {"error": entry.error})
        names = [
            name for name in measures.MEASURES
            if name in measures.BASIC or any(name in row for row in rows)
        ]  # fmt: skip
        kinds: schema.Columns = {"script": "text"}
        kinds |= {name: _kind(name) for name in names}
        for row in rows:
            row.pop("version", None)
        return frames.frame(rows, kinds | {"error": "text"})

    def percentiles(self, script: str | None = None) -> pd.DataFrame:
        """Return the percentile of each script in each measure.

        Parameters
        ----------
        script
            One script; None for all.

        Returns
        -------
        DataFrame
            For all: one row a script, for each measure the percentile 0-100, which is the share
            of the *other* scripts that are below, ties counting half; so the smallest has 0, the
            largest 100. For one script a row a measure: ``measure value percentile lowest
            lower_quarter median upper_quarter highest``. A measure that a script does not have is
            NaN, and so is every percentile in a corpus of one script.
        """
        from scriptnb.corpus import distribution

        if script is None:
            return distribution.percentiles(self.summary)
        return distribution.place(self.summary, self._entry(script).script)

    @property
    def problems(self) -> pd.DataFrame:
        """The reading problems of all scripts: ``script line kind message text``."""
        return self.table("problems")

    def find(self, text: str, *, whole_word: bool = False) -> pd.DataFrame:
        """Return the lines of all scripts that contain a word or phrase, in any case.

        Parameters
        ----------
        text
            The word or phrase; it also matches within words unless ``whole_word``.
        whole_word
            Match ``"art"`` in "art" but not in "party".

        Returns
        -------
        DataFrame
            ``script scene line end_line kind character text``.
        """
        from scriptnb.results import frames

        evidence.find([], text, whole_word)  # an invalid word is an error before anything is read

        def rows_of(script: str, body: bytes) -> streaming.Rows:
            found = streaming.tables(body, ("scenes", "dialogues"))
            hits = evidence.find(evidence.lines(found), text, whole_word)
            return [{"script": script, **row} for row in hits]

        entries = [entry for entry in self._entries() if entry.done]
        found = [row for rows in streaming.stream(self._tracker, entries, rows_of) for row in rows]
        return frames.frame(found, {"script": "text", **evidence.COLUMNS})

    def _entries(self) -> list[Entry]:
        if self._tracker.under_way:
            self._tracker.update()
        return self._tracker.entries

    def _entry(self, script: str) -> Entry:
        entries = self._entries()
        for entry in entries:
            if entry.script == script:
                return entry
        close = [entry for entry in entries if entry.path.stem == script]
        if len(close) == 1:
            return close[0]
        some = ", ".join(entry.script for entry in entries[:10])
        raise OptionError(f"no script is called {script!r}; there are: {some}")


def _kind(measure: str) -> schema.Type:
    if measure in measures.WORDS:
        return "text"
    return "int?" if measure in _COUNTS else "float"


_COUNTS = frozenset(
    (
        "pages", "scenes", "locations", "characters", "speeches", "words", "dialogue_words",
        "action_words", "silent_scenes", "longest_speech", "monologues", "problems", "bechdel",
    )
)  # fmt: skip
_SCRIPTS: schema.Columns = {
    "script": "text", "path": "text", "status": "text", "error": "text", "task": "text",
    "cached": "bool", "run_s": "float", "pages": "int?",
}  # fmt: skip
