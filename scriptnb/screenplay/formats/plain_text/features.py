"""Describe every line by small numbers: its looks, its column, its neighbours, its words.

The numbers index tables of weights (`labels`); `training/train_plain_text.py` learns those
from the same functions. It knows what may tell labels apart; it must not know the labels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scriptnb.screenplay.formats.plain_text import shape, words
from scriptnb.screenplay.formats.plain_text.columns import Column, blocks, columns, full_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]

    #: The answers of all lines to one question, and how many different answers there are.
    Question = tuple[Ints, int]

#: Where a page was turned, blank lines say nothing.
TURNED = 4


class Template(NamedTuple):
    """One question, or several crossed, asked of every line."""

    name: str
    #: Answers are below this.
    size: int
    answers: Ints


class Flow(NamedTuple):
    """How lines follow each other."""

    #: Blank lines before each line, double spacing taken off, 3 at most; `TURNED` after a page.
    gap: Ints
    #: Lines a line spacing is more than one; 2 is triple spacing.
    spacing: int
    #: Columns of indent gained from the line before.
    step: Ints
    #: The line goes on from one in the same column: no (0), that one had room left for its first
    #: word (1), had none (2), or it stands in another column (3).
    full: Ints
    #: Characters that were left on the line before after this line's first word; negative where
    #: it would not have fitted.
    room: Ints
    #: Whether the film parts its paragraphs by blank lines.
    parted: bool


class Features(NamedTuple):
    """All that the model sees of a film's lines."""

    #: What speaks for a label of the line itself.
    emission: list[Template]
    #: What speaks for a label after the label of the line before.
    transition: list[Template]
    #: Words of all lines in a row, lower case, and how many each line has.
    words: list[str]
    word_counts: Ints
    flow: Flow


def describe(
    texts: Sequence[str], indents: Ints, gaps: Ints, turned: Bools, shapes: shape.Shapes
) -> Features:
    """Return the features of a film's lines.

    Parameters
    ----------
    texts
        The non-blank lines, furniture left out.
    indents, gaps
        White space before each, in columns and in blank lines.
    turned
        Whether a page was turned (furniture left out) between a line and the one before.
    shapes
        What the lines are made of.
    """
    flow = _flow(indents, gaps, turned, shapes)
    spoken = " ".join(shape.clipped(texts)).lower().split()
    emission, transition = _ask(texts, spoken, indents, turned, shapes, flow)
    return Features(emission, transition, spoken, shapes.words, flow)


def _flow(indents: Ints, gaps: Ints, turned: Bools, shapes: shape.Shapes) -> Flow:
    import numpy as np

    counts = np.bincount(np.minimum(gaps[1:][~turned[1:]], 4), minlength=5)
    spacing = 0
    if counts[0] < 0.1 * counts.sum():
        usual = 1 + int(np.argmax(counts[1:3]))
        # Lines apart are double spacing only where sentences go on over them, or others are wider.
        goes_on = (shapes.case == shape.LOWER_START).mean() > 0.08
        if goes_on or counts[usual + 1 :].sum() > 0.1 * counts.sum():
            spacing = usual
    gap = np.clip(gaps - spacing, 0, 3).astype(np.int32)
    gap[turned] = TURNED
    gap[0] = 3
    step = np.diff(indents, prepend=indents[:1]).astype(np.int32)
    room = _at(full_width(indents, shapes.length) - shapes.length, -1, 0) - 1 - shapes.first_word
    full = np.where(gap > 0, 0, np.where(np.abs(step) > 1, 3, np.where(room < 0, 2, 1)))
    kept = counts[: spacing + 1].sum() / max(1, counts.sum())
    return Flow(gap, spacing, step, full.astype(np.int32), room, bool(kept < 0.85))


