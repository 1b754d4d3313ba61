"""Text dumps of PDFs and web pages: leftovers are taken out, and what was said stays."""

from __future__ import annotations

import pytest

import scriptnb
from scriptnb.screenplay.formats._glyph_codes import without_glyph_codes

SCENE = """\
           INT. BOATHOUSE - NIGHT

           Water drips from the oars. Marta counts the ropes.

                                 MARTA
                        Four of them. There were five when
                        we left.

           EXT. PIER - DAWN

           Olek ties up the boat.

                                 OLEK
                        One is mine.

"""


@pytest.mark.parametrize(
    ("rest", "lines"),
    [
        ("<a\nhref=x>", 2),
        ("</pre>\n<a\n  href='index.html'\n  class=\"top\">Back</a>", 4),
        ("<br\n/>", 2),
        ("<!-- saved\nfrom the web -->", 2),
        ("<p>\n&#10;\n<td\n", 4),
    ],
)
def test_a_tag_over_several_lines_shifts_no_line_below_it(rest: str, lines: int) -> None:
    text = f"{SCENE}{rest}\n\n{SCENE}"
    script = scriptnb.parse_script(text, format="plain_text")
    first = SCENE.count("\n") + lines + 2
    assert [scene.line for scene in script.scenes] == [1, 9, first, first + 8]
    covered = {n for each in script.elements for n in range(each.line, each.end_line + 1)}
    assert {n for n, line in enumerate(text.split("\n"), 1) if line.strip()} <= covered


@pytest.mark.parametrize("rest", ["I <b\n3 > you", "if a <i\n> x", "<a\nhref", "<\na href=x>"])
def test_what_is_no_tag_stays(rest: str) -> None:
    script = scriptnb.parse_script(f"{SCENE}           Her phone: {rest}\n", format="plain_text")
    assert "Her phone:" in script.elements[-1].text or "Her phone:" in script.elements[-2].text
    assert [scene.location for scene in script.scenes] == ["BOATHOUSE", "PIER"]


@pytest.mark.parametrize(
    ("dumped", "read"),
    [
        ("CONT(cid:146)D", "CONT’D"),
        ("caf(cid:233)", "café"),
        ("(cid:147)No,(cid:148) he said(cid:133)", "“No,” he said…"),
        ("a(cid:9)b", "a b"),
        ("end(cid:3)(cid:129)(cid:2047)", "end"),
        ("(cid:x) (cid:)", "(cid:x) (cid:)"),
    ],
)
def test_codes_of_glyphs_are_bytes_of_windows_1252(dumped: str, read: str) -> None:
    assert without_glyph_codes(dumped) == read


def test_a_dump_with_codes_of_glyphs_keeps_its_lines_and_names() -> None:
    dumped = SCENE.replace("MARTA", "MARTA (CONT(cid:146)D)").replace(
        "           EXT.", "(cid:13)\n           EXT."
    )
    script = scriptnb.parse_script(dumped)
    assert script.characters == ["MARTA", "OLEK"]
    assert script.text == dumped
    assert [scene.line for scene in script.scenes] == [1, 10]
    assert [each.line for each in script.elements if each.kind == "furniture"] == [9]


@pytest.mark.parametrize("end", ["THE END", "- The End. -", "KONIEC", "*FIN*"])
@pytest.mark.parametrize("format", ["fountain", "plain_text"])
def test_nobody_speaks_after_the_end(end: str, format: str) -> None:  # noqa: A002 - the option
    matter = "\n\nTHANKS TO\nOur mothers.\n\nMARTA (V.O.)\n(softly)\nWas played by herself.\n"
    script = scriptnb.parse_script(f"{SCENE}\n\n{end}{matter}", format=format)
    if format == "plain_text":
        assert len(script.dialogues) == 2
    assert "THANKS TO" not in script.characters
    assert not [each for each in script.dialogues if "herself" in each.text]


@pytest.mark.parametrize(
    "text",
    [
        "THE END\n\nMARTA\nSad.\n\nOLEK\nLong.\n\nINT. BAR - NIGHT\n\nRain.\n",
        "OLEK\nWhat is it?\n\nMARTA\nThe end.\n\nOLEK\nLet us go.\n\nMARTA\nNo.\n",
        "THE END OF TIME\n\nMARTA\nSad.\n\nOLEK\nLong.\n",
    ],
)
def test_an_end_within_the_story_ends_nothing(text: str) -> None:
    said = f"\n{text}".count("\nMARTA\n") + f"\n{text}".count("\nOLEK\n")
    script = scriptnb.parse_script(f"INT. CINEMA - NIGHT\n\n{text}", format="fountain")
    assert len(script.dialogues) == said


@pytest.mark.parametrize(
    ("right", "scanned"), [("MAN #1", "MAN #l"), ("COP 10", "COP 1O"), ("BILL", "BlLL")]
)
def test_digits_that_scanning_took_for_letters_are_probable_slips(right: str, scanned: str) -> None:
    speech = f"\n{right}\nNot ours.\n\nMARTA\nWhose, then?\n"
    text = f"INT. STATION - DAY\n\nTrains.\n{speech * 7}\n@{scanned}\nOurs was the last.\n"
    problems = scriptnb.parse_script(text).problems
    assert [each.text for each in problems if each.kind == "probable_slip"] == [scanned]


def test_a_number_that_was_scanned_as_a_letter_is_a_cue() -> None:
    for name in ("MAN #l", "COP #1l", "GUARD l"):
        script = scriptnb.parse_script(f"INT. STATION - DAY\n\nTrains.\n\n{name}\nNot ours.\n")
        assert script.characters == [name]
    shouted = scriptnb.parse_script("INT. STATION - DAY\n\nTHE TRAINl\nNot ours.\n\nAll\nof it.\n")
    assert shouted.characters == []
