"""Classify the words of each line: a heading, a transition, a name that is repeated.

Only lines that could be one of these are looked at one by one. It knows words and the grammar of
headings; it must not know where a line stands or what its label is.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from scriptnb.screenplay.formats.plain_text import shape
from scriptnb.screenplay.headings import grammar

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from scriptnb.screenplay.formats.plain_text.shape import Shapes

    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]

#: Classes of headings: none; by its words, in capitals or not, without or with a number in the
#: margin; only a number in the left or in both margins; a time of day after a dash.
NO_HEADING, PLACE, PLACE_LOWER, NUMBERED, NUMBERED_LOWER, LEFT_NUMBER, BOTH_NUMBERS, TIME = range(8)
N_HEADINGS, N_FIRST, N_LAST, N_EXTENSIONS, N_NAMES, N_AGAIN = 8, 7, 6, 4, 5, 4
#: Names are shorter than this, extensions included.
LONGEST_NAME = 38

_NUMBER = r"[A-Z]{0,2}\d{1,4}[A-Z]{0,2}"
_MARGIN = re.compile(rf"(?P<left>{_NUMBER})[.):]*\s+\S.*?(?P<right>\s(?P=left)[.*\s]*)?")
_PLACE = re.compile(rf"(?:{_NUMBER}[.):]*\s+)?(?:INT|EXT)\b")
_SPOKEN_FROM = re.compile(
    r"\(\W*(?:V\W?[O0]|O\W?[SC]|CON ?T|OFF|OVER|ON|FILTER|SUBTIT|W\W?O|INTO)", re.IGNORECASE
)
#: Classes of words by which lines in capitals are recognised, in the languages of the grammar.
_FIRST = (
    """cut fade fades dissolve dissolves smash match wipe iris jump intercut blackout crossfade
    cięcie przenikanie ściemnienie rozjaśnienie wyciemnienie schnitt blende abblende aufblende
    überblendung coupe fondu corte fundido encadenado stacco dissolvenza""",
    """angle close closeup close-up insert wide wider pov view series montage shot pan tracking
    dolly crane aerial flashback reverse medium extreme on back zbliżenie ujęcie""",
    """by written screenplay story draft revised revision revisions copyright registered wga based
    directed produced scenariusz drehbuch scénario guion sceneggiatura final shooting rev""",
    "super superimpose title titles card caption subtitle subtitles credits napis napisy",
    "end koniec ende fin fine omitted deleted act teaser tag akt",
    "scene scena szene scène escena sequence sekwencja bild",
)
_LAST = (
    "to: to do: in: in out out. black black. zu: auf: à: a:",
    "pov shot angle close-up",
    "by",
    "later continuous",
)


class Words(NamedTuple):
    """The classes of each line's words, in parallel arrays."""

    heading: Ints
    #: First and last words, of lines in capitals and short ones.
    first: Ints
    last: Ints
    #: What follows a name in brackets: none, a voice from off and the like, any, one not closed.
    extension: Ints
    #: How often a line in capitals occurs as a name: it is none, once, to three, to nine, more.
    name: Ints
    #: How often any short line occurs: once, to three, to nine, more.
    again: Ints


def read_words(
    texts: Sequence[str], words: Sequence[str], shapes: Shapes, capitals: Bools
) -> Words:
    """Return the classes of the lines' words.

    Parameters
    ----------
    texts, shapes
        The lines and what they are made of.
    words
        The words of all lines in a row, in lower case.
    capitals
        Whether a line is in capitals, up to its first bracket at least.
    """
    first, last = _first_and_last(texts, words, shapes, capitals)
    return Words(
        _headings(texts, shapes, capitals),
        first,
        last,
        _extensions(texts, shapes),
        _names(texts, shapes),
        _again(texts, shapes),
    )


@functools.cache
def _classes() -> tuple[dict[str, int], dict[str, int]]:
    first = {word: at + 1 for at, words in enumerate(_FIRST) for word in words.split()}
    last = {word: at + 1 for at, words in enumerate(_LAST) for word in words.split()}
    return first, last


def _headings(texts: Sequence[str], shapes: Shapes, capitals: Bools) -> Ints:
    import numpy as np

    found = np.zeros(len(texts), np.int32)
    known = grammar.current()
    numbered = (shapes.digits > 0) & (shapes.first_word <= 7) & (shapes.first >= shape.LETTER)
    wanted = {at for at, text in enumerate(texts) if known.may_open(text)}
    wanted.update(np.flatnonzero(numbered).tolist())
    for at in wanted:
        text = texts[at][: shape.LONGEST]
        margin = _MARGIN.fullmatch(text) if numbered[at] else None
        if known.is_heading(text) or _PLACE.match(text):
            found[at] = (PLACE if margin is None else NUMBERED) + (not capitals[at])
        elif margin is not None and (capitals[at] or margin["right"]):
            found[at] = BOTH_NUMBERS if margin["right"] else LEFT_NUMBER
    for at in np.flatnonzero(capitals).tolist():
        text = texts[at][: shape.LONGEST]
        if "-" in text and at not in wanted and known.ends_with_time(text):
            found[at] = TIME
    return found


def _first_and_last(
    texts: Sequence[str], words: Sequence[str], shapes: Shapes, capitals: Bools
) -> tuple[Ints, Ints]:
    import numpy as np

    first, last = np.zeros(len(texts), np.int32), np.zeros(len(texts), np.int32)
    first_classes, last_classes = _classes()
    ends = np.cumsum(shapes.words)
    wanted = np.flatnonzero(capitals | (shapes.words <= 4))
    begin, end = (ends - shapes.words)[wanted].tolist(), ends[wanted].tolist()
    first[wanted] = [first_classes.get(words[at].strip("(\"'.,:"), 0) for at in begin]
    last[wanted] = [last_classes.get(words[at - 1], 0) for at in end]
    for at in np.flatnonzero(capitals & (shapes.last == shape.COLON) & (last == 0)).tolist():
        if grammar.current().transition(texts[at]):
            last[at] = N_LAST - 1
    return first, last


def _extensions(texts: Sequence[str], shapes: Shapes) -> Ints:
    import numpy as np

    found = np.zeros(len(texts), np.int32)
    for at in np.flatnonzero(shapes.capital_head & (shapes.opened > 0)).tolist():
        found[at] = (
            1
            if _SPOKEN_FROM.search(texts[at][: shape.LONGEST])
            else 2
            if texts[at][-1] == ")"
            else 3
        )
    return found


def _names(texts: Sequence[str], shapes: Shapes) -> Ints:
    import numpy as np

    found = np.zeros(len(texts), np.int32)
    at = np.flatnonzero(shapes.capital_head & (shapes.length < 45)).tolist()
    keys = [texts[place].partition("(")[0].rstrip(" :.*") for place in at]
    counts = Counter(keys)
    found[at] = [1 + (n > 1) + (n > 3) + (n > 9) for n in map(counts.__getitem__, keys)]
    return found


def _again(texts: Sequence[str], shapes: Shapes) -> Ints:
    import numpy as np

    found = np.zeros(len(texts), np.int32)
    at = np.flatnonzero(shapes.length < 30).tolist()
    short = [texts[place] for place in at]
    counts = Counter(short)
    found[at] = [(n > 1) + (n > 3) + (n > 9) for n in map(counts.__getitem__, short)]
    return found
