"""Read the lines of text of a PDF, with their places on the page.

The only module that calls PDFium. It knows pages, lines and white space between words; it must
not know what a script is.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import re
import statistics
import threading
from collections.abc import Callable, Iterable, Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay.formats.pdf.lines import (
    HYPHEN,
    Line,
    Page,
    Pages,
    is_odd,
    physical,
    printed,
    rows_of,
)

#: No script has more; a file beyond these limits would take too much time or memory.
MAX_PAGES = 5_000
MAX_PAGE_CHARACTERS = 100_000
MAX_CHARACTERS = 50_000_000

#: No page is larger, in points.
_FAR = 20_000
#: The sine of an angle that is too large for a page scanned at a slight angle.
_ASLANT = 0.1
#: A gap wider than so many characters is no space between words, not even a double one.
_APART = 4.2
#: PDFium is not safe to call from two threads at once.
_LOCK = threading.Lock()
_WORD = re.compile(r"\S+")
_TWO = itertools.repeat(2)
#: Maps a place on a page that is shown turned to where a reader sees it.
_Turn = Callable[[float, float], tuple[float, float]]
#: The indexes of a line's first and last character on its page, and its words.
_Span = tuple[int, int, str]


def read_pages(data: bytes, name: str | None) -> Pages:
    """Read the text layer of a PDF.

    Raises
    ------
    ScriptReadError
        The file is damaged, locked by a password, absurdly large, or has no text layer.
    """
    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise _unreadable(error, name) from None
        try:
            return _read(document, name)
        finally:
            document.close()


def _unreadable(error: pypdfium2.PdfiumError, name: str | None) -> ScriptReadError:
    if "password" in str(error).lower():
        return ScriptReadError(
            "the PDF is locked by a password; save a copy without one and read that", name
        )
    return ScriptReadError(
        "the PDF is damaged or cut off and cannot be opened; export it again", name
    )


def _read(document: pypdfium2.PdfDocument, name: str | None) -> Pages:
    count = len(document)
    if not count:
        raise ScriptReadError("the PDF has no pages; export it again", name)
    if count > MAX_PAGES:
        raise ScriptReadError(f"the PDF has {count} pages, more than {MAX_PAGES}", name)
    reader = _Reader()
    pages = []
    total = bad = 0
    for index in range(count):
        page = reader.page(document, index, name)
        if page is None:
            bad += 1
            continue
        total += reader.characters
        if total > MAX_CHARACTERS:
            raise ScriptReadError("the PDF holds more text than any script", name)
        pages.append(page)
    if bad == count:
        raise ScriptReadError("none of the PDF's pages can be read; export it again", name)
    if not any(page.rows for page in pages):
        raise ScriptReadError(
            "the PDF has no text layer (its pages are pictures, as a scanner makes them); "
            "run text recognition (OCR) on it or export it from the writing program",
            name,
        )
    return Pages(pages, reader.character, document.get_metadata_value("Creator"))


class _Reader:
    """Reads page after page into one buffer."""

    def __init__(self) -> None:
        self.character = 7.2
        self.characters = 0
        self._size = 8_192
        self._buffer = (ctypes.c_ushort * self._size)()
        self._x = ctypes.c_double()
        self._y = ctypes.c_double()
        # These two calls a line are most of the time that this reader needs beside PDFium itself,
        # so they are made without the checks of ctypes: with plain addresses.
        address = ctypes.cast(pdfium.FPDFText_GetCharOrigin, ctypes.c_void_p).value
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p
        )
        self._origin = kind(address or 0)
        self._box = [ctypes.c_double() for _ in range(4)]
        self._widths: list[float] = []

    def page(self, document: pypdfium2.PdfDocument, index: int, name: str | None) -> Page | None:
        handle = pdfium.FPDF_LoadPage(document.raw, index)
        if not handle:
            return None
        try:
            text = pdfium.FPDFText_LoadPage(handle)
            if not text:
                return None
            try:
                page = Page(index + 1, float(pdfium.FPDF_GetPageHeightF(handle)), [])
                turn = None
                if rotation := pdfium.FPDFPage_GetRotation(handle):
                    width = float(pdfium.FPDF_GetPageWidthF(handle))
                    turn = _turn(rotation, width, page.height)
                self._fill(page, text, turn, name)
            finally:
                pdfium.FPDFText_ClosePage(text)
        finally:
            pdfium.FPDF_ClosePage(handle)
        return page

    def _text(self, page: pdfium.FPDF_TEXTPAGE, number: int, name: str | None) -> str:
        count = pdfium.FPDFText_CountChars(page)
        self.characters = max(0, count)
        if count <= 0:
            return ""
        if count > MAX_PAGE_CHARACTERS:
            raise ScriptReadError(
                f"page {number} of the PDF holds {count} characters: no page of a script does",
                name,
            )
        if count >= self._size:
            self._size = count * 2
            self._buffer = (ctypes.c_ushort * self._size)()
        written = pdfium.FPDFText_GetText(page, 0, count, self._buffer)
        units = bytes(memoryview(self._buffer)[: max(0, written - 1)])
        return units.decode("utf-16-le", "replace")

    def _fill(
        self, into: Page, page: pdfium.FPDF_TEXTPAGE, turn: _Turn | None, name: str | None
    ) -> None:
        """Put a page's rows and its turned lines into its record."""
        text = self._text(page, into.number, name)
        if not text:
            return
        parts = text.split("\r\n")
        odd = is_odd(text) or text.count("\r") + text.count("\n") != 2 * (len(parts) - 1)
        wide = self.character
        # Where PDFium left characters out or added some, a place in the text is none on the page.
        same = len(text) == self.characters
        spans = _spans(physical(parts) if HYPHEN in text else zip(parts, _TWO, strict=False))
        if not same:
            spans = _translated(page, spans)
        lines = self._lines(into, page, spans, turn, same=same)
        if odd:
            for line in lines:
                line.text = printed(line.text)
            lines = [line for line in lines if line.text]
            for line in into.turned:
                line.text = printed(line.text) or "-"
        into.rows = rows_of(lines, wide)

    def _lines(
        self,
        into: Page,
        page: pdfium.FPDF_TEXTPAGE,
        spans: Iterable[_Span],
        turn: _Turn | None,
        *,
        same: bool,
    ) -> list[Line]:
        """Return the lines of a page with their places; those that run across go to its record."""
        number, wide, origin, x, y = into.number, self.character, self._origin, self._x, self._y
        at_x, at_y = ctypes.addressof(x), ctypes.addressof(y)
        place = ctypes.cast(page, ctypes.c_void_p).value
        loose = (_APART - 1) * wide
        straight = same and turn is None
        widths: list[float] = []
        lines: list[Line] = []
        for start, end, words in spans:
            if not origin(place, start, at_x, at_y):
                continue
            left, base = (x.value, y.value) if turn is None else turn(x.value, y.value)
            if not (-_FAR < left < _FAR and -_FAR < base < _FAR):
                continue  # off any page, or no number at all
            last = len(words) - 1
            if not (last and origin(place, end, at_x, at_y)):
                lines.append(Line(number, left, base, left + wide, words))
                continue
            right, height = (x.value, y.value) if turn is None else turn(x.value, y.value)
            reach = min(right - left, _FAR)
            line = Line(number, left, base, left + reach + wide, words)
            if abs(height - base) > wide:
                if straight and not _is_turned(page, start):  # two lines that PDFium did not part
                    lines.extend(self._apart(page, line, start))
                else:
                    into.turned.append(line)
                continue
            if last > 20:
                widths.append(reach / last)
            if reach - last * wide > loose and straight and " " in words:
                lines.extend(self._apart(page, line, start))
            else:
                lines.append(line)
        self._learn_width(number, widths)
        return lines

    def _learn_width(self, page: int, widths: list[float]) -> None:
        """Learn the width of a character, which is needed on the pages that follow."""
        if widths and (page <= 8 or not page % 16):
            self._widths.extend(widths)
            self.character = min(max(statistics.median(self._widths), 1.0), 100.0)

    def _apart(self, page: pdfium.FPDF_TEXTPAGE, line: Line, start: int) -> list[Line]:
        """Cut a line at gaps that no space between words makes, and where it changes height."""
        limit = _APART * self.character
        near = 0.5 * self.character
        left, right, bottom, top = self._box
        pieces: list[Line] = []
        begin, x, y, edge = 0, line.x, line.y, line.x
        for word in _WORD.finditer(line.text):
            first = start + word.start()
            if not pdfium.FPDFText_GetCharOrigin(page, first, self._x, self._y):
                continue
            here, height = self._x.value, self._y.value
            if word.start() and (here - edge > limit or abs(height - y) > near):
                words = line.text[begin : word.start()].rstrip()
                pieces.append(Line(line.page, x, y, edge, words))
                begin, x, y = word.start(), here, height
            last = start + word.end() - 1
            if pdfium.FPDFText_GetCharBox(page, last, left, right, bottom, top):
                edge = right.value
        pieces.append(Line(line.page, x, y, max(edge, x), line.text[begin:]))
        return pieces


