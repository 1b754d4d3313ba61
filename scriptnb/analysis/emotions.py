"""The emotion model: text -> probabilities of Ekman's emotions, and of a good or bad mood.

One linear model a language on hashed words and characters, trained on lines of film dialogue by
``training/train_dialogue.py``; data, scores and weaknesses are in ``data/emotions.md``. The English
model knows neutral lines; the others were trained without any, so their six emotions sum to one
and say which emotion a line has rather than whether it has one.

Needs numpy only. The sum of weights of each word is cached, so most words cost one look-up.
"""

from __future__ import annotations

import functools
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from scriptnb.analysis import ngrams
from scriptnb.analysis.sentiment_rows import EMOTIONS
from scriptnb.analysis.wording import shared_wording

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from scriptnb.analysis.wording import Prepared, Wording

    Matrix = NDArray[np.float32]

DATA = Path(__file__).parent / "data"
#: The languages that have a model.
LANGUAGES = ("en", "pl", "de", "fr", "es", "it")
#: How many words are cached with their sums of weights; a corpus has more, and memory must not
#: grow with it.
CACHE_SIZE = 60_000
#: Texts scored at once: large enough for numpy, small enough for the processor's cache.
BATCH = 2_048
#: The classes of valence in the order of the last outputs; without neutral only the outer two.
VALENCES = ("negative", "neutral", "positive")
#: The emotions whose denial is no good mood.
GOOD = ("joy",)
#: The emotions that a short text has with at least this probability when it names them, undenied:
#: the share of such lines with that label in the training data is 0.4 to 0.7.
NAMED = 0.4
NAMEABLE = ("fear", "joy", "sadness")
#: How many words, with punctuation, a short text has at most.
SHORT = 15


class Head(msgspec.Struct, frozen=True):
    """The parameters of the trained model of a language.

    ``weights`` (rows of the hash table x outputs, int8) times ``scale`` (outputs), summed over a
    text's features and divided by their number to the power ``damping``, plus ``bias`` (outputs)
    are the logits. The first ``emotions`` outputs are those of emotions (7 with neutral, else 6),
    the others those of valence (3 or 2); each group is divided by its temperature.
    """

    weights: NDArray[np.int8]
    scale: Matrix
    bias: Matrix
    damping: float
    emotions: int
    temperature: float
    valence_temperature: float
    #: Below this probability of the likeliest emotion no emotion is named.
    floor: float
    #: The probabilities of a text without a word that counts, such as "Thank you.".
    plain: Matrix

    @classmethod
    def load(cls, path: Path) -> Head:
        """Read the file that the training wrote, without unpickling anything."""
        with np.load(path, allow_pickle=False) as saved:
            return cls(
                saved["weights"],
                saved["scale"],
                saved["bias"],
                float(saved["damping"]),
                int(saved["emotions"]),
                float(saved["temperature"]),
                float(saved["valence_temperature"]),
                float(saved["floor"]),
                saved["plain"],
            )


class Scores(msgspec.Struct, frozen=True):
    """The scores of texts, a row each."""

    #: Probabilities in the order of `EMOTIONS`; neutral is 0 where the model knows none.
    emotions: Matrix
    #: P(positive) - P(negative).
    compound: Matrix
    #: The emotions that each text denies.
    denied: list[tuple[str, ...]]


def weights_of(language: str) -> Path:
    """Return the file with the weights of a language."""
    return DATA / f"emotions_{language}.npz"


