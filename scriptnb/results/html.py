"""A result as static HTML and as one line of text; takes plain data, knows no `Result`.

What it writes survives JupyterLab's sanitizer in an untrusted notebook and reads well in light and
dark: inline styles, no colour of text without its ground, ``<details>``, a PNG, no script. Every
text of a script is escaped.
"""

from __future__ import annotations

import base64
import html
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Rows of a table that are seen at once, and that are in the page at all.
SEEN_ROWS = 10
MOST_ROWS = 200
_LONGEST_TEXT = 140
#: Around a table that may be wider than its room: the keyboard reaches it, to scroll it.
WIDE = '<div role="group" aria-label="Table" tabindex="0" style="overflow-x:auto">'
#: What a person wants of each table at first sight; a table that is not here shows what it has.
VIEWS: dict[str, tuple[str, ...]] = {
    "scenes": ("scene", "number", "heading", "page", "eighths", "minutes", "words",
               "characters"),
    "dialogues": ("dialogue", "scene", "line", "character", "parenthetical", "text", "words"),
    "characters": ("character", "words", "words_share", "speeches", "scenes", "first_scene",
                   "last_scene", "minutes_speech", "longest_speech", "aliases"),
    "locations": ("location", "int_ext", "scenes", "eighths", "minutes", "times"),
    "outline": ("kind", "text", "scene", "line", "page", "pages_planned", "pages"),
    "turning_points": ("turning_point", "scene", "heading", "page", "position", "low", "high",
                       "evidence"),
    "acts": ("act", "first_scene", "last_scene", "share", "minutes", "pages_planned", "source"),
    "bechdel": ("question", "answer", "text", "scene", "line"),
    "genders": ("character", "gender", "source", "votes_female", "votes_male", "line", "text"),
    "voice": ("character", "word", "count", "per_1000", "others_per_1000", "score", "text"),
    "stretches": ("kind", "rank", "first_scene", "last_scene", "minutes", "scenes", "headings"),
    "arc_shape": ("shape", "path", "share", "correlation", "nearest"),
    "changed scenes": ("before", "after", "change", "similarity", "heading", "words_before",
                       "words_after"),
}  # fmt: skip
_OPEN = ("characters", "scenes")
_MOST_COLUMNS = 10


def as_text(raw: Mapping[str, Any], tables: Sequence[str]) -> str:
    """Say in two lines what a result holds."""
    facts = ", ".join(f"{number} {what}" for number, what in _facts(raw))
    return f"{title(raw)}{': ' if facts else ''}{facts}\ntables: {', '.join(tables)}"


def as_html(
    raw: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], picture: bytes | None, alt: str
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
        What the plot shows, in words.
    """
    parts = [
        '<div style="max-width:960px;line-height:1.4">',
        '<div style="font-size:1.35em;font-weight:600;margin:2px 0 6px 0">',
        f"{escape(title(raw))}</div>",
        _tiles(_facts(raw)),
    ]
    if picture:
        parts.append(
            f'<img alt="{escape(alt)}" style="display:block;width:100%;max-width:760px;height:auto;'
            'background:#ffffff;border-radius:6px;margin:10px 0" '
            f'src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
        )
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


def title(raw: Mapping[str, Any]) -> str:
    """Name a result's script."""
    written = " ".join(str((raw.get("metadata") or {}).get("title") or "").split())
    # A terminal would obey control characters.
    return "".join(filter(str.isprintable, written)) or "Untitled script"


def escape(text: str) -> str:
    """Make a text safe in HTML, and writable: half a surrogate pair is no UTF-8."""
    return html.escape(text.encode("utf-8", "replace").decode())


def _facts(raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Pick the few numbers that matter."""
    rows = raw.get("summary")
    if not rows:
        return []
    row = rows[0]
    facts = [
        (f"{row[key]:,}", _counted(row[key], one))
        for key, one in (
            ("pages", "page"), ("scenes", "scene"), ("characters", "character"),
            ("speeches", "speech"), ("words", "word"),
        )
    ]  # fmt: skip
    if row.get("dialogue_share") is not None:
        facts.append((f"{row['dialogue_share']:.0%}", "of words spoken"))
    facts.insert(1, (f"{row['minutes']:,.0f}", _counted(round(row["minutes"]), "minute")))
    if row.get("problems"):
        facts.append((f"{row['problems']:,}", _counted(row["problems"], "problem")))
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


def section(name: str, table: pd.DataFrame, *, is_open: bool) -> str:
    """Write one table: open or folded, its first rows, then the rest in a fold of its own."""
    view = table if table.index.name is None else table.reset_index()
    wanted = [column for column in VIEWS.get(name, view.columns) if column in view.columns]
    wanted = [column for column in wanted[:_MOST_COLUMNS] if view[column].map(_known).any()]
    view = view[wanted]
    head = f"{name.replace('_', ' ').capitalize()} ({len(table):,})"
    body = _table(view.iloc[:SEEN_ROWS])
    rest = view.iloc[SEEN_ROWS:MOST_ROWS]
    if len(rest):
        body += (
            '<details style="margin:2px 0 0 0"><summary style="cursor:pointer;opacity:0.75">'
            f"{len(rest):,} more</summary>{_table(rest)}</details>"
        )
    if (beyond := len(table) - MOST_ROWS) > 0:
        where = f"<code>result.{escape(name)}</code>"
        body += f'<div style="opacity:0.75">and {beyond:,} more in {where}</div>'
    state = " open" if is_open else ""
    return (
        f'<details{state} style="margin:8px 0 0 0"><summary style="cursor:pointer;font-weight:600">'
        f"{escape(head)}</summary>{body}</details>"
    )


def _table(view: pd.DataFrame) -> str:
    sides = ["right" if view[column].dtype.kind in "iuf" else "left" for column in view.columns]
    head = "".join(
        f'<th style="text-align:{side}">{escape(str(column).replace("_", " "))}</th>'
        for column, side in zip(view.columns, sides, strict=True)
    )
    # A saved notebook holds every cell's style: they say only what Lab's own table would not.
    columns = [
        [
            f'<td style="text-align:{side}">{escape(_short(cell(str(column), value)))}</td>'
            for value in view[column].tolist()
        ]
        for column, side in zip(view.columns, sides, strict=True)
    ]
    rows = "".join(f"<tr>{''.join(cells)}</tr>" for cells in zip(*columns, strict=True))
    return (
        f'{WIDE}<table style="border-collapse:collapse;margin:4px 0">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _known(value: Any) -> bool:
    """Tell whether a cell says anything: None, NaN, NA and an empty list do not."""
    if isinstance(value, list):
        return bool(value)
    return value is not None and value is not pd.NA and value == value


def cell(column: str, value: Any) -> str:
    """Write one value as a person would.

    Examples
    --------
    >>> cell("words", 1204), cell("words_share", 0.254), cell("page", None)
    ('1,204', '25%', '')
    >>> cell("minutes", 0.62), cell("position", 0.0855), cell("compound", -0.304)
    ('0.6', '0.09', '-0.30')
    """
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if not _known(value):
        return ""
    if isinstance(value, float):
        if column.endswith("share") or column.startswith("share_"):
            return f"{value:.0%}"
        # A place or a valence lives between -1 and 1, where one digit says next to nothing.
        fine = abs(value) < 1 and not column.startswith(("minutes", "pages"))
        digits = 2 if fine and value else 1
        return f"{value:,.{digits}f}" if abs(value) >= 0.05 or not value else f"{value:.2g}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1].rstrip() + "…"
