"""The tables that compare two drafts: scenes, characters, and the lines of one scene.

Takes the basic tables of both drafts and returns plain rows; imports no pandas.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, TypedDict, cast

from scriptnb.analysis.drafts import in_order, match
from scriptnb.screenplay import names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scriptnb.analysis.basic_rows import CharacterRow
    from scriptnb.analysis.drafts import SceneWords

_WORD = re.compile(r"\w+")


class SceneChangeRow(TypedDict):
    """A scene of either draft; ``before`` and ``after`` are its numbers in them."""

    before: int | None
    after: int | None
    #: "kept", "moved", "rewritten", "moved and rewritten", "cut" or "added".
    change: str
    similarity: float | None
    heading: str
    heading_before: str | None
    words_before: int
    words_after: int
    minutes_before: float
    minutes_after: float


class CharacterChangeRow(TypedDict):
    """A character of either draft; ``change`` is the difference of words."""

    character: str
    words_before: int
    words_after: int
    change: int
    speeches_before: int
    speeches_after: int
    scenes_before: int
    scenes_after: int


class LineChangeRow(TypedDict):
    """A line of a scene in either draft."""

    #: "kept", "cut" or "added".
    change: str
    line_before: int | None
    line_after: int | None
    kind: str
    character: str | None
    text: str


class _Line(TypedDict):
    line: int
    kind: str
    character: str | None
    text: str


def scene_rows(before: list[SceneWords], after: list[SceneWords]) -> list[SceneChangeRow]:
    """Return the table of scenes in the later draft's order; cut scenes keep their former place."""
    matched = match(before, after)
    unmoved = in_order(matched, after)
    gone = set(range(len(before))) - {i for i, _ in matched.values()}
    rows: list[SceneChangeRow] = []
    done = 0

    def add_cut_scenes(end: int) -> None:
        nonlocal done
        rows.extend(_row(before[i], None, "cut", None) for i in range(done, end) if i in gone)
        done = max(done, end)

    for j, scene in enumerate(after):
        if j not in matched:
            rows.append(_row(None, scene, "added", None))
            continue
        i, alike = matched[j]
        same = before[i].words == scene.words
        if j in unmoved:
            add_cut_scenes(i)
            rows.append(_row(before[i], scene, "kept" if same else "rewritten", alike))
        else:
            change = "moved" if same else "moved and rewritten"
            rows.append(_row(before[i], scene, change, alike))
    add_cut_scenes(len(before))
    return rows


def _row(
    old: SceneWords | None, new: SceneWords | None, change: str, alike: float | None
) -> SceneChangeRow:
    was = None if old is None else old.row
    now = None if new is None else new.row
    shown = now or was
    assert shown is not None
    return {
        "before": was["scene"] if was else None,
        "after": now["scene"] if now else None,
        "change": change,
        "similarity": alike,
        "heading": shown["heading"],
        "heading_before": was["heading"] if was else None,
        "words_before": was["words"] if was else 0,
        "words_after": now["words"] if now else 0,
        "minutes_before": was["minutes"] if was else 0.0,
        "minutes_after": now["minutes"] if now else 0.0,
    }


def character_rows(
    before: Mapping[str, object], after: Mapping[str, object]
) -> list[CharacterChangeRow]:
    """Return the table of characters, given the basic tables of both drafts.

    The character with most words in either draft comes first.
    """
    old, new = _characters(before), _characters(after)
    rows: list[CharacterChangeRow] = []
    for key in {**new, **old}:
        was, now = old.get(key), new.get(key)
        known = now or was
        assert known is not None
        words = (was["words"] if was else 0, now["words"] if now else 0)
        rows.append(
            {
                "character": known["character"],
                "words_before": words[0],
                "words_after": words[1],
                "change": words[1] - words[0],
                "speeches_before": was["speeches"] if was else 0,
                "speeches_after": now["speeches"] if now else 0,
                "scenes_before": was["scenes"] if was else 0,
                "scenes_after": now["scenes"] if now else 0,
            }
        )
    rows.sort(key=lambda row: -max(row["words_before"], row["words_after"]))
    return rows


def _characters(tables: Mapping[str, object]) -> dict[str, CharacterRow]:
    rows = cast("list[CharacterRow]", tables["characters"])
    return {names.key(row["character"]): row for row in rows}


def line_rows(
    before: Sequence[Mapping[str, object]], after: Sequence[Mapping[str, object]]
) -> list[LineChangeRow]:
    """Compare the lines of two scenes, in reading order.

    Parameters
    ----------
    before, after
        Rows with ``line kind character text``.
    """
    old, new = cast("Sequence[_Line]", before), cast("Sequence[_Line]", after)
    old_keys, new_keys = (
        [
            (row["kind"], row["character"], tuple(_WORD.findall(row["text"].casefold())))
            for row in rows
        ]
        for rows in (old, new)
    )
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    found: list[LineChangeRow] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pairs = zip(old[a:b], new[c:d], strict=True)
            found += [_line("kept", one["line"], two["line"], two) for one, two in pairs]
        else:
            found += [_line("cut", row["line"], None, row) for row in old[a:b]]
            found += [_line("added", None, row["line"], row) for row in new[c:d]]
    return found


def _line(
    change: str, line_before: int | None, line_after: int | None, row: _Line
) -> LineChangeRow:
    return {
        "change": change,
        "line_before": line_before,
        "line_after": line_after,
        "kind": row["kind"],
        "character": row["character"],
        "text": row["text"],
    }
