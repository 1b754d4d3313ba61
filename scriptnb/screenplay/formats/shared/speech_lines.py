"""Transcripts and plays: texts that have the speaker and the words on one line.

``ANNA: Nine of them.`` is a transcript, ``ANNA. Nine of them.`` a play. A text is one of them when
most of its lines are; a script with ordinary cues never is. A line cannot be two elements, so each
of these is one element of dialogue with its cue in `Element.cue`.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from scriptnb.screenplay import names
from scriptnb.screenplay.formats.base import Draft, number_scenes
from scriptnb.screenplay.formats.fountain.title_page import read_title_page
from scriptnb.screenplay.headings import grammar
from scriptnb.screenplay.headings.tables import languages
from scriptnb.screenplay.model import Element

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: So many characters of the start and of the middle are looked at first.
_SAMPLE = 3_000
#: So many lines with a speaker at least.
_FEWEST = 4
#: Ordinary cues, for each line with a speaker, that show an ordinary script.
_CUES = 0.2
#: A line that was wrapped is at least so long.
_WRAPPED = 45
_NAME = (
    r"[^\W\d_a-z](?:[\w.'’#&/-]|(?<=\w)[,] ?(?=[^\W\d_a-z])"
    r"|[ ](?=[^\W_a-z]|(?:and|und|et|i|y|e|de|da|di|van|von|der|la|le)\b)){0,40}"
)
_ASIDE = r"(?:\s*(?:\([^()]{1,80}\)|\[[^\[\]]{1,80}\]))?"
_CUE = re.compile(f"{_NAME}{_ASIDE}")
_CLOCK = r"(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?[\])]?\s*[-–—]?\s*)?"
_COLON = re.compile(rf"{_CLOCK}(?P<cue>{_NAME}{_ASIDE})\s*:\s*(?P<text>\S.*)")
_STOP = re.compile(
    rf"(?P<cue>[^\W\d_a-z][\w'’&/ -]{{1,30}}?{_ASIDE})"
    r"[.](?:\s*[–—-]+\s*|\s+)(?P<text>\S.*)"
)
_BRACKETED = re.compile(r"[(\[].*[)\]]\.?")
#: A name has so many words, and small letters only in these.
_LONGEST_NAME, _SMALL = 4, frozenset("and und et i y e & de da di van von der la le".split())
_LONGEST_HEADING = 300
#: A speaker, with what stands in brackets, is no longer.
_LONGEST_CUE = 140
_PAGE = re.compile(r"[-–—]?\s*\d{1,4}\s*[-–—.]?")
#: What stands before a colon and is no speaker.
_NOT_NAMES = frozenset(
    "SUPER TITLE TITLES CAPTION CHYRON SUBTITLE SUBTITLES INSERT NOTE NOTES MONTAGE FLASHBACK ON"
    " CUT FADE CAST CHARACTERS SCENE SETTING TIME PLACE ACT EPISODE AUTHOR DATE SOURCE CREDIT"
    " DISSOLVE SMASH MATCH JUMP WIPE IRIS INTERCUT BACK LATER SERIES BEGIN END OVER QUICK MOMENTS"
    " CONTACT COPYRIGHT DRAFT WRITTEN DIRECTED TRANSCRIPT SOUND MUSIC SFX FX ANGLE CLOSE".split()
)


class _Kind(NamedTuple):
    mark: str
    pattern: re.Pattern[str]
    #: Whether speakers stand in capitals.
    capitals: bool
    #: Of the paragraphs, at least this share has a speaker; of those, this share speaks again.
    most: float
    again: float


_KINDS = (
    _Kind(":", _COLON, capitals=False, most=0.4, again=0.5),
    _Kind(".", _STOP, capitals=True, most=0.4, again=0.5),
    _Kind(".", _STOP, capitals=False, most=0.6, again=0.9),
)


def read(text: str) -> Draft | None:
    """Read a transcript or a play; None where the text is neither."""
    kind = _kind(_lines(_sample(text)))
    if kind is None:
        return None
    lines = _lines(text)
    if _kind(lines, (kind,)) is None:
        return None
    start = next((at for at, line in enumerate(lines) if line), len(lines))
    title_page, front, body = read_title_page(lines, start)
    found = _elements(lines, body if front else start, kind)
    return Draft(text, number_scenes([*front, *found]), title_page)


def is_spoken(draft: Draft) -> bool:
    """Return whether a draft is one of a transcript or a play."""
    said = next((each for each in draft.elements if each.kind in ("dialogue", "character")), None)
    return said is not None and said.cue is not None


def _lines(text: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return [line.strip("\ufeff").strip() for line in text.split("\n")]


def _sample(text: str) -> str:
    if len(text) <= 4 * _SAMPLE:
        return text
    middle = len(text) // 2
    return f"{text[:_SAMPLE]}\n{text[middle : middle + _SAMPLE]}"


def _kind(lines: Sequence[str], kinds: Iterable[_Kind] = _KINDS) -> _Kind | None:
    """Return how most lines of a text begin a speech, None where they do not."""
    paragraphs = sum(
        bool(line) and not (above and len(above) >= _WRAPPED)
        for above, line in zip(["", *lines], lines, strict=False)
    )
    for kind in kinds:
        marked = sum(kind.mark in line[1:_LONGEST_CUE] for line in lines)
        if marked < max(_FEWEST, kind.most * paragraphs):
            continue
        speakers: Counter[str] = Counter()
        plain: list[str] = []
        for line in lines:
            if line and (found := _speech(line, kind)):
                speakers[names.key(names.cue(found[0]).character)] += 1
            else:
                plain.append(line)
        count = speakers.total()
        again = sum(times for times in speakers.values() if times > 1)
        if (
            count >= max(_FEWEST, kind.most * paragraphs)
            and len(speakers) > 1
            and again >= kind.again * count
            and _ordinary_cues(plain) <= _CUES * count
        ):
            return kind
    return None


def _ordinary_cues(lines: Sequence[str]) -> int:
    return sum(
        line.isupper() and bool(below) and not below.isupper() and names.looks_like_cue(line)
        for line, below in itertools.pairwise(lines)
    )


def _speech(line: str, kind: _Kind) -> tuple[str, str] | None:
    """Take a line with a speaker apart into the cue and the words."""
    if kind.mark not in line[1:_LONGEST_CUE]:
        return None
    match = kind.pattern.fullmatch(line.replace("**", "") if "**" in line else line)
    if match is None:
        return None
    cue, text = match["cue"].rstrip(), match["text"]
    name = names.cue(cue).character
    if kind.capitals:
        if not name.isupper() or text.isupper():
            return None
        if name in _titles() and (longer := kind.pattern.fullmatch(text)):
            cue, text = f"{cue}. {longer['cue']}", longer["text"]
    if not is_name(cue):
        return None
    if grammar.current().is_heading(line) or _act(line) or _scene(line):
        return None
    return cue, text


def is_name(cue: str) -> bool:
    """Return whether what stands before a mark can be the name of a speaker.

    Examples
    --------
    >>> [is_name(cue) for cue in ("ANNA", "Mrs. Hale (off)", "FADE IN", "He says")]
    [True, True, False, False]
    """
    if _CUE.fullmatch(cue) is None:
        return False
    words = names.cue(cue).character.split()
    if not words or words[0].upper().strip(".,") in _NOT_NAMES or len(words) > _LONGEST_NAME:
        return False
    return all(word[0].isupper() or word[0].isdigit() or word in _SMALL for word in words)


@functools.cache
def _titles() -> frozenset[str]:
    known = {word for table in languages().values() for word in table.cast.get("titles", ())}
    return frozenset(known | {"MR", "MRS", "MS", "DR", "ST", "SIR", "LADY", "LORD"})


@functools.cache
def _headings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what announces an act, and a scene that has a description instead of a number."""
    scripts = [table.script for table in languages().values()]
    acts = "|".join(sorted({re.escape(word) for each in scripts for word in each.act_words}))
    scenes = "|".join(sorted({re.escape(word) for each in scripts for word in each.scene_words}))
    ordinal = r"(?:\d{1,2}[.ºª°]?|[^\W\d_]{4,12})\s+"
    which = r"(?:\s+(?:\d{1,2}|[IVXL]+|[^\W\d_]{3,10}))?"
    act = rf"(?:{ordinal}(?i:{acts})|(?i:{acts}){which})\s*[.:]?"
    number = r"(?:(?P<number>\d{1,3}|[IVXLC]+)\b)?"
    return re.compile(act), re.compile(
        rf"[\[(]?\s*(?i:{scenes})\b\s*{number}\s*[:.–—-]*\s*(?P<text>.*?)\s*[\])]?"
        rf"|(?P<ordinal>{ordinal})(?i:{scenes})\s*[.:]?"
    )


