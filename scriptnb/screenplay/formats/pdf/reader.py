"""PDF: the text layer of a printed script, whose columns are learned from the file itself.

PDFium returns the lines (`pdfium`); furniture and margins are separated from the script (`rows`),
columns are learned (`columns`) and every row is labelled (`labels`). Here rows become elements:
wrapped lines are joined, and the text is laid out as on the page.
"""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING

import msgspec

from scriptnb.screenplay.formats import plain_text
from scriptnb.screenplay.formats.base import Draft, Source, number_scenes
from scriptnb.screenplay.formats.pdf.columns import (
    BLANK,
    Columns,
    is_flush,
    learn_columns,
    unfold_columns,
)
from scriptnb.screenplay.formats.pdf.labels import find_spaced_headings, label_rows
from scriptnb.screenplay.formats.pdf.pages import PrintedPage, printed_pages
from scriptnb.screenplay.formats.pdf.pdfium import read_pages
from scriptnb.screenplay.formats.pdf.rows import Row, read_rows, sample
from scriptnb.screenplay.formats.shared.back_matter import without_speech_after_the_end
from scriptnb.screenplay.formats.shared.title_page import read_title_page
from scriptnb.screenplay.headings import grammar
from scriptnb.screenplay.model import Element, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WRAPPED = {"action", "scene_heading", "centered", "character"}
#: Where a smaller share of the rows has a blank line above it, a script is printed without them.
_AIRLESS = 0.12
#: The largest indent of a line, in characters.
_WIDEST = 150
_MARK = b"%PDF-"
#: Programs that print Fountain, which has no shots: there, capitals with space above are headings.
_FOUNTAIN = re.compile(
    r"afterwriting|fountain|screenplain|slugline|highland|beat\b|wrap", re.IGNORECASE
)


def sniff(source: Source) -> bool:
    """Return whether the mark of a PDF is at the start, perhaps after other bytes."""
    return _MARK in source.head[:1024]


def read(source: Source) -> Draft:
    """Read a PDF that has a text layer.

    Raises
    ------
    ScriptReadError
        The file is damaged, locked by a password, or its pages are pictures.
    """
    pages = read_pages(source.data, source.name)
    rows, left = read_rows(pages)
    rows = unfold_columns(rows)
    few = {page.number for page in sample(pages.pages)}
    columns = learn_columns([row for row in rows if row.page in few], left, pages.character)
    if is_flush(rows, columns):
        return _as_plain_text(rows, columns, source)
    labels = label_rows(rows, columns)
    if _FOUNTAIN.search(pages.creator):
        find_spaced_headings(rows, labels, columns)
    text, lines = _lay_out(rows, columns)
    elements = _elements(rows, labels, lines, columns, printed_pages(rows, labels))
    title = _title_lines(rows, labels)
    elements = without_speech_after_the_end(elements)
    return Draft(text, number_scenes(elements), read_title_page(title))


def _as_plain_text(rows: Sequence[Row], columns: Columns, source: Source) -> Draft:
    """Read the rows as plain text, and add the pages."""
    text, lines = _lay_out(rows, columns)
    draft = plain_text.read(Source(text, source.name, source.language))
    at = [bisect.bisect_left(lines, element.line) for element in draft.elements]
    labels: list[Kind] = ["furniture" if row.furniture else "action" for row in rows]
    for element, row in zip(draft.elements, at, strict=True):
        labels[row] = element.kind
    pages = printed_pages(rows, labels)
    draft.elements = [
        _on_page(element, pages.get(rows[row].page))
        for element, row in zip(draft.elements, at, strict=True)
    ]
    return draft


def _on_page(element: Element, page: PrintedPage | None) -> Element:
    if page is None:
        return element
    return msgspec.structs.replace(element, page=page.number, page_label=page.label)


