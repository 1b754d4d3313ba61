"""VADER, the rules of Hutto and Gilbert (2014), with the same scores as vaderSentiment 3.3.2.

Scores any text; knows nothing of scripts. The lexicon is that of the ``vaderSentiment`` package
(MIT). The algorithm is implemented anew, because the reference is slow: it searches every character
for an emoji and lower-cases the whole sentence at every word. Here each distinct token is looked up
once and cached, a text without a word of the lexicon is finished at once, and the rules run only on
words with a valence.

Source: C.J. Hutto, E.E. Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of
Social Media Text", ICWSM 2014.
"""

from __future__ import annotations

import functools
import importlib.util
import math
import string
from bisect import bisect_left
from collections import defaultdict
from heapq import heappop, heappush
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# The constants below are those of the published model.
UP, DOWN = 0.293, -0.293
CAPITALS = 0.733
NEGATION = -0.74
DISTANCE = (1.0, 0.95, 0.9)

NEGATIONS = frozenset(
    """
    aint arent cannot cant couldnt darent didnt doesnt dont hadnt hasnt havent isnt mightnt mustnt
    neednt oughtnt shant shouldnt wasnt werent wont wouldnt neither never none nope nor not nothing
    nowhere uhuh uh-uh without rarely seldom despite
    """.split()
)  # the spellings with an apostrophe all hold "n't", which negates anywhere in a word
DEGREE = dict.fromkeys(
    """
    absolutely amazingly awfully completely considerable considerably decidedly deeply effing
    enormous enormously entirely especially exceptional exceptionally extreme extremely fabulously
    flipping flippin frackin fracking fricking frickin frigging friggin fully fuckin fucking fuggin
    fugging greatly hella highly hugely incredible incredibly intensely major majorly more most
    particularly purely quite really remarkably so substantially thoroughly total totally tremendous
    tremendously uber unbelievably unusually utter utterly very
    """.split(),
    UP,
) | dict.fromkeys(
    """
    almost barely hardly kinda kindof kind-of less little marginal marginally occasional
    occasionally partly scarce scarcely slight slightly somewhat sorta sortof sort-of
    """.split(),
    DOWN,
)
DEGREE_PAIRS = {("just", "enough"): DOWN, ("kind", "of"): DOWN, ("sort", "of"): DOWN}
IDIOMS: dict[tuple[str, ...], float] = {
    ("the", "shit"): 3.0,
    ("the", "bomb"): 3.0,
    ("bad", "ass"): 1.5,
    ("bus", "stop"): 0.0,
    ("yeah", "right"): -2.0,
    ("kiss", "of", "death"): -1.5,
    ("to", "die", "for"): 3.0,
    ("beating", "heart"): 3.5,
}
#: Where none of these words is near, no phrase can be.
OPENERS = frozenset(words[0] for words in (*DEGREE_PAIRS, *IDIOMS))
#: How many distinct tokens are cached; a corpus has more, and memory must not grow with it.
CACHE_SIZE = 60_000


class Polarity(msgspec.Struct, frozen=True, gc=False):
    """The four scores of one text: shares of negative, neutral, positive (0-1), compound (-1-1)."""

    neg: float
    neu: float
    pos: float
    compound: float


class _Token(msgspec.Struct, frozen=True, gc=False):
    """The properties of one token that the rules use."""

    #: It has a valence and is no degree word.
    scores: bool
    lower: str
    valence: float | None
    degree: float | None
    upper: bool
    negates: bool


_EMPTY = Polarity(0.0, 0.0, 0.0, 0.0)
_FLAT = Polarity(0.0, 1.0, 0.0, 0.0)


