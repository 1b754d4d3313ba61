"""How long a script is: every element laid out on the page of a screenplay.

By convention a page is a minute of film, and an eighth of it is the unit in which production
offices count. Where the source has pages of its own (a PDF, form feeds), those are the pages.
Knows elements only: no tables, no statistics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.analysis.typeset import PAGE_LINES, Block, Layout, Typesetter, blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.screenplay.model import Element

EIGHTHS = 8
#: A source's pages that hold more than this many laid-out pages each are not pages of a script.
_CROWDED = 2.0


def lay_out(elements: Sequence[Element]) -> Layout:
    """Lay a script out on pages, or take the pages that its source has.

    Parameters
    ----------
    elements
        The script's elements, in order.

    Returns
    -------
    Layout
        Pages, and each element's page and size; cost linear in the text.

    Notes
    -----
    A page that its text filled counts as one page, however many of its last lines stayed empty for
    the sake of a good break; one that ends early (the last, or before a page break) counts by
    its lines. So the sizes add up to the number of pages, as a ruler on paper would have it.
    """
    found = blocks(elements)
    own = _own_pages(elements, found)
    return own if own is not None else Typesetter(elements, found).layout()


def eighths(pages: float) -> int:
    """Turn a length in pages into eighths, to the nearest, at least one.

    Examples
    --------
    >>> eighths(0.01), eighths(0.5), eighths(1.2)
    (1, 4, 10)
    """
    return max(1, int(pages * EIGHTHS + 0.5))


def _own_pages(elements: Sequence[Element], found: list[Block]) -> Layout | None:
    """Take the source's pages, each shared out by lines; None where it has no pages."""
    if not any(element.page for element in elements):
        return None
    page = []
    now = 1
    for element in elements:
        now = max(now, element.page or 0)
        page.append(now)
    weight = [0] * len(elements)
    used = [0] * (now + 1)
    for block in found:
        for position, (index, lines) in enumerate(zip(block.elements, block.lines, strict=True)):
            weight[index] = lines + (position == 0)
            used[page[index]] += weight[index]
    filled = sorted(lines for lines in used if lines)
    if sum(filled) > _CROWDED * PAGE_LINES * now:
        return None  # a stray form feed in a long text makes no page
    typical = filled[len(filled) // 2] if filled else PAGE_LINES
    # A page much shorter than the others ended early: its rest is no length of anything.
    capacity = [lines if lines * 4 > typical * 3 else max(typical, 1) for lines in used]
    size = [share / capacity[at] for share, at in zip(weight, page, strict=True)]
    return Layout(now, page, size, own_pages=True)
