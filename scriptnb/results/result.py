"""`Result`: the tables of a result dict as DataFrames, with plots, evidence and files.

Only `analyze` runs an analysis, in this process; this module knows neither queue nor notebook.
pandas and matplotlib are imported when a table or a plot is first requested.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from scriptnb.analysis import registry
from scriptnb.results import evidence, schema

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pandas as pd

    from scriptnb.results.plotting import Plots
    from scriptnb.screenplay.source import SourceLike


class Result:
    r"""The result of an analysis: its tables as DataFrames, its plots, its lines.

    Each table is an attribute; each access gives a copy, so nothing done to it changes the result.

    Parameters
    ----------
    raw
        The result dict: basic's tables at its top level, other analyses under their names.
    provenance
        What is known of the run beyond the ``metadata`` of the dict.

    Examples
    --------
    >>> result = analyze("INT. HALL - DAY\n\nBOB\nIs it you?\n")
    >>> result.characters[["character", "words"]].values.tolist()
    [['BOB', 3]]
    """

    __slots__ = ("_frames", "_provenance", "_raw", "_tables")
    _raw: schema.ResultDict
    _provenance: dict[str, object]
    #: name -> its rows and their columns
    _tables: dict[str, tuple[list[schema.Row], schema.Columns]]
    #: name -> the DataFrame made of them, after the first access
    _frames: dict[str, pd.DataFrame]

    def __init__(
        self, raw: schema.ResultDict, provenance: Mapping[str, object] | None = None
    ) -> None:
        put = object.__setattr__
        put(self, "_raw", raw)
        put(self, "_provenance", dict(provenance or {}))
        put(self, "_tables", schema.find_tables(raw))
        put(self, "_frames", {})

    @property
    def raw(self) -> schema.ResultDict:
        """The result dict itself: plain dicts and lists that JSON can hold."""
        return self._raw

    @property
    def provenance(self) -> schema.Provenance:
        """Where the numbers come from: versions, options, the source's hash, format, language."""
        made = self._raw.get("metadata") or {}
        keys = ("analysis_type", "versions", "options", "hash", "format", "language")
        return {key: made.get(key) for key in keys} | self._provenance

    @property
    def tables(self) -> list[str]:
        """The names of the tables that this result has."""
        return list(self._tables)

    @property
    def plot(self) -> Plots:
        """The plots: ``result.plot.words_by_scene()`` and so on."""
        from scriptnb.results.plotting import Plots

        return Plots(self, "result", (self._raw.get("metadata") or {}).get("title"))

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.table(name)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(
            f"a Result does not change; keep your own table: {name} = result.{name}"
        )

    def __reduce__(self) -> tuple[type[Result], tuple[object, ...]]:
        return Result, (self._raw, self._provenance)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._tables})

    def table(self, name: str) -> pd.DataFrame:
        """Return a copy of one table, as its attribute does.

        Parameters
        ----------
        name
            One of `tables`, also where a method or property of `Result` has the same name; for
            any other an `AttributeError` that says which analysis has it.
        """
        from scriptnb.results import frames

        self._needs(name)
        if name not in self._frames:
            rows, columns = self._tables[name]
            made = frames.frame(rows, columns)
            self._frames[name] = frames.grid(name, made) if name in schema.GRIDS else made
        return frames.copy(self._frames[name])

    def _missing(self, name: str) -> str:
        analysis = schema.analysis_of(name)
        if analysis is None or analysis == "basic":
            return f"a Result has no {name!r}; its tables are: {', '.join(self._tables)}"
        return (
            f"this result has no table {name!r}: it belongs to the analysis {analysis!r}, "
            f"which was not asked for; run analyze(script, {analysis!r}) or 'full'"
        )

    def lines(
        self, scene: int | Iterable[int] | None = None, character: str | None = None
    ) -> pd.DataFrame:
        """Return the script's own lines: headings, action and speeches, in order.

        Parameters
        ----------
        scene
            One scene or several, 1-based; None for all.
        character
            Whose speeches; then neither headings nor action. Upper or lower case.

        Returns
        -------
        DataFrame
            ``scene line end_line kind character text``.
        """
        from scriptnb.results import frames

        return frames.frame(evidence.lines(self._raw, scene, character), evidence.COLUMNS)

    def find(
        self,
        text: str,
        *,
        scene: int | Iterable[int] | None = None,
        character: str | None = None,
        whole_word: bool = False,
    ) -> pd.DataFrame:
        """Return the lines that hold a word or phrase, whatever its case.

        Parameters
        ----------
        text
            What to look for; parts of words count unless ``whole_word``.
        scene, character
            As in `lines`.
        whole_word
            Take ``"art"`` in "art" but not in "party".

        Returns
        -------
        DataFrame
            ``scene line end_line kind character text``.
        """
        from scriptnb.results import frames

        rows = evidence.find(evidence.lines(self._raw, scene, character), text, whole_word)
        return frames.frame(rows, evidence.COLUMNS)

    def to_csv(
        self, folder: str | os.PathLike[str], sep: str = ",", *, decimal: str = "."
    ) -> list[Path]:
        """Write every table to ``folder/NAME.csv`` and return the files' paths.

        Parameters
        ----------
        folder
            Made where it does not exist.
        sep, decimal
            Spreadsheets in much of Europe expect ``";"`` and ``","``.

        Notes
        -----
        UTF-8 with a byte order mark. Lists are joined by ``"; "``; a text that a spreadsheet would
        run as a formula gets an apostrophe before it.
        """
        from scriptnb.results import frames

        tables = ((name, self.table(name)) for name in self._tables)
        return frames.write_csv(tables, folder, sep, decimal)

    def to_excel(self, path: str | os.PathLike[str]) -> Path:
        """Write every table to a sheet of one workbook, ``.xlsx``; needs the extra ``excel``."""
        from scriptnb.results import excel

        return excel.write(((name, self.table(name)) for name in self._tables), path)

    def to_graphml(
        self, path: str | os.PathLike[str], *, by: Literal["act", "scene"] | None = None
    ) -> Path:
        """Write the network of characters as GraphML, for Gephi, Cytoscape, igraph and others.

        Nodes have the figures of `characters`, `genders` and `centrality`; edges have those of
        `network`, and the number of common scenes as their weight.

        Parameters
        ----------
        path
            The file, ``.graphml``.
        by
            ``"act"`` or ``"scene"``: two characters have an edge for each act or scene in which
            both speak, with its name and its figures.
        """
        from scriptnb.results import graphs

        self._needs("network")
        return graphs.write_graphml(self._raw, path, by)

    def to_gexf(
        self, path: str | os.PathLike[str], *, by: Literal["act", "scene"] | None = None
    ) -> Path:
        """Write the network of characters as GEXF, the format of Gephi.

        Nodes and edges are those of `to_graphml`.

        Parameters
        ----------
        path
            The file, ``.gexf``.
        by
            ``"act"`` or ``"scene"``: a network that changes with time, in which act or scene ``n``
            lasts from ``n`` to ``n + 1``.
        """
        from scriptnb.results import graphs

        self._needs("network")
        return graphs.write_gexf(self._raw, path, by)

    def _needs(self, table: str) -> None:
        if table not in self._tables:
            raise AttributeError(self._missing(table))

    def sides(self, character: str) -> pd.DataFrame:
        """Return all speeches of one character, each with its cue: the speech before it.

        Parameters
        ----------
        character
            Upper or lower case.

        Returns
        -------
        DataFrame
            ``scene heading page line cue_character cue parenthetical text words``.
        """
        from scriptnb.results import frames

        return frames.frame(evidence.sides(self._raw, character), evidence.SIDES_COLUMNS)

    def report(self, path: str | os.PathLike[str]) -> Path:
        """Write one self-contained HTML file to send: tables, pictures, how they were made.

        It opens offline and loads nothing. Each number in it carries the exact value of its table's
        cell. The dialogue is in it, the action is not.

        Parameters
        ----------
        path
            The file, such as ``"report.html"``.
        """
        from scriptnb.results import plotting, report

        title = " ".join(str((self._raw.get("metadata") or {}).get("title") or "").split())
        tables = {name: self.table(name) for name in self._tables}
        pictures = plotting.pictures(self.plot, {"basic", *self._raw})
        return report.write(path, title or "Untitled script", tables, pictures, self.provenance)

    def __repr__(self) -> str:
        from scriptnb.results import html

        return html.as_text(self._raw, self.tables)

    def _repr_html_(self) -> str:
        from scriptnb.results import html

        picture = alt = None
        if self._raw.get("summary"):
            from scriptnb.results import plotting

            picture, alt = plotting.picture(self.plot, "words_by_scene")
        tables = {name: self.table(name) for name in self._tables}
        return html.as_html(self._raw, tables, picture, alt or "")

    def _repr_mimebundle_(
        self,
        include: object = None,  # noqa: ARG002 - IPython passes both by name
        exclude: object = None,  # noqa: ARG002
    ) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._repr_html_()}


