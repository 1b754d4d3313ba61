"""Counts words, in the same way for every table."""

from __future__ import annotations


def count_words(text: str) -> int:
    """Count the words of a text: parts between spaces that contain a letter or a digit.

    Examples
    --------
    >>> count_words("Don't -- I mean it... 27 times!")
    6
    """
    words = text.split()
    count = len(words)
    for word in words:
        # Most words start with a letter; only the others are checked letter by letter.
        if not word[0].isalnum() and not any(map(str.isalnum, word)):
            count -= 1
    return count
