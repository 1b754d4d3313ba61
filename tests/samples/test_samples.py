"""What is promised of the samples: they are found, they read cleanly, and they show everything."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

import pytest

import scriptnb
from scriptnb import samples
from scriptnb.errors import ScriptReadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scriptnb.screenplay import Screenplay
    from scriptnb.screenplay.model import Element

#: The page of the trade: 55 lines; how many characters of each kind fit on one.
PAGE = 55
WIDTH = {"dialogue": 35, "lyric": 35, "parenthetical": 25}
IN_A_SPEECH = ("parenthetical", "dialogue", "lyric")
#: These take no room on paper.
UNPRINTED = ("section", "synopsis", "note", "boneyard", "page_break", "title_page")
#: What the Fountain specification knows; a shot and page furniture are other formats' business.
FOUNTAIN_KINDS = {
    "scene_heading", "action", "character", "parenthetical", "dialogue", "lyric", "transition",
    "centered", "section", "synopsis", "note", "boneyard", "page_break", "title_page",
}  # fmt: skip


def read(name: str) -> Screenplay:
    return scriptnb.read_script(samples.path(name))


def kinds(script: Screenplay, *wanted: str) -> list[Element]:
    return [element for element in script.elements if element.kind in wanted]


def source_lines(name: str) -> list[str]:
    return samples.path(name).read_text(encoding="utf-8").split("\n")


def printed_pages(script: Screenplay) -> float:
    """Count pages without the package's own ruler, and rather too few than too many."""
    lines = 0
    beside = False
    for element in script.elements:
        if element.kind in UNPRINTED:
            continue
        if element.kind not in IN_A_SPEECH:
            beside = element.dual
            lines += not beside  # the blank line above
        if not beside:
            width = WIDTH.get(element.kind, 61)
            lines += sum(len(textwrap.wrap(row, width)) or 1 for row in element.text.split("\n"))
    return lines / PAGE


# --- finding them


def test_every_name_leads_to_a_file_of_that_name() -> None:
    assert samples.names() == ["cisza_nocna", "coffee", "coffee_web", "mainly_fair"]
    for name in samples.names():
        assert samples.path(name).is_file()
        assert samples.path(name).stem == name


@pytest.mark.parametrize("name", ["tea", "", "README", "__init__", "../errors", "/etc/passwd"])
def test_an_unknown_name_says_which_exist(name: str) -> None:
    with pytest.raises(ScriptReadError) as caught:
        samples.path(name)
    assert repr(name) in str(caught.value)
    assert all(known in str(caught.value) for known in samples.names())


def test_the_folder_says_what_each_is_and_that_it_is_free() -> None:
    text = (samples.path("coffee").parent / "README.md").read_text(encoding="utf-8")
    assert "CC0" in text
    assert all(f"`{name}`" in text for name in samples.names())


# --- reading them


@pytest.mark.parametrize("name", samples.names())
def test_a_sample_reads_without_a_complaint(name: str) -> None:
    script = read(name)
    assert script.problems == []
    assert script.format == ("plain_text" if name == "coffee_web" else "fountain")
    assert script.language == ("pl" if name == "cisza_nocna" else "en")


@pytest.mark.parametrize("name", samples.names())
def test_every_printed_line_belongs_to_exactly_one_element(name: str) -> None:
    covered = [
        line
        for element in read(name).elements
        for line in range(element.line, element.end_line + 1)
    ]
    assert len(covered) == len(set(covered))
    blank = {n for n, line in enumerate(source_lines(name), 1) if not line.strip()}
    lines = set(range(1, len(source_lines(name)) + 1))
    assert lines - blank <= set(covered)


@pytest.mark.parametrize("name", ["mainly_fair", "cisza_nocna", "coffee"])
def test_no_mark_of_fountain_is_left_in_what_is_read(name: str) -> None:
    for element in read(name).elements:
        if element.kind != "boneyard":
            assert not re.search(r"\[\[|\]\]|/\*|\*/|^[!@~>#=]|^\.(?!\.)|[\^_]", element.text), (
                element
            )


# --- Mainly Fair


@pytest.fixture(scope="module")
def film() -> Screenplay:
    return read("mainly_fair")


def test_the_english_film_has_the_promised_size(film: Screenplay) -> None:
    assert printed_pages(film) >= 12
    assert len(kinds(film, "scene_heading")) == 20
    assert len(film.scenes) == 21  # what is heard before the first heading is one, too
    assert sorted(film.characters) == sorted(
        ["COLM", "NELL", "WREN", "DOUGAL", "MINA", "McPHEE", "AGNES", "IONA"]
    )


