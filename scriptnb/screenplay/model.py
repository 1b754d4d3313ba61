r"""The records that every reader returns and every analysis uses.

They hold text and positions; nothing here knows a file format, an analysis or a notebook.
Lines are 1-based, inclusive, and count ``\n``, ``\r\n`` and ``\r`` in ``Screenplay.text``; a form
feed (or any other Unicode line separator) does not end a line.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from scriptnb.screenplay.headings.times import Time  # noqa: TC001 - msgspec reads the annotations

Kind = Literal[
    "scene_heading", "action", "character", "parenthetical", "dialogue", "lyric", "transition",
    "shot", "centered", "section", "synopsis", "note", "boneyard", "page_break", "title_page",
    "furniture",
]  # fmt: skip


class Element(msgspec.Struct, frozen=True, gc=False):
    """One element of a script: a heading, a paragraph of action, a cue, the words of a speech.

    ``gc=False``: the records hold only strings, numbers and tuples of them, so they can form no
    cycle, and a script of a hundred thousand lines costs the garbage collector nothing.
    """

    kind: Kind
    #: The text as printed: no forcing marks, emphasis marks, escapes or notes.
    text: str
    line: int
    end_line: int
    #: The source's own page, 1-based; None where the source has no pages.
    page: int | None = None
    #: The 1-based scene it stands in; 0 for the title page.
    scene: int = 0
    #: Notes and boneyard that stand inside its lines, without their brackets.
    notes: tuple[str, ...] = ()
    #: The script's own scene number, of a scene heading that has one.
    number: str | None = None
    #: Depth of a section (1 for ``#``); 0 for every other kind.
    level: int = 0
    #: A cue whose speech stands beside the speech before it.
    dual: bool = False
    #: Emphasis in ``text``: (start, end, style), style one of bold, italic, underline.
    styles: tuple[tuple[int, int, str], ...] = ()
    #: The page number as printed, where it is more than ``page``, such as 12A.
    page_label: str | None = None
    #: Of a heading, its scene's length in eighths of a page, where the file states it.
    eighths: int | None = None
    #: Of dialogue whose line begins with its cue, as in transcripts and plays: that cue.
    cue: str | None = None
    #: Production tags of the file: (category and name as the file writes them, line).
    tags: tuple[tuple[str, str, int], ...] = ()


class Scene(msgspec.Struct, frozen=True, gc=False):
    """One scene: from its heading to the line before the next one."""

    scene: int
    number: str | None
    heading: str
    int_ext: Literal["INT", "EXT", "INT/EXT"] | None
    location: str | None
    time_of_day: str | None
    time: Time | None
    line: int
    end_line: int
    #: Who speaks in it, in the order of their first words.
    characters: tuple[str, ...]
    #: What kind of scene it is, such as FLASHBACK, and remarks after the time.
    qualifier: tuple[str, ...] = ()
    #: Whether it stands for a scene that was taken out.
    omitted: bool = False


class Dialogue(msgspec.Struct, frozen=True, gc=False):
    """One speech: a cue and all that is said under it, over page breaks too."""

    dialogue: int
    scene: int
    character: str
    extension: str | None
    parenthetical: str | None
    #: The spoken words only, lines joined by one space.
    text: str
    line: int
    end_line: int
    dual: bool
    #: Of a group cue (ANNA AND BEN, BOTH): the members that are certain; None for one person.
    members: tuple[str, ...] | None = None


#: Kinds of problems that readers find; docs/formats.md says what each means.
ProblemKind = Literal[
    "cue_without_speech", "cut_off", "encoding_guess", "garbled_text", "heading_without_location",
    "language_guess", "letter_spaced", "no_headings", "other_script", "probable_slip",
    "uncertain_line", "unclosed_boneyard", "unclosed_note", "unreadable_line",
]  # fmt: skip


class Problem(msgspec.Struct, frozen=True):
    """Something that may be wrong in a script; ``line`` is None where it concerns no one line."""

    line: int | None
    kind: ProblemKind
    message: str
    text: str
