"""Turn labelled lines into elements: wrapped lines joined, furniture and numbers off.

It knows what the labels mean and how paragraphs wrap; it must not know how labels were found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scriptnb.screenplay.model import Element, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

#: One letter a label: heading, action, cue, dialogue, parenthetical, transition, furniture, title.
LABELS = "SNCDETMP"
_KINDS: dict[str, Kind] = {
    "S": "scene_heading", "N": "action", "C": "character", "D": "dialogue", "E": "parenthetical",
    "T": "transition", "M": "furniture", "P": "title_page",
}  # fmt: skip

_NUMBER = r"[A-Z]{0,3}-?\d{1,4}(?:[.-]?[A-Z\d]{1,3})?"
#: A scene number in the left margin and, mostly, again in the right one.
_MARGIN_NUMBERS = re.compile(
    rf"(?P<left>{_NUMBER})[.)]?[:*]?\s+(?P<text>\S.*?)(?:\s+(?P=left)[.:]?)?"
)
_RIGHT_NUMBER = re.compile(
    rf"(?P<text>\S.*?)(?:\s{{3,}}(?P<right>{_NUMBER})[.:]?|\s+#(?P<mark>[^#\s]+)#)"
)
_REVISION_STAR = re.compile(r"(?:\s{2,}|(?<=[\s\d]))\*+$")


def split_scene_number(heading: str) -> tuple[str, str | None]:
    """Return a heading without the number in its margins, and that number.

    Examples
    --------
    >>> split_scene_number("12A  INT. HALL - DAY    12A")
    ('INT. HALL - DAY', '12A')
    >>> split_scene_number("EXT. PARK 1974 - DAY")
    ('EXT. PARK 1974 - DAY', None)
    """
    if found := _MARGIN_NUMBERS.fullmatch(heading):
        return found["text"], found["left"]
    if found := _RIGHT_NUMBER.fullmatch(heading):
        return found["text"], found["right"] or found["mark"]
    return heading, None


def _printed(texts: Sequence[str]) -> str:
    """Return wrapped lines as one, without revision stars and with single spaces."""
    joined = " ".join([_REVISION_STAR.sub("", text) if text[-1] == "*" else text for text in texts])
    return " ".join(joined.split()) if "  " in joined or "\t" in joined else joined


def build_elements(
    labels: Sequence[str],
    texts: Sequence[str],
    numbers: Sequence[int],
    joins: Sequence[bool],
    pages: Sequence[int] | None = None,
) -> list[Element]:
    """Return the elements of labelled lines.

    Parameters
    ----------
    labels
        One letter of `LABELS` for each line.
    texts, numbers, pages
        The lines, their 1-based numbers, and their pages where there are any.
    joins
        Whether a line goes on with the paragraph of the line before, if the labels agree.
    """
    elements: list[Element] = []
    at, count = 0, len(labels)
    while at < count:
        start, label = at, labels[at]
        at += 1
        if label == "E":
            # A parenthetical ends where its bracket closes, however many lines that takes.
            while at < count and labels[at] == "E" and texts[at - 1][-1:] != ")":
                at += 1
        elif label == "D":
            while at < count and labels[at] == "D":
                at += 1
        elif label in "NS":
            while at < count and labels[at] == label and joins[at]:
                at += 1
        text, number = _printed(texts[start:at]), None
        if label == "S":
            text, number = split_scene_number(" ".join(texts[start:at]).rstrip("* "))
            text = " ".join(text.split())
        elements.append(
            Element(
                _KINDS[label],
                text,
                numbers[start],
                numbers[at - 1],
                None if pages is None else pages[start],
                number=number,
            )
        )
    return elements
