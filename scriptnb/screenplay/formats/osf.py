"""Open Screenplay Format, bare (``.osf``) or in Fade In's archive (``.fadein``), versions 1 to 5.

Reads styles (also the writer's own, by what they are based on), emphasis, scene numbers, dual
dialogue, notes, synopses, page breaks and the title page. Attribute names changed their case and
spelling between versions; all are understood.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay.formats.base import Draft, Source, number_scenes
from scriptnb.screenplay.formats.shared import archive, xml
from scriptnb.screenplay.formats.shared.rendering import (
    Piece,
    check_count,
    join_speech,
    render,
    tidy,
)
from scriptnb.screenplay.formats.shared.title_page import read_title_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scriptnb.screenplay.model import Kind

_KINDS: dict[str, Kind] = {
    "normal text": "action",
    "scene heading": "scene_heading",
    "action": "action",
    "character": "character",
    "parenthetical": "parenthetical",
    "dialogue": "dialogue",
    "transition": "transition",
    "shot": "shot",
    "lyrics": "lyric",
    "singing": "lyric",
}
#: The styles that every file has, in the order of their numbers.
_BUILT_IN = ("normal text", "scene heading", "action", "character", "parenthetical", "dialogue",
             "transition", "shot")  # fmt: skip
_EMPHASIS = ("bold", "italic", "underline")
_INFO = {
    "title": "Title", "written_by": "Author", "copyright": "Copyright", "drafts": "Draft date",
    "contact": "Contact",
}  # fmt: skip
_DOCUMENT = "document.xml"
#: Version 1 keeps emphasis as marks inside the text.
_VERSION = re.compile(rb'<document\b[^>]*\bversion="(\d+)"')
_MARKUP = re.compile(r"<(/?)(b|i|u|s|br|font|size|color|bgcolor)\b[^<>]{0,100}>", re.IGNORECASE)
_MARKS = {"b": "bold", "i": "italic", "u": "underline"}
_DEEPEST = 20


def sniff(source: Source) -> bool:
    """Return whether this is the bare XML."""
    head = xml.opening(source.head)
    return b"<document" in head and (
        b"Open Screenplay Format" in head or b"<paragraphs" in head or source.suffix == ".osf"
    )


def sniff_fadein(source: Source) -> bool:
    """Return whether this is Fade In's archive."""
    return _DOCUMENT in archive.members(source)


def read(source: Source) -> Draft:
    """Read the bare XML.

    Raises
    ------
    ScriptReadError
        The XML is damaged or dangerous.
    """
    return _read(source.data, source.name)


def read_fadein(source: Source) -> Draft:
    """Read Fade In's archive.

    Raises
    ------
    ScriptReadError
        The archive or the XML in it is damaged or dangerous.
    """
    if not sniff_fadein(source):
        raise ScriptReadError(f"the archive holds no {_DOCUMENT}: it is not Fade In's", source.name)
    return _read(archive.member(source, _DOCUMENT), source.name)


def _read(data: bytes, name: str | None) -> Draft:
    version = _VERSION.search(data[:1000])
    script = _Script(name, marked=version is not None and int(version[1]) < 20)
    handlers = {
        "document/styles/style": script.style,
        "document/paragraphs/para": script.paragraph,
        "document/titlepage/para": script.title_line,
        "document/info": script.info,
    }
    xml.read_records(data, handlers, name=name)
    return script.draft()


