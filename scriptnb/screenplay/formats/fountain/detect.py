"""Detect Fountain, as opposed to plain text laid out as by a typewriter or in a PDF.

Fountain stands flush left, a paragraph on one line, an empty line between paragraphs. Plain text
is indented, or wrapped to a width, or has lost (or doubled) its empty lines, or carries page
furniture. A short text without any of this is taken for Fountain, because that is what people type.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scriptnb.screenplay import names
from scriptnb.screenplay.formats.fountain.title_page import begins_with_known_key, read_title_page
from scriptnb.screenplay.formats.shared.glyph_codes import GLYPH_CODE
from scriptnb.screenplay.headings import grammar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scriptnb.screenplay.formats.base import Source

#: How many characters of the start and of the middle are looked at: first pages are different.
_HEAD, _MIDDLE = 2_000, 8_000
#: Lines that only Fountain has: forced headings, cues and centered text, outline, notes, breaks.
_SIGN = re.compile(
    r"\.[^\W\d_]|@[^\W\d_]|!\S|~\S|>.*<$|>\s*[^\W\d_]|#{1,6}\s*\S|=\s+\S|={3,}$|\[\[|/\*|\*\*\S"
)
_FURNITURE = re.compile(r"\(MORE\)|\(?CONTINUED:?(?: \(\d+\))?\)?:?|\d{1,3}\.", re.IGNORECASE)
#: In fewer lines than this the layout cannot be recognised.
_FEW = 30
#: No line of a wrapped script is wider.
_WIDEST = 90
#: Shares of lines with a sign above which a text is certainly, and probably, Fountain.
_OFTEN, _SOME = 0.1, 0.01
#: Shares of indented lines above which it is certainly, probably, perhaps no Fountain.
_MOSTLY, _PARTLY, _SLIGHTLY = 0.5, 0.3, 0.1


def sniff(source: Source) -> bool:
    """Return whether a text reads as Fountain."""
    text = source.text
    if GLYPH_CODE in text:
        return False  # a dump of a PDF
    if _has_title_page(text[:_HEAD]):
        return not _typed(text[len(text) // 2 :][:_HEAD])
    lines = _sample(text)
    written = [line for line in lines if line.strip()]
    if not written:
        return True
    signs = sum(_SIGN.match(line) is not None for line in written) / len(written)
    indented = _indented(written)
    few = len(written) < _FEW
    if signs > _OFTEN:
        return True
    if not few and _spaced_otherwise(lines, written):
        return False
    if signs > _SOME or source.suffix in (".fountain", ".spmd"):
        return indented < _MOSTLY
    if "\f" in text or indented > _PARTLY:
        return False
    return few or not _wrapped(lines, written)


def has_signs(text: str) -> bool:
    """Return whether a text has a title page or signs that only Fountain has."""
    written = [line for line in _sample(text) if line.strip()]
    signs = sum(_SIGN.match(line) is not None for line in written)
    return signs > _SOME * len(written) or _has_title_page(text[:_HEAD])


def _typed(text: str) -> bool:
    """Return whether a part of a script is indented and wrapped as by a typewriter."""
    lines = text.split("\n")[1:-1]
    return len(lines) > _FEW and max(map(len, lines)) < _WIDEST and _indented(lines) > _SLIGHTLY


def _indented(lines: list[str]) -> float:
    """Return the share of lines that stand to the right of the leftmost."""
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    margin = min(indents, default=0)
    return sum(indent > margin for indent in indents) / max(len(indents), 1)


def _has_title_page(head: str) -> bool:
    head = head.removeprefix("\ufeff").lstrip()
    if begins_with_known_key(head):
        return True
    lines = head.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return bool(read_title_page(lines, 0)[1])


def _sample(text: str) -> list[str]:
    if len(text) <= _HEAD + _MIDDLE:
        sample = text
    else:
        middle = len(text) // 2
        sample = f"{text[:_HEAD]}\n{text[middle : middle + _MIDDLE]}"
    return sample.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _spaced_otherwise(lines: list[str], written: list[str]) -> bool:
    """Return whether empty lines are missing, all or some, or one is after every line, cues too."""
    empty = len(lines) - len(written)
    if empty < len(lines) / 20 or _run_together(lines):
        return True
    if empty < len(lines) / 3:
        return False
    cues = alone = 0
    for before, line, after in _triples(lines):
        if not before and names.looks_like_cue(line):
            cues += bool(after)
            alone += not after
    return alone > 3 * cues and alone > len(written) / 8


def _run_together(lines: list[str]) -> bool:
    """Return whether headings and cues stand right under other lines, where Fountain sees none."""
    under = apart = 0
    for before, line, after in _triples(lines):
        heading = grammar.current().is_heading(line)
        if heading or names.looks_like_cue(line):
            under += bool(before)
            apart += not before and (heading or bool(after))
    return under > apart / 4


def _wrapped(lines: list[str], written: list[str]) -> bool:
    """Return whether paragraphs of action run over lines of one width, or pages show."""
    if sum(_FURNITURE.fullmatch(line.strip()) is not None for line in written) > 1:
        return True
    if max(map(len, written)) >= _WIDEST:
        return False
    paragraphs = wrapped = 0
    for before, line, after in _triples(lines):
        if not before:
            paragraphs += 1
            wrapped += bool(after) and not names.looks_like_cue(line)
    return wrapped > paragraphs / 8


def _triples(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    """Every line that is not blank, between the lines before and after it."""
    bare = ["", *map(str.strip, lines), ""]
    return (each for each in zip(bare, bare[1:], bare[2:], strict=False) if each[1])
