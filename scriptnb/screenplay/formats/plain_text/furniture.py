"""Find what page breaks left between the lines: page numbers, running heads, (MORE).

Only certain cases are found: words that mean nothing else, a number in a sequence of page numbers,
a line that is repeated beside them or once a page. The other cases are left to the labelling of
lines. It knows pages; it must not know scenes or speeches.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
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
_FIRST_HEADING = re.compile(rf"(?:{_NUMBER}\W{{0,3}}\s+)?(?:{'|'.join(_HEADINGS)})\b")
_DIGITS = str.maketrans("", "", "0123456789")
#: What a running head says of a revision, in words of which each means nothing else there.
_REVISION = re.compile(r"rev|revs|revised|revisions?|white|blue|pink|yellow|green|goldenrod|buff"
                       r"|salmon|cherry|tan|gr[ae]y|ivory|lavender", re.IGNORECASE)  # fmt: skip
_OF_A_DRAFT = re.compile(
    r"pages?|pgs?|p|draft|script|shooting|final|full|double|2nd|3rd|second|third|dated|rewrite"
    r"|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|[a-z]{3}[^/]{0,12}(?:19|20)\d\d", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")

#: Lines of a title page and what stands below it before the first heading, at most.
_TITLES = 60
#: Characters of a line with a page's number, and of one with a revision, at most.
_LONGEST_MARK, _LONGEST_REVISION = 20, 60
#: Lines of a running head at most.
_HEAD = 5
#: A line that comes back once a page stands on so many pages at least. Of the distances from page
#: to page so many differ from the usual one by no more than a share, a larger one on many pages.
_FEWEST_PAGES, _MANY_PAGES, _REGULAR, _DRIFT, _WIDE_DRIFT = 6, 10, 0.8, 0.15, 0.25
#: A page of a script has so many lines at least and at most, blank ones included, and one that
#: is double-spaced twice as many.
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
    page_marks: list[tuple[int, int]] = []
    for at in np.flatnonzero((shapes.digits > 0) & (shapes.length <= _LONGEST_MARK)).tolist():
        if match := _PAGE.fullmatch(texts[at]):
            page_marks.append((at, int(match["number"])))
            found[at] = match["word"] is not None
    by_key = _by_key(texts, shapes, {at for at, _ in page_marks})
    for at in np.flatnonzero((shapes.case == CAPITALS) & (shapes.length < 100)).tolist():
        if _ALWAYS.fullmatch(texts[at]):
            found[at] = True
    for at in np.flatnonzero(shapes.case == NO_LETTERS).tolist():
        if texts[at] in ("*", "**"):
            found[at] = True
    for at in _in_a_row(page_marks, numbers):
        found[at] = True
    _mark_between_pages(found, texts, numbers)
    opening = texts[:_TITLES]
    first = next((at for at, text in enumerate(opening) if _FIRST_HEADING.match(text)), 0)
    dated = np.flatnonzero((shapes.digits >= 3) & (shapes.length < _LONGEST_REVISION))
    for at in dated[dated > first].tolist():
        found[at] = found[at] or _is_revision(texts[at])
    _mark_running_heads(found, by_key, texts, numbers, shapes, first)
    return found


def is_page_mark(text: str) -> bool:
    """Tell whether a line alone is what printing leaves between pages, as far as one line shows."""
    if len(text) > _LONGEST_MARK:
        return False
    page = _PAGE.fullmatch(text)
    return _ALWAYS.fullmatch(text) is not None or (page is not None and page["word"] is not None)


def _by_key(texts: Sequence[str], shapes: Shapes, but: set[int]) -> dict[str, list[int]]:
    """Return where each line stands that comes back, numbers in it left out."""
    import numpy as np

    by_key: dict[str, list[int]] = defaultdict(list)
    for at in np.flatnonzero(shapes.digits).tolist():
        if at not in but:
            by_key[" ".join(texts[at].translate(_DIGITS).split())].append(at)
    # Only lines that come back are worth a look one by one, and most do not.
    counts = Counter(texts)
    back = {text for text, times in counts.items() if times >= 3}
    for at in np.flatnonzero((shapes.digits == 0) & (shapes.length < 80)).tolist():
        if texts[at] in back:
            by_key[texts[at]].append(at)
    return by_key


def _is_revision(text: str) -> bool:
    """Tell whether a line says which revision a page is of: ``Blue Rev. (3/4/26)``."""
    words = _WORD.findall(text)
    return (
        all(_REVISION.fullmatch(word) or _OF_A_DRAFT.fullmatch(word) for word in words)
        and any(map(_REVISION.fullmatch, words))
        and _DATE.search(text) is not None
    )


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
    first: int,
) -> None:
    """Mark lines that are repeated beside furniture, once a page, or with a page number.

    Before the line `first` stands the title page, which has the words of a running head too.
    """
    pages = sum(found)

    def mark(places: list[int]) -> None:
        for at in places:
            found[at] = found[at] or at > first

    recurring = [
        places
        for key, places in by_key.items()
        if len(places) >= 3
        and not found[places[-1]]
        and shapes.case[places[0]] != NO_LETTERS
        and not key.startswith(_HEADINGS)
    ]
    for places in recurring:
        numbered = shapes.digits[places[0]] and _counts_pages(places, texts, numbers)
        if numbered or _is_on_each_page(places, numbers):
            mark(places)
    # Twice: a head of two lines has only its second one beside the number.
    for _ in range(2):
        for places in recurring:
            # A line without digits must be repeated often, since short answers are repeated too.
            enough = 3 if shapes.digits[places[0]] else max(3, 0.2 * pages)
            if not found[places[-1]] and len(places) >= enough:
                beside = sum(
                    found[at - 1] or (at + 1 < len(found) and found[at + 1]) for at in places
                )
                if beside >= max(3, 0.8 * len(places)):
                    mark(places)


def _counts_pages(places: list[int], texts: Sequence[str], numbers: Sequence[int]) -> bool:
    """Tell whether the last numbers of lines count pages."""
    marks = [
        (at, int(match[1]))
        for at in places
        if (match := _LAST_NUMBER.search(texts[at])) is not None
    ]
    return len(_in_a_row(marks, numbers)) >= max(3, 0.8 * len(places))


def _is_on_each_page(places: list[int], numbers: Sequence[int]) -> bool:
    """Tell whether a line comes back at the distances of pages, through most of the script."""
    if (
        len(places) < _FEWEST_PAGES
        or numbers[places[-1]] - numbers[places[0]] < (numbers[-1] - numbers[0]) / 2
    ):
        return False
    lines = [numbers[at] for at in places]
    # A head may be printed twice.
    tops = lines[:1] + [line for before, line in pairwise(lines) if line - before > _HEAD]
    if len(tops) < max(_FEWEST_PAGES, len(lines) / 2):
        return False
    apart = sorted(line - before for before, line in pairwise(tops))
    usual = apart[len(apart) // 2]
    drift = _DRIFT if len(tops) < _MANY_PAGES else _WIDE_DRIFT
    regular = sum(abs(each - usual) <= max(3, drift * usual) for each in apart)
    return _SHORTEST_PAGE <= usual <= _LONGEST_PAGE and regular >= _REGULAR * len(apart)
