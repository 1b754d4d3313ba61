"""Celtx: an archive with the script as HTML, one paragraph an element, its class naming the kind.

The files of the desktop program are read; of several scripts in a project the longest is read, and
the others are reported as a problem.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay import encoding
from scriptnb.screenplay.formats.base import Draft, Source, number_scenes
from scriptnb.screenplay.formats.shared import archive
from scriptnb.screenplay.formats.shared.html import Token, tokens
from scriptnb.screenplay.formats.shared.rendering import (
    Piece,
    check_count,
    join_speech,
    render,
    tidy,
)
from scriptnb.screenplay.model import Problem

if TYPE_CHECKING:
    from scriptnb.screenplay.model import Kind

_KINDS: dict[str, Kind] = {
    "sceneheading": "scene_heading",
    "action": "action",
    "character": "character",
    "dialog": "dialogue",
    "dialogue": "dialogue",
    "parenthetical": "parenthetical",
    "transition": "transition",
    "shot": "shot",
    "act": "centered",
    "note": "note",
    "lyrics": "lyric",
}
#: Printed in capitals by the program's own style sheet.
_ALL_CAPS = {"scene_heading", "character", "transition", "shot", "centered"}
_EMPHASIS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline"
}  # fmt: skip
_META = {
    "author": "Author", "dc.source": "Source", "dc.rights": "Copyright", "cx.contact": "Contact"
}  # fmt: skip
_BLOCKS = {"div", "table"}
_SCRIPT = re.compile(r"(?:^|/)script[^/]*\.html?$", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_SPACE = re.compile(r"[ \t\r\n\f]+")


def sniff(source: Source) -> bool:
    """Return whether the archive is a Celtx project with a script in it."""
    return bool(_scripts(source))


def read(source: Source) -> Draft:
    """Read the script of a Celtx project.

    Raises
    ------
    ScriptReadError
        The archive is damaged or dangerous, or holds no script.
    """
    names = _scripts(source)
    if not names:
        raise ScriptReadError("the archive holds no script: it is not Celtx's", source.name)
    pages = {name: archive.member(source, name) for name in names[:20]}
    chosen = max(pages, key=lambda name: len(pages[name]))
    draft = _read(encoding.decode(pages[chosen], source.language, source.name), source.name)
    if len(names) > 1:
        others = ", ".join(name for name in names if name != chosen)
        message = f"the project holds {len(names)} scripts; only the longest, {chosen}, was read"
        draft.problems = [Problem(None, "other_script", message, others)]
    return draft


def _scripts(source: Source) -> list[str]:
    names = archive.members(source)
    found = [name for name in names if _SCRIPT.search(name)]
    if not found and any(name.endswith("project.rdf") for name in names):
        found = [name for name in names if name.lower().endswith((".html", ".htm"))]
    return found


def _read(text: str, name: str | None) -> Draft:
    script = _Script()
    for token in tokens(text):
        script.take(token)
        check_count(len(script.pieces), name)
    script.end_paragraph()
    title_page = {key: lines for key, lines in script.title_page.items() if lines}
    rendered, elements = render(title_page, join_speech(script.pieces))
    return Draft(rendered, number_scenes(elements), title_page)


class _Script:
    """The script, built token by token."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.title_page: dict[str, list[str]] = {"Title": []}
        self._paragraph: dict[str, str] | None = None
        self._runs: list[tuple[str, tuple[str, ...]]] = []
        #: How many elements of each emphasis stand open.
        self._active: Counter[str] = Counter()
        self._in_title = False
        self._numbered = True
        #: How deep the parser stands inside page breaks that the program shows on screen ...
        self._hidden = 0
        #: ... and inside a block of speeches side by side, and the cues seen there.
        self._dual = 0
        self._cues = 0

    def take(self, token: Token) -> None:
        if token.kind == "text":
            self._text(token.value)
        elif token.kind == "start":
            self._start(token)
        else:
            self._end(token.value)

    def _text(self, text: str) -> None:
        if self._in_title and text.strip():
            self.title_page["Title"].append(" ".join(text.split()))
        elif self._paragraph is not None and not self._hidden:
            # Line ends in HTML are spaces; only <br> breaks a line.
            self._runs.append((_SPACE.sub(" ", text), tuple(+self._active)))

    def _start(self, token: Token) -> None:
        name, attributes = token.value, token.attributes
        if name == "p":
            self.end_paragraph()
            self._paragraph = attributes
        elif name == "br":
            self._runs.append(("\n", ()))
        elif name == "title":
            self._in_title = True
        elif name == "meta":
            self._meta(attributes.get("name", "").lower(), attributes.get("content", "").strip())
        elif name in _EMPHASIS:
            self._active[_EMPHASIS[name]] += 1
        elif name == "span":
            if self._hidden or "softbreak" in attributes.get("class", ""):
                self._hidden += 1
        elif name in _BLOCKS and (self._dual or "dual" in attributes.get("class", "").lower()):
            self._cues = self._cues if self._dual else 0
            self._dual += 1

    def _end(self, name: str) -> None:
        if name in {"p", "body"}:
            self.end_paragraph()
        elif name == "title":
            self._in_title = False
        elif name in _EMPHASIS:
            self._active[_EMPHASIS[name]] -= self._active[_EMPHASIS[name]] > 0
        elif name == "span" and self._hidden:
            self._hidden -= 1
        elif name in _BLOCKS and self._dual:
            self._dual -= 1

    def _meta(self, name: str, value: str) -> None:
        if name == "cx.scenenumbering":
            self._numbered = value != "none"
        key = _META.get(name)
        if not key or not value:
            return
        if key == "Author" and "Credit" not in self.title_page:
            self.title_page["Credit"] = ["by"]
        self.title_page[key] = [line.strip() for line in _LINE_END.split(value) if line.strip()]

    def end_paragraph(self) -> None:
        """Make an element of the paragraph that is open."""
        attributes, runs = self._paragraph, self._runs
        self._paragraph, self._runs, self._active, self._hidden = None, [], Counter(), 0
        if attributes is None:
            return
        names = attributes.get("class", "").lower().split()
        kind: Kind = next((_KINDS[name] for name in names if name in _KINDS), "action")
        text, styles = tidy(_broken(runs), indent=False)
        if not text:
            return
        if kind in _ALL_CAPS and text != text.upper():
            styles = () if len(text.upper()) != len(text) else styles
            text = text.upper()
        dual = False
        if kind == "character" and self._dual:
            self._cues += 1
            dual = self._cues > 1
        number = None
        if kind == "scene_heading" and self._numbered:
            number = attributes.get("scenestr") or attributes.get("scenenumber") or None
        self.pieces.append(
            Piece(
                kind,
                text,
                number=number,
                dual=dual,
                styles=styles,
            )
        )


def _broken(runs: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, tuple[str, ...]]]:
    """Leave out the space that stands at the start of a line or follows another."""
    kept: list[tuple[str, tuple[str, ...]]] = []
    last = "\n"
    for text, styles in runs:
        if text[:1] == " " and last in {" ", "\n"}:
            text = text[1:]
        if text:
            kept.append((text, styles))
            last = text[-1]
    return kept
