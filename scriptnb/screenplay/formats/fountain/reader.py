"""Fountain 1.1: plain text in which layout and signs define the kind of each paragraph.

There are four steps, each with a module: notes and boneyard are cut out (`notes`), the title page
is read (`title_page`), the paragraphs are found (`scan`, with the table of signs in `rules`), and
emphasis is taken out of the texts (`inline`). The first and the last are skipped for lines without
such marks, which saves time.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from scriptnb.screenplay.formats.base import Draft, number_scenes
from scriptnb.screenplay.formats.fountain.inline import SIGNS, inline
from scriptnb.screenplay.formats.fountain.notes import Marks, cut_marks
from scriptnb.screenplay.formats.fountain.scan import scan
from scriptnb.screenplay.formats.fountain.title_page import read_title_page
from scriptnb.screenplay.formats.shared import marked_cues, speech_lines
from scriptnb.screenplay.formats.shared.back_matter import without_speech_after_the_end
from scriptnb.screenplay.headings import grammar
from scriptnb.screenplay.model import Element

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scriptnb.screenplay.formats.base import Source

#: Where a text has more signs than this, all its lines are searched for them.
_FEW = 500


def read(source: Source) -> Draft:
    """Read a Fountain script.

    Every line that is not blank is covered by exactly one element.
    """
    text = source.text
    if spoken := speech_lines.read(text):
        return spoken
    plain = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    plain = plain.removeprefix("\ufeff")
    marks = Marks(plain.split("\n"), {}, {}, [], [], [])
    if _has_marks(plain):
        marks = cut_marks(plain, marks.lines)
    lines = marks.lines
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    lines = _usual(lines, start, plain)
    before = start
    while start in marks.blocks:  # a note or boneyard above the title page
        start = next((i for i in range(start + 1, len(lines)) if lines[i].strip()), len(lines))
    title_page, front, body = read_title_page(lines, start)
    if front:
        front = [Element(*marks.blocks[i], i + 1, i + 1) for i in marks.blocks if i < start] + front
    else:
        body = before
    elements = scan(lines, marks.blocks, body)
    _resolve_inline(elements, lines, None if marks.first else plain)
    elements = _with_headings(elements)
    elements[:0] = front
    noted: dict[int, list[str]] = {}
    for index, notes in marks.cuts.items():
        noted.setdefault(_covering(elements, index), []).extend(notes)
    for place, found in noted.items():
        elements[place] = replace(elements[place], notes=tuple(found))
    if marks.first:
        elements = [
            replace(
                each,
                line=marks.first[each.line - 1] + 1,
                end_line=marks.last[each.end_line - 1] + 1,
            )
            for each in elements
        ]
    if "\f" in plain:
        elements = _with_pages(elements, plain.split("\n"))
    elements = without_speech_after_the_end(elements)
    return Draft(text, elements, title_page, marks.problems)


def _usual(lines: list[str], start: int, text: str) -> list[str]:
    """Return the lines without an indent that all share, and cues without a mark that all have."""
    if start < len(lines) and lines[start][0] in " \t":
        lines = _without_margin(lines)
    return marked_cues.without_marks(lines) if marked_cues.may_have_marks(text) else lines


def _with_headings(elements: list[Element]) -> list[Element]:
    """Make headings of sections, as Markdown writes them, in a script that has no others."""
    known = grammar.current()
    if not any(each.kind == "section" and known.is_heading(each.text) for each in elements):
        return elements
    if any(each.kind == "scene_heading" for each in elements):
        return elements
    changed: list[Element] = []
    for each in elements:
        if each.kind == "section" and known.is_heading(each.text):
            text, number = known.split_number(each.text)
            each = replace(each, kind="scene_heading", text=text, number=number, level=0)
        changed.append(each)
    return number_scenes(changed)


def _without_margin(lines: list[str]) -> list[str]:
    """Cut off the indent that all lines share, as in an indented string of a program."""
    indents = [line[: -len(line.lstrip())] for line in lines if line.strip()]
    first, last = min(indents), max(indents)  # what these two share, all share
    margin = first
    while not last.startswith(margin):
        margin = margin[:-1]
    return [line.removeprefix(margin) for line in lines]


def _resolve_inline(elements: list[Element], lines: list[str], text: str | None) -> None:
    """Take emphasis and escapes out of the elements whose lines have such signs."""
    done = -1
    for index in _lines_with_signs(lines, text):
        place = _covering(elements, index)
        if place < 0 or place == done:
            continue
        done = place
        element = elements[place]
        if element.kind in ("note", "boneyard"):
            continue
        shown, styles = inline(element.text)
        elements[place] = replace(element, text=shown, styles=styles)


def _lines_with_signs(lines: list[str], text: str | None) -> Iterable[int]:
    """Return the lines with emphasis or escapes; where they are few, without a loop over all.

    ``text`` is None where notes that span lines have joined some.
    """
    positions = [] if text is None else [p for s in SIGNS for p in _positions(text, s, _FEW)]
    if text is None or len(positions) >= _FEW:
        bold, under, escape = SIGNS
        return [
            i for i, line in enumerate(lines) if bold in line or under in line or escape in line
        ]
    found: list[int] = []
    index = last = 0
    for position in sorted(positions):
        index += text.count("\n", last, position)
        last = position
        found.append(index)
    return found


def _positions(text: str, sign: str, most: int) -> list[int]:
    """Return the first places of a character; a search takes a tenth of the time of a loop."""
    found: list[int] = []
    position = text.find(sign)
    while position >= 0 and len(found) < most:
        found.append(position)
        position = text.find(sign, position + 1)
    return found


def _has_marks(text: str) -> bool:
    """Return whether a note or boneyard may open, by a look at brackets and slashes."""
    for first, mark in (("[", "[["), ("/", "/*")):
        places = _positions(text, first, _FEW)
        if len(places) == _FEW:
            if mark in text:
                return True
        elif any(text.startswith(mark, place) for place in places):
            return True
    return False


def _covering(elements: list[Element], index: int) -> int:
    """Return the place of the element that covers a line, -1 where none does."""
    place = bisect_right(elements, index + 1, key=attrgetter("line")) - 1
    return place if place >= 0 and elements[place].end_line > index else -1


def _with_pages(elements: list[Element], lines: list[str]) -> list[Element]:
    """Set the elements' pages: a form feed before a line puts it on the next one."""
    pages: list[int] = []
    page = 1
    for line in lines:
        blank = len(line) - len(line.lstrip())
        page += line.count("\f", 0, blank)
        pages.append(page)
        page += line.count("\f", blank)
    return [replace(each, page=pages[each.line - 1]) for each in elements]
