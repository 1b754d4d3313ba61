"""Label lines with learned weights: a linear-chain conditional random field, decoded by Viterbi.

`training/train_plain_text.py` makes the weights. It knows tables of numbers and the order of the
labels; it must not know what a feature means.
"""

from __future__ import annotations

import functools
import io
import itertools
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from scriptnb.screenplay.formats.plain_text.features import Features, describe
from scriptnb.screenplay.formats.plain_text.furniture import sure_furniture
from scriptnb.screenplay.formats.plain_text.shape import (
    CAPITALS,
    ENDS_SENTENCE,
    LOWER_START,
    Shapes,
    measure,
)
from scriptnb.screenplay.headings import grammar

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from scriptnb.screenplay.formats.plain_text.flow import Flow
    from scriptnb.screenplay.formats.plain_text.questions import Template

    Floats = NDArray[np.float32]

#: One letter a label: heading, action, cue, dialogue, parenthetical, transition, furniture, title.
LABELS = "SNCDETMP"
#: Label -> the labels that are improbable after it, whatever was learned: a speech without a cue
#: and a cue without a speech; a title page after the script has begun is excluded.
_AGAINST = {"C": "CSNTP", "S": "DE", "N": "DE", "T": "DE", "P": "DE", "E": "ST"}
_PENALTY, _NEVER = -6.0, -50.0
#: A line is uncertain where the scores of two labels are closer than this.
_MARGIN = 0.5
#: A title page has at most so many lines.
_TITLES = 100
#: Blocks of lines that are decoded side by side, because each call of numpy has a fixed cost.
_BLOCKS = 96


class Labelled(NamedTuple):
    """The labels of lines."""

    #: One of `LABELS` a line.
    labels: list[str]
    #: Whether each line continues the paragraph of the line before.
    joins: list[bool]
    #: Indexes of lines that nearly had another label, and that label.
    unsure: list[tuple[int, str]]


class Weights(NamedTuple):
    """Learned weights: a row an answer, a column a label (pair)."""

    emission: Floats
    transition: Floats
    words: Floats
    vocabulary: dict[str, int]


def structure() -> Floats:
    """Return the fixed scores of label pairs: (before, after), 8 by 8."""
    import numpy as np

    scores = np.zeros((len(LABELS), len(LABELS)), np.float32)
    for before, others in _AGAINST.items():
        for after in others:
            scores[LABELS.index(before), LABELS.index(after)] = _PENALTY
    scores[:-1, -1] = _NEVER
    return scores


@functools.cache
def weights() -> Weights:
    """Return the weights in ``data/`` beside this module."""
    import numpy as np

    file = resources.files("scriptnb.screenplay.formats.plain_text").joinpath("data/plain_text.npz")
    with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as tables:
        scale = tables["scale"]
        emission, transition, words = (
            np.ascontiguousarray(tables[name].astype(np.float32) * scale[at])
            for at, name in enumerate(("emission", "transition", "words"))
        )
        vocabulary = bytes(tables["vocabulary"]).decode("utf-8").split("\n")
    known = {word: at + 1 for at, word in enumerate(vocabulary)}
    return Weights(emission, transition, words, known)


def label_lines(
    texts: Sequence[str],
    numbers: Sequence[int],
    indents: Sequence[int],
    pages: Sequence[int] | None = None,
    learned: Weights | None = None,
) -> Labelled:
    """Label the lines of a script by their looks, their places and their words.

    The readers of PDF and Word use it too, through the plain-text reader, for files without columns
    or styles.

    Parameters
    ----------
    texts
        The non-blank lines, without white space around them.
    numbers
        Their line numbers, rising; what is missing between two is blank lines.
    indents
        Their indents, in characters.
    pages
        Their pages, where the source says.
    learned
        Weights to use instead of those in ``data/``.
    """
    if not texts:
        return Labelled([], [], [])
    shapes = measure(texts)
    furniture = sure_furniture(texts, numbers, shapes)
    labels, joins = ["M"] * len(texts), [False] * len(texts)
    unsure: list[tuple[int, str]] = []
    kept = [at for at, marked in enumerate(furniture) if not marked]
    if kept:
        lines = without(kept, texts, numbers, indents, shapes, pages)
        features = describe(*lines)
        emission, pairs = scores(features, learned or weights())
        # A heading is never part of a title page, even in a text too short to have columns.
        headings = [
            row for row, text in enumerate(lines[0][:_TITLES]) if grammar.current().is_heading(text)
        ]
        emission[headings, LABELS.index("P")] = _NEVER
        path = viterbi(emission, pairs)
        for at, number in zip(kept, path, strict=True):
            labels[at] = LABELS[number]
        for at, joined in zip(kept, _joins(lines[-1], features.flow), strict=True):
            joins[at] = joined
        unsure = [(kept[row], LABELS[other]) for row, other in _close(emission, pairs, path)]
    return Labelled(labels, joins, unsure)


