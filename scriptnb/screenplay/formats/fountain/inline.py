r"""Emphasis and escapes of Fountain: ``*italic*``, ``**bold**``, ``_underline_``, ``\*``.

Emphasis opens before a letter and closes after one, never runs over a line end, and a mark without
a partner stays as it is. It knows one element's text at a time.
"""

from __future__ import annotations

import re
from typing import NamedTuple

Span = tuple[int, int, str]
#: The characters that emphasis and escapes begin with.
SIGNS = ("*", "_", "\\")
_TOKEN = re.compile(r"\\[!-/:-@\[-`{-~]|\*+|_")
_BOLD_ITALIC = 3
#: A longer line is no paragraph, and its signs stay as they are.
_LONGEST = 10_000
#: How many spans are kept, and one more for each so many letters: more would need more memory than
#: the text.
_MOST = 16


class _Mark(NamedTuple):
    style: str
    #: Where it stands in the output, and how it reads if it has no partner.
    at: int
    sign: str


def inline(text: str) -> tuple[str, tuple[Span, ...]]:
    r"""Return a text without its emphasis marks and escapes, and the emphasised stretches.

    Examples
    --------
    >>> inline("He is *really* late.")
    ('He is really late.', ((6, 12, 'italic'),))
    >>> inline(r"5 \* 3 * 2")
    ('5 * 3 * 2', ())
    """
    out: list[str] = []
    spans: list[Span] = []
    length = 0
    most = _MOST + len(text) // _MOST
    for number, line in enumerate(text.split("\n")):
        if number:
            out.append("\n")
            length += 1
        shown, found = _line(line)
        spans += [(length + start, length + end, style) for start, end, style in found[:most]]
        most -= len(found[:most])
        out.append(shown)
        length += len(shown)
    return "".join(out), tuple(sorted(spans))


def _line(line: str) -> tuple[str, list[Span]]:
    """One line: tokens first, partners second, so that lone marks stay as they are."""
    if len(line) > _LONGEST:
        return line, []
    out: list[str] = []
    #: style -> index in `out` of the mark that is open
    opened: dict[str, int] = {}
    pairs: list[tuple[int, int, str]] = []
    position = 0
    for token in _TOKEN.finditer(line):
        if token.start() > position:
            out.append(line[position : token.start()])
        position = token.end()
        sign = token[0]
        if sign[0] == "\\":
            out.append(sign[1])
            continue
        before, after = line[token.start() - 1 : token.start()], line[position : position + 1]
        closes = bool(before) and not before.isspace()
        opens = bool(after) and not after.isspace()
        if sign == "_":
            closes = closes and not after.isalnum()
            opens = opens and not before.isalnum()
        elif len(sign) > _BOLD_ITALIC:
            out.append(sign)
            continue
        for style, mark in _styles(sign, opened):
            out.append(mark)
            if closes and style in opened and opened[style] < len(out) - 2:
                pairs.append((opened.pop(style), len(out) - 1, style))
            elif opens and style not in opened:
                opened[style] = len(out) - 1
    out.append(line[position:])
    return _without(out, pairs)


def _styles(sign: str, opened: dict[str, int]) -> list[tuple[str, str]]:
    """Return the styles that a run of signs stands for; three close the inner one first."""
    if sign == "_":
        return [("underline", "_")]
    if sign == "*":
        return [("italic", "*")]
    if sign == "**":
        return [("bold", "**")]
    both = [("bold", "**"), ("italic", "*")]
    if "bold" in opened and "italic" in opened and opened["bold"] < opened["italic"]:
        both.reverse()
    return both


def _without(out: list[str], pairs: list[tuple[int, int, str]]) -> tuple[str, list[Span]]:
    """Drop the marks that have a partner; return the text and where their styles stand."""
    for opening, closing, _ in pairs:
        out[opening] = out[closing] = ""
    at = [0]
    for piece in out:
        at.append(at[-1] + len(piece))
    spans = [(at[opening], at[closing], style) for opening, closing, style in pairs]
    return "".join(out), [span for span in spans if span[0] < span[1]]
