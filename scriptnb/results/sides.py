"""Sides: all of a character's speeches, each with the speech before it, the cue.

Reads a result dict and gives rows; knows no pandas and no analysis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scriptnb.errors import OptionError
from scriptnb.screenplay import names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scriptnb.results.schema import Columns

COLUMNS: Columns = {
    "scene": "int", "heading": "text", "page": "int?", "line": "int", "cue_character": "text",
    "cue": "text", "parenthetical": "text", "text": "text", "words": "int",
}  # fmt: skip


def sides(raw: Mapping[str, Any], character: str) -> list[dict[str, Any]]:
    """List one character's speeches with their cues.

    Parameters
    ----------
    raw
        A result dict.
    character
        Upper or lower case.

    Raises
    ------
    OptionError
        When nobody has that name; the message names those who speak most.

    Examples
    --------
    >>> said = [{"scene": 1, "line": 3, "character": "BOB", "text": "Who is there?"},
    ...         {"scene": 1, "line": 6, "character": "ANN", "text": "Me."}]
    >>> sides({"dialogues": said, "scenes": []}, "Ann")[0]["cue"]
    'Who is there?'
    """
    wanted = names.key(character)
    scenes = {row["scene"]: row for row in raw.get("scenes", ())}
    found = []
    before: Mapping[str, Any] = {}
    for row in raw.get("dialogues", ()):
        if names.key(row["character"]) == wanted:
            # A scene begins without a cue: what was said before it is another day.
            cue = before if before.get("scene") == row["scene"] else {}
            scene = scenes.get(row["scene"], {})
            found.append(
                {
                    "scene": row["scene"],
                    "heading": scene.get("heading"),
                    "page": row.get("page") or scene.get("page"),
                    "line": row["line"],
                    "cue_character": cue.get("character"),
                    "cue": cue.get("text"),
                    "parenthetical": row.get("parenthetical"),
                    "text": row["text"],
                    "words": row.get("words", 0),
                }
            )
        before = row
    if not found:
        known = [row["character"] for row in raw.get("characters", ())][:10]
        raise OptionError(
            f"nobody called {character!r} speaks in this script; "
            f"those who speak most: {', '.join(known) or 'nobody'}"
        )
    return found
