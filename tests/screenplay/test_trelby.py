"""Trelby: text with a mark at the start of each line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scriptnb.screenplay.reading import parse_bytes, read_script

if TYPE_CHECKING:
    from scriptnb.screenplay.screenplay import Screenplay

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "scripts"
HEAD = "\ufeff#Version 3\n#Begin-Config \nFontSize:12\n{}#End-Config \n{}#Start-Script \n"


def read(lines: str, config: str = "", titles: str = "") -> Screenplay:
    return parse_bytes((HEAD.format(config, titles) + lines).encode(), "a.trelby")


def kinds(script: Screenplay) -> list[tuple[str, str]]:
    return [(e.kind, e.text) for e in script.elements if e.kind != "title_page"]


def test_each_tag_is_a_kind_and_capitals_are_as_printed() -> None:
    script = read(
        ".\\int. mill - day\n..Dust.\n._ada\n.((low)\n.:Well.\n./cut to:\n.=the wheel\n"
        ".%check\n.@act two\n"
    )
    assert script.format == "trelby"
    assert kinds(script) == [
        ("scene_heading", "INT. MILL - DAY"), ("action", "Dust."), ("character", "ADA"),
        ("parenthetical", "(low)"), ("dialogue", "Well."), ("transition", "CUT TO:"),
        ("shot", "THE WHEEL"), ("note", "check"), ("centered", "ACT TWO"),
    ]  # fmt: skip


def test_lines_are_joined_as_their_first_character_says() -> None:
    assert kinds(read(">.one\n+.two\n&.thr\n|.ee\n..four\n")) == [
        ("action", "one two  three\nfour")
    ]  # fmt: skip


def test_the_files_own_setting_decides_on_capitals() -> None:
    script = read(".\\Int. mill\n", "Element/Scene/Export/AllCaps:False\n")
    assert kinds(script) == [("scene_heading", "Int. mill")]


def test_the_title_page_is_read() -> None:
    titles = (
        "#Title-String 0.0,80.0,32,cb,Times,,THE MILL\n"
        "#Title-String 0.0,100.0,12,c,Courier,,by\\n\\nAda Low\n"
        "#Title-String 9.0,240.0,12,r,Courier,,Agent: Bo High\\nTel: 123 456 789\n"
    )
    assert read("..Dust.\n", titles=titles).title_page == {
        "Title": ["THE MILL"],
        "Credit": ["by"],
        "Author": ["Ada Low"],
        "Contact": ["Agent: Bo High", "Tel: 123 456 789"],
    }


def test_a_line_without_a_mark_is_a_problem_and_no_end() -> None:
    script = read("..Dust.\n?what\n>.open\n")
    assert kinds(script) == [("action", "Dust."), ("action", "open")]
    assert ("unreadable_line", "?what") in [(p.kind, p.text) for p in script.problems]


def test_one_script_in_trelby_and_celtx_is_one_script() -> None:
    if not DATA.exists():
        pytest.skip("the shared scripts are not beside the repository")
    trelby, celtx = (read_script(DATA / f"test.{end}") for end in ("trelby", "celtx"))
    # The Trelby file alone says one word more, after two empty paragraphs.
    theirs, ours = kinds(celtx), kinds(trelby)
    assert ours[-1][1].startswith(theirs[-1][1])
    assert ours[:-1] == theirs[:-1]


def test_the_same_script_as_text_has_the_same_speeches() -> None:
    if not DATA.exists():
        pytest.skip("the shared scripts are not beside the repository")
    trelby, text = (read_script(DATA / f"test.{end}") for end in ("trelby", "txt"))
    spoken = [
        [(d.character, "".join(d.text.split())) for d in script.dialogues[:-1]]
        for script in (trelby, text)
    ]
    assert spoken[0] == spoken[1]


def test_the_first_version_has_no_begin_lines() -> None:
    script = parse_bytes(
        b"\xef\xbb\xbf#Version 1\n#Header-String 1,0,r,,${PAGE}.\n.\\INT. MILL - DAY\n"
        b">.The wheel\n..turns.\n._ADA\n.:Well.\n",
        "a.trelby",
    )
    assert script.format == "trelby"
    assert kinds(script) == [
        ("scene_heading", "INT. MILL - DAY"), ("action", "The wheel turns."), ("character", "ADA"),
        ("dialogue", "Well."),
    ]  # fmt: skip


def test_a_section_named_version_is_no_trelby() -> None:
    text = b"#Version 1\n\nINT. MILL - DAY\n\n.SNIPER POV\n\nADA\nWell.\n"
    assert parse_bytes(text, "a.fountain").format == "fountain"
