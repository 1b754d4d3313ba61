"""A script written as Fountain is read as the same elements."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from scriptnb.screenplay import Element, Screenplay, parse_script, read_script

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "scripts"

#: Pieces of which lines are made: everything that means something in Fountain, and words.
PIECES = st.sampled_from(
    [
        *("INT.", "EXT", "INT/EXT.", "WN.", "PLENER", "PACKSHOT.", "HALL", "-", "DAY", "NOC"),
        *("BOB", "ŁUCJA", "McCLANE", "李明", "23", "(O.S.)", "(cont'd)", "^", "rain", "Rain."),
        *("TO:", "CUT TO:", "Title:", "Note:", ":", "12A", "12A ", "#", "#12#", "\\", "\\#"),
        *("*", "**", "***", "_", "\\*", "\\_", "[[", "]]", "/*", "*/", "[", "]", "(", ")"),
        *(".", "..", "...", "!", "!!", "@", "~", ">", "<", "=", "===", "'", "’", "\u00a0", "é"),
        *(" ", "  ", "\t", "\u2028", "\x0b", "\x0c"),
    ]
)
LINES = st.lists(PIECES, max_size=6).map("".join) | st.lists(PIECES, max_size=5).map(" ".join)
TEXTS = st.lists(LINES | st.sampled_from(["", "", "  ", "BOB", "Rain."]), max_size=14).map(
    "\n".join
)


def seen(script):
    """All that a reader gives, but where it stands."""
    return [
        (e.kind, e.text, e.scene, e.notes, e.number, e.level, e.dual, e.styles)
        for e in script.elements
    ]


def again(script):
    return parse_script(script.to_fountain(), format="fountain")


@settings(deadline=None)
@given(TEXTS)
@example("BOB\n[[a]]\n\n~la")
@example("/*/*")
@example("Title:\nTitle:")
@example("[[a]]\n\nTitle: b\n\nRain.")
@example("BOB\nHi.\n===\nHo.")
@example("**INT. A #1#**\n\nCUT TO: ")
@example("McCLANE\n!\tINT.")
@example("BOB\nINT.\n  \n~\nINT.")
def test_reading_back_gives_the_same_elements(text):
    script = parse_script(text, format="fountain")
    front = sum(element.kind == "title_page" for element in script.elements)
    assume(front == len(script.title_page))  # a key that stands twice is one key in the dict
    assert seen(again(script)) == seen(script)
    assert again(script).title_page == script.title_page


WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff"
    ),
    min_size=1,
).map(lambda text: " ".join(text.split()))
SPANS = st.lists(
    st.tuples(
        st.integers(0, 20), st.integers(1, 20), st.sampled_from(["bold", "italic", "underline"])
    ),
    max_size=4,
)


@settings(deadline=None)
@given(WORDS, st.sampled_from(["action", "dialogue", "scene_heading", "centered", "transition"]))
def test_text_of_any_kind_and_alphabet_reads_back(text, kind):
    elements = [Element("character", "BOB", 1, 1)] if kind == "dialogue" else []
    elements.append(Element(kind, text, 2, 2, scene=1))
    back = again(Screenplay("", elements)).elements
    if text:
        assert [(e.kind, e.text) for e in back] == [(e.kind, e.text) for e in elements]


@settings(deadline=None)
@given(WORDS, SPANS)
def test_emphasis_never_costs_a_letter(text, spans):
    styles = tuple((at, min(at + size, len(text)), style) for at, size, style in spans)
    element = Element("action", text, 1, 1, scene=1, styles=styles)
    back = again(Screenplay("", [element])).elements
    if text:
        assert [each.text for each in back] == [text]


@pytest.mark.parametrize(
    "styles",
    [
        ((0, 3, "bold"),),
        ((0, 3, "bold"), (0, 7, "underline")),
        ((0, 3, "bold"), (4, 7, "bold")),
        ((0, 7, "bold"), (4, 7, "italic")),
        ((0, 5, "bold"), (2, 7, "italic")),
        ((0, 7, "bold"), (0, 7, "italic"), (0, 7, "underline")),
    ],
)
def test_emphasis_reads_back(styles):
    element = Element("action", "one two", 1, 1, scene=1, styles=styles)
    (back,) = again(Screenplay("", [element])).elements
    assert (back.text, back.styles) == ("one two", styles)


def test_furniture_is_left_out_and_a_speech_it_broke_is_joined():
    elements = [
        Element("character", "BOB", 1, 1, scene=1),
        Element("dialogue", "One", 2, 2, scene=1),
        Element("furniture", "(MORE)", 3, 3, scene=1),
        Element("furniture", "12.", 5, 5, scene=1),
        Element("character", "BOB (CONT'D)", 7, 7, scene=1),
        Element("dialogue", "two.", 8, 8, scene=1),
    ]
    script = Screenplay("", elements)
    assert script.to_fountain() == "BOB\nOne two.\n"
    assert [speech.text for speech in again(script).dialogues] == ["One two."]
    assert [speech.text for speech in script.dialogues] == ["One two."]


def test_a_paragraph_is_forced_only_where_it_must_be():
    text = (
        "Title: Rain\nAuthor:\n    Ann\n    Bob\n\n"
        "INT. HALL - DAY #1#\n\nIt rains.\n\n.SNIPER POV\n\n"
        "BOB (V.O.)\n(low)\nIt rains.\n\n@McCLANE ^\nIt does.\n\n"
        "!BANG\nHe falls.\n\nSMASH CUT TO:\n\n"
        "> FADE OUT.\n\n> THE END <\n\n# Act\n\n= What.\n\n[[note]]\n\n===\n"
    )
    assert parse_script(text, format="fountain").to_fountain() == text


@pytest.mark.skipif(not DATA.is_dir(), reason="real scripts stand in ../shared/data")
@pytest.mark.parametrize("path", sorted(DATA.glob("*.fountain")), ids=lambda path: path.stem)
def test_real_scripts_read_back(path):
    script = read_script(path)
    assert seen(again(script)) == seen(script)
