"""Describe every line by the answers to many questions: its looks, column, neighbours and words.

The answers index the tables of weights in `labels`, which `training/train_plain_text.py` learns
with the same functions. It knows what distinguishes labels; it must not know the labels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scriptnb.screenplay.formats.plain_text import shape, words
from scriptnb.screenplay.formats.plain_text.columns import Column, blocks, columns
from scriptnb.screenplay.formats.plain_text.flow import TURNED, Flow, brackets, follow
from scriptnb.screenplay.formats.plain_text.questions import (
    Template,
    bucket,
    bucket_known,
    cross,
    grade,
    moved,
    share_of,
    shifted,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from scriptnb.screenplay.formats.plain_text.questions import Question

    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]


class Features(NamedTuple):
    """All that the model knows of a script's lines."""

    #: Templates of the label of the line itself.
    emission: list[Template]
    #: Templates of the label together with that of the line before.
    transition: list[Template]
    #: Words of all lines in a row, lower case, and how many each line has.
    words: list[str]
    word_counts: Ints
    flow: Flow


def describe(
    texts: Sequence[str], indents: Ints, gaps: Ints, turned: Bools, shapes: shape.Shapes
) -> Features:
    """Return the features of a script's lines.

    Parameters
    ----------
    texts
        The non-blank lines, furniture left out.
    indents, gaps
        White space before each, in columns and in blank lines.
    turned
        Whether a page break (furniture left out) is between a line and the one before.
    shapes
        What the lines are made of.
    """
    flow = follow(indents, gaps, turned, shapes)
    spoken_words = " ".join(shape.clipped(texts)).lower().split()
    lines = _observed(texts, spoken_words, indents, flow, shapes)
    page, near, film = columns(
        indents, blocks(turned),
        (lines.capitals, lines.in_brackets, flow.gap > 0, lines.gap_after == 0,
         shapes.length > 45, lines.spoken),
    )  # fmt: skip
    script = _script(lines, near)
    asked = _questions(lines)
    emission = [
        *_looks(lines, asked, script), *_columns(asked, script, page, near, film),
        *_places(lines, asked, script), *_widths(lines, asked, script),
    ]  # fmt: skip
    return Features(emission, _transitions(lines, asked, script), spoken_words, shapes.words, flow)


class _Lines(NamedTuple):
    """What the questions are about: the lines and what other modules found in them."""

    indents: Ints
    shapes: shape.Shapes
    flow: Flow
    #: The gap before the next line.
    gap_after: Ints
    said: words.Words
    capitals: Bools
    in_brackets: Bools
    #: Whether a line stands right below a short name, as the first line of a speech does.
    spoken: Bools

    def same(self, value: int, size: int) -> Question:
        """Return a question with one answer for all lines."""
        import numpy as np

        return np.full(len(self.indents), value, np.int32), size


def _observed(
    texts: Sequence[str],
    spoken_words: Sequence[str],
    indents: Ints,
    flow: Flow,
    shapes: shape.Shapes,
) -> _Lines:
    import numpy as np

    capitals = (shapes.case == shape.CAPITALS) | shapes.capital_head
    said = words.read_words(texts, spoken_words, shapes, capitals)
    short_name = (said.name > 2) & (shapes.length < words.LONGEST_NAME)
    in_brackets = shapes.first == shape.OPENING
    spoken = shifted(short_name.astype(np.int32), -1, 0).astype(bool)
    spoken &= (flow.gap < 2) & ~short_name & ~in_brackets
    return _Lines(
        indents, shapes, flow, shifted(flow.gap, 1, 3), said, capitals, in_brackets, spoken
    )


class _Script(NamedTuple):
    """The layout of the script: questions with one answer for all lines, and two widths."""

    #: Which share of the lines stand in the fullest columns: all in one where nothing is indented.
    flush: Question
    #: How paragraphs and cues are spaced, together with ``flush``; and a coarser form of it.
    layout: Question
    small_layout: Question
    #: How wide speeches are beside the widest lines.
    speech_width: Question
    #: How many lines are too long to be wrapped.
    unwrapped: Question
    #: Characters of a full line, and of a full line of speech; 0 where there is hardly any speech.
    widest: int
    speech: int


