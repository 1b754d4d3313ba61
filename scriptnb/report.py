"""Tables and pictures -> one HTML file to send: opens offline, asks nothing of any network.

Takes DataFrames and PNGs; knows no `Result`, no plot and no analysis. Every number stands in a
``<data>`` element whose ``value`` is the table's cell to the last digit, with a shorter form to
read. Every text of a script is escaped, and the page's own policy forbids it to load anything.
"""

from __future__ import annotations

import base64
import html
import numbers
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from scriptnb.errors import OptionError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping


class Part(NamedTuple):
    """One part of the report."""

    heading: str
    #: What a reader finds here, in a sentence.
    said: str
    pictures: tuple[str, ...]
    #: Shown at once, and folded.
    tables: tuple[str, ...]
    folded: tuple[str, ...] = ()


#: The report from top to bottom; what a result does not have is left out.
PARTS = (
    Part(
        "Acts and turning points",
        "Where the story turns: the likeliest scene, the range that holds it in 80% of films, and"
        " the evidence.",
        ("ruler",),
        ("acts", "turning_points"),
    ),
    Part(
        "Characters",
        "Who speaks how much and where, who leads, and who is gone for long.",
        ("dialogue_share", "words_by_scene", "presence"),
        ("characters", "protagonists", "absences"),
        ("presence", "voice", "genders", "gender_shares", "bechdel"),
    ),
    Part(
        "Who talks with whom",
        "Pairs of characters by the words that they say to each other.",
        ("network",),
        (),
        ("network", "centrality", "pairs"),
    ),
    Part(
        "Pace",
        "Length, tension and talk, scene by scene; tension is one of form, not of content.",
        ("pacing",),
        ("stretches",),
        ("pacing",),
    ),
    Part(
        "Feelings",
        "The dialogue's valence and emotions, by a lexicon and a small trained model: a tendency,"
        " never a verdict on a single line.",
        ("arc", "emotions", "stream"),
        ("emotions",),
        ("arc_shape", "evidence", "scene_sentiment", "arc", "arc_line"),
    ),
    Part(
        "Breakdown",
        "Scenes by place and light, the one-line schedule, and who is needed where.",
        (),
        ("one_liner",),
        ("breakdown", "cast", "cast_grid", "locations"),
    ),
    Part("The script", "Its scenes, its outline and what a careful reader would point out.", (),
         ("scenes",), ("outline", "problems", "pages", "elements", "readability", "dialogues")),
)  # fmt: skip
#: The script's own action would make the file a copy of the script.
_LEFT_OUT = {"scenes": ("action_text", "action_lines")}
#: Of the summary, what a reader wants at once.
_FACTS = (
    ("pages", "pages"), ("minutes", "minutes"), ("scenes", "scenes"), ("characters", "characters"),
    ("speeches", "speeches"), ("words", "words"), ("dialogue_share", "of words spoken (share)"),
    ("locations", "locations"),
)  # fmt: skip
#: A text longer than this needs room, or, where all rows say it, a place of its own.
_LONG = 60
_STYLE = """
:root{color-scheme:light dark;--ink:#1f2328;--faint:#656d76;--rule:#d0d7de;--ground:#ffffff;
--tint:#f3f5f7}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--faint:#9aa4ae;--rule:#3a424b;
--ground:#14181d;--tint:#1d232a}}
body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
color:var(--ink);background:var(--ground);max-width:1020px;margin:0 auto;padding:24px 20px 60px}
h1{font-size:1.7em;margin:0 0 2px}h2{font-size:1.25em;margin:36px 0 2px}
h3{font-size:1em;margin:18px 0 4px}
p,.faint{color:var(--faint);margin:0 0 10px}
.facts{display:flex;flex-wrap:wrap;gap:10px 28px;margin:18px 0}
.facts b{display:block;font-size:1.35em}.facts span{color:var(--faint);font-size:.85em}
img{display:block;width:100%;max-width:820px;background:#fff;border-radius:6px;margin:12px 0}
.table{overflow-x:auto;max-height:70vh;overflow-y:auto}
table{border-collapse:collapse;font-size:.87em}
th{position:sticky;top:0;background:var(--ground);text-align:left;color:var(--faint);
font-weight:600}
th,td{padding:3px 10px 3px 0;border-bottom:1px solid var(--rule);vertical-align:top;
max-width:34em}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.t{min-width:18em}
summary{cursor:pointer;font-weight:600;margin:10px 0 4px}
nav a{color:inherit;margin-right:16px}
@media print{.table{max-height:none;overflow:visible}h2{break-before:auto}}
"""


