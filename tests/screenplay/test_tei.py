"""TEI: plays of drama corpora are read, and what is written reads back as the same elements."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from scriptnb import analyze, parse_script, read_script, samples
from scriptnb.errors import ScriptReadError
from scriptnb.screenplay import parse_bytes

HEAD = (
    '<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>'
    "<titleStmt><title>The Storm</title><author><persName><forename>Ada</forename> "
    "<surname>Low</surname></persName></author></titleStmt><publicationStmt><p>A publisher.</p>"
    "</publicationStmt></fileDesc><profileDesc><particDesc><listPerson>"
    '<person xml:id="duke"><persName>Duke</persName></person>'
    '<personGrp xml:id="lords"><name>Lords</name></personGrp>'
    "</listPerson></particDesc></profileDesc></teiHeader><text>"
)


def read(body, front="", back=""):
    data = f"{HEAD}<front>{front}</front><body>{body}</body><back>{back}</back></text></TEI>"
    return parse_bytes(data.encode(), name="play.xml")


def kinds(script):
    return [(each.kind, each.text) for each in script.elements if each.kind != "title_page"]


def speech(text, who="duke", name="DUKE"):
    return f'<sp who="#{who}"><speaker>{name}</speaker>{text}</sp>'


def test_acts_scenes_speeches_verse_and_stage_directions_are_read():
    script = read(
        '<div type="act"><head>ACT I</head><div type="scene" n="2"><head>A hall.</head>'
        "<stage>Thunder.\n   Enter DUKE.</stage>"
        + speech("<stage>aside</stage><lg><l>One line,</l><l>another.</l></lg><stage>Exit.</stage>")
        + "</div></div><trailer>FINIS</trailer>"
    )
    assert script.format == "tei"
    assert kinds(script) == [
        ("section", "ACT I"),
        ("scene_heading", "A hall."),
        ("action", "Thunder. Enter DUKE."),
        ("character", "DUKE"),
        ("parenthetical", "(aside)"),
        ("dialogue", "One line,\nanother."),
        ("action", "Exit."),
        ("centered", "FINIS"),
    ]
    assert script.title_page == {"Title": ["The Storm"], "Author": ["Ada Low"]}
    assert script.scenes[0].number == "2"


def test_a_stage_direction_within_a_line_parts_the_speech():
    script = read(
        f'<div type="scene"><head>S</head>{speech("<p>Go. <stage>To Ann.</stage> Stay.</p>")}</div>'
    )
    assert kinds(script)[1:] == [
        ("character", "DUKE"), ("dialogue", "Go."), ("parenthetical", "(To Ann.)"),
        ("dialogue", "Stay."),
    ]  # fmt: skip
    assert script.dialogues[0].text == "Go. Stay."


def test_an_abbreviated_speaker_has_the_name_of_the_list_of_persons():
    body = speech("<p>A.</p>", name="Du.") + speech("<p>B.</p>", name="DUKE.")
    body += '<sp who="#lords"><p>C.</p></sp>'
    body += speech("<p>D.</p>", who="duke #lords", name="Both.")
    script = read(f'<div type="scene"><head>S</head>{body}</div>')
    assert [each.character for each in script.dialogues] == ["DUKE", "DUKE", "Lords", "Both"]


def test_an_act_without_scenes_is_a_scene_and_one_with_scenes_is_none():
    script = read(
        f'<div type="prologue"><head>Prologue</head>{speech("<p>Hear.</p>")}</div>'
        '<div type="act"><head>Act 1</head><stage>Dark.</stage><div type="scene">'
        f"{speech('<p>A.</p>')}</div></div>"
    )
    found = [each for each in kinds(script) if each[0] in ("section", "scene_heading")]
    assert found == [
        ("section", "Prologue"), ("scene_heading", "Prologue"),
        ("section", "Act 1"), ("scene_heading", "SCENE 1"),
    ]  # fmt: skip


def test_front_and_back_matter_is_left_out_but_for_the_cast_and_what_is_spoken():
    script = read(
        f'<div type="scene"><head>S</head>{speech("<p>A.</p>")}</div>',
        front="<div><head>Preface</head><p>Dear reader.</p></div><castList><castItem>"
        "<role>DUKE</role>, <roleDesc>of Milan</roleDesc></castItem></castList>",
        back="<div><head>Notes</head><p>1. See above.</p></div>",
    )
    assert "Dear reader" not in script.text
    assert "See above" not in script.text
    assert script.title_page["Cast"] == ["DUKE, of Milan"]


def test_notes_choices_emphasis_and_print_lines_within_a_text():
    script = read(
        '<div type="scene"><head>S</head><stage>The <hi rend="italic">red</hi>'
        "<note>crimson?</note> <choice><sic>dor</sic><corr>door</corr></choice>"
        '<fw type="header">12</fw>.</stage></div>'
    )
    action = script.elements[-1]
    assert (action.text, action.notes) == ("The red door.", ("crimson?",))
    assert action.styles == ((4, 7, "italic"),)


SCRIPT = """Title: The Mill
Credit: Written by
Author: Ada Low
Draft date: 1 May

