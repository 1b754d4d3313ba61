"""Find scene headings that are stepped over lines: INT, below it the place, below that the time.

It knows which lines follow each other; the words are the grammar's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.screenplay.formats.plain_text.elements import Block
from scriptnb.screenplay.headings import grammar
from scriptnb.screenplay.model import Element

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Characters of the first line at most.
_LONGEST = 20


def find_stepped_headings(
    texts: Sequence[str], numbers: Sequence[int], pages: Sequence[int] | None = None
) -> dict[int, Block]:
    """Return the headings by the row that each starts at.

    Parameters
    ----------
    texts, numbers, pages
        The non-blank lines: see ``_lines_layout.PlacedLines``.
    """
    known = grammar.current()
    short = {text for text in texts if len(text) <= _LONGEST and text.isupper()}
    signs = set(filter(known.is_bare_place, short))
    found: dict[int, Block] = {}
    if not signs:
        return found
    stop = 0
    for row in (row for row, text in enumerate(texts) if text in signs):
        if row < stop:
            continue
        end = row + 1
        while end < min(row + 5, len(texts)) and numbers[end] == numbers[end - 1] + 1:
            end += 1
        stepped = known.stepped(texts[row:end])
        if stepped is not None:
            text, number = known.split_number(stepped[0], printed=True)
            stop = row + stepped[1]
            page = None if pages is None else pages[row]
            heading = Element(
                "scene_heading", text, numbers[row], numbers[stop - 1], page, number=number
            )
            found[row] = Block(stop, [heading])
    return found
