"""Label each row of a PDF by its column, its case and its neighbours.

The labels are kinds of elements. It knows columns; how columns are learned from points, only
`columns` knows.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING

from scriptnb.screenplay.formats.pdf.columns import BLANK, Columns, in_capitals, may_be_cue
from scriptnb.screenplay.headings import grammar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.screenplay.formats.pdf.rows import Row
    from scriptnb.screenplay.model import Kind

#: Gaps this large are those of a page's first row.
_PAGE_TOP = 20
#: No page has more rows of furniture.
_FURNITURE = 8
_SPEECH = {"character", "dialogue", "parenthetical"}
_ENDS = re.compile(
    r"(?:FADE|CUT|DISSOLVE|SMASH|MATCH|JUMP|WIPE|IRIS|SLAM|BACK|TIME CUT|CROSS|INTERCUT"
    r"|FONDU|CORTE|FUNDIDO|STACCO|DISSOLVENZA|SCHNITT|ABBLENDE|AUFBLENDE|CIĘCIE|ŚCIEMNIENIE"
    r"|ROZJAŚNIENIE|PRZENIKANIE)\b"
)
_CREDIT = re.compile(
    r"(?:(?:screen ?play|teleplay|story|written|created|adapted|based on|directed|revis\w+|draft)"
    r"\b.*)|by|scenariusz.*|reżyseria.*|drehbuch.*|von|un film de|scénario.*|gui[oó]n.*"
    r"|sceneggiatura.*|scritto da",
    re.IGNORECASE,
)


def label_rows(rows: Sequence[Row], columns: Columns) -> list[Kind]:
    """Return the kind of each row."""
    labels: list[Kind] = []
    first = _title_rows(rows, columns)
    labeller = _Labeller(rows, columns)
    for at, row in enumerate(rows):
        if row.furniture:
            labels.append("furniture")
        elif at < first:
            labels.append("title_page")
        else:
            labels.append(labeller.label(at))
    return labels


class _Labeller:
    """Labels rows one after the other; the rows before decide what a row can be."""

    def __init__(self, rows: Sequence[Row], columns: Columns) -> None:
        self._rows = rows
        self._columns = columns
        self._near = 1.5 * columns.character
        self._edge = columns.action + self._near
        self._may_open = grammar.current().may_open
        #: Whether the row goes on with a speech, and the kind and row that came before.
        self._speaking = False
        self._before: Kind = "action"
        self._row: Row | None = None
        self._open = False

    def label(self, at: int) -> Kind:
        row = self._rows[at]
        text = row.text
        plain = row.number is None and not row.column
        if plain and row.x <= self._edge and not text.isupper() and not self._may_open(text):
            # Most rows of a script are action or speech, which this test finds quickly.
            kind: Kind = "action" if not text[0].isdigit() else self._kind(row, at)
        elif (
            plain
            and self._speaking
            and not self._open
            and text[0] != "("
            and self._edge < row.x
            and abs(row.x - self._columns.dialogue) <= self._near
        ):
            kind = "dialogue"
        else:
            kind = self._kind(row, at)
        self._speaking = kind in _SPEECH
        self._open = kind == "parenthetical" and ")" not in text and (self._open or text[0] == "(")
        self._before, self._row = kind, row
        return kind

    def _kind(self, row: Row, at: int) -> Kind:
        columns, text, x, near = self._columns, row.text, row.x, self._near
        if row.column:
            return self._beside(row)
        tight = row.gap <= BLANK
        if x <= self._edge:
            return self._at_edge(row, tight=tight)
        if row.number is not None and in_capitals(text) and not self._tops_speech(at):
            return "scene_heading"
        if columns.dialogue:
            if self._open and tight and x < columns.cue + near:
                return "parenthetical"
            if x > columns.dialogue + near:
                return self._indented(row, at, tight=tight)
            if self._speaking and x >= columns.dialogue - near:
                whole = text[0] == "(" and text[-1] == ")" and text.count("(") == 1
                return "parenthetical" if whole and not columns.apart else "dialogue"
        return self._loose(row)

    def _at_edge(self, row: Row, *, tight: bool) -> Kind:
        """Label a row in the column of the action, which headings share."""
        text, capitals, known = row.text, in_capitals(row.text), grammar.current()
        if row.number is not None and capitals:
            return "scene_heading"
        if known.is_heading(text) and (not tight or capitals):
            return "scene_heading"
        if tight and self._before == "scene_heading" and self._wraps(row):
            return "scene_heading"
        if known.transition(text) and len(text) < 30:
            return "transition"
        return "action"

    def _beside(self, row: Row) -> Kind:
        """Label a row of two speeches side by side: the cue is the first of its column."""
        if row.gap > BLANK:
            return "character"
        return "parenthetical" if row.text[0] == "(" and row.text[-1] == ")" else "dialogue"

    def _indented(self, row: Row, at: int, *, tight: bool) -> Kind:
        """Label a row that stands further right than speeches do."""
        columns, text, x, near = self._columns, row.text, row.x, self._near
        in_cues = abs(x - columns.cue) <= near
        if text[0] == "(" and self._speaking and x < columns.cue + near:
            return "parenthetical"
        if may_be_cue(text) and (in_cues or not self._right(row)):
            if self._tops_speech(at):
                return "character"
            after = self._next(at)
            if in_cues and (
                self._goes_on_overleaf(at) if after is None else self._tops_cue(row, after, at)
            ):
                return "character"
        if in_cues and self._tops_speech(at) and len(text) <= 40 and not tight:
            return "character"
        if in_capitals(text) and (text[-1] == ":" or (_ENDS.match(text) and not in_cues)):
            return "transition"
        if self._speaking and tight and x < columns.cue:
            return "dialogue"
        return self._loose(row)

    def _loose(self, row: Row) -> Kind:
        """Label a row that stands in no column."""
        columns = self._columns
        left, right = row.x - columns.action, columns.right - row.right
        if min(left, right) > self._near and abs(left - right) < 5 * columns.character:
            return "centered"
        if self._right(row) and in_capitals(row.text) and len(row.text) < 30:
            return "transition"
        return "action"

    def _right(self, row: Row) -> bool:
        """Return whether a row stands at the right edge, as transitions do."""
        columns = self._columns
        if columns.dialogue and row.x > columns.cue + 8 * columns.character:
            return True
        return row.x > columns.action + 25 * columns.character and (
            row.right > columns.right - 4 * columns.character
        )

    def _tops_speech(self, at: int) -> bool:
        """Return whether the row below stands close and in a column of speeches."""
        columns, near = self._columns, self._near
        after = self._next(at)
        if after is None or after.gap > columns.slack:
            return False
        if after.x < columns.dialogue - near or after.column:
            return False
        return after.x <= columns.dialogue + near or (
            after.text[0] == "(" and after.x < columns.cue + near
        )

    def _next(self, at: int) -> Row | None:
        """Return the next row on the same page that is no furniture."""
        page = self._rows[at].page
        for row in self._rows[at + 1 : at + 4]:
            if row.page != page:
                return None
            if not row.furniture:
                return row
        return None

    def _goes_on_overleaf(self, at: int) -> bool:
        """Return whether the next page begins with the speech of a cue at the end of this page."""
        columns, row = self._columns, self._rows[at]
        for after in self._rows[at + 1 : at + 2 * _FURNITURE]:
            if after.page != row.page and not after.furniture:
                begins = after.text[0] == "(" or after.x <= columns.dialogue + self._near
                speech = after.x >= columns.dialogue - self._near
                return (speech and begins) or after.text.startswith(row.text)
        return False

    def _tops_cue(self, row: Row, after: Row, at: int) -> bool:
        """Return whether a cue goes on in the row below, which tops the speech."""
        wrapped = after.gap <= BLANK and abs(after.x - row.x) <= self._near
        return wrapped and may_be_cue(after.text) and self._tops_speech(at + 1)

    def _wraps(self, row: Row) -> bool:
        """Return whether the row before had no place left for the first word of this one."""
        before = self._row
        if before is None or before.page != row.page or not in_capitals(row.text):
            return False
        word = len(row.text.split(maxsplit=1)[0])
        return before.right + (word + 1) * self._columns.character > self._columns.right


def _title_rows(rows: Sequence[Row], columns: Columns) -> int:
    """Count the rows of the title page: a first page without scenes whose lines stand apart."""
    count = 0
    while count < len(rows) and rows[count].page == rows[0].page:
        count += 1
    page = [row for row in rows[:count] if not row.furniture]
    if not page or count == len(rows):
        return 0
    near = 1.5 * columns.character
    if any(grammar.current().is_heading(row.text) for row in page):
        return 0
    credited = any(_CREDIT.fullmatch(row.text) for row in page)
    centered = sum(row.x > columns.action + 4 * columns.character for row in page)
    cues = sum(
        may_be_cue(row.text) and after.gap <= BLANK and abs(after.x - columns.dialogue) < near
        for row, after in itertools.pairwise(page)
    )
    if cues > 1 or (len(page) > 40 and not credited):
        return 0
    return count if credited or centered * 2 >= len(page) else 0


def find_spaced_headings(rows: Sequence[Row], labels: list[Kind], columns: Columns) -> None:
    """Find headings that have no place or time in them, by the room above them.

    Where every heading has more blank lines above it than paragraphs have, a lone line of capitals
    with as many is one too.
    """
    heads: Counter[float] = Counter()
    others: Counter[float] = Counter()
    for row, label in zip(rows, labels, strict=True):
        if BLANK < row.gap < _PAGE_TOP:
            if label == "scene_heading":
                heads[round(row.gap * 2) / 2] += 1
            elif label == "action" and not row.text.isupper():
                others[round(row.gap * 2) / 2] += 1
    if heads.total() < 3:
        return
    usual, count = heads.most_common(1)[0]
    if count < 0.8 * heads.total() or others[usual] > 0.1 * others.total():
        return
    near = 1.5 * columns.character
    for at, (row, label) in enumerate(zip(rows, labels, strict=True)):
        if (
            label == "action"
            and abs(row.gap - usual) < 0.4
            and abs(row.x - columns.action) < near
            and row.text.isupper()
            and not (
                at + 1 < len(rows) and labels[at + 1] == "action" and rows[at + 1].gap <= BLANK
            )
        ):
            labels[at] = "scene_heading"
