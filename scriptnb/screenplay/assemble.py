"""Elements -> scenes and speeches: one pass, for every format alike.

A speech that a page break interrupts is one speech: what lies between its parts is furniture, and
the same character goes on. Knows no file format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from scriptnb.screenplay import names
from scriptnb.screenplay.headings import choice
from scriptnb.screenplay.headings.grammar import Heading
from scriptnb.screenplay.model import Dialogue, Element, Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: What may lie inside a speech without ending it.
_TRANSPARENT = frozenset({"furniture", "page_break", "note", "boneyard"})
_SPOKEN = frozenset({"dialogue", "lyric"})
#: What shows that a page, and not the writer, cut a speech in two.
_PAGE = frozenset({"furniture", "page_break"})
#: What may follow spoken words in the same speech.
_GOES_ON = _TRANSPARENT | {"dialogue", "parenthetical", "lyric"}
_NO_HEADING = Heading("")
#: Added as the last element: it ends a speech, so that no look ahead needs a test of the length.
_END = Element("action", "", 0, 0)


class Parts(NamedTuple):
    """What a script consists of."""

    dialogues: list[Dialogue]
    #: The element that each scene begins with.
    openings: list[Element]
    #: Who speaks in which scene, in the order of their first words there.
    speakers: dict[int, dict[str, None]]


class _Cast:
    """The characters found so far: each cue is parsed once, each name has one spelling."""

    def __init__(self) -> None:
        self.cues: dict[str, tuple[str, str | None]] = {}
        self._spelling: dict[str, str] = {}
        #: Spellings that were replaced later -> the spelling that is used.
        self.respelled: dict[str, str] = {}

    def meet(self, text: str) -> tuple[str, str | None]:
        """Parse a new cue; of several spellings the one in capitals is used, else the first."""
        cue = names.cue(text)
        name, key = cue.character, names.key(cue.character)
        known = self._spelling.get(key)
        if known is None:
            self._spelling[key] = name
        elif name != known and name.isupper() and not known.isupper():
            self._spelling[key] = name
            self.respelled[known] = name
            for other, (character, extension) in self.cues.items():
                if character == known:
                    self.cues[other] = (name, extension)
        else:
            name = known
        self.cues[text] = found = (name, cue.extension)
        return found


def parts(elements: Sequence[Element]) -> Parts:
    """Find the speeches and where the scenes begin.

    Parameters
    ----------
    elements
        In source order, with their scenes.

    Returns
    -------
    Parts
        A cue with nothing under it is no speech.
    """
    dialogues: list[Dialogue] = []
    openings: list[Element] = []
    cast = _Cast()
    cues = cast.cues
    elements = [*elements, _END]
    done = 0
    for place, cue in enumerate(elements):
        kind = cue.kind
        if kind == "character":
            if place < done:
                continue  # the second part of a speech that a page broke
            text = cue.text
            character, extension = cues.get(text) or cast.meet(text)
            last = elements[place + 1]
            aside: str | None = None
            if last.kind == "dialogue" and elements[place + 2].kind not in _GOES_ON:
                text = last.text  # nearly every speech
            else:
                done, last, words, aside = _collect(elements, place, character, cast)
                if not words:
                    continue
                text = " ".join(words)
            dialogues.append(
                Dialogue(
                    len(dialogues) + 1,
                    cue.scene,
                    character,
                    extension,
                    aside,
                    " ".join(text.split()) if "\n" in text else text,
                    cue.line,
                    last.end_line,
                    cue.dual,
                )
            )
        elif kind == "scene_heading":
            openings.append(cue)
        elif kind == "dialogue" and cue.cue is not None:
            dialogues.append(_on_one_line(cue, len(dialogues) + 1, cast))
    if not openings or openings[0].scene > 1:
        openings[:0] = [element for element in elements if element.scene == 1][:1]
    if cast.respelled:
        dialogues = _renamed(dialogues, cast.respelled)
    dialogues = _groups(_voices(dialogues))
    return Parts(dialogues, openings, _speakers(dialogues))


def _on_one_line(element: Element, number: int, cast: _Cast) -> Dialogue:
    """Return the speech of an element that holds its cue: ANNA: (laughs) Nine of them."""
    said = element.cue or ""
    character, extension = cast.cues.get(said) or cast.meet(said)
    text = " ".join(element.text.split())
    aside, bracket, rest = text.partition(")")
    if bracket and text[0] == "(" and rest.strip():
        return Dialogue(
            number, element.scene, character, extension, aside[1:].strip() or None, rest.strip(),
            element.line, element.end_line, element.dual,
        )  # fmt: skip
    return Dialogue(
        number, element.scene, character, extension, None, text, element.line, element.end_line,
        element.dual,
    )  # fmt: skip


def _collect(
    elements: Sequence[Element], place: int, character: str, cast: _Cast
) -> tuple[int, Element, list[str], str | None]:
    """Collect a speech of several parts.

    Returns
    -------
    tuple
        The place after it, its last part, its words, and its parentheticals.
    """
    words: list[str] = []
    asides: list[str] = []
    last = elements[place]
    broken = False
    while True:
        place += 1
        element = elements[place]
        kind = element.kind
        if kind in _SPOKEN:
            words.append(element.text)
        elif kind == "parenthetical":
            asides.append(element.text)
        elif kind in _TRANSPARENT:
            broken = broken or kind in _PAGE
            continue
        elif kind == "character" and broken and words:
            if (cast.cues.get(element.text) or cast.meet(element.text))[0] != character:
                break
            broken = False
        else:
            break
        last = element
    return place, last, words, "; ".join(filter(None, map(names.aside, asides))) or None


def _renamed(dialogues: list[Dialogue], names_: dict[str, str]) -> list[Dialogue]:
    """Return the speeches with some characters renamed."""
    return [
        replace(each, character=names_[each.character]) if each.character in names_ else each
        for each in dialogues
    ]


def _voices(dialogues: list[Dialogue]) -> list[Dialogue]:
    """Return the speeches with those of ``ANNA'S VOICE`` under ANNA."""
    known = {each.character for each in dialogues}
    owners = {
        name: owner[0]
        for name in known
        if (owner := names.voice_of(name)) and (owner[1] or owner[0] in known)
    }
    if not owners:
        return dialogues
    return [
        replace(
            each,
            character=owners[each.character],
            extension=", ".join(filter(None, (each.extension, "VOICE"))),
        )
        if each.character in owners
        else each
        for each in dialogues
    ]


