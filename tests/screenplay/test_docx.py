"""Word documents are read by their styles, else by their indents."""

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

ROOT = Path(__file__).resolve().parents[2]
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def archive(body: str, styles: str = "", comments: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(
            "word/document.xml", f"<w:document {SPACE}><w:body>{body}</w:body></w:document>"
        )
        if styles:
            made.writestr("word/styles.xml", f"<w:styles {SPACE}>{styles}</w:styles>")
        if comments:
            made.writestr("word/comments.xml", f"<w:comments {SPACE}>{comments}</w:comments>")
    return out.getvalue()


def read(body: str, styles: str = "", comments: str = "") -> Screenplay:
    return parse_bytes(archive(body, styles, comments), "a.docx")


def style(identity: str, name: str, base: str = "", properties: str = "") -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name}"/>{based}'
        f"{properties}</w:style>"
    )


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(text: str, name: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{name}"/>' if name else ""
    inner = text if text.startswith("<") else run(text)
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def kinds(script: Screenplay) -> list[tuple[str, str]]:
    return [(e.kind, e.text) for e in script.elements if e.kind != "title_page"]


STYLES = (
    style("S1", "Scene Heading", properties="<w:rPr><w:caps/></w:rPr>")
    + style("S2", "Action")
    + style("S3", "CHARACTER")
    + style("S4", "Parenthetical")
    + style("S5", "Dialogue")
    + style("S6", "Transition")
    + style("S7", "My way of saying it", base="S5")
    + style("S8", "heading 1")
)


def test_styles_are_known_by_their_names_and_by_what_they_are_based_on() -> None:
    script = read(
        para("Int. mill - day", "S1")
        + para("Dust.", "S2")
        + para("ADA", "S3")
        + para("(low)", "S4")
        + para("Well.", "S5")
        + para("Indeed.", "S7")
        + para("CUT TO:", "S6")
        + para("Act one", "S8")
        + para("12A EXT. WEIR - NIGHT 12A", "S1"),
        STYLES,
    )
    assert script.format == "docx"
    assert kinds(script) == [
        ("scene_heading", "INT. MILL - DAY"), ("action", "Dust."), ("character", "ADA"),
        ("parenthetical", "(low)"), ("dialogue", "Well.\nIndeed."), ("transition", "CUT TO:"),
        ("section", "Act one"), ("scene_heading", "EXT. WEIR - NIGHT"),
    ]  # fmt: skip
    assert script.scenes[-1].number == "12A"


def test_polish_style_names_are_known() -> None:
    styles = style("A", "Nagłówek sceny") + style("B", "Postać") + style("C", "Dialog")
    script = read(para("PLENER. MŁYN - DZIEŃ", "A") + para("ADA", "B") + para("No.", "C"), styles)
    assert [kind for kind, _ in kinds(script)] == ["scene_heading", "character", "dialogue"]


def test_runs_carry_emphasis_breaks_and_comments_and_leave_deletions_out() -> None:
    body = (
        para("INT. MILL", "S1")
        + "<w:p><w:pPr><w:pStyle w:val='S2'/></w:pPr>"
        + run("He ")
        + run("never", "<w:b/><w:i w:val='0'/>")
        + "<w:del><w:r><w:delText>no</w:delText></w:r></w:del>"
        + "<w:ins>" + run(" ever") + "</w:ins>"
        + "<w:r><w:br/></w:r><w:hyperlink>" + run("sleeps", "<w:u w:val='single'/>")
        + "</w:hyperlink><w:r><w:commentReference w:id='3'/></w:r></w:p>"
        + para("<w:r><w:br w:type='page'/></w:r>" + run("Dawn."), "S2")
    )  # fmt: skip
    comments = f"<w:comment w:id='3'>{para('how?')}</w:comment>"
    script = read(body, STYLES, comments)
    element = script.elements[1]
    assert element.text == "He never ever\nsleeps"
    assert element.styles == ((3, 8, "bold"), (14, 20, "underline"))
    assert element.notes == ("how?",)
    assert kinds(script)[2:] == [("page_break", ""), ("action", "Dawn.")]


def test_a_title_page_in_front_of_the_first_styled_paragraph_is_one() -> None:
    centred = '<w:jc w:val="center"/>'
    script = read(
        para("THE MILL", properties=centred)
        + para("")
        + para("Written by", properties=centred)
        + para("Ada Low", properties=centred)
        + para("INT. MILL", "S1")
        + para("Dust.", "S2"),
        STYLES,
    )
    assert script.title_page == {
        "Title": ["THE MILL"], "Credit": ["Written by"], "Author": ["Ada Low"]
    }  # fmt: skip


def _by_indents(name: str) -> bytes:
    left = {"character": 3168, "dialogue": 1440, "parenthetical": 2160}
    elements = read_script(ROOT / "scriptnb" / "samples" / f"{name}.fountain").elements
    body = ""
    for element in elements:
        if element.kind in {"section", "synopsis", "note", "boneyard", "title_page", "page_break"}:
            continue
        tight = element.kind in {"dialogue", "parenthetical"}
        indent = f'<w:ind w:left="{left.get(element.kind, 0)}" w:right="{1440 if tight else 0}"/>'
        room = f'<w:spacing w:before="{0 if tight else 240}"/>'
        align = {"transition": "right", "centered": "center"}.get(element.kind, "left")
        for line in element.text.split("\n"):
            body += para(run(line), "", f'{indent}{room}<w:jc w:val="{align}"/>')
    return archive(body.replace("&", "&amp;"))


def test_without_styles_the_indents_tell() -> None:
    script = parse_bytes(_by_indents("coffee"), "a.docx")
    sample = read_script(ROOT / "scriptnb" / "samples" / "coffee.fountain")
    assert [(d.character, d.text) for d in script.dialogues] == [
        (d.character, d.text) for d in sample.dialogues
    ]
    assert [s.heading for s in script.scenes] == [s.heading for s in sample.scenes]


def test_an_archive_that_is_no_word_document_is_said_so() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", b"x")
    with pytest.raises(ScriptReadError, match=r"a\.docx: .*no document"):
        parse_bytes(out.getvalue(), "a.docx", format="docx")


#: heading, action, cue, parenthetical, dialogue: names of styles in templates of several countries.
TEMPLATES = [
    ("Slug", "Body", "Char", "Paren", "Dialog"),
    ("Intestazione", "Azione", "Personaggio", "Parentetica", "Dialogo"),
    ("Scene", "Direction", "Speaker", "Actor Direction", "Speech"),
    # Nothing but the dialogue and what stands where says what the others are.
    ("Szenenkopf", "Text", "Wer", "Wie", "Dialog"),
]


@pytest.mark.parametrize("names", TEMPLATES)
def test_styles_are_known_by_what_stands_in_them_where_names_do_not_say(
    names: tuple[str, ...],
) -> None:
    heading, action, cue, aside, words = names
    body = "".join(
        para(text, name.replace(" ", ""))
        for name, text in (
            (heading, "INT. MILL - DAY"), (action, "The wheel turns."), (cue, "ADA"),
            (words, "Who is there?"), (heading, "EXT. WEIR - NIGHT"), (action, "Water."),
            (cue, "BO"), (aside, "(low)"), (words, "Nobody."), (cue, "ADA"), (words, "Good."),
        )
    )  # fmt: skip
    script = read(body, "".join(style(name.replace(" ", ""), name) for name in names))
    assert [(each.character, each.text) for each in script.dialogues] == [
        ("ADA", "Who is there?"), ("BO", "Nobody."), ("ADA", "Good."),
    ]  # fmt: skip
    assert script.dialogues[1].parenthetical == "low"
    assert [scene.location for scene in script.scenes] == ["MILL", "WEIR"]
