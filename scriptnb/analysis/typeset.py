"""Typesets a screenplay: which elements stay together, what fits a page, and where pages break.

A page is 55 lines of Courier: action 61 characters wide, dialogue 35, a parenthetical 25, a cue or
a heading on one line, one blank line between paragraphs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.screenplay.model import Element

PAGE_LINES = 55
#: Characters that fit on a line, by kind; a kind that is not here takes no space on the page.
WIDTHS = {
    "scene_heading": 61,
    "action": 61,
    "shot": 61,
    "centered": 61,
    "transition": 61,
    "character": 38,
    "parenthetical": 25,
    "dialogue": 35,
    "lyric": 35,
}
#: Two speeches side by side have about half the page each.
DUAL_WIDTHS = {"character": 28, "parenthetical": 26, "dialogue": 28, "lyric": 28}
SPOKEN = frozenset(("parenthetical", "dialogue", "lyric"))
#: A paragraph that is broken over pages has at least this many lines on each. Real scripts break
#: hardly any (3 in the 121 pages of one feature); with 2, pages are fuller than those of real ones.
_KEPT = 3
#: On its page, a heading is followed by at least this many lines, and a cue by as many of its
#: speech.
_OPENING = 2
#: How far a transition may run into the lower margin rather than open the next page.
_MARGIN = 2


class Layout(NamedTuple):
    """The page of every element, and the space that it takes."""

    #: How many pages there are.
    pages: int
    #: The 1-based page on which each element starts, counted from the script's first.
    page: list[int]
    #: The share of a page that each element takes; their sum is the script's length in pages.
    size: list[float]
    #: Whether the pages are the source's own.
    own_pages: bool
    #: The number of each page as the source prints it; empty where pages count from 1.
    numbers: list[int] = []  # noqa: RUF012 - never changed
    #: Each page's number as printed; empty where that is not known.
    labels: list[str] = []  # noqa: RUF012 - never changed

    def number(self, page: int) -> int:
        """Return the printed number of a page."""
        return self.numbers[page - 1] if 0 < page <= len(self.numbers) else page

    def label(self, page: int) -> str | None:
        """Return a page's number as printed, None where the source prints none."""
        return self.labels[page - 1] if 0 < page <= len(self.labels) else None


class Block(NamedTuple):
    """Elements without a blank line between them: a paragraph, or a cue with its speech."""

    #: Indices of its elements, and the lines each takes.
    elements: list[int]
    lines: list[int]
    kind: str
    #: Whether it stands beside the block before it.
    dual: bool


def count_lines(text: str, width: int) -> int:
    """Count the lines that a text takes when wrapped at spaces and after hyphens.

    Parameters
    ----------
    text
        One element's text; its own line breaks stay.
    width
        Characters a line.

    Returns
    -------
    int
        At least 1. A word longer than a line is cut.

    Examples
    --------
    >>> count_lines("The quick brown fox", 10)
    2
    >>> count_lines("well-known", 6)
    2
    """
    if len(text) <= width and "\n" not in text:
        return 1
    total = 0
    for line in text.split("\n"):
        total += 1
        end = len(line.rstrip())
        start = 0
        while end - start > width:
            limit = start + width
            # The break may be the space just past the edge, or stand after a hyphen within it.
            cut = max(line.rfind(" ", start + 1, limit + 1), line.rfind("-", start + 1, limit))
            start = limit if cut < 0 else cut + 1
            while line[start] == " ":  # `end` stops at the last letter, so this ends
                start += 1
            total += 1
    return total


def blocks(elements: Sequence[Element]) -> list[Block]:
    """Group elements into blocks, and count the lines of each element."""
    found: list[Block] = []
    in_speech = False
    for index, element in enumerate(elements):
        kind = element.kind
        if kind == "page_break":
            found.append(Block([], [], kind, dual=False))
            in_speech = False
            continue
        width = WIDTHS.get(kind)
        if width is None:
            continue
        if in_speech and kind in SPOKEN:
            block = found[-1]
            if block.dual:
                width = DUAL_WIDTHS[kind]
            block.elements.append(index)
            block.lines.append(count_lines(element.text, width))
            continue
        in_speech = kind == "character"
        dual = in_speech and element.dual and bool(found) and found[-1].kind == "character"
        if dual:
            _narrow(elements, found[-1])
        # A line of a transcript holds its cue, which a page gives a line of its own.
        lines = count_lines(element.text, width) + (element.cue is not None)
        found.append(Block([index], [lines], kind, dual))
    return found


def _narrow(elements: Sequence[Element], block: Block) -> None:
    """Count the lines of a speech again at half width, because another is beside it."""
    for position, index in enumerate(block.elements):
        element = elements[index]
        block.lines[position] = count_lines(element.text, DUAL_WIDTHS[element.kind])


