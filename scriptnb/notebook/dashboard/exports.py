"""Exports a result or comparison to files to download, as bytes.

Files are written into a private temporary folder that is removed before `make` returns. Knows no
widget and no queue.
"""

from __future__ import annotations

import importlib.util
import io
import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scriptnb.results.comparison import Comparison
from scriptnb.screenplay import formats

if TYPE_CHECKING:
    import pandas as pd

    from scriptnb.results.result import Result

#: Kind -> (label of its button, ending of the file's name, media type).
KINDS = {
    "report": ("Report (HTML)", ".html", "text/html"),
    "excel": (
        "Excel", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "csv": ("Tables (CSV)", " tables.zip", "application/zip"),
}  # fmt: skip

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body {{ font: 15px system-ui, sans-serif; margin: 24px auto; max-width: 960px; \
padding: 0 16px }} th, td {{ padding: 3px 12px 3px 0 }}</style></head>
<body>{body}</body></html>
"""


@dataclass(frozen=True, slots=True)
class Export:
    """One file to download."""

    name: str
    media_type: str
    data: bytes


def offered() -> list[str]:
    """Return the kinds that can be made with the installed packages."""
    missing = importlib.util.find_spec("openpyxl") is None
    return [kind for kind in KINDS if not (missing and kind == "excel")]


def make(opened: Result | Comparison, kind: str, label: str) -> Export:
    """Make one file.

    Parameters
    ----------
    opened
        The result or comparison.
    kind
        One of `KINDS`.
    label
        The base of the file's name.

    Raises
    ------
    ScriptnbError
        When it cannot be made.
    """
    _, ending, media_type = KINDS[kind]
    with tempfile.TemporaryDirectory(prefix="scriptnb-") as folder:
        data = _MAKERS[kind](opened, Path(folder), label)
    return Export(_file_name(label) + ending, media_type, data)


def _report(opened: Result | Comparison, folder: Path, label: str) -> bytes:
    if isinstance(opened, Comparison):
        from scriptnb.results import html

        return _PAGE.format(title=html.escape(label), body=opened._repr_html_()).encode()
    return opened.report(folder / "report.html").read_bytes()


def _excel(opened: Result | Comparison, folder: Path, _label: str) -> bytes:
    from scriptnb.results import excel

    return excel.write(_tables(opened).items(), folder / "tables.xlsx").read_bytes()


def _csv(opened: Result | Comparison, folder: Path, _label: str) -> bytes:
    from scriptnb.results import frames

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in frames.write_csv(_tables(opened).items(), folder, ",", "."):
            archive.write(path, path.name)
    return packed.getvalue()


_MAKERS = {"report": _report, "excel": _excel, "csv": _csv}


def _tables(opened: Result | Comparison) -> dict[str, pd.DataFrame]:
    if isinstance(opened, Comparison):
        names = ("scenes", "characters", "summary", "arc")
        return {name: getattr(opened, name) for name in names}
    return {name: opened.table(name) for name in opened.tables}


def _file_name(label: str) -> str:
    r"""Return a name that is valid on every file system.

    Examples
    --------
    >>> _file_name("../a\\b: <draft>.fountain and c.pdf")
    'a b draft and c'
    """
    for row in formats.TABLE:
        for extension in row.extensions:
            label = re.sub(re.escape(extension) + r"\b", "", label, flags=re.IGNORECASE)
    kept = "".join(sign if sign.isalnum() or sign in "-_." else " " for sign in label)
    return " ".join(kept.split()).strip(" .")[:80] or "script"
