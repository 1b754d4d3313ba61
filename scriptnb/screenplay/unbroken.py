"""Leave page furniture out of a script and join what it separates.

For writers of formats that make their own page numbers and ``(MORE)``. It must not know a file
format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from scriptnb.screenplay import names
from scriptnb.screenplay.model import Element

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SPOKEN = frozenset({"dialogue", "parenthetical", "lyric"})
#: What may stand between a cue and its speech's next part.
_ASIDE = _SPOKEN | {"note", "boneyard"}
_SENTENCE_ENDS = '.!?:;"”)…*'


def unbroken(elements: Iterable[Element]) -> list[Element]:
    """Leave furniture out; join a speech, or a sentence of action, that only furniture interrupts.

    >>> from scriptnb.screenplay.model import Element
    >>> page = [Element("character", "ADA", 1, 1), Element("dialogue", "One", 2, 2),
    ...         Element("furniture", "(MORE)", 3, 3), Element("character", "ADA (CONT'D)", 4, 4),
    ...         Element("dialogue", "two.", 5, 5)]
    >>> [element.text for element in unbroken(page)]
    ['ADA', 'One two.']
    """
    kept: list[Element] = []
    speaker = ""
    broken = False
    for element in _with_cues(elements):
        kind = element.kind
        if kind == "furniture":
            broken = True
            continue
        last = kept[-1] if kept else None
        if kind == "character":
            name = names.key(names.cue(element.text).character)
            if broken and name == speaker and last is not None and last.kind in _SPOKEN:
                continue  # the same speech goes on; what follows is joined
            speaker = name
        elif kind not in _ASIDE:
            speaker = ""
        if broken and last is not None and last.kind == kind and _goes_on(last, element):
            kept[-1] = _joined(last, element)
        else:
            kept.append(element)
        broken = False
    return kept


def _with_cues(elements: Iterable[Element]) -> Iterator[Element]:
    """Give each cue an element of its own, which the line of a transcript does not have."""
    for element in elements:
        if element.cue is None:
            yield element
        else:
            yield Element("character", element.cue, element.line, element.line, scene=element.scene)
            aside, bracket, rest = element.text.partition(")")
            if bracket and aside.startswith("(") and rest.strip():
                line = element.line
                yield Element("parenthetical", f"{aside})", line, line, scene=element.scene)
                element = replace(element, text=rest.strip())
            yield replace(element, cue=None)


def _goes_on(last: Element, element: Element) -> bool:
    if element.kind == "dialogue":
        return True
    sentence = last.text[-1:] not in _SENTENCE_ENDS and element.text[:1].islower()
    return element.kind == "action" and sentence


def _joined(last: Element, element: Element) -> Element:
    shift = len(last.text) + 1
    moved = tuple((start + shift, end + shift, style) for start, end, style in element.styles)
    return replace(
        last,
        text=f"{last.text} {element.text}",
        end_line=element.end_line,
        notes=last.notes + element.notes,
        styles=last.styles + moved,
    )
