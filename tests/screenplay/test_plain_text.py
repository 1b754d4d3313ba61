"""The plain-text reader, as used by somebody who pastes or opens a script."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scriptnb

if TYPE_CHECKING:
    from scriptnb.screenplay import Screenplay

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"

_STAIRS = (
    "Wind rattles the panes. MARTA, sixty, trims the lamp with great care and does not look at "
    "the stairs, where somebody is coming up."
)
_LATE = "You are late. The boat left an hour ago, and the next one leaves when the storm says so."
_ROPE = "Gulls. A rope hangs from the cliff and swings, although there is no wind at all."
#: (kind, text) of the film that every layout below prints.
FILM = [
    ("scene_heading", "INT. LIGHTHOUSE - NIGHT"), ("action", _STAIRS),
    ("character", "MARTA"), ("dialogue", _LATE),
    ("character", "OLEK (O.S.)"), ("parenthetical", "(out of breath)"),
    ("dialogue", "There was no boat."), ("action", "She turns around. The lamp goes out."),
    ("character", "MARTA"), ("dialogue", "Then who rang the bell?"), ("transition", "CUT TO:"),
    ("scene_heading", "EXT. ROCKS - DAWN"), ("action", _ROPE), ("character", "OLEK"),
    ("dialogue", "Somebody climbed down in the night."), ("character", "MARTA (CONT'D)"),
    ("dialogue", "Or up."), ("action", "They both look at the tower."),
]  # fmt: skip


def wrapped(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def printed(
    indents: dict[str, int], action: int = 60, speech: int = 34, between: int = 1, leading: int = 0
) -> str:
    """Print the film with indents by kind, widths, blank lines between and within paragraphs."""
    out: list[str] = []
    for kind, text in FILM:
        if kind not in ("dialogue", "parenthetical") and out:
            out += [""] * between
        elif out:
            out += [""] * leading
        width = {"action": action, "dialogue": speech}.get(kind, 200)
        for number, line in enumerate(wrapped(text, width)):
            out += [""] * (leading if number else 0)
            out.append(" " * indents.get(kind, indents["action"]) + line)
    return "\n".join(out) + "\n"


USUAL = {"action": 0, "dialogue": 10, "parenthetical": 16, "character": 22, "transition": 50}
FLUSH = {"action": 0}


def kinds_and_texts(script: Screenplay) -> list[tuple[str, str]]:
    return [(element.kind, element.text) for element in script.elements]


def read(text: str) -> Screenplay:
    return scriptnb.parse_script(text, format="plain_text")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(printed(USUAL), id="indented"),
        pytest.param(printed({kind: at + 12 for kind, at in USUAL.items()}), id="far right"),
        pytest.param(printed(FLUSH, speech=60), id="flush left"),
        pytest.param(printed(FLUSH, 10_000, 10_000), id="a paragraph a line"),
        pytest.param(printed(USUAL, leading=1, between=1), id="double-spaced"),
        pytest.param(printed(USUAL, between=2), id="two blank lines"),
        pytest.param(printed(USUAL, between=0), id="no blank lines"),
        pytest.param(printed(USUAL).replace("\n", "\r\n"), id="windows line ends"),
        pytest.param(printed({kind: at // 8 * 8 for kind, at in USUAL.items()})
                     .replace("        ", "\t"), id="tabs"),
    ],
)  # fmt: skip
def test_the_layout_of_a_film_does_not_change_what_is_read(text: str) -> None:
    assert kinds_and_texts(read(text)) == FILM


def test_every_line_between_pages_is_furniture_and_the_speech_goes_on() -> None:
    page = printed(USUAL).replace(
        "          when the storm says so.",
        "                      (MORE)\n\n"
        "                                                      (CONTINUED)\n\f"
        "LIGHTHOUSE - Blue Rev. 3/4/99                              2.\n"
        "CONTINUED:\n\n"
        "                      MARTA (CONT'D)\n"
        "          when the storm says so.",
    )
    script = read(page)
    furniture = [element.text for element in script.elements if element.kind == "furniture"]
    assert furniture[:2] == ["(MORE)", "(CONTINUED)"]
    assert "CONTINUED:" in furniture
    assert script.dialogues[0].text.endswith("when the storm says so.")
    assert {element.page for element in script.elements} == {1, 2}


def test_page_numbers_in_a_row_are_furniture() -> None:
    scene = "INT. HALL - DAY\n\n" + "\n\n".join(f"Door number {n} opens." for n in range(18))
    pages = "".join(f"{scene}\n\n{' ' * 60}{number}.\n\n" for number in range(2, 8))
    furniture = [element.text for element in read(pages).elements if element.kind == "furniture"]
    assert furniture == [f"{number}." for number in range(2, 8)]


def test_scene_numbers_in_both_margins_are_the_scenes_numbers() -> None:
    text = printed(USUAL).replace("INT. LIGHTHOUSE - NIGHT", "12A  INT. LIGHTHOUSE - NIGHT     12A")
    heading = read(text).elements[0]
    assert (heading.kind, heading.number, heading.text) == (
        "scene_heading", "12A", "INT. LIGHTHOUSE - NIGHT",
    )  # fmt: skip


def test_revision_stars_are_no_part_of_the_text() -> None:
    text = printed(USUAL).replace(
        "You are late. The boat left an", "You are late. The boat left an     *"
    )
    assert kinds_and_texts(read(text)) == FILM


def test_a_heading_that_wraps_is_one_heading() -> None:
    text = printed(USUAL).replace(
        "EXT. ROCKS - DAWN", "EXT. ROCKS BELOW THE LIGHTHOUSE WHERE NOBODY EVER GOES\n- DAWN"
    )
    assert ("scene_heading", "EXT. ROCKS BELOW THE LIGHTHOUSE WHERE NOBODY EVER GOES - DAWN") in (
        kinds_and_texts(read(text))
    )


def test_leftovers_of_html_are_not_read() -> None:
    text = "<html>\n<pre>\n" + printed(USUAL).replace("INT.", "<b>INT.").replace(
        "NIGHT", "NIGHT</b>"
    )
    text = text.replace("and does", "and&nbsp;does") + "</pre>\n"
    story = [pair for pair in kinds_and_texts(read(text)) if pair[0] != "furniture"]
    assert story == FILM


def test_polish_headings_need_no_dot() -> None:
    text = (
        "WNĘTRZE. LATARNIA MORSKA - NOC\n\nWiatr szarpie szybami.\n\nMARTA\nSpóźniłeś się.\n\n"
        "OLEK\n(zdyszany)\nNie było łodzi.\n\nCIĘCIE DO:\n\nPLENER. SKAŁY - ŚWIT\n\nMewy.\n"
    )
    assert kinds_and_texts(read(text)) == [
        ("scene_heading", "WNĘTRZE. LATARNIA MORSKA - NOC"), ("action", "Wiatr szarpie szybami."),
        ("character", "MARTA"), ("dialogue", "Spóźniłeś się."), ("character", "OLEK"),
        ("parenthetical", "(zdyszany)"), ("dialogue", "Nie było łodzi."),
        ("transition", "CIĘCIE DO:"), ("scene_heading", "PLENER. SKAŁY - ŚWIT"),
        ("action", "Mewy."),
    ]  # fmt: skip


CENTRED_TITLE = """

                    THE LIGHTHOUSE

                      written by

                      Ewa Example



