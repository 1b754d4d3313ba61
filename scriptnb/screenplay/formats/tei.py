"""TEI XML of plays and screenplays, as drama corpora encode them (DraCor).

Reads acts and scenes (``div``), speeches (``sp``, ``speaker``, ``p``, ``l``), stage directions,
the cast list, notes, emphasis, and title and author. Who speaks is taken from ``who`` and the list
of persons where the printed name is an abbreviation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from scriptnb.screenplay import names
from scriptnb.screenplay.formats.base import Draft, Source, number_scenes
from scriptnb.screenplay.formats.shared import xml
from scriptnb.screenplay.formats.shared.rendering import (
    Piece,
    check_count,
    join_speech,
    render,
    tidy,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scriptnb.screenplay.model import Kind

#: A stretch of text and its emphasis; a note that stands in it is a run of its own.
Run = tuple[str, tuple[str, ...]]

_ROOT = re.compile(rb"<(?:[\w.-]+:)?TEI(?:\.2)?[\s>]")
_DIVISIONS = re.compile(r"div[1-7]?")
#: What ``stage`` may be, by its type; other types are action.
STAGES: dict[str, Kind] = {"transition": "transition", "shot": "shot", "centered": "centered"}
_ACTION = frozenset({"stage", "set", "camera", "sound", "tech", "view", "caption", "p", "l", "lg"})
#: Notes of these types are elements; the others belong to the text in which they stand.
NOTES: dict[str, Kind] = {"synopsis": "synopsis", "boneyard": "boneyard"}
_WORDS = frozenset({"p", "l", "ab", "lg", "q", "quote", "said", "seg", "u", "floatingText"})
_LINES = frozenset({"p", "l", "ab"})
_LYRICS = frozenset({"lyric", "song"})
#: Elements whose content is no part of the text; of a choice the corrected form is taken.
_UNREAD = frozenset({"fw", "figure", "gap", "orig", "sic", "abbr", "index"})
_STYLES = {
    "bold": "bold", "italic": "italic", "italics": "italic", "underline": "underline",
    "underlined": "underline", "i": "italic", "b": "bold", "u": "underline",
}  # fmt: skip
#: The milestone for a forced page break, and the type of a title page's part with a key.
PAGE_BREAK, KEY = "page_break", "key"
#: The subtype of such a part for a key without a value.
EMPTY = "empty"
_SPACE = re.compile(r"\s+")


def sniff(source: Source) -> bool:
    """Return whether the root element is TEI's."""
    return _ROOT.search(xml.opening(source.head)) is not None


def read(source: Source) -> Draft:
    """Read a TEI file.

    Raises
    ------
    ScriptReadError
        The XML is damaged or dangerous.
    """
    play = _Play(source.name)
    play.read(source.data)
    return play.draft()


class _Division(msgspec.Struct):
    """A part of the play whose content is being read."""

    kind: str
    number: str | None
    level: int
    head: str = ""
    styles: tuple[tuple[int, int, str], ...] = ()
    notes: tuple[str, ...] = ()
    #: Where its heading stands among the pieces, plus one.
    place: int | None = None
    is_scene: bool = False


