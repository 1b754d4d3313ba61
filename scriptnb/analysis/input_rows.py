"""Reads the tables that a caller passes in, lists of dicts or DataFrames, into new plain dicts.

Recognises the markers of pandas for missing values without importing pandas.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import SupportsInt, cast

from scriptnb.analysis.words import count_words
from scriptnb.errors import OptionError

#: A row as the caller passed it: any columns with any values.
InputRow = dict[str, object]
#: Types whose values are never missing: most cells have one of these.
_NEVER_MISSING = frozenset((str, int, bool, list, tuple))


def read_rows(table: object, what: str) -> list[InputRow]:
    """Return the rows of a list of dicts or a DataFrame as new dicts, None for what is missing.

    Parameters
    ----------
    table
        Rows of any kind, or None for no table.
    what
        The table's name, for the message.

    Examples
    --------
    >>> read_rows([{"scene": 1.0, "words": float("nan")}], "scenes")
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
    rows = []
    for number, row in enumerate(table, 1):
        if not isinstance(row, Mapping):
            raise OptionError(f"{what}: row {number} must be a dict, not {type(row).__name__}")
        rows.append(_without_missing(row))
    return rows


def read_speeches(table: object) -> list[InputRow]:
    """Return the rows of a table of speeches, each with ``character``, ``text`` and ``words``.

    Raises
    ------
    OptionError
        When the table is none, or a row has no character or no text.
    """
    rows = read_rows(table, "dialogues")
    for number, row in enumerate(rows, 1):
        for key in ("text", "character"):
            if key not in row:
                raise OptionError(
                    f"dialogues: row {number} has no {key};"
                    " each speech needs a character and a text"
                )
            row[key] = "" if row[key] is None else str(row[key])
        if row.get("words") is None:
            row["words"] = count_words(str(row["text"]))
    return rows


def _without_missing(row: Mapping[str, object]) -> InputRow:
    copied = dict(row)
    for key, value in row.items():
        if value.__class__ not in _NEVER_MISSING and is_missing(value):
            copied[key] = None
    return copied


def is_missing(value: object) -> bool:
    """Return whether a cell has no value: None, NaN, NaT or pandas.NA."""
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or type(value).__name__ in ("NAType", "NaTType")


def whole_number(value: object, where: str) -> int:
    """Return a whole number, also where a DataFrame turned it into ``3.0``.

    Raises
    ------
    OptionError
        When it is not a whole number.
    """
    try:
        number = int(cast("SupportsInt", value))
    except (TypeError, ValueError):
        number = None
    if number is None or number != value or isinstance(value, bool):
        raise OptionError(f"{where} must be a whole number, not {value!r}")
    return number
