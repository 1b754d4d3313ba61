"""The order of the package's versions, which decides whose supervisor serves a journal."""

from __future__ import annotations

import re

from scriptnb.version import __version__


def order(version: str) -> tuple[tuple[int, ...], int, int]:
    """Return what versions are compared by: the release, its stage, and the number of the stage.

    Examples
    --------
    >>> order("0.9.1") < order("0.10.0rc1") < order("0.10.0") == order("0.10")
    True
    """
    match = re.match(r"(\d+(?:\.\d+)*)(?:[.-]?(a|b|rc|dev)\D*(\d*))?", version)
    if match is None:
        return (), 0, 0
    release = tuple(int(part) for part in match[1].split("."))
    while release and release[-1] == 0:
        release = release[:-1]
    stage = {"dev": 0, "a": 1, "b": 2, "rc": 3, None: 4}[match[2]]
    return release, stage, int(match[3] or 0)


def is_older(version: str, than: str = __version__) -> bool:
    """Return whether a version is older than another one, by default this package's."""
    return order(version) < order(than)
