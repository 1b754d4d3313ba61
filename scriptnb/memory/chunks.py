"""Cut a text into chunks of a size, at blank lines where that is possible.

Knows nothing of screenplays: their elements are separated by blank lines, which is enough.
"""

from __future__ import annotations

import re

_LINE_END = r"(?:\r\n|\r|\n)"
_BLANK_LINES = re.compile(rf"{_LINE_END}(?:[ \t]*{_LINE_END})+")
_NOT_SPACE = re.compile(r"\S")


def chunk_text(text: str, chunk_size: int = 5000) -> list[str]:
    r"""Cut a text into chunks, each as long as fits.

    The cut is after the last blank line that fits; where there is none, after the last line end;
    else at the last space. Only a word that is longer than a whole chunk is split. The blank line,
    line end or space stays at the end of the chunk before the cut. The time is linear in the text.

    Parameters
    ----------
    text
        Any text; line ends are ``\n``, ``\r\n`` or ``\r``.
    chunk_size
        The most characters of a chunk, at least 1.

    Returns
    -------
    list of str
        Chunks of 1 to `chunk_size` characters, with ``"".join(chunks) == text``; empty for an
        empty text.

    Examples
    --------
    >>> chunk_text("INT. HOUSE - DAY\n\nANNA\nCome in.\n\nShe waits.", chunk_size=34)
    ['INT. HOUSE - DAY\n\nANNA\nCome in.\n\n', 'She waits.']
    >>> chunk_text("She waits at the door.", chunk_size=10)
    ['She waits ', 'at the ', 'door.']
    """
    if isinstance(chunk_size, bool) or not isinstance(chunk_size, int):
        raise TypeError(f"chunk_size is {chunk_size!r}; give a whole number of characters")
    if chunk_size < 1:
        raise ValueError(f"chunk_size is {chunk_size}; give at least 1 character")
    chunks = []
    start = 0
    while len(text) - start > chunk_size:
        cut = _cut(text, start, start + chunk_size)
        chunks.append(text[start:cut])
        start = cut
    if start < len(text):
        chunks.append(text[start:])
    return chunks


def _cut(text: str, start: int, end: int) -> int:
    """Return where the chunk from `start` ends: after `start`, at `end` at the latest."""
    if end - start > 1 and text[end - 1] == "\r" and text[end] == "\n":
        end -= 1  # one line end, not two
    first = _NOT_SPACE.search(text, start, end)
    if first is None:
        return end
    # A cut at a blank line or line end before the first word would make a chunk without words.
    cut = 0
    for blank in _BLANK_LINES.finditer(text, first.start(), end):
        cut = blank.end()
    cut = cut or max(text.rfind(mark, first.start(), end) for mark in "\r\n") + 1
    if cut:
        return cut
    if text[end - 1].isspace() or text[end].isspace():
        return end
    last_word = text[start:end].rsplit(maxsplit=1)[-1]
    return end - len(last_word) if len(last_word) < end - start else end
