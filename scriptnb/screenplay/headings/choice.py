"""The languages that a script's headings are in, and the grammar of these."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scriptnb.screenplay.headings.grammar import Grammar, grammar
from scriptnb.screenplay.headings.spoken import spoken_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


def grammar_of(
    headings: Sequence[str], language: Callable[[], str | None], words: str = ""
) -> Grammar:
    """Return the grammar of the languages that a script's headings are in.

    English holds in every script, another language where the script, or most of its headings, are
    in it: the SUITE of an English script is a room, that of a French one goes on.

    Parameters
    ----------
    headings
        All headings of the script.
    language
        Returns the script's language; called only where it settles what a heading means.
    words
        A user's own words as JSON; empty for none.
    """
    if all(map(is_english, set(headings))):
        return grammar(("en",), words)
    codes = dict.fromkeys([language() or "en", *heading_languages(headings)])
    codes.pop("en", None)
    return grammar((*codes, "en"), words)


def heading_languages(headings: Iterable[str]) -> tuple[str, ...]:
    """Return the languages besides English that most of a script's headings are written in.

    Examples
    --------
    >>> heading_languages(["INT. CUISINE – JOUR", "INT. COULOIR – SUITE", "EXT. JARDIN – NUIT"])
    ('fr',)
    >>> heading_languages(["INT. RITZ - SUITE", "INT. RITZ - LOBBY", "INT. RITZ - SUITE - DAY"])
    ()
    """
    counts: Counter[str] = Counter()
    total = 0
    english = grammar(("en",))
    for heading in headings:
        total += 1
        if not english.ends_with_time(heading):
            counts.update(spoken_by(heading))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(code for code, count in ordered if 2 * count > total)


def is_english(heading: str) -> bool:
    """Return whether a heading can be taken apart without knowing the script's language.

    Examples
    --------
    >>> is_english("INT. HALL - DAY"), is_english("INT. RITZ - SUITE"), is_english("INT. HALL")
    (True, False, True)
    """
    english = grammar(("en",)).heading(heading)
    if english is not None and english.int_ext and english.time:
        return True
    return not spoken_by(heading)
