"""Suggest which names of a script may be one person; nothing is merged here.

There are four signs, each found in linear time: the same letters except for accents and spaces,
one letter mistyped or taken for a digit, and a name with and without its title or its first or last
name. The last is ruled out by words that distinguish people (``YOUNG EDWARD``, ``COP #2``).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from scriptnb.screenplay.headings.tables import fold, languages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Names shorter than this are one letter apart too often.
_SHORTEST = 4
_LONGEST = 40
#: Of two names one letter apart, the mistyped one has at most so many speeches, and ...
_RARE = 2
#: ... the other at least so many times as many.
_TIMES_RARER = 5
#: With more names than any script has, nothing is suggested, which saves memory.
_MOST = 5_000
#: Characters that scanning takes for each other.
_ALIKE = str.maketrans("lI|Oo", "11100")
#: Where more names than this are one letter apart from each other, none is taken for mistyped.
_CROWD = 8


#: Words before a name that state the person's age; such a name is usually another actor's.
_STAGES = frozenset(
    map(
        fold,
        "YOUNG YOUNGER OLD OLDER ELDERLY LITTLE TEEN TEENAGE ADULT BABY KID CHILD FUTURE"
        " MŁODY MŁODA STARY STARA MAŁY MAŁA JUNGER JUNGE ALTER ALTE KLEINER KLEINE"
        " JEUNE VIEUX VIEILLE PETIT PETITE JOVEN VIEJO VIEJA PEQUEÑO PEQUEÑA"
        " GIOVANE VECCHIO VECCHIA PICCOLO PICCOLA".split(),
    )
)


class Likeness(NamedTuple):
    """Two names that may be one person."""

    #: The one that speaks less.
    alias: str
    name: str
    why: Literal["spelling", "slip", "part", "stage"]


def suggest(characters: Mapping[str, int] | Iterable[str]) -> list[Likeness]:
    """List the names that may be one person, by the order of the aliases.

    Parameters
    ----------
    characters
        Names with the number of their speeches, or names alone.

    Examples
    --------
    >>> suggest({"JOHN": 20, "JHON": 1, "DR. SMITH": 4, "SMITH": 9, "YOUNG JOHN": 3})
    [Likeness(alias='JHON', name='JOHN', why='slip'), \
Likeness(alias='DR. SMITH', name='SMITH', why='part')]
    """
    counts: Mapping[str, int] = (
        characters if isinstance(characters, Mapping) else dict.fromkeys(characters, 0)
    )
    if len(counts) > _MOST:
        return []
    order = {name: place for place, name in enumerate(counts)}
    found: dict[frozenset[str], Likeness] = {}
    for rule in (_spellings, _scanned, _slips, _parts):
        for one, other, why in rule(counts):
            name, alias = sorted((one, other), key=lambda each: (-counts[each], order[each]))
            found.setdefault(frozenset((one, other)), Likeness(alias, name, why))
    return sorted(found.values(), key=lambda each: order[each.alias])


def stages(characters: Iterable[str]) -> list[Likeness]:
    """List the names that are another character's at another age, in the order of the script.

    Examples
    --------
    >>> stages(["WILL", "YOUNG WILL", "OLD MAN", "MAN"])
    [Likeness(alias='YOUNG WILL', name='WILL', why='stage')]
    """
    _, descriptions = _words()
    known = {" ".join(_name_words(name)): name for name in characters}
    found = []
    for name in known.values():
        words = _name_words(name)
        plain = words[1:]
        if (
            plain
            and words[0] in _STAGES
            and (other := known.get(" ".join(plain))) is not None
            and not any(_describes(word, descriptions) for word in plain)
        ):
            found.append(Likeness(name, other, "stage"))
    return found


_Pair = tuple[str, str, Literal["spelling", "slip", "part"]]


def _letters(name: str) -> str:
    return "".join(letter for letter in fold(name) if letter.isalnum() or letter == "#")


def _spellings(counts: Mapping[str, int]) -> Iterator[_Pair]:
    """ÉTIENNE and ETIENNE, MARY ANN and MARY-ANN."""
    first: dict[str, str] = {}
    for name in counts:
        known = first.setdefault(_letters(name), name)
        if known != name and _letters(name):
            yield known, name, "spelling"


def _scanned(counts: Mapping[str, int]) -> Iterator[_Pair]:
    """MAN #l and MAN #1, C0P and COP."""
    first: dict[str, str] = {}
    for name in counts:
        letters = _letters(name.translate(_ALIKE))
        known = first.setdefault(letters, name)
        if known != name and letters:
            yield known, name, "slip"


