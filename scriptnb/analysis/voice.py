"""The words that are typical of a character: used more by them than by the others.

Log-odds with an informative Dirichlet prior (B. Monroe, M. Colaresi, K. Quinn, "Fightin' Words",
2008): the prior is the words of the whole script, so that common words need strong evidence and
rare ones are not overrated. Counts words of any language.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from scriptnb.analysis.presence import main_characters

if TYPE_CHECKING:
    from scriptnb.analysis.story import Story, StorySpeech
    from scriptnb.analysis.structure_rows import VoiceRow

METHOD = "log-odds with a Dirichlet prior from the whole script (Monroe et al. 2008)"
#: The prior counts as much as this many words.
PRIOR = 500.0
#: A word is listed when it is used this often, and is this many standard errors above the others'.
LEAST_COUNT = 3
SCORE = 1.96
#: How many words are listed for a character.
WORDS = 10
#: A character with fewer words than this is left out.
ENOUGH = 100
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def voice(story: Story) -> list[VoiceRow]:
    """Return the words that each main character uses more than the others, the strongest first.

    ``score`` is in standard errors; words below 1.96 are left out.
    """
    counts: dict[str, Counter[str]] = {}
    first: dict[tuple[str, str], StorySpeech] = {}
    for speeches in story.speeches:
        for row in speeches:
            words = _WORD.findall(row["text"].replace("’", "'").lower())
            counts.setdefault(row["character"], Counter()).update(words)
            for word in words:
                first.setdefault((row["character"], word), row)
    whole: Counter[str] = Counter()
    for each in counts.values():
        whole.update(each)
    total = whole.total()
    rows: list[VoiceRow] = []
    for name in main_characters(story):
        own = counts.get(name, Counter())
        size = own.total()
        if size < ENOUGH or size == total or len(whole) == 1:
            continue
        scored = [
            (score, word)
            for word, count in own.items()
            if count >= LEAST_COUNT
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
