"""Codes that a text dump of a PDF has for glyphs it could not name: ``CONT(cid:146)D``.

Most are bytes of Windows-1252. Knows no script.
"""

from __future__ import annotations

import re

#: What a text with such codes has in it.
GLYPH_CODE = "(cid:"
_CODE = re.compile(r"\(cid:(\d{1,5})\)")
#: Codes of tabs and line ends part words.
_SPACES = frozenset({9, 10, 13, 32, 160})


def without_glyph_codes(text: str) -> str:
    """Return a text with its codes resolved, those that name no character left out.

    >>> without_glyph_codes("CONT(cid:146)D"), without_glyph_codes("It(cid:3)(cid:13)")
    ('CONT’D', 'It ')
    """
    return _CODE.sub(_character, text)


def _character(code: re.Match[str]) -> str:
    number = int(code[1])
    if number in _SPACES:
        return " "
    if not 32 < number < 256:
        return ""
    character = bytes([number]).decode("cp1252", "ignore")
    return character if character.isprintable() else ""
