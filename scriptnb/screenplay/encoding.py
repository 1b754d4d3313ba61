"""Bytes to text: byte order marks first, then UTF-8, then the likely encodings of a language.

Knows nothing of screenplay formats. The general detector is held to a short list of candidates,
because left alone it takes Polish ISO-8859-2 for another alphabet.
"""

from __future__ import annotations

import codecs

from scriptnb.errors import ScriptReadError, UnsupportedFormatError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = ("cp1252", "iso8859_15", "mac_roman")
_CANDIDATES = {
    "pl": ("cp1250", "iso8859_2"),
    "cs": ("cp1250", "iso8859_2"),
    "ru": ("cp1251", "koi8_r"),
    "uk": ("cp1251", "koi8_u"),
}


def decode(data: bytes, language: str | None = None, name: str | None = None) -> str:
    """Return the text of some bytes.

    Raises
    ------
    UnsupportedFormatError
        When the bytes are no text at all.
    ScriptReadError
        When they look like text in no known encoding; the error carries the first such line.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec)
            except UnicodeDecodeError as error:
                raise _unreadable(data, error.start, name) from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        first_bad = error.start
    if is_binary(data):
        raise UnsupportedFormatError("this is a binary file, not a script in text", name)
    from charset_normalizer import from_bytes

    candidates = _CANDIDATES.get(language or "", ()) or ("cp1250", "iso8859_2", *_WESTERN)
    best = from_bytes(data, cp_isolation=list(candidates)).best()
    if best is None:
        raise _unreadable(data, first_bad, name)
    return data.decode(best.encoding)


def is_binary(data: bytes) -> bool:
    """Tell whether bytes hold control characters that no text has."""
    return b"\x00" in data[:65536]


def _unreadable(data: bytes, position: int, name: str | None) -> ScriptReadError:
    line = data.count(b"\n", 0, position) + 1
    return ScriptReadError(
        "the bytes are text in no encoding that scriptnb knows; save the file as UTF-8", name, line
    )
