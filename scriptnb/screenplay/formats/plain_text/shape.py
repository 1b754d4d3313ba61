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

#: Lines are looked at up to this character; a paragraph on one line shows itself long before.
LONGEST = 240

#: Classes of characters.
OTHER, UPPER, LOWER, DIGIT, SPACE = range(5)
#: Classes of a line's case.
NO_LETTERS, CAPITALS, MOSTLY_CAPITALS, TITLE_CASE, SENTENCE, LOWER_START = range(6)
#: Classes of a line's last (and first) character; 0 is any other.
_ENDS = {".": 1, "!": 2, "?": 2, ",": 3, ";": 3, ":": 4, "-": 5, "–": 5, "—": 5, ")": 6, "(": 7,
         '"': 8, "'": 8, "”": 8, "’": 8, "“": 8, "‘": 8, "…": 9, "*": 10, "[": 11, "]": 11, "<": 11,
         ">": 11, "#": 11, "_": 11, "=": 11, "|": 11, "/": 11}  # fmt: skip
ENDS_SENTENCE = (1, 2, 4, 6, 8)
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
    #: Length of the first word, for "would it have fitted on the line before".
    first_word: Ints
    case: Ints
    #: Capitals up to the first bracket: "LEONARD (cont'd)".
    capital_head: NDArray[np.bool_]
    #: Classes of the first, last and last but one character, below `N_ENDS`.
    first: Ints
    last: Ints
    last_but_one: Ints
    dots: NDArray[np.bool_]
    #: Characters after the last closing bracket; the whole length where there is none.
    after_close: Ints


def clipped(texts: Sequence[str]) -> Sequence[str]:
    """Return the lines, long ones cut at `LONGEST` characters."""
    if max(map(len, texts)) <= LONGEST:
        return texts
    return [text[:LONGEST].rstrip() for text in texts]


def measure(texts: Sequence[str]) -> Shapes:
    """Return the shapes of stripped, non-empty lines."""
    import numpy as np

    texts = clipped(texts)
    # Every line ends in a newline, so that each slice below holds a character after its last.
    codes = np.frombuffer(("\n".join(texts) + "\n").encode("utf-32-le", "replace"), np.uint32)
    if int(codes.max()) > 0xFFFF:
        codes = np.where(codes > 0xFFFF, 0x2603, codes)
    used = np.flatnonzero(np.bincount(codes))
    classes_of = np.zeros(int(used[-1]) + 1, np.uint8)
    ends_of = np.zeros(int(used[-1]) + 1, np.uint8)
    for code in used.tolist():
        char = chr(code)
        if char.isupper():
            classes_of[code], ends_of[code] = UPPER, 12
        elif char.isdigit():
            classes_of[code], ends_of[code] = DIGIT, 14
        elif char.isalpha():
            classes_of[code], ends_of[code] = LOWER, 13
        elif char.isspace():
            classes_of[code] = SPACE
        else:
            ends_of[code] = _ENDS.get(char, 0)
    classes = classes_of[codes]
    stops = np.flatnonzero(codes == 10)
    starts = np.concatenate(([0], stops[:-1] + 1))

    def total(mask: NDArray[np.bool_]) -> Ints:
        return np.add.reduceat(mask, starts, dtype=np.int32)

    space = classes == SPACE
    after_space = np.concatenate(([True], space[:-1]))
    upper, lower = classes == UPPER, classes == LOWER
    n_upper, n_lower, n_digits = total(upper), total(lower), total(classes == DIGIT)
    words = total(~space & after_space)
    capital_words = total(upper & after_space)
    lower_words = total(lower & after_space)
    wide = space & after_space
    wide[stops] = False
    wide_gaps = total(wide & np.concatenate((~space[1:], [False])))
    opening = codes == ord("(")
    spaces_at = np.flatnonzero(space)
    first_space = spaces_at[np.searchsorted(spaces_at, starts)]
    lower_so_far = np.concatenate(([0], np.cumsum(lower, dtype=np.int32)))
    brackets_at = np.concatenate((np.flatnonzero(opening), [len(codes)]))
    head_end = np.minimum(brackets_at[np.searchsorted(brackets_at, starts)], stops)
    head_lower = lower_so_far[head_end] - lower_so_far[starts]
    first_class = classes[starts]

    case = np.full(len(starts), SENTENCE, np.int32)
    case[(n_lower > 0) & (first_class == LOWER)] = LOWER_START
    case[(lower_words == 0) & (capital_words > 0)] = TITLE_CASE
    case[(n_lower > 0) & (n_upper > 1.5 * n_lower)] = MOSTLY_CAPITALS
    case[(n_lower == 0) & (n_upper > 0)] = CAPITALS
    case[(n_lower == 0) & (n_upper == 0)] = NO_LETTERS
    closing_at = np.concatenate(([-1], np.flatnonzero(codes == ord(")"))))
    last_close = closing_at[np.searchsorted(closing_at, stops) - 1]
    after_close = stops - 1 - np.maximum(last_close, starts - 1)
    last_at = stops - 1
    before_last = np.maximum(last_at - 1, starts)
    ends = ends_of[codes].astype(np.int32)
    return Shapes(
        length=(stops - starts).astype(np.int32),
        words=words,
        upper=n_upper,
        lower=n_lower,
        digits=n_digits,
        opened=total(opening),
        closed=total(codes == ord(")")),
        wide_gaps=wide_gaps,
        first_word=(first_space - starts).astype(np.int32),
        case=case,
        capital_head=(head_lower == 0) & (n_upper > 0) & (head_end > starts),
        first=ends[starts],
        last=ends[last_at],
        last_but_one=ends[before_last],
        dots=(codes[last_at] == 46) & (codes[before_last] == 46),
        after_close=after_close.astype(np.int32),
    )