def _slips(counts: Mapping[str, int]) -> Iterator[_Pair]:
    """JHON and JOHN: compared only if they are equal without one letter, so few pairs are tried."""
    groups: dict[str, list[str]] = {}
    for name in counts:
        letters = _letters(name)
        if _SHORTEST <= len(letters) <= _LONGEST and letters.isalpha():
            for short in {
                letters,
                *(letters[:at] + letters[at + 1 :] for at in range(len(letters))),
            }:
                groups.setdefault(short, []).append(name)
    for group in groups.values():
        if not 1 < len(group) <= _CROWD:
            continue
        for place, one in enumerate(group):
            for other in group[place + 1 :]:
                if _is_slip(one, other, counts):
                    yield one, other, "slip"


def _is_slip(one: str, other: str, counts: Mapping[str, int]) -> bool:
    first, second = _letters(one), _letters(other)
    if first == second:
        return False
    swapped = len(first) == len(second) and sorted(first) == sorted(second) and _swap(first, second)
    few, many = sorted((counts[one], counts[other]))
    if not many:  # nobody counted
        return swapped
    if swapped:
        return few < many
    # A first letter is seldom mistyped and often makes another name: MARY and GARY.
    return (
        first[0] == second[0]
        and few <= _RARE
        and few * _TIMES_RARER <= many
        and _near(first, second)
    )


def _swap(first: str, second: str) -> bool:
    differ = [at for at in range(len(first)) if first[at] != second[at]]
    return len(differ) == 2 and differ[1] == differ[0] + 1


def _near(first: str, second: str) -> bool:
    """Return whether one letter was changed, added or left out."""
    short, long = sorted((first, second), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _parts(counts: Mapping[str, int]) -> Iterator[_Pair]:
    """SMITH and DR. SMITH, EDWARD and EDWARD BLOOM, if only one longer name has the part."""
    titles, descriptions = _words()
    split = {name: _name_words(name) for name in counts}
    longer: dict[str, list[str]] = {}
    for name, words in split.items():
        plain = [word for word in words if word not in titles]
        if len(words) > 1 and plain and not any(_describes(word, descriptions) for word in plain):
            for part in {" ".join(plain), plain[0], plain[-1]} - {" ".join(words)}:
                longer.setdefault(part, []).append(name)
    for name, words in split.items():
        whole = " ".join(words)
        if any(_describes(word, descriptions) for word in words if word not in titles):
            continue
        if len(names := longer.get(whole, [])) == 1 and names[0] != name:
            yield name, names[0], "part"


def _name_words(name: str) -> list[str]:
    return [word.strip(".,\"'") for word in fold(name).replace(".", ". ").split()]


def _describes(word: str, descriptions: frozenset[str]) -> bool:
    """Return whether a word distinguishes people or is no name: YOUNG, #2, EDWARD'S, TOM/JERRY."""
    return (
        word in descriptions
        or not word.replace("-", "").replace("'", "").isalpha()
        or (word.endswith("'s"))
    )


@functools.cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    cast = [table.cast for table in languages().values()]
    return (
        frozenset(fold(word) for each in cast for word in each["titles"]),
        frozenset(fold(word) for each in cast for word in each["descriptions"]),
    )
