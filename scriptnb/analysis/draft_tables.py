"""Draft against draft, as tables: scenes, characters, and the lines of one scene.

Takes the basic tables of two drafts and gives plain rows; knows no pandas and no plot.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from scriptnb.analysis.drafts import match, order
from scriptnb.screenplay import names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scriptnb.analysis.drafts import Sheet
    from scriptnb.analysis.given import Row

_WORD = re.compile(r"\w+")


def scene_rows(before: list[Sheet], after: list[Sheet]) -> list[Row]:
    """Make the table of scenes, in the later draft's order; cut ones stand where they stood."""
    matched = match(before, after)
    stayed = order(matched, after)
    gone = set(range(len(before))) - {i for i, _ in matched.values()}
    rows: list[Row] = []
    done = 0

    def cut_up_to(end: int) -> None:
        nonlocal done
        rows.extend(_row(before[i], None, "cut", None) for i in range(done, end) if i in gone)
        done = max(done, end)

    for j, sheet in enumerate(after):
        if j not in matched:
            rows.append(_row(None, sheet, "added", None))
            continue
        i, alike = matched[j]
        same = before[i].words == sheet.words
        if j in stayed:
            cut_up_to(i)
            rows.append(_row(before[i], sheet, "kept" if same else "rewritten", alike))
        else:
            change = "moved" if same else "moved and rewritten"
            rows.append(_row(before[i], sheet, change, alike))
    cut_up_to(len(before))
    return rows


def _row(old: Sheet | None, new: Sheet | None, change: str, alike: float | None) -> Row:
    was = None if old is None else old.row
    now = None if new is None else new.row
    shown = now or was
    assert shown is not None
    return {
        "before": was and was["scene"],
        "after": now and now["scene"],
        "change": change,
        "similarity": alike,
        "heading": shown["heading"],
        "heading_before": was and was["heading"],
        "words_before": was["words"] if was else 0,
        "words_after": now["words"] if now else 0,
        "minutes_before": was["minutes"] if was else 0.0,
        "minutes_after": now["minutes"] if now else 0.0,
    }


def character_rows(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Row]:
    """Make the table of characters: words, speeches and scenes in both drafts."""
    old = {names.key(row["character"]): row for row in before["characters"]}
    new = {names.key(row["character"]): row for row in after["characters"]}
    rows: list[Row] = []
    for key in {**new, **old}:
        was, now = old.get(key), new.get(key)
        known = now or was
        assert known is not None
        row: Row = {"character": known["character"]}
        for measure in ("words", "speeches", "scenes"):
            row[f"{measure}_before"] = was[measure] if was else 0
            row[f"{measure}_after"] = now[measure] if now else 0
        row["change"] = row["words_after"] - row["words_before"]
        rows.append(row)
    rows.sort(key=lambda row: -max(row["words_before"], row["words_after"]))
    return rows


def line_rows(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Compare the lines of two scenes: ``change`` is "kept", "cut" or "added", in reading order.

    Parameters
    ----------
    before, after
        Rows with ``line kind character text``.
    """
    old_keys, new_keys = (
        [
            (row["kind"], row["character"], tuple(_WORD.findall(row["text"].casefold())))
            for row in rows
        ]
        for rows in (before, after)
    )
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    found: list[Row] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found += [
                _line("kept", old["line"], new)
                for old, new in zip(before[a:b], after[c:d], strict=True)
            ]
        else:
            found += [_line("cut", row["line"], row, kept=False) for row in before[a:b]]
            found += [_line("added", None, row) for row in after[c:d]]
    return found


def _line(change: str, was: int | None, row: Mapping[str, Any], *, kept: bool = True) -> Row:
    return {
        "change": change,
        "line_before": was,
        "line_after": row["line"] if kept else None,
        "kind": row["kind"],
        "character": row["character"],
        "text": row["text"],
    }
