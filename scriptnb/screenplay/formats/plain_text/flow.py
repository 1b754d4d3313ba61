"""How lines follow each other: the blank lines, the steps of indent and the brackets between them.

It knows white space and brackets; it must not know words or labels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scriptnb.screenplay.formats.plain_text import shape
from scriptnb.screenplay.formats.plain_text.columns import full_width
from scriptnb.screenplay.formats.plain_text.questions import shifted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]

#: The gap after a page break, where the number of blank lines means nothing.
TURNED = 4


class Flow(NamedTuple):
    """How lines follow each other, in parallel arrays and for the whole script."""

    #: Blank lines before each line, without those of double spacing, 3 at most; `TURNED` after a
    #: page.
    gap: Ints
    #: Blank lines between all lines: 0 is single, 1 double, 2 triple spacing.
    spacing: int
    #: How many columns further right each line starts than the line before.
    step: Ints
    #: The line goes on from one in the same column: no (0), that one had room left for its first
    #: word (1), had none (2), or it stands in another column (3).
    full: Ints
    #: Characters that were left on the line before after this line's first word; negative where
    #: it would not have fitted.
    room: Ints
    #: Whether blank lines separate the paragraphs of the script.
    parted: bool


def follow(indents: Ints, gaps: Ints, turned: Bools, shapes: shape.Shapes) -> Flow:
    """Return how the lines follow each other; parameters as of `features.describe`."""
    import numpy as np

    counts = np.bincount(np.minimum(gaps[1:][~turned[1:]], 4), minlength=5)
    spacing = 0
    if counts[0] < 0.1 * counts.sum():
        usual = 1 + int(np.argmax(counts[1:3]))
        # A blank line after every line is double spacing only where sentences run over it, or where
        # other gaps are wider.
        goes_on = (shapes.case == shape.LOWER_START).mean() > 0.08
        if goes_on or counts[usual + 1 :].sum() > 0.1 * counts.sum():
            spacing = usual
    gap = np.clip(gaps - spacing, 0, 3).astype(np.int32)
    gap[turned] = TURNED
    gap[0] = 3
    step = np.diff(indents, prepend=indents[:1]).astype(np.int32)
    room = (
        shifted(full_width(indents, shapes.length) - shapes.length, -1, 0) - 1 - shapes.first_word
    )
    full = np.where(gap > 0, 0, np.where(np.abs(step) > 1, 3, np.where(room < 0, 2, 1)))
    kept = counts[: spacing + 1].sum() / max(1, counts.sum())
    return Flow(gap, spacing, step, full.astype(np.int32), room, bool(kept < 0.85))


def brackets(shapes: shape.Shapes, gap: Ints) -> Ints:
    """Return whether a line opens, closes or goes on with brackets; 11 classes.

    Brackets that opened a line (4 to 6) are a parenthetical; those that opened within one (8 to
    10) are an aside in a speech, which ends a few lines on.
    """
    import numpy as np

    balance = shapes.opened - shapes.closed
    opens = shapes.first == shape.OPENING
    inside, within = np.zeros(len(gap), bool), np.zeros(len(gap), bool)
    depth = np.zeros(len(gap), np.int32)
    unbroken = np.ones(len(gap), np.int32)
    run = (gap % TURNED == 0).astype(np.int32)
    for back in range(1, 7):
        unbroken = unbroken & shifted(run, 1 - back, 0)
        before = shifted(balance, -back, 0)
        depth = depth + before
        open_there = (unbroken == 1) & (before > 0) & (depth > 0)
        inside |= open_there & (shifted(opens.astype(np.int32), -back, 0) == 1)
        within |= open_there
    closes = (balance < 0) & (shapes.after_close <= 4)
    state = np.zeros(len(gap), np.int32)
    state[shapes.opened > 0] = 7
    state[opens] = 3
    state[opens & (balance > 0)] = 2
    state[opens & (shapes.last == shape.CLOSING) & (balance <= 0)] = 1
    for where, base in ((within, 8), (inside, 4)):
        state[where] = base + 1
        state[where & (balance < 0)] = base + 2
        state[where & closes] = base
    return state
