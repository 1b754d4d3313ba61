"""The paragraphs of a Word document: their text, styles, indents, comments and pages.

It knows Word's XML; it must not know what a script is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from scriptnb.screenplay.formats.shared.rendering import check_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scriptnb.screenplay.formats.shared.xml import Node

#: Twentieths of a point in a character of 12-point Courier, and in a line of it.
_CHARACTER, _LINE = 144, 240
#: Columns of a page's text where a document gives no width.
_WIDTH = 60
_LARGEST_INDENT = 60
_DEEPEST = 20
#: Containers inside a paragraph whose runs are its own.
_AROUND = {"hyperlink", "ins", "smartTag", "sdt", "sdtContent", "fldSimple", "moveTo"}
_EMPHASIS = {"b": "bold", "i": "italic", "u": "underline"}
Run = tuple[str, tuple[str, ...]]


class Paragraph(msgspec.Struct):
    """One paragraph; indents in characters, counted from the margin."""

    runs: list[Run]
    #: Its text, white space at the ends off.
    text: str
    #: The names, in lower case, of its style and of those that this one is based on.
    styles: tuple[str, ...]
    left: int = 0
    right: int = 0
    #: ``left``, ``center`` or ``right``.
    align: str = "left"
    #: Whether there is space above it.
    spaced: bool = False
    new_page: bool = False
    page: int | None = None
    notes: tuple[str, ...] = ()


class _Style(msgspec.Struct):
    name: str
    base: str
    properties: dict[str, str]
    caps: bool | None


class Document:
    """The paragraphs, built from the records of the archive's files."""

    def __init__(self, name: str | None) -> None:
        self._name = name
        self.paragraphs: list[Paragraph] = []
        self._styles: dict[str, _Style] = {}
        self._comments: dict[str, str] = {}
        self._page = 1
        self._paged = False

    def style(self, node: Node) -> None:
        """Add a style."""
        check_count(len(self._styles), self._name)
        if node.attrib.get("type", "paragraph") != "paragraph":
            return
        name, base = node.first("name"), node.first("basedOn")
        run = node.first("rPr")
        self._styles[node.attrib.get("styleId", "")] = _Style(
            (name.attrib.get("val", "") if name else "").lower(),
            base.attrib.get("val", "") if base else "",
            _properties(node.first("pPr")),
            _switch(run, "caps"),
        )

    def comment(self, node: Node) -> None:
        """Add a comment."""
        check_count(len(self._comments), self._name)
        lines = ["".join(text.text for text in line.deep("t")) for line in node.deep("p")]
        self._comments[node.attrib.get("id", "")] = "\n".join(line for line in lines if line)

    def paragraph(self, node: Node) -> None:
        """Add a paragraph."""
        check_count(len(self.paragraphs), self._name)
        properties = node.first("pPr")
        style = properties.first("pStyle") if properties else None
        chain = list(self._chain(style.attrib.get("val", "") if style else ""))
        merged: dict[str, str] = {}
        for each in reversed(chain):
            merged.update(each.properties)
        merged.update(_properties(properties))
        caps = next((each.caps for each in chain if each.caps is not None), False)
        runs: list[Run] = []
        notes: list[str] = []
        breaks = 0
        for run in _runs(node):
            marks = run.first("rPr")
            emphasis = tuple(kind for mark, kind in _EMPHASIS.items() if _switch(marks, mark))
            own = _switch(marks, "caps")
            upper = caps if own is None else own
            for child in run.children:
                if child.tag == "commentReference":
                    if words := self._comments.get(child.attrib.get("id", "")):
                        notes.append(words)
                elif child.tag == "lastRenderedPageBreak":
                    self._page += 1
                    self._paged = True
                elif child.tag == "br" and child.attrib.get("type") == "page":
                    breaks += 1
                elif text := _printed(child):
                    runs.append((text.upper() if upper else text, emphasis))
        text = "".join(text for text, _ in runs)
        self.paragraphs.append(
            Paragraph(
                runs,
                text.strip(),
                tuple(each.name for each in chain),
                left=_columns(merged.get("left")) + _columns(merged.get("first")),
                right=_columns(merged.get("right")),
                align=merged.get("align", "left"),
                spaced=_number(merged.get("before")) >= _LINE // 2,
                new_page=bool(breaks) or merged.get("newpage") == "1",
                page=self._page if self._paged else None,
                notes=tuple(notes),
            )
        )

    def _chain(self, name: str) -> Iterator[_Style]:
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = style.base


def laid_out(paragraphs: Sequence[Paragraph]) -> str:
    """Lay paragraphs out as a page of text: indented, wrapped, blank lines where there is room."""
    lines: list[str] = []
    for paragraph in paragraphs:
        if not paragraph.text:
            lines.append("")
            continue
        if paragraph.spaced and lines and lines[-1]:
            lines.append("")
        indent = " " * min(max(0, paragraph.left), _LARGEST_INDENT)
        room = _WIDTH - len(indent) - max(0, paragraph.right)
        text = "".join(text for text, _ in paragraph.runs)
        for line in text.split("\n"):
            hung = len(line) - len(line.lstrip())
            if paragraph.align == "center":
                lines.append(line.strip().center(_WIDTH).rstrip())
            elif paragraph.align == "right":
                lines.append(line.strip().rjust(_WIDTH))
            else:
                space = indent + " " * min(hung, _LARGEST_INDENT)
                most = max(20, room - hung)
                wrapped = re.findall(rf"\S.{{0,{most - 1}}}(?!\S)|\S+", line)
                lines.extend(space + words.rstrip() for words in wrapped or [""])
    return "\n".join(lines) + "\n"


def _runs(node: Node) -> Iterator[Node]:
    """Yield a paragraph's runs in order; deleted ones and those of text boxes are not its own."""
    stack = node.children[::-1]
    while stack:
        child = stack.pop()
        if child.tag == "r":
            yield child
        elif child.tag in _AROUND:
            stack.extend(reversed(child.children))


def _printed(node: Node) -> str:
    match node.tag:
        case "t":
            return node.text
        case "tab" | "ptab":
            return "\t"
        case "br" | "cr":
            return "\n"
        case "noBreakHyphen":
            return "-"
        case _:
            return ""


def _properties(node: Node | None) -> dict[str, str]:
    """Return the properties of a paragraph that concern its place on the page."""
    if node is None:
        return {}
    found: dict[str, str] = {}
    if indent := node.first("ind"):
        attributes = indent.attrib
        for name, keys in (("left", ("left", "start")), ("right", ("right", "end"))):
            found.update((name, attributes[key]) for key in keys if key in attributes)
        if "firstLine" in attributes:
            found["first"] = attributes["firstLine"]
        elif "hanging" in attributes:
            found["first"] = f"-{attributes['hanging']}"
    if align := node.first("jc"):
        found["align"] = {"center": "center", "right": "right", "end": "right"}.get(
            align.attrib.get("val", ""), "left"
        )
    if spacing := node.first("spacing"):
        found.update({"before": spacing.attrib["before"]} if "before" in spacing.attrib else {})
    if _switch(node, "pageBreakBefore"):
        found["newpage"] = "1"
    return found


def _switch(node: Node | None, name: str) -> bool | None:
    """Return whether a property is on; None where it is not given."""
    found = node.first(name) if node else None
    return None if found is None else found.attrib.get("val", "1") not in {"0", "false", "none"}


def _number(text: str | None) -> int:
    try:
        return int(float(text or 0))
    except (ValueError, OverflowError):
        return 0


def _columns(text: str | None) -> int:
    return round(_number(text) / _CHARACTER)
