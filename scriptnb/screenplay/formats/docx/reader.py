"""Word: paragraphs are recognised by the names of their styles, else by their indents.

Templates for screenplays name their styles after the elements (Scene Heading, Character, Dialogue
…, in several languages). A document without such styles is laid out as plain text and read by the
plain-text reader. Comments become notes; deleted text is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay.formats import plain_text
from scriptnb.screenplay.formats.base import Draft, Source, number_scenes
from scriptnb.screenplay.formats.docx.paragraphs import Document, laid_out
from scriptnb.screenplay.formats.docx.styles import style_kinds
from scriptnb.screenplay.formats.shared import archive, xml
from scriptnb.screenplay.formats.shared.rendering import Piece, join_speech, render, tidy
from scriptnb.screenplay.formats.shared.title_page import read_title_page
from scriptnb.screenplay.headings import grammar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.screenplay.formats.docx.paragraphs import Paragraph
    from scriptnb.screenplay.model import Kind

_DOCUMENT, _STYLES, _COMMENTS = "word/document.xml", "word/styles.xml", "word/comments.xml"
_TITLE_STYLE = re.compile(r"^(?:title|subtitle|author|credit|contact|draft|tytu[lł]|autor)")
_HEADING_STYLE = re.compile(r"^(?:heading|nagłówek|überschrift|titre|título|titolo) ?(\d)$")
#: Share of the paragraphs that must have a style of known name.
_ENOUGH = 0.3


def sniff(source: Source) -> bool:
    """Return whether the archive is a Word document."""
    return _DOCUMENT in archive.members(source)


def read(source: Source) -> Draft:
    """Read a Word document.

    Raises
    ------
    ScriptReadError
        The archive or the XML in it is damaged or dangerous, or it is no Word document.
    """
    names = set(archive.members(source))
    if _DOCUMENT not in names:
        raise ScriptReadError("the archive holds no document: it is not Word's", source.name)
    document = Document(source.name)
    for name, handlers in (
        (_STYLES, {"styles/style": document.style}),
        (_COMMENTS, {"comments/comment": document.comment}),
        (_DOCUMENT, {"//p": document.paragraph}),
    ):
        if name in names:
            xml.read_records(archive.member(source, name), handlers, name=source.name)
    paragraphs = document.paragraphs
    known = style_kinds(paragraphs)
    kinds = [known.get(each.styles) if each.text else None for each in paragraphs]
    told = sum(kind is not None for kind in kinds)
    speaking = "character" in kinds or "dialogue" in kinds or "scene_heading" in kinds
    if speaking and told >= _ENOUGH * sum(bool(each.text) for each in paragraphs):
        return _by_style(paragraphs, kinds)
    return _by_layout(paragraphs, source)


def _by_style(paragraphs: Sequence[Paragraph], kinds: Sequence[Kind | None]) -> Draft:
    first = next((at for at, kind in enumerate(kinds) if kind is not None), 0)
    pieces: list[Piece] = []
    title: list[str] = []
    for at, (paragraph, known) in enumerate(zip(paragraphs, kinds, strict=True)):
        named = any(_TITLE_STYLE.search(name) for name in paragraph.styles)
        if at < first and (named or paragraph.align == "center" or title):
            title.extend(paragraph.text.split("\n"))
            continue
        kind = known or _unstyled(paragraph)
        if paragraph.new_page and pieces:
            pieces.append(Piece("page_break", ""))
        text, styles = tidy(paragraph.runs, indent=False)
        if not text:
            continue
        number = None
        if kind == "scene_heading":
            bare, number = grammar.current().split_number(text)
            if bare != text:
                text, styles = bare, ()
        level = 0
        if kind == "section":
            level = _outline_level(paragraph)
        pieces.append(
            Piece(
                kind,
                text,
                page=paragraph.page,
                number=number,
                level=level,
                notes=paragraph.notes,
                styles=styles,
            )
        )
    title_page = read_title_page(title)
    rendered, elements = render(title_page, join_speech(pieces))
    return Draft(rendered, number_scenes(elements), title_page)


def _unstyled(paragraph: Paragraph) -> Kind:
    """Return the kind of a paragraph whose style has no known name."""
    if grammar.current().is_heading(paragraph.text):
        return "scene_heading"
    if _outline_level(paragraph):
        return "section"
    return "centered" if paragraph.align == "center" else "action"


def _outline_level(paragraph: Paragraph) -> int:
    for name in paragraph.styles:
        if found := _HEADING_STYLE.match(name):
            return max(1, int(found[1]))
    return 0


def _by_layout(paragraphs: Sequence[Paragraph], source: Source) -> Draft:
    """Lay the document out as plain text and read that."""
    text = laid_out(paragraphs)
    return plain_text.read(Source(text, source.name, source.language))
