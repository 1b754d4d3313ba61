"""The categories of a breakdown and their words: the tables of ``data/production.toml``."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

_DATA = Path(__file__).parent / "data" / "production.toml"


class Words(NamedTuple):
    """The word lists of one language, in lower case."""

    #: A word or two to four words in any of their forms -> (category, name)
    forms: dict[str, tuple[str, str]]
    #: The first words of the forms that have several -> the most words that such a form has.
    longer: dict[str, int]
    #: Words in capitals that are no elements.
    not_things: frozenset[str]


@functools.cache
def words(language: str) -> Words | None:
    """Return the lists of a language, None where it has none.

    Examples
    --------
    >>> words("en").forms["knives"], words("xx")
    (('weapons', 'knife'), None)
    """
    table = _read().get(language)
    if not isinstance(table, dict) or "words" not in table:
        return None
    endings = table["endings"]
    forms: dict[str, tuple[str, str]] = {}
    longer: dict[str, int] = {}
    for category, entries in table["words"].items():
        for entry in entries.split():
            first, *others = entry.replace("_", " ").split("/")
            stem, _, rest = first.partition("|")
            inflected = (each + ending for each in (stem, *others) for ending in endings)
            for form in (stem + rest, *others, *inflected):
                forms.setdefault(form, (category, stem + rest))
            for each in (stem, *others):
                start, *more = each.split()
                if more:
                    longer[start] = max(longer.get(start, 0), 1 + len(more))
    return Words(forms, longer, frozenset(table["not_things"].split()))


def category(word: str) -> str | None:
    """Return the category that a word names, None where it names none.

    Examples
    --------
    >>> category("Prop"), category("Efekty specjalne"), category("todo")
    ('props', 'special_effects', None)
    """
    return _categories().get(_plain(word))


def is_element(name: str) -> bool:
    """Return whether a category is one of a scene's elements; Final Draft's notes are none."""
    return name not in _read()["unlisted"]


@functools.cache
def _categories() -> dict[str, str]:
    table: dict[str, list[str]] = _read()["categories"]
    return {_plain(word): key for key, words in table.items() for word in [*words, key]}


def _plain(word: str) -> str:
    return " ".join(word.casefold().replace("_", " ").replace(" / ", "/").split())


@functools.cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
