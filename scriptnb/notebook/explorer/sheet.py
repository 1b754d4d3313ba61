"""Converts a DataFrame to the texts that are sent to the page, in parts of about a megabyte.

Each cell is sent as its CSV file has it, numbers and booleans also as they are displayed: the page
sorts, filters and writes files, but formats nothing. Knows pandas and the number formats of
`results`, no widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, TypedDict

import pandas as pd

from scriptnb.results import format as formats
from scriptnb.results import frames

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The most rows that a page receives: with more a browser is slow.
MOST_ROWS = 50_000
#: Characters per message; the server closes a connection on messages above ten megabytes.
_MOST_CHARACTERS = 1_000_000


class Column(TypedDict):
    """What the page receives of a column."""

    #: As in the file.
    name: str
    #: As in the head of the table.
    label: str
    #: Whether it sorts as numbers do.
    number: bool


class Part(TypedDict, total=False):
    """Some rows of a table; the first part also describes the table."""

    #: The index of the first row.
    row: int
    #: How many rows the page receives in all.
    total: int
    columns: list[Column]
    #: The columns that are shown at first, in their order.
    view: list[int]
    #: One list per column: the texts of its cells.
    cells: list[list[str]]
    #: The displayed texts of those columns where they differ, by index of the column.
    shown: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as texts."""

    columns: list[Column]
    view: list[int]
    cells: list[list[str]]
    shown: dict[str, list[str]]
    rows: int

    def part(self, start: int) -> Part:
        """Return the part that begins at a row."""
        sheets = [*self.cells, *self.shown.values()]
        end, characters = start, 0
        while end < self.rows and characters < _MOST_CHARACTERS:
            characters += sum(len(column[end]) + 3 for column in sheets)
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


def make_sheet(table: pd.DataFrame, view: Sequence[str] | None = None) -> Sheet:
    """Convert a table's first rows to texts.

    Parameters
    ----------
    table
        At most `MOST_ROWS` of its rows are taken; its index is not.
    view
        The columns that are shown at first, in their order; None for all. Empty ones are left
        out.

    Examples
    --------
    >>> made = make_sheet(pd.DataFrame({"character": ["ANNA"], "words": [1204]}))
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
            displayed = [formats.text(label, value) for value in values]
        elif getattr(table.dtypes.iloc[at], "kind", "O") == "b":
            displayed = ["✓" if text == "True" else "" for text in texts]
        else:
            displayed = texts
        if displayed != texts:
            shown[str(at)] = displayed
        columns.append(
            Column(name=clean(str(written.columns[at])), label=clean(label), number=number)
        )
        cells.append(texts)
    names = [column["label"] for column in columns]
    wanted = [names.index(each) for each in view or names if each in names]
    known = [at for at in wanted if any(cells[at])]
    # A table without columns has no rows to show.
    return Sheet(columns, known or wanted, cells, shown, len(table) if cells else 0)


def _is_number(dtype: object, values: Sequence[object]) -> bool:
    if dtype != "object":
        return getattr(dtype, "kind", "O") in "iuf"
    known = [value for value in values if value is not None]
    return bool(known) and all(
        isinstance(value, Real) and not isinstance(value, bool) for value in known
    )


def _text(value: object) -> str:
    """Return a value as pandas writes it into a CSV file."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    return clean(str(value))


def clean(text: str) -> str:
    """Replace lone surrogates, which UTF-8 and so a message cannot encode."""
    return text.encode("utf-8", "replace").decode()
