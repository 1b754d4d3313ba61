"""What sets a character's speech apart: the words that they say and the others do not.

Log-odds with an informative Dirichlet prior (B. Monroe, M. Colaresi, K. Quinn, "Fightin' Words",
2008): the prior is the whole script's own words, so that common words need much and rare ones are
not overrated. Counts words; knows no language.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from scriptnb.analysis.presence import main_characters

if TYPE_CHECKING:
    from scriptnb.analysis.given import Row
    from scriptnb.analysis.story import Story

METHOD = "log-odds with a Dirichlet prior from the whole script (Monroe et al. 2008)"
#: Words that the prior weighs as much as.
PRIOR = 500.0
#: A word counts when it is said this often, and is this many standard errors from the others'.
SAID = 3
SCORE = 1.96
WORDS = 10
#: Whoever says fewer words than this has no voice that could be told.
ENOUGH = 100
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def voice(story: Story) -> list[Row]:
    """List the words that each main character says more than the others do.

    Returns
    -------
    list of dict
        ``character word score count per_1000 others_per_1000`` and the first line with the word;
        ``score`` is in standard errors, words below 1.96 are left out.
    """
    counts: dict[str, Counter[str]] = {}
    first: dict[tuple[str, str], Row] = {}
    for said in story.said:
        for row in said:
            words = _WORD.findall(row["text"].replace("’", "'").lower())
            counts.setdefault(row["character"], Counter()).update(words)
            for word in words:
                first.setdefault((row["character"], word), row)
    whole: Counter[str] = Counter()
    for each in counts.values():
        whole.update(each)
    total = whole.total()
    rows: list[Row] = []
    for name in main_characters(story):
        own = counts.get(name, Counter())
        size = own.total()
        if size < ENOUGH or size == total or len(whole) == 1:
            continue
        scored = [
            (score, word)
            for word, count in own.items()
            if count >= SAID
            and (score := _score(count, size, whole[word] - count, total - size, total)) >= SCORE
        ]
        for score, word in sorted(scored, key=lambda each: (-each[0], each[1]))[:WORDS]:
            line = first[name, word]
            rows.append(
                {
                    "character": name,
                    "word": word,
                    "score": score,
                    "count": own[word],
                    "per_1000": 1000 * own[word] / size,
                    "others_per_1000": 1000 * (whole[word] - own[word]) / (total - size),
                    "scene": line["scene"],
                    "line": line["line"],
                    "text": line["text"],
                    "method": METHOD,
                }
            )
    return rows


def _score(count: int, size: int, other: int, others: int, total: int) -> float:
    """Return the difference of two log-odds in standard errors."""
    prior = PRIOR * (count + other) / total
    ours = math.log((count + prior) / (size + PRIOR - count - prior))
    theirs = math.log((other + prior) / (others + PRIOR - other - prior))
    return (ours - theirs) / math.sqrt(1 / (count + prior) + 1 / (other + prior))