def _script(lines: _Lines, near: Column) -> _Script:
    import numpy as np

    shapes, gap, length, same = lines.shapes, lines.flow.gap, lines.shapes.length, lines.same
    cues = shapes.capital_head & (length < words.LONGEST_NAME) & (lines.said.heading == 0)
    flush = grade(float(near.share.mean()), 0.5, 0.8)
    parted = grade(share_of(gap > 0, gap < TURNED), 0.03, 0.12, 0.3)
    cue_gap, cue_gap_after = (
        grade(share_of(mask, cues), 0.3, 0.7) for mask in (gap > 0, lines.gap_after == 0)
    )
    widest = max(20, int(np.percentile(length, 95)))
    speech = int(np.percentile(length[lines.spoken], 92)) if lines.spoken.sum() > 7 else 0
    return _Script(
        flush=same(flush, 3),
        layout=same(((flush * 4 + parted) * 3 + cue_gap) * 3 + cue_gap_after, 108),
        small_layout=same((flush * 4 + parted) * 3 + cue_gap_after, 36),
        speech_width=same(grade(speech / widest if speech else 2.0, 0.66, 0.85, 1.5), 4),
        unwrapped=same(grade(float((length > 90).mean()), 0.02, 0.15), 3),
        widest=widest,
        speech=speech,
    )


class _Questions(NamedTuple):
    """The questions that several templates use."""

    bias: Question
    case: Question
    #: 1 in capitals, 2 in brackets.
    capitals: Question
    gap: Question
    gap_after: Question
    bracket: Question
    #: The line's last character, three dots apart.
    end: Question
    step: Question
    full: Question
    #: Characters of a line.
    size: Question


def _questions(lines: _Lines) -> _Questions:
    import numpy as np

    shapes, flow = lines.shapes, lines.flow
    return _Questions(
        bias=lines.same(0, 1),
        case=(shapes.case, 6),
        capitals=(np.where(lines.in_brackets, 2, lines.capitals).astype(np.int32), 3),
        gap=(flow.gap, 5),
        gap_after=(lines.gap_after, 5),
        bracket=(brackets(shapes, flow.gap), 11),
        end=(np.where(shapes.dots, shape.DOTS, shapes.last).astype(np.int32), shape.N_ENDS),
        step=bucket(flow.step, -25, -12, -5, -1, 2, 6, 13, 26),
        full=(flow.full, 4),
        size=bucket(shapes.length, 4, 9, 16, 24, 31, 38, 46, 58, 75, 120),
    )


# The weights know each template by its place: the order of the lists below must stay.


def _looks(lines: _Lines, asked: _Questions, script: _Script) -> list[Template]:
    """Return the templates of a line's characters and words, and those of its neighbours."""
    shapes, said = lines.shapes, lines.said
    c, k, g, ga = asked.case, asked.capitals, asked.gap, asked.gap_after
    b, e, h = asked.bracket, asked.end, (said.heading, words.N_HEADINGS)
    first, last = (said.first, words.N_FIRST), (said.last, words.N_LAST)
    name, again = (said.name, words.N_NAMES), (said.again, words.N_AGAIN)
    n_words = bucket(shapes.words, 2, 3, 4, 6, 8, 11)
    return [
        cross("bias", asked.bias), cross("case", c), cross("size", asked.size, k),
        cross("words", n_words, c),
        cross("first character", (shapes.first, shape.N_ENDS)), cross("end", e, c),
        cross("last two characters", (shapes.last_but_one, shape.N_ENDS), e),
        cross("gaps", g, ga, c), cross("gaps in film", g, ga, script.layout),
        cross("capitals in film", k, ga, script.layout),
        cross("neighbours' case", moved(c, -1, 0), c, moved(c, 1, 0)),
        cross("bracket before", moved(b, -1, 0), b), cross("bracket after", moved(b, 1, 0), c),
        cross("bracket", b, g), cross("case in bracket", b, c),
        cross("heading", h, c), cross("heading gaps", h, g, ga),
        cross("heading after", moved(h, 1, 0), k), cross("heading before", moved(h, -1, 0), k),
        cross("first word", first, k), cross("last word", last, k, first),
        cross("extension", (said.extension, words.N_EXTENSIONS), ga),
        cross("name", name, ga, c), cross("name length", name, n_words),
        cross("again", again, c, ga), cross("after name", moved(name, -1, 0), g, c),
        cross("second after name", moved(name, -2, 0), moved(g, -1, 3), g, k),
        cross("before name", moved(name, 1, 0), ga, k),
    ]  # fmt: skip


