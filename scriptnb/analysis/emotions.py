"""The emotion model: text -> probabilities of Ekman's six emotions and neutral.

A linear model on hashed words and characters, trained by ``training/train_emotions.py`` on
GoEmotions (Demszky et al., 2020); data, seed and scores are in ``data/emotions.md``. Its nine
outputs are combined to seven classes in two ways (folds): ``ekman`` has the classes of GoEmotions'
authors; ``dialogue`` counts the weak emotions (approval, caring, desire, optimism; realization,
curiosity, confusion) as neutral and matches the shares of the classes to film dialogue, which is
about half neutral.

Needs numpy only. The sum of weights of each word is cached, so most words cost one look-up.
"""

from __future__ import annotations

import functools
import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np

from scriptnb.analysis import ngrams
from scriptnb.analysis.sentiment_rows import EMOTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

Fold = Literal["dialogue", "ekman"]
WEIGHTS = Path(__file__).parent / "data" / "emotions.npz"
#: How many words are cached with their sums of weights; a corpus has more, and memory must not
#: grow with it.
CACHE_SIZE = 60_000
#: Texts scored at once: large enough for numpy, small enough for the processor's cache.
BATCH = 2_048
#: Fold -> the index in `EMOTIONS` of each of the nine outputs.
FOLDS: dict[Fold, tuple[int, ...]] = {
    "ekman": (0, 1, 2, 3, 3, 4, 5, 5, 6),
    "dialogue": (0, 1, 2, 3, 6, 4, 5, 6, 6),
}


class Head(msgspec.Struct, frozen=True):
    """The parameters of the trained model.

    ``weights`` (rows of the hash table x 9, int8) times ``scale`` (9), summed over a text's
    features and divided by their number to the power ``damping``, plus ``bias`` (9), divided by
    ``temperature``, are the logits; ``shares`` (fold -> 7) multiply the folded probabilities.
    """

    weights: NDArray[np.int8]
    scale: Matrix
    bias: Matrix
    damping: float
    temperature: float
    shares: dict[Fold, Matrix]

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Head:
        """Read the file that the training wrote, without unpickling anything."""
        with np.load(path, allow_pickle=False) as saved:
            return cls(
                saved["weights"],
                saved["scale"],
                saved["bias"],
                float(saved["damping"]),
                float(saved["temperature"]),
                {"ekman": saved["ekman_shares"], "dialogue": saved["dialogue_shares"]},
            )


class EmotionModel:
    """Scores texts.

    Parameters
    ----------
    head
        The parameters of the model; by default those in the package.

    Examples
    --------
    >>> EmotionModel().label(["I am so scared.", "Thank you, that's wonderful!"])
    ['fear', 'joy']
    """

    def __init__(self, head: Head | None = None) -> None:
        self._head = Head.load() if head is None else head
        self._clear_cache()

    def probabilities(self, texts: Sequence[str], fold: Fold = "dialogue") -> Matrix:
        """Score texts.

        Returns
        -------
        array of shape (len(texts), 7)
            Probabilities in the order of `EMOTIONS`; every row sums to one.
        """
        if not texts:
            return np.zeros((0, len(EMOTIONS)), np.float32)
        parts = [self._logits(part) for part in _batches(texts, BATCH)]
        return folded(np.concatenate(parts) / self._head.temperature, fold, self._head.shares[fold])

    def label(self, texts: Sequence[str], fold: Fold = "dialogue") -> list[str]:
        """Return the most probable emotion of each text."""
        return [EMOTIONS[i] for i in self.probabilities(texts, fold).argmax(axis=1)]

    def logits(self, texts: Sequence[str]) -> Matrix:
        """Return the nine raw outputs of each text, before temperature and folds."""
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


def folded(logits: Matrix, fold: Fold, shares: Matrix) -> Matrix:
    """Return seven probabilities for each row of nine logits, matched to the shares of a fold."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = np.zeros((len(logits), len(EMOTIONS)), np.float32)
    for output, emotion in enumerate(FOLDS[fold]):
        probabilities[:, emotion] += powers[:, output]
    probabilities *= shares
    return np.asarray(probabilities / probabilities.sum(axis=1, keepdims=True), np.float32)


@functools.cache
def shared_model() -> EmotionModel:
    """Return the model in the package, loaded once in each process."""
    return EmotionModel()


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
