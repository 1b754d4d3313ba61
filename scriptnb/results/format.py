"""Values as text for people: the one rule for tables, cards, reports and plots.

The kind of a number follows from the name of its column. DataFrames and files keep exact numbers.
Imports neither pandas nor numpy.
"""

from __future__ import annotations

import numbers
from typing import Literal, TypeGuard

#: share: a fraction, shown in per cent. length: minutes or pages. number: any other.
Kind = Literal["share", "length", "number"]

#: Columns of eighths of a page.
EIGHTHS = frozenset({"eighths", "eighths_before", "eighths_after"})
_LONGEST_TEXT = 140
_SMALL = 0.05
_MISSING = ("NAType", "NaTType")


def kind_of(column: str) -> Kind:
    """Return the kind of the numbers in a column.

    Examples
    --------
    >>> kind_of("words_share"), kind_of("share_joy"), kind_of("minutes_speech"), kind_of("words")
    ('share', 'share', 'length', 'number')
    >>> kind_of("dialogue_share_before")
    'share'
    """
    column = column.removesuffix("_before").removesuffix("_after").removesuffix("_change")
    if column.endswith("share") or column.startswith("share_"):
        return "share"
    if column.startswith(("minutes", "pages")):
        return "length"
    return "number"


def number(value: float, kind: Kind = "number") -> str:
    """Return a number as text.

    A share is a whole percentage. A whole number has no decimals, a length one. Any other number
    has one decimal, below 1 two. A number too small for that has two significant digits.

    Examples
    --------
    >>> number(1204), number(0.254, "share"), number(0.62, "length"), number(-0.304)
    ('1,204', '25%', '0.6', '-0.30')
    >>> number(12.25), number(0.0031), number(-0.0)
    ('12.2', '0.0031', '0.0')
    """
    if kind == "share":
        return f"{value:.0%}"
    if _is_whole(value):
        return f"{int(value):,}"
    value = float(value) + 0.0  # adding 0 removes the sign of a negative zero
    if value and abs(value) < _SMALL:
        return f"{value:.2g}"
    # Positions and valences lie between -1 and 1, where one decimal is too coarse.
    digits = 2 if value and abs(value) < 1 and kind != "length" else 1
    return f"{value:,.{digits}f}"


def eighths(count: int) -> str:
    """Return a length in eighths of a page as production writes it.

    Examples
    --------
    >>> eighths(13), eighths(3), eighths(16), eighths(0)
    ('1 5/8', '3/8', '2', '0')
    """
    pages, rest = divmod(abs(count), 8)
    parts = [f"{pages:,}"] if pages or not rest else []
    if rest:
        parts.append(f"{rest}/8")
    return ("-" if count < 0 else "") + " ".join(parts)


def signed(value: float, kind: Kind = "number") -> str:
    """Return a difference as text, with its sign.

    Examples
    --------
    >>> signed(12), signed(-1204), signed(0.5, "length")
    ('+12', '-1,204', '+0.5')
    """
    text = number(value, kind)
    return f"+{text}" if value > 0 else text


def is_known(value: object) -> bool:
    """Return whether a cell has content: None, NaN, NA and an empty list have none."""
    if isinstance(value, list | tuple):
        return bool(value)
    if value is None or type(value).__name__ in _MISSING:
        return False
    return bool(value == value)  # NaN differs from itself


def text(column: str, value: object) -> str:
    """Return the content of one cell as text.

    Parameters
    ----------
    column
        The name of the column, which decides how a number is written.
    value
        A number, a text, a list or a missing value.

    Examples
    --------
    >>> text("words", 1204), text("words_share", 0.254), text("page", None)
    ('1,204', '25%', '')
    >>> text("eighths", 13)
    '1 5/8'
    >>> text("minutes", 0.62), text("position", 0.0855), text("aliases", ["ANN", "BEN"])
    ('0.6', '0.09', 'ANN, BEN')
    """
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if not is_known(value):
        return ""
    if column in EIGHTHS and _is_whole(value):
        return eighths(int(value))
    if _is_number(value):
        # A count stays one whatever its column is called: in a grid, columns have names of people.
        return number(value) if _is_whole(value) else number(value, kind_of(column))
    return str(value)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, numbers.Integral)


def short(content: str) -> str:
    """Return a text, cut with an ellipsis where it is too long for a cell."""
    if len(content) <= _LONGEST_TEXT:
        return content
    return content[: _LONGEST_TEXT - 1].rstrip() + "…"
