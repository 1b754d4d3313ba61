"""Proposes the known word that somebody probably meant; imports nothing of this package."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the question that an error message ends with, "" where no known word is near.

    Parameters
    ----------
    word
        What was written.
    known
        The words that could have been meant.

    Examples
    --------
    >>> did_you_mean("struct", ["basic", "structure"])
    '; did you mean structure?'
    >>> did_you_mean("xyz", ["basic", "structure"])
    ''
    """
    words = {each.casefold(): each for each in known}
    asked = word.casefold()
    longer = [each for each in words if asked and each.startswith(asked)]
    near = longer if len(longer) == 1 else difflib.get_close_matches(asked, words, n=1)
    return f"; did you mean {words[near[0]]}?" if near else ""
