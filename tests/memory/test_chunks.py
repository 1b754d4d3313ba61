"""Text in pieces: nothing lost, nothing too long, no word split that fits."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scriptnb.memory import MemoryManager, chunk_text

SIZES = st.integers(min_value=1, max_value=60)
#: Any text, and text in which cuts are likely.
TEXTS = st.text(max_size=400) | st.lists(
    st.sampled_from(
        [
            "a",
            "door",
            "Zażółć",
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            " ",
            "  ",
            "\t",
            "\f",
            "\u00a0",
            "x" * 30,
        ]
    ),
    max_size=120,
).map("".join)


@settings(deadline=None)
@given(TEXTS, SIZES)
def test_chunks_together_are_the_text(text, size):
    assert "".join(chunk_text(text, size)) == text


@settings(deadline=None)
@given(TEXTS, SIZES)
def test_no_chunk_is_empty_or_too_long(text, size):
    assert all(1 <= len(chunk) <= size for chunk in chunk_text(text, size))


@settings(deadline=None)
@given(TEXTS, SIZES)
def test_no_word_is_split_that_fits_in_a_chunk(text, size):
    whole = {word for word in text.split() if len(word) <= size}
    pieces = [word for chunk in chunk_text(text, size) for word in chunk.split()]
    for word in whole:
        assert pieces.count(word) >= text.split().count(word)


@settings(deadline=None)
@given(TEXTS, SIZES.filter(lambda size: size > 1))
def test_no_line_end_is_split(text, size):
    chunks = chunk_text(text, size)
    for before, after in itertools.pairwise(chunks):
        assert not (before.endswith("\r") and after.startswith("\n"))


@settings(deadline=None)
@given(TEXTS, SIZES)
def test_a_chunk_that_could_end_at_a_blank_line_does(text, size):
    """Where a chunk and the next character run over a blank line, the chunk ends at one."""
    blank = re.compile(r"\S\s*?(?:\r\n|\r(?!\n)|\n)[ \t]*(?:\r\n|\r(?!\n)|\n)")
    chunks = chunk_text(text, size)
    for chunk in chunks[:-1]:
        if blank.search(chunk):
            assert re.search(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)\Z", chunk)


@settings(deadline=None)
@given(TEXTS, SIZES)
def test_fewer_chunks_than_four_for_each_full_one(text, size):
    """Cutting early never makes crumbs of a text: this bounds the time as well."""
    assert len(chunk_text(text, size)) <= 4 * (len(text) // size + 1)


def test_the_last_blank_line_that_fits_is_preferred_to_a_later_line_end():
    text = "one\n\ntwo\n\nthree\nfour five"
    assert chunk_text(text, 20) == ["one\n\ntwo\n\n", "three\nfour five"]


def test_a_line_end_is_preferred_to_a_later_space():
    assert chunk_text("one two\nthree four five", 20) == ["one two\n", "three four five"]


def test_a_space_is_the_last_resort():
    assert chunk_text("one two three", 9) == ["one two ", "three"]


def test_a_word_that_ends_where_the_chunk_does_is_in_it():
    assert chunk_text("ab cde fgh", 6) == ["ab cde", " fgh"]


def test_a_word_that_fills_a_chunk_exactly_stays_whole():
    assert chunk_text("hello world", 5) == ["hello", " ", "world"]


def test_a_word_longer_than_a_chunk_is_cut_to_full_chunks():
    assert chunk_text("a " + "b" * 12, 5) == ["a ", "bbbbb", "bbbbb", "bb"]


def test_blank_lines_at_the_start_make_no_chunk_of_nothing():
    assert chunk_text("\n\nFADE IN:\nA door.", 12) == ["\n\nFADE IN:\n", "A door."]


def test_a_blank_line_may_hold_spaces_and_any_line_end():
    assert chunk_text("one\r\n \t\r\ntwo\rthree", 14) == ["one\r\n \t\r\n", "two\rthree"]
    assert chunk_text("one\r\rtwo three", 10) == ["one\r\r", "two three"]


def test_an_element_that_fits_is_never_cut():
    elements = [f"SPEAKER {n}\nLine {n} of what is said.\n\n" for n in range(200)]
    chunks = chunk_text("".join(elements), 500)
    assert all(chunk.startswith("SPEAKER") and chunk.endswith("\n\n") for chunk in chunks)


def test_no_text_gives_no_chunks():
    assert chunk_text("") == []


def test_a_short_text_is_one_chunk():
    assert MemoryManager().chunk_text("FADE IN:\n\nA door.") == ["FADE IN:\n\nA door."]


@pytest.mark.parametrize("text", ["x", " ", "\n", "x ", "a\n", "\r\n", "one two\n", "p\n\nq "])
def test_a_megabyte_of_anything_are_cut_to_the_end(text):
    big = text * (1_000_000 // len(text))
    for size in (7, 5000):
        assert sum(map(len, chunk_text(big, size))) == len(big)


@pytest.mark.parametrize("size", [0, -1])
def test_a_size_below_one_is_refused(size):
    with pytest.raises(ValueError, match=f"chunk_size is {size}; give at least 1"):
        chunk_text("text", size)


@pytest.mark.parametrize("size", [2.5, "5", None, True])
def test_a_size_that_is_no_whole_number_is_refused(size):
    with pytest.raises(TypeError, match="whole number of characters"):
        chunk_text("text", size)
