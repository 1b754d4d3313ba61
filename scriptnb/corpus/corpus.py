"""`Corpus`: many scripts analysed through the queue; its run, plots and files.

The tables are in ``tables.py``, what they are written to in ``files.py``. Imports no notebook.
"""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scriptnb.corpus.listing import Found
from scriptnb.corpus.progress import Progress
from scriptnb.corpus.tables import CorpusTables
from scriptnb.corpus.tracker import Tracker

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence
    from types import TracebackType

    from scriptnb.corpus.season import Season
    from scriptnb.queue.manager import QueueManager
    from scriptnb.queue.task import AnalysisTask
    from scriptnb.results.plotting import Plots


class Corpus(CorpusTables):
    """Many scripts, analysed: one table for all of them, with a column ``script``.

    `scriptnb.analyze_files` returns one. It reads the queue's results at each access, so that a
    corpus whose run was interrupted grows as the work goes on; `wait` waits for the rest. While it
    is open its results stay in the cache.

    Examples
    --------
    >>> corpus = scriptnb.analyze_files("submissions/")  # doctest: +SKIP
    >>> corpus.summary.sort_values("minutes")  # doctest: +SKIP
    """

    def __init__(self, tracker: Tracker, notes: list[str], analysis_type: str) -> None:
        super().__init__(tracker, analysis_type)
        #: Sentences on what was left out when the files were listed, and why.
        self.notes = notes
        self._close = weakref.finalize(self, tracker.release)
        # At the end of the process its hold on the results ends by itself.
        self._close.atexit = False

    @classmethod
    def of_tasks(
        cls, tasks: Sequence[AnalysisTask], names: Sequence[str], queue: QueueManager
    ) -> Corpus:
        """Return a corpus of tasks that are submitted already.

        Parameters
        ----------
        tasks
            Handles of one analysis, at least one.
        names
            The names of their scripts, all different.
        queue
            The queue that they are in.
        """
        found = [Found(name, Path(name)) for name in names]
        tracker = Tracker(found, queue, {})
        tracker.track(tasks)
        return cls(tracker, [], tasks[0].analysis_type)

    def season(
        self, order: Iterable[str] | None = None, *, aliases: dict[str, str] | None = None
    ) -> Season:
        """Return the scripts, in order, as the episodes of one story.

        Parameters
        ----------
        order
            Names of scripts; None means all that have a result, in the corpus's order.
        aliases
            Other names of characters: ``{"THE STRANGER": "ANNA"}``.
        """
        from scriptnb.corpus.season import Season

        chosen = None if order is None else [self._entry(each).script for each in order]
        return Season.of(self, chosen, aliases or {})

    @property
    def plot(self) -> Plots:
        """The plots: ``corpus.plot.distribution("minutes")`` and so on."""
        from scriptnb.results.plotting import Plots

        return Plots(self, "corpus")

    # Files

    def to_csv(
        self,
        folder: str | os.PathLike[str],
        tables: Iterable[str] | None = None,
        sep: str = ",",
        *,
        decimal: str = ".",
    ) -> list[Path]:
        """Write tables to ``folder/NAME.csv``, some scripts at a time; return the files' paths.

        Parameters
        ----------
        folder
            Made where it does not exist.
        tables
            Names of `tables`; None for all. ``errors`` is written whenever there are any.
        sep, decimal
            Spreadsheets in much of Europe expect ``";"`` and ``","``.
        """
        from scriptnb.corpus import files

        return files.write_csv(self, folder, tables, sep, decimal)

    def to_excel(self, path: str | os.PathLike[str], tables: Iterable[str] | None = None) -> Path:
        """Write tables to the sheets of one workbook, some scripts at a time; return its path.

        Needs the extra ``excel``. A sheet holds 1,048,575 rows: the rest is left out with a
        warning; CSV and Parquet files have no such limit.
        """
        from scriptnb.corpus import files

        return files.write_excel(self, path, tables)

    def to_parquet(
        self, folder: str | os.PathLike[str], tables: Iterable[str] | None = None
    ) -> list[Path]:
        """Write tables to ``folder/NAME.parquet``, some scripts at a time; return the paths.

        Needs the extra ``parquet``. Lists stay lists, and numbers stay numbers.
        """
        from scriptnb.corpus import files

        return files.write_parquet(self, folder, tables)

    def report(self, path: str | os.PathLike[str], *, single: bool = True) -> Path:
        """Write one self-contained HTML file about all scripts: ranking, percentiles, plots.

        Parameters
        ----------
        path
            The file, such as ``"corpus.html"``.
        single
            Also write the report of each script into a folder beside it, such as
            ``corpus_reports``, to which the file links.
        """
        from scriptnb.corpus import corpus_report

        return corpus_report.write(self, repr(self), path, single=single)

    # The run

    @property
    def finished(self) -> bool:
        """Whether every script has a result, or will never have one."""
        self._tracker.update()
        return not self._tracker.under_way

    def wait(self, progress: bool | None = None) -> Self:
        """Submit what was not submitted yet, wait until all have ended, and return this corpus.

        Parameters
        ----------
        progress
            As `scriptnb.analyze_files`.
        """
        tracker = self._tracker
        if self.finished:
            return self
        with Progress(len(self), self._analysis_type, progress) as bar:
            tracker.follow(lambda: bar.show(tracker.ended, tracker.pages, tracker.failed))
        return self

    def cancel(self) -> int:
        """Cancel the unfinished tasks; return how many there were. Results stay."""
        return self._tracker.cancel()

    def close(self) -> None:
        """Allow the cache to remove the results when it is full; may be called more than once."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # Representations

    def __repr__(self) -> str:
        entries = self._entries()
        done = sum(entry.done for entry in entries)
        parts = [f"{done:,} of {len(entries):,} scripts analysed ({self._analysis_type})"]
        parts.append(f"{self._tracker.pages:,} pages")
        if left := sum(entry.open for entry in entries):
            parts.append(f"{left:,} not finished: wait() waits for them")
        if self._tracker.failed:
            parts.append(f"{self._tracker.failed:,} without a result: see errors")
        return "\n".join([", ".join(parts), *self.notes])

    def _repr_html_(self) -> str:
        from scriptnb.corpus import page

        return page.corpus_html(repr(self), self.summary, self.errors)