def without(
    kept: list[int],
    texts: Sequence[str],
    numbers: Sequence[int],
    indents: Sequence[int],
    shapes: Shapes,
    pages: Sequence[int] | None = None,
) -> tuple[list[str], NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_], Shapes]:
    """Return the arguments of `describe` for the lines `kept`."""
    import numpy as np

    rows = np.array(kept)
    number = np.array(numbers, np.int32)[rows]
    gaps = np.diff(number, prepend=number[:1] - 4) - 1
    turned = np.diff(rows, prepend=rows[:1]) > 1
    if pages is not None:
        page = np.array(pages)[rows]
        turned |= np.diff(page, prepend=page[:1]) > 0
    if len(rows) < len(texts):
        shapes = Shapes(*(values[rows] for values in shapes))
        texts = [texts[at] for at in kept]
    return list(texts), np.array(indents, np.int32)[rows], gaps, turned, shapes


def _joins(shapes: Shapes, flow: Flow) -> list[bool]:
    """Return which lines continue the paragraph of the line before."""
    import numpy as np

    near = (flow.gap == 0) & (np.abs(flow.step) <= 3)
    if not flow.parted:
        # Without blank lines between them, a paragraph ends with a sentence that left room.
        ended = np.isin(shapes.last, ENDS_SENTENCE) | (shapes.case == CAPITALS)
        ended &= np.append(flow.room[1:], 0) > 3
        before = np.append(False, ended[:-1])
        near &= ~before | (shapes.case == LOWER_START)
    joined: list[bool] = near.tolist()
    return joined


def scores(features: Features, learned: Weights) -> tuple[Floats, Floats]:
    """Return the scores of labels (lines by 8) and of pairs with the line before (by 64)."""
    import numpy as np

    emission = _summed(features.emission, learned.emission)
    known = learned.vocabulary
    spoken = map(known.get, features.words, itertools.repeat(0))
    words = np.fromiter(spoken, np.int32, len(features.words))
    starts = np.cumsum(features.word_counts) - features.word_counts
    emission += np.add.reduceat(learned.words[words], starts, axis=0)
    pairs = _summed(features.transition, learned.transition)
    pairs += structure().ravel()
    return emission, pairs


def _summed(templates: Sequence[Template], table: Floats) -> Floats:
    """Return the sums of the rows that the answers name in a table of all templates."""
    import numpy as np

    total = np.zeros((len(templates[0].answers), table.shape[1]), np.float32)
    row = np.empty_like(total)
    at = 0
    for template in templates:
        # In this mode numpy makes no copy; no answer needs clipping, all are below the size.
        np.take(table[at : at + template.size], template.answers, 0, out=row, mode="clip")
        total += row
        at += template.size
    return total


def _close(emission: Floats, pairs: Floats, path: list[int]) -> list[tuple[int, int]]:
    """Return the lines that nearly had another label beside the same neighbours, and that label."""
    import numpy as np

    count, n = emission.shape
    row, found = np.arange(count), np.array(path)
    cube = pairs.reshape(count, n, n)
    options = emission.copy()
    options[1:] += cube[row[1:], found[:-1]]
    options[:-1] += cube[row[1:], :, found[1:]]
    chosen = options[row, found].copy()
    options[row, found] = -np.inf
    second = options.argmax(axis=1)
    close = np.flatnonzero(chosen - options[row, second] < _MARGIN)
    return list(zip(close.tolist(), second[close].tolist(), strict=True))


def viterbi(emission: Floats, pairs: Floats) -> list[int]:
    """Return the best path of labels.

    Blocks of lines are decoded side by side: first the best score from each label at the start of a
    block to each at its end, then, with the starts known, the path within. The result is the same
    as line by line.

    Parameters
    ----------
    emission
        Scores of labels, lines by labels.
    pairs
        Scores of a label after another, lines by (labels before times labels); those of the first
        line are not used.
    """
    import numpy as np

    count, n = emission.shape
    steps = -(-count // _BLOCKS)
    n_blocks = -(-count // steps)
    # Steps by blocks; the steps missing at the end change no label.
    step_scores = np.full((n_blocks * steps, n, n), -1e9, np.float32)
    step_scores[:, range(n), range(n)] = 0
    step_scores[:count] = pairs.reshape(count, n, n) + emission[:, None, :]
    step_scores[0] = emission[0]
    step_scores = step_scores.reshape(n_blocks, steps, n, n).transpose(1, 0, 2, 3).copy()

    through = step_scores[0]
    for scores_now in step_scores[1:]:
        best = through[:, :, 0, None] + scores_now[:, None, 0, :]
        for label in range(1, n):
            np.maximum(best, through[:, :, label, None] + scores_now[:, None, label, :], out=best)
        through = best
    starts = np.empty((n_blocks, n), np.float32)
    state = np.zeros(n, np.float32)
    for block in range(n_blocks):
        starts[block] = state - state.max()
        state = (starts[block][:, None] + through[block]).max(axis=0)

    came_from = np.empty((steps, n_blocks, n), np.int8)
    now = starts
    for at, scores_now in enumerate(step_scores):
        options = now[:, :, None] + scores_now
        came_from[at] = options.argmax(axis=1)
        now = options.max(axis=1)
    back = came_from.transpose(1, 0, 2).tobytes()
    label = int(now[-1].argmax())
    path = [0] * (n_blocks * steps)
    for line in range(n_blocks * steps - 1, -1, -1):
        path[line] = label
        label = back[line * n + label]
    return path[:count]
