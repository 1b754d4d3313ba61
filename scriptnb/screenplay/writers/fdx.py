"""Elements and a title page -> Final Draft's XML.

The counterpart of ``formats.fdx``: what is written here reads back as the same elements.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from scriptnb.screenplay.formats.fdx import BONEYARD
from scriptnb.screenplay.formats.shared.title_page import read_title_page
from scriptnb.screenplay.unbroken import unbroken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scriptnb.screenplay.model import Element

_TYPES = {
    "scene_heading": "Scene Heading",
    "action": "Action",
    "centered": "Action",
    "character": "Character",
    "parenthetical": "Parenthetical",
    "dialogue": "Dialogue",
    "lyric": "Lyrics",
    "transition": "Transition",
    "shot": "Shot",
    "synopsis": "Outline Body",
}
#: Left and right indents in inches, space before in points, alignment; a US Letter page.
_SETTINGS = {
    "General": ("1.50", "7.50", 0, "Left"),
    "Scene Heading": ("1.50", "7.50", 24, "Left"),
    "Action": ("1.50", "7.50", 12, "Left"),
    "Character": ("3.50", "7.25", 12, "Left"),
    "Parenthetical": ("3.00", "5.50", 0, "Left"),
    "Dialogue": ("2.50", "6.00", 0, "Left"),
    "Lyrics": ("2.50", "6.00", 0, "Left"),
    "Transition": ("5.50", "7.10", 12, "Right"),
    "Shot": ("1.50", "7.50", 24, "Left"),
    "Outline Body": ("1.50", "7.50", 12, "Left"),
}
_ELEMENT_SETTINGS = """\
  <ElementSettings Type="{name}">
    <FontSpec AdornmentStyle="0" Background="#FFFFFFFFFFFF" Color="#000000000000" \
Font="Courier Final Draft" RevisionID="0" Size="12" Style="{style}"/>
    <ParagraphSpec Alignment="{align}" FirstIndent="0.00" Leading="Regular" LeftIndent="{left}" \
RightIndent="{right}" SpaceBefore="{space}" Spacing="1" StartsNewPage="No"/>
  </ElementSettings>"""
_PAGE_LAYOUT = """\
  <HeaderAndFooter FooterFirstPage="No" FooterVisible="No" HeaderFirstPage="No" \