class Typesetter:
    """Fills pages block by block. An instance is for one script."""

    def __init__(self, elements: Sequence[Element], blocks: list[Block]) -> None:
        self.blocks = blocks
        self.page = [0] * len(elements)
        self.size = [0.0] * len(elements)
        #: The page that is being filled, and how many of its lines are.
        self.now = 1
        self.used = 0
        #: (element, lines) placed on it.
        self.pieces: list[tuple[int, int]] = []

    def layout(self) -> Layout:
        """Place every block, then close the last page."""
        blocks = self.blocks
        position = 0
        while position < len(blocks):
            block = blocks[position]
            if block.kind == "page_break":
                if self.used:
                    self.end_page(PAGE_LINES)
                position += 1
                continue
            beside = position + 1 < len(blocks) and blocks[position + 1].dual
            if beside:
                self.place_dual(block, blocks[position + 1])
            else:
                following = blocks[position + 1] if position + 1 < len(blocks) else None
                self.place(block, following)
            position += 2 if beside else 1
        pages = self.now if self.used or self.now == 1 else self.now - 1
        self.end_page(PAGE_LINES)
        below = pages
        # Elements that take no space, such as notes, are on the page of what follows them.
        for index in reversed(range(len(self.page))):
            below = self.page[index] = self.page[index] or below
        return Layout(pages, self.page, self.size, own_pages=False)

    def end_page(self, capacity: int) -> None:
        """Divide the page among its elements by their lines, and start the next."""
        capacity = max(capacity, self.used, 1)
        for index, lines in self.pieces:
            self.size[index] += lines / capacity
        self.pieces = []
        self.used = 0
        self.now += 1

    def put(self, index: int, lines: int) -> None:
        """Add lines of an element to this page."""
        if not self.page[index]:
            self.page[index] = self.now
        self.pieces.append((index, lines))
        self.used += lines

    def put_all(self, block: Block) -> None:
        """Add a whole block to this page, after a blank line."""
        gap = 1 if self.used else 0
        for index, lines in zip(block.elements, block.lines, strict=True):
            self.put(index, lines + gap)
            gap = 0

    def place(self, block: Block, following: Block | None) -> None:
        """Add one block, over as many pages as it needs."""
        height = sum(block.lines)
        free = PAGE_LINES - self.used - (1 if self.used else 0)
        if block.kind == "transition":
            fits = height <= free + _MARGIN
        elif block.kind in ("scene_heading", "shot"):  # never the last thing on a page
            fits = height + 1 + _opening(following) <= free
        else:
            fits = height <= free
        if fits:
            self.put_all(block)
        elif block.kind == "character":
            self.split_speech(block, free)
        else:
            if block.kind != "action":
                self.new_page()
            self.split_paragraph(block)

    def new_page(self) -> None:
        """Start a new page, unless this one is empty."""
        if self.used:
            self.end_page(self.used)

    def place_dual(self, left: Block, right: Block) -> None:
        """Add two speeches side by side; together they take the height of the taller."""
        heights = sum(left.lines), sum(right.lines)
        if max(heights) + 1 > PAGE_LINES - self.used:
            self.new_page()
            if max(heights) > PAGE_LINES:  # too tall for any page: one after the other
                self.split_speech(left, PAGE_LINES)
                self.split_speech(right, PAGE_LINES - self.used - 1)
                return
        start = self.used
        taller, shorter = (left, right) if heights[0] >= heights[1] else (right, left)
        self.put_all(taller)
        end = self.used
        self.used = start
        for index in shorter.elements:
            self.put(index, 0)
        self.used = end

    def split_paragraph(self, block: Block) -> None:
        """Add a paragraph over pages, with at least `_KEPT` lines on each."""
        (index,) = block.elements
        left = block.lines[0]
        while left:
            gap = 1 if self.used else 0
            free = PAGE_LINES - self.used - gap
            if left <= free:
                here = left
            else:
                here = min(free, left - _KEPT)
                if here < _KEPT:
                    self.new_page()
                    continue
            self.put(index, here + gap)
            left -= here
            if left:
                self.end_page(self.used)

    def split_speech(self, block: Block, free: int) -> None:
        """Add a speech that does not fit: (MORE) ends the page, and the cue starts the next."""
        total = sum(block.lines) - block.lines[0]
        here = min(free - block.lines[0] - 1, total - _KEPT)
        if here < _KEPT:
            self.new_page()
            if total < PAGE_LINES - 1:
                self.put_all(block)
                return
            here = PAGE_LINES - block.lines[0] - 1
        gap = 1 if self.used else 0
        self.put(block.elements[0], block.lines[0] + gap)
        room = here
        for index, lines in zip(block.elements[1:], block.lines[1:], strict=True):
            left = lines
            while left > room:
                self.put(index, room + 1)  # and (MORE)
                left -= room
                self.end_page(self.used)
                self.put(block.elements[0], 1)  # the cue again, with (CONT'D)
                room = PAGE_LINES - 2
            self.put(index, left)
            room -= left


def _opening(block: Block | None) -> int:
    """Return how many lines of the next block must follow a heading on its page."""
    if block is None or block.kind == "page_break":
        return 0
    lines = sum(block.lines)
    if block.kind == "character":
        lines -= block.lines[0]
        return block.lines[0] + min(lines, _OPENING)
    return min(lines, _OPENING)
