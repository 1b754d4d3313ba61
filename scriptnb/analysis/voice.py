"""The words that are typical of a character: used more by them than by the others.

Log-odds with an informative Dirichlet prior (B. Monroe, M. Colaresi, K. Quinn, "Fightin' Words",
2008): the prior is the words of the whole script, so that common words need strong evidence and
rare ones are not overrated. How alike two voices are is the cosine of their words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from scriptnb.analysis.gender_cues import words_of
from scriptnb.analysis.gender_rules import rules
from scriptnb.analysis.presence import main_characters
from scriptnb.screenplay.headings.tables import languages

if TYPE_CHECKING:
    from scriptnb.analysis.story import Story, StorySpeech
    from scriptnb.analysis.structure_rows import VoiceRow, VoiceSimilarityRow

METHOD = "log-odds with a Dirichlet prior from the whole script (Monroe et al. 2008)"
#: The prior counts as much as this many words.
PRIOR = 500.0
#: A word is listed when it is used this often, and is this many standard errors above the others'.
LEAST_COUNT = 3
SCORE = 1.96
#: A pronoun or function word is listed where it is what sets the character apart.
SCORE_OF_COMMON = 4.0
#: Shorter words are function words in nearly every language.
_SHORTEST = 3
#: How many words are listed for a character.
WORDS = 10
#: A character with fewer words than this is left out.
ENOUGH = 100
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class Spoken(NamedTuple):
    """The words of each character, in lower case."""

    counts: dict[str, Counter[str]]
    #: (character, word) -> the first speech with it
    first: dict[tuple[str, str], StorySpeech]


def spoken(story: Story) -> Spoken:
    """Count the words of each character."""
    counts: dict[str, Counter[str]] = {}
    first: dict[tuple[str, str], StorySpeech] = {}
    for speeches in story.speeches:
        for row in speeches:
            words = _WORD.findall(row["text"].replace("’", "'").lower())
            counts.setdefault(row["character"], Counter()).update(words)
            for word in words:
                first.setdefault((row["character"], word), row)
    return Spoken(counts, first)


def voice(story: Story, words: Spoken, language: str) -> list[VoiceRow]:
    """Return the words that each main character uses more than the others, the strongest first.

    ``score`` is in standard errors; words below 1.96 are left out, pronouns and function words
    below 4.
    """
    common = _common(language)
    whole: Counter[str] = Counter()
    for each in words.counts.values():
        whole.update(each)
    total = whole.total()
    rows: list[VoiceRow] = []
    for name in main_characters(story):
        own = words.counts.get(name, Counter())
        size = own.total()
        if size < ENOUGH or size == total or len(whole) == 1:
            continue
        scored = [
            (score, word)
            for word, count in own.items()
            if count >= LEAST_COUNT
            and (score := _score(count, size, whole[word] - count, total - size, total)) >= SCORE
            and (score >= SCORE_OF_COMMON or not _is_common(word, common))
        ]
        for score, word in sorted(scored, key=lambda each: (-each[0], each[1]))[:WORDS]:
            line = words.first[name, word]
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


def voice_similarity(story: Story, words: Spoken, language: str) -> list[VoiceSimilarityRow]:
    """Return how alike the words of every two main characters are, the most alike first.

    ``similarity`` is the cosine (0-1) of the two characters' words, each weighted by how often the
    character uses it and by how few of the characters do (tf-idf, without pronouns, function words
    and the names of characters). Characters with fewer words than `ENOUGH` are left out.
    """
    left_out = _common(language) | {part for name in story.words for part in words_of(name)}
    names = [
        name
        for name in main_characters(story)
        if name in words.counts and words.counts[name].total() >= ENOUGH
    ]
    users: Counter[str] = Counter()
    for name in names:
        users.update(words.counts[name].keys())
    rarity = {
        word: math.log((1 + len(names)) / (1 + count)) + 1
        for word, count in users.items()
        if not _is_common(word, left_out)
    }
    vectors = [
        {
            word: (1 + math.log(count)) * rarity[word]
            for word, count in words.counts[name].items()
            if word in rarity
        }
        for name in names
    ]
    lengths = [math.sqrt(sum(value * value for value in each.values())) for each in vectors]
    rows: list[VoiceSimilarityRow] = []
    for (a, one), (b, other) in combinations(enumerate(vectors), 2):
        if lengths[a] and lengths[b]:
            few, many = sorted((one, other), key=len)
            shared = sum(value * many[word] for word, value in few.items() if word in many)
            similarity = min(1.0, shared / (lengths[a] * lengths[b]))
            rows.append({"character": names[a], "other": names[b], "similarity": similarity})
    rows.sort(key=lambda row: -row["similarity"])
    return rows


def _common(language: str) -> frozenset[str]:
    """Return the pronouns and function words of a language."""
    table = languages().get(language)
    known = rules(language)
    return frozenset(table.language.stop_words if table else ()) | frozenset(
        known.pronouns if known else ()
    )


def _is_common(word: str, common: frozenset[str]) -> bool:
    """Return whether a word, or what stands before or behind its apostrophe, is in a set."""
    if word in common or len(word) < _SHORTEST:
        return True
    # don't, I'll, l'a: contractions have a short part; o'clock has none that is common
    before, _, after = word.partition("'")
    return 0 < len(after) < _SHORTEST or (bool(after) and before in common)


def _score(count: int, size: int, other: int, others: int, total: int) -> float:
    """Return the difference of two log-odds in standard errors."""
    prior = PRIOR * (count + other) / total
    ours = math.log((count + prior) / (size + PRIOR - count - prior))
    theirs = math.log((other + prior) / (others + PRIOR - other - prior))
    return (ours - theirs) / math.sqrt(1 / (count + prior) + 1 / (other + prior))
