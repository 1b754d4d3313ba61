"""Print tables, aligned for a screen, as JSON or as CSV; imports no queue."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

#: The most characters of a text with spaces in a table, and the width to which any text may be cut
#: on a narrow screen.
_LONGEST, _LEAST = 48, 20


def show_table(table: pd.DataFrame, how: str, columns: Sequence[str] | None = None) -> None:
    """Print a table.

    Parameters
    ----------
    table
        The table to print.
    how
        ``table``, ``json`` (a list of objects) or ``csv``.
    columns
        The columns to print as a table; JSON and CSV have all.
    """
    if how == "json":
        show_json(records(table))
    elif how == "csv":
        from scriptnb.results import frames

        _write(frames.for_files(table).to_csv(index=False, lineterminator="\n"))
    else:
        chosen = [name for name in columns or table.columns if name in table.columns]
        known = [name for name in chosen if table[name].notna().any()] or chosen[:1]
        rows = [[plain(value) for value in row] for row in table[known].itertuples(index=False)]
        _write(aligned(known, rows))


def records(table: pd.DataFrame) -> list[dict[str, object]]:
    """Return a table's rows as plain values; missing ones are None."""
    return [
        {str(name): plain(value) for name, value in row.items()}
        for row in table.astype(object).to_dict("records")
    ]


def plain(value: object) -> object:
    """Return a cell's value as one that JSON can hold."""
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    # pandas' NA is tested first: it is neither equal nor unequal to itself.
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value != value:
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def show_json(value: object) -> None:
    """Print a value as JSON."""
    _write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def show_facts(facts: Mapping[str, object]) -> None:
    """Print names and values, one on each line; those without a value are left out."""
    known = {name: value for name, value in facts.items() if value is not None}
    width = max(map(len, known), default=0)
    _write("".join(f"{name:<{width}}  {_cell(value)}\n" for name, value in known.items()))


def aligned(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows as aligned columns; a narrow screen cuts texts, then omits the last columns.

    Examples
    --------
    >>> print(aligned(["script", "pages"], [["a.txt", 7], ["longer.txt", 120]]), end="")
    script      pages
    a.txt           7
    longer.txt    120
    """
    cells = [[_cell(value) for value in row] for row in rows]
    numbers = [
        all(isinstance(row[at], int | float) or not cell[at]
            for row, cell in zip(rows, cells, strict=True))
        for at in range(len(columns))
    ]  # fmt: skip
    widths = [
        max(len(name), *(len(row[at]) for row in cells)) if cells else len(name)
        for at, name in enumerate(columns)
    ]
    if sys.stdout.isatty():
        widths = _fitted(widths, numbers, shutil.get_terminal_size((100, 24)).columns)
    lines = [
        "  ".join(
            text.rjust(width) if number else _cut(text, width).ljust(width)
            for text, width, number in zip(row, widths, numbers, strict=False)
        ).rstrip()
        for row in [list(columns), *cells]
    ]
    return "".join(f"{line}\n" for line in lines)


def _fitted(widths: list[int], numbers: Sequence[bool], room: int) -> list[int]:
    """Return the widths of the first columns, as many as fit when their texts are cut.

    Examples
    --------
    >>> _fitted([40, 30, 8, 8], [False, False, True, True], 60)
    [24, 24, 8]
    """
    least = [
        width if number else min(width, _LEAST)
        for width, number in zip(widths, numbers, strict=True)
    ]
    shown = len(widths)
    while shown > 1 and sum(least[:shown]) + 2 * (shown - 1) > room:
        shown -= 1
    fitted = widths[:shown]
    while sum(fitted) + 2 * (shown - 1) > room and max(fitted) > 1:
        widest = max(
            (at for at in range(shown) if not numbers[at] or shown == 1),
            key=fitted.__getitem__,
        )
        fitted[widest] -= 1
    return fitted


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _cell(value: object) -> str:
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        # Adding 0 removes the sign of a value that rounds to zero.
        return f"{round(value, 2) + 0.0:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    # A terminal would execute control characters; a line break would end the row.
    text = "".join(each if each.isprintable() else " " for each in str(value))
    return _cut(text, _LONGEST) if " " in text else text


def _write(text: str) -> None:
    # Python holds a file name that is not UTF-8 with lone surrogates, which cannot be printed.
    sys.stdout.write(text.encode("utf-8", "replace").decode())
