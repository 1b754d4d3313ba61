"""Write a corpus as CSV, Excel and Parquet files; each result is read once, for all its tables.

A file's columns are written before its first row, so they are those of the first scripts. When a
later script has a new column, or a value of another type, that table is written again. The Parquet
format is in ``parquet.py``.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

import pandas as pd

from scriptnb.corpus import streaming
from scriptnb.errors import CorpusWarning, OptionError, ScriptnbError
from scriptnb.results import frames, schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import ModuleType

    from scriptnb.corpus.tables import CorpusTables

#: The most rows of an Excel sheet below its header, and the most characters of a cell.
_SHEET_ROWS = 2**20 - 1
_CELL = 32_767


class Sink(Protocol):
    """The file or sheet that one table is written to."""

    def begin(self) -> None:
        """Begin the file (again)."""

    def fits(self, part: pd.DataFrame) -> bool:
        """Return whether rows fit the file as it was begun, and record what they need."""
        ...

    def write(self, part: pd.DataFrame) -> None:
        """Write rows that fit."""

    def end(self) -> None:
        """End the file."""


class Columns:
    """The columns that a table's file has so far."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.fixed = False

    def fit(self, part: pd.DataFrame) -> bool:
        """Add the columns of some rows; False when the header was written without one of them."""
        new = [str(name) for name in part.columns if name not in self.names]
        self.names += new
        return not (new and self.fixed)


def write_csv(
    corpus: CorpusTables,
    folder: str | os.PathLike[str],
    tables: Iterable[str] | None,
    sep: str,
    decimal: str,
) -> list[Path]:
    """Write tables as CSV: UTF-8 with a byte order mark, safe for spreadsheets."""
    if len(sep) != 1 or sep in '"\r\n' or sep == decimal:
        raise OptionError(f"sep must be one character such as ',' or ';', not {sep!r}")
    chosen, target = _chosen(corpus, tables), _folder(folder)
    paths = {name: target / f"{name}.csv" for name in chosen}
    with contextlib.ExitStack() as stack:
        beginnings = {name: stack.enter_context(_replacing(path)) for name, path in paths.items()}
        _write(corpus, {name: _Csv(path, sep, decimal) for name, path in beginnings.items()})
    return list(paths.values())


class _Csv:
    def __init__(self, path: Path, sep: str, decimal: str) -> None:
        self._path, self._sep, self._decimal = path, sep, decimal
        self._columns = Columns()
        self._file: TextIO | None = None
        self._head = True

    def begin(self) -> None:
        self._file = self._path.open("w", encoding="utf-8-sig", errors="replace", newline="")
        self._head = True

    def fits(self, part: pd.DataFrame) -> bool:
        return self._columns.fit(part)

    def write(self, part: pd.DataFrame) -> None:
        if part.empty:
            return  # the first rows define the columns
        self._columns.fixed = True
        self._put(part)

    def _put(self, part: pd.DataFrame) -> None:
        frames.for_files(part.reindex(columns=self._columns.names)).to_csv(
            self._file, sep=self._sep, decimal=self._decimal, index=False, header=self._head,
            lineterminator="\n",
        )  # fmt: skip
        self._head = False

    def end(self) -> None:
        assert self._file is not None
        if self._head:
            self._put(pd.DataFrame(columns=self._columns.names))
        self._file.close()


def write_excel(
    corpus: CorpusTables, path: str | os.PathLike[str], tables: Iterable[str] | None
) -> Path:
    """Write tables to the sheets of one workbook."""
    openpyxl = _extra("openpyxl", "excel", "to_excel")
    chosen, target = _chosen(corpus, tables), Path(path)
    if target.is_dir():
        raise OptionError(f"{target} is a folder; to_excel needs a file such as corpus.xlsx")
    _folder(target.parent)
    with _replacing(target) as beginning:
        # Rows go to the disk as they are read: a workbook in memory takes fifty times its size.
        book = openpyxl.Workbook(write_only=True)
        sheets = {name: _Sheet(book, place, name) for place, name in enumerate(chosen)}
        _write(corpus, sheets)
        book.save(beginning)
    for name, sheet in sheets.items():
        if sheet.rows > _SHEET_ROWS:
            warnings.warn(
                f"{name} has {sheet.rows:,} rows, a sheet holds {_SHEET_ROWS:,}: the rest was left "
                "out of the workbook; to_csv and to_parquet write all rows",
                CorpusWarning,
                stacklevel=3,
            )
    return target