class _Play:
    """The play, built from the records of the file."""

    def __init__(self, name: str | None) -> None:
        self._name = name
        self._part = ""
        self._pieces: list[Piece] = []
        self._people: dict[str, str] = {}
        self._speakers: set[str] = set()
        self._cast: list[str] = []
        self._title: dict[str, list[str]] = {}
        self._keys: dict[str, list[str]] = {}
        self._division = _Division("", None, 1)
        self._scenes = 0

    def read(self, data: bytes) -> None:
        handlers: dict[str, xml.Handler] = {
            "//titleStmt": self._title_statement,
            "//particDesc": self._persons,
            "//titlePage": self._title_page,
            "//castList": self._cast_list,
            "//head": self._head,
            "//sp": self._speech,
            "//note": self._note,
            "//trailer": self._direction,
            "//milestone": self._milestone,
            **{f"//{tag}": self._direction for tag in _ACTION},
        }
        xml.read_records(data, handlers, name=self._name, opened=self._opened)

    def draft(self) -> Draft:
        title_page = self._keys or self._title
        # A list of nothing but the speakers' names adds nothing.
        known = self._speakers.union(map(names.key, self._people.values()))
        if any(names.key(item) not in known for item in self._cast):
            title_page = {**title_page, "Cast": self._cast}
        text, elements = render(title_page, join_speech(self._pieces))
        return Draft(text, number_scenes(elements), title_page)

    def _opened(self, tag: str, attrib: dict[str, str]) -> None:
        if tag in ("teiHeader", "front", "body", "back"):
            self._part = tag
            self._division = _Division("", None, 1)
        elif _DIVISIONS.fullmatch(tag):
            level = attrib.get("subtype", "")
            self._division = _Division(
                attrib.get("type", "").lower(),
                attrib.get("n"),
                int(level) if level.isdecimal() and len(level) < 3 else 1,
            )
            if self._division.kind == "scene":
                self._scenes += 1

    def _title_statement(self, node: xml.Node) -> None:
        if not self._title:
            for tag, key in (("title", "Title"), ("author", "Author")):
                found = [_plain(each) for each in node.all(tag)]
                kept = [text for text in found if text][: 1 if tag == "title" else None]
                if kept:
                    self._title[key] = kept

    def _persons(self, node: xml.Node) -> None:
        for tag in ("person", "personGrp"):
            for person in node.deep(tag):
                named = person.first("persName") or person.first("name")
                known = person.attrib.get("id")
                if known and named and (name := _plain(named)):
                    self._people.setdefault(known, name)

    def _title_page(self, node: xml.Node) -> None:
        for part in node.deep("titlePart"):
            key = part.attrib.get("n", "")
            if part.attrib.get("type") == KEY and key:
                values = self._keys.setdefault(key, [])
                if part.attrib.get("subtype") != EMPTY:
                    values.append(_text(part, indent=False)[0])

    def _cast_list(self, node: xml.Node) -> None:
        check_count(len(self._cast), self._name)
        self._cast += [text for item in node.deep("castItem") if (text := _plain(item))]

    def _head(self, node: xml.Node) -> None:
        """Take the heading of an act, a scene or another part; a second one is action."""
        text, styles, notes = _text(node, indent=False)
        division = self._division
        if not text or self._part not in ("front", "body", "back"):
            return
        if division.head:
            self._add(Piece("action", text, notes=notes, styles=styles))
            return
        division.head, division.styles, division.notes = text, styles, notes
        if division.kind == "scene":
            self._open_scene()
        elif self._part == "body" and division.place is None:
            self._add(Piece("section", text, level=division.level, notes=notes, styles=styles))
            division.place = len(self._pieces)

    def _open_scene(self) -> None:
        """Add the heading of a scene, once."""
        division = self._division
        if not division.is_scene:
            division.is_scene = True
            text = division.head or f"SCENE {division.number or self._scenes}"
            self._add(
                Piece(
                    "scene_heading",
                    text,
                    number=division.number,
                    notes=division.notes,
                    styles=division.styles,
                )
            )

    def _speech(self, node: xml.Node) -> None:
        division = self._division
        if division.kind == "scene":
            self._open_scene()
        elif division.head and not division.is_scene and division.kind != "section":
            # An act, or a prologue, that is not divided into scenes is one.
            division.is_scene = True
            self._pieces.insert(
                len(self._pieces) if division.place is None else division.place,
                Piece("scene_heading", division.head),
            )
        name = self._name_of(node)
        self._speakers.add(names.key(names.cue(name).character))
        self._add(Piece("character", name, dual=node.attrib.get("rend") == "dual"))
        inside = [each for each in node.children if each.tag != "speaker"]
        for place, child in enumerate(inside):
            self._in_speech(child, last=place == len(inside) - 1 and place > 0)

    def _name_of(self, node: xml.Node) -> str:
        """Return who speaks: as printed, or by the list of persons where that is abbreviated."""
        speaker = node.first("speaker")
        printed = _plain(speaker).rstrip(".:, ") if speaker else ""
        who = [each.removeprefix("#") for each in node.attrib.get("who", "").split()]
        known = [self._people[each] for each in who if each in self._people]
        if not printed:
            return " AND ".join(known or who) or "UNKNOWN"
        if len(who) == 1 and known and not printed.casefold().startswith(known[0].casefold()):
            return known[0]
        return printed

    def _in_speech(self, node: xml.Node, *, last: bool) -> None:
        """Add what stands in a speech."""
        if node.tag == "stage":
            self._aside(node, last=last)
        elif node.tag == "note":
            self._note(node)
        elif node.tag == "milestone":
            self._milestone(node)
        elif node.tag == "lg" and node.attrib.get("type") in _LYRICS:
            text = "\n".join(_text(each, indent=False)[0] for each in node.all("l"))
            if text:
                self._add(Piece("lyric", text, notes=_text(node, indent=False)[2]))
        elif node.tag in _LINES:
            self._words(node)
        elif node.tag in _WORDS or node.children:
            for child in node.children:
                self._in_speech(child, last=False)

    def _words(self, node: xml.Node) -> None:
        """Add a paragraph or a line; a stage direction in it parts it in two."""
        part = xml.Node(node.tag, node.attrib, node.line)
        for each in [*node.content, None]:
            if each is None or (isinstance(each, xml.Node) and each.tag == "stage"):
                text, styles, notes = _text(part, indent=False)
                if text or notes:
                    self._add(Piece("dialogue", text, notes=notes, styles=styles))
                if isinstance(each, xml.Node):
                    self._aside(each, last=False)
                part = xml.Node(node.tag, node.attrib, node.line)
            else:
                part.content.append(each)

    def _aside(self, node: xml.Node, *, last: bool) -> None:
        text, styles, notes = _text(node, indent=False)
        if not text:
            return
        if last and node.attrib.get("type") != "parenthetical":
            self._add(Piece("action", text, notes=notes, styles=styles))
            return
        if not names.is_aside(text):
            text, styles = f"({text})", tuple((s + 1, e + 1, style) for s, e, style in styles)
        self._add(Piece("parenthetical", text, notes=notes, styles=styles))

    def _direction(self, node: xml.Node) -> None:
        if self._part != "body":
            return
        if self._division.kind == "scene":
            self._open_scene()
        kind = STAGES.get(node.attrib.get("type", ""), "action")
        if node.tag == "trailer":
            kind = "centered"
        text, styles, notes = _text(node, indent=True)
        if text:
            self._add(Piece(kind, text, notes=notes, styles=styles))

    def _note(self, node: xml.Node) -> None:
        if self._part not in ("body", "front") or (self._part == "front" and not self._pieces):
            return
        if self._division.kind == "scene":
            self._open_scene()
        kind = NOTES.get(node.attrib.get("type", ""), "note")
        text, styles, notes = _text(node, indent=kind != "synopsis")
        if text:
            self._add(Piece(kind, text, notes=notes, styles=styles))

    def _milestone(self, node: xml.Node) -> None:
        if self._part == "body" and node.attrib.get("unit") == PAGE_BREAK:
            self._add(Piece("page_break", ""))

    def _add(self, piece: Piece) -> None:
        check_count(len(self._pieces), self._name)
        self._pieces.append(piece)


