"""Learn the weights of a linear-chain conditional random field: L-BFGS over exact gradients.

It needs numpy only. Sequences of one weight are concatenated to rows, so that the forward and
backward passes make one step for all rows at once. It knows sequences of numbers; it must not know
scripts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scriptnb.screenplay.formats.plain_text.labels import LABELS, Weights, structure

if TYPE_CHECKING:
    from collections.abc import Callable

N = len(LABELS)
Array = NDArray[np.float64]


class Sequence(NamedTuple):
    """A range of lines with what is known of their labels."""

    #: Answers to each template, lines by templates.
    emission: NDArray[np.int32]
    transition: NDArray[np.int32]
    #: The words of all lines, and how many each line has.
    words: list[str]
    word_counts: NDArray[np.int32]
    #: Lines by labels: whether the line may have the label.
    allowed: NDArray[np.bool_]
    #: The weight of each of its lines in the loss.
    weight: float


class Strength(NamedTuple):
    """The strength of the L2 regularisation."""

    emission: float = 1.5
    transition: float = 2.0
    words: float = 2.0


def learn(
    sequences: list[Sequence],
    sizes: tuple[list[int], list[int]],
    vocabulary: list[str],
    strength: Strength,
    rounds: int,
) -> Weights:
    """Return the weights that make the labels most probable.

    Parameters
    ----------
    sequences
        What to learn from.
    sizes
        Numbers of answers of the emission and of the transition templates.
    vocabulary
        Words that get weights.
    strength, rounds
        Regularisation, and the most steps of L-BFGS to take.
    """
    problem = _Problem(sequences, sizes, vocabulary, strength)
    found = _lbfgs(problem.loss, np.zeros(problem.size), rounds)
    emission, words, transition = problem.parts(found)
    return Weights(
        emission.astype(np.float32),
        transition.astype(np.float32),
        words.astype(np.float32),
        {word: at + 1 for at, word in enumerate(vocabulary)},
    )


class _Problem:
    """The negative log-likelihood of labels and its gradient."""

    def __init__(
        self,
        sequences: list[Sequence],
        sizes: tuple[list[int], list[int]],
        vocabulary: list[str],
        strength: Strength,
        rows: int = 192,
    ) -> None:
        emission_at, transition_at = (np.cumsum([0, *size]) for size in sizes)
        self.n_emission, self.n_transition = int(emission_at[-1]), int(transition_at[-1])
        self.n_words = len(vocabulary) + 1
        self.size = (self.n_emission + self.n_words) * N + self.n_transition * N * N
        pull = (strength.emission, strength.words, strength.transition)
        counts = (self.n_emission * N, self.n_words * N, self.n_transition * N * N)
        self.pull = np.repeat(pull, counts)

        lengths = [len(sequence.emission) for sequence in sequences]
        ends = np.cumsum(lengths)
        self.first = ends - lengths
        self.width = max(*lengths, sum(lengths) // rows + 1)
        row_of, at_of, self.weight = self._pack(lengths, [s.weight for s in sequences])
        self.cells = np.concatenate(
            [row * self.width + at + np.arange(length)
             for row, at, length in zip(row_of, at_of, lengths, strict=True)]
        )  # fmt: skip
        emission = np.concatenate([s.emission for s in sequences]) + emission_at[:-1]
        self.emission = [np.ascontiguousarray(column) for column in emission.T]
        transition = np.concatenate([s.transition for s in sequences]) + transition_at[:-1]
        self.transition = [np.ascontiguousarray(column) for column in transition.T]
        self.by_answer = []
        for answers in self.transition:
            order = np.argsort(answers, kind="stable")
            starts = np.flatnonzero(np.diff(answers[order], prepend=-1))
            self.by_answer.append((order, starts, answers[order][starts]))
        known = {word: at + 1 for at, word in enumerate(vocabulary)}
        words = np.array([known.get(word, 0) for s in sequences for word in s.words])
        lines = np.repeat(np.arange(ends[-1]), np.concatenate([s.word_counts for s in sequences]))
        self.words, self.word_lines = words[words > 0], lines[words > 0]
        allowed = np.ones((len(self.weight) * self.width, N), np.float32)
        allowed[self.cells] = np.concatenate([s.allowed for s in sequences])
        self.allowed = allowed.reshape(-1, self.width, N)
        self.structure = structure()

    def _pack(
        self, lengths: list[int], weights: list[float]
    ) -> tuple[list[int], list[int], NDArray[np.float32]]:
        """Assign sequences to rows; a row has sequences of one weight only."""
        row_of, at_of = [0] * len(lengths), [0] * len(lengths)
        row_weights: list[float] = []
        open_rows: list[list[int]] = []
        for number in sorted(range(len(lengths)), key=lambda i: (weights[i], -lengths[i])):
            if not row_weights or row_weights[-1] != weights[number]:
                open_rows = []
            place = next((row for row in open_rows if row[1] + lengths[number] <= self.width), None)
            if place is None:
                place = [len(row_weights), 0]
                row_weights.append(weights[number])
                open_rows.append(place)
            row_of[number], at_of[number] = place
            place[1] += lengths[number]
            open_rows = [row for row in open_rows if row[1] < self.width - 3]
        return row_of, at_of, np.array(row_weights, np.float32)

    def parts(self, values: Array) -> tuple[Array, Array, Array]:
        """Cut the vector of all weights into emission, words and transition."""
        one, two = self.n_emission * N, (self.n_emission + self.n_words) * N
        return (
            values[:one].reshape(-1, N), values[one:two].reshape(-1, N),
            values[two:].reshape(-1, N * N),
        )  # fmt: skip

    def loss(self, values: Array) -> tuple[float, Array]:
        """Return the loss and its gradient at `values`."""
        emission_weights, word_weights, pair_weights = self.parts(values.astype(np.float32))
        count, shape = len(self.cells), (len(self.weight), self.width)
        emission = np.zeros((count, N), np.float32)
        for answers in self.emission:
            emission += emission_weights[answers]
        for label in range(N):
            emission[:, label] += np.bincount(
                self.word_lines, word_weights[self.words, label], minlength=count
            )
        pairs = np.zeros((count, N * N), np.float32)
        for answers in self.transition:
            pairs += pair_weights[answers]
        pairs = pairs.reshape(count, N, N) + self.structure
        pairs[self.first] = 0  # sequences in a row are independent

        top = emission.max(axis=1)
        here = np.ones((shape[0] * shape[1], N), np.float32)
        here[self.cells] = np.exp(np.maximum(emission - top[:, None], -60))
        moves = np.ones((shape[0] * shape[1], N, N), np.float32)
        moves[self.cells] = np.exp(np.clip(pairs, -60, 40))
        here, moves = here.reshape(*shape, N), moves.reshape(*shape, N, N)
        free, free_here, free_moves = _marginals(here, moves)
        tied, tied_here, tied_moves = _marginals(here * self.allowed, moves)
        loss = float(((free - tied) * self.weight).sum())
        d_here = ((free_here - tied_here) * self.weight[:, None, None]).reshape(-1, N)[self.cells]
        free_moves -= tied_moves
        free_moves *= self.weight[:, None, None, None]
        d_moves = np.zeros((*shape, N * N), np.float32)
        d_moves[:, 1:] = free_moves.reshape(shape[0], shape[1] - 1, N * N)
        d_pairs = d_moves.reshape(-1, N * N)[self.cells]
        d_pairs[self.first] = 0

        gradient = np.zeros(self.size)
        d_emission, d_words, d_transition = self.parts(gradient)
        for label in range(N):
            column = d_here[:, label].astype(np.float64)
            for answers in self.emission:
                d_emission[:, label] += np.bincount(answers, column, minlength=self.n_emission)
            d_words[:, label] = np.bincount(
                self.words, column[self.word_lines], minlength=self.n_words
            )
        for order, starts, rows in self.by_answer:
            d_transition[rows] += np.add.reduceat(d_pairs[order], starts, axis=0)
        loss += 0.5 * float((self.pull * values * values).sum())
        return loss, gradient + self.pull * values


def _marginals(
    here: NDArray[np.float32], moves: NDArray[np.float32]
) -> tuple[Array, NDArray[np.float32], NDArray[np.float32]]:
    """Return rows' log sums, and the probabilities of labels and of pairs (rows by steps)."""
    rows, width = here.shape[:2]
    forward, backward = np.empty_like(here), np.ones_like(here)
    scale = np.empty((rows, width), np.float32)
    now = here[:, 0]
    for at in range(width):
        if at:
            now = (forward[:, at - 1, :, None] * moves[:, at]).sum(axis=1) * here[:, at]
        scale[:, at] = now.sum(axis=1)
        forward[:, at] = now / scale[:, at, None]
    for at in range(width - 2, -1, -1):
        later = (here[:, at + 1] * backward[:, at + 1])[:, None, :]
        backward[:, at] = (later * moves[:, at + 1]).sum(axis=2) / scale[:, at + 1, None]
    pairs = forward[:, :-1, :, None] * moves[:, 1:]
    pairs *= ((here * backward)[:, 1:] / scale[:, 1:, None])[:, :, None, :]
    return np.log(scale.astype(np.float64)).sum(axis=1), forward * backward, pairs


