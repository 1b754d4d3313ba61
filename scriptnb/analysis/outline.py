"""The outline inside a script: sections, synopses, notes and act headings, with their lengths.

Takes elements and their page layout.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.analysis.basic_rows import OutlineRow
    from scriptnb.analysis.typeset import Layout
    from scriptnb.screenplay.model import Element

_NUMBER = (
    r"ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN|\d{1,2}|[IVX]{1,5}|"
    r"PIERWSZY|DRUGI|TRZECI|CZWARTY|PIĄTY"
)
#: A line that names an act and nothing else, in English or Polish.
_ACT = re.compile(
    rf"(?:(?:END\s+OF\s+|KONIEC\s+)?(?:(?:ACT|AKTU?|PART)\s+(?:{_NUMBER})"
    r"|(?:THE\s+)?(?:TEASER|COLD\s+OPEN(?:ING)?|TAG|PROLOGUE|EPILOGUE|PROLOG|EPILOG|CZOŁÓWKA))"
    r"|AKT\s+(?:PIERWSZY|DRUGI|TRZECI|CZWARTY|PIĄTY))\s*[.:]?",
    re.IGNORECASE,
)
_ACT_KINDS = frozenset(("action", "centered", "transition", "shot", "scene_heading", "character"))
_FRACTIONS = dict(
    zip("⅛¼⅜½⅝¾⅞⅓⅔", (0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1 / 3, 2 / 3), strict=True)
)
_DECIMAL = r"(\d{1,3}(?:[.,]\d{1,2})?)"
_QUANTITY = rf"(?:{_DECIMAL}(?:\s*[-–]\s*{_DECIMAL})?)?\s*(?:(\d)/(\d)|([⅛¼⅜½⅝¾⅞⅓⅔]))?"
#: "3 pages", "2 3/8 pp.", "10-12 pgs", "ok. 5 stron": how long a part is meant to be.
_PLANNED = re.compile(
    rf"(?<![\w.,/]){_QUANTITY}\s*-?(?:pages?|pgs?|pp|stron[ay]?|str)\b(?!\s*\d)", re.IGNORECASE
)


def outline(elements: Sequence[Element], layout: Layout) -> list[OutlineRow]:
    """List sections, synopses, notes and act headings in order.

    Parameters
    ----------
    elements
        The script's elements.
    layout
        Their page layout.

    Returns
    -------
    list of dict
        One row each. ``pages_planned`` is what the text states, if it does. ``pages`` is the length
        up to the row that ends this part: for a section the next one of its level or above, for a
        synopsis the next synopsis or section, for an act the next act; None for a note.
    """
    rows: list[OutlineRow] = []
    starts: list[int] = []
    for index, element in enumerate(elements):
        kind = element.kind
        if kind in ("section", "synopsis", "note"):
            found: str | None = kind
        elif kind in _ACT_KINDS and is_act(element.text):
            found = "act"
        else:
            found = None
        if found:
            rows.append(_row(found, element, element.text, layout.number(layout.page[index])))
            starts.append(index)
        for note in element.notes:
            rows.append(_row("note", element, note, layout.number(layout.page[index])))
            starts.append(index)
    _measure(rows, starts, layout.size)
    return rows


def is_act(text: str) -> bool:
    """Return whether a line is an act heading.

    Examples
    --------
    >>> [is_act(line) for line in ("ACT TWO", "END OF TEASER", "AKT II", "Act two of us leave.")]
    [True, True, True, False]
    """
    return len(text) < 40 and _ACT.fullmatch(text.strip(' _*<>"')) is not None


def pages_planned(text: str) -> float | None:
    """Return the length in pages that an author's note plans for a part, None if it states none.

    Examples
    --------
    >>> pages_planned("They meet. (2 1/2 pages)"), pages_planned("10-12 pp."), pages_planned("p. 3")
    (2.5, 11.0, None)
    """
    for match in _PLANNED.finditer(text):
        low, high, over, under, sign = match.groups()
        if not (low or over or sign):
            continue
        pages = float(low.replace(",", ".")) if low else 0.0
        if high:
            pages = (pages + float(high.replace(",", "."))) / 2
        if over and under != "0":
            pages += int(over) / int(under)
        if sign:
            pages += _FRACTIONS[sign]
        return pages
    return None


def _row(kind: str, element: Element, text: str, page: int) -> OutlineRow:
    return {
        "kind": kind,
        "level": element.level if kind == "section" else None,
        "text": text,
        "scene": element.scene or None,
        "line": element.line,
        "page": page,
        "pages_planned": pages_planned(text),
        "pages": None,
    }


def _measure(rows: list[OutlineRow], starts: list[int], size: list[float]) -> None:
    """Fill ``pages``: from each part's start to that of the part that ends it."""
    before = [0.0, *accumulate(size)]
    #: Parts that have not ended, outermost first: (rank, row, start). A part ends all parts of its
    #: rank or below.
    parts: list[tuple[int, OutlineRow, float]] = []
    act: tuple[OutlineRow, float] | None = None
    for row, index in zip(rows, starts, strict=True):
        here = before[index]
        if row["kind"] == "act":
            if act is not None:
                act[0]["pages"] = here - act[1]
            act = None if row["text"].upper().startswith(("END", "KONIEC")) else (row, here)
        elif row["kind"] in ("section", "synopsis"):
            rank = row["level"] or 7  # a synopsis is below the deepest section
            while parts and parts[-1][0] >= rank:
                _, ended, start = parts.pop()
                ended["pages"] = here - start
            parts.append((rank, row, here))
    for _, ended, start in parts:
        ended["pages"] = before[-1] - start
    if act is not None:
        act[0]["pages"] = before[-1] - act[1]
