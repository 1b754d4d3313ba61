"""Bytes to text: byte order marks first, then UTF-8, then the likely encodings of a language.

It must not know screenplay formats. A general detector may choose from a short list of candidates
only, because it would take Polish ISO-8859-2 for another alphabet; the list depends on the
language, which is recognised by short words without accents.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from scriptnb.errors import ScriptReadError, UnsupportedFormatError
from scriptnb.screenplay import language
from scriptnb.screenplay.headings import tables
from scriptnb.screenplay.headings.spoken import spoken_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
#: Two letters of which one is not ASCII.
_PAIRS = re.compile(r"(?=([^\W\d_][^\x00-\x7f\W\d_]|[^\x00-\x7f\W\d_][^\W\d_]))")
#: What a letter of the language counts beside a word of it.
_MARK = 0.6
#: So many bytes are read in each encoding.
_LOOKED_AT = 3_000
#: An encoding that needs no words of the language to be believed.
_WESTERN = frozenset({"cp1252"})
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
    return decode_guessing(data, language_hint, name)[0]


def decode_guessing(
    data: bytes, language_hint: str | None = None, name: str | None = None
) -> tuple[str, str | None]:
    """Return the text of some bytes, and the encoding where that is little more than a guess.

    Parameters and errors are those of `decode`.

    Examples
    --------
    >>> decode_guessing("Nie śpię, to nie ja.".encode("cp1250"))
    ('Nie śpię, to nie ja.', 'cp1250')
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _strictly(data, codec, name), None
    if wide := _wide(data):
        return _strictly(data, wide, name), None
    if is_binary(data):
        raise UnsupportedFormatError("this is a binary file, not a script in text", name)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        first_bad = error.start
    sample = data[max(0, first_bad - _SAMPLE // 10) : first_bad + _SAMPLE]
    for codec in _guesses(sample, language_hint):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if not _UNWRITTEN.search(text):
            known = language_hint or not language.guess([text]).thin
            return text, None if known else codec
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


def _guesses(sample: bytes, code: str | None) -> Iterator[str]:
    """Return the encodings that may be the one, the most likely first."""
    codes = [code] if code in tables.languages() else list(tables.languages())
    readings = sorted(_readings(_telling(sample), codes), key=lambda reading: -reading.score)
    yield from (reading.codec for reading in readings if reading.score > 0)
    from charset_normalizer import from_bytes

    matches = from_bytes(sample, cp_isolation=list(_ANY))
    usual = {codec: place for place, codec in enumerate(_ANY)}
    yield from (
        match.encoding
        for match in sorted(
            matches,
            key=lambda match: (round(match.chaos, 2), usual.get(match.encoding, len(usual))),
        )
    )


class _Reading(NamedTuple):
    """A sample as text in one encoding, and how well it reads in one language."""

    score: float
    codec: str
    text: str


def _telling(sample: bytes) -> bytes:
    """Return the lines that are not plain ASCII, and some others for their words."""
    lines = sample.splitlines()
    telling = [line for line in lines if not line.isascii()]
    plain = [line for line in lines if line.isascii()]
    return b"\n".join([*telling, *plain])[:_LOOKED_AT]


def _readings(sample: bytes, codes: Sequence[str]) -> Iterator[_Reading]:
    """Read a sample in each encoding of some languages."""
    known = {code: tables.languages()[code].language for code in codes}
    for codec in dict.fromkeys(codec for words in known.values() for codec in words.encodings):
        try:
            text = sample.decode(codec)
        except UnicodeDecodeError:
            continue
        if _UNWRITTEN.search(text):
            continue
        marks = Counter(letter for letter in text if not letter.isascii())
        mixed = sum(pair[0].islower() and pair[1].isupper() for pair in _PAIRS.findall(text))
        scores = language.scores(text)
        headings = Counter(
            code for line in text.split("\n") if line.isupper() for code in spoken_by(line.strip())
        )
        for code, words in known.items():
            if codec not in words.encodings:
                continue
            own = frozenset(words.letters + words.letters.upper())
            score = sum(_MARK * count * _worth(mark, own) for mark, count in marks.items())
            score -= 2 * (mixed + text.count("\n’") + text.count(" ’"))
            score += scores.get(code, 0.0) + headings[code] / 2 - words.encodings.index(codec) / 100
            if code in scores or headings[code] or words.letters.isascii() or codec in _WESTERN:
                yield _Reading(score, codec, text)


def _worth(mark: str, own: frozenset[str]) -> float:
    """Return how well a character that is not ASCII suits a language."""
    if mark in own:
        return 1.0
    return 0.1 if mark in _PRINT else -1.0


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
