"""Cues that end with a colon or a full stop, and headings as Markdown writes them."""

from __future__ import annotations

import pytest

from scriptnb.screenplay import parse_script

COLON = """\
FADE IN:

INT. CELLAR - NIGHT

Water drips.

SUPER:
Three days later.

NORA:
Did you hear that?

OTTO (O.S.):
(whispering)
I did.

MONTAGE:
Cups fall.

NORA:
Then stay.

CUT TO:
"""


@pytest.mark.parametrize("form", ["auto", "fountain", "plain_text"])
@pytest.mark.parametrize("mark", [":", "."])
def test_a_cue_may_end_with_a_mark(form, mark):
    text = COLON.replace("NORA:", f"NORA{mark}").replace("(O.S.):", f"(O.S.){mark}")
    script = parse_script(text, form)
    assert [(each.character, each.text) for each in script.dialogues] == [
        ("NORA", "Did you hear that?"),
        ("OTTO", "I did."),
        ("NORA", "Then stay."),
    ]


def test_small_letters_may_stand_before_the_colon():
    text = COLON.replace("NORA:", "Nora:").replace("OTTO (O.S.):", "Otto:")
    assert parse_script(text, "fountain").characters == ["Nora", "Otto"]


def test_a_line_with_a_colon_is_no_cue_among_ordinary_cues():
    text = "INT. CELLAR - NIGHT\n\nNORA\nYes.\n\nOTTO\nNo.\n\nON SCREEN:\nA face.\n\nNORA\nSo.\n"
    script = parse_script(text, "fountain")
    assert script.characters == ["NORA", "OTTO"]


@pytest.mark.parametrize("marks", ["### {}", "### **{}**", "## {}", "**{}**"])
def test_headings_of_markdown_are_headings_where_there_are_no_others(marks):
    first, second = (marks.format(h) for h in ("INT. CELLAR - NIGHT", "EXT. YARD - DAY"))
    script = parse_script(f"# The Cellar\n\n{first}\n\nNORA\nYes.\n\n{second}\n\nOTTO\nNo.\n")
    assert [(each.location, each.line) for each in script.scenes] == [("CELLAR", 3), ("YARD", 8)]
    assert [each.scene for each in script.dialogues] == [1, 2]


def test_sections_stay_sections_in_a_script_with_headings():
    script = parse_script("# INT. AND EXT.\n\n## INT. CELLAR\n\nINT. CELLAR - NIGHT\n\nRain.\n")
    assert [each.kind for each in script.elements][:2] == ["section", "section"]
    assert len(script.scenes) == 1


def test_a_transcript_may_have_bold_names():
    text = "".join(f"**{name}:** Line {n}.\n\n" for n in range(3) for name in ("Nora", "Otto"))
    assert parse_script(text).characters == ["Nora", "Otto"]
