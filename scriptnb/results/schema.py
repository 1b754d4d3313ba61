"""The tables of each analysis, and the type of each column.

`Result` makes its DataFrames from this. The columns are declared once, as the rows of the analyses
(`scriptnb.analysis.basic_rows` and its neighbours); nothing here imports pandas. Further keys of a
row become further columns, so an analyzer of a third party needs no change here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

from scriptnb.analysis.basic_rows import BasicResult
from scriptnb.analysis.production_rows import ProductionResult
from scriptnb.analysis.sentiment_rows import SentimentResult
from scriptnb.analysis.structure_rows import StructureResult

#: int: an integer. int?: an integer or None. text: str or None. list: a list of names.
Type = Literal["int", "int?", "float", "text", "list", "bool"]
Columns = dict[str, Type]
#: One row of a table that an analysis returned; it may have more columns than are listed here.
Row = Mapping[str, Any]
#: What an analysis returned. Analyses of third parties add keys of any content.
ResultDict = Mapping[str, Any]
#: Where the numbers of a result come from, as `Result.provenance` lists it.
Provenance = dict[str, object]

_TYPES: dict[type, Type] = {int: "int", float: "float", str: "text", bool: "bool"}


def _tables(result: type) -> dict[str, Columns]:
    """Return the tables of an analysis' result, a TypedDict of lists of rows."""
    return {
        name: columns(row)
        for name, table in get_type_hints(result).items()
        for row in get_args(table)
    }


def columns(row: type) -> Columns:
    """Return the columns of a row, a TypedDict."""
    return {name: _type(value) for name, value in get_type_hints(row).items()}


def _type(value: object) -> Type:
    """Return the type of a column whose values are declared as ``value``, such as int | None."""
    kinds = {value} if get_origin(value) is list else {*(get_args(value) or (value,))}
    (known,) = kinds - {NoneType}
    if get_origin(known) is list:
        return "list"
    return "int?" if value == int | None else _TYPES[cast("type", known)]


#: analysis -> table -> column -> type. Basic's tables stand at the top level of a result dict.
TABLES: dict[str, dict[str, Columns]] = {
    "basic": _tables(BasicResult),
    "sentiment": _tables(SentimentResult),
    "structure": _tables(StructureResult),
    "production": _tables(ProductionResult),
}
#: The table that each analysis may have rows of.
JOINED = "problems"
#: Tables that a person reads as a grid: table -> (its rows, its columns, what fills a cell).
#: None: the cell is True where there is such a row.
GRIDS: dict[str, tuple[str, str, str | None]] = {
    "presence": ("scene", "character", "words"),
    "cast_grid": ("character", "scene", None),
}


def analysis_of(table: str) -> str | None:
    """Return the analysis that has a table, or None for an unknown table.

    Examples
    --------
    >>> analysis_of("emotions")
    'sentiment'
    """
    return next((analysis for analysis, tables in TABLES.items() if table in tables), None)


def find_tables(raw: ResultDict) -> dict[str, tuple[list[Row], Columns]]:
    """Return every table of a result dict: its rows and its columns.

    Where two analyses have a table, that of the later one is returned, which has more columns; only
    `problems` has the rows of all of them. Any list of dicts is a table, also in the dict of an
    analysis that is not listed here.
    """
    parts: list[tuple[str, ResultDict]] = [("basic", raw)]
    parts += [
        (name, raw[name])
        for name in dict.fromkeys([*TABLES, *raw])
        if name != "metadata" and isinstance(raw.get(name), Mapping)
    ]
    tables: dict[str, tuple[list[Row], Columns]] = {}
    for analysis, part in parts:
        known = TABLES.get(analysis, {})
        order = [name for name in known if name in part]
        order += [name for name in part if name not in known and isinstance(name, str)]
        for name in order:
            rows = part[name]
            if isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows):
                if name == JOINED and name in tables:
                    tables[name] = ([*tables[name][0], *rows], tables[name][1])
                else:
                    tables[name] = (rows, known.get(name, {}))
    return tables
