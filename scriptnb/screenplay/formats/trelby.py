"""Trelby: text whose every line begins with how it ends and what it is.

The first character says how the line is joined to the next one (``>`` by a space, ``+`` by two,
``&`` by nothing, ``|`` by a line break; ``.`` ends the element), the second what it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scriptnb.screenplay.formats.base import Draft, Source, number_scenes
from scriptnb.screenplay.formats.shared.rendering import Piece, check_count, join_speech, render
from scriptnb.screenplay.formats.shared.title_page import read_title_page
from scriptnb.screenplay.model import Problem

if TYPE_CHECKING:
    from scriptnb.screenplay.model import Kind

_JOINS = {">": " ", "+": "  ", "&": "", "|": "\n", ".": ""}
_KINDS: dict[str, Kind] = {
    "\\": "scene_heading",
    ".": "action",
    "_": "character",
    ":": "dialogue",
    "(": "parenthetical",
    "/": "transition",
    "=": "shot",
    "%": "note",
    "@": "centered",
}
#: Which elements print in capitals where the file does not say.
_ALL_CAPS = {"Scene": True, "Character": True, "Transition": True, "Shot": True, "ActBreak": True}
_ELEMENTS = {
    "Scene": "scene_heading", "Action": "action", "Character": "character",
    "Dialogue": "dialogue", "Parenthetical": "parenthetical", "Transition": "transition",
    "Shot": "shot", "Note": "note", "ActBreak": "centered",
}  # fmt: skip
_SETTING = re.compile(r"Element/(\w+)/Export/AllCaps:(True|False)")
_TITLE = re.compile(r"#Title-String (?:[^,]*,){6}(.*)")
#: After that many lines without a mark, saying more of them helps nobody.
_MOST_PROBLEMS = 1000
_MARK = b"#Version"


def sniff(source: Source) -> bool:
    """Tell by the first line and the configuration that follows it."""
    head = source.head
    return _MARK in head[:16] and (b"#Begin-" in head or b"#Start-Script" in head)


def read(source: Source) -> Draft:
    """Read a Trelby file; lines of no known kind become problems.

    Raises
    ------
    ScriptReadError
        The text is in no known encoding.
    """
    capitals = {_ELEMENTS[name]: shown for name, shown in _ALL_CAPS.items()}
    title: list[str] = []
    pieces: list[Piece] = []
    odd: list[Problem] = []
    text = ""
    open_kind: Kind | None = None
    source_text = source.text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(source_text.split("\n"), start=1):
        if line[:1] == "#":
            if found := _TITLE.fullmatch(line):
                title += ["", *found[1].split("\\n")]
            continue
        if setting := _SETTING.fullmatch(line):
            if kind := _ELEMENTS.get(setting[1]):
                capitals[kind] = setting[2] == "True"
            continue
        join, kind = _JOINS.get(line[:1]), _KINDS.get(line[1:2])
        if join is None or kind is None:
            if len(odd) < _MOST_PROBLEMS and (open_kind or pieces) and line.strip():
                odd.append(Problem(None, "unreadable_line", f"line {number} has no mark", line))
            continue
        if open_kind is not None and open_kind != kind:  # an element that never ended
            _add(pieces, open_kind, text)
            text = ""
        text += line[2:] + join
        open_kind = kind
        if line[0] == ".":
            _add(pieces, kind, text)
            check_count(len(pieces), source.name)
            text, open_kind = "", None
    if open_kind is not None:
        _add(pieces, open_kind, text)
    for piece in pieces:
        if capitals.get(piece.kind):
            piece.text = piece.text.upper()
    title_page = read_title_page(title)
    rendered, elements = render(title_page, join_speech(pieces))
    return Draft(rendered, number_scenes(elements), title_page, odd)


def _add(pieces: list[Piece], kind: Kind, text: str) -> None:
    if words := "\n".join(line.rstrip() for line in text.split("\n")).strip():
        pieces.append(Piece(kind, words))
