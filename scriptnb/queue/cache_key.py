"""The key under which a result is found again: what went in, and who worked on it.

Also what may go into a journal at all: plain JSON values that read back as what they were.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import PurePath

from scriptnb.errors import OptionError

#: Changes when the meaning of a key does; old results are then not found any more.
KEY_VERSION = 1
#: SQLite's and most JSON readers' largest integer.
_LARGEST = 2**63 - 1


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def canonical(value: object) -> str:
    """Write a value as the one JSON text that equal values share.

    Examples
    --------
    >>> canonical({"b": [1, 2.0], "a": "é"})
    '{"a":"é","b":[1,2.0]}'
    """
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def content_key(
    *,
    source: str,
    is_text: bool,
    format: str,  # noqa: A002 - the public name
    language: str | None,
    analysis_type: str,
    versions: Mapping[str, str],
    options: Mapping[str, object],
) -> str:
    """Return the key of one analysis of one source.

    Parameters
    ----------
    source
        The SHA-256 of its bytes.
    is_text
        Whether text was given, so that no reader of binary files may apply.
    versions
        Of the parser and of every analyzer that takes part.
    """
    parts = [
        KEY_VERSION, source, is_text, format, language, analysis_type, dict(versions),
        dict(options),
    ]  # fmt: skip
    return digest(canonical(parts).encode())


def key_format(format: str, name: str | None) -> str:  # noqa: A002 - the public name
    """Name the format for the key: of a file whose format is found out, its extension matters.

    Examples
    --------
    >>> key_format("auto", "Draft 2.FDX"), key_format("fountain", "a.txt")
    ('auto.fdx', 'fountain')
    """
    suffix = PurePath(name).suffix.lower() if name and format == "auto" else ""
    return f"{format}{suffix}"


def check_options(options: Mapping[str, object]) -> dict[str, object]:
    """Return options as plain JSON values, or refuse what would not come back as it went.

    Raises
    ------
    OptionError
        For NaN, infinities, integers beyond 63 bits, lone surrogates and things JSON has not.

    Examples
    --------
    >>> check_options({"outline": ("a", "b")})
    {'outline': ['a', 'b']}
    """
    return {_text(name, name): _plain(value, name) for name, value in options.items()}


def _plain(value: object, name: str) -> object:
    match value:
        case None | bool():
            return value
        case str():
            return _text(value, name)
        case int():
            if abs(value) > _LARGEST:
                raise OptionError(f"option {name!r}: {value} is beyond 63 bits; use a smaller one")
            return int(value)
        case float():
            if not math.isfinite(value):
                raise OptionError(f"option {name!r}: {value} is no number; give a finite one")
            return float(value)
        case Mapping():
            return {_text(key, name): _plain(each, name) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each, name) for each in value]
        case set() | frozenset():
            return sorted((_plain(each, name) for each in value), key=canonical)
    raise OptionError(
        f"option {name!r}: a {type(value).__name__} cannot be journaled; give text, numbers, "
        "lists or dicts"
    )


def _text(value: object, name: object) -> str:
    if not isinstance(value, str):
        raise OptionError(f"option {name!r}: the key {value!r} is no text; use text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise OptionError(
            f"option {name!r}: the text holds half a character (a lone surrogate); mend it"
        ) from None
    return str(value)