def _lay_out(rows: Sequence[Row], columns: Columns) -> tuple[str, list[int]]:
    """Return the text as it stands on the page, and the line of each row."""
    numbered = [row.pieces[0].x for row in rows if row.number]
    base = min([columns.action, *numbered])
    wide = columns.character
    out: list[str] = []
    lines: list[int] = []
    page = 0
    for row in rows:
        if row.gap > BLANK or row.page != page:
            page = row.page
            if out:
                out.append("")
        pieces = row.pieces
        column = min(int((pieces[0].x - base) / wide + 0.5), _WIDEST)
        text = " " * column + pieces[0].text
        for piece in pieces[1:]:
            column = min(int((piece.x - base) / wide + 0.5), _WIDEST)
            text = text.ljust(max(column, len(text) + 2)) + piece.text
        out.append(text)
        lines.append(len(out))
    return "\n".join(out) + "\n", lines


def _elements(
    rows: Sequence[Row],
    labels: Sequence[Kind],
    lines: Sequence[int],
    columns: Columns,
    pages: Mapping[int, PrintedPage],
) -> list[Element]:
    # Without blank lines only a line that is not full shows where a paragraph ends.
    airless = sum(row.gap > BLANK for row in rows) < _AIRLESS * len(rows)
    elements: list[Element] = []
    at, count = 0, len(rows)
    while at < count:
        start, kind, row = at, labels[at], rows[at]
        at = _end(start, rows, labels, columns, airless=airless)
        if at - start == 1:
            text = row.text
        elif kind == "title_page":
            text = "\n".join(r.text for r in rows[start:at])
        else:
            text = _unwrapped([r.text for r in rows[start:at]])
        number = None
        if kind == "scene_heading":
            text, number = grammar.current().split_number(text)
            number = row.number or number
        page = pages.get(row.page)
        elements.append(
            Element(
                kind,
                text,
                lines[start],
                lines[at - 1],
                page.number if page else None,
                page_label=page.label if page else None,
                number=number,
                dual=kind == "character" and row.column == "right",
            )
        )
    return elements


def _end(
    start: int, rows: Sequence[Row], labels: Sequence[Kind], columns: Columns, *, airless: bool
) -> int:
    """Return the first row after the element that starts at a row."""
    kind, at, count = labels[start], start + 1, len(rows)
    if kind in _WRAPPED:
        by_width = airless and kind == "action"
        while (
            at < count
            and labels[at] == kind
            and _joins(rows[at - 1], rows[at], kind, columns)
            and not (by_width and not _full(rows[at - 1], rows[at], columns))
        ):
            at += 1
    elif kind == "dialogue":
        while at < count and labels[at] == kind and rows[at].column == rows[start].column:
            at += 1
    elif kind == "parenthetical":
        while at < count and labels[at] == kind and rows[at - 1].text[-1] != ")":
            at += 1
    elif kind == "title_page":
        while at < count and labels[at] == kind and rows[at].gap <= BLANK:
            at += 1
    return at


def _joins(before: Row, row: Row, kind: Kind, columns: Columns) -> bool:
    """Return whether a row continues the paragraph of the row before."""
    if row.page != before.page:
        # Only a page break is between them: a sentence may continue.
        unended = before.text[-1] not in '.!?:)"”*' and row.text[0].islower()
        return kind == "action" and unended and _full(before, row, columns)
    if row.gap > BLANK:
        return False
    return kind != "scene_heading" or not (row.number or grammar.current().is_heading(row.text))


def _full(before: Row, row: Row, columns: Columns) -> bool:
    """Return whether the row before had no room for the first word of this one."""
    word = len(row.text.split(maxsplit=1)[0]) + 1
    return before.right + word * columns.character > columns.right - columns.character


def _unwrapped(texts: Sequence[str]) -> str:
    """Join wrapped lines; a hyphen inside a word takes no space after it."""
    joined = texts[0]
    for text in texts[1:]:
        if joined[-1] == "\xad":
            joined = joined[:-1] + text
        elif joined[-1] == "-" and joined[-2:-1].isalpha() and text[0].isalpha():
            joined += text
        else:
            joined += f" {text}"
    return joined


def _title_lines(rows: Sequence[Row], labels: Sequence[Kind]) -> list[str]:
    lines: list[str] = []
    for row, label in zip(rows, labels, strict=True):
        if label == "title_page":
            if row.gap > BLANK:
                lines.append("")
            lines.extend(piece.text for piece in row.pieces)
    return lines
