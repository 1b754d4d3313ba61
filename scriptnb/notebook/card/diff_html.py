"""The changes between two results of one file as a few lines of static HTML and as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.results import format as formats
from scriptnb.results.html import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.notebook.messages import TableRow
    from scriptnb.results.result import Result

#: The measures of the summary whose changes are shown.
_FACTS = ("pages", "minutes", "scenes", "characters", "speeches", "words")
#: Changed scenes and characters that are listed.
_MOST = 12
_NEW = "background:rgba(46,139,87,.22);border-radius:3px;padding:0 4px"
_LESS = "background:rgba(217,65,61,.22);border-radius:3px;padding:0 4px"


def changes(before: Result, after: Result) -> tuple[str, str]:
    """Describe the changes between two results of one file.

    Returns
    -------
    html, plain
        Both hold the same changes; "nothing changed" where there are none.
    """
    from scriptnb.results.comparison import compare

    found = compare(before, after)
    facts = _facts(found.summary.iloc[0].to_dict())
    scenes = _scenes(found.scenes.to_dict("records"))
    people = _people(found.characters.to_dict("records"))
    if not (facts or scenes or people):
        return "<p>Since the last save: nothing changed.</p>", "nothing changed"
    parts = ['<p style="margin:4px 0"><strong>Since the last save</strong>']
    parts += [f' <span style="{_NEW if up else _LESS}">{escape(text)}</span>' for text, up in facts]
    parts.append("</p>")
    lines = [*scenes, *people]
    if lines:
        items = "".join(f"<li>{escape(line)}</li>" for line in lines[:_MOST])
        more = f"<li>and {len(lines) - _MOST} more</li>" if len(lines) > _MOST else ""
        parts.append(f'<ul style="margin:2px 0 6px 1.2em;padding:0">{items}{more}</ul>')
    return "".join(parts), "; ".join([each for each, _ in facts] + lines)


def _facts(row: TableRow) -> list[tuple[str, bool]]:
    lines = []
    for name in _FACTS:
        change = row.get(f"{name}_change")
        if change is None or change != change:
            continue
        is_count = name != "minutes"
        number = int(change) if is_count else round(float(change), 1)
        if number:
            one = name.removesuffix("es" if name == "speeches" else "s")
            counted = one if number in (1, -1) else name
            kind: formats.Kind = "number" if is_count else "length"
            lines.append((f"{formats.signed(number, kind)} {counted}", number > 0))
    return lines


def _scenes(rows: Sequence[TableRow]) -> list[str]:
    """Describe the changed scenes, numbered as in the later draft; cut ones as in the earlier."""
    lines = []
    for row in rows:
        if row["change"] in ("kept", "moved"):
            continue
        number = row["before"] if row["change"] == "cut" else row["after"]
        words = int(row["words_after"] or 0) - int(row["words_before"] or 0)
        unit = "word" if words in (1, -1) else "words"
        grew = f" ({formats.signed(words)} {unit})" if words else ""
        heading = row["heading"] or "before the first heading"
        lines.append(f"scene {int(number)} {row['change']}: {heading}{grew}")
    moved = sum("moved" in row["change"] for row in rows)
    return [*lines, f"{formats.number(moved)} scenes moved"] if moved else lines


def _people(rows: Sequence[TableRow]) -> list[str]:
    lines = []
    for row in rows:
        if not row["words_before"] and not row["speeches_before"]:
            lines.append(f"{row['character']} speaks for the first time")
        elif not row["words_after"] and not row["speeches_after"]:
            lines.append(f"{row['character']} no longer speaks")
    return lines
