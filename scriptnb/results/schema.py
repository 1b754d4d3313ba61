"""The tables of each analysis, and the type of each column.

`Result` makes its DataFrames from this; nothing here imports pandas or knows where rows come from.
Keys of a row that are not listed become columns too, so an analyzer can add one without a change
here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

#: int: an integer. int?: an integer or None. text: str or None. list: a list of names.
Type = Literal["int", "int?", "float", "text", "list", "bool"]
Columns = dict[str, Type]
#: One row of a table that an analysis returned; it may have more columns than are listed here.
Row = Mapping[str, Any]
#: What an analysis returned. Analyses of third parties add keys of any content.
ResultDict = Mapping[str, Any]

_LENGTH: Columns = {"eighths": "int", "minutes": "float"}
_EMOTIONS = ("anger", "disgust", "fear", "joy", "sadness", "surprise", "neutral")

_BASIC: dict[str, Columns] = {
    "summary": {
        "title": "text", "format": "text", "language": "text", "pages": "int", "minutes": "float",
        "minutes_speech": "float", "scenes": "int", "locations": "int", "characters": "int",
        "speeches": "int", "words": "int", "dialogue_words": "int", "action_words": "int",
        "dialogue_share": "float", "int_share": "float", "ext_share": "float",
        "day_share": "float", "night_share": "float", "int_scenes": "int", "ext_scenes": "int",
        "int_ext_scenes": "int", "day_scenes": "int", "night_scenes": "int",
        "silent_scenes": "int", "mean_scene_minutes": "float", "longest_scene": "int?",
        "longest_scene_minutes": "float", "dialogue_minutes": "float",
        "mean_speech_words": "float", "longest_speech": "int?", "longest_speech_line": "int?",
        "monologues": "int", "dual_speeches": "int", "main_character": "text",
        "main_character_share": "float", "acts": "int", "sections": "int", "synopses": "int",
        "notes": "int", "problems": "int",
    },
    "scenes": {
        "scene": "int", "number": "text", "heading": "text", "int_ext": "text",
        "location": "text", "time_of_day": "text", "time": "text", "line": "int",
        "end_line": "int", "page": "int", **_LENGTH, "minutes_speech": "float", "words": "int",
        "dialogue_words": "int", "action_words": "int", "speeches": "int", "characters": "list",
        "end_page": "int", "dialogue_share": "float", "dialogue_minutes": "float",
        "action_text": "text", "action_lines": "list",
    },
    "dialogues": {
        "dialogue": "int", "scene": "int", "character": "text", "extension": "text",
        "parenthetical": "text", "text": "text", "words": "int", "line": "int",
        "end_line": "int", "dual": "bool", "page": "int?",
    },
    "characters": {
        "character": "text", "speeches": "int", "words": "int", "words_share": "float",
        "minutes_speech": "float", "scenes": "int", "first_scene": "int", "last_scene": "int",
        "longest_speech": "int", "mean_speech_words": "float", "aliases": "list",
        "longest_speech_line": "int", "first_line": "int", "monologues": "int",
    },
    "locations": {
        "location": "text", "int_ext": "text", "scenes": "int", **_LENGTH, "times": "list",
        "scene_list": "list",
    },
    "outline": {
        "kind": "text", "level": "int?", "text": "text", "scene": "int?", "line": "int",
        "page": "int", "pages_planned": "float", "pages": "float",
    },
    "pages": {
        "page": "int", "line": "int?", "scenes": "list", "dialogue_share": "float",
        "action_share": "float", "heading_share": "float", "dialogue_words": "int",
        "action_words": "int",
    },
    "elements": {
        "kind": "text", "elements": "int", "pages": "float", "share": "float", "words": "int",
        "letters": "int", "mean_words": "float", "longest_words": "int", "longest_line": "int",
    },
    "problems": {"line": "int?", "kind": "text", "message": "text", "text": "text"},
}  # fmt: skip

_SENTIMENT: dict[str, Columns] = {
    "dialogues": {
        **_BASIC["dialogues"], "neg": "float", "neu": "float", "pos": "float",
        "compound": "float", "emotion": "text", **{f"p_{name}": "float" for name in _EMOTIONS},
    },
    "emotions": {
        "character": "text", "speeches": "int", "words": "int", "compound": "float",
        "compound_low": "float", "compound_high": "float", "dominant_emotion": "text",
        **{f"share_{name}": "float" for name in _EMOTIONS},
    },
    "evidence": {
        "character": "text", "emotion": "text", "dialogue": "int", "scene": "int", "line": "int",
        "text": "text", "p": "float",
    },
    "scene_sentiment": {
        "scene": "int", "speeches": "int", "compound": "float", "action_compound": "float",
    },
    "arc": {"position": "float", "compound": "float", "low": "float", "high": "float"},
    "pairs": {
        "speaker": "text", "listener": "text", "speeches": "int", "words": "int",
        "compound": "float", "dominant_emotion": "text",
    },
}  # fmt: skip

_STRUCTURE: dict[str, Columns] = {
    "turning_points": {
        "turning_point": "text", "scene": "int?", "position": "float", "low": "float",
        "high": "float", "line": "int?", "page": "int?", "evidence": "text", "method": "text",
        "accuracy": "text", "heading": "text", "low_scene": "int?", "high_scene": "int?",
        "p": "float", "quote": "text", "quote_line": "int?",
    },
    "acts": {
        "act": "text", "first_scene": "int?", "last_scene": "int?", "share": "float",
        "source": "text", "scenes": "int", "minutes": "float", "pages_planned": "float",
        "first_page": "int?", "last_page": "int?",
    },
    "presence": {"scene": "int", "character": "text", "words": "int"},
    "network": {
        "source": "text", "target": "text", "scenes": "int", "exchanges": "int", "words": "int",
        "words_to_target": "int", "words_to_source": "int",
    },
    "centrality": {
        "character": "text", "degree": "int", "strength": "int", "betweenness": "float",
    },
    "protagonists": {
        "character": "text", "score": "float", "reasons": "list", "words_score": "float",
        "scenes_score": "float", "exchanges_score": "float", "span_score": "float",
    },
    "absences": {
        "character": "text", "from_scene": "int?", "to_scene": "int?", "minutes": "float",
        "scenes": "int", "from_page": "int?", "first_scene": "int", "last_scene": "int",
        "share": "float",
    },
    "pacing": {
        "scene": "int", "position": "float", "minutes": "float", "dialogue_ratio": "float",
        "speakers": "int", "tension": "float", "minutes_smooth": "float",
        "dialogue_ratio_smooth": "float", "tension_smooth": "float",
    },
    "stretches": {
        "kind": "text", "rank": "int", "first_scene": "int", "last_scene": "int",
        "scenes": "int", "minutes": "float", "minutes_per_scene": "float",
        "dialogue_ratio": "float", "low": "float", "high": "float", "page": "int?",
        "line": "int?", "headings": "list",
    },
    "arc_shape": {
        "shape": "text", "path": "text", "share": "float", "correlation": "float",
        "nearest": "bool", "method": "text",
    },
    "arc_line": {"position": "float", "value": "float", "low": "float", "high": "float"},
    "bechdel": {
        "question": "text", "answer": "text", "scene": "int?", "line": "int?", "text": "text",
        "characters": "list",
    },
    "genders": {
        "character": "text", "gender": "text", "source": "text", "named": "bool",
        "votes_female": "int", "votes_male": "int", "scene": "int?", "line": "int?",
        "text": "text", "evidence": "list",
    },
    "gender_shares": {
        "gender": "text", "characters": "int", "speeches": "int", "words": "int",
        "words_share": "float",
    },
    "readability": {
        "part": "text", "character": "text", "words": "int", "sentences": "int",
        "reading_ease": "float", "grade": "float", "letters_per_word": "float",
        "words_per_sentence": "float", "note": "text",
    },
    "breakdown": {
        "location": "text", "int_ext": "text", "time": "text", "scenes": "int",
        "eighths": "int?", "cast": "list", "minutes": "float", "scene_list": "list",
    },
    "one_liner": {
        "scene": "int", "number": "text", "heading": "text", "page": "int?", "eighths": "int?",
        "cast": "list", "synopsis": "text", "opening": "text",
    },
    "cast_grid": {"scene": "int", "character": "text"},
    "cast": {
        "character": "text", "scenes": "int", "speaking_scenes": "int", "eighths": "int?",
        "minutes": "float", "first_scene": "int", "last_scene": "int", "idle": "int",
        "locations": "list", "pages": "list",
    },
    "voice": {
        "character": "text", "word": "text", "score": "float", "count": "int",
        "per_1000": "float", "others_per_1000": "float", "scene": "int?", "line": "int?",
        "text": "text", "method": "text",
    },
}  # fmt: skip

#: analysis -> table -> column -> type. Basic's tables stand at the top level of a result dict.
TABLES: dict[str, dict[str, Columns]] = {
    "basic": _BASIC,
    "sentiment": _SENTIMENT,
    "structure": _STRUCTURE,
}
#: Tables that a person reads as a grid: table -> (its rows, its columns, what fills a cell).
#: None: the cell is True where there is such a row.
GRIDS: dict[str, tuple[str, str, str | None]] = {
    "presence": ("scene", "character", "words"),
    "cast_grid": ("character", "scene", None),
}


def analysis_of(table: str) -> str | None:
    """Return the analysis that has a table, or None for an unknown table.

    Examples
    --------
    >>> analysis_of("emotions")
    'sentiment'
    """
    return next((analysis for analysis, tables in TABLES.items() if table in tables), None)


def find_tables(raw: ResultDict) -> dict[str, tuple[list[Row], Columns]]:
    """Return every table of a result dict: its rows and its columns.

    Where two analyses have a table, that of the later one is returned, which has more columns. Any
    list of dicts is a table, also in the dict of an analysis that is not listed here.
    """
    parts: list[tuple[str, ResultDict]] = [("basic", raw)]
    parts += [
        (name, raw[name])
        for name in dict.fromkeys([*TABLES, *raw])
        if name != "metadata" and isinstance(raw.get(name), Mapping)
    ]
    tables: dict[str, tuple[list[Row], Columns]] = {}
    for analysis, part in parts:
        known = TABLES.get(analysis, {})
        order = [name for name in known if name in part]
        order += [name for name in part if name not in known and isinstance(name, str)]
        for name in order:
            rows = part[name]
            if isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows):
                tables[name] = (rows, known.get(name, {}))
    return tables