def analyze(
    source: SourceLike | None = None,
    analysis_type: str = "basic",
    *,
    text: str | None = None,
    format: str = "auto",  # noqa: A002
    language: str | None = None,
    **options: object,
) -> Result:
    """Analyse a script in this process, and return when it is done.

    Parameters
    ----------
    source
        A path, a `Screenplay`, or a ``str``: with a line break it is the script's text, without
        one a file's path.
    analysis_type
        ``"basic"``, ``"full"`` or another type that `registry.known_types` names.
    text
        The script's text, whatever it looks like; instead of ``source``.
    format, language
        As in `scriptnb.parse_script`.
    **options
        For the analyzers, such as ``aliases={"SMITH": "DR. SMITH"}``, and ``words``, a TOML file of
        your own words for headings.

    Raises
    ------
    UnknownAnalysisError, OptionError
        Before anything is read, when no analyzer has that type or takes that option.
    ScriptReadError
        When there is not exactly one script, or it cannot be read.

    Examples
    --------
    >>> analyze(text="EXT. BEACH - NIGHT").summary["scenes"].item()
    1
    """
    from scriptnb.screenplay.headings import own_words
    from scriptnb.screenplay.reading import read_resolved
    from scriptnb.screenplay.source import resolve

    words = own_words.load(options.pop("words", None))
    registry.check(analysis_type, options)
    resolved = resolve(source, text, format=format, language=language)
    return Result(registry.run(analysis_type, lambda: read_resolved(resolved, words), options))
