"""The option ``aliases``, which states that several names are one character's.

The option is checked and applied here; names are never merged without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scriptnb.errors import OptionError
from scriptnb.screenplay import names

_HOW = "write aliases={'SMITH': 'DR. SMITH'} or aliases={'DR. SMITH': ['SMITH', 'JOHN']}"


class Merger:
    """Maps each name of a script to the name under which it is counted.

    Parameters
    ----------
    aliases
        ``{alias: name}`` or ``{name: [alias, ...]}``, or both in one dict; case does not matter.
        None merges nothing.
    characters
        The names in the script; merged names are returned in this spelling.

    Raises
    ------
    OptionError
        When ``aliases`` is anything else, or an alias leads back to itself.

    Examples
    --------
    >>> merger = Merger({"SMITH": "DR. SMITH"})
    >>> merger("Smith"), merger("MARY")
    ('DR. SMITH', 'MARY')
    """

    def __init__(self, aliases: object, characters: Iterable[str] = ()) -> None:
        self._spelled = {names.key(name): name for name in characters}
        #: key of an alias -> (the alias as written, the name it stands for)
        self._to: dict[str, tuple[str, str]] = {}
        for alias, name in _pairs(aliases):
            known = self._to.get(names.key(alias))
            if known is not None and names.key(known[1]) != names.key(name):
                raise OptionError(f"aliases: {alias!r} is given to both {known[1]!r} and {name!r}")
            if names.key(alias) != names.key(name):
                self._to[names.key(alias)] = (alias, name)
        for alias, _ in self._to.values():
            self._follow(alias)

    def __call__(self, name: str) -> str:
        """Return the name under which ``name`` is counted."""
        if not self._to:
            return name
        name = self._follow(name)
        return self._spelled.get(names.key(name), name)

    def _follow(self, name: str) -> str:
        seen = set()
        while (key := names.key(name)) in self._to:
            if key in seen:
                raise OptionError(f"aliases: {name!r} leads back to itself; {_HOW}")
            seen.add(key)
            name = self._to[key][1]
        return name

    def unknown(self) -> list[str]:
        """Return the aliases, as the user wrote them, that are not in the script."""
        return [alias for key, (alias, _) in self._to.items() if key not in self._spelled]


def _pairs(aliases: object) -> list[tuple[str, str]]:
    """Return the option as (alias, name) pairs."""
    if aliases is None:
        return []
    if not isinstance(aliases, Mapping):
        raise OptionError(f"aliases must be a dict, not {type(aliases).__name__}; {_HOW}")
    pairs = []
    for key, value in aliases.items():
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list | tuple | set | frozenset):
            raise OptionError(f"aliases: {value!r} is neither a name nor a list of names; {_HOW}")
        for each in listed:
            if not (
                isinstance(key, str) and isinstance(each, str) and key.strip() and each.strip()
            ):
                raise OptionError(f"aliases: {key!r}: {each!r} are not two names; {_HOW}")
            pairs.append((key, each) if isinstance(value, str) else (each, key))
    return pairs