def _spans(lines: Iterable[tuple[str, int]]) -> Iterator[_Span]:
    """Yield where each line's words begin and end in the text of the page, and the words."""
    at = 0
    for raw, between in lines:
        start = at
        at += len(raw) + between
        words = raw.strip()
        if not words:
            continue
        if raw[0] != words[0]:
            start += raw.index(words[0])
        yield start, start + len(words) - 1, words


def _translated(page: pdfium.FPDF_TEXTPAGE, spans: Iterable[_Span]) -> Iterator[_Span]:
    """Yield the spans with places among the characters of the page instead of its text."""
    place = pdfium.FPDFText_GetCharIndexFromTextIndex
    for start, end, words in spans:
        yield place(page, start), place(page, end), words


def _is_turned(page: pdfium.FPDF_TEXTPAGE, at: int) -> bool:
    """Return whether a character is turned."""
    return abs(math.sin(pdfium.FPDFText_GetCharAngle(page, at))) > _ASLANT


def _turn(rotation: int, width: float, height: float) -> _Turn:
    """Return the function that maps a place on a page that is shown turned."""
    if rotation == 1:
        return lambda x, y: (y, height - x)
    if rotation == 3:
        return lambda x, y: (width - y, x)
    return lambda x, y: (width - x, height - y)
