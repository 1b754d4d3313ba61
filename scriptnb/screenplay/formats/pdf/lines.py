"""Lines of a PDF page: records, how their text looks, and which of them make one row.

It knows places and characters; it must know neither PDFium nor what a script is.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: The line-end hyphen as PDFium marks it.
HYPHEN = "\ufffe"
#: Invisible characters and ligatures.
_PRINTED = {
    0x02: "-", 0xA0: " ", 0x00: None, 0x200B: None, 0xFEFF: None,
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st",
    0xFB06: "st", 0x0B: " ", 0x0C: " ", 0x09: " ",
}  # fmt: skip
_ODD = ("  ", "\xad", *map(chr, _PRINTED))


class Line(msgspec.Struct, gc=False):
    """One piece of text on one baseline; places in points from the page's lower left corner."""

    page: int
    x: float
    y: float
    right: float
    text: str


class Page(msgspec.Struct, gc=False):
    """One page: its 1-based number, its height in points and its rows from top to bottom.

    A row is what stands on one baseline, from left to right: one line, or several far apart.
    """

    number: int
    height: float
    rows: list[list[Line]]
    #: Lines at an angle to the others: watermarks and text along the margin.
    turned: list[Line] = []


class Pages(msgspec.Struct, gc=False):
    """The document: its pages, and how wide a character mostly is, in points."""

    pages: list[Page]
    character: float
    #: The program that made the PDF, as its metadata name it.
    creator: str = ""


def is_odd(text: str) -> bool:
    """Return whether a page's text has anything that `printed` would change."""
    return any(mark in text for mark in _ODD)


def physical(parts: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Separate lines that PDFium joined because the first ends with a hyphen.

    Yields each line with the number of characters that stand between it and the next.
    """
    for part in parts:
        *hyphened, last = part.split(HYPHEN)
        for line in hyphened:
            yield line + "-", 0  # the hyphen stands for the mark
        yield last, 2


def printed(text: str) -> str:
    """Return the text as it looks: a soft hyphen shows only at the end of a line."""
    if "\xad" in text:
        text = text[:-1].replace("\xad", "") + text[-1]
    return " ".join(text.translate(_PRINTED).split())


def rows_of(lines: list[Line], wide: float) -> list[list[Line]]:
    """Sort lines from top to bottom and left to right; join what is one line of words.

    Headers often come last in a PDF, and each change of font can cut a line in two.
    """
    lines.sort(key=_height, reverse=True)
    rows: list[list[Line]] = []
    row: list[Line] = []
    near = 0.5 * wide
    for line in lines:
        if row and row[0].y - line.y <= near:
            row.append(line)
        else:
            if len(row) > 1:
                rows[-1] = _joined(row, wide)
            row = [line]
            rows.append(row)
    if len(row) > 1:
        rows[-1] = _joined(row, wide)
    return rows


_height = operator.attrgetter("y")


def _joined(row: list[Line], wide: float) -> list[Line]:
    row.sort(key=operator.attrgetter("x"))
    joined = row[:1]
    for line in row[1:]:
        before = joined[-1]
        gap = line.x - before.right
        if gap > 2.5 * wide:
            joined.append(line)
        else:
            before.text += line.text if gap < 0.3 * wide else f" {line.text}"
            before.right = max(before.right, line.right)
    return joined
