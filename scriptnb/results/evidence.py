"""The script's own lines behind the numbers: by scene, by character, by what they say.

Reads a result dict and gives rows; knows no pandas and no analysis.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from scriptnb.errors import OptionError
from scriptnb.screenplay import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scriptnb.results.schema import Columns

COLUMNS: Columns = {
    "scene": "int", "line": "int", "end_line": "int", "kind": "text", "character": "text",
    "text": "text",
}  # fmt: skip
Row = dict[str, Any]


def lines(
    raw: Mapping[str, Any], scene: int | Iterable[int] | None = None, character: str | None = None
) -> list[Row]:
    """List headings, action and speeches in the script's order.

    Parameters
    ----------
    raw
        A result dict.
    scene
        One scene or several; None for all.
    character
        Whose speeches; then neither headings nor action.

    Examples
    --------
    >>> scenes = [{"scene": 1, "heading": "INT. HALL", "line": 1,
    ...            "action_text": "Dark.", "action_lines": [3]}]
    >>> [row["kind"] for row in lines({"scenes": scenes})]
    ['scene_heading', 'action']
    """
    wanted = None if scene is None else {scene} if isinstance(scene, int) else set(scene)
    speaker = None if character is None else names.key(character)
    found = []
    for row in raw.get("scenes", ()) if speaker is None else ():
        if wanted is None or row["scene"] in wanted:
            if row["heading"]:
                found.append(_line(row, "scene_heading", row["heading"], row["line"]))
            starts = row.get("action_lines") or ()
            texts = row["action_text"].split("\n\n") if starts else ()
            found += [
                _line(row, "action", text, line, line + text.count("\n"))
                for text, line in zip(texts, starts, strict=True)
            ]
    found += [
        _line(row, "dialogue", row["text"], row["line"], row["end_line"], row["character"])
        for row in raw.get("dialogues", ())
        if (wanted is None or row["scene"] in wanted)
        and (speaker is None or names.key(row["character"]) == speaker)
    ]
    found.sort(key=lambda row: row["line"])
    return found


def find(rows: Iterable[Row], text: str, whole_word: bool) -> list[Row]:
    """Keep the rows that hold a word or phrase, whatever its case and the spaces in it.

    Examples
    --------
    >>> len(find([{"text": "Łódź  w deszczu"}], "łódź w", whole_word=False))
    1
    """
    wanted = _folded(text)
    if not wanted:
        raise OptionError("find needs a word or a phrase to look for")
    pattern = re.escape(wanted)
    look = re.compile(rf"(?<!\w){pattern}(?!\w)" if whole_word else pattern)
    return [row for row in rows if look.search(_folded(row["text"]))]


def _line(
    row: Mapping[str, Any],
    kind: str,
    text: str,
    line: int,
    end_line: int | None = None,
    character: str | None = None,
) -> Row:
    return {
        "scene": row["scene"],
        "line": line,
        "end_line": end_line or line,
        "kind": kind,
        "character": character,
        "text": text,
    }


def _folded(text: str) -> str:
    """Fold case and spaces, so that ŁÓDŹ finds Łódź however its accents are stored."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
