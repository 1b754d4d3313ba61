"""How each language shows who is a woman and who is a man: the tables of ``data/genders.toml``."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import Any, Literal, NamedTuple

Gender = Literal["female", "male"]

_DATA = Path(__file__).parent / "data"
GENDERS: tuple[Gender, Gender] = ("female", "male")
#: The table of first names that belongs to a language.
_FIRST_NAMES = {"en": "us", "pl": "pl", "de": "de", "fr": "fr", "es": "es", "it": "it"}


class Rules(NamedTuple):
    """The words of one language, in lower case."""

    titles: dict[str, Gender]
    nouns: dict[str, Gender]
    #: Endings of further words for women.
    feminine: tuple[str, ...]
    #: Nouns that are also surnames.
    surnames: frozenset[str]
    adjectives: dict[str, Gender]
    #: Nouns of people of either gender.
    people: frozenset[str]
    prepositions: frozenset[str]
    #: pronoun -> (gender, weight)
    pronouns: dict[str, tuple[Gender, int]]
    #: gender -> forms that only somebody of that gender uses of themselves
    own_words: dict[Gender, re.Pattern[str]]
    not_own_words: frozenset[str]
    #: Words that refer to a woman, or to a man.
    references: dict[Gender, frozenset[str]]
    #: Words that say that a speech is spoken into a telephone.
    phone: frozenset[str]
    #: Words that say that both ends of a call are shown.
    intercut: frozenset[str]
    #: What is said to a woman or a man.
    address: dict[str, Gender]
    #: A title and the name behind it.
    titled: re.Pattern[str]
    first_names: dict[str, Gender]

    def is_person(self, word: str) -> bool:
        """Return whether a word is a common noun of people."""
        return word in self.people or self.noun(word) is not None

    def noun(self, word: str) -> Gender | None:
        """Return the gender of a word that is said of one gender only: waitress, chairwoman."""
        gender = self.nouns.get(word)
        return "female" if gender is None and word.endswith(self.feminine) else gender


@functools.cache
def rules(language: str) -> Rules | None:
    """Return the rules of a language (two letters), or None."""
    read = _read("genders").get(language)
    if read is None:
        return None
    titles = _by_word(read["titles"])
    names = _read("first_names")[_FIRST_NAMES[language]]
    either = "|".join(re.escape(word) for word in sorted(titles, key=len, reverse=True))
    return Rules(
        titles,
        _by_word(read["nouns"]),
        tuple(read["feminine"].split()) or ("\0",),
        frozenset(" ".join(read["surnames"].values()).split()),
        _by_word(read["adjectives"]),
        frozenset(read["people"].split()),
        frozenset(read["prepositions"].split()),
        {
            word: (gender, weight)
            for gender in GENDERS
            for word, weight in read["pronouns"][gender].items()
        },
        {
            gender: re.compile(rf"\b(?:{'|'.join(read['own_words'][gender])})\b", re.IGNORECASE)
            for gender in GENDERS
            if read["own_words"][gender]
        },
        frozenset(read["own_words"]["exceptions"].split()),
        {"female": frozenset(read["women"].split()), "male": frozenset(read["men"].split())},
        frozenset(read["phone"].split()),
        frozenset(read["intercut"].split()),
        _by_word(read["address"]),
        re.compile(rf"\b((?i:{either}))\.?\s+(?=[^\W\d_])([^\W\d_][\w'’-]+)"),
        _by_word(names),
    )


def _by_word(words: dict[str, str]) -> dict[str, Gender]:
    return {word: gender for gender in GENDERS for word in words[gender].split()}


@functools.cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))
