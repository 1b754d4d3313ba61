"""The number that a PDF prints on each of its sheets; a sheet with nothing but a title has none."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.screenplay.formats.pdf.rows import Row
    from scriptnb.screenplay.model import Kind

_NUMBER = re.compile(r"(?<![\w/.-])(\d{1,3})([A-Z]{0,2})(?![\w/-])")
#: So many of the sheets must agree on how numbers and sheets belong together.
_AGREEING = 0.5


class PrintedPage(NamedTuple):
    """The number of a sheet."""

    number: int
    #: As printed, where that is more than the number: 12A.
    label: str | None


def printed_pages(rows: Sequence[Row], labels: Sequence[Kind]) -> dict[int, PrintedPage]:
    """Return the number of each sheet of the script; without any in print they count from 1.

    A sheet without a number between others has the next one. Sheets that hold only a title page
    are left out.
    """
    sheets: list[tuple[int, list[tuple[int, str]]]] = []
    for sheet, group in groupby(zip(rows, labels, strict=True), lambda pair: pair[0].page):
        own = list(group)
        if all(label in ("title_page", "furniture") for _, label in own) and any(
            label == "title_page" for _, label in own
        ):
            continue
        printed = [
            (int(match[1]), match[2])
            for row, _ in own
            if row.furniture
            for match in _NUMBER.finditer(" ".join(piece.text for piece in row.pieces))
        ]
        sheets.append((sheet, printed))
    offsets = Counter(
        number - place for place, (_, printed) in enumerate(sheets) for number, _ in set(printed)
    )
    if not offsets:
        return {sheet: PrintedPage(place, None) for place, (sheet, _) in enumerate(sheets, 1)}
    offset, agreeing = offsets.most_common(1)[0]
    if agreeing < max(1, _AGREEING * len(sheets)) or offset < 0:
        offset = 1
    pages: dict[int, PrintedPage] = {}
    number = offset - 1
    for sheet, printed in sheets:
        # An inserted page is 12A, and what follows it keeps its number.
        own_number = next((each for each in printed if number <= each[0] <= number + 2), None)
        if own_number is not None and (own_number[1] or own_number[0] > number):
            number = own_number[0]
            label = f"{number}{own_number[1]}" if own_number[1] else None
        else:
            number, label = number + 1, None
        pages[sheet] = PrintedPage(number, label)
    return pages
