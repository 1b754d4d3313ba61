"""Finds the English source of projected lines, and from the pairs which words translate which.

A projected line has the labels of the English line that it was aligned to, and its film. So the
candidates are the English lines with the same labels and film; which of them it is, is found by
length, punctuation, words that both have, and a translation table that is estimated along with it
(IBM model 1; Brown et al., 1993). Nothing here is used at run time.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

from scriptnb.analysis import ngrams

if TYPE_CHECKING:
    from dialogue_data import Lines

ROUNDS = 5
#: Candidates that are compared by their words: those most alike in length and punctuation.
CANDIDATES = 10
#: A source is taken for certain from this probability on.
CERTAIN = 0.7
#: Letters of a word that stand for all its forms; a 6-gram of "<word>" holds as many.
STEM = 5

Pairs = list[tuple[int, float]]
Dictionary = dict[str, list[tuple[str, float]]]


def sources(own: Lines, english: Lines) -> Pairs:
    """Return for each line the index of its likeliest English source and how likely it is.

    A line without a candidate has the probability 0.
    """
    by_film: dict[tuple[str, frozenset[str]], list[int]] = defaultdict(list)
    for at, (films, labels) in enumerate(zip(english.films, english.labels, strict=True)):
        for film in films:
            by_film[film, labels].append(at)
    theirs = [_stems(text, 6) for text in english.texts]
    ours = [_stems(text, 6) for text in own.texts]
    candidates = [
        sorted({at for film in films for at in by_film[film, labels]})
        for films, labels in zip(own.films, own.labels, strict=True)
    ]
    prior: list[np.ndarray] = []
    for i, each in enumerate(candidates):
        alike = [_likeness(own.texts[i], english.texts[at], ours[i], theirs[at]) for at in each]
        best = sorted(range(len(each)), key=lambda k: -alike[k])[:CANDIDATES]
        candidates[i] = [each[k] for k in best]
        prior.append(np.array([alike[k] for k in best]))
    total = sum(map(len, ours))
    frequency = {word: n / total for word, n in Counter(w for x in ours for w in x).items()}
    table: dict[tuple[str, str], float] = {}
    found: Pairs = []
    for _ in range(ROUNDS):
        counts: dict[tuple[str, str], float] = defaultdict(float)
        sums: dict[str, float] = defaultdict(float)
        found = []
        for words, each, score in zip(ours, candidates, prior, strict=True):
            if not each:
                found.append((0, 0.0))
                continue
            score = score + (
                [0.7 * _translation(words, theirs[at], table, frequency) for at in each]
                if table else 0.0
            )  # fmt: skip
            chance = np.exp(score - score.max())
            chance /= chance.sum()
            found.append((each[int(chance.argmax())], float(chance.max())))
            for at, p in zip(each, chance.tolist(), strict=True):
                if p >= 0.05:
                    _count(words, theirs[at], p, table, frequency, counts, sums)
        table = {pair: n / (sums[pair[1]] + 0.5) for pair, n in counts.items() if n > 0.05}
    return found


def _stems(text: str, size: int) -> list[str]:
    return [word[:size] for word in re.findall(r"[^\W_]+", text.lower())]


def _likeness(one: str, other: str, ours: list[str], theirs: list[str]) -> float:
    score = -4 * abs(math.log((len(one) + 4) / (len(other) + 4)))
    score -= 1.5 * (("?" in one) != ("?" in other)) + 0.7 * (("!" in one) != ("!" in other))
    return score + 1.5 * sum(len(word) > 3 or word.isdigit() for word in {*ours} & {*theirs})


def _translation(
    ours: list[str],
    theirs: list[str],
    table: dict[tuple[str, str], float],
    frequency: dict[str, float],
) -> float:
    return sum(
        math.log((sum(table.get((word, other), 0) for other in theirs) + 3e-3) / (len(theirs) + 1))
        - math.log(frequency[word])
        for word in ours
    )


def _count(
    ours: list[str],
    theirs: list[str],
    p: float,
    table: dict[tuple[str, str], float],
    frequency: dict[str, float],
    counts: dict[tuple[str, str], float],
    sums: dict[str, float],
) -> None:
    for word in ours:
        shares = [table.get((word, other), 1e-4) if table else 1.0 for other in theirs]
        whole = sum(shares) + (2 * frequency[word] if table else 1.0)
        for other, share in zip(theirs, shares, strict=True):
            counts[word, other] += p * share / whole
            sums[other] += p * share / whole


def dictionary(own: Lines, english: Lines, pairs: Pairs) -> Dictionary:
    """Return the English words that the stems of a language are translated by, two at most."""
    certain = [(own.texts[i], english.texts[at]) for i, (at, p) in enumerate(pairs) if p > CERTAIN]
    ours = [
        [word[:STEM] for word in ngrams.words(text) if word[0].isalpha()] for text, _ in certain
    ]
    theirs = [[word for word in ngrams.words(text) if word[0].isalpha()] for _, text in certain]
    often = Counter(word for line in ours for word in line)
    table: dict[tuple[str, str], float] = {}
    for _ in range(ROUNDS):
        counts: dict[tuple[str, str], float] = defaultdict(float)
        sums: dict[str, float] = defaultdict(float)
        for line, others in zip(ours, theirs, strict=True):
            with_none = [*line, ""]
            for other in others:
                shares = [table.get((word, other), 1e-6) if table else 1.0 for word in with_none]
                whole = sum(shares)
                for word, share in zip(with_none, shares, strict=True):
                    counts[word, other] += share / whole
                    sums[word] += share / whole
        table = {pair: n / sums[pair[0]] for pair, n in counts.items() if n > 0.02}
    found: Dictionary = defaultdict(list)
    for (word, other), p in table.items():
        if word and p > 0.12 and often[word] >= 2:
            found[word].append((other, p))
    return {word: sorted(each, key=lambda e: (-e[1], e[0]))[:2] for word, each in found.items()}


def stem_row(stem: str) -> int:
    """Return the row of the hash table in which a stem's weights are added.

    A stem of `STEM` letters is a character 6-gram ("<kocha") of all words that begin with it; a
    shorter one is a whole word.
    """
    indices, _ = ngrams.word_features([stem])
    if len(stem) < STEM:
        return int(indices[0])
    longer, _ = ngrams.word_features([stem + "\N{REPLACEMENT CHARACTER}"])
    shared = [row for row in indices.tolist()[1:] if row in set(longer.tolist()[1:])]
    return int(shared[-1])