def _ask(
    texts: Sequence[str],
    spoken_words: Sequence[str],
    indents: Ints,
    turned: Bools,
    shapes: shape.Shapes,
    flow: Flow,
) -> tuple[list[Template], list[Template]]:
    """Ask every question: one letter names a question asked more than once."""
    import numpy as np

    count, length = len(texts), shapes.length
    gap, gap_after = flow.gap, _at(flow.gap, 1, 3)
    capitals = (shapes.case == shape.CAPITALS) | shapes.capital_head
    said = words.read_words(texts, spoken_words, shapes, capitals)
    short_name = (said.name > 2) & (length < words.LONGEST_NAME)
    in_brackets = shapes.first == shape.OPENING
    spoken = _at(short_name.astype(np.int32), -1, 0).astype(bool)
    spoken &= (gap < 2) & ~short_name & ~in_brackets
    page, near, film = columns(
        indents, blocks(turned),
        (capitals, in_brackets, gap > 0, gap_after == 0, length > 45, spoken),
    )  # fmt: skip

    # What kind of film it is.
    cues = shapes.capital_head & (length < words.LONGEST_NAME) & (said.heading == 0)
    n_flush = _grade(float(near.share.mean()), 0.5, 0.8)
    n_parted = _grade(_share(gap > 0, gap < TURNED), 0.03, 0.12, 0.3)
    n_gap, n_next = (_grade(_share(g, cues), 0.3, 0.7) for g in (gap > 0, gap_after == 0))
    widest = max(20, int(np.percentile(length, 95)))
    speech = int(np.percentile(length[spoken], 92)) if spoken.sum() > 7 else 0
    n_speech = _grade(speech / widest if speech else 2.0, 0.66, 0.85, 1.5)

    def same(value: int, size: int) -> Question:
        return np.full(count, value, np.int32), size

    flush = same(n_flush, 3)
    kind = same(((n_flush * 4 + n_parted) * 3 + n_gap) * 3 + n_next, 108)
    small_kind = same((n_flush * 4 + n_parted) * 3 + n_next, 36)

    # What the line looks like.
    c, k = (shapes.case, 6), (np.where(in_brackets, 2, capitals).astype(np.int32), 3)
    g, ga = (gap, 5), (gap_after, 5)
    b, h = (_brackets(shapes, gap), 11), (said.heading, words.N_HEADINGS)
    e = (np.where(shapes.dots, shape.DOTS, shapes.last).astype(np.int32), shape.N_ENDS)
    first, last = (said.first, words.N_FIRST), (said.last, words.N_LAST)
    name, again = (said.name, words.N_NAMES), (said.again, words.N_AGAIN)
    size = _bucket(length, 4, 9, 16, 24, 31, 38, 46, 58, 75, 120)
    n_words = _bucket(shapes.words, 2, 3, 4, 6, 8, 11)
    likely = ((said.name > 1) & (length < words.LONGEST_NAME)).astype(np.int32)

    # Where it stands.
    step = _bucket(flow.step, -25, -12, -5, -1, 2, 6, 13, 26)
    next_step = _moved(step, 1, 4)
    full = (flow.full, 4)
    margin, leftmost = (int(np.percentile(side, p)) for side, p in
                        ((indents + length, 95), (indents, 5)))  # fmt: skip
    edge = _bucket(margin - indents - length, -8, -1, 4, 10, 18, 28, 40)
    centre = _bucket(indents + length / 2 - (margin + leftmost) / 2, -18, -8, -3, 4, 9, 19)
    at = np.arange(count)
    heads = np.flatnonzero(said.heading)
    opening = (at < min(int(heads[0]) if len(heads) else count, 60)).astype(np.int32) + (at < 4)

    # How wide its paragraph is: a line that wraps shows a bound, one word more was too long.
    wraps = np.where(gap_after == 0, length + 1 + _at(shapes.first_word, 1, 0), 0)
    wrapped = np.where(gap == 0, _at(length, -1, 0) + 1 + shapes.first_word, 0)
    narrow, narrow_before = (
        _known(width > 0, width / widest, 0.4, 0.6, 0.75, 0.9, 1.02) for width in (wraps, wrapped)
    )
    bound, bound_before = (
        _known((width > 0) & (speech > 0), width - speech, -15, -7, -1, 3, 9)
        for width in (wraps, wrapped)
    )
    in_speech = _known(np.full(count, speech > 0), length - speech, -12, -4, 2, 6, 14)

    def trait(column: Column, number: int) -> Question:
        return _bucket(column.traits[number], 0.15, 0.5, 0.85)

    def from_left(column: Column) -> Question:
        return _bucket(column.from_left, 0, 2, 4, 8, 13, 19, 27, 41)

    def among(column: Column) -> tuple[Question, Question]:
        return (np.minimum(column.left, 3), 4), (np.minimum(column.right, 3), 4)

    def share(column: Column) -> Question:
        return _bucket(column.share, 0.03, 0.12, 0.35)

    bias = same(0, 1)
    emission = [
        _cross("bias", bias), _cross("case", c), _cross("size", size, k),
        _cross("words", n_words, c),
        _cross("first character", (shapes.first, shape.N_ENDS)), _cross("end", e, c),
        _cross("last two characters", (shapes.last_but_one, shape.N_ENDS), e),
        _cross("gaps", g, ga, c), _cross("gaps in film", g, ga, kind),
        _cross("capitals in film", k, ga, kind),
        _cross("neighbours' case", _moved(c, -1, 0), c, _moved(c, 1, 0)),
        _cross("bracket before", _moved(b, -1, 0), b), _cross("bracket after", _moved(b, 1, 0), c),
        _cross("bracket", b, g), _cross("case in bracket", b, c),
        _cross("heading", h, c), _cross("heading gaps", h, g, ga),
        _cross("heading after", _moved(h, 1, 0), k), _cross("heading before", _moved(h, -1, 0), k),
        _cross("first word", first, k), _cross("last word", last, k, first),
        _cross("extension", (said.extension, words.N_EXTENSIONS), ga),
        _cross("name", name, ga, c), _cross("name length", name, n_words),
        _cross("again", again, c, ga), _cross("after name", _moved(name, -1, 0), g, c),
        _cross("second after name", _moved(name, -2, 0), _moved(g, -1, 3), g, k),
        _cross("before name", _moved(name, 1, 0), ga, k),
        _cross("left on page", from_left(page), k), _cross("left near", from_left(near), k),
        _cross("left in film", from_left(film), k),
        _cross("column near", from_left(near), share(near), trait(near, 0)),
        _cross("column in film", from_left(film), share(film), trait(film, 0)),
        _cross("among near", *among(near), k), _cross("among on page", *among(page), k),
        _cross("among in film", *among(film), k),
        _cross("bracket column", trait(near, 1), trait(film, 1), b),
        _cross("parted column near", trait(near, 2), trait(near, 3), k),
        _cross("parted column in film", trait(film, 2), trait(film, 3), k),
        _cross("long column", trait(near, 4), trait(film, 4), flush),
        _cross("speech column", trait(near, 5), trait(film, 5), k),
        _cross("speech column on page", trait(page, 5), k),
        _cross("step", step, g), _cross("step after", next_step, ga),
        _cross("steps", step, next_step, k), _cross("edge", edge, k),
        _cross("centre", centre, k, flush),
        _cross("full", full, _moved(full, 1, 0), flush), _cross("goes on", _moved(e, -1, 1), g, c),
        _cross("goes on full", _moved(e, -1, 1), full, c), _cross("opening", (opening, 3), c, g),
        _cross("digits", _bucket(shapes.digits / length, 0.01, 0.2, 0.5), c),
        _cross("wide gaps", (np.minimum(shapes.wide_gaps, 2), 3), c),
        _cross("speech length", in_speech, k), _cross("narrow", narrow, narrow_before),
        _cross("bound", bound, bound_before, same(n_speech, 4)), _cross("film", kind),
        _cross("unwrapped", same(_grade(float((length > 90).mean()), 0.02, 0.15), 3), size),
    ]  # fmt: skip
    tight = (np.minimum(gap, 1), 2)
    transition = [
        _cross("bias", bias), _cross("layout", g, step, full), _cross("film", g, small_kind),
        _cross("brackets", _moved(b, -1, 0), b), _cross("cases", _moved(c, -1, 0), c, tight),
        _cross("end", _moved(e, -1, 1), tight, flush), _cross("full", full, flush, (likely, 2)),
        _cross("spacing", same(flow.spacing, 3)),
    ]  # fmt: skip
    return emission, transition


