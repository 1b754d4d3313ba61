"""Learn the columns of a PDF: where its action, its cues and its speeches begin.

Every distance is measured from the action column, because margins differ between scripts. Two
speeches side by side are put one under the other.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from scriptnb.screenplay.formats.pdf.rows import fullest
from scriptnb.screenplay.headings import grammar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.screenplay.formats.pdf.rows import Row

#: More than this many line heights between two rows is a blank line.
BLANK = 1.45
#: The same for scripts with a blank line between cue and speech and between lines of speech.
_AIRY = 2.5
#: After so many speeches their columns are certain.
_ENOUGH = 30
_LONGEST_CUE = 45
_NO_NAME = "(\"“„«'‘-–—*["
_BRACKETS = re.compile(r"\([^()]*\)?")


class Columns(msgspec.Struct, frozen=True):
    """Left edges in points; ``dialogue`` is 0 where the script has no column for speeches."""

    action: float
    dialogue: float
    parenthetical: float
    cue: float
    #: Whether parentheticals have a column of their own.
    apart: bool
    #: Where a full line of action ends.
    right: float
    #: The width of a character.
    character: float
    #: How far below its cue a speech begins at most, in line heights.
    slack: float = BLANK


def in_capitals(text: str) -> bool:
    """Return whether a line is in capitals as a cue is: what stands in brackets does not count.

    >>> [in_capitals(name) for name in ("MARY (on the phone)", "McCLANE", "Mary", "23")]
    [True, True, False, False]
    """
    if text.isupper():
        return True
    bare = _BRACKETS.sub("", text)
    if bare.isupper():
        return True
    letters = [letter for letter in bare if letter.isalpha()]
    small = sum(letter.islower() for letter in letters)
    return bool(letters) and letters[0].isupper() and small <= 0.25 * len(letters)


def may_be_cue(text: str) -> bool:
    """Return whether a line's words could name who speaks."""
    return (
        len(text) <= _LONGEST_CUE
        and text[0] not in _NO_NAME
        and text[-1] not in ".!?:,;-"
        and in_capitals(text)
    ) or (len(text) <= _LONGEST_CUE and text.endswith((".", "-")) and _initials(text))


def _initials(text: str) -> bool:
    last = text.split()[-1]
    return len(last) <= 3 and in_capitals(text) and text[0] not in _NO_NAME


def learn_columns(rows: Sequence[Row], action: float, character: float) -> Columns:
    """Learn the columns from pairs of lines: a speech stands close under its cue.

    Scripts for studio comedy have a blank line between the lines of a speech; they are recognised
    by cues of which hardly any has its speech close below.
    """
    close = _learn(rows, action, character, BLANK)
    if close.votes > _ENOUGH:
        return close.columns
    airy = _learn(rows, action, character, _AIRY)
    return airy.columns if airy.votes > 5 * close.votes else close.columns


class _Learnt(NamedTuple):
    columns: Columns
    votes: int


def _learn(rows: Sequence[Row], action: float, character: float, slack: float) -> _Learnt:
    least = action + 2.5 * character
    inset = 1.5 * character
    speeches: list[int] = []
    asides: list[int] = []
    cues: list[int] = []
    ends: list[float] = []
    row: Row | None = None
    for after in rows:
        if after.furniture or after.column:
            row = None if after.column else row
            continue
        if after.x < least:
            ends.append(after.right)
        if (
            row is not None
            and after.gap <= slack
            and row.x >= least
            and row.x - after.x >= inset
            and (slack == BLANK or after.x >= least)
            and may_be_cue(row.text)
        ):
            (asides if after.text[0] == "(" else speeches).append(round(after.x))
            cues.append(round(row.x))
        row = after
    ends.sort()
    right = max(ends[int(len(ends) * 0.97)] if ends else 0.0, action + 30 * character)
    if not speeches:
        return _Learnt(Columns(action, 0.0, 0.0, 0.0, False, right, character), 0)
    dialogue, _ = fullest(speeches, character)
    cue, _ = fullest(cues, character)
    inner = [x for x in asides if x > dialogue + 1.5 * character]
    aside = fullest(inner, character)[0] if inner else (dialogue + cue) / 2
    columns = Columns(action, dialogue, aside, cue, bool(inner), right, character, slack)
    return _Learnt(columns, len(speeches))


def is_flush(rows: Sequence[Row], columns: Columns) -> bool:
    """Return whether cues and speeches stand at the left edge too, so that there are no columns."""
    if columns.dialogue:
        return False
    edge = columns.action + 1.5 * columns.character
    return any(
        row.gap > BLANK
        and after.gap <= BLANK
        and max(row.x, after.x) < edge
        and may_be_cue(row.text)
        and not grammar.current().is_heading(row.text)
        for row, after in itertools.pairwise(row for row in rows if not row.furniture)
    )


def unfold_columns(rows: list[Row]) -> list[Row]:
    """Put two speeches that stand side by side one under the other, marked left and right."""
    if not any(row.column for row in rows):
        return rows
    unfolded: list[Row] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        if row.column != "both":
            unfolded.append(row)
            at += 1
            continue
        end = _dual_end(rows, at)
        if not end:
            row.column = ""
            unfolded.append(row)
            at += 1
            continue
        middle = (row.pieces[0].x + row.pieces[1].x) / 2
        left: list[Row] = []
        right: list[Row] = []
        for each in rows[at:end]:
            for piece in each.pieces:
                side = right if piece.x >= middle else left
                side.append(
                    msgspec.structs.replace(
                        each,
                        x=piece.x,
                        right=piece.right,
                        text=piece.text,
                        gap=1.0 if side else max(each.gap, 2.0),
                        column="right" if side is right else "left",
                        pieces=[piece],
                    )
                )
        unfolded.extend([*left, *right])
        at = end
    return unfolded


def _dual_end(rows: Sequence[Row], at: int) -> int:
    """Return the end of the speeches side by side that start at a row; 0 where it starts none."""
    row = rows[at]
    if not all(may_be_cue(piece.text) for piece in row.pieces):
        return 0
    left, right = row.pieces
    end = at + 1
    while end < len(rows):
        after = rows[end]
        if after.furniture or after.gap > BLANK or after.page != row.page:
            break
        end += 1
    below = rows[at + 1 : end]
    # Under each cue there is speech, further left than the cue.
    said = [piece.x for each in below for piece in each.pieces]
    middle = (left.x + right.x) / 2
    under_left = any(x <= left.x for x in said)
    under_right = any(middle < x <= right.x for x in said)
    return end if under_left and under_right else 0
