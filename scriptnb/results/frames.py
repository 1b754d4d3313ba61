"""Makes DataFrames from rows, with the types of the schema, and files for spreadsheets from them.

Imports the schema and pandas, but neither an analysis nor anything that shows a DataFrame.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from scriptnb.errors import OptionError
from scriptnb.results.schema import GRIDS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    from scriptnb.results.schema import Columns

_DTYPES = {"int": "int64", "int?": "Int64", "float": "float64", "bool": "bool"}
#: The first characters of a cell that a spreadsheet runs as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def frame(rows: Sequence[Mapping[str, object]], columns: Columns | None = None) -> pd.DataFrame:
    """Make a DataFrame from rows: the named columns first, then whatever else the rows hold.

    Parameters
    ----------
    rows
        Dicts; a key that one lacks is unknown there.
    columns
        Names and types; an empty table still has them. Other columns get the type pandas finds.

    Examples
    --------
    >>> frame([], {"scene": "int", "minutes": "float"}).dtypes.astype(str).to_dict()
    {'scene': 'int64', 'minutes': 'float64'}
    """
    columns = columns or {}
    names = dict.fromkeys(columns)
    for row in rows:
        names.update(dict.fromkeys(row))
    made = {name: _column([row.get(name) for row in rows], columns.get(name)) for name in names}
    return pd.DataFrame(made, columns=list(names))


def _column(values: list[object], kind: str | None) -> pd.Series:
    """Make one column; a list in a cell is copied, so that the rows stay as they were."""
    if kind is None and not any(isinstance(value, str | list | dict) for value in values):
        return pd.Series(values)
    dtype = _DTYPES.get(kind or "text", "object")
    if dtype in ("int64", "bool") and None in values:
        dtype = "Int64" if dtype == "int64" else "boolean"
    if dtype == "object":
        values = [list(value) if isinstance(value, list | tuple) else value for value in values]
    return pd.Series(values, dtype=dtype)


def grid(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Pivot the long rows of one of the `GRIDS` into the grid that a person reads.

    Examples
    --------
    >>> grid("cast_grid", frame([{"scene": 2, "character": "BOB"}])).loc["BOB", 2].item()
    True
    """
    index, across, value = GRIDS[table]
    filled = rows.dropna(subset=[index, across])
    if value is None:
        found = pd.crosstab(filled[index], filled[across]).astype(bool)
    else:
        found = filled.pivot_table(index=index, columns=across, values=value, aggfunc="sum")
        found = found.fillna(0).astype("int64")
    # In the order of the rows (who speaks first), not of the alphabet; a row that names only one
    # side (a scene in which nobody speaks) keeps its place, empty.
    found = found.reindex(
        index=pd.unique(rows[index].dropna()),
        columns=pd.unique(rows[across].dropna()),
        fill_value=0 if value else False,
    )
    found.index.name, found.columns.name = index, None
    return found


def copy(table: pd.DataFrame) -> pd.DataFrame:
    """Copy a DataFrame, lists in its cells too: nothing done to it reaches the original."""
    copied = table.copy()
    for name in copied.columns[copied.dtypes == "object"]:
        values = copied[name].tolist()
        if any(isinstance(value, list) for value in values):
            copied[name] = pd.Series(
                [list(value) if isinstance(value, list) else value for value in values],
                index=copied.index,
                dtype="object",
            )
    return copied


def for_files(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose cells a spreadsheet opens unchanged.

    Lists are joined by ``"; "``. A text that a spreadsheet would run as a formula (it starts
    with ``= + - @``) gets an apostrophe before it; numbers stay numbers.
    """
    columns = {}
    for position, dtype in enumerate(table.dtypes):
        column = table.iloc[:, position]
        if dtype == "object" or isinstance(dtype, pd.StringDtype):
            cells = [_safe(value) for value in column]
            column = pd.Series(cells, index=table.index, dtype="object")
        columns[position] = column
    written = pd.DataFrame(columns, index=table.index)
    written.columns = pd.Index([_safe(name) for name in table.columns], dtype="object")
    if table.index.name is not None:
        written.index = pd.Index([_safe(value) for value in table.index], name=table.index.name)
    return written


def _safe(value: object) -> object:
    if isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def write_csv(
    tables: Iterable[tuple[str, pd.DataFrame]],
    folder: str | os.PathLike[str],
    sep: str = ",",
    decimal: str = ".",
) -> list[Path]:
    """Write each table to ``folder/NAME.csv`` in UTF-8 with a byte order mark, for spreadsheets.

    Raises
    ------
    OptionError
        When the folder is a file, or ``sep`` cannot separate cells.
    """
    if len(sep) != 1 or sep in '"\r\n' or sep == decimal:
        raise OptionError(f"sep must be one character such as ',' or ';', not {sep!r}")
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise OptionError(f"{folder} is a file; to_csv needs a folder") from None
    written = []
    for name, table in tables:
        path = folder / f"{name}.csv"
        for_files(table).to_csv(
            path,
            sep=sep,
            decimal=decimal,
            index=table.index.name is not None,
            encoding="utf-8-sig",
            errors="replace",
            lineterminator="\n",
        )
        written.append(path)
    return written
