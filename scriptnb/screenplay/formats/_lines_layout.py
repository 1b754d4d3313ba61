"""Cut plain text into lines with their place on the page: indent, blank lines before, page.

For every reader that must guess what a line is from how it stands. It knows white space, form
feeds and leftovers of HTML; it must not know what a heading, a cue or a speech is.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

#: Tags that scripts from the web carry; anything else in angle brackets is the script's own.
_TAG = re.compile(
    r"</?(?:a|b|body|br|center|div|em|font|h[1-6]|head|hr|html|i|p|pre|span|strong|table|tbody|td"
    r"|title|tr|u)(?:\s[^<>\n]*)?/?>|<!--[^\n]*?-->",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,5}|#x[0-9a-f]{1,4}|amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|hellip"
                     r"|[mn]dash);", re.IGNORECASE)  # fmt: skip


class PlacedLines(NamedTuple):
    """The non-blank lines of a text; the lists run in parallel.

    ``blank_but_marked`` are the 1-based numbers of lines that held nothing but tags of HTML.
    """

    #: Each line without white space around it.
    texts: list[str]
    #: 1-based line numbers in the source.
    numbers: list[int]
    #: Columns of white space before the text, tabs counted to the next multiple of eight.
    indents: list[int]
    #: 1-based page of each line; None where the source has no form feed.
    pages: list[int] | None
    blank_but_marked: list[int]


def place_lines(text: str) -> PlacedLines:
    r"""Return the non-blank lines of `text` with their places.

    Lines end at ``\n``, ``\r\n`` or ``\r``; a form feed starts a page, not a line.

    Examples
    --------
    >>> place_lines("FADE IN:\n\n\tRAIN.\n").indents
    [0, 8]
    >>> place_lines("1.\n\f2.\n").pages
    [1, 2]
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    source_lines = text.split("\n") if "<" in text or "&" in text else None
    if "<" in text:
        text = _TAG.sub("", text)
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    pages_at: list[int] | None = None
    if "\f" in text:
        page, pages_at = 1, []
        for line in text.split("\n"):
            stripped = line.lstrip()
            page += line.count("\f", 0, len(line) - len(stripped))
            pages_at.append(page)
            page += stripped.count("\f")
        text = text.replace("\f", "")
    if "\t" in text:
        text = text.expandtabs(8)
    lines = text.split("\n")
    stripped_lines = [line.strip() for line in lines]
    kept = [at for at, stripped in enumerate(stripped_lines) if stripped]
    marked = [] if source_lines is None else [
        at + 1 for at, line in enumerate(source_lines) if not stripped_lines[at] and line.strip()
    ]  # fmt: skip
    return PlacedLines(
        [stripped_lines[at] for at in kept],
        [at + 1 for at in kept],
        [len(lines[at]) - len(lines[at].lstrip()) for at in kept],
        None if pages_at is None else [pages_at[at] for at in kept],
        marked,
    )
