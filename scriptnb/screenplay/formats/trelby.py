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
#: Only so many lines without a mark are reported.
_MOST_PROBLEMS = 1000
_MARK = b"#Version"
_TAGGED = re.compile(rb"[>+&|.][\\._:(/=%@]")


def sniff(source: Source) -> bool:
    """Return whether the first line and the settings or the script after it are Trelby's."""
    head = source.head
    if _MARK not in head[:16]:
        return False
    if b"#Begin-" in head or b"#Start-Script" in head:
        return True
    lines = [line for line in head.splitlines()[:-1] if line and line[:1] != b"#"]
    return len(lines) > 1 and all(map(_TAGGED.match, lines[1:]))


def read(source: Source) -> Draft:
    """Read a Trelby file; lines of no known kind become problems.

    Raises
    ------
    ScriptReadError
        The text is in no known encoding.
    """
    script = _Script(source.name)
    text = source.text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), start=1):
        script.take(number, line)
    return script.draft()


class _Script:
    """The elements of a file, put together line by line."""

    def __init__(self, name: str | None) -> None:
        self._name = name
        self._capitals = {_ELEMENTS[name]: shown for name, shown in _ALL_CAPS.items()}
        self._title: list[str] = []
        self._pieces: list[Piece] = []
        self._problems: list[Problem] = []
        #: The element that has not ended: its kind, and its text up to here.
        self._kind: Kind | None = None
        self._text = ""

    def take(self, number: int, line: str) -> None:
        """Take the next line of the file."""
        join, kind = _JOINS.get(line[:1]), _KINDS.get(line[1:2])
        if line[:1] == "#":
            if found := _TITLE.fullmatch(line):
                self._title += ["", *found[1].split("\\n")]
        elif setting := _SETTING.fullmatch(line):
            if setting[1] in _ELEMENTS:
                self._capitals[_ELEMENTS[setting[1]]] = setting[2] == "True"
        elif join is None or kind is None:
            self._unknown(number, line)
        else:
            self._add(kind, line[2:] + join, ends=line[0] == ".")

    def draft(self) -> Draft:
        """Return what was read."""
        self._end()
        for piece in self._pieces:
            if self._capitals.get(piece.kind):
                piece.text = piece.text.upper()
        title_page = read_title_page(self._title)
        rendered, elements = render(title_page, join_speech(self._pieces))
        return Draft(rendered, number_scenes(elements), title_page, self._problems)

    def _add(self, kind: Kind, text: str, *, ends: bool) -> None:
        """Add a line to the element that is open, or begin one."""
        if self._kind != kind:  # the element before never ended
            self._end()
        self._kind = kind
        self._text += text
        if ends:
            self._end()
            check_count(len(self._pieces), self._name)

    def _end(self) -> None:
        """Add the element that is open."""
        words = "\n".join(line.rstrip() for line in self._text.split("\n")).strip()
        if self._kind is not None and words:
            self._pieces.append(Piece(self._kind, words))
        self._kind, self._text = None, ""

    def _unknown(self, number: int, line: str) -> None:
        """Report a line without marks; before the first element such lines are settings."""
        begun = self._kind is not None or self._pieces
        if begun and line.strip() and len(self._problems) < _MOST_PROBLEMS:
            message = f"line {number} has no mark"
            self._problems.append(Problem(None, "unreadable_line", message, line))
