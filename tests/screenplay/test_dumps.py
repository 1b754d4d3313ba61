"""Text dumps of PDFs and web pages: leftovers are taken out, and what was said stays."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scriptnb
from scriptnb.screenplay import Screenplay
from scriptnb.screenplay.formats.shared.glyph_codes import without_glyph_codes
from scriptnb.screenplay.model import Element
from scriptnb.screenplay.reading import parse_bytes

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


def pages_of(count: int, head: list[str], seed: int = 1) -> tuple[str, int]:
    """Return a dump of so many pages of uneven length, each under its head, and its speeches."""
    rng, lines, speeches = random.Random(seed), [""], 0
    for page in range(count):
        if page:
            lines += [line.format(page + 1) for line in head]
        for step in range(rng.randint(9, 11)):
            if step == 4:
                lines += [f"           {rng.choice(['INT', 'EXT'])}. PIER {page} - NIGHT", ""]
            thing = rng.choice(["oar", "rope", "lamp", "gull", "net"])
            lines += [f"           Marta looks at the {thing}, and then for a while at Olek.", ""]
            lines += [f"{'':33}{rng.choice(['MARTA', 'OLEK', 'IDA'])}"]
            lines += [f"{'':22}That is no {thing} of mine, my dear.", ""]
            speeches += 1
    return "\n".join(lines), speeches


@pytest.mark.parametrize(
    "head",
    [
        [(33, "The Fifth Rope"), (33, "Olga Wrona"), (0, "")],
        [(33, "THE FIFTH ROPE"), (50, "Salmon rev. 11/9/98")],
        [(11, "Rev. (Blue) - May 4, 2021"), (11, "Rev. (Blue) - May 4, 2021"), (0, "")],
        [
            (22, "The Fifth Rope, second draft"),
            (22, "Property of Pier Films"),
            (22, "Gdynia"),
            (0, ""),
        ],
        [(33, "The Fifth Rope")],
    ],
)
def test_running_heads_are_furniture(head: list[tuple[int, str]]) -> None:
    text, speeches = pages_of(12, [" " * column + line for column, line in head])
    script = scriptnb.parse_script(text)
    assert len(script.dialogues) == speeches
    assert set(script.characters) == {"MARTA", "OLEK", "IDA"}
    shown = {line for _, line in head if line}
    assert {each.kind for each in script.elements if any(line in each.text for line in shown)} == {
        "furniture"
    }


@pytest.mark.parametrize("seed", range(5))
def test_what_is_said_now_and_then_is_no_running_head(seed: int) -> None:
    rng = random.Random(seed)
    text, speeches = pages_of(30, [])
    cues = [
        f"{'':33}IDA\n{'':22}Yes.\n\n" if rng.random() < 0.1 else "" for _ in text.split("\n\n")
    ]
    more = "".join(f"{part}\n\n{cue}" for part, cue in zip(text.split("\n\n"), cues, strict=True))
    assert len(scriptnb.parse_script(more).dialogues) == speeches + sum(map(bool, cues))


def test_a_title_page_keeps_the_words_of_the_running_head() -> None:
    text, _ = pages_of(12, [f"{'':33}The Fifth Rope", f"{'':33}Blue Rev. 3/4/98", ""])
    title = (
        f"\n\n{'':33}The Fifth Rope\n\n{'':36}by\n\n{'':33}Olga Wrona\n\n{'':33}Blue Rev. 3/4/98\n"
    )
    script = scriptnb.parse_script(title + "\n\n" + text)
    assert script.title_page["Title"] == ["The Fifth Rope"]


BESIDE = f"""\
{"":19}MARTA                           OLEK (CONT'D)
           Wait, no...                      (to Ida, who
           I said no.                        laughs)
                                            Who let him in?
"""
INTERLEAVED = f"""\
{"":27}MARTA
{"":55}OLEK (CONT'D)
           Wait, no...
{"":48}(to Ida, who
{"":49}laughs)
           I said no.
{"":46}Who let him in?
"""
RIGHT_FIRST = f"""\
{"":55}OLEK (CONT'D)
{"":27}MARTA
{"":48}(to Ida, who
{"":49}laughs)
{"":46}Who let him in?
           Wait, no...
           I said no.
"""


@pytest.mark.parametrize("pair", [BESIDE, INTERLEAVED, RIGHT_FIRST])
@pytest.mark.parametrize("end", ["", "\n           They stare.\n\n"])
def test_speeches_side_by_side_are_two(pair: str, end: str) -> None:
    text = f"{SCENE}           INT. HALL - NIGHT\n\n           Noise.\n\n{pair}{end}"
    script = scriptnb.parse_script(text)
    before, left, right = script.dialogues[-3:]
    assert before.character == "OLEK"
    assert (left.character, left.text, left.dual) == ("MARTA", "Wait, no... I said no.", False)
    assert (right.character, right.extension, right.dual) == ("OLEK", "CONT'D", True)
    assert (right.parenthetical, right.text) == ("to Ida, who laughs", "Who let him in?")
    lines = text.split("\n")
    assert "MARTA" in lines[left.line - 1]
    assert "I said no." in lines[left.end_line - 1]
    assert "OLEK" in lines[right.line - 1]
    assert "Who let him in?" in lines[right.end_line - 1]
    covered = {n for each in script.elements for n in range(each.line, each.end_line + 1)}
    assert {n for n, line in enumerate(lines, 1) if line.strip()} == covered
    again = scriptnb.parse_script(script.to_fountain())
    assert [(d.character, d.text, d.dual) for d in again.dialogues] == [
        (d.character, d.text, d.dual) for d in script.dialogues
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [
            "           ON STAGE",
            "                                 MARTA",
            "                        No.",
        ],
        ["           12                                       BLUE", "           He counts."],
        ["           MARTA SITS                     OLEK STANDS", "           by the door."],
        [
            "                                 MARTA",
            "                        OLEK",
            "           Rain.",
        ],
    ],
)
def test_what_stands_apart_is_no_pair_of_speeches(lines: list[str]) -> None:
    text = f"{SCENE}           INT. HALL - NIGHT\n\n" + "\n".join([*lines, "", SCENE])
    assert not [each for each in scriptnb.parse_script(text).dialogues if each.dual]


@pytest.mark.parametrize(
    ("lines", "parenthetical", "text"),
    [
        (["(looks at Olek"], "looks at Olek", "All of it."),
        (["looks at Olek)"], "looks at Olek", "All of it."),
        (["(to Olek (quietly))"], "to Olek (quietly)", "All of it."),
        (["(smiles) Fine. (to Olek)"], None, "(smiles) Fine. (to Olek) All of it."),
    ],
)
def test_a_parenthetical_with_a_slip_is_written_as_it_was_read(
    lines: list[str], parenthetical: str | None, text: str
) -> None:
    speech = "".join(f"{'':28}{line}\n" for line in lines)
    script = scriptnb.parse_script(
        f"{SCENE}           She sits.\n\n{'':33}MARTA\n{speech}{'':24}All of it.\n\n{SCENE}"
    )
    assert (script.dialogues[2].parenthetical, script.dialogues[2].text) == (parenthetical, text)
    for written in (script.to_fountain(), script.to_fdx().encode()):
        again = parse_bytes(written if isinstance(written, bytes) else written.encode())
        assert [(d.character, d.parenthetical, d.text) for d in again.dialogues] == [
            (d.character, d.parenthetical, d.text) for d in script.dialogues
        ]


@given(st.text("()ab .*_", min_size=1, max_size=12).filter(str.strip))
def test_any_brackets_in_a_parenthetical_survive_writing(text: str) -> None:
    elements = [
        Element("character", "MARTA", 1, 1, None, 1),
        Element("parenthetical", text.strip(), 2, 2, None, 1),
        Element("dialogue", "All of it.", 3, 3, None, 1),
    ]
    script = Screenplay("", elements)
    again = scriptnb.parse_script(script.to_fountain(), format="fountain")
    assert [(d.parenthetical, d.text) for d in again.dialogues] == [
        (d.parenthetical, d.text) for d in script.dialogues
    ]


@pytest.mark.parametrize("step", [0, 12])
@pytest.mark.parametrize("format", ["auto", "plain_text", "fountain"])
@pytest.mark.parametrize(
    ("lines", "int_ext", "location", "time", "number"),
    [
        (["INT", "KITCHEN", "MORNING"], "INT", "KITCHEN", "MORNING", None),
        (["EXT.", "GARDEN -", "NIGHT"], "EXT", "GARDEN", "NIGHT", None),
        (["12 INT", "KITCHEN - DAY"], "INT", "KITCHEN", "DAY", "12"),
        (["INT/EXT.", "OLD", "BOATHOUSE", "DAWN"], "INT/EXT", "OLD BOATHOUSE", "DAWN", None),
        (["EXT", "GARDEN"], "EXT", "GARDEN", None, None),
        (["WN.", "KUCHNIA", "NOC"], "INT", "KUCHNIA", "NIGHT", None),
    ],
)
def test_a_heading_stepped_over_lines_is_one(
    lines: list[str],
    int_ext: str,
    location: str,
    time: str | None,
    number: str | None,
    format: str,  # noqa: A002 - the option
    step: int,
) -> None:
    heading = "".join(f"{'':{11 + at * step}}{line}\n" for at, line in enumerate(lines))
    scene = f"{heading}\n           Rain.\n\n{'':33}MARTA\n{'':24}No.\n\n"
    scenes = scriptnb.parse_script("\n" + scene * 3, format=format).scenes
    assert [(s.int_ext, s.location, s.time, s.number) for s in scenes] == [
        (int_ext, location, time, number)
    ] * 3
    assert scenes[0].characters == ("MARTA",)
    again = scriptnb.parse_script(scriptnb.parse_script("\n" + scene * 3).to_fountain()).scenes
    assert [(s.location, s.time) for s in again] == [(location, time)] * 3


@pytest.mark.parametrize(
    "lines", [["INT", "Kitchen help is wanted."], ["EXT", "NO", "WAY OUT"], ["INNEN", "WEITER SO!"]]
)
def test_letters_alone_are_no_heading(lines: list[str]) -> None:
    text = "INT. HALL - DAY\n\nA sign.\n\n" + "\n".join(lines) + "\n\nRain.\n"
    assert len(scriptnb.parse_script(text, format="fountain").scenes) == 1


@pytest.mark.parametrize(
    "lines",
    [
        [f"{'':19}MARTA{'':27}OLEK", "           INT", f"{'':11}HALL{'':29}DAY", "           No."],
        ["INT", "EXT", "KITCHEN", "DAY", f"{'':19}MARTA{'':27}OLEK"],
        ["INT. HALL - DAY", "INT", "KITCHEN", "DAY", "INT"],
    ],
)
def test_headings_and_columns_that_meet_cover_every_line(lines: list[str]) -> None:
    text = f"{SCENE}\n" + "\n".join([*lines, "", *lines]) + f"\n\n{SCENE}"
    for reader in ("auto", "plain_text", "fountain"):
        script = scriptnb.parse_script(text, format=reader)
        covered = {n for each in script.elements for n in range(each.line, each.end_line + 1)}
        assert {n for n, line in enumerate(text.split("\n"), 1) if line.strip()} <= covered
