"""Cut plain text into lines with their place on the page: indent, blank lines before, page.

For readers that recognise a line by its place. It knows white space, form
feeds and leftovers of HTML; it must not know what a heading, a cue or a speech is.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from scriptnb.screenplay.formats.shared.glyph_codes import GLYPH_CODE, without_glyph_codes

#: HTML tags that scripts from the web contain; other text in angle brackets belongs to the script.
#: A tag that continues over a line break has nothing but attributes with values.
_TAG = re.compile(
    r"</?(?:a|b|body|br|center|div|em|font|h[1-6]|head|hr|html|i|p|pre|span|strong|table|tbody|td"
    r"|title|tr|u)(?:[^\S\n][^<>\n]*|(?:\s+[a-z_:][\w:.-]*\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'"
    r"|[^\s<>\"']+))*\s*)/?>|<!--[^<>]*-->",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,5}|#x[0-9a-f]{1,4}|amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|hellip"
                     r"|[mn]dash);", re.IGNORECASE)  # fmt: skip

#: A rule of a style sheet, over as many lines as it takes.
_STYLE = re.compile(r"^[ \t]*[#.]?[\w-]+[ \t]*\{([^{}]*)\}[ \t]*$", re.MULTILINE)
#: In longer texts a tab counts as one space.
_LARGE = 8_000_000


class PlacedLines(NamedTuple):
    """The non-blank lines of a text; the lists run in parallel."""

    #: Each line without white space around it.
    texts: list[str]
    #: 1-based line numbers in the source.
    numbers: list[int]
    #: Columns of white space before the text, tabs counted to the next multiple of eight.
    indents: list[int]
    #: 1-based page of each line; None where the source has no form feed.
    pages: list[int] | None
    #: Lines that hold nothing but tags of HTML or codes of glyphs, with their numbers.
    only_marks: list[tuple[int, str]]
    #: Line and page at which what follows this text begins.
    next_line: int
    next_page: int


def place_lines(text: str, first_line: int = 1, first_page: int | None = None) -> PlacedLines:
    r"""Return the non-blank lines of `text` with their places.

    Lines end at ``\n``, ``\r\n`` or ``\r``; a form feed starts a page, not a line.

    Parameters
    ----------
    text
        The text, or a piece of one that starts at a line's start.
    first_line, first_page
        Where the piece starts; without a page, pages are counted if there is a form feed.

    Examples
    --------
    >>> place_lines("FADE IN:\n\n\tRAIN.\n").indents
    [0, 8]
    >>> place_lines("1.\n\f2.\n").pages
    [1, 2]
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    marked = any(mark in text for mark in ("<", "&", "{", GLYPH_CODE))
    source_lines = text.split("\n") if marked else []
    if "<" in text:
        text = _TAG.sub(_breaks, text)
    if GLYPH_CODE in text:
        text = without_glyph_codes(text)
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    if "{" in text:
        text = _STYLE.sub(_without_style, text)
    pages: list[int] | None = None
    page = first_page or 1
    if first_page or "\f" in text:
        pages = []
        for line in text.split("\n"):
            stripped = line.lstrip()
            page += line.count("\f", 0, len(line) - len(stripped))
            pages.append(page)
            page += stripped.count("\f")
        text = text.replace("\f", "")
    if "\t" in text:
        # One line may be as long as the file: eight times of it would be too much.
        text = text.expandtabs(8) if len(text) < _LARGE else text.replace("\t", " ")
    lines = text.split("\n")
    stripped_lines = [line.strip() for line in lines]
    kept = [at for at, stripped in enumerate(stripped_lines) if stripped]
    return PlacedLines(
        [stripped_lines[at] for at in kept],
        [at + first_line for at in kept],
        [len(lines[at]) - len(lines[at].lstrip()) for at in kept],
        None if pages is None else [pages[at] for at in kept],
        [
            (at + first_line, mark)
            for at, line in enumerate(source_lines)
            if not stripped_lines[at] and (mark := line.strip())
        ],
        first_line + len(lines) - 1,
        page,
    )


def _breaks(tag: re.Match[str]) -> str:
    """Return the line and page breaks in a tag, which the lines below it are counted by."""
    return "".join(character for character in tag.group() if character in "\n\f")


def _character(entity: re.Match[str]) -> str:
    # A line break written as an entity must not change the numbers of the lines below.
    character = html.unescape(entity.group())
    return " " if character.isspace() else character


def _without_style(rule: re.Match[str]) -> str:
    declared = rule[1]
    if ":" not in declared or ";" not in declared:
        return rule.group()
    return "\n" * rule.group().count("\n")
