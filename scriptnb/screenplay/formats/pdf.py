"""PDF: the text layer of a printed script, its columns learnt from the file itself.

The lines come from PDFium (`_pdf_text`); furniture and margins are told from the script
(`_pdf_rows`), columns are learnt (`_pdf_columns`) and every row is labelled (`_pdf_labels`). Here
rows become elements: wrapped lines joined, page by page, with the text laid out as it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scriptnb.screenplay import grammar
from scriptnb.screenplay.formats._pdf_columns import BLANK, Columns, learn_columns, unfold_columns
from scriptnb.screenplay.formats._pdf_labels import find_spaced_headings, label_rows
from scriptnb.screenplay.formats._pdf_rows import Row, read_rows
from scriptnb.screenplay.formats._pdf_text import read_pages
from scriptnb.screenplay.formats._title import read_title_page
from scriptnb.screenplay.formats.base import Draft, Source, number_scenes
from scriptnb.screenplay.model import Element, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

_WRAPPED = {"action", "scene_heading", "centered", "character"}
_MARK = b"%PDF-"
#: Programs that print Fountain, which has no shots: room above capitals says heading there.
_FOUNTAIN = re.compile(
    r"afterwriting|fountain|screenplain|slugline|highland|beat\b|wrap", re.IGNORECASE
)


def sniff(source: Source) -> bool:
    """Tell by the mark at its start, which may follow some rubbish."""
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
    rows = unfold_columns(rows, pages.character)
    columns = learn_columns(rows, left, pages.character)
    labels = label_rows(rows, columns)
    if _FOUNTAIN.search(pages.creator):
        find_spaced_headings(rows, labels, columns)
    text, lines = _lay_out(rows, columns)
    elements = _elements(rows, labels, lines)
    title = _title_lines(rows, labels)
    return Draft(text, number_scenes(elements), read_title_page(title))


def _lay_out(rows: Sequence[Row], columns: Columns) -> tuple[str, list[int]]:
    """Give the text as it stands on the page, and the line of each row."""
    base = min([columns.action, *(row.x for row in rows if row.number)], default=0.0)
    wide = columns.character
    out: list[str] = []
    lines: list[int] = []
    page = 0
    for row in rows:
        if out and (row.gap > BLANK or row.page != page):
            out.append("")
        page = row.page
        if len(row.pieces) == 1:
            text = " " * round((row.pieces[0].x - base) / wide) + row.pieces[0].text
        else:
            text = ""
            for piece in row.pieces:
                column = max(round((piece.x - base) / wide), len(text) + 2 if text else 0)
                text = text.ljust(column) + piece.text
        out.append(text)
        lines.append(len(out))
    return "\n".join(out) + "\n", lines


def _elements(rows: Sequence[Row], labels: Sequence[Kind], lines: Sequence[int]) -> list[Element]:
    elements: list[Element] = []
    at, count = 0, len(rows)
    while at < count:
        start, kind, row = at, labels[at], rows[at]
        at += 1
        if kind in _WRAPPED:
            while at < count and labels[at] == kind and _joins(rows[at - 1], rows[at], kind):
                at += 1
        elif kind == "dialogue":
            while at < count and labels[at] == kind and rows[at].column == row.column:
                at += 1
        elif kind == "parenthetical":
            while at < count and labels[at] == kind and rows[at - 1].text[-1] != ")":
                at += 1
        elif kind == "title_page":
            while at < count and labels[at] == kind and rows[at].gap <= BLANK:
                at += 1
        if at - start == 1:
            text = row.text
        elif kind == "title_page":
            text = "\n".join(r.text for r in rows[start:at])
        else:
            text = _unwrapped([r.text for r in rows[start:at]])
        number = None
        if kind == "scene_heading":
            text, number = grammar.split_number(text)
            number = row.number or number
        elements.append(
            Element(
                kind,
                text,
                lines[start],
                lines[at - 1],
                row.page,
                number=number,
                dual=kind == "character" and row.column == "right",
            )
        )
    return elements


def _joins(before: Row, row: Row, kind: Kind) -> bool:
    """Whether a row goes on with the paragraph of the row before."""
    if row.gap > BLANK or row.page != before.page:
        return False
    return kind != "scene_heading" or not (row.number or grammar.is_heading(row.text))


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