class Vader:
    """A scorer over one lexicon.

    Parameters
    ----------
    lexicon
        Lower-case word or emoticon -> valence, about -4 to 4. Default: the lexicon of
        ``vaderSentiment``.
    emoji
        One character -> its description in words. Default: that of ``vaderSentiment``.

    Examples
    --------
    >>> Vader().score("VADER is VERY SMART, handsome, and FUNNY!!!")
    Polarity(neg=0.0, neu=0.233, pos=0.767, compound=0.9342)
    >>> Vader({"pierogi": 3.0}).score("Ah, pierogi!").compound
    0.6476
    """

    def __init__(
        self, lexicon: Mapping[str, float] | None = None, emoji: Mapping[str, str] | None = None
    ) -> None:
        read = read_table("vader_lexicon.txt") if lexicon is None else lexicon
        described = read_table("emoji_utf8_lexicon.txt") if emoji is None else emoji
        self._emoji = {sign: words for sign, words in described.items() if len(sign) == 1}
        self._tokens = _Tokens({word: float(valence) for word, valence in read.items()})

    def score(self, text: str) -> Polarity:
        """Score one text, a sentence or a speech; empty text scores zero in all four."""
        if not text.isascii():
            for sign in self._emoji.keys() & set(text):
                # A space before, as in the reference; a second space does not change the tokens.
                text = text.replace(sign, f" {self._emoji[sign]}")
        tokens = self._tokens.of(text)
        hits = [i for i, token in enumerate(tokens) if token.scores]
        if not hits:
            return _FLAT if tokens else _EMPTY
        mixed = 0 < [token.upper for token in tokens].count(True) < len(tokens)
        sentiments = [_valence(tokens, i, mixed) for i in hits]
        if "but" in text.lower():
            lowers = [token.lower for token in tokens]
            if "but" in lowers:
                _shift_at_but(sentiments, bisect_left(hits, lowers.index("but")))
        return _combine(sentiments, len(tokens) - len(hits), text)

    def scores(self, texts: Iterable[str]) -> list[Polarity]:
        """Score several texts, in order."""
        return [self.score(text) for text in texts]


class _Tokens(dict[str, _Token]):
    """A cache: token as written -> its properties, computed at the first look-up."""

    def __init__(self, valences: dict[str, float]) -> None:
        super().__init__()
        self._valences = valences

    def of(self, text: str) -> list[_Token]:
        if len(self) > CACHE_SIZE:
            self.clear()
        return list(map(self.__getitem__, text.split()))

    def __missing__(self, raw: str) -> _Token:
        bare = raw.strip(string.punctuation)
        word = raw if len(bare) <= 2 else bare  # two signs or fewer: likely an emoticon
        lower = word.lower()
        valence, degree = self._valences.get(lower), DEGREE.get(lower)
        self[raw] = token = _Token(
            valence is not None and degree is None,
            lower,
            valence,
            degree,
            word.isupper(),
            lower in NEGATIONS or "n't" in lower,
        )
        return token


def _valence(tokens: list[_Token], i: int, mixed: bool) -> float:
    """Return the sentiment of one word: its valence, changed by the words around it."""
    token = tokens[i]
    assert token.valence is not None
    valence = token.valence
    if token.lower == "kind" and i + 1 < len(tokens) and tokens[i + 1].lower == "of":
        return 0.0
    one = tokens[i - 1].lower if i > 0 else ""
    two = tokens[i - 2].lower if i > 1 else ""
    three = tokens[i - 3].lower if i > 2 else ""
    if token.lower == "no" and i + 1 < len(tokens) and tokens[i + 1].valence is not None:
        valence = 0.0  # this "no" negates its neighbour instead
    if one == "no" or two == "no" or (three == "no" and one in ("or", "nor")):
        valence = token.valence * NEGATION
    if token.upper and mixed:
        valence += CAPITALS if valence > 0 else -CAPITALS
    for back in range(min(i, 3)):
        before = tokens[i - back - 1]
        if before.valence is not None:
            continue
        if before.degree is not None:
            valence += _degree(before, valence, mixed) * DISTANCE[back]
        valence = _negate(valence, before, (one, two, three), back)
        if back == 2 and not OPENERS.isdisjoint((three, two, one, token.lower)):
            valence = _phrase(valence, [each.lower for each in tokens[i - 3 : i + 3]])
    if one == "least" and tokens[i - 1].valence is None and two not in ("at", "very"):
        valence *= NEGATION
    return valence


def _degree(before: _Token, valence: float, mixed: bool) -> float:
    """Return what a degree word adds to a valence: more if it alone is in capitals."""
    assert before.degree is not None
    moved = -before.degree if valence < 0 else before.degree
    if before.upper and mixed:
        moved += CAPITALS if valence > 0 else -CAPITALS
    return moved


