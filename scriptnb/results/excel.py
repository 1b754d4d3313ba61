"""Writes tables to an Excel workbook, one sheet per table; needs the extra ``excel``."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scriptnb.errors import OptionError
from scriptnb.results import frames

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd

#: What a cell can hold, and the characters that a workbook cannot.
_LONGEST = 32_767
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHEET_NAME = 31
_SHEET_COLUMNS = 16_384
#: A column is as wide as its longest cell, within reason (in characters).
_NARROW, _WIDE = 8, 60


def write(tables: Iterable[tuple[str, pd.DataFrame]], path: str | os.PathLike[str]) -> Path:
    """Write tables to the sheets of one workbook, heads frozen.

    Parameters
    ----------
    tables
        Name and DataFrame of each sheet.
    path
        A file, ``.xlsx``; its folder must be there.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OptionError
        When openpyxl is not installed or no file can be written to the path.

    Notes
    -----
    Lists are joined by ``"; "``, and a text that Excel would run as a formula gets an apostrophe
    before it. A text longer than a cell holds (32,767 characters) ends with an ellipsis.
    """
    if importlib.util.find_spec("openpyxl") is None:
        raise OptionError("to_excel needs openpyxl; run: pip install scriptnb[excel]")
    import pandas as pd

    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise OptionError(f"to_excel writes .xlsx; call it {target.with_suffix('.xlsx').name}")
    if target.is_dir() or not target.parent.is_dir():
        wrong = "is a folder" if target.is_dir() else "is in a folder that does not exist"
        raise OptionError(f"{target} {wrong}")
    with pd.ExcelWriter(target, engine="openpyxl") as book:
        for name, table in tables:
            has_index = table.index.name is not None
            made = frames.for_files(table.iloc[:, : _SHEET_COLUMNS - has_index])
            made = made.map(_fitting)
            if has_index:
                made.index = made.index.map(_fitting)
            made.columns = pd.Index([_fitting(column) for column in made.columns], dtype="object")
            sheet = name[:_SHEET_NAME]
            made.to_excel(book, sheet_name=sheet, index=has_index, freeze_panes=(1, int(has_index)))
            _widen(book.sheets[sheet])
    return target


def _fitting(value: object) -> object:
    """Remove from a text what a cell cannot hold."""
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub("", value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _widen(sheet: Any) -> None:
    for column in sheet.iter_cols(max_row=min(sheet.max_row, 200)):
        longest = max(len(str(cell.value)) for cell in column if cell.value is not None)
        width = min(max(longest + 1, _NARROW), _WIDE)
        sheet.column_dimensions[column[0].column_letter].width = width