def _bucket(values: NDArray[np.generic], *edges: float) -> Question:
    import numpy as np

    found = np.searchsorted(np.asarray(edges, dtype=np.float32), values, side="right")
    return found.astype(np.int32), len(edges) + 1


def _known(known: Bools, values: NDArray[np.generic], *edges: float) -> Question:
    """Like `_bucket`, with 0 where the value is not known."""
    import numpy as np

    found, size = _bucket(values, *edges)
    return np.where(known, found + 1, 0).astype(np.int32), size + 1


def _at(values: Ints, offset: int, fill: int) -> Ints:
    """Return each line's value `offset` lines further on, `fill` beyond the ends."""
    import numpy as np

    moved = np.full_like(values, fill)
    if abs(offset) < len(values):
        if offset < 0:
            moved[-offset:] = values[:offset]
        elif offset > 0:
            moved[:-offset] = values[offset:]
        else:
            moved[:] = values
    return moved


def _moved(question: Question, offset: int, fill: int) -> Question:
    return _at(question[0], offset, fill), question[1]


def _cross(name: str, *questions: Question) -> Template:
    """Combine questions into one."""
    answers, size = questions[0]
    for more, more_size in questions[1:]:
        answers, size = answers * more_size + more, size * more_size
    return Template(name, size, answers)


def _grade(value: float, *edges: float) -> int:
    return sum(value >= edge for edge in edges)


def _share(mask: Bools, among: Bools) -> float:
    return float((mask & among).sum() / max(1, among.sum()))


def _brackets(shapes: shape.Shapes, gap: Ints) -> Ints:
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
        unbroken = unbroken & _at(run, 1 - back, 0)
        before = _at(balance, -back, 0)
        depth = depth + before
        open_there = (unbroken == 1) & (before > 0) & (depth > 0)
        inside |= open_there & (_at(opens.astype(np.int32), -back, 0) == 1)
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
