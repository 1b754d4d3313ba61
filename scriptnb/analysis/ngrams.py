"""The features of the emotion model: hashed words and character n-grams of many texts at once.

The features of a text are each word, the character 3- to 6-grams of ``<word>``, and each pair of
neighbouring words. All but the pairs depend on the word alone, so the caller can cache them by
word.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Indices = NDArray[np.uint32]

#: Rows of the weight table: features are hashed to this many bits.
BITS = 16
MASK = np.uint32((1 << BITS) - 1)
SIZES = (3, 4, 5, 6)

#: Begins a word that stands for something else than itself, and so has no character n-grams.
MARK = "\N{NOT SIGN}"
_WORD = re.compile(rf"{MARK}?\w+(?:'\w+)*|[^\w\s]")
# Odd 32-bit constants of well-known integer hashes (Knuth's multiplicative, MurmurHash3's mix).
_STEP = np.uint32(2654435761)
_MIX_1 = np.uint32(0x85EBCA6B)
_MIX_2 = np.uint32(0xC2B2AE35)


def words(text: str) -> list[str]:
    """Split one text into lower-case words and single punctuation marks."""
    return _WORD.findall(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def word_hashes(vocabulary: Sequence[str]) -> Indices:
    """Hash each word as a whole, to 32 bits."""
    return np.array(
        [zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in vocabulary], np.uint32
    )


def word_features(vocabulary: Sequence[str]) -> tuple[Indices, NDArray[np.int64]]:
    """Return the features of each word: itself and its character n-grams.

    Returns
    -------
    indices
        Rows of the weight table, those of each word after those of the word before.
    counts
        How many of them each word has.
    """
    marked = [f"<{word}>" if len(word) > 1 and word[0] != MARK else "" for word in vocabulary]
    lengths = np.array([len(word) for word in marked], np.int64)
    letters = np.frombuffer("".join(marked).encode("utf-32-le", "surrogatepass"), np.uint32)
    owner = np.repeat(np.arange(len(marked)), lengths)
    room = np.repeat(np.cumsum(lengths), lengths) - np.arange(len(letters))
    found = [_mix(word_hashes(vocabulary))]
    owners = [np.arange(len(marked))]
    rolling = np.zeros(len(letters), np.uint32)
    for size in range(1, SIZES[-1] + 1):
        if size > len(letters):
            break
        # The hash of the `size` letters from each place on; those that reach into the next word
        # are left out.
        rolling = rolling[: len(letters) - size + 1] * _STEP + letters[size - 1 :]
        if size in SIZES:
            inside = room[: len(rolling)] >= size
            found.append(_mix(rolling[inside] + np.uint32(size)))
            owners.append(owner[: len(rolling)][inside])
    every = np.concatenate(owners)
    order = np.argsort(every, kind="stable")
    return np.concatenate(found)[order], np.bincount(every, minlength=len(marked))


def pair_features(left: Indices, right: Indices) -> Indices:
    """Hash pairs of neighbouring words, given the hashes of the words."""
    return _mix(left * _STEP + right * _MIX_2)


def _mix(hashed: Indices) -> Indices:
    """Mix the 32 bits and keep the lowest `BITS`."""
    hashed = hashed ^ (hashed >> np.uint32(16))
    hashed = hashed * _MIX_1
    hashed = hashed ^ (hashed >> np.uint32(13))
    hashed = hashed * _MIX_2
    return (hashed ^ (hashed >> np.uint32(16))) & MASK
