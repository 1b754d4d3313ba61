"""The loop over the lines of a Fountain script that finds the kind of each paragraph.

The order of the rules: a sign at the start of the line (`rules.RULES`), a scene heading,
a cue with spoken lines under it, a transition, else action. `Scan` adds what is found. Empty lines
and headings are handled in the loop itself, because it runs for every line of a script.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.screenplay.formats.fountain.paragraphs import CUE_ENDS, Scan
from scriptnb.screenplay.formats.fountain.rules import INTERRUPTS, RULES
from scriptnb.screenplay.headings import grammar

if TYPE_CHECKING:
    from scriptnb.screenplay.model import Element, Kind


def scan(lines: list[str], blocks: dict[int, tuple[Kind, str]], start: int) -> list[Element]:
    """Find the elements of a script from a line on.

    Parameters
    ----------
    lines
        The logical lines.
    blocks
        Which of them are notes or boneyard, and their text.
    start
        Index of the first line after the title page.

    Returns
    -------
    list of Element
        With logical line numbers, emphasis marks still in the texts.
    """
    found = Scan(lines, blocks, INTERRUPTS)
    stripped = found.stripped
    rules = RULES
    single_line, cue_or_transition = found.single_line, found.cue_or_transition
    may_open, is_heading = grammar.current().may_open, grammar.current().is_heading
    index, count = start, len(stripped)
    while index < count:
        line = stripped[index]
        if not line:
            index += 1
            continue
        first = line[0]
        if first in rules:
            if after := rules[first](found, index):
                index = after
                continue
        elif may_open(line):
            if stripped[index + 1] and (after := found.stepped_heading(index)):
                index = after
                continue
            if is_heading(line):
                found.heading(index, line)
                index += 1
                continue
        if not stripped[index + 1]:
            index = single_line(index, line)
        elif (line.isupper() or line[-1] in CUE_ENDS) and (after := cue_or_transition(index, line)):
            index = after
        else:
            index = found.action(index)
    return found.elements