class _Sheet:
    def __init__(self, book: Any, place: int, name: str) -> None:
        self._book, self._place, self._name = book, place, name
        self._columns = Columns()
        self._sheet: Any = None
        self.rows = 0

    def begin(self) -> None:
        if self._sheet is not None:
            self._sheet.close()
            self._book.remove(self._sheet)
        self._sheet = self._book.create_sheet(self._name[:31], self._place)
        self._sheet.freeze_panes = "B2"
        self.rows = 0

    def fits(self, part: pd.DataFrame) -> bool:
        return self._columns.fit(part)

    def write(self, part: pd.DataFrame) -> None:
        if part.empty:
            return
        written = frames.for_files(part.reindex(columns=self._columns.names)).astype(object)
        if not self.rows:
            self._sheet.append(list(written.columns))
            self._columns.fixed = True
        for row in written.itertuples(index=False, name=None):
            self.rows += 1
            if self.rows <= _SHEET_ROWS:
                self._sheet.append([_cell(value) for value in row])

    def end(self) -> None:
        if not self.rows:
            self._sheet.append(self._columns.names)


def write_parquet(
    corpus: CorpusTables, folder: str | os.PathLike[str], tables: Iterable[str] | None
) -> list[Path]:
    """Write tables as Parquet files with typed columns."""
    _extra("pyarrow", "parquet", "to_parquet")
    from scriptnb.corpus.parquet import Parquet

    chosen, target = _chosen(corpus, tables), _folder(folder)
    paths = {name: target / f"{name}.parquet" for name in chosen}
    with contextlib.ExitStack() as stack:
        beginnings = {name: stack.enter_context(_replacing(path)) for name, path in paths.items()}
        _write(corpus, {name: Parquet(path, _known(name)) for name, path in beginnings.items()})
    return list(paths.values())


def _chosen(corpus: CorpusTables, tables: Iterable[str] | None) -> list[str]:
    """Return the names of the tables to write, checked before anything is written."""
    there = [*corpus.tables, "errors"]
    if tables is None:
        return there if len(corpus.errors) else there[:-1]
    asked = [tables] if isinstance(tables, str) else list(dict.fromkeys(tables))
    if unknown := [name for name in asked if name not in there]:
        raise OptionError(
            f"these scripts have no table {unknown[0]!r}; they have: {', '.join(there)}"
        )
    return asked


def _write(corpus: CorpusTables, sinks: Mapping[str, Sink]) -> None:
    """Write the tables, in one pass over the results, and again for those that did not fit."""
    left = dict(sinks)
    while left:
        again: dict[str, Sink] = {}
        for sink in left.values():
            sink.begin()
        try:
            for name, part in _parts(corpus, list(left)):
                if not left[name].fits(part):
                    again[name] = left[name]
                if name not in again:
                    left[name].write(part)
        finally:
            for sink in left.values():
                sink.end()
        left = again


def _parts(corpus: CorpusTables, names: list[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each table in parts, of each at least an empty one."""
    streamed = {name for name in names if name not in ("summary", "errors")}
    if "summary" in names:
        yield "summary", corpus.summary
    if "errors" in names:
        yield "errors", corpus.errors
    for name in streamed:
        yield name, frames.frame([], _known(name))
    if streamed:
        for tables in corpus.iter_rows(streamed):
            for name, rows in tables.items():
                if rows:
                    yield name, frames.frame(rows, _known(name))


def _known(name: str) -> schema.Columns:
    return {"script": "text", **({} if name == "summary" else streaming.columns(name))}


def _cell(value: object) -> object:
    """Return a value that a cell of a workbook can hold."""
    if value is None or value is pd.NA or value != value:
        return None
    if isinstance(value, str):
        # XML cannot hold control characters.
        text = "".join(each if each >= " " or each in "\t\n" else " " for each in value)
        return text.encode("utf-8", "replace").decode()[:_CELL]
    return value.item() if hasattr(value, "item") else value


def _folder(folder: str | os.PathLike[str]) -> Path:
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise OptionError(f"{target} is a file; give a folder") from None
    except OSError as error:
        reason = error.strerror or error
        raise OptionError(f"the folder {target} cannot be made ({reason})") from None
    return target


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path that replaces a file at the end, so that it is never incomplete."""
    beginning = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beginning.touch()
    except OSError as error:
        raise OptionError(f"{path} cannot be written ({error.strerror or error})") from None
    try:
        yield beginning
        beginning.replace(path)
    finally:
        beginning.unlink(missing_ok=True)


def _extra(module: str, extra: str, method: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except ImportError:
        raise ScriptnbError(
            f"{method} needs {module}: install scriptnb with the extra {extra!r}, "
            f"pip install 'scriptnb[{extra}]'"
        ) from None
