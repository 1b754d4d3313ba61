"""The rules for lines that begin with a sign: one small function each, one table that names them.

Each gets the scan and the index of the line, adds the element it finds and returns the index of the
line after it; 0 means that the rule does not apply, and the rules for lines without a sign are
tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.screenplay import names
from scriptnb.screenplay.formats.fountain.paragraphs import is_page_break
from scriptnb.screenplay.headings import grammar

if TYPE_CHECKING:
    from collections.abc import Callable

    from scriptnb.screenplay.formats.fountain.paragraphs import Scan


def begins_word(text: str) -> bool:
    r"""Return whether a text begins with a letter, a digit, a sign without meaning or an escape."""
    first = text[:1]
    if first == "\\":
        return len(text) > 1
    return first.isalnum() or not (first.isascii() or first.isspace())


def forced_heading(scan: Scan, index: int) -> int:
    """Read ``.SNIPER POV`` as a heading: a dot before a letter or digit; ``...and`` is action."""
    line = scan.stripped[index]
    if not begins_word(line[1:].lstrip("*_")):
        return 0
    scan.heading(index, line[1:])
    return index + 1


def forced_action(scan: Scan, index: int) -> int:
    """Read ``!SCANNING`` as action, and two signs as a shot: ``!!CLOSE ON``."""
    line = scan.stripped[index]
    if line[1:2] == "!" and begins_word(line[2:]):
        scan.add("shot", line[2:], index)
        return index + 1
    return scan.action(index)


def forced_cue(scan: Scan, index: int) -> int:
    """Read ``@McCLANE`` as a cue, in any case and alphabet."""
    line = scan.stripped[index]
    if not line[1:].strip():
        return 0
    return scan.speech(index, line[1:].lstrip())


def lyric(scan: Scan, index: int) -> int:
    """Read ``~Row, row, row your boat`` as a lyric."""
    scan.add("lyric", scan.stripped[index][1:].strip(), index)
    return index + 1


def angle(scan: Scan, index: int) -> int:
    """Read ``> THE END <`` as centered, ``> FADE OUT.`` as a transition."""
    line = scan.stripped[index]
    inner = line[1:].strip()
    if not inner:
        return 0
    if line[-1] == "<" and line[-2:] != "\\<":
        scan.add("centered", inner[:-1].strip(), index)
    else:
        scan.add("transition", inner, index)
    return index + 1


def section(scan: Scan, index: int) -> int:
    """Read ``# Act One``, ``## Sequence`` as sections; the number of signs is the level."""
    line = scan.stripped[index]
    title = line.lstrip("#")
    if not title:
        return 0
    scan.add("section", title.strip(), index, level=len(line) - len(title))
    return index + 1


def equals(scan: Scan, index: int) -> int:
    """Read ``= What happens`` as a synopsis, ``===`` as a page break."""
    line = scan.stripped[index]
    title = line.lstrip("=").strip()
    if title:
        scan.add("synopsis", line[1:].strip(), index)
    elif is_page_break(line):
        scan.add("page_break", "", index)
    else:
        return 0
    return index + 1


def block(scan: Scan, index: int) -> int:
    """Read ``[[a note]]`` or ``/* boneyard */`` that fills whole lines."""
    found = scan.blocks.get(index)
    if found is None:
        return 0
    scan.add(found[0], found[1], index)
    return index + 1


def emphasized(scan: Scan, index: int) -> int:
    """Read ``**BOB**``, ``_INT. HALL - DAY_`` as what stands between the signs."""
    plain = scan.plain(index)
    if grammar.current().is_heading(plain):
        scan.heading(index, scan.stripped[index])
        return index + 1
    if names.looks_like_cue(plain) and scan.speaks(index):
        return scan.speech(index, scan.stripped[index])
    if grammar.current().transition(plain):
        scan.add("transition", scan.stripped[index], index)
        return index + 1
    return 0


#: First character -> the rule that is tried first.
RULES: dict[str, Callable[[Scan, int], int]] = {
    ".": forced_heading,
    "!": forced_action,
    "@": forced_cue,
    "~": lyric,
    ">": angle,
    "#": section,
    "=": equals,
    "[": block,
    "/": block,
    "*": emphasized,
    "_": emphasized,
    "\\": emphasized,
}

#: The rules that end a paragraph of action where they apply.
INTERRUPTS = {sign: RULES[sign] for sign in "~>#=[/"}
