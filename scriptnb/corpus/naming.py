"""How files are ordered and what tables call them; looks at no disk."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def natural(path: Path) -> list[tuple[int, str]]:
    """Make a key that sorts names as people count.

    Examples
    --------
    >>> from pathlib import Path
    >>> [path.name for path in sorted([Path("e10.txt"), Path("e2.txt")], key=natural)]
    ['e2.txt', 'e10.txt']
    """
    parts = re.split(r"(\d+)", str(path).casefold())
    return [(int(part), "") if place % 2 else (-1, part) for place, part in enumerate(parts)]


def labels(paths: list[Path]) -> dict[Path, str]:
    """Name files by their names, with as many folders before it as tell them apart.

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
                # Names are any bytes; tables hold text.
                made[path] = name.encode("utf-8", "backslashreplace").decode()
        left = [path for path in left if path not in made]
        length += 1
    return {path: made[path] for path in paths}