class _Script:
    """The script, built from the records of the file."""

    def __init__(self, name: str | None, *, marked: bool) -> None:
        self._file = name
        self._marked = marked
        self._styles: dict[str, dict[str, str]] = {}
        self._pieces: list[Piece] = []
        self._title: list[str] = []
        self._info: list[str] = []
        #: Whether the last cue had the mark that the next one stands beside it.
        self._dual = False

    def style(self, node: xml.Node) -> None:
        found = _lower(node.attrib)
        check_count(len(self._styles), self._file)
        self._styles[found.get("name", "").lower()] = found

    def info(self, node: xml.Node) -> None:
        found = _lower(node.attrib)
        self._info = [
            f"{key}: {line}"
            for name, key in _INFO.items()
            for line in found.get(name, "").splitlines()
            if line.strip()
        ]

    def title_line(self, node: xml.Node) -> None:
        check_count(len(self._title), self._file)
        bookmark = node.attrib.get("bookmark", "")
        for line in self._text(node, {})[0].split("\n"):
            self._title.append(f"{bookmark}: {line}" if bookmark and line else line)

    def paragraph(self, node: xml.Node) -> None:
        check_count(len(self._pieces), self._file)
        attributes = _lower(node.attrib)
        style = node.first("style")
        own = _lower(style.attrib) if style else {}
        name = self._name(own)
        kind = self._kind(name)
        if own.get("pagebreakbefore") == "1" or attributes.get("pagebreakbefore") == "1":
            self._pieces.append(Piece("page_break", ""))
        if kind == "action" and own.get("align") == "center":
            kind = "centered"
        text, styles = self._text(node, own, indent=kind == "action")
        note, synopsis = (attributes.get(key, "").strip() for key in ("note", "synopsis"))
        if not text:
            self._pieces.extend([Piece("note", note)] if note else [])
            return
        if self._all_caps(name, own):
            styles = () if len(text.upper()) != len(text) else styles
            text = text.upper()
        if kind == "parenthetical" and not text.startswith("("):
            text, styles = f"({text})", tuple((s + 1, e + 1, style) for s, e, style in styles)
        heading = kind == "scene_heading"
        number = attributes.get("scene_number") or attributes.get("number") or own.get("number")
        piece = Piece(
            kind,
            text,
            number=(number or None) if heading else None,
            dual=kind == "character" and self._dual,
            notes=(note,) if note else (),
            styles=styles,
        )
        self._pieces.append(piece)
        if kind == "character":
            # The mark is on the first of two cues; the second stands beside it.
            marks = (own.get("dualdialogue"), attributes.get("dualdialogue"))
            self._dual = "1" in marks and not piece.dual
        elif kind not in {"dialogue", "parenthetical", "lyric"}:
            self._dual = False
        if synopsis:
            self._pieces.append(Piece("synopsis", synopsis))

    def draft(self) -> Draft:
        title_page = read_title_page(self._title if any(self._title) else self._info)
        text, elements = render(title_page, join_speech(self._pieces))
        return Draft(text, number_scenes(elements), title_page)

    def _name(self, style: dict[str, str]) -> str:
        for key in ("basestyle", "basestylename", "name"):
            if name := style.get(key):
                return name.lower()
        index = style.get("builtin_index") or style.get("builtinindex") or ""
        known = index.isdecimal() and int(index[:3]) < len(_BUILT_IN)
        return _BUILT_IN[int(index)] if known else ""

    def _chain(self, name: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield a style and those that it is based on, not endlessly where these form a circle."""
        for _ in range(_DEEPEST):
            style = self._styles.get(name, {})
            yield name, style
            base = style.get("basestyle") or style.get("basestylename") or ""
            if not base or base.lower() == name:
                return
            name = base.lower()

    def _kind(self, name: str) -> Kind:
        return next((_KINDS[each] for each, _ in self._chain(name) if each in _KINDS), "action")

    def _all_caps(self, name: str, own: dict[str, str]) -> bool:
        if "allcaps" in own:
            return own["allcaps"] == "1"
        found = (style["allcaps"] for _, style in self._chain(name) if "allcaps" in style)
        return next(found, "0") == "1"

    def _text(
        self, node: xml.Node, style: dict[str, str], *, indent: bool = False
    ) -> tuple[str, tuple[tuple[int, int, str], ...]]:
        whole = [mark for mark in _EMPHASIS if style.get(mark) == "1"]
        runs: list[tuple[str, list[str]]] = []
        for run in node.all("text"):
            attributes = _lower(run.attrib)
            marks = [mark for mark in _EMPHASIS if attributes.get(mark) == "1"]
            text = run.text.upper() if attributes.get("allcaps") == "1" else run.text
            if self._marked and "<" in text:
                runs.extend((words, [*whole, *marks, *more]) for words, more in _unmarked(text))
            else:
                runs.append((text, whole + marks))
        return tidy(runs, indent=indent)


def _lower(attributes: dict[str, str]) -> dict[str, str]:
    return {key.lower(): value for key, value in attributes.items()}


def _unmarked(text: str) -> Iterator[tuple[str, list[str]]]:
    """Cut text with marks like ``<b>`` into runs."""
    active: Counter[str] = Counter()
    at = 0
    for mark in _MARKUP.finditer(text):
        yield text[at : mark.start()], list(+active)
        at = mark.end()
        name = mark[2].lower()
        if name == "br":
            yield "\n", list(+active)
        elif name in _MARKS and not mark[1]:
            active[_MARKS[name]] += 1
        elif name in _MARKS:
            active[_MARKS[name]] -= active[_MARKS[name]] > 0
    yield text[at:], list(+active)
