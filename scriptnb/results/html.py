"""A result as static HTML and as text, and the table writer and `escape` that all HTML uses.

The HTML passes JupyterLab's sanitizer in an untrusted notebook and is readable on a light and on a
dark background: inline styles, no text colour without its background, ``<details>``, a PNG, no
JavaScript. Every text of a script is escaped. Takes plain data; imports no `Result`.
"""

from __future__ import annotations

import base64
import html
from typing import TYPE_CHECKING

from scriptnb.results import format as formats
from scriptnb.results import norms
from scriptnb.results.schema import find_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from scriptnb.results.schema import ResultDict

#: Rows of a table that are visible at once, and that are in the HTML at all.
SEEN_ROWS = 10
MOST_ROWS = 200
#: Opens the scrollable box around a wide table; `tabindex` lets the keyboard scroll it.
WIDE = '<div role="group" aria-label="Table" tabindex="0" style="overflow-x:auto">'
#: The columns of each table that are shown first; of any other table its first columns.
VIEWS: dict[str, tuple[str, ...]] = {
    "scenes": ("scene", "number", "heading", "page", "eighths", "minutes", "words",
               "characters"),
    "dialogues": ("dialogue", "scene", "line", "character", "parenthetical", "text", "words"),
    "characters": ("character", "words", "words_share", "speeches", "scenes", "first_scene",
                   "last_scene", "minutes_speech", "longest_speech", "aliases"),
    "locations": ("location", "place", "part", "int_ext", "scenes", "eighths", "minutes", "times"),
    "outline": ("kind", "text", "scene", "line", "page", "pages_planned", "pages"),
    "turning_points": ("turning_point", "scene", "heading", "page", "position", "low", "high",
                       "evidence"),
    "acts": ("act", "first_scene", "last_scene", "share", "minutes", "pages_planned", "source"),
    "bechdel": ("question", "answer", "text", "scene", "line"),
    "genders": ("character", "gender", "source", "votes_female", "votes_male", "line", "text"),
    "voice": ("character", "word", "count", "per_1000", "others_per_1000", "score", "text"),
    "stretches": ("kind", "rank", "first_scene", "last_scene", "minutes", "scenes", "headings"),
    "arc_shape": ("shape", "path", "share", "correlation", "nearest"),
    "tags": ("scene", "line", "category", "name", "source", "certainty", "text"),
    "scene_sheets": ("scene", "number", "set", "time", "page", "eighths", "names", "props",
                     "vehicles", "synopsis"),
    "schedule": ("order", "day", "scene", "number", "set", "time", "eighths", "cast"),
    "day_out_of_days": ("number", "character", "start", "finish", "work", "hold", "total"),
    "changed scenes": ("before", "after", "change", "similarity", "heading", "words_before",
                       "words_after"),
}  # fmt: skip
_OPEN = ("characters", "scenes")
_MOST_COLUMNS = 10


def as_text(raw: ResultDict, tables: Sequence[str]) -> str:
    """Return lines that name the figures and tables of a result, and place it among features."""
    facts = ", ".join(f"{number} {what}" for number, what in _facts(raw))
    lines = [f"{title(raw)}{': ' if facts else ''}{facts}"]
    if (placed := norms.sentence(raw)) is not None:
        lines.append(placed)
    note = sentiment_note(raw)
    lines.append(f"{f'{note} ' if note else ''}tables: {', '.join(tables)}")
    return "\n".join(lines)


def sentiment_note(raw: ResultDict) -> str | None:
    """Return what a reader must know of the emotions, or why there are none."""
    made = (raw.get("sentiment") or {}).get("metadata") or {}
    note: str | None = made.get("note")
    return note


def as_html(
    raw: ResultDict, tables: Mapping[str, pd.DataFrame], picture: bytes | None, alt: str
) -> str:
    """Write a result as static HTML.

    Parameters
    ----------
    raw
        The result dict, for title and summary.
    tables
        Name and DataFrame of each table.
    picture
        A plot as PNG.
    alt
        What the plot shows, in words; without a picture why there is none, or nothing.
    """
    parts = [
        '<div style="max-width:960px;line-height:1.4">',
        '<div style="font-size:1.35em;font-weight:600;margin:2px 0 6px 0">',
        f"{escape(title(raw))}</div>",
        _tiles(_facts(raw)),
    ]
    if note := sentiment_note(raw):
        parts.append(f'<p style="margin:6px 0;opacity:0.8">{escape(note)}</p>')
    if (placed := norms.sentence(raw)) is not None:
        parts.append(f"<div>{escape(placed)}</div>")
    parts.append(picture_or_reason(picture, alt))
    shown = [name for name in tables if name != "summary"]
    shown.sort(key=lambda name: _OPEN.index(name) if name in _OPEN else len(_OPEN))
    parts += [
        section(name, tables[name], is_open=name in _OPEN) for name in shown if len(tables[name])
    ]
    if empty := [name for name in shown if not len(tables[name])]:
        parts.append(
            f'<div style="opacity:0.7;margin-top:6px">Empty: {escape(", ".join(empty))}</div>'
        )
    parts.append("</div>")
    return "".join(parts)


def title(raw: ResultDict) -> str:
    """Return the title of the script, or a text in its place."""
    written = " ".join(str((raw.get("metadata") or {}).get("title") or "").split())
    # A terminal would interpret control characters.
    return "".join(filter(str.isprintable, written)) or "Untitled script"


