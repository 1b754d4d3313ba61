"""Questions about lines, answered by small numbers, and templates that combine questions.

A template is what the model has weights for, one for each answer. Nothing here knows what a number
stands for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]

    #: The answers of all lines to one question, and how many different answers there are.
    Question = tuple[Ints, int]


class Template(NamedTuple):
    """The answers of all lines to one question, or to each combination of several."""

    name: str
    #: Answers are below this.
    size: int
    answers: Ints


def bucket(values: NDArray[np.generic], *edges: float) -> Question:
    """Return the number of edges that each value reaches."""
    import numpy as np

    found = np.searchsorted(np.asarray(edges, dtype=np.float32), values, side="right")
    return found.astype(np.int32), len(edges) + 1


def bucket_known(known: Bools, values: NDArray[np.generic], *edges: float) -> Question:
    """Return the same as `bucket` and one more, and 0 where the value is not known."""
    import numpy as np

    found, size = bucket(values, *edges)
    return np.where(known, found + 1, 0).astype(np.int32), size + 1


def shifted(values: Ints, offset: int, fill: int) -> Ints:
    """Return each line's value `offset` lines further on, `fill` beyond the ends."""
    import numpy as np

    found = np.full_like(values, fill)
    if abs(offset) < len(values):
        if offset < 0:
            found[-offset:] = values[:offset]
        elif offset > 0:
            found[:-offset] = values[offset:]
        else:
            found[:] = values
    return found


def moved(question: Question, offset: int, fill: int) -> Question:
    """Return the question about the line `offset` lines further on, `fill` beyond the ends."""
    return shifted(question[0], offset, fill), question[1]


def cross(name: str, *questions: Question) -> Template:
    """Combine questions into a template: each combination of their answers is an answer."""
    answers, size = questions[0]
    for more, more_size in questions[1:]:
        answers, size = answers * more_size + more, size * more_size
    return Template(name, size, answers)


def grade(value: float, *edges: float) -> int:
    """Return the number of edges that a value reaches."""
    return sum(value >= edge for edge in edges)


def share_of(mask: Bools, among: Bools) -> float:
    """Return for which share of some lines a mask is true."""
    return float((mask & among).sum() / max(1, among.sum()))