# ACT ONE

## The wheel

INT. MILL - DAY #1A#

= It breaks.

The *wheel* turns. [[how?]] **Now _and_ then** &  <twice>.

    It is indented.

ADA (V.O.)
(low)
Who is
there?

BO ^
Nobody.
(beat)
At all. [[really?]]

[[A note alone.]]

/* A cut. */

ADA AND BO
Yes.

ANNE-MARIE #2
~La la
~lo

> CUT TO:

===

!!CLOSE ON THE WHEEL

# Coda

EXT. WEIR - NIGHT

> THE END <
"""


def comparable(script):
    return [
        (each.kind, each.text, each.scene, each.notes, each.number, each.level, each.dual,
         tuple(sorted(each.styles)))
        for each in script.elements
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        SCRIPT,
        *(samples.path(name).read_text(encoding="utf-8") for name in ("coffee", "cisza_nocna")),
    ]
    if hasattr(samples, "path")
    else [SCRIPT],
)
def test_what_is_written_reads_back_as_the_same_elements(text):
    script = parse_script(text, format="fountain")
    again = parse_bytes(script.to_tei().encode())
    assert comparable(again) == comparable(script)
    assert again.title_page == script.title_page
    assert again.dialogues == [
        type(each)(**{name: getattr(back, name) if "line" in name else getattr(each, name)
                      for name in each.__struct_fields__})
        for each, back in zip(script.dialogues, again.dialogues, strict=True)
    ]  # fmt: skip


def test_the_document_has_what_drama_corpora_expect():
    root = ET.fromstring(parse_script(SCRIPT, format="fountain").to_tei())
    tei = {"t": "http://www.tei-c.org/ns/1.0"}
    people = {
        each.get("{http://www.w3.org/XML/1998/namespace}id"): each.findtext("t:persName", None, tei)
        for each in root.iterfind(".//t:person", tei)
    }
    assert people == {"ada": "ADA", "bo": "BO", "anne_marie_2": "ANNE-MARIE #2"}
    assert [each.get("who") for each in root.iterfind(".//t:sp", tei)] == [
        "#ada", "#bo", "#ada #bo", "#anne_marie_2",
    ]  # fmt: skip
    assert [each.get("type") for each in root.iterfind(".//t:div", tei)] == [
        "act", "section", "scene", "section", "scene",
    ]  # fmt: skip
    assert [each.text for each in root.iterfind(".//t:castItem/t:role", tei)] == list(
        people.values()
    )
    assert root.findtext(".//t:titleStmt/t:title", None, tei) == "The Mill"


def test_a_cast_list_with_descriptions_survives_the_round_trip():
    play = read(
        f'<div type="scene"><head>S</head>{speech("<p>A.</p>")}</div>',
        front="<castList><castItem>DUKE, of Milan</castItem></castList>",
    )
    assert parse_bytes(play.to_tei().encode()).title_page["Cast"] == ["DUKE, of Milan"]


def test_a_title_page_with_empty_keys_and_lines_survives_and_none_is_made_up():
    text = "Title:\n    Barrier\n  \n    Two\nContact:\nAuthor: Ada\n\nINT. A\n\nRain.\n"
    script = parse_script(text, format="fountain")
    assert parse_bytes(script.to_tei().encode()).title_page == script.title_page
    plain = parse_script("INT. A\n\nRain.\n", format="fountain")
    assert parse_bytes(plain.to_tei().encode()).title_page == {}


def test_characters_that_xml_cannot_hold_become_spaces():
    script = parse_script("INT. A\n\nA \x0bbell\x00 rings.\n", format="fountain")
    assert "bell  rings." in parse_bytes(script.to_tei().encode()).text


def test_entities_are_refused():
    with pytest.raises(ScriptReadError, match="entities"):
        parse_bytes(
            b'<!DOCTYPE TEI [<!ENTITY a "b">]><TEI><text><body><p>&a;</p></body></text></TEI>'
        )


def test_acts_of_a_play_are_acts_of_the_analysis(tmp_path):
    path = tmp_path / "play.xml"
    path.write_text(
        HEAD + "<body>" + "".join(
            f'<div type="act"><head>ACT {act}</head><div type="scene"><head>SCENE {act}</head>'
            f'{speech("<p>Good morrow to you.</p>")}</div></div>'
            for act in range(1, 6)
        ) + "</body></text></TEI>",
        encoding="utf-8",
    )  # fmt: skip
    assert read_script(path).format == "tei"
    assert analyze(path, "structure").acts["act"].tolist() == [f"ACT {act}" for act in range(1, 6)]
