"""Open Screenplay Format, bare and in Fade In's archive."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay.reading import parse_bytes, read_script

if TYPE_CHECKING:
    from scriptnb.screenplay.screenplay import Screenplay

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "scripts"


def document(paragraphs: str, rest: str = "", version: int = 40) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<document type="Open Screenplay Format document" version="{version}">'
        f"{rest}<paragraphs>{paragraphs}</paragraphs></document>"
    ).encode()


def para(style: str, text: str, own: str = "", attributes: str = "") -> str:
    return f'<para {attributes}><style basestyle="{style}" {own}/><text>{text}</text></para>'


def read(paragraphs: str, rest: str = "", version: int = 40) -> Screenplay:
    return parse_bytes(document(paragraphs, rest, version), "a.osf")


def kinds(script: Screenplay) -> list[tuple[str, str]]:
    return [(element.kind, element.text) for element in script.elements]


def test_styles_become_kinds_and_parentheticals_get_their_brackets() -> None:
    script = read(
        para("Scene Heading", "INT. MILL - DAY", attributes='number="4"')
        + para("Action", "Dust.")
        + para("Character", "ADA")
        + para("Parenthetical", "low")
        + para("Dialogue", "Well.")
        + para("Shot", "THE WHEEL")
        + para("Transition", "CUT TO:")
    )
    assert script.format == "osf"
    assert kinds(script) == [
        ("scene_heading", "INT. MILL - DAY"), ("action", "Dust."), ("character", "ADA"),
        ("parenthetical", "(low)"), ("dialogue", "Well."), ("shot", "THE WHEEL"),
        ("transition", "CUT TO:"),
    ]  # fmt: skip
    assert script.elements[0].number == "4"


def test_runs_carry_their_emphasis() -> None:
    runs = '<text>She </text><text bold="1" underline="1">never</text><text italic="1"> does</text>'
    script = read(f'<para><style basestyle="Action"/>{runs}</para>')
    assert script.elements[0].text == "She never does"
    assert script.elements[0].styles == (
        (4, 9, "bold"), (4, 9, "underline"), (9, 14, "italic")
    )  # fmt: skip


def test_a_writers_own_style_is_what_it_is_based_on() -> None:
    styles = (
        '<styles><style name="Scene Heading" allcaps="1"/>'
        '<style name="Slug" basestyle="Scene Heading"/>'
        '<style name="Ring" basestyle="Ring 2"/><style name="Ring 2" basestyle="Ring"/></styles>'
    )
    script = read(para("Slug", "Int. mill - day") + para("Ring", "Dust."), styles)
    assert kinds(script) == [("scene_heading", "INT. MILL - DAY"), ("action", "Dust.")]


@pytest.mark.parametrize(
    "style",
    [
        '<style basestylename="Character"/>',
        '<style baseStyleName="Character"/>',
        '<style name="Character"/>',
        '<style builtin_index="3"/>',
    ],
)
def test_older_spellings_of_a_style_are_understood(style: str) -> None:
    script = read(f"<para>{style}<text>ADA</text></para>" + para("Dialogue", "Oh."), version=21)
    assert script.elements[0].kind == "character"


def test_the_first_cue_says_that_the_second_stands_beside_it() -> None:
    script = read(
        para("Character", "ADA", 'dualdialogue="1"')
        + para("Dialogue", "Yes.")
        + para("Character", "BO")
        + para("Dialogue", "No.")
        + para("Character", "CY")
        + para("Dialogue", "What?")
    )
    assert [d.dual for d in script.dialogues] == [False, True, False]


def test_notes_synopses_page_breaks_and_centring_are_read() -> None:
    script = read(
        para("Scene Heading", "INT. MILL", attributes='note="check" synopsis="It breaks."')
        + para("Action", "THE END", 'pagebreakbefore="1" align="center"')
    )
    assert kinds(script)[1:] == [
        ("synopsis", "It breaks."), ("page_break", ""), ("centered", "THE END")
    ]  # fmt: skip
    assert script.elements[0].notes == ("check",)


def test_marks_inside_the_text_of_version_one_are_emphasis() -> None:
    marked = "One &lt;b&gt;two&lt;/b&gt;&lt;br&gt;&lt;font=&quot;Arial&quot;&gt;three&lt;/font&gt;"
    old, new = (read(para("Action", marked), version=version).elements[0] for version in (12, 40))
    assert (old.text, old.styles) == ("One two\nthree", ((4, 7, "bold"),))
    assert new.text.startswith("One <b>two</b>")


def test_the_title_page_goes_by_its_bookmarks() -> None:
    page = (
        '<titlepage><para bookmark="Title"><text>THE MILL</text></para><para><text/></para>'
        "<para><text>Written by</text></para>"
        '<para bookmark="Author"><text>Ada Low</text></para>'
        '<para bookmark="Contact"><text>Mill Lane\nWeir</text></para></titlepage>'
    )
    assert read(para("Action", "Dust."), page).title_page == {
        "Title": ["THE MILL"],
        "Credit": ["Written by"],
        "Author": ["Ada Low"],
        "Contact": ["Mill Lane", "Weir"],
    }
    old = read(para("Action", "Dust."), '<info title="THE MILL" written_by="Ada Low"/>', 12)
    assert old.title_page == {"Title": ["THE MILL"], "Author": ["Ada Low"]}


def test_fade_ins_archive_is_the_same_xml() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("document.xml", document(para("Action", "Dust.")))
    script = parse_bytes(out.getvalue(), "a.fadein")
    assert (script.format, script.text) == ("fadein", "Dust.\n")


def test_an_archive_without_the_document_is_said_so() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("other.xml", b"<a/>")
    with pytest.raises(ScriptReadError, match=r"a\.fadein: .*no document\.xml"):
        parse_bytes(out.getvalue(), "a.fadein", format="fadein")


def test_fade_ins_own_file_and_its_final_draft_export_agree() -> None:
    if not DATA.exists():
        pytest.skip("the shared scripts are not beside the repository")
    own, export = (read_script(DATA / f"TestFDX-FI.{end}") for end in ("fadein", "fdx"))
    assert kinds(own) == kinds(export)
    assert own.title_page == export.title_page