class EmotionModel:
    """Scores texts of one language.

    Parameters
    ----------
    language
        One of `LANGUAGES`.
    head
        The parameters of the model; by default those in the package.

    Examples
    --------
    >>> EmotionModel().label(["I am so scared.", "I hate you. I'm furious!"])
    ['fear', 'anger']
    """

    def __init__(self, language: str = "en", head: Head | None = None) -> None:
        self._head = Head.load(weights_of(language)) if head is None else head
        self._wording = shared_wording(language)
        self._clear_cache()

    @property
    def knows_neutral(self) -> bool:
        """Whether neutral is one of the classes."""
        return self._head.emotions == len(EMOTIONS)

    @property
    def floor(self) -> float:
        """The probability below which no emotion is named."""
        return self._head.floor

    def score(self, texts: Sequence[str], names: Collection[str] = ()) -> Scores:
        """Score texts.

        Parameters
        ----------
        texts
            Of any length.
        names
            Names in lower case that are to have no influence, such as those of the characters.
        """
        prepared = [self._wording.prepare(text, names) for text in texts]
        logits = self.logits([each.text for each in prepared])
        split = self._head.emotions
        emotions = np.zeros((len(texts), len(EMOTIONS)), np.float32)
        emotions[:, :split] = softmax(logits[:, :split] / self._head.temperature)
        valence = softmax(logits[:, split:] / self._head.valence_temperature)
        compound = valence[:, -1] - valence[:, 0]
        for at, each in enumerate(prepared):
            if not any(map(str.isalnum, each.text)):
                emotions[at, :split] = self._head.plain
                compound[at] = 0
                continue
            _name(emotions[at, :split], each, self._wording)
            if each.denied:
                _deny(emotions[at, :split], each)
                if set(each.denied) <= set(GOOD):
                    compound[at] = min(compound[at], 0)
        return Scores(emotions, compound, [each.denied for each in prepared])

    def probabilities(self, texts: Sequence[str]) -> Matrix:
        """Return an array of shape (texts, 7) in the order of `EMOTIONS`; rows sum to one."""
        return self.score(texts).emotions

    def label(self, texts: Sequence[str]) -> list[str]:
        """Return the most probable emotion of each text."""
        return [EMOTIONS[i] for i in self.probabilities(texts).argmax(axis=1)]

    def logits(self, texts: Sequence[str]) -> Matrix:
        """Return the raw outputs of prepared texts."""
        if not texts:
            return np.zeros((0, len(self._head.scale)), np.float32)
        return np.concatenate([self._logits(part) for part in _batches(texts, BATCH)])

    def _clear_cache(self) -> None:
        self._rows: dict[str, int] = {}
        outputs = len(self._head.scale)
        # Row 0 is the edge of a text: it has no weight, but forms a pair with the word next to it.
        self._sums = np.zeros((1, outputs), np.float32)
        self._counts = np.zeros(1, np.int64)
        self._hashes = ngrams.word_hashes([""])

    def _add_to_cache(self, unknown: list[str]) -> None:
        indices, counts = ngrams.word_features(unknown)
        sums = _sum_rows(self._head.weights, indices, counts)
        self._sums = np.concatenate([self._sums, sums])
        self._counts = np.concatenate([self._counts, counts])
        self._hashes = np.concatenate([self._hashes, ngrams.word_hashes(unknown)])

    def _logits(self, texts: Sequence[str]) -> Matrix:
        split = [ngrams.words(text) for text in texts]
        if len(self._rows) > CACHE_SIZE:
            self._clear_cache()
        unknown = list(dict.fromkeys(w for line in split for w in line if w not in self._rows))
        if unknown:
            first = len(self._rows) + 1
            self._rows.update(zip(unknown, itertools.count(first), strict=False))
            self._add_to_cache(unknown)
        row = self._rows.__getitem__
        lines = [[0, *map(row, line), 0] for line in split]
        lengths = np.array([len(line) for line in lines])
        rows = np.fromiter(itertools.chain.from_iterable(lines), np.int64, int(lengths.sum()))
        starts = np.cumsum(lengths) - lengths
        hashes = self._hashes[rows]
        inner = np.ones(len(rows), bool)
        inner[starts] = False
        pairs = ngrams.pair_features(hashes[:-1], hashes[1:])
        weights = self._sums[rows]
        weights[1:] += self._head.weights[pairs] * inner[1:, None]
        features = np.add.reduceat(self._counts[rows], starts) + lengths - 1
        sums = np.add.reduceat(weights, starts, axis=0) * self._head.scale
        damped = features[:, None].astype(np.float32) ** self._head.damping
        return np.asarray(sums / damped + self._head.bias, np.float32)


def softmax(logits: Matrix) -> Matrix:
    """Return probabilities; every row sums to one."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def _name(row: Matrix, prepared: Prepared, wording: Wording) -> None:
    """Raise the emotion that a short text names to `NAMED`, at the cost of all others."""
    words = ngrams.words(prepared.text)
    if len(words) > SHORT:
        return
    named = {wording.named(word) for word in words}.intersection(NAMEABLE)
    if len(named) != 1:
        return
    at = EMOTIONS.index(named.pop())
    if row[at] < NAMED:
        row *= (1 - NAMED) / max(1 - float(row[at]), 1e-6)
        row[at] = NAMED


def _deny(row: Matrix, prepared: Prepared) -> None:
    """Take the probability of what a text denies away: to neutral, or in proportion to the rest."""
    at = [EMOTIONS.index(emotion) for emotion in prepared.denied]
    taken = row[at].sum()
    row[at] = 0
    if len(row) == len(EMOTIONS):
        row[-1] += taken
    else:
        row /= max(float(row.sum()), 1e-6)


@functools.cache
def shared_model(language: str) -> EmotionModel:
    """Return the model of a language in the package, loaded once in each process."""
    return EmotionModel(language)


def _batches(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), size):
        yield texts[start : start + size]


def _sum_rows(
    table: NDArray[np.int8], indices: ngrams.Indices, counts: NDArray[np.int64]
) -> Matrix:
    """Return the sum of the table's rows for each word.

    The first ``counts[0]`` indices are those of the first word, and so on; no count is zero.
    """
    starts = np.cumsum(counts) - counts
    return np.add.reduceat(table[indices].astype(np.float32), starts, axis=0)
