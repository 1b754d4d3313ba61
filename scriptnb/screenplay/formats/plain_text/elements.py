"""Turn labelled lines into elements: wrapped lines are joined, revision stars and numbers cut off.

It knows what the labels mean and how paragraphs wrap; it must not know how labels were found.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from scriptnb.screenplay import names
from scriptnb.screenplay.headings import grammar
from scriptnb.screenplay.model import Element, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_KINDS: dict[str, Kind] = {
    "S": "scene_heading", "N": "action", "C": "character", "D": "dialogue", "E": "parenthetical",
    "T": "transition", "M": "furniture", "P": "title_page",
}  # fmt: skip

#: Only so much of a line is tried as a heading; a hundred times as much is the longest text whose
#: white space is collapsed. Without limits a hostile file would take too long.
_LONGEST = 500


class Block(NamedTuple):
    """Lines that belong together: the row after the last, and what they are."""

    stop: int
    elements: list[Element]


def build_elements(
    labels: Sequence[str],
    texts: Sequence[str],
    numbers: Sequence[int],
    joins: Sequence[bool],
    pages: Sequence[int] | None = None,
    blocks: Mapping[int, Block] = MappingProxyType({}),
) -> list[Element]:
    """Return the elements of labelled lines.

    Parameters
    ----------
    labels
        One letter of ``labels.LABELS`` for each line.
    texts, numbers, pages
        The lines, their 1-based numbers, and their pages where there are any.
    joins
        Whether a line goes on with the paragraph of the line before, if the labels agree.
    blocks
        What was found without labels, by the row that each starts at.
    """
    elements: list[Element] = []
    headings = [text[:_LONGEST] for text, label in zip(texts, labels, strict=True) if label == "S"]
    # Where most headings name a place or a time, one that names neither is a shot in its scene.
    shots = sum(map(grammar.current().is_heading, headings)) > len(headings) / 2
    at, count = 0, len(labels)
    while at < count:
        if at in blocks:
            elements += blocks[at].elements
            at = blocks[at].stop
            continue
        start, at = at, at + 1
        label, text, number = labels[start], _without_star(texts[start]), None
        if at < count and labels[at] == label:
            at = _end(start, labels, texts, numbers, joins)
        if label == "S":
            text, number = grammar.current().split_number(text, printed=True)
        if at > start + 1:
            text = " ".join([text, *map(_without_star, texts[start + 1 : at])])
        if "  " in text and len(text) < _LONGEST * 100:
            text = " ".join(text.split())
        kind = _KINDS[label]
        if label == "S" and shots and number is None and _is_shot(text):
            kind = "shot"
        if label == "E" and 0 < names.closes_at(text) < len(text.rstrip(" .,")) - 1:
            kind = "dialogue"  # an aside within a speech, as in Fountain
        elements.append(
            Element(
                kind,
                text,
                numbers[start],
                numbers[at - 1],
                None if pages is None else pages[start],
                0,
                (),
                number,
            )
        )
    return elements


def _end(
    start: int,
    labels: Sequence[str],
    texts: Sequence[str],
    numbers: Sequence[int],
    joins: Sequence[bool],
) -> int:
    """Return the first line after the element that starts at a line."""
    label, at, count = labels[start], start + 1, len(labels)
    if label == "D":
        while at < count and labels[at] == "D":
            at += 1
    elif label == "N":
        while at < count and labels[at] == "N" and joins[at]:
            at += 1
    elif label == "E":
        # A parenthetical ends where its bracket closes, however many lines that takes.
        while at < count and labels[at] == "E" and texts[at - 1][-1] != ")":
            at += 1
    elif label == "S":
        below = numbers[start] + 1
        while at < count and labels[at] == "S" and numbers[at] == below and _wraps(texts[at]):
            at, below = at + 1, below + 1
    return at


def _without_star(text: str) -> str:
    """Cut a revision star off, which stands apart in the right margin."""
    if text[-1] != "*":
        return text
    bare = text.rstrip("*")
    if bare and (bare[-1:].isspace() or bare[-1:].isdigit()):
        return bare.rstrip()
    return text


def _is_shot(text: str) -> bool:
    heading = grammar.current().parse(text[:_LONGEST])
    return heading.int_ext is None and heading.time is None


def _wraps(text: str) -> bool:
    """Return whether a line can be the rest of a wrapped heading: it is no heading itself."""
    short = text[:_LONGEST]
    known = grammar.current()
    return not known.is_heading(short) and known.split_number(short, printed=True)[1] is None
