"""Plain text: films from the web and the text layers of PDFs, indented or not.

It knows how lines become elements; columns, labels and headings have modules of their own.
"""

from __future__ import annotations

import re
from collections import Counter

from scriptnb.screenplay.formats._lines_elements import build_elements
from scriptnb.screenplay.formats._lines_layout import PlacedLines, place_lines
from scriptnb.screenplay.formats.base import Draft, Source, number_scenes

_HEADING = re.compile(
    r"(?:[A-Z]?\d+[A-Z]?[.)]?\s+)?(?:INT|EXT|EST|I/E|WN|PL|WNĘTRZE|PLENER|INNEN|AUSSEN)\b", re.I
)
_TRANSITION = re.compile(r"(?:FADE|DISSOLVE|[A-Z ]{0,20}CUT)\b[A-Z .]*[:.]?|[A-Z ]+ TO:")
_FURNITURE = re.compile(
    r"\(?MORE\)?|(?:\d+[A-Z]?\s+)?\(?CONTINUED\b.*|(?:p\. ?|page )?\d{1,3}[A-Z]?\.?", re.I
)


def _labels(lines: PlacedLines) -> list[str]:
    texts, numbers, indents = lines.texts, lines.numbers, lines.indents
    gaps = [1, *[after - before - 1 for before, after in zip(numbers, numbers[1:], strict=False)]]
    upper = [text == text.upper() != text.lower() for text in texts]
    action = Counter(
        indent for text, indent, up in zip(texts, indents, upper, strict=True) if not up
    )
    left = min((i for i, n in action.items() if n > len(texts) * 0.05), default=0)
    labels: list[str] = []
    for at, text in enumerate(texts):
        before = labels[-1] if labels else "N"
        follows = at + 1 < len(texts) and gaps[at + 1] == 0
        if _FURNITURE.fullmatch(text):
            label = "M"
        elif _HEADING.match(text) and (upper[at] or gaps[at]):
            label = "S"
        elif upper[at] and _TRANSITION.fullmatch(text):
            label = "T"
        elif (
            upper[at]
            and follows
            and len(text) < 40
            and text[-1] not in ".!?:"
            and not (gaps[at] == 0 and indents[at] == indents[at - 1])
        ):
            label = "C"
        elif before in "CDE" and (gaps[at] == 0 or (indents[at] > left + 4 and before != "D")):
            opens = text[0] == "(" or (before == "E" and texts[at - 1][-1] != ")")
            label = "E" if opens else "D"
            if before == "D" and indents[at] < indents[at - 1] - 3:
                label = "N"
        else:
            label = "N"
        labels.append(label)
    return labels


def sniff(source: Source) -> bool:
    """Tell whether a source is text: the last resort, since any text may be a script."""
    return "\0" not in source.text[:4096]


def read(source: Source) -> Draft:
    """Return the elements of a plain-text script."""
    lines = place_lines(source.text)
    joins = [
        at > 0 and number == lines.numbers[at - 1] + 1 for at, number in enumerate(lines.numbers)
    ]
    elements = build_elements(_labels(lines), lines.texts, lines.numbers, joins, lines.pages)
    return Draft(source.text, number_scenes(elements), {}, [])
