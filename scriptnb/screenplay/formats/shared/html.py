"""HTML cut into tags and text in one pass.

The standard library's parser takes quadratic time on tags that are never closed, and the readers
need only paragraphs and emphasis. It must not know what a script is.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,40})([^<>]{0,4000})>")
_ATTRIBUTE = re.compile(r"""([A-Za-z][\w:.-]{0,60})\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
#: Elements whose content is no text.
_OPAQUE = {"script", "style"}


class Token(msgspec.Struct, frozen=True):
    """``start`` and ``end`` of an element by its name in lower case, or ``text``."""

    kind: str
    value: str
    attributes: dict[str, str] = {}


def tokens(text: str) -> Iterator[Token]:
    """Yield tags and the text between them; comments, scripts and styles are left out.

    >>> [(t.kind, t.value) for t in tokens("<p>Fish &amp; <!-- no --><b>chips</b>")]
    [('start', 'p'), ('text', 'Fish & '), ('start', 'b'), ('text', 'chips'), ('end', 'b')]
    """
    at = 0
    closes = True  # whether another comment can close: each end is looked for once
    while True:
        start = text.find("<", at)
        if start < 0:
            start = len(text)
        if start > at:
            yield Token("text", html.unescape(text[at:start]))
        if start == len(text):
            return
        if closes and text.startswith("<!--", start):
            end = text.find("-->", start + 4)
            if end >= 0:
                at = end + 3
                continue
            closes = False
        tag = _TAG.match(text, start)
        if tag is None:
            end = (
                text.find(">", start, start + 4000) if text[start : start + 2] in _DECLARED else -1
            )
            at = end + 1 if end >= 0 else start + 1
            continue
        at = tag.end()
        name = tag[2].lower()
        if tag[1]:
            yield Token("end", name)
            continue
        yield Token("start", name, _attributes(tag[3]))
        if name in _OPAQUE:
            end = text.find(f"</{name}", at)
            at = len(text) if end < 0 else end


_DECLARED = {"<!", "<?"}


def _attributes(text: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(text)
    }
