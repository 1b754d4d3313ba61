"""The length of a script: lays every element out on the pages of a screenplay.

By convention a page is a minute of film, and production offices count in eighths of a page. Where
the source has pages of its own (a PDF, form feeds), those are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.analysis.typeset import PAGE_LINES, Block, Layout, Typesetter, blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.screenplay.model import Element

EIGHTHS = 8
#: If a source's pages hold more than this many pages' lines on average, they are not used.
_CROWDED = 2.0


def lay_out(elements: Sequence[Element]) -> Layout:
    """Lay a script out on pages, or use the pages of its source.

    Parameters
    ----------
    elements
        The script's elements, in order.

    Returns
    -------
    Layout
        Pages, and each element's page and size. Takes time linear in the text.

    Notes
    -----
    A page that its text fills counts as one page, even if its last lines are empty because of a
    good break; one that ends early (the last, or before a page break) counts by its lines.
    """
    found = blocks(elements)
    own = _own_pages(elements, found)
    return own if own is not None else Typesetter(elements, found).layout()


def eighths(pages: float) -> int:
    """Return a length in pages as eighths, rounded to the nearest, at least one.

    Examples
    --------
    >>> eighths(0.01), eighths(0.5), eighths(1.2)
    (1, 4, 10)
    """
    return max(1, int(pages * EIGHTHS + 0.5))


def _own_pages(elements: Sequence[Element], found: list[Block]) -> Layout | None:
    """Return the source's pages, each divided among its elements by lines; None if it has none."""
    if not any(element.page for element in elements):
        return None
    page, numbers, labels = _sheets(elements)
    now = len(numbers)
    weight = [0] * len(elements)
    used = [0] * (now + 1)
    for block in found:
        for position, (index, lines) in enumerate(zip(block.elements, block.lines, strict=True)):
            weight[index] = lines + (position == 0)
            used[page[index]] += weight[index]
    filled = sorted(lines for lines in used if lines)
    if sum(filled) > _CROWDED * PAGE_LINES * now:
        return None  # a few form feeds in a long text are not its pages
    typical = filled[len(filled) // 2] if filled else PAGE_LINES
    # A page much shorter than the others ended early: its empty rest is no element's length.
    capacity = [lines if lines * 4 > typical * 3 else max(typical, 1) for lines in used]
    size = [share / capacity[at] for share, at in zip(weight, page, strict=True)]
    return Layout(now, page, size, own_pages=True, numbers=numbers, labels=labels)


def _sheets(elements: Sequence[Element]) -> tuple[list[int], list[int], list[str]]:
    """Return each element's page, counted from the first, and the number and label of each page.

    Where only headings have a page, as in Final Draft, the pages between two of them count too.
    """
    known = [element for element in elements if element.page is not None]
    every = len(known) > len(elements) / 2
    page: list[int] = []
    numbers = [known[0].page or 1]
    labels = [known[0].page_label or str(numbers[0])]
    for element in elements:
        label = element.page_label or str(element.page)
        if element.page is not None and label != labels[-1]:
            first = element.page if every or element.page <= numbers[-1] else numbers[-1] + 1
            if every or element.page > numbers[-1]:
                for number in range(first, element.page + 1):
                    numbers.append(number)
                    labels.append(label if number == element.page else str(number))
        page.append(len(numbers))
    return page, numbers, labels
