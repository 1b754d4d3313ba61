"""Count what a line is made of: capitals, digits, brackets, its first and last characters.

All lines at once: the text becomes one array of code points, and every count is a sum over
slices of it. It knows characters; it must not know labels or where a line stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Bools = NDArray[np.bool_]

#: Only so many characters of a line are looked at; they suffice to recognise a long paragraph.
LONGEST = 240

#: Stands for every character beyond the basic plane, so that the tables below stay small.
_BEYOND = 0x2603

#: Classes of characters.
OTHER, UPPER, LOWER, DIGIT, SPACE = range(5)
#: Classes of a line's case.
NO_LETTERS, CAPITALS, MOSTLY_CAPITALS, TITLE_CASE, SENTENCE, LOWER_START = range(6)
#: Classes of a line's last (and first) character; 0 is any other.
_ENDS = {".": 1, "!": 2, "?": 2, ",": 3, ";": 3, ":": 4, "-": 5, "–": 5, "—": 5, ")": 6, "(": 7,
         '"': 8, "'": 8, "”": 8, "’": 8, "“": 8, "‘": 8, "…": 9, "*": 10, "[": 11, "]": 11, "<": 11,
         ">": 11, "#": 11, "_": 11, "=": 11, "|": 11, "/": 11}  # fmt: skip
ENDS_SENTENCE = (1, 2, 4, 6, 8)
#: From `LETTER` on: a capital, a small letter, a digit.
COLON, CLOSING, OPENING, DOTS, LETTER, N_ENDS = 4, 6, 7, 9, 12, 15


class Shapes(NamedTuple):
    """Counts and classes of each line, in parallel arrays."""

    length: Ints
    words: Ints
    upper: Ints
    lower: Ints
    digits: Ints
    opened: Ints
    closed: Ints
    #: Wide gaps inside the line, as between a heading and the number in its right margin.
    wide_gaps: Ints
    #: Length of the first word, to know whether it would have fitted on the line before.
    first_word: Ints
    case: Ints
    #: Capitals up to the first bracket: "LEONARD (cont'd)".
    capital_head: Bools
    #: Classes of the first, last and last but one character, below `N_ENDS`.
    first: Ints
    last: Ints
    last_but_one: Ints
    dots: Bools
    #: Characters after the last closing bracket; the whole length where there is none.
    after_close: Ints


def clipped(texts: Sequence[str]) -> Sequence[str]:
    """Return the lines, long ones cut at `LONGEST` characters."""
    if max(map(len, texts)) <= LONGEST:
        return texts
    return [text[:LONGEST].rstrip() for text in texts]


class _Characters(NamedTuple):
    """The characters of all lines in a row, and where each line stands among them."""

    codes: NDArray[np.uint32]
    #: One of the classes of characters above, for each character.
    classes: NDArray[np.uint8]
    #: The class of each character where it is the first or last of a line.
    ends: Ints
    #: The place of each line's first character, and that of the line end after it.
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]

    def total(self, mask: Bools) -> Ints:
        """Count, for each line, its characters for which the mask is true."""
        import numpy as np

        return np.add.reduceat(mask, self.starts, dtype=np.int32)

    def next_of(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the first of some places that is at or after each line's start."""
        import numpy as np

        found: NDArray[np.int64] = places[np.searchsorted(places, self.starts)]
        return found


def measure(texts: Sequence[str]) -> Shapes:
    """Return the shapes of stripped, non-empty lines."""
    import numpy as np

    characters = _characters(clipped(texts))
    codes, classes, ends, starts, stops = characters
    total = characters.total
    space, upper, lower = classes == SPACE, classes == UPPER, classes == LOWER
    after_space = np.concatenate(([True], space[:-1]))
    n_upper, n_lower = total(upper), total(lower)
    wide = space & after_space
    wide[stops] = False
    opening, closing = codes == ord("("), codes == ord(")")
    first_space = characters.next_of(np.flatnonzero(space))
    head_lower, head_end = _head(characters, opening, lower)
    last = stops - 1
    before_last = np.maximum(last - 1, starts)
    closing_at = np.concatenate(([-1], np.flatnonzero(closing)))
    last_close = closing_at[np.searchsorted(closing_at, stops) - 1]
    return Shapes(
        length=(stops - starts).astype(np.int32),
        words=total(~space & after_space),
        upper=n_upper,
        lower=n_lower,
        digits=total(classes == DIGIT),
        opened=total(opening),
        closed=total(closing),
        wide_gaps=total(wide & np.concatenate((~space[1:], [False]))),
        first_word=(first_space - starts).astype(np.int32),
        case=_case(
            n_upper, n_lower, total(upper & after_space), total(lower & after_space),
            classes[starts],
        ),
        capital_head=(head_lower == 0) & (n_upper > 0) & (head_end > starts),
        first=ends[starts],
        last=ends[last],
        last_but_one=ends[before_last],
        dots=(codes[last] == ord(".")) & (codes[before_last] == ord(".")),
        after_close=(last - np.maximum(last_close, starts - 1)).astype(np.int32),
    )  # fmt: skip


def _characters(texts: Sequence[str]) -> _Characters:
    """Return the characters of the lines; each kind of character is classified once."""
    import numpy as np

    # Every line ends in a newline, so that each slice of a line holds a character after its last.
    codes = np.frombuffer(("\n".join(texts) + "\n").encode("utf-32-le", "replace"), np.uint32)
    if int(codes.max()) > 0xFFFF:
        codes = np.where(codes > 0xFFFF, _BEYOND, codes)
    used = np.flatnonzero(np.bincount(codes))
    classes_of = np.zeros(int(used[-1]) + 1, np.uint8)
    ends_of = np.zeros(int(used[-1]) + 1, np.uint8)
    for code in used.tolist():
        classes_of[code], ends_of[code] = _classified(chr(code))
    stops = np.flatnonzero(codes == ord("\n"))
    starts = np.concatenate(([0], stops[:-1] + 1))
    return _Characters(codes, classes_of[codes], ends_of[codes].astype(np.int32), starts, stops)


def _classified(character: str) -> tuple[int, int]:
    """Return the class of a character, and its class where it is the first or last of a line."""
    if character.isupper():
        return UPPER, LETTER
    if character.isdigit():
        return DIGIT, LETTER + 2
    if character.isalpha():
        return LOWER, LETTER + 1
    if character.isspace():
        return SPACE, 0
    return OTHER, _ENDS.get(character, 0)


def _head(characters: _Characters, opening: Bools, lower: Bools) -> tuple[Ints, NDArray[np.int64]]:
    """Return how many small letters stand before each line's first bracket, and where that is."""
    import numpy as np

    so_far = np.concatenate(([0], np.cumsum(lower, dtype=np.int32)))
    brackets = np.concatenate((np.flatnonzero(opening), [len(characters.codes)]))
    ends = np.minimum(characters.next_of(brackets), characters.stops)
    return so_far[ends] - so_far[characters.starts], ends


def _case(
    upper: Ints, lower: Ints, capital_words: Ints, lower_words: Ints, first: NDArray[np.uint8]
) -> Ints:
    """Return the class of each line's case; of the rules that apply, the last decides."""
    import numpy as np

    case = np.full(len(upper), SENTENCE, np.int32)
    case[(lower > 0) & (first == LOWER)] = LOWER_START
    case[(lower_words == 0) & (capital_words > 0)] = TITLE_CASE
    case[(lower > 0) & (upper > 1.5 * lower)] = MOSTLY_CAPITALS
    case[(lower == 0) & (upper > 0)] = CAPITALS
    case[(lower == 0) & (upper == 0)] = NO_LETTERS
    return case
