"""Compares the emotions of some speeches with those of all others of the script.

Every model has emotions that it finds everywhere; what is above the script's own level is what
says something about a character, a pair or a scene.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from scriptnb.analysis.sentiment_rows import EMOTIONS, PROBABILITY

if TYPE_CHECKING:
    from scriptnb.analysis.sentiment_rows import ScoredSpeech

#: The emotions that are compared: all but neutral.
FEELINGS = EMOTIONS[:-1]
#: The fewest speeches, on both sides, of which an emotion can be called dominant.
FEWEST = 5
#: Standard errors on each side of a 95% interval.
INTERVAL = 1.96
#: Standard errors from which a difference is clear: with six emotions compared, one of them is
#: called dominant by chance in 5% of cases (Bonferroni).
CLEAR = 2.39


class Standing(NamedTuple):
    """How far each emotion's share is above that of the script's other speeches."""

    #: The six emotions' differences; all None where nobody else speaks.
    differences: dict[str, float | None]
    dominant: str | None
    low: float | None
    high: float | None


class Baseline:
    """The probabilities of all speeches of a script, to compare some of them with the others."""

    def __init__(self, speeches: list[ScoredSpeech]) -> None:
        known = [row for row in speeches if row["p_joy"] is not None]
        self._count = len(known)
        self._sums = {e: sum(probability(row, e) for row in known) for e in FEELINGS}
        self._squares = {e: sum(probability(row, e) ** 2 for row in known) for e in FEELINGS}

    def mean(self, emotion: str) -> float:
        """Return the mean probability of an emotion over the script."""
        return self._sums[emotion] / max(1, self._count)

    def standing(self, speeches: list[ScoredSpeech]) -> Standing:
        """Compare some speeches with all others.

        The interval is that of a difference of two means with unequal variances (Welch, 1947). The
        dominant emotion is the one with the largest difference among those that are clear.
        """
        own = [row for row in speeches if row["p_joy"] is not None]
        others = self._count - len(own)
        if not own or others < 1:
            return Standing(dict.fromkeys(FEELINGS), None, None, None)
        differences: dict[str, float | None] = {}
        best: tuple[float, str, float] | None = None
        for emotion in FEELINGS:
            values = [probability(row, emotion) for row in own]
            mean = sum(values) / len(own)
            rest = (self._sums[emotion] - sum(values)) / others
            differences[emotion] = mean - rest
            if len(own) < FEWEST or others < FEWEST:
                continue
            spread = sum((value - mean) ** 2 for value in values) / (len(own) - 1) / len(own)
            squares = self._squares[emotion] - sum(value**2 for value in values)
            spread += max(0.0, squares - others * rest**2) / (others - 1) / others
            error = math.sqrt(spread)
            if mean - rest > CLEAR * error and (best is None or mean - rest > best[0]):
                best = (mean - rest, emotion, INTERVAL * error)
        if best is None:
            return Standing(differences, None, None, None)
        return Standing(differences, best[1], best[0] - best[2], best[0] + best[2])


def probability(row: ScoredSpeech, emotion: str) -> float:
    """Return the probability of one emotion of a speech that has probabilities."""
    probability = row[PROBABILITY[emotion]]
    assert probability is not None
    return probability
