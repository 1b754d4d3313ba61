"""Fountain or plain text: where the looks of a text leave it open, what each reader finds decides.

A text is read a second time only where the first reading shows signs of having missed something.
"""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

from scriptnb.screenplay import names
from scriptnb.screenplay.formats.fountain import detect
from scriptnb.screenplay.formats.shared import speech_lines
from scriptnb.screenplay.headings import grammar

if TYPE_CHECKING:
    from scriptnb.screenplay.formats.base import Draft, Source

#: A heading or a cue for so many lines is usual; fewer are looked into.
_LINES = 14
#: Of what the first reading found, the share that lies hidden in action and starts a second one.
_HIDDEN = 0.1
#: How much more the other reader must find: of headings and speeches together.
_MORE = 1.2
#: A text that says that it is Fountain stays so unless the other finds twice as much.
_MUCH_MORE = 2.0
#: Longer texts are not read twice.
_LONGEST = 2_000_000


def is_doubtful(draft: Draft, source: Source, name: str) -> bool:
    """Return whether the other reader may find more than a draft has.

    Parameters
    ----------
    draft
        What the first reader found.
    source
        What it read.
    name
        The first reader's name, ``fountain`` or ``plain_text``.
    """
    if len(source.text) > _LONGEST or speech_lines.is_spoken(draft):
        return False
    if name == "plain_text":
        written = sum(1 + each.end_line - each.line for each in draft.elements)
        return found(draft) * _LINES < written
    hidden = _hidden(draft)
    return hidden > 0 and hidden > _HIDDEN * found(draft)


def found(draft: Draft) -> int:
    """Return how many headings and speeches a reader found."""
    elements = draft.elements
    spoken = sum(
        cue.kind == "character" and said.kind in ("dialogue", "parenthetical", "lyric")
        for cue, said in itertools.pairwise(elements)
    )
    return spoken + sum(element.kind == "scene_heading" for element in elements)


def is_better(other: Draft, draft: Draft, source: Source) -> bool:
    """Return whether another reader's draft has so much more that it is the right one."""
    fountain = source.suffix in (".fountain", ".spmd") or detect.has_signs(source.text)
    more = _MUCH_MORE if fountain else _MORE
    return found(other) > more * max(found(draft), 1)


def _hidden(draft: Draft) -> int:
    """Return how many headings and cues seem to lie within paragraphs, or to have lost their words.

    A paragraph that is a name in capitals is a cue where the same stands there again and again.
    """
    known = grammar.current()
    hidden = 0
    alone: Counter[str] = Counter()
    actions = [element.text for element in draft.elements if element.kind == "action"]
    alone.update(
        names.cue(text).character
        for text in actions
        if text.isupper() and "\n" not in text and names.looks_like_cue(text)
    )
    said = [element.text for element in draft.elements if element.kind == "dialogue"]
    for text in (text for texts in (actions, said) for text in texts if "\n" in text):
        for line in map(str.strip, text.split("\n")):
            hidden += bool(line) and (
                (known.may_open(line) and known.is_heading(line))
                or (line.isupper() and names.looks_like_cue(line))
            )
    return hidden + sum(count for count in alone.values() if count > 1)
