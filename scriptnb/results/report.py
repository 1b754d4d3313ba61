"""Tables and pictures as one HTML file to send, which opens offline and loads nothing.

Takes DataFrames and PNGs; imports no `Result`, no plot and no analysis. Every number stands in a
``<data>`` element whose ``value`` is the exact value of the table's cell; its text is rounded as
everywhere. Every text of a script is escaped, and the page's policy forbids it to load anything.
"""

from __future__ import annotations

import base64
import numbers
from pathlib import Path
from typing import TYPE_CHECKING

from scriptnb.errors import OptionError
from scriptnb.results import format as formats
from scriptnb.results.html import escape, write_table
from scriptnb.results.report_sections import FACTS, LEFT_OUT, LONG, PARTS, STYLE, Part

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    import pandas as pd


def write(
    path: str | os.PathLike[str],
    title: str,
    tables: Mapping[str, pd.DataFrame],
    pictures: Mapping[str, tuple[bytes, str]],
    provenance: Mapping[str, object],
    parts: Sequence[Part] = PARTS,
    lead: str = "",
) -> Path:
    """Write the report.

    Parameters
    ----------
    path
        The HTML file; its folder must be there.
    title
        The script's.
    tables
        Name -> DataFrame; a grid has a named index.
    pictures
        Name -> the PNG and what it shows, in words.
    provenance
        How the numbers were made.
    parts
        The sections, from top to bottom.
    lead
        A sentence under the title.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OptionError
        When the path is a folder or is in a folder that does not exist.
    """
    target = Path(path)
    if target.is_dir() or not target.parent.is_dir():
        wrong = "is a folder" if target.is_dir() else "is in a folder that does not exist"
        raise OptionError(f"{target} {wrong}; report needs a file such as report.html")
    written = page(title, tables, pictures, provenance, parts, lead)
    target.write_text(written, encoding="utf-8")
    return target


def page(
    title: str,
    tables: Mapping[str, pd.DataFrame],
    pictures: Mapping[str, tuple[bytes, str]],
    provenance: Mapping[str, object],
    parts: Sequence[Part] = PARTS,
    lead: str = "",
) -> str:
    """Return the page as HTML."""
    named = {name for part in parts for name in (*part.tables, *part.folded)}
    more = tuple(name for name in tables if name not in named and name != "summary")
    parts = [*parts, Part("More tables", "What other analyses found.", (), more)]
    shown = [
        part
        for part in parts
        if any(name in tables for name in (*part.tables, *part.folded))
        or any(name in pictures for name in part.pictures)
    ]
    links = "".join(
        f'<a href="#part-{number}">{escape(part.heading)}</a>'
        for number, part in enumerate(shown, 1)
    )
    body = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(lead)}</p>" if lead else "",
        f"<p>{escape(_imprint(provenance))}</p><nav>{links}</nav>",
        _facts(tables.get("summary")),
        *(_part(number, part, tables, pictures) for number, part in enumerate(shown, 1)),
        _summary(tables.get("summary")),
        _provenance(provenance),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " img-src data:; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _imprint(provenance: Mapping[str, object]) -> str:
    versions = provenance.get("versions")
    version = versions.get("scriptnb") if isinstance(versions, dict) else None
    return f"Screenplay report, made by scriptnb{f' {version}' if version else ''}."


def _facts(summary: pd.DataFrame | None) -> str:
    if summary is None or summary.empty:
        return ""
    row = summary.iloc[0]
    facts = "".join(
        f"<div><b>{cell(key, row[key])}</b><span>{escape(what)}</span></div>"
        for key, what in FACTS
        if key in row.index and formats.is_known(row[key])
    )
    return f'<div class="facts">{facts}</div>'


