"""Final Draft files: what is read from them, and the errors of damaged ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay.formats import fdx
from scriptnb.screenplay.formats.base import Draft, Source
from scriptnb.screenplay.reading import parse_bytes, read_script

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "scripts"


def read(content: str, rest: str = "") -> Draft:
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<FinalDraft DocumentType="Script" Version="5">'
        f"<Content>{content}</Content>{rest}</FinalDraft>"
    )
    return fdx.read(Source(xml.encode(), "draft.fdx"))


def paragraph(kind: str, text: str, inner: str = "") -> str:
    return f'<Paragraph Type="{kind}">{inner}<Text>{text}</Text></Paragraph>'


def kinds(draft: Draft) -> list[tuple[str, str]]:
    return [(element.kind, element.text) for element in draft.elements]


def test_every_run_of_a_paragraph_is_read_with_its_emphasis() -> None:
    draft = read(
        '<Paragraph Type="Action"><Text>She </Text><Text Style="Bold+Underline">never</Text>'
        '<Text Style="Italic"> ever</Text><Text> sleeps. </Text></Paragraph>'
    )
    (element,) = draft.elements
    assert element.text == "She never ever sleeps."
    assert element.styles == ((4, 9, "bold"), (4, 9, "underline"), (9, 14, "italic"))


def test_types_become_kinds_and_an_unknown_type_is_action() -> None:
    draft = read(
        paragraph("Scene Heading", "INT. MILL - DAY")
        + paragraph("Shot", "ON THE WHEEL")
        + paragraph("Character", "ADA")
        + paragraph("Parenthetical", "(low)")
        + paragraph("Dialogue", "Listen.")
        + paragraph("Lyrics", "La la")
        + paragraph("Transition", "CUT TO:")
        + paragraph("New Act", "ACT TWO")
        + paragraph("Outline 2", "The mill")
        + paragraph("Outline Body", "It breaks.")
        + paragraph("Something New", "Dust.")
    )
    assert [element.kind for element in draft.elements] == [
        "scene_heading", "shot", "character", "parenthetical", "dialogue", "lyric", "transition",
        "centered", "section", "synopsis", "action",
    ]  # fmt: skip
    assert draft.elements[8].level == 2


def test_dual_dialogue_marks_the_second_cue() -> None:
    draft = read(
        "<Paragraph><DualDialogue>"
        + paragraph("Character", "ADA")
        + paragraph("Dialogue", "Yes!")
        + paragraph("Character", "BO")
        + paragraph("Dialogue", "No!")
        + "</DualDialogue></Paragraph>"
        + paragraph("Character", "ADA")
        + paragraph("Dialogue", "Well.")
    )
    assert [e.dual for e in draft.elements if e.kind == "character"] == [False, True, False]


def test_scene_number_page_title_and_summary_of_a_scene_are_read() -> None:
    draft = read(
        '<Paragraph Type="Scene Heading" Number="12A">'
        '<SceneProperties Length="3/8" Page="7" Title="The flood">'
        "<Summary><Paragraph><Text>Water </Text><Text>rises.</Text></Paragraph></Summary>"
        '<SceneArcBeats><CharacterArcBeat Name="ADA"><Paragraph><Text>hidden</Text></Paragraph>'
        "</CharacterArcBeat></SceneArcBeats>"
        "</SceneProperties><Text>EXT. WEIR - NIGHT</Text></Paragraph>"
    )
    heading = draft.elements[0]
    assert (heading.text, heading.number, heading.page) == ("EXT. WEIR - NIGHT", "12A", 7)
    assert kinds(draft)[1:] == [("synopsis", "The flood"), ("synopsis", "Water rises.")]


def test_script_notes_of_both_generations_reach_their_paragraph() -> None:
    note = "<ScriptNote{}><Paragraph><Text>{}</Text></Paragraph></ScriptNote>"
    draft = read(
        paragraph("Action", "Hum.")
        + "<Paragraph><DualDialogue>"
        + paragraph("Character", "A")
        + paragraph("Dialogue", "Yes.")
        + "</DualDialogue></Paragraph>"
        + paragraph("Action", "It breaks.", note.format("", "how?"))
        + '<Paragraph Type="Action"></Paragraph>'
        + paragraph("Action", "Go."),
        "<ScriptNotes>"
        + note.format(' Range="0,4"', "on hum")
        + note.format(' Range="20,22"', "on go")
        + note.format(' Range="19,19"', "on nothing")
        + note.format(' Range="900,901"', "from an older draft")
        + "</ScriptNotes>",
    )
    assert {e.text: e.notes for e in draft.elements if e.notes} == {
        "Hum.": ("on hum",),
        "It breaks.": ("how?",),
        "Go.": ("on go",),
    }
    assert [t for k, t in kinds(draft) if k == "note"] == ["on nothing", "from an older draft"]


def test_an_omitted_scene_is_kept_but_not_told() -> None:
    draft = read(
        '<Paragraph Type="Scene Heading" Number="3"><OmittedScene>'
        + paragraph("Scene Heading", "EXT. YARD - DAY")
        + paragraph("Action", "Hens.")
        + "</OmittedScene><Text>OMITTED</Text></Paragraph>"
    )
    assert kinds(draft) == [("scene_heading", "OMITTED"), ("boneyard", "EXT. YARD - DAY\nHens.")]


def test_dialogue_in_several_paragraphs_is_one_element() -> None:
    draft = read(
        paragraph("Character", "ADA")
        + '<Paragraph Type="Dialogue"><Text Style="Bold">One.</Text></Paragraph>'
        + '<Paragraph Type="Dialogue"><Text>Two </Text><Text Style="Bold">2</Text></Paragraph>'
    )
    assert draft.elements[1].text == "One.\nTwo 2"
    assert draft.elements[1].styles == ((0, 4, "bold"), (9, 10, "bold"))


def test_capitals_that_final_draft_shows_are_read_as_capitals() -> None:
    settings = '<ElementSettings Type="Scene Heading"><FontSpec Style="AllCaps"/></ElementSettings>'
    draft = read(
        paragraph("Scene Heading", "Int. mill - day") + paragraph("Action", "Int. mill"), settings
    )
    assert kinds(draft) == [("scene_heading", "INT. MILL - DAY"), ("action", "Int. mill")]


def test_a_forced_page_and_centred_action_are_seen() -> None:
    draft = read(
        '<Paragraph Type="Action" StartsNewPage="Yes" Alignment="Center">'
        "<Text>II</Text></Paragraph>"
    )
    assert kinds(draft) == [("page_break", ""), ("centered", "II")]


def test_a_title_page_is_sorted_under_fountains_keys() -> None:
    lines = ["", "THE MILL", "", "Screenplay by", "Ada Low", "", "Story by", "Bo High", "",
             "Based on the play &quot;Dust&quot;", "", "Second draft, 3 May 2024", "",
             "ada@example.org", "(c) 2024 Ada Low"]  # fmt: skip
    page = "".join(f"<Paragraph><Text>{line}</Text></Paragraph>" for line in lines)
    draft = read("", f"<TitlePage><Content>{page}</Content></TitlePage>")
    assert draft.title_page == {
        "Title": ["THE MILL"],
        "Credit": ["Screenplay by", "Story by"],
        "Author": ["Ada Low", "Bo High"],
        "Source": ['Based on the play "Dust"'],
        "Draft date": ["Second draft, 3 May 2024"],
        "Contact": ["ada@example.org"],
        "Copyright": ["(c) 2024 Ada Low"],
    }


def test_headers_and_footers_are_not_the_script() -> None:
    header = "<HeaderAndFooter><Header>" + paragraph("Action", "DRAFT 3") + "</Header>"
    assert read(paragraph("Action", "Hum."), header + "</HeaderAndFooter>").text == "Hum.\n"


def test_every_line_that_is_not_blank_has_exactly_one_element() -> None:
    draft = read(
        paragraph("Action", "One\n\ntwo")
        + paragraph("Scene Heading", "INT. MILL")
        + paragraph("Character", "ADA")
        + paragraph("Dialogue", "a\nb")
        + paragraph("Note", "look")
    )
    covered = [n for e in draft.elements for n in range(e.line, e.end_line + 1)]
    assert len(covered) == len(set(covered))
    lines = draft.text.split("\n")
    assert {n + 1 for n, line in enumerate(lines) if line.strip()} <= set(covered)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-2"])
def test_the_declared_encoding_is_obeyed(encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    xml = (
        f'<?xml version="1.0" encoding="{declared}"?>\n'
        f"<FinalDraft><Content>{paragraph('Action', 'Żółw.')}</Content></FinalDraft>"
    )
    assert parse_bytes(xml.encode(encoding), "a.fdx").elements[0].text == "Żółw."


def test_a_damaged_file_says_in_which_line() -> None:
    xml = b"<FinalDraft>\n<Content>\n<Paragraph Type='Action'><Text>Hum"
    with pytest.raises(ScriptReadError, match=r"cut\.fdx, line 3: .*damaged"):
        fdx.read(Source(xml, "cut.fdx"))


@pytest.mark.parametrize("name", ["big_fish.fdx", "TestFDX-FD.fdx", "TestFDX-FI.fdx"])
def test_real_files_are_covered_line_by_line(name: str) -> None:
    if not (DATA / name).exists():
        pytest.skip("the shared scripts are not beside the repository")
    script = parse_bytes((DATA / name).read_bytes(), name)
    covered = {n for e in script.elements for n in range(e.line, e.end_line + 1)}
    lines = script.text.split("\n")
    assert {n + 1 for n, line in enumerate(lines) if line.strip()} <= covered


def test_one_feature_saved_in_two_formats_is_one_script() -> None:
    if not DATA.exists():
        pytest.skip("the shared scripts are not beside the repository")
    fountain, final_draft = (
        [(e.kind, e.text) for e in read_script(DATA / name).elements if e.kind != "title_page"]
        for name in ("big_fish.fountain", "big_fish.fdx")
    )
    # The files' own differences: the page break after the motto is in the Fountain alone, and two
    # headings that begin with EXT/INT are paragraphs of the type Action in the Final Draft file.
    fountain.remove(("page_break", ""))
    differing = [pair for pair in zip(fountain, final_draft, strict=True) if pair[0] != pair[1]]
    assert len(differing) == 2
    for (kind, text), other in differing:
        assert (kind, text[:8]) == ("scene_heading", "EXT/INT.")
        assert other == ("action", text)


def test_final_drafts_and_fade_ins_save_of_one_script_agree() -> None:
    if not DATA.exists():
        pytest.skip("the shared scripts are not beside the repository")
    one, other = (
        fdx.read(Source((DATA / f"TestFDX-{program}.fdx").read_bytes())) for program in ("FD", "FI")
    )
    assert kinds(one) == kinds(other)
    assert one.title_page == other.title_page
