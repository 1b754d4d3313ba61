"""Reads the language tables in ``grammars/``: one TOML file a language, English first."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

import msgspec


class Table(msgspec.Struct, frozen=True):
    """What one language's file says; see ``grammars/en.toml``."""

    #: place -> prefixes that may stand before a dot in any case
    abbreviations: dict[str, list[str]]
    #: place -> whole words, in capitals
    words: dict[str, list[str]]
    #: common time -> how it is written
    times: dict[str, list[str]]
    time_words: dict[str, list[str]]
    script: dict[str, list[str]]
    language: dict[str, list[str]]


@functools.cache
def tables() -> dict[str, Table]:
    """Return each language's table by its two-letter code, English first.

    Examples
    --------
    >>> sorted(tables())
    ['de', 'en', 'es', 'fr', 'it', 'pl']
    """
    folder = resources.files("scriptnb.screenplay").joinpath("grammars")
    files = {entry.name[:2]: entry for entry in folder.iterdir() if entry.name.endswith(".toml")}
    return {
        code: msgspec.convert(tomllib.loads(files[code].read_text(encoding="utf-8")), Table)
        for code in sorted(files, key=lambda code: (code != "en", code))
    }
