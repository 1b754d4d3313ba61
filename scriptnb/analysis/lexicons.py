"""Reads and checks a user's own lexicon, a list of words and their valences."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from pathlib import Path

from scriptnb.errors import OptionError, ScriptReadError

#: VADER's valences are from -4 to 4; a much larger number is taken for a mistake.
LARGEST = 10.0


def read_lexicon(path: str | Path) -> dict[str, float]:
    """Read a lexicon from a CSV file: a word and its valence (about -4 to 4) in each row.

    A first row without a number is a header. Columns may be separated by commas, semicolons or
    tabs; with one of the last two, a decimal comma is read too.

    Raises
    ------
    ScriptReadError
        When the file cannot be read, or has bad rows; the message lists them with their lines.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ScriptReadError(
            f"this lexicon cannot be read ({error}); save it as CSV in UTF-8", str(path)
        ) from None
    separator = next((mark for mark in "\t;" if mark in text), ",")
    lexicon: dict[str, float] = {}
    bad: list[tuple[int, str]] = []
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for position, row in enumerate(rows):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        valence = _number(cells[1]) if len(cells) > 1 else None
        if cells[0] and valence is not None and abs(valence) <= LARGEST:
            lexicon[cells[0].lower()] = valence
        elif position or valence is not None or len(cells) < 2:
            bad.append((rows.line_num, separator.join(row)))
    if bad:
        shown = "; ".join(f"line {line}: {row[:40]!r}" for line, row in bad[:5])
        more = f" and {len(bad) - 5} more" if len(bad) > 5 else ""
        raise ScriptReadError(
            f"each row needs a word and a number from -{LARGEST:g} to {LARGEST:g},"
            f" not {shown}{more}",
            str(path),
        )
    if not lexicon:
        raise ScriptReadError("this lexicon holds no word; a row is: word, valence", str(path))
    return lexicon


def check_lexicon(lexicon: object) -> dict[str, float]:
    """Return a lexicon that was given as a mapping, with lower-case words.

    Raises
    ------
    OptionError
        When it is not a mapping of words to numbers.
    """
    if not isinstance(lexicon, Mapping) or not lexicon:
        raise OptionError(
            "lexicon must map words to valences, such as {'pierogi': 2.5};"
            " scriptnb.analysis.read_lexicon(path) reads one from a CSV file"
        )
    checked: dict[str, float] = {}
    for word, valence in lexicon.items():
        good = isinstance(valence, int | float) and not isinstance(valence, bool)
        if not isinstance(word, str) or not good or not abs(valence) <= LARGEST:
            raise OptionError(
                f"lexicon: {word!r} has the valence {valence!r};"
                f" it must be a number from -{LARGEST:g} to {LARGEST:g}"
            )
        checked[word.lower()] = float(valence)
    return checked


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