HeaderVisible="Yes" StartingPage="1">
    <Header>
      <Paragraph Alignment="Right"><DynamicLabel Type="Page #"/><Text>.</Text></Paragraph>
    </Header>
    <Footer><Paragraph Alignment="Right"/></Footer>
  </HeaderAndFooter>
  <PageLayout BottomMargin="72" FooterMargin="36" HeaderMargin="36" TopMargin="72">
    <PageSize Height="11.00" Width="8.50"/>
  </PageLayout>"""
_SPOKEN = {"parenthetical", "dialogue", "lyric"}
_UNPRINTED = {"note", "boneyard"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CENTERED_KEYS = ("Title", "Credit", "Author", "Source")


def write(elements: Sequence[Element], title_page: Mapping[str, Sequence[str]]) -> str:
    """Return a script's elements and title page as a Final Draft 5 XML document.

    Page numbers, ``(MORE)`` and other furniture are left out, and what they cut in two is joined,
    because Final Draft makes its own pages. Characters that XML cannot hold become spaces.

    >>> from scriptnb.screenplay.model import Element
    >>> xml = write([Element("action", "Rain.", 1, 1)], {})
    >>> "<Text>Rain.</Text>" in xml
    True
    """
    printed = [element for element in unbroken(elements) if element.kind != "title_page"]
    writer = _Writer()
    writer.script(printed)
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>',
            '<FinalDraft DocumentType="Script" Template="No" Version="5">',
            "  <Content>",
            *writer.lines,
            "  </Content>",
            _PAGE_LAYOUT,
            *_element_settings(printed),
            *_title_page(title_page),
            *writer.script_notes(),
            "</FinalDraft>",
            "",
        ]
    )


class _Writer:
    """The paragraphs of the script, with the count of characters that script notes refer to."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._notes: list[str] = []
        self._at = 0
        self._new_page = False

    def script(self, elements: Sequence[Element]) -> None:
        at = 0
        while at < len(elements):
            element = elements[at]
            if element.kind == "page_break":
                if self._new_page:
                    self._paragraph('Type="Action"', [])
                self._new_page = True
                at += 1
            elif element.kind == "character" and (end := _dual_end(elements, at)):
                self._dual(elements[at:end])
                at = end
            elif element.kind == "scene_heading":
                end = at + 1
                while end < len(elements) and _is_summary(elements[end]):
                    end += 1
                self._element(element, elements[at + 1 : end])
                at = end
            else:
                self._element(element)
                at += 1
        if self._new_page:
            self._paragraph('Type="Action"', [])

    def script_notes(self) -> list[str]:
        return ["  <ScriptNotes>", *self._notes, "  </ScriptNotes>"] if self._notes else []

    def _element(self, element: Element, synopses: Sequence[Element] = ()) -> None:
        attributes, inner = _inside(element, synopses)
        for name, words in _notes(element):
            self._notes.extend(_script_note(name, words, self._at, self._at + _units(element)))
        self._at += _units(element)
        self._paragraph(attributes, inner)

    def _dual(self, elements: Sequence[Element]) -> None:
        inner = ["<DualDialogue>"]
        for element in elements:
            attributes, lines = _inside(element, ())
            inner.append(f"<Paragraph {attributes}>")
            # Ranges do not reach into the block, so its notes stand inside their paragraphs.
            for name, words in _notes(element):
                inner.extend(_script_note(name, words))
            inner.extend([*lines, "</Paragraph>"])
        self._at += 2
        self._paragraph("", [*inner, "</DualDialogue>"])

    def _paragraph(self, attributes: str, inner: Sequence[str]) -> None:
        if self._new_page:
            attributes = f'{attributes} StartsNewPage="Yes"'.strip()
        self._new_page = False
        self._at += 1
        self.lines.append(f"    <Paragraph {attributes}>" if attributes else "    <Paragraph>")
        self.lines.extend(f"      {line}" for line in inner)
        self.lines.append("    </Paragraph>")


def _is_summary(element: Element) -> bool:
    """Return whether an element fits into a scene's summary, which holds plain lines."""
    plain = "\n" not in element.text and not element.styles and not element.notes
    return element.kind == "synopsis" and plain


def _dual_end(elements: Sequence[Element], at: int) -> int:
    """Return the end of the speeches side by side that start at ``at``; 0 for one alone."""
    end = 0
    place = at + 1
    while place < len(elements):
        element = elements[place]
        if element.kind == "character":
            if not element.dual:
                break
            end = place
        elif element.kind not in _SPOKEN and element.kind not in _UNPRINTED:
            break
        if end and element.kind not in _UNPRINTED:
            end = place + 1
        place += 1
    return end


def _inside(element: Element, synopses: Sequence[Element]) -> tuple[str, list[str]]:
    """Return a paragraph's attributes and what stands in it, notes apart."""
    kind = element.kind
    if kind in _UNPRINTED:
        return 'Type="Action"', []
    name = f"Outline {max(1, element.level)}" if kind == "section" else _TYPES[kind]
    attributes = [f'Type="{name}"']
    if kind == "centered":
        attributes.append('Alignment="Center"')
    inner: list[str] = []
    if kind == "scene_heading":
        if element.number:
            attributes.append(f"Number={quoteattr(_clean(element.number))}")
        if synopses or element.page is not None or element.eighths is not None:
            inner.append(f'<SceneProperties{_length(element)} Title="">')
            if synopses:
                inner.append("<Summary>")
                inner.extend(f"<Paragraph>{_runs(each)}</Paragraph>" for each in synopses)
                inner.append("</Summary>")
            inner.append("</SceneProperties>")
    inner.append(_runs(element))
    return " ".join(attributes), inner


