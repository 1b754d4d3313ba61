"""What stands after THE END: an author's address, thanks, a cast list, but nothing that is spoken.

For readers that find speeches by their layout. Knows elements, no file format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from scriptnb.screenplay.headings import grammar

if TYPE_CHECKING:
    from scriptnb.screenplay.model import Element

_SPEECH = frozenset({"character", "parenthetical", "dialogue", "lyric"})
#: What the words may be read as; somebody who says them ends nothing.
_MAY_END = frozenset({"action", "centered", "transition", "shot", "character"})


def without_speech_after_the_end(elements: list[Element]) -> list[Element]:
    """Return the elements with what looks like speech after THE END as action.

    The words count where they stand alone on their line, in the second half, with no scene after
    them: a film in a film may end too.

    >>> from scriptnb.screenplay.model import Element
    >>> found = [Element("character", "ANNA", 1, 1), Element("dialogue", "No.", 2, 2),
    ...          Element("action", "THE END", 4, 4),
    ...          Element("character", "CONTACT", 6, 6), Element("dialogue", "Mia Holt", 7, 7)]
    >>> [element.kind for element in without_speech_after_the_end(found)]
    ['character', 'dialogue', 'action', 'action', 'action']
    """
    end = len(elements)
    known = grammar.current()
    for place in range(len(elements) - 1, len(elements) // 2 - 1, -1):
        element = elements[place]
        if element.kind == "scene_heading":
            break
        if element.kind in _MAY_END and known.is_the_end(element.text.rpartition("\n")[2]):
            end = place
    return elements[:end] + [
        replace(each, kind="action", dual=False) if each.kind in _SPEECH else each
        for each in elements[end:]
    ]