"""


@pytest.mark.parametrize(
    "title",
    [
        CENTRED_TITLE,
        "Title: THE LIGHTHOUSE\nCredit: written by\nAuthor: Ewa Example\n\n",
        "Tytuł: THE LIGHTHOUSE\nAutor: Ewa Example\n\n",
    ],
    ids=["centred", "keyed", "keyed in Polish"],
)
def test_the_title_page_names_title_and_author(title: str) -> None:
    script = read(title + printed(USUAL))
    values = [value for values in script.title_page.values() for value in values]
    assert "THE LIGHTHOUSE" in values
    assert "Ewa Example" in values
    assert kinds_and_texts(script)[-len(FILM) :] == FILM


def test_prose_is_action() -> None:
    text = (
        "The letter came on a Monday. Nobody had\nwritten to her for years.\n\nShe left it shut.\n"
    )
    assert kinds_and_texts(read(text)) == [
        ("action", "The letter came on a Monday. Nobody had written to her for years."),
        ("action", "She left it shut."),
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\f\f\n", "\t\r\n"])
def test_nothing_is_an_empty_screenplay(text: str) -> None:
    assert list(read(text + "\n").elements) == []


pieces = st.sampled_from(
    ["INT. HALL - DAY", "MARTA", "(beat)", "Who is there?", "12.", "CUT TO:", "", "", "\f", "(",
     "*", "<b>", "12  EXT. YARD  12", "   Rain falls on the roof and", "\tMARTA (V.O.)", "\u2028",
     "&#10;"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(pieces, st.text(max_size=12)), max_size=40),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_every_line_that_is_not_blank_is_in_exactly_one_element(lines: list[str], end: str) -> None:
    text = end.join(lines) + end
    source = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    covered = [
        number
        for element in read(text).elements
        for number in range(element.line, element.end_line + 1)
    ]
    assert len(covered) == len(set(covered))
    assert covered == sorted(covered)
    assert {at + 1 for at, line in enumerate(source) if line.strip()} <= set(covered)


def test_a_line_that_could_be_two_things_is_reported_with_its_number() -> None:
    text = printed(USUAL).replace("They both look at the tower.", "THE TOWER")
    for problem in read(text).problems:
        if problem.kind == "uncertain_line":
            assert problem.line is not None
            assert problem.text in text.split("\n")[problem.line - 1]


def test_importing_the_room_loads_no_numpy() -> None:
    code = "import sys, scriptnb.screenplay; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", ["laboratorium", "pomysl-zanim-klikniesz"])
def test_polish_scripts_without_forcing_dots_keep_every_heading(name: str) -> None:
    path = DATA / "scripts" / f"{name}.fountain"
    if not path.exists():
        pytest.skip("the shared scripts are not here")
    lines = path.read_text(encoding="utf-8").splitlines()
    forced = [line[1:].strip() for line in lines if line.startswith((".WN", ".PL"))]
    bare = "\n".join(line[1:] if line[:1] in (".", ">") else line for line in lines)
    found = [element.text for element in read(bare).elements if element.kind == "scene_heading"]
    assert forced
    assert [heading for heading in forced if heading not in found] == []