def _lbfgs(
    function: Callable[[Array], tuple[float, Array]], start: Array, rounds: int, memory: int = 8
) -> Array:
    """Minimise a smooth function (Liu and Nocedal 1989) with a backtracking line search."""
    here, (value, gradient) = start, function(start)
    steps: list[tuple[Array, Array]] = []
    for _ in range(rounds):
        direction = gradient.copy()
        weights = []
        for step, change in reversed(steps):
            weights.append((step @ direction) / (change @ step))
            direction -= weights[-1] * change
        if steps:
            step, change = steps[-1]
            direction *= (step @ change) / (change @ change)
        else:
            direction *= 10 / max(1.0, float(np.abs(gradient).sum()))
        for (step, change), weight in zip(steps, reversed(weights), strict=True):
            direction += step * (weight - (change @ direction) / (change @ step))
        direction = -direction
        slope, length = float(gradient @ direction), 1.0
        while True:
            there = here + length * direction
            new_value, new_gradient = function(there)
            if new_value <= value + 1e-4 * length * slope or length < 1e-6:
                break
            length /= 2
        if (there - here) @ (new_gradient - gradient) > 1e-10:
            steps = [*steps[-memory + 1 :], (there - here, new_gradient - gradient)]
        settled = abs(value - new_value) < 1e-4 * abs(value)
        here, value, gradient = there, new_value, new_gradient
        if settled:
            break
    return here
