"""Elements -> scenes and speeches: one pass each, for every format alike.

A speech that a page break interrupts is one speech: what lies between its parts is furniture, and
the same character goes on. Knows no file format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.screenplay import grammar, names
from scriptnb.screenplay.model import Dialogue, Element, Scene

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: What may lie inside a speech without ending it.
_TRANSPARENT = frozenset({"furniture", "page_break", "note", "boneyard"})
#: What shows that a page, and not the writer, cut a speech in two.
_PAGE = frozenset({"furniture", "page_break"})


class _Speech:
    """One speech while its parts are found."""

    __slots__ = ("asides", "cue", "element", "end_line", "words")

    def __init__(self, element: Element, cue: names.Cue) -> None:
        self.element = element
        self.cue = cue
        self.end_line = element.end_line
        self.words: list[str] = []
        self.asides: list[str] = []


def speeches(elements: Iterable[Element]) -> list[Dialogue]:
    """Put cues and what is said under them together.

    Parameters
    ----------
    elements
        In source order, with their scenes.

    Returns
    -------
    list of Dialogue
        A cue with nothing under it is no speech. Characters have one spelling each: the one in
        capitals where there is one, else the first.
    """
    found: list[_Speech] = []
    speech: _Speech | None = None
    broken = False
    for element in elements:
        kind = element.kind
        if kind == "dialogue" or kind == "lyric":
            if speech is not None:
                speech.words.append(element.text)
                speech.end_line = element.end_line
        elif kind == "character":
            cue = names.cue(element.text)
            if (
                speech is not None
                and broken
                and speech.words
                and names.key(cue.character) == names.key(speech.cue.character)
            ):
                speech.end_line = element.end_line
            else:
                speech = _Speech(element, cue)
                found.append(speech)
            broken = False
        elif kind == "parenthetical":
            if speech is not None:
                speech.asides.append(element.text)
                speech.end_line = element.end_line
        elif kind in _TRANSPARENT:
            broken = broken or kind in _PAGE
        else:
            speech = None
    spelling = _spellings(speech.cue.character for speech in found if speech.words)
    return [
        Dialogue(
            number,
            speech.element.scene,
            spelling[names.key(speech.cue.character)],
            speech.cue.extension,
            _asides(speech.asides),
            " ".join(" ".join(speech.words).split()),
            speech.element.line,
            speech.end_line,
            speech.element.dual,
        )
        for number, speech in enumerate((s for s in found if s.words), start=1)
    ]


def scenes(
    elements: Sequence[Element],
    dialogues: Iterable[Dialogue],
    last_line: int,
    language: str | None = None,
) -> list[Scene]:
    """List the scenes: each from its heading to the line before the next.

    Parameters
    ----------
    elements
        In source order, with their scenes.
    dialogues
        The speeches, which say who speaks in a scene.
    last_line
        The last line of the script, where its last scene ends.
    language
        The script's language, where known: it settles what ``EST.`` means.
    """
    speakers: dict[int, dict[str, None]] = {}
    for dialogue in dialogues:
        speakers.setdefault(dialogue.scene, {})[dialogue.character] = None
    openings: list[Element] = []
    for element in elements:
        scene = element.scene
        if element.kind == "scene_heading":
            if openings and openings[-1].scene == scene:
                openings.pop()  # an outline that stood before the first heading
            openings.append(element)
        elif scene and not openings:
            openings.append(element)
    ends = [element.line - 1 for element in openings[1:]] + [last_line]
    return [
        _scene(element, end, tuple(speakers.get(element.scene, ())), language)
        for element, end in zip(openings, ends, strict=True)
    ]


def _scene(element: Element, end: int, speakers: tuple[str, ...], language: str | None) -> Scene:
    if element.kind != "scene_heading":
        return Scene(element.scene, None, "", None, None, None, None, element.line, end, speakers)
    heading = grammar.parse_heading(element.text, language)
    return Scene(
        element.scene,
        element.number if element.number is not None else heading.number,
        element.text,
        heading.int_ext,
        heading.location,
        heading.time_of_day,
        heading.time,
        element.line,
        end,
        speakers,
    )


def _spellings(characters: Iterable[str]) -> dict[str, str]:
    spelling: dict[str, str] = {}
    for name in characters:
        key = names.key(name)
        if key not in spelling or (name.isupper() and not spelling[key].isupper()):
            spelling[key] = name
    return spelling


def _asides(asides: list[str]) -> str | None:
    inner = [" ".join(aside.strip().strip("()").split()) for aside in asides]
    return "; ".join(aside for aside in inner if aside) or None
