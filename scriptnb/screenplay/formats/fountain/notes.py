"""Notes ``[[ ]]`` and boneyard ``/* */`` of Fountain: found in one pass and cut out of the lines.

What fills whole lines becomes a block of its own; what stands inside a line is cut out of it and
kept separately. A mark that spans lines makes them one *logical* line, so that the rules never see
half a note. Each search keeps its result, so that every input takes linear time.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay.model import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from scriptnb.screenplay.model import Kind

#: A note ends at an empty line; one that holds two spaces keeps it open.
_EMPTY_LINE = re.compile(r"\n[ \t]?(?=\n)")
#: No script has more notes; each takes far more memory than its characters.
_MOST = 200_000
#: How many characters of a mark that is never closed are shown.
_SHOWN = 60
#: What stands directly after a word ("" is the end of the line).
_NO_SPACE_BEFORE = frozenset(["", *" .,;:!?)…"])


class Marks(NamedTuple):
    """The lines of a script after its notes and boneyard were cut out."""

    #: Logical lines: a mark that spans lines has joined them.
    lines: list[str]
    #: Logical line -> what fills it, and the text of it.
    blocks: dict[int, tuple[Kind, str]]
    #: Logical line -> what was cut out of its text.
    cuts: dict[int, tuple[str, ...]]
    #: First and last source line of each logical line; empty where they are the same.
    first: list[int]
    last: list[int]
    problems: list[Problem]


class _Cut(NamedTuple):
    start: int
    end: int
    kind: Kind
    text: str


def cut_marks(text: str, lines: list[str]) -> Marks:
    r"""Cut the notes and the boneyard out of a script's lines.

    Parameters
    ----------
    text
        The script, with ``\n`` as its only line end.
    lines
        The same, split at line ends.
    """
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    cuts, problems = _find(text, starts)
    out: list[str] = []
    blocks: dict[int, tuple[Kind, str]] = {}
    kept: dict[int, tuple[str, ...]] = {}
    first: list[int] = []
    last: list[int] = []
    done = 0  # source lines dealt with
    index = 0
    while index < len(cuts):
        line = bisect_right(starts, cuts[index].start) - 1
        out += lines[done:line]
        first += range(done, line)
        last += range(done, line)
        position, end_line = starts[line], line
        pieces: list[str] = []
        group: list[_Cut] = []
        while index < len(cuts) and cuts[index].start < starts[end_line + 1]:
            cut = cuts[index]
            pieces.append(text[position : cut.start])
            group.append(cut)
            position = cut.end
            end_line = bisect_right(starts, cut.end - 1) - 1
            index += 1
        pieces.append(text[position : starts[end_line + 1] - 1])
        joined = _join(pieces)
        texts = tuple(cut.text for cut in group)
        if joined.strip():
            kept[len(out)] = texts
        else:
            blocks[len(out)] = (group[0].kind, "\n".join(texts))
            joined = text[group[0].start : group[0].start + 2]
        out.append(joined)
        first.append(line)
        last.append(end_line)
        done = end_line + 1
    out += lines[done:]
    if len(out) == len(lines):
        return Marks(out, blocks, kept, [], [], problems)
    first += range(done, len(lines))
    last += range(done, len(lines))
    return Marks(out, blocks, kept, first, last, problems)


class _Next:
    """The next place of something in a text.

    Places are asked for in rising order, and a place is looked for again only once it is passed,
    so that all calls together cross the text once.
    """

    def __init__(self, text: str, search: Callable[[int], int]) -> None:
        self._search = search
        self._none = len(text) + 1
        self._found = -1

    def at_or_after(self, position: int) -> int:
        """Return the place, or a number beyond the text where there is none."""
        if self._found < position:
            found = self._search(position)
            self._found = found if found >= 0 else self._none
        return self._found


def _find(text: str, starts: list[int]) -> tuple[list[_Cut], list[Problem]]:
    """Find every closed mark, in order, and those that are never closed."""
    cuts: list[_Cut] = []
    problems: dict[tuple[str, int], Problem] = {}
    note, note_end, boneyard, boneyard_end = (
        _Next(text, functools.partial(text.find, mark)) for mark in ("[[", "]]", "/*", "*/")
    )
    empty = _Next(text, functools.partial(_empty_line, text))
    never = len(text) + 1
    position = 0
    while (start := min(note.at_or_after(position), boneyard.at_or_after(position))) < never:
        kind: Kind = "note" if text[start] == "[" else "boneyard"
        if kind == "note":
            end = note_end.at_or_after(start + 2)
            end = end if end < empty.at_or_after(start) else never
        else:
            end = boneyard_end.at_or_after(start + 2)
        if text[start - 1 : start] == "\\" and _is_escaped(text, start):
            position = start + 1
        elif end == never:
            line = bisect_right(starts, start)
            problems.setdefault(
                (kind, line if kind == "note" else 0),
                _unclosed(kind, line, text[start : start + _SHOWN]),
            )
            position = start + 2
        else:
            if len(cuts) == _MOST:
                raise ScriptReadError(
                    f"more than {_MOST:,} notes; check that this is a script",
                    line=bisect_right(starts, start),
                )
            cut = _cut(text, start, end, kind)
            cuts.append(cut)
            position = cut.end
    return cuts, list(problems.values())


def _empty_line(text: str, position: int) -> int:
    found = _EMPTY_LINE.search(text, position)
    return found.start() if found else -1


def _cut(text: str, start: int, end: int, kind: Kind) -> _Cut:
    """Return what a mark holds; ``end`` is where its closing mark begins."""
    while kind == "note" and text[end + 2 : end + 3] == "]":
        end += 1  # brackets at its end belong to a note
    inner = text[start + 2 : end]
    shown = "\n".join(part.strip() for part in inner.split("\n")).strip()
    return _Cut(start, end + 2, kind, shown)


def _is_escaped(text: str, start: int) -> bool:
    """Return whether an odd number of backslashes stands before a mark."""
    before = start
    while before and text[before - 1] == "\\":
        before -= 1
    return (start - before) % 2 == 1


def _unclosed(kind: str, line: int, text: str) -> Problem:
    close = "]]" if kind == "note" else "*/"
    message = f"this {kind} is never closed; write {close} where it ends"
    name: ProblemKind = "unclosed_note" if kind == "note" else "unclosed_boneyard"
    return Problem(line, name, message, text.partition("\n")[0].strip())


def _join(pieces: list[str]) -> str:
    """Join what is left of a line; the space that a cut leaves over goes."""
    joined = [pieces[0]]
    empty = not pieces[0]
    for piece in pieces[1:]:
        if joined[-1][-1:] == " " and piece[:1] in _NO_SPACE_BEFORE:
            joined[-1] = joined[-1][:-1]
        joined.append(piece.lstrip(" ") if empty else piece)
        empty = empty and not joined[-1]
    return "".join(joined)
