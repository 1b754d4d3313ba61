"""Plain text: scripts from the web and from the text layers of PDFs, indented or not.

It knows the order of the steps from text to elements; the steps are the modules `layout`, `shape`,
`furniture`, `flow`, `columns`, `words`, `features` (made of `questions`), `labels` and `elements`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scriptnb.screenplay.formats.base import Draft, Source, number_scenes
from scriptnb.screenplay.formats.plain_text.elements import build_elements
from scriptnb.screenplay.formats.plain_text.labels import Labelled, label_lines
from scriptnb.screenplay.formats.plain_text.layout import PlacedLines, place_lines
from scriptnb.screenplay.formats.shared.title_page import read_title_page
from scriptnb.screenplay.headings import grammar
from scriptnb.screenplay.model import Element, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    elements: list[Element] = []
    problems: list[Problem] = []
    for piece in _pieces(source.text):
        _read_piece(piece, elements, problems)
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


def _read_piece(placed: PlacedLines, elements: list[Element], problems: list[Problem]) -> None:
    keyed = 0 if elements else _keyed_title(placed)
    labelled = Labelled(["P"] * keyed, [False] * keyed, [])
    for start in range(keyed, len(placed.texts), _LINES):
        some = slice(start, start + _LINES)
        pages = None if placed.pages is None else placed.pages[some]
        more = label_lines(placed.texts[some], placed.numbers[some], placed.indents[some], pages)
        labelled.labels.extend(more.labels)
        labelled.joins.extend(more.joins)
        labelled.unsure.extend((start + row, other) for row, other in more.unsure)
    found = build_elements(
        labelled.labels, placed.texts, placed.numbers, labelled.joins, placed.pages
    )
    if placed.only_marks:
        within = {line for each in found for line in range(each.line, each.end_line + 1)}
        found += [
            Element("furniture", mark, line, line)
            for line, mark in placed.only_marks
            if line not in within
        ]
        found.sort(key=lambda element: element.line)
    elements += found
    for row, other in labelled.unsure:
        message = f"read as {_NAMES[labelled.labels[row]]}, but it may be {_NAMES[other]}"
        text = placed.texts[row][:200]
        problems.append(Problem(placed.numbers[row], "uncertain_line", message, text))


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
