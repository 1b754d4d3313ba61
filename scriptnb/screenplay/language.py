"""Which language a script is written in, by its most frequent small words."""

from __future__ import annotations

import functools
import re
from collections import Counter
from typing import TYPE_CHECKING

from scriptnb.screenplay.headings import tables

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Kinds of elements by whose words the language is detected.
TELLING = frozenset({"action", "dialogue", "lyric"})
#: A sample of this many characters settles it.
_ENOUGH = 40_000
#: Fewer stop words than this settle nothing.
_FEWEST = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def detect(texts: Iterable[str]) -> str | None:
    """Return the two-letter code of the language of some texts, or None where it is not recognised.

    Examples
    --------
    >>> detect(["Nie wiem, co się stało, ale to jest dom."])
    'pl'
    >>> detect(["23"]) is None
    True
    """
    counts: Counter[str] = Counter()
    seen = 0
    for text in texts:
        text = text[:_ENOUGH].lower().replace("’", "'")
        counts.update(_WORD.findall(text))
        seen += len(text)
        if seen > _ENOUGH:
            break
    scores = {code: sum(counts[word] for word in words) for code, words in _stop_words().items()}
    best = max(scores, key=lambda code: scores[code])
    rivals = [score for code, score in scores.items() if code != best]
    if scores[best] < _FEWEST or scores[best] <= max(rivals):
        return None
    return best


@functools.cache
def _stop_words() -> dict[str, frozenset[str]]:
    return {
        code: frozenset(table.language.stop_words) for code, table in tables.languages().items()
    }