def _plain(node: xml.Node) -> str:
    return " ".join(_text(node, indent=False)[0].split())


def _text(
    node: xml.Node, *, indent: bool
) -> tuple[str, tuple[tuple[int, int, str], ...], tuple[str, ...]]:
    """Return the text of an element, its emphasis and the notes that stand in it.

    White space is one space, as in print, unless the file says that it counts.
    """
    notes: list[str] = []
    runs = list(_runs(node, (), notes))
    if node.attrib.get("space") != "preserve":
        runs = list(_collapsed(runs))
    text, styles = tidy(runs, indent=indent)
    return text, styles, tuple(notes)


def _runs(node: xml.Node, styles: tuple[str, ...], notes: list[str]) -> Iterator[Run]:
    for each in node.content:
        if isinstance(each, str):
            # A line break of the file is white space; one of the text is an element.
            yield each.replace("\r", " ").replace("\n", " "), styles
        elif each.tag == "note":
            if note := _text(each, indent=True)[0]:
                notes.append(note)
        elif each.tag == "lb":
            if each.attrib.get("break") != "no":
                yield "\n", styles
        elif each.tag not in _UNREAD:
            look = each.attrib.get("rend", "").split()
            own = [_STYLES[word] for word in look if word in _STYLES]
            if each.tag == "emph" and not look:
                own = ["italic"]
            yield from _runs(each, (*styles, *own), notes)
            if each.tag in _LINES:
                yield "\n", styles


def _collapsed(runs: list[Run]) -> Iterator[Run]:
    """Yield the runs with white space made one space; line breaks of the text stay."""
    after = "\n"
    for text, styles in runs:
        if text != "\n":
            text = _SPACE.sub(" ", text)
            if text[:1] == " " and after in " \n":
                text = text[1:]
        if text:
            after = text[-1]
            yield text, styles
