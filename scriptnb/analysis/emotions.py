"""The emotion head: text -> probabilities of Ekman's six emotions and neutral.

A linear head on hashed words and characters, trained by ``training/train_emotions.py`` on
GoEmotions (Demszky et al., 2020); data, seed and scores stand in ``data/emotions.md``. Nine outputs
serve two folds: ``ekman`` gives the classes as GoEmotions' authors fold them, ``dialogue`` takes
the soft ones (approval, caring, desire, optimism; realization, curiosity, confusion) as neutral and
matches the shares of the classes to film dialogue, which is about half neutral.

numpy only; every word's sum of weights is remembered, so most of a script costs one look-up a word.
"""

from __future__ import annotations

import functools
import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np

from scriptnb.analysis import ngrams
from scriptnb.analysis.sentiment_tables import EMOTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

Fold = Literal["dialogue", "ekman"]
WEIGHTS = Path(__file__).parent / "data" / "emotions.npz"
#: Words remembered, each with its row of weights; a corpus has more, and memory must stay flat.
REMEMBERED = 60_000
#: Texts scored at once: large enough for numpy, small enough to stay in the cache.
BATCH = 2_048
#: Where the nine outputs go: the index in `EMOTIONS`, for each fold.
FOLDS: dict[Fold, tuple[int, ...]] = {
    "ekman": (0, 1, 2, 3, 3, 4, 5, 5, 6),
    "dialogue": (0, 1, 2, 3, 6, 4, 5, 6, 6),
}


class Head(msgspec.Struct, frozen=True):
    """The trained numbers.

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
        """Read the weights that training wrote; nothing is unpickled."""
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
    """Scores texts with one head.

    Parameters
    ----------
    head
        Default: the one in the package.

    Examples
    --------
    >>> EmotionModel().label(["I am so scared.", "Thank you, that's wonderful!"])
    ['fear', 'joy']
    """

    def __init__(self, head: Head | None = None) -> None:
        self._head = Head.load() if head is None else head
        self._forget()

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
        """Name the most probable emotion of each text."""
        return [EMOTIONS[i] for i in self.probabilities(texts, fold).argmax(axis=1)]

    def logits(self, texts: Sequence[str]) -> Matrix:
        """Return the nine raw outputs of each text, before temperature and folds."""
        return np.concatenate([self._logits(part) for part in _batches(texts, BATCH)])

    def _forget(self) -> None:
        self._rows: dict[str, int] = {}
        outputs = len(self._head.scale)
        # Row 0 is the edge of a text: no weight of its own, but it pairs with its neighbour.
        self._sums = np.zeros((1, outputs), np.float32)
        self._counts = np.zeros(1, np.int64)
        self._hashes = ngrams.word_hashes([""])

    def _learn(self, unknown: list[str]) -> None:
        indices, counts = ngrams.word_features(unknown)
        sums = _sum_rows(self._head.weights, indices, counts)
        self._sums = np.concatenate([self._sums, sums])
        self._counts = np.concatenate([self._counts, counts])
        self._hashes = np.concatenate([self._hashes, ngrams.word_hashes(unknown)])

    def _logits(self, texts: Sequence[str]) -> Matrix:
        split = [ngrams.words(text) for text in texts]
        if len(self._rows) > REMEMBERED:
            self._forget()
        unknown = list(dict.fromkeys(w for line in split for w in line if w not in self._rows))
        if unknown:
            first = len(self._rows) + 1
            self._rows.update(zip(unknown, itertools.count(first), strict=False))
            self._learn(unknown)
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
    """Turn nine logits a text into seven probabilities, matched to the shares of a fold."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = np.zeros((len(logits), len(EMOTIONS)), np.float32)
    for output, emotion in enumerate(FOLDS[fold]):
        probabilities[:, emotion] += powers[:, output]
    probabilities *= shares
    return np.asarray(probabilities / probabilities.sum(axis=1, keepdims=True), np.float32)


@functools.cache
def shared_model() -> EmotionModel:
    """Return the model in the package, loaded once a process."""
    return EmotionModel()


def _batches(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), size):
        yield texts[start : start + size]


def _sum_rows(
    table: NDArray[np.int8], indices: ngrams.Indices, counts: NDArray[np.int64]
) -> Matrix:
    """Sum, for each owner, the rows of the table that its features name; all own at least one."""
    starts = np.cumsum(counts) - counts
    return np.add.reduceat(table[indices].astype(np.float32), starts, axis=0)