def _groups(dialogues: list[Dialogue]) -> list[Dialogue]:
    """Find the cues that name several people, and who those are.

    BOTH are the two others who speak in the scene, if there are two.
    """
    known = {each.character for each in dialogues}
    groups = {
        name: members for name in known if (members := names.members_of(name, known)) is not None
    }
    if not groups:
        return dialogues
    others: dict[int, dict[str, None]] = {}
    for each in dialogues:
        if each.character not in groups:
            others.setdefault(each.scene, {})[each.character] = None
    return [
        replace(each, members=groups[each.character] or _both(each, others))
        if each.character in groups
        else each
        for each in dialogues
    ]


def _both(speech: Dialogue, others: dict[int, dict[str, None]]) -> tuple[str, ...]:
    present = tuple(others.get(speech.scene, ()))
    return present if len(present) == 2 and names.is_pair(speech.character) else ()


def _speakers(dialogues: Sequence[Dialogue]) -> dict[int, dict[str, None]]:
    """Return who speaks in which scene, groups by their members."""
    speakers: dict[int, dict[str, None]] = {}
    for each in dialogues:
        said = speakers.setdefault(each.scene, {})
        for name in (each.character,) if each.members is None else each.members:
            said[name] = None
    return speakers


def scenes(
    parts: Parts, last_line: int, language: Callable[[], str | None], words: str = ""
) -> list[Scene]:
    """Return the scenes, each from its heading to the line before the next.

    Parameters
    ----------
    parts
        What `parts` found.
    last_line
        The last line of the script, where its last scene ends.
    language
        Returns the script's language; called only where it settles what a heading means.
    words
        A user's own words for headings, as JSON; empty for none.
    """
    openings = parts.openings
    ends = [element.line - 1 for element in openings[1:]]
    ends.append(last_line)
    listed: list[Scene] = []
    speakers = parts.speakers
    texts = [element.text for element in openings if element.kind == "scene_heading"]
    known = choice.grammar_of(texts, language, words)
    for element, end in zip(openings, ends, strict=False):
        scene = element.scene
        said = tuple(speakers[scene]) if scene in speakers else ()
        text = element.text
        if element.kind == "scene_heading":
            found = known.parse(text)
        else:
            text, found = "", _NO_HEADING
        listed.append(
            Scene(
                scene,
                element.number,
                text,
                found.int_ext,
                found.location,
                found.time_of_day,
                found.time,
                element.line,
                end,
                said,
                found.qualifier,
                found.omitted,
            )
        )
    return listed