def test_the_english_film_has_every_kind_that_fountain_knows(film: Screenplay) -> None:
    assert {element.kind for element in film.elements} == FOUNTAIN_KINDS


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a forced heading", r"\.[A-Z]"),
        ("a forced action", r"!"),
        ("a forced cue", r"@"),
        ("a forced transition", r"> [^<]+$"),
        ("a transition", r"[A-Z ]+ TO:$"),
        ("centered text", r">.*<$"),
        ("a lyric", r"~"),
        ("a section", r"# "),
        ("a section in a section", r"## "),
        ("a synopsis", r"= "),
        ("a page break", r"===$"),
        ("a dual cue", r"[A-Z]+ \^$"),
        ("a whole-line note", r"\[\[.*\]\]$"),
        ("a note in a line", r"[^\[]+\[\[.*\]\]"),
        ("a boneyard over lines", r"/\*(?!.*\*/)"),
        ("a boneyard in a line", r".+/\*.*\*/"),
        ("italics", r".*(?<!\*)\*[^* ][^*]*\*(?!\*)"),
        ("bold", r".*\*\*[^*]+\*\*"),
        ("underline", r".*_[^_]+_"),
        ("an escaped star", r".*\\\*"),
        ("a two-space line in a speech", r"  $"),
        ("a voice-over that goes on", r"[A-Z]+ \(V\.O\.\) \(CONT'D\)$"),
        ("a voice from another room", r"[A-Z]+ \(O\.S\.\)$"),
        ("an establishing shot", r"EST\. "),
        ("inside and outside", r"INT\./EXT\. "),
        ("a scene number with a letter", r".* #\d+[A-Z]#$"),
        ("a montage", r"!MONTAGE"),
    ],
)
def test_the_english_film_shows(what: str, pattern: str) -> None:
    assert any(re.match(pattern, line) for line in source_lines("mainly_fair")), what


def test_what_is_forced_is_what_it_was_forced_to_be(film: Screenplay) -> None:
    by_line = {element.line: element for element in film.elements}
    expected = {"!": "action", "@": "character", "~": "lyric", ".": "scene_heading"}
    for number, line in enumerate(source_lines("mainly_fair"), 1):
        if line[:1] in expected:
            element = next(by_line[n] for n in range(number, 0, -1) if n in by_line)
            assert element.kind == expected[line[0]], (number, line)


def test_every_scene_of_the_english_film_has_its_number_and_a_place(film: Screenplay) -> None:
    headings = film.scenes[1:]
    counted = [str(number) for number in range(1, 20)]
    assert [scene.number for scene in headings] == [*counted[:13], "13A", *counted[13:]]
    assert all(scene.location for scene in headings)
    assert {scene.int_ext for scene in headings} == {"INT", "EXT", "INT/EXT", None}
    assert {"DAY", "NIGHT", "DAWN", "DUSK", "MORNING", "CONTINUOUS"} <= {s.time for s in headings}


def test_the_two_who_quarrel_at_once_stand_side_by_side(film: Screenplay) -> None:
    assert [speech.character for speech in film.dialogues if speech.dual] == ["WREN", "DOUGAL"]


def test_two_women_talk_about_a_barometer(film: Screenplay) -> None:
    scene = next(scene for scene in film.scenes if scene.number == "5")
    assert scene.characters == ("MINA", "NELL")


# --- Cisza nocna


@pytest.fixture(scope="module")
def polish() -> Screenplay:
    return read("cisza_nocna")


def test_the_polish_film_has_the_promised_size(polish: Screenplay) -> None:
    assert printed_pages(polish) >= 5
    assert len(polish.scenes) >= 6
    assert polish.characters == [
        "ŁUCJA", "GRAŻYNA", "JÓZIO", "PREZES ŚLIWA", "BŁAŻEJ", "DYSPOZYTORKA",
    ]  # fmt: skip


def test_polish_headings_are_found_without_a_forcing_dot(polish: Screenplay) -> None:
    forms = ("PLENER", "WNĘTRZE", "WN/PL.", "WN.", "PL.")
    written = [
        (number, line)
        for number, line in enumerate(source_lines("cisza_nocna"), 1)
        if line.startswith(forms)
    ]
    assert {next(f for f in forms if line.startswith(f)) for _, line in written} == set(forms)
    assert [(scene.line, scene.heading) for scene in polish.scenes] == written


def test_polish_scenes_know_inside_from_outside_and_day_from_night(polish: Screenplay) -> None:
    seen = {(scene.int_ext, scene.time_of_day, scene.time) for scene in polish.scenes}
    assert seen == {
        ("EXT", "NOC", "NIGHT"),
        ("INT", "NOC", "NIGHT"),
        ("INT", "RANEK", "MORNING"),
        ("INT", "DZIEŃ", "DAY"),
        ("INT/EXT", "ZMIERZCH", "DUSK"),
        ("INT", "WIECZÓR", "EVENING"),
        ("EXT", "ŚWIT", "DAWN"),
    }
    assert all(scene.location for scene in polish.scenes)


def test_the_polish_title_page_keeps_its_own_words(polish: Screenplay) -> None:
    assert {"Tytuł", "Autor"} <= set(polish.title_page)


# --- the page of coffee, twice


def spoken(script: Screenplay) -> Iterator[tuple[int, str, str | None, str | None, str]]:
    for speech in script.dialogues:
        yield (
            speech.scene, speech.character, speech.extension, speech.parenthetical, speech.text
        )  # fmt: skip


def headings(script: Screenplay) -> Iterable[str]:
    return [element.text for element in kinds(script, "scene_heading")]


def test_the_smallest_sample_is_a_page() -> None:
    assert 0.8 <= printed_pages(read("coffee")) <= 1.1
    assert read("coffee").characters == ["BO", "OTHER ALEX", "ALEX"]


def test_the_plain_text_page_says_what_the_fountain_page_says() -> None:
    fountain, web = read("coffee"), read("coffee_web")
    offset = fountain.scenes[0].scene - next(s.scene for s in web.scenes if s.heading)
    assert headings(fountain) == headings(web)
    assert list(spoken(fountain)) == [(scene + offset, *rest) for scene, *rest in spoken(web)]