def image(png: bytes, alt: str) -> str:
    """Write a picture, on an opaque ground, with its alternative text."""
    return (
        f'<img alt="{escape(alt)}" style="display:block;width:100%;max-width:760px;height:auto;'
        'background:#ffffff;border-radius:6px;margin:10px 0" '
        f'src="data:image/png;base64,{base64.b64encode(png).decode()}">'
    )


def picture_or_reason(png: bytes | None, text: str) -> str:
    """Write a picture with its alternative text, or where there is none why."""
    if png:
        return image(png, text)
    return f'<p style="margin:10px 0;opacity:0.8">{escape(text)}</p>' if text else ""


def escape(text: str) -> str:
    """Escape a text for HTML, and replace lone surrogates, which UTF-8 cannot encode."""
    return html.escape(text.encode("utf-8", "replace").decode())


def _facts(raw: ResultDict) -> list[tuple[str, str]]:
    """Return the main figures of the summary, each with its unit."""
    rows = raw.get("summary")
    if not rows:
        return []
    row = rows[0]
    facts = [
        (formats.number(row[key]), _counted(row[key], one))
        for key, one in (
            ("pages", "page"), ("scenes", "scene"), ("characters", "character"),
            ("speeches", "speech"), ("words", "word"),
        )
    ]  # fmt: skip
    if row.get("dialogue_share") is not None:
        facts.append((formats.number(row["dialogue_share"], "share"), "of words spoken"))
    minutes = round(row["minutes"])
    facts.insert(1, (formats.number(minutes), _counted(minutes, "minute")))
    if problems := len(find_tables(raw).get("problems", ((), {}))[0]):
        facts.append((formats.number(problems), _counted(problems, "problem")))
    return facts


def _counted(number: int, one: str) -> str:
    if number == 1:
        return one
    return f"{one}es" if one.endswith("ch") else f"{one}s"


def _tiles(facts: Sequence[tuple[str, str]]) -> str:
    tiles = "".join(
        '<div style="margin:0 22px 6px 0"><div style="font-size:1.3em;font-weight:600">'
        f'{escape(number)}</div><div style="font-size:0.85em;opacity:0.75">'
        f"{escape(what)}</div></div>"
        for number, what in facts
    )
    return f'<div style="display:flex;flex-wrap:wrap">{tiles}</div>'


def section(name: str, frame: pd.DataFrame, *, is_open: bool) -> str:
    """Write one table as an open or folded section; its later rows are in a fold inside it."""
    view = frame if frame.index.name is None else frame.reset_index()
    wanted = [column for column in VIEWS.get(name, view.columns) if column in view.columns]
    wanted = [
        column for column in wanted[:_MOST_COLUMNS] if view[column].map(formats.is_known).any()
    ]
    view = view[wanted]
    head = f"{name.replace('_', ' ').capitalize()} ({len(frame):,})"
    body = folded(view, f"result.{name}")
    state = " open" if is_open else ""
    return (
        f'<details{state} style="margin:8px 0 0 0"><summary style="cursor:pointer;font-weight:600">'
        f"{escape(head)}</summary>{body}</details>"
    )


def folded(view: pd.DataFrame, where: str) -> str:
    """Write the first rows of a table, the next ones in a fold, and where all of them are.

    Parameters
    ----------
    where
        The expression that returns the whole table.
    """
    body = table(view.iloc[:SEEN_ROWS])
    rest = view.iloc[SEEN_ROWS:MOST_ROWS]
    if len(rest):
        body += fold(f"{len(rest):,} more", table(rest))
    if (beyond := len(view) - MOST_ROWS) > 0:
        body += (
            f'<div style="opacity:0.75">and {beyond:,} more in <code>{escape(where)}</code></div>'
        )
    return body


def fold(title: str, body: str) -> str:
    """Write HTML that a click on its title opens."""
    return (
        '<details style="margin:2px 0 0 0"><summary style="cursor:pointer;opacity:0.75">'
        f"{escape(title)}</summary>{body}</details>"
    )


def table(view: pd.DataFrame) -> str:
    """Return a DataFrame as a table for a notebook: every row and column, long texts cut."""
    # A saved notebook holds the style of every cell: only what Lab's own table does not set.
    sides = [
        f' style="text-align:{"right" if dtype.kind in "iuf" else "left"}"' for dtype in view.dtypes
    ]
    head = [
        f"<th{side}>{escape(str(column).replace('_', ' '))}</th>"
        for column, side in zip(view.columns, sides, strict=True)
    ]
    columns = [
        [
            f"<td{side}>{escape(formats.short(formats.text(str(column), value)))}</td>"
            for value in view.iloc[:, place].tolist()
        ]
        for place, (column, side) in enumerate(zip(view.columns, sides, strict=True))
    ]
    rows = zip(*columns, strict=True)
    written = write_table(head, rows, ' style="border-collapse:collapse;margin:4px 0"')
    return f"{WIDE}{written}</div>"


def write_table(
    head: Iterable[str], rows: Iterable[Iterable[str]], attributes: str = "", row: str = ""
) -> str:
    """Write a table of cells that are HTML already.

    Parameters
    ----------
    head
        The ``<th>`` elements; without any the table has no head.
    rows
        The ``<td>`` elements of each row.
    attributes, row
        Attributes of the table and of each row of its body, with a space before them.

    Examples
    --------
    >>> write_table(["<th>a</th>"], [["<td>1</td>"]])
    '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
    """
    heads = "".join(head)
    top = f"<thead><tr>{heads}</tr></thead>" if heads else ""
    body = "".join(f"<tr{row}>{''.join(cells)}</tr>" for cells in rows)
    return f"<table{attributes}>{top}<tbody>{body}</tbody></table>"