def _act(line: str) -> bool:
    return not line[:1].islower() and _headings()[0].fullmatch(line) is not None


def _scene(line: str) -> str | None:
    """Return what a line says about a scene that it announces, None where it announces none."""
    match = _headings()[1].fullmatch(line) if len(line) <= _LONGEST_HEADING else None
    if match is not None and match["ordinal"]:
        return line.strip(".:")
    if match is None or not (match["number"] or line[:1] in "[(" or ":" in line[:20]):
        return None
    return match["text"].rstrip(".") or line.strip("[]()")


def _elements(lines: Sequence[str], start: int, kind: _Kind) -> list[Element]:
    """Return the elements of the lines from one on."""
    found: list[Element] = []
    above = ""
    for index in range(start, len(lines)):
        line = lines[index]
        if line:
            last = found[-1] if found and above else None
            _add(found, _element(line, index + 1, kind), last, above)
        above = line
    return found


def _element(line: str, number: int, kind: _Kind) -> Element:
    if speech := _speech(line, kind):
        return Element("dialogue", speech[1], number, number, cue=speech[0])
    if _act(line):
        return Element("section", line, number, number, level=1)
    if grammar.current().is_heading(line):
        text, scene = grammar.current().split_number(line)
        return Element("scene_heading", text, number, number, number=scene)
    if described := _scene(line):
        return Element("scene_heading", described, number, number)
    if _PAGE.fullmatch(line):
        return Element("furniture", line, number, number)
    if grammar.current().transition(line):
        return Element("transition", line, number, number)
    return Element("action", line, number, number)


def _add(found: list[Element], element: Element, last: Element | None, above: str) -> None:
    """Add an element, or its line to the one right above where that goes on."""
    if (
        element.kind == "action"
        and last is not None
        and last.kind in ("dialogue", "action")
        and not _BRACKETED.fullmatch(element.text)
        and (len(above) >= _WRAPPED or element.text[:1].islower())
    ):
        found[-1] = Element(
            last.kind, f"{last.text}\n{element.text}", last.line, element.line, cue=last.cue
        )
    else:
        found.append(element)