def _part(
    place: int,
    part: Part,
    tables: Mapping[str, pd.DataFrame],
    pictures: Mapping[str, tuple[bytes, str]],
) -> str:
    written = [f'<section id="part-{place}"><h2>{escape(part.heading)}</h2>']
    written.append(f"<p>{escape(part.description)}</p>")
    for name in part.pictures:
        if name in pictures:
            png, alt = pictures[name]
            data = base64.b64encode(png).decode()
            written.append(f'<img alt="{escape(alt)}" src="data:image/png;base64,{data}">')
    for name in part.tables:
        if name in tables:
            written.append(f"<h3>{escape(_heading(name, tables[name]))}</h3>")
            written.append(_table(name, tables[name]))
    for name in part.folded:
        if name in tables:
            heading = escape(_heading(name, tables[name]))
            table = _table(name, tables[name])
            written.append(f"<details><summary>{heading}</summary>{table}</details>")
    written.append("</section>")
    return "\n".join(written)


def _heading(name: str, table: pd.DataFrame) -> str:
    rows = f"{len(table):,} row{'' if len(table) == 1 else 's'}"
    return f"{name.replace('_', ' ').capitalize()} ({rows})"


def _table(name: str, table: pd.DataFrame) -> str:
    """Write all rows of a table, its columns in their order.

    A column without a single known cell is left out; a sentence that every row repeats stands once
    under the table.
    """
    view = table.drop(columns=[c for c in LEFT_OUT.get(name, ()) if c in table.columns])
    if view.index.name is not None:
        view = view.reset_index()
    heads, columns, notes = [], [], []
    for i, column in enumerate(view.columns):
        values = view.iloc[:, i]
        head = escape(str(column).replace("_", " "))
        cells = [cell(str(column), value) for value in values]
        longest = max(map(len, cells), default=0)
        if cells and not longest:
            continue
        if len(cells) > 1 and longest > LONG and len(set(cells)) == 1:
            notes.append(f"<p>{head}: {cells[0]}</p>")
            continue
        numeric = values.dtype.kind in "iuf"
        look = " class=n" if numeric else " class=t" if longest > LONG else ""
        heads.append(f"<th{look}>{head}</th>")
        columns.append([f"<td{look}>{each}</td>" for each in cells])
    rows = zip(*columns, strict=True)
    written = write_table(heads, rows, f' id="table-{escape(name)}"')
    return f'<div class="table">{written}</div>{"".join(notes)}'


def cell(column: str, value: object) -> str:
    """Write one cell as HTML; a number stands in a ``<data>`` element with its exact value.

    Examples
    --------
    >>> cell("words_share", 1 / 3)
    '<data value="0.3333333333333333">33%</data>'
    >>> cell("characters", ["ANN", "BEN & CO"])
    'ANN, BEN &amp; CO'
    """
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return "yes" if value else ""
    text = escape(formats.text(column, value))
    if not text or not isinstance(value, numbers.Real):
        return text
    exact = int(value) if isinstance(value, numbers.Integral) else float(value)
    return f'<data value="{exact!r}">{text}</data>'


def _summary(summary: pd.DataFrame | None) -> str:
    if summary is None or summary.empty:
        return ""
    rows = (
        (
            f"<td>{escape(str(name).replace('_', ' '))}</td>",
            f"<td class=n>{cell(str(name), value)}</td>",
        )
        for name, value in summary.iloc[0].items()
    )
    table = write_table((), rows, ' id="table-summary"')
    return (
        "<section><h2>All measures</h2><details><summary>Summary</summary>"
        f'<div class="table">{table}</div>'
        "</details></section>"
    )


def _provenance(provenance: Mapping[str, object]) -> str:
    """Write how the numbers were made, so that they can be reproduced."""
    rows = (
        (
            f"<td>{escape(str(key).replace('_', ' '))}</td>",
            f"<td>{escape(_plain(value))}</td>",
        )
        for key, value in provenance.items()
        if value not in (None, {}, [])
    )
    return (
        "<section><h2>How this was made</h2>"
        f'<div class="table">{write_table((), rows)}</div></section>'
    )


def _plain(value: object) -> str:
    if isinstance(value, dict) and value:
        return ", ".join(f"{name} {each}" for name, each in value.items())
    return str(value)
