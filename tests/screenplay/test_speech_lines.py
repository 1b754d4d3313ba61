"""Transcripts and plays, which have the speaker and the words on one line."""

from __future__ import annotations

import pytest

import scriptnb
from scriptnb.screenplay import parse_script

TRANSCRIPT = """\
[Scene: The harbour at night. Rain.]
Nora: (laughing) There you are.
Otto: I was held up. They would not let me through the gate, and then
the car broke down.
[He sits down.]
Nora: Again?
Otto: Again.
Mrs. Hale: Good evening.
[Scene: The boat.]
Nora: Cast off!
Otto: Now?
"""
PLAY = """\
ACT TWO

SCENE II. The harbour. Night.

NORA. There you are.

OTTO (sitting down). I was held up. They would not let me
through the gate.

[A bell rings.]

MRS. HALE. Good evening.

NORA. I hear it.

OTTO. So do I.

MRS. HALE. Then come.
"""


def spoken(text, **options):
    return [(each.character, each.text) for each in parse_script(text, **options).dialogues]


@pytest.mark.parametrize("form", ["auto", "fountain", "plain_text"])
def test_a_transcript_has_speeches_and_scenes(form):
    script = parse_script(TRANSCRIPT, form)
    assert script.characters == ["Nora", "Otto", "Mrs. Hale"]
    assert [scene.location for scene in script.scenes] == ["The harbour at night. Rain", "The boat"]
    first, second = script.dialogues[:2]
    assert (first.parenthetical, first.text) == ("laughing", "There you are.")
    assert second.text.endswith("the gate, and then the car broke down.")
    assert (second.line, second.end_line) == (3, 4)
    assert [e.text for e in script.elements if e.kind == "action"] == ["[He sits down.]"]


@pytest.mark.parametrize("form", ["auto", "fountain", "plain_text"])
def test_a_play_has_acts_scenes_and_speeches(form):
    script = parse_script(PLAY, form)
    assert script.characters == ["NORA", "OTTO", "MRS. HALE"]
    assert len(script.dialogues) == 6
    assert script.dialogues[1].extension == "sitting down"
    assert [e.text for e in script.elements if e.kind == "section"] == ["ACT TWO"]
    scene = script.scenes[0]
    assert (scene.location, scene.time) == ("The harbour", "NIGHT")


@pytest.mark.parametrize("text", [TRANSCRIPT, PLAY])
def test_each_line_is_one_element(text):
    script = parse_script(text)
    lines = [line for e in script.elements for line in range(e.line, e.end_line + 1)]
    assert lines == [n for n, line in enumerate(text.split("\n"), 1) if line]


@pytest.mark.parametrize("text", [TRANSCRIPT, PLAY])
@pytest.mark.parametrize("form", ["fountain", "fdx"])
def test_what_is_written_is_read_again(text, form):
    script = parse_script(text)
    again = scriptnb.read_script if form == "fdx" else None
    if again is None:
        again = parse_script(script.to_fountain(), "fountain")
    else:
        from scriptnb.screenplay.reading import parse_bytes

        again = parse_bytes(script.to_fdx().encode(), "a.fdx")
    assert [(d.character.upper(), d.text, d.parenthetical) for d in again.dialogues] == [
        (d.character.upper(), d.text, d.parenthetical) for d in script.dialogues
    ]


def test_a_speech_of_a_transcript_takes_the_space_of_its_cue():
    cues = "INT. HALL - DAY\n\n" + "NORA\nYes.\n\nOTTO\nNo.\n\n" * 10
    lines = "INT. HALL - DAY\n\n" + "NORA: Yes.\n\nOTTO: No.\n\n" * 10
    pages = [scriptnb.analyze(text, "basic").raw["scenes"][0]["eighths"] for text in (cues, lines)]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "text",
    [
        # An ordinary script with captions and lists.
        "INT. HALL - DAY\n\nSUPER: Bonn\n\nNORA\nYes.\n\nSUPER: Rome\n\nOTTO\nNo.\n\nSUPER: Oslo\n",
        # Cues, and a paragraph that begins with a name and a colon, again and again.
        "INT. HALL - DAY\n\n" + "NORA\nYes.\n\nNote: it rains.\n\nOTTO\nNo.\n\n" * 6,
        # Prose that begins with names.
        "INT. HALL - DAY\n\n" + "Nora waits. Rain.\n\nOtto sleeps. Snow.\n\n" * 6,
        # Headings that end with a stop.
        "INT. HALL. Day.\n\nRain.\n\nEXT. YARD. Night.\n\nSnow.\n\n" * 4,
        "Title: A\nAuthor: B\nDraft: C\nDate: D\n\nINT. HALL - DAY\n\nNORA\nYes.\n",
    ],
)
def test_an_ordinary_script_is_no_transcript(text):
    assert all(element.cue is None for element in parse_script(text).elements)


def test_a_transcript_may_have_times_and_extensions():
    text = "[00:01] Nora: One.\n[00:05] Otto (off): Two.\n0:09 - Nora: Three.\n0:12 Otto: Four.\n"
    script = parse_script(text)
    assert [(d.character, d.extension) for d in script.dialogues[:2]] == [
        ("Nora", None),
        ("Otto", "off"),
    ]
    assert len(script.dialogues) == 4


def test_a_play_may_number_its_acts_and_scenes_first():
    text = "1. AKT\n\n1. SZENE\n\nNORA. Eins.\n\nOTTO. Zwei.\n\nNORA. Drei.\n\nOTTO. Vier.\n"
    script = parse_script(text)
    assert [e.kind for e in script.elements][:2] == ["section", "scene_heading"]
    assert script.scenes[0].heading == "1. SZENE"