def _length(element: Element) -> str:
    """Return the attributes for a scene's page and length."""
    page = "" if element.page is None else f' Page="{element.page}"'
    if element.eighths is None:
        return page
    pages, eighths = divmod(element.eighths, 8)
    written = " ".join(
        filter(None, (str(pages) if pages else "", f"{eighths}/8" if eighths else ""))
    )
    return f'{page} Length="{written or 0}"'


def _runs(element: Element) -> str:
    """Return the text as runs, one for each stretch of the same emphasis."""
    text = _clean(element.text)
    turns: dict[int, list[str]] = {0: [], len(text): []}
    for start, end, style in element.styles:
        turns.setdefault(start, []).append(style)
        turns.setdefault(end, []).append(style)
    runs = []
    active: set[str] = set()
    edges = sorted(turns)
    for start, end in itertools.pairwise(edges):
        for style in turns[start]:
            active ^= {style}
        mark = f' Style="{"+".join(style.title() for style in sorted(active))}"' if active else ""
        runs.append(f"<Text{mark}>{escape(text[start:end])}</Text>")
    return "".join(runs)


def _notes(element: Element) -> list[tuple[str, str]]:
    if element.kind in _UNPRINTED:
        return [(BONEYARD if element.kind == "boneyard" else "", element.text)]
    return [("", words) for words in element.notes]


def _script_note(name: str, words: str, start: int | None = None, end: int = 0) -> list[str]:
    place = "" if start is None else f' Range="{start},{end}"'
    return [
        f"<ScriptNote{place} Name={quoteattr(name)}>",
        *(f"<Paragraph><Text>{escape(line)}</Text></Paragraph>" for line in _lines(words)),
        "</ScriptNote>",
    ]


def _units(element: Element) -> int:
    """Count an element's characters as Final Draft does: in UTF-16 code units."""
    if element.kind in _UNPRINTED:
        return 0
    return len(_clean(element.text).encode("utf-16-le")) // 2


def _clean(text: str) -> str:
    return _NOT_XML.sub(" ", text)


def _lines(text: str) -> list[str]:
    return _clean(text).split("\n")


def _element_settings(elements: Sequence[Element]) -> list[str]:
    """Describe the paragraph types.

    The settings have capitals only where all such paragraphs of the script are in capitals.
    """
    texts: dict[str, list[str]] = {name: [] for name in _SETTINGS}
    for element in elements:
        if (name := _TYPES.get(element.kind, "")) in texts:
            texts[name].append(element.text)
    lines = []
    for name, (left, right, space, align) in _SETTINGS.items():
        shouted = name in {"Scene Heading", "Character", "Transition", "Shot"} and all(
            text == text.upper() for text in texts[name]
        )
        style = "AllCaps" if shouted else ""
        lines.append(
            _ELEMENT_SETTINGS.format(
                name=name, left=left, right=right, space=space, align=align, style=style
            )
        )
    return lines


def _title_page(title_page: Mapping[str, Sequence[str]]) -> list[str]:
    if not any(title_page.values()):
        return []
    lines = _title_lines(title_page)
    if read_title_page(line for line, _ in lines) != title_page:
        # Laid out as usual it would be read as something else: name every key.
        lines = [
            (f"{key}: {line}", "Left")
            for key, values in title_page.items()
            for value in values
            for line in value.split("\n")
        ]
    found = ["  <TitlePage>", "    <Content>"]
    for line, align in [*[("", "Center")] * 16, *lines]:
        text = f"<Text>{escape(_clean(line))}</Text>" if line else ""
        found.append(f'      <Paragraph Alignment="{align}" Type="General">{text}</Paragraph>')
    return [*found, "    </Content>", "  </TitlePage>"]


def _title_lines(title_page: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Lay a title page out as writers do: the title and names centred, the rest below."""
    lines: list[tuple[str, str]] = []
    named = [key for key in _CENTERED_KEYS if key in title_page]
    for key in [*named, *(key for key in title_page if key not in _CENTERED_KEYS)]:
        align = "Center" if key in _CENTERED_KEYS else "Left"
        lines.extend((line, align) for value in title_page[key] for line in value.split("\n"))
        lines.append(("", align))
    return lines
