"""Find the columns of a script: where lines start, on a page, on the pages around it and in all.

Margins differ between scripts and shift from page to page, so a column is recognised by the columns
to its left and by the looks of its lines. It knows places; it must not know labels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Floats = NDArray[np.float32]
    Bools = NDArray[np.bool_]

#: Columns of characters beyond this one count as this one.
WIDEST = 120
#: Lines of a block at most, blank ones not counted; a page break starts a new block too.
_BLOCK = 50
#: How many blocks before and after one are its neighbourhood.
_AROUND = 2


class Column(NamedTuple):
    """Each line's column as found on one level: the page, the pages around it, or the script."""

    #: Columns right of the leftmost one that holds a fair share of the lines.
    from_left: Ints
    #: Number of columns left and right of this one, each with a fair share of the lines.
    left: Ints
    right: Ints
    #: Share of the level's lines in this column.
    share: Floats
    #: Shares of the column's lines, each between 0 and 1, one array a trait.
    traits: tuple[Floats, ...]


def blocks(turned: Bools) -> Ints:
    """Return the number of each line's block, from 0; `turned` is true where a page starts."""
    import numpy as np

    at = np.arange(len(turned))
    since = at - np.maximum.accumulate(np.where(turned, at, 0))
    starts = (since % _BLOCK == 0) & (at > 0)
    return np.cumsum(starts, dtype=np.int32)


def columns(indents: Ints, block: Ints, traits: tuple[Bools, ...]) -> tuple[Column, Column, Column]:
    """Return what is known of the lines' columns on their page, around it and in the script.

    Parameters
    ----------
    indents
        Columns of white space before each line.
    block
        The block of each line, see `blocks`.
    traits
        Properties of lines whose share in each column is wanted.
    """
    import numpy as np

    indent = np.minimum(indents, WIDEST - 1)
    n_blocks = int(block[-1]) + 1
    cell = block.astype(np.int64) * WIDEST + indent

    def table(mask: Bools | None) -> Floats:
        weights = None if mask is None else mask.astype(np.float64)
        counts = np.bincount(cell, weights, minlength=n_blocks * WIDEST)
        wide = counts.astype(np.float32).reshape(n_blocks, WIDEST)
        wide[:, 1:-1] += (counts.reshape(n_blocks, WIDEST)[:, :-2]
                          + counts.reshape(n_blocks, WIDEST)[:, 2:])  # fmt: skip
        return wide

    def around(counts: Floats) -> Floats:
        summed = np.concatenate((np.zeros((1, WIDEST), np.float32), np.cumsum(counts, axis=0)))
        row = np.arange(n_blocks)
        last = np.minimum(row + _AROUND + 1, n_blocks)
        return summed[last] - summed[np.maximum(row - _AROUND, 0)]

    page = [table(mask) for mask in (None, *traits)]
    near = [around(counts) for counts in page]
    film = [counts.sum(axis=0, keepdims=True) for counts in page]
    sizes = np.bincount(block, minlength=n_blocks).astype(np.float32)
    near_sizes = around(np.repeat(sizes[:, None], WIDEST, axis=1))[:, 0]
    return (
        _seen(page, sizes, block, indent),
        _seen(near, near_sizes, block, indent),
        _seen(film, sizes.sum(keepdims=True), np.zeros_like(block), indent),
    )


def _seen(counts: list[Floats], sizes: Floats, row: Ints, indent: Ints) -> Column:
    import numpy as np

    fair = counts[0] >= np.maximum(0.07 * sizes, 2)[:, None]
    leftmost = np.where(fair.any(axis=1), fair.argmax(axis=1), 0)
    starts = fair.copy()
    starts[:, 1:] &= ~fair[:, :-1]
    runs = np.cumsum(starts, axis=1, dtype=np.int32)
    own = runs[row, indent]
    count = counts[0][row, indent]
    return Column(
        from_left=(indent - leftmost[row]).astype(np.int32),
        left=own - fair[row, indent],
        right=runs[:, -1][row] - own,
        share=count / sizes[row],
        traits=tuple(trait[row, indent] / count for trait in counts[1:]),
    )


def full_width(indents: Ints, lengths: Ints) -> Ints:
    """Return, for each line, how long the lines of its column are where they are full."""
    import numpy as np

    indent, length = np.minimum(indents, WIDEST - 1), np.minimum(lengths, WIDEST * 2 - 1)
    counts = np.bincount(
        indent.astype(np.int64) * WIDEST * 2 + length, minlength=WIDEST * WIDEST * 2
    ).reshape(WIDEST, WIDEST * 2)
    wide = counts.copy()
    wide[1:] += counts[:-1]
    wide[:-1] += counts[1:]
    summed = np.cumsum(wide, axis=1)
    reached = summed >= 0.93 * summed[:, -1:]
    return np.asarray(reached.argmax(axis=1)[indent], np.int32)
