"""What holds for every script: coverage, scenes, speeches, problems, limits for hostile input."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scriptnb.errors import ScriptReadError, UnsupportedFormatError
from scriptnb.screenplay import Element, Screenplay, parse_bytes, parse_script, read_script
from scriptnb.screenplay.formats import TABLE, named
from scriptnb.screenplay.formats.base import number_scenes

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "scripts"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="real scripts stand in ../shared/data")


def lines_of(text):
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def assert_covered(script):
    """Every line that is not blank is covered by exactly one element, in order."""
    covered = []
    for element in script.elements:
        assert element.line <= element.end_line
        covered += range(element.line, element.end_line + 1)
    assert covered == sorted(set(covered))
    lines = lines_of(script.text)
    missing = set(range(1, len(lines) + 1)) - set(covered)
    assert [number for number in missing if lines[number - 1].strip("\ufeff").strip()] == []


@needs_data
@pytest.mark.parametrize("path", sorted(DATA.glob("*.fountain")), ids=lambda path: path.stem)
def test_every_line_of_a_real_script_is_covered_by_one_element(path):
    script = read_script(path)
    assert script.format == "fountain"
    assert_covered(script)


LETTERS = st.sampled_from([*"aB.!@~>#=[]/*_\\()^: \t\n\n\n\r1-<", "INT. ", "TO:", "  \n", "\u2028"])


@settings(deadline=None)
@given(st.lists(LETTERS, max_size=60).map("".join))
def test_every_line_of_any_text_is_covered_by_one_element(text):
    assert_covered(parse_script(text, format="fountain"))


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text):
    script = parse_script(text, format="fountain")
    assert_covered(script)
    assert [scene.scene for scene in script.scenes] == list(range(1, len(script.scenes) + 1))
    assert {element.scene for element in script.elements} <= {0, *range(1, len(script.scenes) + 1)}


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_clear_error(data):
    try:
        message = f"draft: {parse_bytes(data, 'draft')}"
    except ScriptReadError as error:
        message = str(error)
    assert message.startswith("draft")


def test_scenes_cover_the_script_without_gaps():
    script = parse_script("FADE IN:\n\nINT. A - DAY\n\nRain.\n\n\nEXT. B\n\nSun.\n", "fountain")
    assert [(scene.line, scene.end_line) for scene in script.scenes] == [(1, 2), (3, 7), (8, 10)]


def test_a_scene_lists_its_speakers_by_their_first_words():
    script = parse_script("INT. A\n\nBOB\nHi.\n\nANN\nHi.\n\nBOB\nBye.\n\nINT. B\n\nANN\nOh.\n")
    assert [scene.characters for scene in script.scenes] == [("BOB", "ANN"), ("ANN",)]
    assert script.characters == ["BOB", "ANN"]


def test_an_empty_script_has_nothing():
    for text in ("", "\n", " \n\t\n"):
        script = parse_script(text)
        assert (script.elements, script.scenes, script.dialogues, script.characters) == (
            [], [], [], [],
        )  # fmt: skip
        assert (script.problems, script.language, script.title_page) == ([], None, {})
        assert script.to_fountain() == ""


def test_one_character_has_one_name_however_the_cue_is_written():
    cues = ["@Julian", "JULIAN", "JULIAN (V.O.)", "JULIAN (cont'd)", "JULIAN\u00a0", "**JULIAN**"]
    script = parse_script("\n\n".join(f"{cue}\nHello." for cue in cues), "fountain")
    assert script.characters == ["JULIAN"]
    assert script.scenes[0].characters == ("JULIAN",)


def test_a_name_that_only_stands_forced_keeps_its_first_form():
    script = parse_script("@McCLANE\nHi.\n\n@Mcclane (V.O.)\nHo.\n", "fountain")
    assert script.characters == ["McCLANE"]


def test_apostrophes_of_different_shapes_are_one_name():
    assert parse_script("O'NEIL\nHi.\n\nO’NEIL\nHo.\n", "fountain").characters == ["O'NEIL"]


def speech_over(*between, cue="BOB (CONT'D)"):
    elements = [
        Element("character", "BOB", 1, 1),
        Element("dialogue", "One", 2, 2),
        *between,
        Element("character", cue, 8, 8),
        Element("dialogue", "two.", 9, 9),
    ]
    return [(d.text, d.line, d.end_line) for d in Screenplay("", elements).dialogues]


def test_a_speech_that_a_page_breaks_is_one_speech():
    more = Element("furniture", "(MORE)", 3, 3)
    page = Element("page_break", "", 5, 5)
    assert speech_over(more) == [("One two.", 1, 9)]
    assert speech_over(more, page) == [("One two.", 1, 9)]
    assert speech_over(page, cue="BOB") == [("One two.", 1, 9)]


def test_a_speech_that_anything_else_interrupts_is_two():
    rain = Element("action", "Rain.", 4, 4)
    more = Element("furniture", "(MORE)", 3, 3)
    assert len(speech_over()) == 2
    assert len(speech_over(more, rain)) == 2
    assert len(speech_over(more, cue="ANN")) == 2


def test_words_after_a_page_break_without_a_new_cue_go_on():
    elements = [
        Element("character", "BOB", 1, 1),
        Element("dialogue", "One", 2, 2),
        Element("furniture", "12.", 4, 4),
        Element("dialogue", "two.", 6, 6),
    ]
    assert [d.text for d in Screenplay("", elements).dialogues] == ["One two."]


def test_numbering_starts_with_what_is_printed():
    kinds = ["title_page", "furniture", "section", "scene_heading", "action", "scene_heading"]
    elements = [Element(kind, "x", n, n) for n, kind in enumerate(kinds, 1)]
    assert [e.scene for e in number_scenes(elements)] == [0, 1, 1, 1, 1, 2]
    assert [e.scene for e in number_scenes(elements[4:])] == [1, 2]


# ---------------------------------------------------------------- problems


def found(text):
    return [(each.line, each.kind) for each in parse_script(text, "fountain").problems]


def test_a_heading_without_a_place_is_a_problem():
    assert found("INT. - DAY\n\nRain.\n") == [(1, "heading_without_location")]
    assert found("INT. HALL - DAY\n\nRain.\n") == []


def test_a_speaker_alone_on_a_line_is_a_problem():
    assert found("BOB\nHello.\n\nRain.\n\nBOB\n\nGoodbye.\n") == [(6, "cue_without_speech")]


def test_a_name_that_is_probably_a_slip_is_a_problem_with_its_line():
    text = "JOHN\nHello.\n\n" * 6 + "JHON\nGoodbye.\n"
    (problem,) = parse_script(text, "fountain").problems
    assert (problem.line, problem.kind, problem.text) == (19, "probable_slip", "JHON")
    assert "JOHN" in problem.message


def test_problems_come_by_line():
    lines = [line for line, _ in found("BOB\nHi.\n\nRain /* x\n\nBOB\n\nINT.\n\n[[y\n")]
    assert lines == sorted(lines)
    assert len(lines) == 4


# ---------------------------------------------------------------- limits


def test_a_text_above_the_limit_is_refused():
    with pytest.raises(ScriptReadError, match="too many for a script"):
        parse_script("x" * (50 * 2**20 + 1))


def test_a_flood_of_empty_lines_is_refused():
    with pytest.raises(ScriptReadError, match="empty or very short"):
        parse_script("\n" * 800_000)


# ---------------------------------------------------------------- files


def test_a_file_is_read_with_its_bytes_kept(tmp_path):
    path = tmp_path / "draft.fountain"
    path.write_bytes("\ufeffINT. HALL - DAY\r\n\r\nŁUCJA\r\nCześć.\r\n".encode())
    script = read_script(path)
    assert script.source == path.read_bytes()
    assert script.characters == ["ŁUCJA"]
    assert read_script(str(path)).format == "fountain"


def test_text_keeps_its_own_bytes():
    assert parse_script("Rain.\n").source == b"Rain.\n"
    assert parse_script("Rain\ud800.\n").source


def test_a_file_above_the_limit_is_refused_unread(tmp_path):
    path = tmp_path / "big.fountain"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(ScriptReadError, match=r"big\.fountain: 200 MB are too many"):
        read_script(path)


def test_a_folder_a_missing_file_and_a_pipe_are_clear_errors(tmp_path):
    with pytest.raises(ScriptReadError, match="this is a folder") as caught:
        read_script(tmp_path)
    assert caught.value.path == str(tmp_path)
    with pytest.raises(ScriptReadError, match="no such file"):
        read_script(tmp_path / "none.fountain")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ScriptReadError, match="no regular file"):
        read_script(tmp_path / "pipe")
    with pytest.raises(ScriptReadError, match="cannot be read"):
        read_script("a\0b")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_clear_error(tmp_path):
    path = tmp_path / "secret.fountain"
    path.write_text("Rain.")
    path.chmod(0)
    with pytest.raises(ScriptReadError, match="no permission"):
        read_script(path)


@pytest.mark.parametrize("name", ["a.fountain", "a.txt", "a"])
def test_a_picture_is_refused_whatever_its_name(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10)
    with pytest.raises(
        UnsupportedFormatError, match=r"binary file .* reads .*Fountain \(.fountain"
    ):
        read_script(path)
    with pytest.raises(UnsupportedFormatError, match="binary file"):
        read_script(path, format="fountain")


@pytest.mark.parametrize("text", ["{\\rtf1 hello}", "<!DOCTYPE html><p>x", "\n<html>x"])
def test_text_of_other_kinds_is_refused_with_advice(text):
    with pytest.raises(UnsupportedFormatError, match="save"):
        parse_script(text)


def test_an_unknown_format_names_those_that_exist():
    with pytest.raises(UnsupportedFormatError, match=r"'word'.*fountain, plain_text"):
        parse_script("Rain.", format="word")


def test_every_format_of_the_table_can_sniff_and_read():
    assert len({row.name for row in TABLE}) == len(TABLE)
    for row in TABLE:
        assert named(row.name) is row
        assert callable(getattr(row._module(), row._name_of("sniff")))
        assert callable(getattr(row._module(), row._name_of("read")))


def test_a_made_screenplay_needs_no_source():
    script = Screenplay("", [Element("action", "Rain.", 1, 1, scene=1)])
    assert script.source == b""
    assert script.scenes[0].heading == ""
    assert script.to_fountain() == "Rain.\n"
