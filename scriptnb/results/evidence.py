"""The lines of the script behind the numbers: by scene, by character, by a word, and with cues.

Each function reads a result dict and returns rows. Imports neither pandas nor an analysis.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, TypedDict

from scriptnb.errors import OptionError
from scriptnb.screenplay import names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scriptnb.results.schema import Columns, ResultDict, Row

COLUMNS: Columns = {
    "scene": "int", "line": "int", "end_line": "int", "kind": "text", "character": "text",
    "text": "text",
}  # fmt: skip
SIDES_COLUMNS: Columns = {
    "scene": "int", "heading": "text", "page": "int?", "line": "int", "cue_character": "text",
    "cue": "text", "parenthetical": "text", "text": "text", "words": "int",
}  # fmt: skip


class Line(TypedDict):
    """A heading, a paragraph of action or a speech."""

    scene: int
    line: int
    end_line: int
    kind: str
    character: str | None
    text: str


class Side(TypedDict):
    """A speech of one character with its cue."""

    scene: int
    heading: str | None
    page: int | None
    line: int
    cue_character: str | None
    cue: str | None
    parenthetical: str | None
    text: str
    words: int


def lines(
    raw: ResultDict, scene: int | Iterable[int] | None = None, character: str | None = None
) -> list[Line]:
    """List headings, action and speeches in the order of the script.

    Parameters
    ----------
    raw
        A result dict.
    scene
        One scene or several; None for all.
    character
        Only the speeches of this character, without headings and action.

    Examples
    --------
    >>> scenes = [{"scene": 1, "heading": "INT. HALL", "line": 1,
    ...            "action_text": "Dark.", "action_lines": [3]}]
    >>> [row["kind"] for row in lines({"scenes": scenes})]
    ['scene_heading', 'action']
    """
    wanted = None if scene is None else {scene} if isinstance(scene, int) else set(scene)
    speaker = None if character is None else names.key(character)
    found: list[Line] = []
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
        and (speaker is None or speaker in _speakers(row))
    ]
    found.sort(key=lambda row: row["line"])
    return found


def _speakers(row: Row) -> set[str]:
    """Return the keys of the name in a cue and, where it names a group, of the group's members."""
    return {names.key(name) for name in (row["character"], *(row.get("members") or ()))}


def find(rows: Iterable[Line], text: str, whole_word: bool) -> list[Line]:
    """Return the rows that contain a word or phrase, ignoring case and runs of spaces.

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


def sides(raw: ResultDict, character: str) -> list[Side]:
    """List the speeches of one character, each with its cue: the speech before it.

    Parameters
    ----------
    raw
        A result dict.
    character
        Upper or lower case.

    Raises
    ------
    OptionError
        When no character has that name; the message names those who speak most.

    Examples
    --------
    >>> said = [{"scene": 1, "line": 3, "character": "BOB", "text": "Who is there?"},
    ...         {"scene": 1, "line": 6, "character": "ANN", "text": "Me."}]
    >>> sides({"dialogues": said, "scenes": []}, "Ann")[0]["cue"]
    'Who is there?'
    """
    wanted = names.key(character)
    scenes = {row["scene"]: row for row in raw.get("scenes", ())}
    found: list[Side] = []
    before: Row = {}
    for row in raw.get("dialogues", ()):
        if wanted in _speakers(row):
            # The first speech of a scene has no cue: the one before it belongs to another scene.
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


def _line(
    row: Row,
    kind: str,
    text: str,
    line: int,
    end_line: int | None = None,
    character: str | None = None,
) -> Line:
    return {
        "scene": row["scene"],
        "line": line,
        "end_line": end_line or line,
        "kind": kind,
        "character": character,
        "text": text,
    }


def _folded(text: str) -> str:
    """Fold case, spaces and composed accents, so that ŁÓDŹ finds Łódź."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
