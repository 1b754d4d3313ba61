r"""Write emphasis: text and styles -> text with emphasis marks and escapes.

The inverse of `scriptnb.screenplay.formats.fountain.inline`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from scriptnb.screenplay.formats.fountain.inline import Span, inline

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIGNS = {"bold": "**", "italic": "*", "underline": "_"}
_ESCAPED = frozenset("*_\\")


def marked_up(text: str, styles: Iterable[Span]) -> str:
    r"""Return a text with its emphasis as Fountain writes it.

    Where Fountain has no form for it (half a word underlined), emphasis is left out.

    Examples
    --------
    >>> marked_up("He is really late.", [(6, 12, "italic")])
    'He is *really* late.'
    >>> marked_up("2 *3* 4", [])
    '2 \\*3\\* 4'
    """
    spans = list(_tidy(text, styles))
    plain = _escape_marks(text)
    if not spans and inline(plain)[0] == text:
        return plain
    for kept in (spans, []):
        escaped = _insert(text, kept)
        found = inline(escaped)
        if found == (text, tuple(sorted(kept))):
            return escaped
    return escaped


def escape_start(line: str, signs: str) -> str:
    r"""Put a backslash before a line's first character where it is one of some signs.

    Examples
    --------
    >>> escape_start("(hm", "(~")
    '\\(hm'
    """
    rest = line.lstrip()
    return f"{line[: len(line) - len(rest)]}\\{rest}" if rest[:1] and rest[0] in signs else line


def _escape_marks(text: str) -> str:
    """Keep literal brackets and slashes from opening a note or boneyard."""
    text = text.replace("[[", "[\\[").replace("[[", "[\\[")
    return re.sub(r"(?<!\\)/\*", r"/\\*", text)


def _tidy(text: str, styles: Iterable[Span]) -> Iterable[Span]:
    """Cut spans at line ends and at white space, and join those of one style that touch."""
    by_style: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for start, end, style in sorted(styles):
        for line in re.finditer(r"[^\n]+", text[start:end]):
            word = line[0].strip()
            if not word or style not in _SIGNS:
                continue
            first = start + line.start() + line[0].index(word)
            spans = by_style[style]
            if spans and spans[-1][1] >= first:
                spans[-1] = (spans[-1][0], max(spans[-1][1], first + len(word)))
            else:
                spans.append((first, first + len(word)))
    for style, spans in by_style.items():
        yield from ((start, end, style) for start, end in spans)


def _insert(text: str, spans: Iterable[Span]) -> str:
    """Escape the text and put the marks in: the last to open is the first to close."""
    marks: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for start, end, style in spans:
        marks[start].append((-end, _SIGNS[style]))
        marks[end].append((-len(text) - 1 - start, _SIGNS[style]))
    out: list[str] = []
    for position in range(len(text) + 1):
        if position in marks:
            out += [sign for _, sign in sorted(marks[position])]
        letter = text[position : position + 1]
        out.append(f"\\{letter}" if letter in _ESCAPED else letter)
    # A star without a backslash is emphasis: a slash before it is escaped instead.
    return _escape_marks("".join(out).replace("/*", "\\/*"))
