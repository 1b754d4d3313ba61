"""Make rows of a PDF's lines, and separate what belongs to the page from the script.

Page numbers, running heads, watermarks, ``(MORE)`` and ``CONTINUED`` are furniture; scene numbers
and revision stars stand in the margins. It knows pages; it must not know scenes or speeches.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from scriptnb.screenplay.headings import grammar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scriptnb.screenplay.formats.pdf.lines import Line, Page, Pages

#: How much of a page's height, at the top and at the bottom, can hold running heads and numbers.
_ZONE = 0.12
#: A line with so many characters probably continues in the next one.
_LONG = 25
#: So many pages are enough to learn a layout from.
_ENOUGH = 20
#: Rows at the top and at the bottom of a page that may be furniture.
_DEEP = 3
_PAGE_NUMBER = re.compile(
    r"[-–—(\[]?\s*(?:(?:page|p|strona|str|seite|página|pág|pagina|pag)\b\.?\s*)?"
    r"[A-Z]?\d{1,3}[A-Z]{0,2}(?:\s*(?:/|of|z|von|de|di|sur)\s*\d{1,3})?\s*[-–—)\].:]{0,2}\*?",
    re.IGNORECASE,
)
#: What the writing program prints at the end of a page and at the start of the next one.
_CONTINUED = re.compile(
    r"\(?(?:MORE|CONTINUED|CONT['’]?D|CONTINUES|CONTINUA|CONTINÚA|SUITE|ÀSUIVRE|SEGUE|SIGUE|MÁS"
    r"|WEITER|FORTS(?:ETZUNG)?|DALEJ|C\.?D\.?N?\.?|CIĄGDALSZY(?:NASTĄPI)?)\.?\)?:?"
    r"(?:\(\d{1,3}\))?:?\)?",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\((?:MORE|CONTINUED|WEITER|DALEJ|SUITE|SEGUE|SIGUE|MÁS|C\.D\.N\.)\)", re.IGNORECASE
)
_NUMBER = re.compile(r"[A-Z]{0,3}-?\d{1,4}[A-Z]{0,3}(?:[-.]\d{1,3}[A-Z]?)?[.):]?")
_NUMBERED = re.compile(
    r"(?P<number>[A-Z]{0,3}\d{1,4}[A-Z]{0,3})[.):]? (?P<text>\S.*?)(?: (?P=number)[.):]?)?"
)
_STARS = re.compile(r"\s*\*+|\s+[*|]+")
_DIGITS = re.compile(r"\d+")


class Row(msgspec.Struct, gc=False):
    """One row of a page, its margins cut off; two columns side by side are two rows."""

    page: int
    y: float
    x: float
    right: float
    text: str
    #: Blank lines before it on its page, in line heights; a large number at the top of a page.
    gap: float
    #: The pieces as they stand on the page, margins and all, for the layout of the text.
    pieces: list[Line]
    furniture: bool = False
    #: The number in its margins.
    number: str | None = None
    #: ``left`` or ``right`` of two columns that stand side by side; ``both`` before they are
    #: separated.
    column: str = ""


def read_rows(pages: Pages) -> tuple[list[Row], float]:
    """Return the rows of all pages, furniture marked and margins cut off, and their left edge."""
    wide = pages.character
    pitch = _pitch(pages.pages, wide)
    running = _running(pages.pages)
    left, right = _margins(pages.pages, wide)
    outside = left - 1.5 * wide
    rows: list[Row] = []
    for page in pages.pages:
        above = 1e9
        last = len(page.rows) - 1
        for at, pieces in enumerate(page.rows):
            first = pieces[0]
            y = first.y
            if (at < _DEEP or last - at < _DEEP) and _is_furniture(page, at, last, running):
                rows.append(_furniture(pieces))
                continue
            if len(pieces) == 1 and first.text[-1] != "*":
                row = Row(
                    first.page, y, first.x, first.right, first.text, (above - y) / pitch, pieces
                )
                if first.x < outside:
                    _cut_number(row, left)
            else:
                row = _without_margins(pieces, left, right, wide)
                row.gap = (above - y) / pitch
            rows.append(row)
            if not row.furniture:
                above = y
        rows.extend(_furniture([line]) for line in page.turned)
    return rows, left


def _furniture(pieces: list[Line]) -> Row:
    first = pieces[0]
    text = " ".join(piece.text for piece in pieces)
    return Row(first.page, first.y, first.x, pieces[-1].right, text, 0.0, pieces, furniture=True)


def sample(pages: Sequence[Page]) -> Sequence[Page]:
    """Return some pages to learn from; all pages of a long script would give the same result."""
    return pages[:: -(-len(pages) // _ENOUGH) or 1]


def _pitch(pages: Sequence[Page], wide: float) -> float:
    """Return the height of a line, learned from lines that probably continue in the next one."""
    size = wide / 0.6  # of a typewriter's face; others are a little larger
    steps: Counter[int] = Counter()
    for page in sample(pages):
        for row, after in itertools.pairwise(page.rows):
            if len(row[0].text) >= _LONG or after[0].x < row[0].x - 2 * wide:
                steps[round(row[0].y - after[0].y)] += 1
    usual = {step: count for step, count in steps.items() if 6 < step < 40}
    enough = 0.3 * max(usual.values(), default=0)
    pitch = float(min((step for step, count in usual.items() if count >= enough), default=size))
    if pitch > 1.75 * size and sum(usual.values()) < _LONG:
        # Few lines, and none close to another: double spacing only if all gaps are twice as wide.
        wider = [(step / pitch, count) for step, count in steps.items() if step > 1.2 * pitch]
        doubled = sum(count for times, count in wider if abs(times - round(times)) < 0.1)
        return pitch if doubled > 0.8 * sum(count for _, count in wider) else size
    return pitch


def _normal(pieces: Iterable[Line]) -> str:
    return _DIGITS.sub("#", " ".join(piece.text for piece in pieces))


Running = dict[tuple[bool, int], set[str]]


def _running(pages: Sequence[Page]) -> Running:
    """Return the heights at which the same words are on many pages, and those words.

    Heights count from the top for heads and from the bottom for feet. The first line of the story
    stands at one height too, but hardly ever with the same words.
    """
    words: dict[tuple[bool, int], Counter[str]] = {}
    for page in pages:
        edges = page.rows if len(page.rows) <= 2 * _DEEP else page.rows[:_DEEP] + page.rows[-_DEEP:]
        for pieces in edges:
            place = _place(page, pieces[0].y)
            if place is not None:
                words.setdefault(place, Counter())[_normal(pieces)] += 1
    return {
        place: {normal for normal, count in seen.items() if count > 1}
        for place, seen in words.items()
        if seen.total() >= 3 and len(seen) <= max(1, 0.35 * seen.total())
    }


def _place(page: Page, y: float) -> tuple[bool, int] | None:
    if y > page.height * (1 - _ZONE):
        return True, round((page.height - y) / 3)
    if y < page.height * _ZONE:
        return False, round(y / 3)
    return None


def _is_furniture(page: Page, at: int, last: int, running: Running) -> bool:
    pieces = page.rows[at]
    text = pieces[0].text if len(pieces) == 1 else " ".join(piece.text for piece in pieces)
    place = _place(page, pieces[0].y)
    if place is not None:
        if _PAGE_NUMBER.fullmatch(text):
            return True
        if place in running and _DIGITS.sub("#", text) in running[place]:
            return not grammar.current().is_heading(text)
    if len(text) > 50:
        return False
    squeezed = "".join(text.split())
    if len(pieces) > 1 or squeezed[0].isdigit():
        # "12 CONTINUED: (2) 12": scene numbers stand in both margins.
        words = [word for word in text.split() if not _NUMBER.fullmatch(word)]
        squeezed = "".join(words)
    near = at <= 2 if "MORE" not in squeezed else last - at <= 2
    return bool(_MORE.fullmatch(squeezed)) or (
        (near or last - at <= 2) and bool(_CONTINUED.fullmatch(squeezed))
    )


def _margins(pages: Sequence[Page], wide: float) -> tuple[float, float]:
    """Find where the text begins and ends: headings stand at the left edge, action fills a line."""
    heads: list[int] = []
    starts: list[int] = []
    ends: list[float] = []
    may_open = grammar.current().may_open
    for page in sample(pages):
        for pieces in page.rows:
            for piece in pieces:
                text = piece.text
                starts.append(round(piece.x))
                if len(text) > 30 and text[-1] != "*":
                    ends.append(piece.right)
                if may_open(text) and _opens_with_place(text):
                    heads.append(round(piece.x))
    left = leftmost(heads, starts, wide)
    ends.sort()
    right = ends[int(len(ends) * 0.97)] if ends else left + 61 * wide
    return left, max(right, left + 30 * wide)


def _opens_with_place(text: str) -> bool:
    """Return whether a heading begins where the text does, without a number in the margin."""
    found = grammar.current().heading(text)
    return found is not None and found.number is None


def leftmost(heads: Sequence[int], starts: Sequence[int], wide: float) -> float:
    """Return the left edge of the story: where headings stand, else the first column in use.

    Where there are no headings, or they start in many places, it is the leftmost column.
    """
    if heads:
        x, count = fullest(heads, wide)
        if count * 2 >= len(heads):
            return x
    enough = 0.08 * len(starts)
    return float(min((x for x, n in Counter(starts).items() if n >= enough), default=72))


def fullest(places: Iterable[int], reach: float) -> tuple[float, int]:
    """Return the middle of the stretch with the most places, and how many are in it.

    Text recognition makes columns a little uneven; a stretch is two times ``reach`` wide.
    """
    ordered = sorted(places)
    best, start = (0, 0), 0
    for end, place in enumerate(ordered, start=1):
        while place - ordered[start] > 2 * reach:
            start += 1
        if end - start > best[1] - best[0]:
            best = (start, end)
    return float(ordered[sum(best) // 2]), best[1] - best[0]


def _cut_number(row: Row, left: float) -> None:
    """Cut a number in the left margin off a row that PDFium returns in one piece."""
    if found := _NUMBERED.fullmatch(row.text):
        row.number, row.text, row.x = found["number"], found["text"], left


def _without_margins(pieces: list[Line], left: float, right: float, wide: float) -> Row:
    """Cut scene numbers and revision stars off a row."""
    first = pieces[0]
    row = Row(first.page, first.y, first.x, first.right, "", 0.0, pieces)
    inner = [piece for piece in pieces if not _STARS.fullmatch(piece.text)]
    if not inner:
        return _furniture(pieces)
    if len(inner) > 1 and inner[0].x < left - wide and _NUMBER.fullmatch(inner[0].text):
        row.number = inner.pop(0).text.rstrip(".):")
    if len(inner) > 1 and _NUMBER.fullmatch(inner[-1].text):
        number = inner[-1].text.rstrip(".):")
        if number == row.number or inner[-1].x > right - 2 * wide:
            row.number = row.number or number
            inner.pop()
    row.x, row.right = inner[0].x, inner[-1].right
    row.text = " ".join(piece.text for piece in inner)
    if row.text[-1] == "*" and row.right > right + wide:
        row.text = row.text.rstrip("* ") or row.text
        row.right = right
    if row.x < left - 1.5 * wide:
        _cut_number(row, left)
    if len(inner) == 2 and row.number is None:
        row.column = "both"
        row.pieces = inner
    return row
