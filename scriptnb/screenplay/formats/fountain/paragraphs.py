"""The paragraphs of a Fountain script: how each kind is added to the elements found so far.

`Scan` holds the lines and the elements. Which rule applies to a line is decided by `scan`
and by the table in `rules`; the rules whose signs end a paragraph of action are passed
in, so that this module needs neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.screenplay import names
from scriptnb.screenplay.formats.base import OUTSIDE
from scriptnb.screenplay.formats.fountain.inline import inline
from scriptnb.screenplay.headings import grammar
from scriptnb.screenplay.model import Element

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scriptnb.screenplay.model import Kind

#: A line of two spaces keeps a speech open.
KEEPS_OPEN = "  "
#: What a cue that is not all capitals ends with: ``JULIAN (cont'd)``, ``MAN #l``.
CUE_ENDS = frozenset(")^*_l")
_DUAL = 2
#: First characters of lines in a speech that may be no spoken words.
_IN_SPEECH = frozenset("(~[/*_=")
_PAGE_BREAK = 3


def is_page_break(line: str) -> bool:
    """Return whether a line is three or more equals signs and nothing else."""
    return len(line) >= _PAGE_BREAK and not line.strip("=")


class Scan:
    """The lines of one script and the elements found so far.

    Parameters
    ----------
    lines
        The logical lines: notes and boneyard cut out.
    blocks
        Which of them are notes or boneyard, and their text.
    interrupts
        First character -> the rule that, where it applies, ends a paragraph of action.
    """

    def __init__(
        self,
        lines: list[str],
        blocks: dict[int, tuple[Kind, str]],
        interrupts: Mapping[str, Callable[[Scan, int], int]],
    ) -> None:
        # With a last empty line, no look ahead needs a test of the length.
        self.lines = [*lines, ""]
        self.stripped = list(map(str.strip, self.lines))
        self.blocks = blocks
        self.elements: list[Element] = []
        self.scene = 1
        self._opened = False
        self._no_bracket_before = 0
        self._interrupts = interrupts
        #: Lines already tried as cues: 0 is no cue, `_DUAL` a cue that ends with ``^``.
        self._cues: dict[str, int] = {}

    def add(self, kind: Kind, text: str, index: int, end: int = 0, level: int = 0) -> None:
        """Add an element that stands on the lines from ``index`` up to, without, ``end``."""
        self.elements.append(
            Element(kind, text, index + 1, end or index + 1, None, self.scene, (), None, level)
        )

    def plain(self, index: int) -> str:
        """Return a line without emphasis marks."""
        return inline(self.stripped[index])[0].strip()

    def speaks(self, index: int) -> bool:
        """Return whether there is speech under a cue; notes are none."""
        index += 1
        while index in self.blocks:
            index += 1
        return bool(self.stripped[index]) or self._kept_open(index)

    def stepped_heading(self, index: int) -> int:
        """Add a heading whose place and time stand on lines of their own; 0 where none begins."""
        known = grammar.current()
        if not known.is_bare_place(self.stripped[index]):
            return 0
        lines = self.stripped[index : index + 5]
        if "" in lines:
            lines = lines[: lines.index("")]
        found = known.stepped(lines)
        if found is None:
            return 0
        text, count = found
        self.heading(index, text, index + count)
        return index + count

    def heading(self, index: int, line: str, end: int = 0) -> None:
        """Add a scene heading and open its scene."""
        if self._opened or any(element.kind not in OUTSIDE for element in self.elements):
            self.scene += 1
        self._opened = True
        text, number = _split_number(line)
        self.elements.append(
            Element(
                "scene_heading", text, index + 1, end or index + 1, None, self.scene, (), number
            )
        )

    def single_line(self, index: int, line: str) -> int:
        """Add a paragraph of one line: a cue kept open, a transition or action."""
        lines, number = self.lines, index + 1
        if lines[number] == KEEPS_OPEN and names.looks_like_cue(line) and self.speaks(index):
            return self.speech(index, line)
        raw = lines[index]
        if raw[-1] == ":" and grammar.current().transition(line):
            self.elements.append(Element("transition", line, number, number, None, self.scene))
        elif raw is line or raw[0] == line[0]:
            self.elements.append(Element("action", line, number, number, None, self.scene))
        else:
            self.action(index)
        return index + 2

    def cue_or_transition(self, index: int, line: str) -> int:
        """Add a speech or a transition that has lines below it; 0 where the line begins neither."""
        number, add = index + 1, self.elements.append
        cue = self._cues.get(line)
        if cue is None:
            cue = self._cues[line] = names.looks_like_cue(line) + (line[-1] == "^")
        if cue and not (number in self.blocks and not self.speaks(index)):
            if cue == _DUAL:
                return self.speech(index, line)
            stripped, scene = self.stripped, self.scene
            add(Element("character", line, number, number, None, scene))
            below, index = stripped[number], number + 1
            # The common layouts without a call: one parenthetical at most and one spoken line.
            if below[0] == "(" and stripped[index] and below.find(")") == len(below) - 1:
                add(Element("parenthetical", below, index, index, None, scene))
                below = stripped[index]
                index += 1
            if below[0] in _IN_SPEECH or stripped[index] or self.lines[index] == KEEPS_OPEN:
                return self.said(index - 1)
            add(Element("dialogue", below, index, index, None, scene))
            return index + 1
        if self.lines[index][-1] == ":" and grammar.current().transition(line):
            add(Element("transition", line, number, number, None, self.scene))
            return number
        return 0

    def action(self, index: int) -> int:
        """Add a paragraph of action: up to an empty line or a sign whose rule applies."""
        place = len(self.elements)
        shown = [self.shown(index)]
        end, after = index + 1, 0
        while line := self.stripped[end]:
            if line[0] in self._interrupts and (after := self._interrupts[line[0]](self, end)):
                break
            shown.append(self.shown(end))
            end += 1
        text = "\n".join(shown)
        self.elements.insert(place, Element("action", text, index + 1, end, None, self.scene))
        return after or end

    def shown(self, index: int) -> str:
        """Return a line of action as it reads: indented as written, without a forcing sign."""
        line, raw = self.stripped[index], self.lines[index]
        if line[0] == "!" and len(line) > 1:
            raw = line[1:]
            line = raw.lstrip()
        rest = raw.lstrip(" \t")
        return raw[: len(raw) - len(rest)].expandtabs(4) + line if rest.startswith(line) else line

    def speech(self, index: int, cue: str) -> int:
        """Add a cue and all that stands under it, up to an empty line."""
        dual = cue[-1] == "^" and cue[-2:] != "\\^"
        name = cue[:-1].rstrip() if dual else cue
        line = index + 1
        self.elements.append(
            Element("character", name, line, line, None, self.scene, (), None, 0, dual)
        )
        return self.said(line)

    def said(self, index: int) -> int:
        """Add the parts of a speech from a line on, up to an empty line or a page break."""
        while True:
            if not self.stripped[index]:
                if not self._kept_open(index):
                    return index
                index += 1
            elif part := self._part(index):
                kind, text, end = part
                self.add(kind, text, index, end)
                index = end
                if kind == "page_break":
                    return index
            else:
                index = self._words(index)

    def _words(self, index: int) -> int:
        """Add spoken lines, up to an empty line, a parenthetical, a lyric or a note."""
        shown = [self.stripped[index]]
        end = index + 1
        while True:
            line = self.stripped[end]
            if (line and self._part(end)) or not (line or self._kept_open(end)):
                break
            shown.append(line)
            end += 1
        while not shown[-1]:
            shown.pop()
        self.add("dialogue", "\n".join(shown), index, index + len(shown))
        return end

    def _kept_open(self, index: int) -> bool:
        return self.lines[index] == KEEPS_OPEN and bool(self.stripped[index + 1])

    def _part(self, index: int) -> tuple[Kind, str, int] | None:
        """Return what is not spoken in a speech: its kind, its text and the index after it."""
        line = self.stripped[index]
        if line[0] not in _IN_SPEECH:
            return None
        if index in self.blocks:
            return (*self.blocks[index], index + 1)
        if line[0] == "=":
            return ("page_break", "", index + 1) if is_page_break(line) else None
        if line[0] == "~":
            return "lyric", line[1:].strip(), index + 1
        return self._parenthetical(index)

    def _parenthetical(self, index: int) -> tuple[Kind, str, int] | None:
        """Return the parenthetical that begins at a line, and the index after it, if one does."""
        line = self.stripped[index]
        if line[0] in "*_":
            line = self.plain(index)
        if not line.startswith("(") or index < self._no_bracket_before:
            return None
        if line.find(")") == len(line) - 1:
            return "parenthetical", self.stripped[index], index + 1
        depth, end = 0, index
        while line and end not in self.blocks:
            for position, letter in enumerate(line):
                depth += (letter == "(") - (letter == ")")
                if not depth:
                    if line[position + 1 :].strip(" *_.,"):
                        return None
                    return "parenthetical", "\n".join(self.stripped[index : end + 1]), end + 1
            end += 1
            line = self.stripped[end]
        self._no_bracket_before = end  # so that many open brackets take linear time
        return None


def _split_number(line: str) -> tuple[str, str | None]:
    """Return a heading and its number, which may stand inside of emphasis: ``**3. INT. HALL**``."""
    marks = line[: len(line) - len(line.lstrip("*_"))]
    if marks and line.endswith(marks[::-1]) and len(line) > 2 * len(marks):
        text, number = grammar.current().split_number(line[len(marks) : -len(marks)])
        return f"{marks}{text}{marks[::-1]}", number
    return grammar.current().split_number(line)
