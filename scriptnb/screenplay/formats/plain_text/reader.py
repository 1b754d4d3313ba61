"""Plain text: scripts from the web and from the text layers of PDFs, indented or not.

It knows the order of the steps from text to elements; the steps are the modules `layout`, `shape`,
`furniture`, `flow`, `columns`, `words`, `features` (made of `questions`), `labels` and `elements`.
"""

from __future__ import annotations

import re
from heapq import merge
from operator import attrgetter
from typing import TYPE_CHECKING

from scriptnb.screenplay.formats.base import Draft, Source, number_scenes
from scriptnb.screenplay.formats.plain_text.dual import find_duals
from scriptnb.screenplay.formats.plain_text.elements import build_elements
from scriptnb.screenplay.formats.plain_text.labels import label_lines
from scriptnb.screenplay.formats.plain_text.layout import PlacedLines, place_lines
from scriptnb.screenplay.formats.plain_text.stepped_headings import find_stepped_headings
from scriptnb.screenplay.formats.shared import marked_cues, speech_lines
from scriptnb.screenplay.formats.shared.back_matter import without_speech_after_the_end
from scriptnb.screenplay.formats.shared.title_page import read_title_page
from scriptnb.screenplay.headings import grammar
from scriptnb.screenplay.model import Element, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Longer texts are read in pieces of so many characters, which limits the memory.
_PIECE = 1_000_000
#: How many lines are labelled together.
_LINES = 30_000
#: The names of the labels in messages.
_NAMES = {
    "S": "a scene heading", "N": "action", "C": "a cue", "D": "dialogue", "E": "a parenthetical",
    "T": "a transition", "M": "page furniture", "P": "a line of the title page",
}  # fmt: skip
_KEYED = re.compile(r"([^\W\d_][^:]{0,30}):(?:\s|$)")


def sniff(source: Source) -> bool:
    """Return whether a source is text; this is tried last, because any text may be a script."""
    return "\0" not in source.text[:4096]


def read(source: Source) -> Draft:
    """Return the elements of a plain-text script.

    Lines are labelled by their looks, columns and words together (see `labels`); wrapped lines
    become one paragraph. What page breaks left between the lines is furniture; ``page`` counts form
    feeds, where there are any.
    """
    if spoken := speech_lines.read(source.text):
        return spoken
    elements: list[Element] = []
    problems: list[Problem] = []
    marked = marked_cues.may_have_marks(source.text)
    for piece in _pieces(source.text):
        _read_piece(piece, elements, problems, marked=marked)
    elements = without_speech_after_the_end(elements)
    title = read_title_page(_title_lines(elements))
    return Draft(source.text, number_scenes(elements), title, problems)


def _pieces(text: str) -> Iterator[PlacedLines]:
    """Cut the text at line ends into pieces that are placed one by one."""
    start, line, page = 0, 1, 1
    paged = "\f" in text
    while start < len(text):
        stop = len(text)
        if stop - start > _PIECE:
            stop = 1 + max(text.find("\n", start + _PIECE), text.find("\r", start + _PIECE))
            stop = stop or len(text)
        placed = place_lines(text[start:stop], line, page if paged else None)
        yield placed
        line, page, start = placed.next_line, placed.next_page, stop


def _read_piece(
    placed: PlacedLines, elements: list[Element], problems: list[Problem], *, marked: bool
) -> None:
    if marked:
        unmarked = marked_cues.without_marks(placed.texts, force="")
        placed = placed._replace(texts=unmarked)
    texts, numbers, indents, pages = placed[:4]
    keyed = 0 if elements else _keyed_title(placed)
    duals = find_duals(texts, numbers, indents, pages)
    beside = {row for start, dual in duals.items() for row in range(start, dual.stop)}
    headings = {
        row: heading
        for row, heading in find_stepped_headings(texts, numbers, pages).items()
        if beside.isdisjoint(range(row, heading.stop))
    }
    blocks = headings | duals
    rows: Sequence[int] = range(keyed, len(texts))
    shown = texts
    if blocks:
        inside = {row for start, block in headings.items() for row in range(start + 1, block.stop)}
        inside |= beside
        rows = [row for row in rows if row not in inside]
        shown = [headings[row].elements[0].text if row in headings else text
                 for row, text in enumerate(texts)]  # fmt: skip
    labels, joins = ["P"] * keyed + [""] * (len(texts) - keyed), [False] * len(texts)
    unsure: list[tuple[int, str]] = []
    for start in range(0, len(rows), _LINES):
        some = rows[start : start + _LINES]
        more = label_lines(
            list(map(shown.__getitem__, some)),
            list(map(numbers.__getitem__, some)),
            list(map(indents.__getitem__, some)),
            None if pages is None else list(map(pages.__getitem__, some)),
        )
        if blocks:
            for row, label, joined in zip(some, more.labels, more.joins, strict=True):
                labels[row], joins[row] = label, joined
        else:
            labels[some[0] : some[-1] + 1] = more.labels
            joins[some[0] : some[-1] + 1] = more.joins
        unsure.extend((some[at], other) for at, other in more.unsure if some[at] not in blocks)
    for row in headings:
        labels[row] = ""  # no line above goes on with it
    _correct_announcements(labels, texts)
    found = build_elements(labels, texts, numbers, joins, pages, blocks)
    if placed.only_marks:
        within = {line for each in found for line in range(each.line, each.end_line + 1)}
        marks = [
            Element("furniture", mark, line, line)
            for line, mark in placed.only_marks
            if line not in within
        ]
        found = list(merge(found, marks, key=attrgetter("line")))
    elements += found
    for row, other in unsure:
        message = f"read as {_NAMES[labels[row]]}, but it may be {_NAMES[other]}"
        problems.append(Problem(numbers[row], "uncertain_line", message, texts[row][:200]))


def _correct_announcements(labels: list[str], texts: list[str]) -> None:
    """Make action of what looks like a cue and announces something: ``SUPER:``, ``MONTAGE:``."""
    for row, label in enumerate(labels):
        text = texts[row]
        if label == "C" and text[-1] == ":" and not speech_lines.is_name(text[:-1]):
            labels[row] = "N"
            for below in range(row + 1, len(labels)):
                if labels[below] not in ("D", "E"):
                    break
                labels[below] = "N"


def _keyed_title(placed: PlacedLines) -> int:
    """Return how many lines at the start are a title page written as in Fountain."""
    if not placed.texts:
        return 0
    first = _KEYED.match(placed.texts[0])
    if first is None or not grammar.current().is_title_key(first[1]):
        return 0
    count = 1
    while count < len(placed.texts) and placed.numbers[count] == placed.numbers[count - 1] + 1:
        count += 1
    return count


def _title_lines(elements: list[Element]) -> list[str]:
    """Return the lines of the title page, one blank line for each group of blank lines."""
    lines: list[str] = []
    after = 0
    for element in elements:
        if element.kind == "title_page":
            if lines and element.line > after:
                lines.append("")
            lines.append(element.text)
            after = element.end_line + 1
    return lines
