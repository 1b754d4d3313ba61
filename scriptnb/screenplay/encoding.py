"""Bytes to text: byte order marks first, then UTF-8, then the likely encodings of a language.

It must not know screenplay formats. A general detector may choose from a short list of candidates
only, because it would take Polish ISO-8859-2 for another alphabet; the list depends on the
language, which is recognised by short words without accents.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from scriptnb.errors import ScriptReadError, UnsupportedFormatError
from scriptnb.screenplay import language
from scriptnb.screenplay.headings import tables

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch, CharsetMatches

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: The candidates for a language without a table, or one that is not recognised.
_ANY = (
    "cp1252", "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "cp1254", "mac_roman", "cp852",
    "cp850", "cp866", "shift_jis", "gb18030", "big5", "euc_kr",
)  # fmt: skip
#: Bytes that text does not contain, except for a few by accident.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b\x1c\x1d\x1e\x1f"))
#: Control characters that single-byte encodings contain and nobody writes.
_UNWRITTEN = re.compile("[\x80-\x84\x86-\x9f\ufffe\uffff]")
#: Typographic characters besides letters.
_PRINT = "“”„‟‘’‚«»‹›–—…°§©®№½¼¾·•\u00a0"
#: The detector looks at so many bytes around the first that is not plain ASCII.
_SAMPLE = 100_000


def decode(data: bytes, language_hint: str | None = None, name: str | None = None) -> str:
    """Return the text of some bytes.

    Parameters
    ----------
    data
        A whole file.
    language_hint
        Two-letter code of its language, where known.
    name
        The file's name, for messages.

    Raises
    ------
    UnsupportedFormatError
        When the bytes are no text at all.
    ScriptReadError
        When they look like text in no known encoding; the error names the first such line.

    Examples
    --------
    >>> decode("Zażółć gęślą jaźń, ale nie w tym domu, bo to jest".encode("iso8859_2"))
    'Zażółć gęślą jaźń, ale nie w tym domu, bo to jest'
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _strictly(data, codec, name)
    if wide := _wide(data):
        return _strictly(data, wide, name)
    if is_binary(data):
        raise UnsupportedFormatError("this is a binary file, not a script in text", name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        first_bad = error.start
    sample = data[max(0, first_bad - _SAMPLE // 10) : first_bad + _SAMPLE]
    for codec in _guesses(sample, language_hint):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if not _UNWRITTEN.search(text):
            return text
    raise _unreadable(data, first_bad, name)


def is_binary(data: bytes) -> bool:
    """Return whether bytes hold control characters as no text does.

    Examples
    --------
    >>> is_binary(bytes(100)), is_binary("Zażółć".encode())
    (True, False)
    """
    head = data[:65536]
    if any(data.startswith(mark) for mark, _ in _MARKS) or _wide(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > len(head) / 500


def _wide(data: bytes) -> str | None:
    """Return the name of UTF-16 without a byte order mark: every other byte is mostly zero."""
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) / 25 and even < odd / 20:
        return "utf-16-le"
    if even > len(head) / 25 and odd < even / 20:
        return "utf-16-be"
    return None


def _guesses(sample: bytes, code: str | None) -> list[str]:
    """Return the possible encodings, the most likely first."""
    from charset_normalizer import from_bytes

    code = code or language.detect([sample.decode("latin-1")])
    table = tables.languages().get(code or "")
    found: list[str] = []
    if table:
        matches = from_bytes(sample, cp_isolation=table.language.encodings)
        found = _ranked(matches, frozenset(table.language.letters + _PRINT))
    return found or _ranked(from_bytes(sample, cp_isolation=list(_ANY)), frozenset())


def _ranked(matches: CharsetMatches, letters: frozenset[str]) -> list[str]:
    """Sort the detected encodings: fewest unexpected letters, then least chaos, then most usual."""
    usual = {codec: place for place, codec in enumerate(_ANY)}

    def rank(match: CharsetMatch) -> tuple[float, float, int]:
        strange = sum(not (c.isascii() or c in letters) for c in str(match).lower())
        return strange * bool(letters), round(match.chaos, 2), usual.get(match.encoding, len(usual))

    return [match.encoding for match in sorted(matches, key=rank)]


def _strictly(data: bytes, codec: str, name: str | None) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise _unreadable(data, error.start, name) from None


def _unreadable(data: bytes, position: int, name: str | None) -> ScriptReadError:
    line = data.count(b"\n", 0, position) + 1
    return ScriptReadError(
        "the bytes are text in no encoding that scriptnb knows; save the file as UTF-8", name, line
    )
