"""The master place and the part of each location: BLOOM HOUSE and KITCHEN.

The place ends at the first dash or comma. Without one it ends where another location shows that it
does: BLOOM HOUSE KITCHEN is a part of BLOOM HOUSE where that is a location too. Spellings of one
place are merged where nothing else can be meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_DASH = re.compile(r" [-‐‑‒–—―]+ | ?[–—―]+ ?| ?--+ ?")
_REMARK = re.compile(r" ?(?:\([^()]*\)|\[[^\[\]]*\])$")
_NO_WORD = re.compile(r"[^\w']+")
_ARTICLES = frozenset(("the", "a", "an"))
#: Words that end the name of a part of a building.
_ROOMS = frozenset(
    "attic alcove backyard balcony basement bathroom bedroom cafeteria cellar closet corridor"
    " courtyard deck den doorway driveway elevator entrance entryway foyer garage garden gate hall"
    " hallway kitchen landing library living lobby lounge nursery office pantry parlor parlour"
    " patio porch reception restroom roof rooftop room stairs staircase stairway stairwell study"
    " terrace washroom yard".split()
)
#: Words that end the name of where somebody lives.
_HOMES = frozenset("apartment cabin condo condominium flat home house loft mansion place".split())
#: The longest name of a place or a part that is looked for without a separator, in words.
_LONGEST_PLACE = 8
_LONGEST_PART = 3
#: Two words of at least this many letters that differ in the order of those inside are one.
_LONG_WORD = 7


class Place(NamedTuple):
    """Where a location is: its master place, and the part of it."""

    place: str
    part: str | None


def places(locations: Sequence[tuple[str, int]]) -> list[Place]:
    """Return the master place and the part of each location.

    Parameters
    ----------
    locations
        Each location as written, and how many scenes it has.

    Examples
    --------
    >>> found = places([("BLOOM HOUSE", 2), ("BLOOM HOUSE KITCHEN", 1), ("BLOOM HOUSE - DEN", 1)])
    >>> [(place, part) for place, part in found]
    [('BLOOM HOUSE', None), ('BLOOM HOUSE', 'KITCHEN'), ('BLOOM HOUSE', 'DEN')]
    """
    names = [_without_remark(location) for location, _ in locations]
    split = _split_all(names)
    known = {_key(head) for head, _ in split}
    homes = _homes(head for head, _ in split)
    found = [_inside(head, part, known, homes) for head, part in split]
    spelled = _spellings(
        (each.place, scenes) for each, (_, scenes) in zip(found, locations, strict=True)
    )
    return [Place(spelled[_key(each.place)], each.part) for each in found]


def _without_remark(location: str) -> str:
    """Return a location without a remark in brackets at its end, unless that is all of it."""
    name = " ".join(location.split())
    return _REMARK.sub("", name) or name


def _split_all(names: list[str]) -> list[Place]:
    """Split each name at its first dash, or at its first comma where it has no dash."""
    at_dash = [_split(name, _DASH.search(name)) for name in names]
    # A name with a comma before its dash, such as a firm's, is one name where it has no dash too.
    one_name = {_key(place.partition(",")[0]) for place, part in at_dash if part and "," in place}
    comma = re.compile(", ?")
    return [
        each
        if each.part or _key(each.place.partition(",")[0]) in one_name
        else _split(each.place, comma.search(each.place))
        for each in at_dash
    ]


def _split(name: str, seam: re.Match[str] | None) -> Place:
    if seam is None:
        return Place(name, None)
    head, part = name[: seam.start()].strip(), name[seam.end() :].strip()
    return Place(head, part) if head and part else Place(name, None)


def _homes(heads: Iterable[str]) -> dict[str, str]:
    """Return the home of each owner who has exactly one: JENNY'S -> JENNY'S HOUSE."""
    found: dict[str, dict[str, str]] = {}
    for head in heads:
        owner, _, last = head.rpartition(" ")
        if _is_owner(owner) and last.casefold() in _HOMES:
            found.setdefault(_key(owner), {}).setdefault(last.casefold(), head)
    return {owner: next(iter(own.values())) for owner, own in found.items() if len(own) == 1}


def _inside(head: str, part: str | None, known: set[str], homes: dict[str, str]) -> Place:
    """Return the place of which a name without a separator is a part, where another shows it."""
    before, slash, after = head.partition("/")
    if slash and after.strip() and _key(before) in known:
        return Place(before.strip(), _joined(after.strip(), part))
    words = head.split()
    if words and words[-1].casefold() in _ROOMS:
        for length in range(min(len(words) - 1, _LONGEST_PLACE), 0, -1):
            if len(words) - length > _LONGEST_PART:
                break
            first, rest = " ".join(words[:length]), " ".join(words[length:])
            if _key(first) in known:
                return Place(first, _joined(rest, part))
            if _is_owner(first) and (home := homes.get(_key(first))):
                return Place(home, _joined(rest, part))
    return Place(head, part)


def _joined(first: str, rest: str | None) -> str:
    return first if rest is None else f"{first} - {rest}"


def _is_owner(name: str) -> bool:
    return name.replace("’", "'").casefold().endswith(("'s", "s'"))


def _spellings(names: Iterable[tuple[str, int]]) -> dict[str, str]:
    """Return for each key the spelling of most scenes, the first of equals."""
    scenes: dict[str, dict[str, int]] = {}
    for name, count in names:
        own = scenes.setdefault(_key(name), {})
        own[name] = own.get(name, 0) + count
    return {key: max(own, key=lambda name: own[name]) for key, own in scenes.items()}


def _key(name: str) -> str:
    """Return what all spellings of one place share: no article, hyphen, case or swapped letters."""
    words = _NO_WORD.sub(" ", name.replace("’", "'").replace(".", "").casefold()).split()
    if len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return " ".join(map(_letters, words)) or name.casefold()


def _letters(word: str) -> str:
    """Return a long word with its inner letters in order: one slip of the fingers is no word."""
    if len(word) < _LONG_WORD or not word.isalpha():
        return word
    return f"{word[0]}{''.join(sorted(word[1:-1]))}{word[-1]}"
