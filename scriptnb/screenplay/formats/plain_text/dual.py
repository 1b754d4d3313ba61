"""Find speeches that stand side by side in plain text, and take their columns apart.

Two cues stand on one line, or on two lines at columns far apart, and below them the lines of two
columns, beside each other or one below the other::

        ANNA                     BEN                ANNA
    No.                      (to Clara)                             BEN
    I said no.               Who is it?         No.
                                                                (to Clara)

Each speech has the lines that it stands on, so that two may share some. It knows cues and columns;
it must not know how other lines are labelled.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from scriptnb.screenplay import names
from scriptnb.screenplay.formats.plain_text.elements import Block
from scriptnb.screenplay.formats.plain_text.furniture import is_page_mark
from scriptnb.screenplay.headings import grammar
from scriptnb.screenplay.model import Element

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scriptnb.screenplay.model import Kind

#: Spaces between two columns at least, and between the starts of two cues.
_GAP, _APART = "   ", 12
_PIECE = re.compile(r"\S+(?: {1,2}\S+)*")
#: A longer name is none, and a longer speech does not stand beside another.
_LONGEST_NAME, _LONGEST_SPEECH = 40, 30


class Piece(NamedTuple):
    """A stretch of a line without a wide gap."""

    column: int
    text: str
    row: int


class _Usual(NamedTuple):
    """What is usual in a script."""

    #: Where cues stand.
    column: int
    speakers: set[str]
    #: The row of the first heading.
    opening: int


def find_duals(
    texts: Sequence[str],
    numbers: Sequence[int],
    indents: Sequence[int],
    pages: Sequence[int] | None = None,
) -> dict[int, Block]:
    """Return the pairs of speeches by the row that each starts at.

    A pair stands below an empty line and the first heading, the right cue further right than
    cues stand, and something is said under both, further left than the cue.
    Where neither cue stands alone somewhere else, two lines show both columns.

    Parameters
    ----------
    texts, numbers, indents, pages
        The non-blank lines: see ``_lines_layout.PlacedLines``.
    """
    found: dict[int, Block] = {}
    usual: _Usual | None = None
    stop = 0
    for row in _candidates(texts, numbers, indents):
        cues = _cues(row, texts, indents) if row >= stop else []
        if len(cues) != 2:
            continue
        left, right = sorted(cues)
        first = max(cue.row for cue in cues) + 1
        end = _end(first, texts, numbers)
        below = [_pieces(at, texts, indents) for at in range(first, end)]
        sides = _sides(left, right, [piece for pieces in below for piece in pieces])
        if sides is None or end - first > _LONGEST_SPEECH:
            continue
        if usual is None:
            usual = _usual(texts, numbers, indents)
        known = not usual.speakers.isdisjoint(names.cue(cue.text).character for cue in cues)
        known = known or sum(len(pieces) == 2 for pieces in below) > 1
        if known and row > usual.opening and right.column > usual.column:
            elements = [
                element
                for cue, side in zip((left, right), sides, strict=True)
                for element in _speech(cue, side, numbers, pages, dual=cue is right)
            ]
            found[row] = Block(end, elements)
            stop = end
    return found


def _usual(texts: Sequence[str], numbers: Sequence[int], indents: Sequence[int]) -> _Usual:
    """Return where the cues of a script stand, who speaks, and its first heading."""
    is_heading = grammar.current().is_heading
    opening = next((row for row, text in enumerate(texts) if is_heading(text)), 0)
    names_at: dict[str, list[int]] = defaultdict(list)
    for row, text in enumerate(texts[:-1]):
        if numbers[row + 1] - numbers[row] == 1 and len(text) < _LONGEST_NAME:
            name = text.partition("(")[0]
            if name.isupper():
                names_at[name.rstrip()].append(indents[row])
    speakers = {name: places for name, places in names_at.items() if len(places) > 1} or names_at
    columns = sorted(column for places in speakers.values() for column in places)
    return _Usual(columns[len(columns) // 2] if columns else 0, set(names_at), opening)


def _end(first: int, texts: Sequence[str], numbers: Sequence[int]) -> int:
    """Return the row after the lines that stand right below a cue."""
    end = first
    while (
        end < len(texts)
        and numbers[end] - numbers[end - 1] == 1
        and not is_page_mark(texts[end])
        and end - first <= _LONGEST_SPEECH
    ):
        end += 1
    return end


def _candidates(
    texts: Sequence[str], numbers: Sequence[int], indents: Sequence[int]
) -> Iterator[int]:
    """Yield the rows whose first cue may stand there, by a quick look."""
    import numpy as np

    apart = np.diff(np.array(numbers)) > 1
    first = np.flatnonzero(apart[:-1] & ~apart[1:]) + 1
    steps = np.abs(np.diff(np.array(indents))) >= _APART
    for row, stepped in zip(first.tolist(), steps[first].tolist(), strict=True):
        text = texts[row]
        if (_GAP in text or (stepped and _is_upper(texts[row + 1]))) and _is_upper(text):
            yield row


def _is_upper(text: str) -> bool:
    return text.partition("(")[0].isupper()


def _cues(row: int, texts: Sequence[str], indents: Sequence[int]) -> list[Piece]:
    """Return the two cues that stand on a row, or on it and the next; else fewer or more."""
    pieces = _pieces(row, texts, indents)
    if len(pieces) == 1:
        pieces += _pieces(row + 1, texts, indents)
    if len(pieces) == 2 and abs(pieces[1].column - pieces[0].column) < _APART:
        return []
    return pieces if all(_may_be_cue(piece.text) for piece in pieces) else []


def _may_be_cue(text: str) -> bool:
    return (
        len(text) < _LONGEST_NAME
        and names.looks_like_cue(text)
        and any(map(str.isalpha, text))
        and not grammar.current().is_heading(text)
    )


def _pieces(row: int, texts: Sequence[str], indents: Sequence[int]) -> list[Piece]:
    text, indent = texts[row], indents[row]
    if _GAP not in text:
        return [Piece(indent, text, row)]
    return [Piece(indent + each.start(), each[0], row) for each in _PIECE.finditer(text)]


def _sides(left: Piece, right: Piece, below: list[Piece]) -> tuple[list[Piece], list[Piece]] | None:
    """Return what stands under each cue; None where nothing does, or not further left."""
    middle = (left.column + right.column) / 2
    starts = [piece.column for piece in below]
    edge = min((start for start in starts if start > middle), default=None)
    if edge is None or edge >= right.column or min(starts) >= left.column:
        return None
    # A wide gap within a column parts nothing.
    return (
        [piece for piece in below if piece.column < edge],
        [piece for piece in below if piece.column >= edge],
    )


def _speech(
    cue: Piece,
    side: list[Piece],
    numbers: Sequence[int],
    pages: Sequence[int] | None,
    *,
    dual: bool,
) -> list[Element]:
    """Return the elements of one speech; lines that follow each other are one."""

    def page(piece: Piece) -> int | None:
        return None if pages is None else pages[piece.row]

    line = numbers[cue.row]
    elements = [Element("character", cue.text, line, line, page(cue), dual=dual)]
    opened = False
    for piece in side:
        opened = opened or piece.text[0] == "("
        kind: Kind = "parenthetical" if opened else "dialogue"
        opened = opened and piece.text[-1] != ")"
        line, last = numbers[piece.row], elements[-1]
        aside_ends = last.kind == "parenthetical" and last.text[-1] == ")"
        if last.kind == kind and last.end_line >= line - 1 and not aside_ends:
            elements[-1] = replace(last, text=f"{last.text} {piece.text}", end_line=line)
        else:
            elements.append(Element(kind, piece.text, line, line, page(piece)))
    return elements
