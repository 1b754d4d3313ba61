"""Find what page breaks left between the lines: page numbers, running heads, (MORE).

Only certain cases are found: words that mean nothing else, a number in a sequence of page numbers,
a line that is repeated beside them. The other cases are left to the labelling of lines. It knows
pages; it must not know scenes or speeches.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from scriptnb.screenplay.formats.plain_text.shape import CAPITALS, NO_LETTERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.screenplay.formats.plain_text.shape import Shapes

_NUMBER = r"[A-Z]{0,2}\d{1,4}[A-Z]{0,2}"
_ALWAYS = re.compile(
    rf"\W*(?:{_NUMBER}\W{{0,3}}\s+)?\W*(?:M ?O ?R ?E|CONTINUED|CONTINUES|CDN|C\.D\.N"
    rf"|CIĄG DALSZY(?: NASTĘPUJE)?|DALEJ|FORTSETZUNG|WEITER|SUITE|CONTINÚA|CONTINUA|MÁS|SEGUE)"
    rf"[\s.:)\]]*(?:\(\d+\)|\d+)?[\s.:)\]]*(?:{_NUMBER}\W{{0,3}})?[\s*]*"
)
_PAGE = re.compile(
    r"[\W_]*(?P<word>(?:page|pg|p|str|strona|seite|pagina|página)\W{0,3})?(?P<number>\d{1,3})"
    r"[A-Z]?\W*(?:(?:of|/|z|von|de|sur|di)\W*\d{1,3}\W*)?",
    re.IGNORECASE,
)
_LAST_NUMBER = re.compile(r"(\d{1,3})[A-Z]?\W*$")
_HEADINGS = ("INT", "EXT", "I/E", "WN", "PL", "INNEN", "AUSSEN")
_DIGITS = str.maketrans("", "", "0123456789")

#: The fewest and the most lines on a page, blank ones included; a double-spaced page may have twice
#: as many as a single-spaced one.
_SHORTEST_PAGE, _LONGEST_PAGE = 12, 150


def sure_furniture(texts: Sequence[str], numbers: Sequence[int], shapes: Shapes) -> list[bool]:
    """Return, for each line, whether it is certainly page furniture.

    Parameters
    ----------
    texts, numbers
        The non-blank lines and their 1-based numbers in the source.
    shapes
        What the lines are made of.
    """
    import numpy as np

    found = [False] * len(texts)
    by_key: dict[str, list[int]] = defaultdict(list)
    page_marks: list[tuple[int, int]] = []
    for at in np.flatnonzero(shapes.digits).tolist():
        text = texts[at]
        if len(text) <= 20 and (match := _PAGE.fullmatch(text)):
            page_marks.append((at, int(match["number"])))
            found[at] = match["word"] is not None
        else:
            by_key[" ".join(text.translate(_DIGITS).split())].append(at)
    # Only repeated lines are looked at one by one; most are not repeated.
    counts = Counter(texts)
    back = {text for text, times in counts.items() if times >= 3}
    for at in np.flatnonzero((shapes.digits == 0) & (shapes.length < 80)).tolist():
        if texts[at] in back:
            by_key[texts[at]].append(at)
    for at in np.flatnonzero((shapes.case == CAPITALS) & (shapes.length < 100)).tolist():
        if _ALWAYS.fullmatch(texts[at]):
            found[at] = True
    for at in np.flatnonzero(shapes.case == NO_LETTERS).tolist():
        if texts[at] in ("*", "**"):
            found[at] = True
    for at in _in_a_row(page_marks, numbers):
        found[at] = True
    _mark_between_pages(found, texts, numbers)
    _mark_running_heads(found, by_key, texts, numbers, shapes)
    return found


def _in_a_row(marks: list[tuple[int, int]], numbers: Sequence[int]) -> list[int]:
    """Return the lines whose number continues the count of pages of a neighbour."""
    sure: set[int] = set()
    for place, (at, page) in enumerate(marks):
        for other, next_page in marks[place + 1 : place + 9]:
            pages = next_page - page
            lines = numbers[other] - numbers[at]
            if 1 <= pages <= 4 and _SHORTEST_PAGE * pages <= lines <= _LONGEST_PAGE * pages:
                sure |= {at, other}
                break
    return sorted(sure)


def _mark_between_pages(found: list[bool], texts: Sequence[str], numbers: Sequence[int]) -> None:
    """Mark the few lines between what ends a page, (MORE), and what begins the next."""
    ends = [at for at, marked in enumerate(found) if marked and texts[at][0] == "("]
    for end in ends:
        for begin in range(end + 1, min(end + 5, len(found))):
            if found[begin] and numbers[begin] - numbers[end] <= 10:
                found[end:begin] = [True] * (begin - end)


def _mark_running_heads(
    found: list[bool],
    by_key: dict[str, list[int]],
    texts: Sequence[str],
    numbers: Sequence[int],
    shapes: Shapes,
) -> None:
    """Mark lines that are repeated beside furniture, or with a number that counts pages."""
    pages = sum(found)
    recurring = [
        places
        for key, places in by_key.items()
        if len(places) >= 3
        and not found[places[0]]
        and shapes.case[places[0]] != NO_LETTERS
        and not key.startswith(_HEADINGS)
    ]
    for places in recurring:
        if shapes.digits[places[0]]:
            marks = [
                (at, int(match[1]))
                for at in places
                if (match := _LAST_NUMBER.search(texts[at])) is not None
            ]
            if len(_in_a_row(marks, numbers)) >= max(3, 0.8 * len(places)):
                for at in places:
                    found[at] = True
    # Twice: a head of two lines has only its second one beside the number.
    for _ in range(2):
        for places in recurring:
            # A line without digits must be repeated often, since short answers are repeated too.
            enough = 3 if shapes.digits[places[0]] else max(3, 0.2 * pages)
            if not found[places[0]] and len(places) >= enough:
                beside = sum(
                    found[at - 1] or (at + 1 < len(found) and found[at + 1]) for at in places
                )
                if beside >= max(3, 0.8 * len(places)):
                    for at in places:
                        found[at] = True