def _negate(valence: float, before: _Token, words: tuple[str, str, str], back: int) -> float:
    """Return the valence after a possible negation before it; "never so" strengthens instead."""
    one, two, three = words
    if back == 1:
        if two == "never" and one in ("so", "this"):
            return valence * 1.25
        if two == "without" and one == "doubt":
            return valence
    elif back == 2:
        # As the reference's operators bind: "so" or "this" right before is enough.
        if (three == "never" and two in ("so", "this")) or one in ("so", "this"):
            return valence * 1.25
        if three == "without" and "doubt" in (two, one):
            return valence
    return valence * NEGATION if before.negates else valence


def _phrase(valence: float, near: list[str]) -> float:
    """Return the valence of an idiom if there is one, plus that of degree pairs before the word.

    ``near`` is the word at index 3 with the three words before it and up to two after.
    """
    three, two, one, word = near[:4]
    spans = ((one, word), (two, one, word), (two, one), (three, two, one), (three, two))
    for span in spans:
        if span in IDIOMS:
            valence = IDIOMS[span]
            break
    for after in (2, 3):
        if len(near) >= 3 + after and tuple(near[3 : 3 + after]) in IDIOMS:
            valence = IDIOMS[tuple(near[3 : 3 + after])]
    return valence + DEGREE_PAIRS.get((three, two), 0.0) + DEGREE_PAIRS.get((two, one), 0.0)


def _shift_at_but(sentiments: list[float], but: int) -> None:
    """Halve the sentiments before the first "but" (at index ``but``), raise those after it.

    The reference finds each value by the first equal one in the list that it is changing. Where two
    words have the same valence, the scores depend on that, so it is kept. "but" itself has no
    valence.
    """
    # The places of each value, a heap; places whose value was changed are removed when met.
    places: defaultdict[float, list[int]] = defaultdict(list)
    for position, sentiment in enumerate(sentiments):
        places[sentiment].append(position)
    for position in range(len(sentiments)):
        sentiment = sentiments[position]
        if sentiment:
            heap = places[sentiment]
            while sentiments[heap[0]] != sentiment:
                heappop(heap)
            first = heap[0]
            sentiments[first] = changed = sentiment * (0.5 if first < but else 1.5)
            heappush(places[changed], first)


def _combine(sentiments: list[float], neutral: int, text: str) -> Polarity:
    """Return the four scores of the words' sentiments and the text's ``!`` and ``?``."""
    questions = text.count("?")
    emphasis = min(text.count("!"), 4) * 0.292
    if questions > 1:
        emphasis += questions * 0.18 if questions <= 3 else 0.96
    # sum(), as in the reference: from Python 3.12 on it rounds differently from a loop.
    total = float(sum(sentiments))
    if total > 0:
        total += emphasis
    elif total < 0:
        total -= emphasis
    pos = neg = 0.0
    for sentiment in sentiments:
        if sentiment > 0:
            pos += sentiment + 1
        elif sentiment < 0:
            neg += sentiment - 1
        else:
            neutral += 1
    if pos > -neg:
        pos += emphasis
    elif pos < -neg:
        neg -= emphasis
    whole = pos - neg + neutral
    return Polarity(
        round(abs(neg / whole), 3),
        round(neutral / whole, 3),
        round(pos / whole, 3),
        round(total / math.sqrt(total * total + 15), 4),
    )


def read_table(name: str) -> dict[str, str]:
    """Read a lexicon file of the installed ``vaderSentiment``: first column -> second column.

    The package itself is not imported, because only its data is needed.
    """
    found = importlib.util.find_spec("vaderSentiment")
    if found is None or not found.submodule_search_locations:  # pragma: no cover
        raise ModuleNotFoundError("the package vaderSentiment, with the lexicon, is not installed")
    path = Path(found.submodule_search_locations[0]) / name
    rows = (
        line.strip().split("\t")
        for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    )
    return {row[0]: row[1] for row in rows if len(row) > 1}


@functools.cache
def shared() -> Vader:
    """Return the scorer with the standard lexicon, created once in each process."""
    return Vader()


def polarity_scores(text: str) -> dict[str, float]:
    """Score one English text with the standard lexicon.

    Returns
    -------
    dict
        ``neg``, ``neu``, ``pos`` (shares, 0-1, three digits) and ``compound`` (-1-1, four digits).

    Examples
    --------
    >>> polarity_scores("The book was only kind of good.")
    {'neg': 0.0, 'neu': 0.697, 'pos': 0.303, 'compound': 0.3832}
    """
    return msgspec.structs.asdict(shared().score(text))
