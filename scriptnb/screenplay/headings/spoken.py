"""Which languages the words of headings belong to."""

from __future__ import annotations

import functools
import re

from scriptnb.screenplay.headings.tables import fold, languages

#: A longer heading is none.
_LONGEST = 300


def spoken_by(heading: str) -> set[str]:
    """Return the languages besides English that have a word of a heading."""
    known = _languages_of_words()
    text = fold(heading[:_LONGEST])
    found = set(known.get(text.rpartition(" ")[2], ()))
    for piece in _SEAM.split(text):
        found |= known.get(piece, frozenset()) | known.get(piece.rpartition(" ")[2], frozenset())
    return found


_SEAM = re.compile(r"\s*[–—/.,:()]\s*|\s+-+\s*")


@functools.cache
def _languages_of_words() -> dict[str, frozenset[str]]:
    """Return the words for times and places that English does not have, and whose they are."""
    spoken: dict[str, set[str]] = {}
    for code, table in languages().items():
        groups = (table.times, table.abbreviations, table.words, table.compact)
        for group in (*groups, {"": table.time_words.other}):
            for name in (name for names in group.values() for name in names):
                spoken.setdefault(fold(name), set()).add(code)
    return {word: frozenset(codes) for word, codes in spoken.items() if "en" not in codes}
