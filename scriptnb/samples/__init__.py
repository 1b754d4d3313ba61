"""Sample scripts: original short films, free to use (CC0), each in a file of this folder.

Only finds files; it reads no script and knows no format.
"""

from __future__ import annotations

from pathlib import Path

from scriptnb.errors import ScriptReadError

_FOLDER = Path(__file__).parent
#: How a script's file name ends; the other files of the folder are about the scripts.
_SUFFIXES = (".fountain", ".txt")


def names() -> list[str]:
    """Return the names of the samples, in alphabetical order.

    Examples
    --------
    >>> names()
    ['cisza_nocna', 'coffee', 'coffee_web', 'mainly_fair']
    """
    return sorted(_files())


def path(name: str) -> Path:
    """Return the file of one sample.

    Parameters
    ----------
    name
        One of `names`.

    Raises
    ------
    ScriptReadError
        When there is no such sample; the message names those that exist.

    Examples
    --------
    >>> path("mainly_fair").name
    'mainly_fair.fountain'
    >>> path("tea")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    scriptnb.errors.ScriptReadError: there is no sample 'tea'; choose one of: cisza_nocna, ...
    """
    files = _files()
    if name not in files:
        raise ScriptReadError(f"there is no sample {name!r}; choose one of: {', '.join(names())}")
    return files[name]


def _files() -> dict[str, Path]:
    return {file.stem: file for file in _FOLDER.iterdir() if file.suffix in _SUFFIXES}
