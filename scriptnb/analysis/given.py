"""Tables that a caller hands over: lists of dicts or DataFrames, taken as fresh plain rows.

Knows that pandas marks what is missing in ways of its own; imports nothing of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from scriptnb.errors import OptionError

Row = dict[str, Any]
#: Types whose values are never missing: most cells are of these, and need no second look.
_KNOWN = frozenset((str, int, bool, list, tuple))


def rows(table: Any, what: str) -> list[Row]:
    """Take a list of dicts, or a DataFrame, as fresh dicts with None for what is missing.

    Parameters
    ----------
    table
        Rows of any kind, or None for no table.
    what
        The table's name, for the message.

    Examples
    --------
    >>> rows([{"scene": 1.0, "words": float("nan")}], "scenes")
    [{'scene': 1.0, 'words': None}]
    """
    if table is None:
        return []
    if hasattr(table, "to_dict"):
        table = table.to_dict("records")
    if isinstance(table, str | bytes | Mapping) or not hasattr(table, "__iter__"):
        raise OptionError(
            f"{what} must be a list of dicts or a DataFrame, not {type(table).__name__}"
        )
    taken = []
    for number, row in enumerate(table, 1):
        if not isinstance(row, Mapping):
            raise OptionError(f"{what}: row {number} must be a dict, not {type(row).__name__}")
        taken.append(_clean(row))
    return taken


def _clean(row: Mapping[str, Any]) -> Row:
    fresh = dict(row)
    for key, value in row.items():
        if value.__class__ not in _KNOWN and missing(value):
            fresh[key] = None
    return fresh


def missing(value: Any) -> bool:
    """Tell whether a cell says nothing: None, NaN, NaT or pandas.NA."""
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or type(value).__name__ in ("NAType", "NaTType")


def whole(value: Any, where: str) -> int:
    """Read a whole number that a DataFrame may have turned into ``3.0``.

    Raises
    ------
    OptionError
        When it is none.
    """
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = None
    if number is None or number != value or isinstance(value, bool):
        raise OptionError(f"{where} must be a whole number, not {value!r}")
    return number