def _columns(
    asked: _Questions, script: _Script, page: Column, near: Column, film: Column
) -> list[Template]:
    """Return the templates of a line's column: on its page, around it, and in the script."""
    import numpy as np

    def trait(column: Column, number: int) -> Question:
        return bucket(column.traits[number], 0.15, 0.5, 0.85)

    def from_left(column: Column) -> Question:
        return bucket(column.from_left, 0, 2, 4, 8, 13, 19, 27, 41)

    def among(column: Column) -> tuple[Question, Question]:
        return (np.minimum(column.left, 3), 4), (np.minimum(column.right, 3), 4)

    def share(column: Column) -> Question:
        return bucket(column.share, 0.03, 0.12, 0.35)

    k = asked.capitals
    return [
        cross("left on page", from_left(page), k), cross("left near", from_left(near), k),
        cross("left in film", from_left(film), k),
        cross("column near", from_left(near), share(near), trait(near, 0)),
        cross("column in film", from_left(film), share(film), trait(film, 0)),
        cross("among near", *among(near), k), cross("among on page", *among(page), k),
        cross("among in film", *among(film), k),
        cross("bracket column", trait(near, 1), trait(film, 1), asked.bracket),
        cross("parted column near", trait(near, 2), trait(near, 3), k),
        cross("parted column in film", trait(film, 2), trait(film, 3), k),
        cross("long column", trait(near, 4), trait(film, 4), script.flush),
        cross("speech column", trait(near, 5), trait(film, 5), k),
        cross("speech column on page", trait(page, 5), k),
    ]  # fmt: skip


def _places(lines: _Lines, asked: _Questions, script: _Script) -> list[Template]:
    """Return the templates of a line's place: beside the lines around it, and on the page."""
    import numpy as np

    indents, shapes, length = lines.indents, lines.shapes, lines.shapes.length
    c, k, g, e, full = asked.case, asked.capitals, asked.gap, asked.end, asked.full
    next_step = moved(asked.step, 1, 4)
    margin, leftmost = (int(np.percentile(side, p)) for side, p in
                        ((indents + length, 95), (indents, 5)))  # fmt: skip
    edge = bucket(margin - indents - length, -8, -1, 4, 10, 18, 28, 40)
    centre = bucket(indents + length / 2 - (margin + leftmost) / 2, -18, -8, -3, 4, 9, 19)
    at, heads = np.arange(len(indents)), np.flatnonzero(lines.said.heading)
    first_heading = min(int(heads[0]) if len(heads) else len(indents), 60)
    opening = (at < first_heading).astype(np.int32) + (at < 4)
    return [
        cross("step", asked.step, g), cross("step after", next_step, asked.gap_after),
        cross("steps", asked.step, next_step, k), cross("edge", edge, k),
        cross("centre", centre, k, script.flush),
        cross("full", full, moved(full, 1, 0), script.flush),
        cross("goes on", moved(e, -1, 1), g, c), cross("goes on full", moved(e, -1, 1), full, c),
        cross("opening", (opening, 3), c, g),
        cross("digits", bucket(shapes.digits / length, 0.01, 0.2, 0.5), c),
        cross("wide gaps", (np.minimum(shapes.wide_gaps, 2), 3), c),
    ]  # fmt: skip


def _widths(lines: _Lines, asked: _Questions, script: _Script) -> list[Template]:
    """Return the templates of the width of a line's paragraph.

    A line that wraps gives an upper bound: one word more was too long.
    """
    import numpy as np

    length, first_word = lines.shapes.length, lines.shapes.first_word
    speech = script.speech
    wraps = np.where(lines.gap_after == 0, length + 1 + shifted(first_word, 1, 0), 0)
    wrapped = np.where(lines.flow.gap == 0, shifted(length, -1, 0) + 1 + first_word, 0)
    narrow, narrow_before = (
        bucket_known(width > 0, width / script.widest, 0.4, 0.6, 0.75, 0.9, 1.02)
        for width in (wraps, wrapped)
    )
    bound, bound_before = (
        bucket_known((width > 0) & (speech > 0), width - speech, -15, -7, -1, 3, 9)
        for width in (wraps, wrapped)
    )
    in_speech = bucket_known(np.full(len(length), speech > 0), length - speech, -12, -4, 2, 6, 14)
    return [
        cross("speech length", in_speech, asked.capitals),
        cross("narrow", narrow, narrow_before),
        cross("bound", bound, bound_before, script.speech_width), cross("film", script.layout),
        cross("unwrapped", script.unwrapped, asked.size),
    ]  # fmt: skip


def _transitions(lines: _Lines, asked: _Questions, script: _Script) -> list[Template]:
    """Return the templates that depend on the label of the line before too."""
    import numpy as np

    said = lines.said
    b, c, g, full = asked.bracket, asked.case, asked.gap, asked.full
    tight = (np.minimum(lines.flow.gap, 1), 2)
    likely = ((said.name > 1) & (lines.shapes.length < words.LONGEST_NAME)).astype(np.int32)
    return [
        cross("bias", asked.bias), cross("layout", g, asked.step, full),
        cross("film", g, script.small_layout), cross("brackets", moved(b, -1, 0), b),
        cross("cases", moved(c, -1, 0), c, tight),
        cross("end", moved(asked.end, -1, 1), tight, script.flush),
        cross("full", full, script.flush, (likely, 2)),
        cross("spacing", lines.same(lines.flow.spacing, 3)),
    ]  # fmt: skip
