"""A DataFrame as the texts that travel to the page, in parts of about a megabyte.

A cell travels as its CSV file would hold it, a number or a yes also as a person reads it: the page
sorts, filters and writes files, and formats nothing. Knows pandas and the house's formats, no
widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any, TypedDict

import pandas as pd

from scriptnb.results import format as formats
from scriptnb.results import frames

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Rows that a page holds at most: beyond that a browser is no longer quick.
MOST_ROWS = 50_000
#: Letters a message; the server closes a connection on messages above ten megabytes.
_MOST_LETTERS = 1_000_000


class Column(TypedDict):
    """What the page knows of a column."""

    #: As in the file.
    name: str
    #: As in the head of the table.
    label: str
    #: Whether it sorts as numbers do.
    number: bool


class Part(TypedDict, total=False):
    """Some rows of a table, and with the first of them what the table is."""

    #: The first of them.
    row: int
    #: How many rows the page gets in all.
    total: int
    columns: list[Column]
    #: Which columns a person wants at first sight, in their order.
    view: list[int]
    #: A list a column: the texts of its cells.
    cells: list[list[str]]
    #: The same as a person reads them, of the columns where that differs.
    shown: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table, ready to travel."""

    columns: list[Column]
    view: list[int]
    cells: list[list[str]]
    shown: dict[str, list[str]]
    rows: int

    def part(self, start: int) -> Part:
        """Cut the part that begins with a row."""
        sheets = [*self.cells, *self.shown.values()]
        end, letters = start, 0
        while end < self.rows and letters < _MOST_LETTERS:
            letters += sum(len(column[end]) + 3 for column in sheets)
            end += 1
        part = Part(
            row=start,
            total=self.rows,
            cells=[column[start:end] for column in self.cells],
            shown={name: column[start:end] for name, column in self.shown.items()},
        )
        if not start:
            part |= Part(columns=self.columns, view=self.view)
        return part


def sheet(table: pd.DataFrame, view: Sequence[str] | None = None) -> Sheet:
    """Write a table's first rows as texts.

    Parameters
    ----------
    table
        At most `MOST_ROWS` of its rows are taken; its index is not.
    view
        The columns that a person wants at first sight, in their order; None for all. Those that
        hold nothing are left out.

    Examples
    --------
    >>> made = sheet(pd.DataFrame({"character": ["ANNA"], "words": [1204]}))
    >>> made.cells, made.shown
    ([['ANNA'], ['1204']], {'1': ['1,204']})
    """
    table = table.iloc[:MOST_ROWS]
    written = frames.for_files(table)
    columns, cells, shown = [], [], {}
    for at, label in enumerate(map(str, table.columns)):
        values = table.iloc[:, at].tolist()
        number = _is_number(table.dtypes.iloc[at], values)
        texts = [_text(value) for value in written.iloc[:, at].tolist()]
        if number:
            said = [formats.text(label, value) for value in values]
        elif getattr(table.dtypes.iloc[at], "kind", "O") == "b":
            said = ["✓" if text == "True" else "" for text in texts]
        else:
            said = texts
        if said != texts:
            shown[str(at)] = said
        columns.append(
            Column(name=clean(str(written.columns[at])), label=clean(label), number=number)
        )
        cells.append(texts)
    names = [column["label"] for column in columns]
    wanted = [names.index(each) for each in view or names if each in names]
    known = [at for at in wanted if any(cells[at])]
    # Rows without any column are none.
    return Sheet(columns, known or wanted, cells, shown, len(table) if cells else 0)


def _is_number(dtype: Any, values: Sequence[Any]) -> bool:
    if dtype != "object":
        return getattr(dtype, "kind", "O") in "iuf"
    known = [value for value in values if value is not None]
    return bool(known) and all(
        isinstance(value, Real) and not isinstance(value, bool) for value in known
    )


def _text(value: Any) -> str:
    """Write a value as pandas writes it into a CSV file."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    return clean(str(value))


def clean(text: str) -> str:
    """Make a text writable: half a surrogate pair is no UTF-8, and no message could hold it."""
    return text.encode("utf-8", "replace").decode()
