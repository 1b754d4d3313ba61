"""Cues that end with a mark: ``ANNA:`` or ``ANNA.`` alone on its line, her words below it.

The specification of Fountain takes such a line for action. It is a cue in a script most of whose
cues have the mark; ``FADE IN:`` never is.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING

from scriptnb.screenplay import names
from scriptnb.screenplay.formats.shared import speech_lines
from scriptnb.screenplay.headings import grammar

if TYPE_CHECKING:
    from collections.abc import Sequence

#: So many marked cues at least, and so many for each ordinary one.
_FEWEST, _MORE = 3, 2
#: Words with which a line that announces something ends.
_LAST = frozenset("LATER TO IN OUT OF OVER SHOT SHOTS SCREEN CONTINUES MONTAGE BLACK THAT".split())
_MARKS = ":."
#: Lines that may be such cues, each with a line below it.
_AT_ALL = (
    re.compile(r"^[^\n:]{1,60}:[ \t\r]*\n[ \t]*\S", re.MULTILINE),
    re.compile(r"^[^\na-z]{1,60}\.[ \t\r]*\n[ \t]*\S", re.MULTILINE),
)
#: So many characters show whether there are any.
_LOOKED_AT = 20_000


def may_have_marks(text: str) -> bool:
    """Return whether a text may have such cues, by a quick look that misses none."""
    return any(len(pattern.findall(text[:_LOOKED_AT])) >= _FEWEST for pattern in _AT_ALL)


def without_marks(lines: Sequence[str], force: str = "@") -> list[str]:
    """Return lines, their cues without the mark where most cues have it.

    Parameters
    ----------
    lines
        The lines, or those that are not blank.
    force
        What is put before a name in small letters; without it, such a name is put in capitals.
    """
    bare = [line.strip() for line in lines]
    bare.append("")
    ordinary = sum(
        bool(below) and line.isupper() and not below.isupper() and names.looks_like_cue(line)
        for line, below in itertools.pairwise(bare)
        if line[-1:] not in _MARKS
    )
    for mark in _MARKS:
        found = {
            index: name
            for index, line in enumerate(bare[:-1])
            if line[-1:] == mark and bare[index + 1] and (name := _name(line, mark))
        }
        speakers = Counter(names.key(names.cue(name).character) for name in found.values())
        if (
            len(found) >= max(_FEWEST, _MORE * ordinary)
            and len(speakers) > 1
            and max(speakers.values()) > 1
        ):
            return [
                line if index not in found else _cue(line, found[index], force)
                for index, line in enumerate(lines)
            ]
    return list(lines)


def _name(line: str, mark: str) -> str | None:
    """Return the cue in a line that ends with a mark."""
    name = line[:-1].rstrip()
    known = grammar.current()
    if known.transition(line) or known.is_heading(line) or known.is_heading(name):
        return None
    if name.rpartition(" ")[2].upper() in _LAST or (mark == "." and not name.isupper()):
        return None
    return name if speech_lines.is_name(name) else None


def _cue(line: str, name: str, force: str) -> str:
    margin = line[: len(line) - len(line.lstrip())]
    if names.cue(name).character.isupper():
        return f"{margin}{name}"
    return f"{margin}{force}{name}" if force else f"{margin}{name.upper()}"
