"""Fountain and plain text are distinguished by content, not by the name of the file."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from scriptnb.screenplay.formats.base import Source
from scriptnb.screenplay.formats.fountain import detect

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="real scripts stand in ../shared/data")

SENTENCE = (
    "The rain falls on the town and on the sea, and nobody is out but an old dog that barks. "
)


def is_fountain(text, name=None):
    return detect.sniff(Source(text, name))


def script(wrap=None, cue_indent=0, indent=0):
    """Make a script of forty scenes, wrapped and indented as asked."""
    paragraphs = []
    for number in range(40):
        heading = f"INT. ROOM {number} - DAY"
        action = SENTENCE * 3 if wrap is None else "\n".join(textwrap.wrap(SENTENCE * 3, wrap))
        paragraphs += [heading, action, f"{' ' * cue_indent}BOB\n{' ' * indent}I know. It rains."]
    return "\n\n".join(paragraphs) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        *("", "\n\n", "Rain.", "INT. HALL - DAY\n\nBOB\nHi.\n", "Title: Rain\n\nSun.\n"),
        "\ufeffTytuł: Deszcz\n\nSłońce.\n",
        "\n    INT. HALL - DAY\n\n    BOB\n    Hi.\n",
    ],
)
def test_what_people_type_is_fountain(text):
    assert is_fountain(text)


def test_a_script_with_one_line_a_paragraph_is_fountain():
    assert is_fountain(script())
    assert is_fountain(script(), "draft.txt")


def test_signs_make_wrapped_text_fountain():
    assert not is_fountain(script(wrap=60))
    assert is_fountain(script(wrap=60).replace("INT. ROOM", ".ROOM"))


def test_indented_text_is_plain_text():
    assert not is_fountain(script(wrap=60, cue_indent=22, indent=11).replace("\n", "\n     "))
    assert not is_fountain(
        script(wrap=60, cue_indent=22, indent=11).replace("\n", "\n     "), "a.fountain"
    )


def test_a_title_page_does_not_make_an_indented_script_fountain():
    indented = script(wrap=60, cue_indent=22, indent=11).replace("\n", "\n     ")
    assert is_fountain("Title: Rain\n\n" + script())
    assert not is_fountain("Title: Rain\n\n" + indented)


def test_text_without_empty_lines_or_with_twice_as_many_is_plain_text():
    assert not is_fountain(script(wrap=60).replace("\n\n", "\n"))
    assert not is_fountain(script(wrap=60).replace("\n", "\n\n"))


def test_cues_right_under_other_lines_make_plain_text():
    assert not is_fountain(script().replace("\n\nBOB", "\nBOB"))
    assert is_fountain(script().replace("\n\nBOB", "\nBOB", 5))


def test_pages_make_plain_text():
    assert not is_fountain(script().replace("INT. ROOM 20", "\fINT. ROOM 20"))


@needs_data
@pytest.mark.parametrize("path", sorted(DATA.glob("scripts/*.fountain")), ids=lambda p: p.stem)
def test_real_fountain_is_fountain_without_its_name_and_title_page(path):
    text = path.read_text(encoding="utf-8")
    assert is_fountain(text)
    assert is_fountain(text[text.index("\n\n") :])


#: Flush left, a paragraph a line, an empty line between paragraphs: it reads alike either way.
EITHER = {"true_romance"}


@needs_data
@pytest.mark.parametrize(
    "path", sorted(DATA.glob("plain_text_lines/scripts/*.txt")), ids=lambda p: p.stem
)
def test_real_films_are_plain_text_however_they_are_laid_out(path):
    text = path.read_text(encoding="utf-8", errors="replace")
    flush = "\n".join(line.strip() for line in text.split("\n"))
    if path.stem not in EITHER:
        assert not is_fountain(text)
        assert not is_fountain(flush)
    assert not is_fountain("\n".join(line for line in flush.split("\n") if line))