def write(
    path: str | os.PathLike[str],
    title: str,
    tables: Mapping[str, pd.DataFrame],
    pictures: Mapping[str, tuple[bytes, str]],
    provenance: Mapping[str, Any],
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

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OptionError
        When the path is no place for a file.
    """
    target = Path(path)
    if target.is_dir() or not target.parent.is_dir():
        wrong = "is a folder" if target.is_dir() else "is in a folder that does not exist"
        raise OptionError(f"{target} {wrong}; report needs a file such as report.html")
    target.write_text(page(title, tables, pictures, provenance), encoding="utf-8")
    return target


def page(
    title: str,
    tables: Mapping[str, pd.DataFrame],
    pictures: Mapping[str, tuple[bytes, str]],
    provenance: Mapping[str, Any],
) -> str:
    """Make the page that `write` writes."""
    named = {name for part in PARTS for name in (*part.tables, *part.folded)}
    more = tuple(name for name in tables if name not in named and name != "summary")
    parts = [*PARTS, Part("More tables", "What other analyses found.", (), (), more)]
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
        f"<p>{escape(_made(provenance))}</p><nav>{links}</nav>",
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
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _made(provenance: Mapping[str, Any]) -> str:
    versions = provenance.get("versions") or {}
    version = versions.get("scriptnb")
    return f"Screenplay report, made by scriptnb{f' {version}' if version else ''}."


def _facts(summary: pd.DataFrame | None) -> str:
    if summary is None or summary.empty:
        return ""
    row = summary.iloc[0]
    facts = "".join(
        f"<div><b>{number(row[key])}</b><span>{escape(what)}</span></div>"
        for key, what in _FACTS
        if key in row.index and not _unknown(row[key])
    )
    return f'<div class="facts">{facts}</div>'


def _part(
    place: int,
    part: Part,
    tables: Mapping[str, pd.DataFrame],
    pictures: Mapping[str, tuple[bytes, str]],
) -> str:
    written = [f'<section id="part-{place}"><h2>{escape(part.heading)}</h2>']
    written.append(f"<p>{escape(part.said)}</p>")
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
    """Write a table in full, rows and columns in their order.

    A column without a single known cell is left out; a sentence that every row repeats stands once
    under the table.
    """
    view = table.drop(columns=[c for c in _LEFT_OUT.get(name, ()) if c in table.columns])
    if view.index.name is not None:
        view = view.reset_index()
    heads, columns, notes = [], [], []
    for i, column in enumerate(view.columns):
        values = view.iloc[:, i]
        head = escape(str(column).replace("_", " "))
        cells = [cell(value) for value in values]
        longest = max(map(len, cells), default=0)
        if cells and not longest:
            continue
        if len(cells) > 1 and longest > _LONG and len(set(cells)) == 1:
            notes.append(f"<p>{head}: {cells[0]}</p>")
            continue
        numeric = values.dtype.kind in "iuf"
        look = " class=n" if numeric else " class=t" if longest > _LONG else ""
        heads.append(f"<th{look}>{head}</th>")
        columns.append([f"<td{look}>{each}</td>" for each in cells])
    rows = "".join(f"<tr>{''.join(cells)}</tr>\n" for cells in zip(*columns, strict=True))
    return (
        f'<div class="table"><table id="table-{escape(name)}"><thead><tr>{"".join(heads)}</tr>'
        f"</thead><tbody>\n{rows}</tbody></table></div>{''.join(notes)}"
    )


def escape(text: str) -> str:
    """Make a text safe in HTML, and writable: half a surrogate pair is no UTF-8."""
    return html.escape(text.encode("utf-8", "replace").decode())


def cell(value: Any) -> str:
    """Write one cell: a number with its exact value, a list joined, what is unknown as nothing.

    Examples
    --------
    >>> cell(1 / 3)
    '<data value="0.3333333333333333">0.333</data>'
    >>> cell(["ANN", "BEN & CO"])
    'ANN; BEN &amp; CO'
    """
    if isinstance(value, list | tuple):
        return escape("; ".join(map(str, value)))
    if _unknown(value):
        return ""
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return "yes" if value else ""
    if isinstance(value, numbers.Number):
        return number(value)
    return escape(str(value))


def number(value: Any) -> str:
    """Write a number to read, and its exact value for whoever checks."""
    if isinstance(value, numbers.Integral):
        return f'<data value="{int(value)}">{int(value):,}</data>'
    exact = float(value)
    shown = f"{exact:,.3f}".rstrip("0").rstrip(".") if abs(exact) >= 0.0005 else f"{exact:.2g}"
    return f'<data value="{exact!r}">{shown}</data>'


def _unknown(value: Any) -> bool:
    return not isinstance(value, list | tuple) and bool(pd.isna(value))


def _summary(summary: pd.DataFrame | None) -> str:
    if summary is None or summary.empty:
        return ""
    rows = "".join(
        f"<tr><td>{escape(str(name).replace('_', ' '))}</td><td class=n>{cell(value)}</td></tr>\n"
        for name, value in summary.iloc[0].items()
    )
    return (
        "<section><h2>All measures</h2><details><summary>Summary</summary>"
        f'<div class="table"><table id="table-summary"><tbody>\n{rows}</tbody></table></div>'
        "</details></section>"
    )


def _provenance(provenance: Mapping[str, Any]) -> str:
    """Say how the numbers were made, so that they can be made again."""
    items = "".join(
        f"<tr><td>{escape(str(key).replace('_', ' '))}</td><td>{escape(_plain(value))}</td></tr>"
        for key, value in provenance.items()
        if value not in (None, {}, [])
    )
    return (
        "<section><h2>How this was made</h2>"
        f'<div class="table"><table><tbody>{items}</tbody></table></div></section>'
    )


def _plain(value: Any) -> str:
    pairs: Iterable[Any] = value.items() if isinstance(value, dict) else ()
    return ", ".join(f"{name} {each}" for name, each in pairs) if pairs else str(value)
