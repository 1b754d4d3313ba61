"""The order of files and their names in tables; does not access the disk."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def natural(path: Path) -> list[tuple[int, str]]:
    """Return a sort key for natural order, in which numbers are compared as numbers.

    Examples
    --------
    >>> from pathlib import Path
    >>> [path.name for path in sorted([Path("e10.txt"), Path("e2.txt")], key=natural)]
    ['e2.txt', 'e10.txt']
    """
    parts = re.split(r"(\d+)", str(path).casefold())
    return [(int(part), "") if place % 2 else (-1, part) for place, part in enumerate(parts)]


def labels(paths: list[Path]) -> dict[Path, str]:
    """Return a unique name for each file: its own, after as many folders as that takes.

    Examples
    --------
    >>> from pathlib import Path
    >>> list(labels([Path("a/one.txt"), Path("b/one.txt"), Path("b/two.txt")]).values())
    ['a/one.txt', 'b/one.txt', 'two.txt']
    """
    made: dict[Path, str] = {}
    left, length = list(paths), 1
    while left:
        names = {path: "/".join(path.parts[-length:]) for path in left}
        counted = Counter(names.values())
        longest = max(len(path.parts) for path in left)
        for path, name in names.items():
            if counted[name] == 1 or length > longest:
                # A file's name may be any bytes; tables hold text.
                made[path] = name.encode("utf-8", "backslashreplace").decode()
        left = [path for path in left if path not in made]
        length += 1
    return {path: made[path] for path in paths}
