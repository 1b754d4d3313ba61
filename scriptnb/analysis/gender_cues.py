"""What a cue says of the person: a title, a word that is said of one gender, a name or a role."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from scriptnb.analysis.gender_rules import Gender, Rules

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*\.?|#")
_POSSESSIVE = ("'s", "’s", "s'", "s’")


class CueGender(NamedTuple):
    """The gender that a cue states."""

    gender: Gender
    source: Literal["title", "cue"]


def words_of(name: str) -> list[str]:
    """Return the words of a cue in lower case, without dots.

    Examples
    --------
    >>> words_of("MRS. O'NEIL #2")
    ['mrs', "o'neil", '#', '2']
    """
    return [word.rstrip(".").replace("’", "'") for word in _WORD.findall(name.casefold())]


def gender_of(name: str, rules: Rules) -> CueGender | None:
    """Return the gender that a cue states, None where it states none.

    Examples
    --------
    >>> from scriptnb.analysis.gender_rules import rules
    >>> english = rules("en")
    >>> [gender_of(name, english) for name in ("CLARA KING", "QUEEN'S GUARD")]
    [None, None]
    >>> gender_of("MRS. JONES", english).source, gender_of("OLD WOMAN", english).gender
    ('title', 'female')
    """
    words = words_of(name)
    if len(words) > 1 and words[0] in rules.titles and not _is_role(words[1], rules):
        return CueGender(rules.titles[words[0]], "title")
    head = _head(words, rules)
    stated = {rules.adjectives[word] for word in head if word in rules.adjectives}
    nouns = [word for word in head if rules.noun(word) is not None]
    if nouns and not _is_surname(nouns[-1], head, rules):
        # English has its noun last, the other languages mostly first; one settles it in either.
        stated |= {gender for word in (nouns[0], nouns[-1]) if (gender := rules.noun(word))}
        if len(stated) > 1 and len(nouns) > 1 and nouns[-1] in rules.surnames:
            stated = {rules.nouns[nouns[-1]]}  # WITCH KING: surnames are nouns of the table
    elif nouns or (stated and not any(rules.is_person(word) for word in head)):
        return None
    return CueGender(stated.pop(), "cue") if len(stated) == 1 else None


def is_named(name: str, rules: Rules | None) -> bool:
    """Return whether a cue is a name, not a role such as ``WOMAN #2`` or ``YOUNG NURSE``."""
    words = words_of(name)
    if not words or rules is None:
        return bool(words)
    if any(word[0].isdigit() or word == "#" for word in words):
        return False
    if len(words) > 1 and words[0] in rules.titles and not _is_role(words[1], rules):
        return True
    head = _head(words, rules)
    roles = [word for word in head if _is_role(word, rules)]
    if not roles:
        return bool(head)
    named = [word for word in head if word in rules.first_names and word not in roles]
    if named or _is_surname(roles[-1], head, rules):
        return True
    # LIEUTENANT DAN: a role before a word that is none is a rank before a name.
    return (
        len(head) > 1
        and head[-1] not in roles
        and head[-1] not in rules.adjectives
        and head[0] in rules.people
    )


def _is_role(word: str, rules: Rules) -> bool:
    return rules.is_person(word) or (word in rules.titles and word in rules.nouns)


def _head(words: list[str], rules: Rules) -> list[str]:
    """Return the words of the person: behind a possessive, before a preposition."""
    for at in range(len(words) - 1, -1, -1):
        if words[at].endswith(_POSSESSIVE) and at + 1 < len(words):
            words = words[at + 1 :]
            break
    for at, word in enumerate(words):
        if at and word in rules.prepositions:
            words = words[:at]
            break
    return [word for word in words if word != "#" and not word[0].isdigit()]


def _is_surname(noun: str, head: list[str], rules: Rules) -> bool:
    """Return whether a noun is a surname here: behind a name or a title, as in DR. PRINCE."""
    if noun not in rules.surnames or head[0] == noun:
        return False
    before = head[: head.index(noun)]
    return any(word in rules.first_names or word in ("dr", "prof", "st") for word in before) or (
        not any(
            word in rules.nouns or word in rules.adjectives or word in DESCRIPTIONS
            for word in before
        )
    )


#: Words that describe whoever they stand before.
DESCRIPTIONS = frozenset(
    "young old older younger little elderly first second third other another mysterious evil good"
    " junger alter alte kleiner jeune vieux vieille joven viejo giovane vecchio młody stary"
    " stara".split()
)
