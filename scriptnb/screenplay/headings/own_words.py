"""A user's own words for headings and cues: a TOML file with the keys of a language's table.

What the file says travels as the option ``words``, so that it is part of the cache key and reaches
every worker.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from scriptnb.errors import OptionError
from scriptnb.screenplay.headings.tables import Language

#: Names a file that is used where the option is not given.
VARIABLE = "SCRIPTNB_WORDS"
_LARGEST = 1_000_000


def load(words: object = None) -> dict[str, object]:
    """Return a user's own words as the option carries them; empty where there are none.

    Parameters
    ----------
    words
        The path of a TOML file, or what such a file says, as a dict. None takes the file that the
        environment variable ``SCRIPTNB_WORDS`` names.

    Raises
    ------
    OptionError
        When the file cannot be read, or has a key that no table has.

    Examples
    --------
    >>> load({"abbreviations": {"INT": ["BINNEN"]}})
    {'abbreviations': {'INT': ['BINNEN']}}
    """
    where = "words"
    if words is None:
        if not (named := os.environ.get(VARIABLE)):
            return {}
        words, where = named, VARIABLE
    if isinstance(words, str | os.PathLike):
        where = f"{where}: {words}"
        words = _read(Path(words).expanduser(), where)
    if not isinstance(words, Mapping):
        raise OptionError(f"{where} must be a TOML file or a dict, not {type(words).__name__}")
    try:
        msgspec.convert(dict(words), Language)
    except msgspec.ValidationError as error:
        raise OptionError(
            f"{where}: {error}; use the keys of scriptnb/screenplay/headings/grammars/en.toml"
        ) from None
    return dict(words)


def encode(words: Mapping[str, object] | None) -> str:
    """Return words as `grammar` takes them: JSON, or an empty string for none."""
    return msgspec.json.encode(words, order="sorted").decode() if words else ""


def _read(path: Path, where: str) -> dict[str, object]:
    try:
        if path.stat().st_size > _LARGEST:
            raise OptionError(f"{where} is too large for a table of words; check the path")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OptionError(f"{where} cannot be read ({error.strerror}); check the path") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OptionError(f"{where} is no TOML file: {error}") from None
