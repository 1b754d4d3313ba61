"""Linear heads on hashed n-grams: the features as a matrix, the fit, the rounding to int8."""

from __future__ import annotations

import numpy as np
import scipy.sparse
from scipy.optimize import minimize

from scriptnb.analysis import ngrams

Matrix = scipy.sparse.csr_matrix


def bags(texts: list[str], damping: float) -> Matrix:
    """Count each text's features: the same ones that the model sums up at run time."""
    split = [ngrams.words(text) for text in texts]
    vocabulary = list(dict.fromkeys(word for line in split for word in line))
    indices, counts = ngrams.word_features(vocabulary)
    of_word = dict(zip(vocabulary, np.split(indices, np.cumsum(counts)[:-1]), strict=True))
    hashes = dict(zip(vocabulary, ngrams.word_hashes(vocabulary), strict=True))
    edge = ngrams.word_hashes([""])
    rows, ends = [], [0]
    for line in split:
        chain = np.concatenate([edge, np.array([hashes[w] for w in line], np.uint32), edge])
        rows.append(ngrams.pair_features(chain[:-1], chain[1:]))
        rows.extend(of_word[word] for word in line)
        ends.append(ends[-1] + len(chain) - 1 + sum(len(of_word[word]) for word in line))
    lengths = np.diff(ends)
    values = np.repeat(1 / lengths**damping, lengths)
    matrix = scipy.sparse.csr_matrix(
        (values, np.concatenate(rows).astype(np.int32), np.array(ends, np.int64)),
        shape=(len(texts), 1 << ngrams.BITS),
    )
    matrix.sum_duplicates()
    return matrix


def rarity(inputs: Matrix) -> np.ndarray:
    """Return the factor of each feature (idf, mean one); shape (features, 1)."""
    count, width = inputs.shape
    idf = np.log((1 + count) / (1 + np.bincount(inputs.indices, minlength=width)))
    return (idf / idf.mean())[:, None]


def ratios(inputs: Matrix, targets: np.ndarray, smoothing: float = 1.0) -> np.ndarray:
    """Return the log count ratios of naive Bayes (Wang and Manning, 2012), one column a class."""
    present = inputs.copy()
    present.data = np.ones_like(present.data)
    with_it = present.T @ targets + smoothing
    without = present.T @ (targets.sum(axis=1, keepdims=True) - targets) + smoothing
    return np.asarray(np.log(with_it / with_it.sum(axis=0)) - np.log(without / without.sum(axis=0)))


def fit(
    inputs: Matrix,
    targets: np.ndarray,
    scale: np.ndarray,
    ridge: float,
    iterations: int = 60,
) -> tuple[np.ndarray, np.ndarray]:
    """Softmax regression with a ridge, by L-BFGS, on features times ``scale``.

    ``targets`` may have rows that sum to less than one: they weigh less. Only features that occur
    are optimised; the weights of all others are zero. Convex and from zero, so deterministic.
    """
    used = np.unique(inputs.indices)
    small = inputs[:, used].astype(np.float32)
    turned = small.T.tocsr()
    width, outputs = len(used), targets.shape[1]
    factor = np.broadcast_to(scale, (inputs.shape[1], outputs))[used].astype(np.float32)
    weight = targets.sum(axis=1, keepdims=True)
    count = float(weight.sum())

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat[: width * outputs].reshape(width, outputs)
        logits = small @ (weights * factor).astype(np.float32) + flat[width * outputs :]
        logits -= logits.max(axis=1, keepdims=True)
        powers = np.exp(logits)
        sums = powers.sum(axis=1, keepdims=True)
        value = -(targets * (logits - np.log(sums))).sum() / count
        value += ridge / 2 * (weights**2).sum()
        rest = (weight * powers / sums - targets) / count
        gradient = (turned @ rest.astype(np.float32)) * factor + ridge * weights
        return float(value), np.concatenate([gradient.ravel(), rest.sum(axis=0)])

    start = np.zeros((width + 1) * outputs)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": iterations})
    weights = np.zeros((inputs.shape[1], outputs), np.float32)
    weights[used] = best.x[: width * outputs].reshape(width, outputs) * factor
    return weights, best.x[width * outputs :].astype(np.float32)


def quantise(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Round to int8, one scale an output; clipping the largest weights cost points of F1."""
    scale = np.abs(weights).max(axis=0) / 127
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)
