"""The title page of Fountain: ``Key: value`` lines at the very start, in any language.

A block is a title page when one of its keys is known in some language, or when each of its lines
reads as a key with a value; ``FADE IN:`` and a lone ``Note to self: …`` belong to the script.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scriptnb.screenplay.formats.fountain.inline import inline
from scriptnb.screenplay.headings import grammar
from scriptnb.screenplay.model import Element

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEY = re.compile(r"([^\s:*_~!@#>=.\[\](){}/\\-][^:\n]{0,39}):[ \t]*(.*)")
_KEEPS_OPEN = 2


def begins_with_known_key(text: str) -> bool:
    """Return whether the first line has a key that is known in some language."""
    match = _KEY.match(text)
    return match is not None and grammar.current().is_title_key(match[1])


def read_title_page(
    lines: Sequence[str], start: int
) -> tuple[dict[str, list[str]], list[Element], int]:
    """Read the title page that starts at a line.

    Parameters
    ----------
    lines
        The script's lines.
    start
        Index of the first line that is not blank.

    Returns
    -------
    tuple
        Keys with their lines, one element a key, and the index of the first line after it; the
        first two are empty where there is no title page.
    """
    end = start
    while end < len(lines) and (lines[end].strip() or len(lines[end]) >= _KEEPS_OPEN):
        end += 1
    entries: list[tuple[str, int, list[str]]] = []
    loose = 0
    for index in range(start, end):
        line = lines[index]
        match = _KEY.match(line)
        if match and not line[0].isspace():
            entries.append((match[1].strip(), index, [match[2].strip()]))
        elif not entries:
            return {}, [], start
        elif not line[0].isspace() and grammar.current().is_heading(line):
            end = index  # somebody forgot the empty line
            break
        else:
            loose += not line[0].isspace()
            entries[-1][2].append(line.strip())
    if not _is_title_page(entries, loose):
        return {}, [], start
    page: dict[str, list[str]] = {}
    elements: list[Element] = []
    ends = [index for _, index, _ in entries[1:]] + [end]
    for (key, index, values), after in zip(entries, ends, strict=True):
        while values and not values[-1]:
            values.pop()
        shown = [
            inline(value)[0]
            for value in (values[1:] if not values[:1] or not values[0] else values)
        ]
        page.setdefault(key, []).extend(shown)
        last = after
        while not lines[last - 1].strip():
            last -= 1
        elements.append(Element("title_page", "\n".join(shown), index + 1, last))
    return page, elements, end


def _is_title_page(entries: list[tuple[str, int, list[str]]], loose: int) -> bool:
    if any(grammar.current().is_heading(key) for key, _, _ in entries):
        return False
    if any(grammar.current().is_title_key(key) for key, _, _ in entries):
        return True
    return (
        len(entries) > 1
        and not loose
        and not any(key.isupper() for key, _, _ in entries)
        and all(len(key.split()) < 4 for key, _, _ in entries)
    )
