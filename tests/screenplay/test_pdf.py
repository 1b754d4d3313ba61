"""PDFs: columns are learned from the file, furniture is recognised, pages are joined."""

from __future__ import annotations

import itertools
import re
import sys
from pathlib import Path

import pytest

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay.reading import parse_bytes, parse_script, read_script
from scriptnb.screenplay.screenplay import Screenplay

sys.path.insert(0, str(Path(__file__).parent))

from pdf_maker import Layout, Placed, make_pdf

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / ".." / "shared" / "data" / "scripts"
STORY = {
    "scene_heading", "action", "character", "dialogue", "parenthetical", "transition", "centered"
}  # fmt: skip
SCENE = """INT. MILL - DAY

The wheel turns. ADA, sixty, flour to the elbows, counts the sacks along the wall and then counts
them again.

ADA
One of us cannot count.
(to the cat)
It is not you.

BO (O.S.)
Forty!

CUT TO:

EXT. MILL - NIGHT

Rain. The wheel stands still.
"""


def sample(name: str) -> list:  # type: ignore[type-arg]
    script = read_script(ROOT / "scriptnb" / "samples" / f"{name}.fountain")
    return [element for element in script.elements if element.kind in STORY]


def story(script: Screenplay) -> list[tuple[str, str]]:
    """Give the script's kinds and words, without what page breaks add."""
    found: list[tuple[str, str]] = []
    broken = False
    for element in script.elements:
        kind, words = element.kind, " ".join(element.text.split())
        if kind not in STORY:
            broken = broken or kind == "furniture"
        elif broken and kind == "character" and words.endswith("(CONT'D)"):
            broken = False
        elif (
            found and kind == found[-1][0] and (kind == "dialogue" or (broken and kind == "action"))
        ):
            found[-1] = (kind, f"{found[-1][1]} {words}")
            broken = False
        else:
            found.append((kind, words))
            broken = False
    return found


def read(*pages: list[Placed], **how: object) -> Screenplay:
    return parse_bytes(make_pdf(pages, **how), "script.pdf")  # type: ignore[arg-type]


def lay_out(text: str, layout: Layout) -> Screenplay:
    return parse_bytes(layout.pdf(parse_script(text, format="fountain").elements), "script.pdf")


LAYOUTS = {
    "on US Letter": Layout(),
    "on A4": Layout(paper=(595, 842)),
    "with other margins": Layout(
        action=90, dialogue=187, parenthetical=226, cue=270, right=520, action_width=58
    ),
    "with the cue close to the speech": Layout(dialogue=130, parenthetical=150, cue=200),
    "in Times": Layout(font="Times-Roman", action_width=75, dialogue_width=44),
    "in small Helvetica": Layout(font="Helvetica", size=10, line=11, dialogue_width=48),
    "double-spaced": Layout(line=24),
    "one blank line above headings": Layout(above_heading=1),
    "with centred cues": Layout(centre_cues=True),
    "with scene numbers and CONTINUED": Layout(
        scene_numbers=True, continued=True, head="BLUE REVISION 5/6/2024   {page}.", head_x=108
    ),
    "with revision stars": Layout(stars=True),
    "with airy speeches": Layout(speech_air=12),
    "without page numbers": Layout(head="", more=False),
}


@pytest.mark.parametrize("name", ["mainly_fair", "cisza_nocna", "coffee"])
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_script_is_read_back_from_its_print(layout: Layout, name: str) -> None:
    elements = sample(name)
    script = parse_bytes(layout.pdf(elements), "script.pdf")
    wanted = [
        (kind, words) for kind, words in story(Screenplay("", elements)) if kind != "centered"
    ]
    found = [(kind, words) for kind, words in story(script) if kind != "centered"]
    words, right = 0, 0
    kinds = {"transition": "action", "scene_heading": "action"}
    for kind in ("action", "character", "parenthetical", "dialogue"):
        ours, theirs = (
            " ".join(w for k, w in side if kinds.get(k, k) == kind).split()
            for side in (found, wanted)
        )
        words += len(theirs)
        right += len(theirs) - len(set(theirs) - set(ours))
    assert right >= 0.99 * words
    headings = sum(kind == "scene_heading" for kind, _ in found)
    # A heading without INT. or EXT. is told by its number only.
    unmarked = sum(
        kind == "scene_heading" and not re.match(r"(INT|EXT|EST|WN|PL)", text)
        for kind, text in wanted
    )
    whole = sum(kind == "scene_heading" for kind, _ in wanted)
    assert headings == whole - (0 if layout.scene_numbers else unmarked)


def test_columns_are_measured_from_the_file_itself() -> None:
    wanted = story(parse_script(SCENE, format="fountain"))
    for shift, wide in itertools.product((-36, 0, 40), (0.8, 1.0, 1.15)):
        layout = Layout(
            action=108 + shift,
            dialogue=108 + shift + 72 * wide,
            parenthetical=108 + shift + 102 * wide,
            cue=108 + shift + 144 * wide,
            right=540 + shift,
        )
        assert story(lay_out(SCENE, layout)) == wanted


def test_pages_are_the_pdfs_own() -> None:
    script = lay_out("\n\n".join(f"INT. ROOM {n} - DAY\n\nDust." for n in range(40)), Layout())
    assert sorted({element.page for element in script.elements}) == [1, 2, 3, 4]
    headings = [e for e in script.elements if e.kind == "scene_heading"]
    assert [heading.text for heading in headings] == [f"INT. ROOM {n} - DAY" for n in range(40)]


def test_a_speech_that_a_page_cuts_is_one_speech() -> None:
    speech = " ".join(f"word{n}" for n in range(300))
    script = lay_out(f"INT. MILL - DAY\n\nADA\n{speech}\n\nBO\nAh.\n", Layout())
    assert [d.text for d in script.dialogues] == [speech, "Ah."]
    furniture = [e.text for e in script.elements if e.kind == "furniture"]
    assert furniture == ["(MORE)", "2."]


@pytest.mark.parametrize(
    ("last", "first", "kind"),
    [
        ("BO", (180, "Forty sacks."), "character"),
        ("BO", (252, "BO (CONT'D)"), "character"),
        ("END OF ACT ONE", (108, "EXT. MILL - DAY"), "action"),
    ],
)
def test_capitals_at_the_foot_of_a_page_are_a_cue_where_its_speech_stands_overleaf(
    last: str, first: tuple[float, str], kind: str
) -> None:
    page = [(108, 700, "INT. MILL - DAY"), (108, 676, "The wheel turns."),
            (252, 652, "ADA"), (180, 640, "One of us cannot count."), (252, 616, last)]  # fmt: skip
    over = [(520, 752, "2."), (first[0], 720, first[1]), (180, 708, "Forty sacks.")]
    found = [e.kind for e in read(page, over).elements if e.text == last]
    assert found == [kind]


def test_a_scene_that_runs_over_pages_is_one_scene() -> None:
    layout = Layout(scene_numbers=True, continued=True)
    dust = "\n\n".join(f"Dust settles for the {n}th time." for n in range(60))
    script = lay_out(f"INT. MILL - DAY\n\n{dust}\n\nEXT. MILL - DAY\n\nSun.\n", layout)
    assert [scene.number for scene in script.scenes] == ["1", "2"]
    assert {e.text for e in script.elements if e.kind == "furniture"} >= {
        "(CONTINUED)", "CONTINUED:"
    }  # fmt: skip


def test_an_action_cut_by_a_page_without_furniture_goes_on() -> None:
    long = " ".join(f"grain{n:03}" for n in range(700))
    script = lay_out(f"INT. MILL - DAY\n\n{long}\n", Layout(head=""))
    assert [e.text for e in script.elements if e.kind == "action"] == [long]


@pytest.mark.parametrize(("left", "right"), [(54, 556), (66, 540), (80, 530)])
def test_scene_numbers_in_the_margins_are_numbers(left: float, right: float) -> None:
    page = [(left, 700, "12A"), (108, 700, "INT. MILL - DAY"), (right, 700, "12A"),
            (108, 676, "The wheel turns and turns, and the flour comes down like a snowfall."),
            (left, 640, "13"), (108, 640, "SNIPER POV"), (right, 640, "13"),
            (108, 616, "A sack, seen from far away, which somebody moves."),
            (108, 580, "EXT. MILL - DAY"), (108, 556, "Sun on the wheel.")]  # fmt: skip
    script = read(page)
    assert [(s.number, s.heading) for s in script.scenes] == [
        ("12A", "INT. MILL - DAY"), ("13", "SNIPER POV"), (None, "EXT. MILL - DAY"),
    ]  # fmt: skip


DUAL = """INT. MILL - DAY

They shout, both of them, and the wheel turns as if it did not listen to either.

ADA
Leave that sack alone, would you, please, and sit down.

BO ^
(louder)
I will not leave it and I will not sit.

Silence.

ADA
Well.
"""


def _one_string_a_row(page: list[Placed]) -> list[Placed]:
    rows: dict[float, list[tuple[float, str]]] = {}
    for x, y, text in page:
        rows.setdefault(y, []).append((x, text))
    joined = []
    for y, pieces in rows.items():
        pieces.sort()
        text = ""
        for x, words in pieces:
            text = text.ljust(round((x - pieces[0][0]) / 7.2)) + words
        joined.append((pieces[0][0], y, text))
    return joined


@pytest.mark.parametrize(
    "written",
    [list, lambda page: sorted(page, key=lambda p: (-p[1], p[0])), _one_string_a_row],
    ids=["column by column", "row by row", "one string a row"],
)
def test_speeches_side_by_side_are_dual_dialogue(written) -> None:  # type: ignore[no-untyped-def]
    elements = parse_script(DUAL, format="fountain").elements
    script = read(*(written(page) for page in Layout().pages(elements)))
    assert story(script) == story(parse_script(DUAL, format="fountain"))
    assert [(d.character, d.dual) for d in script.dialogues] == [
        ("ADA", False), ("BO", True), ("ADA", False)
    ]  # fmt: skip


def test_watermarks_and_side_notes_are_furniture() -> None:
    pages = Layout().pages(sample("coffee") * 3)
    clean = parse_bytes(make_pdf(pages), "a.pdf")
    data = make_pdf([[*page, (220, 18, "Property of Nobody 4711")] for page in pages])
    stamp = b"BT /F1 48 Tf .7 .7 -.7 .7 100 200 Tm (SECRET COPY) Tj ET\nendstream"
    data = data.replace(b"endstream", stamp)
    data = re.sub(rb"/Length (\d+)", lambda m: b"/Length %d" % (int(m[1]) + len(stamp) - 9), data)
    marked = parse_bytes(data, "b.pdf")
    assert story(marked) == story(clean)
    furniture = {e.text for e in marked.elements if e.kind == "furniture"}
    assert {"Property of Nobody 4711", "SECRET COPY"} <= furniture


def test_a_word_hyphenated_at_the_line_end_is_one_word() -> None:
    page = [(108, 700, "INT. MILL - DAY"),
            (108, 676, "The wheel, which is not very well-"), (108, 664, "kept, turns."),
            (108, 640, "Nothing -- or"), (108, 628, "almost.")]  # fmt: skip
    actions = [e.text for e in read(page).elements if e.kind == "action"]
    assert actions == ["The wheel, which is not very well-kept, turns.", "Nothing -- or almost."]


def test_the_title_page_is_no_scene() -> None:
    title = [(270, 520, "THE MILL"), (270, 480, "Written by"), (270, 460, "Ada Low"),
             (108, 100, "Second draft"), (400, 100, "ada@example.org")]  # fmt: skip
    elements = parse_script(SCENE, format="fountain").elements
    script = read(title, *Layout().pages(elements))
    assert script.title_page == {
        "Title": ["THE MILL"],
        "Credit": ["Written by"],
        "Author": ["Ada Low"],
        "Draft date": ["Second draft"],
        "Contact": ["ada@example.org"],
    }
    assert [scene.scene for scene in script.scenes] == [1, 2]
    assert {e.page for e in script.elements if e.kind == "title_page"} == {None}
    assert script.elements[-1].page == 1


def test_room_above_capitals_says_heading_only_in_prints_of_fountain() -> None:
    text = "\n\n".join(f"INT. ROOM {n} - DAY\n\nDust.\n\n.THE ATTIC\n\nMice." for n in range(4))
    from_fountain = lay_out(text, Layout(creator="afterwriting.com"))
    from_another = lay_out(text, Layout(creator="Final Draft"))
    assert len(from_fountain.scenes) == 8
    assert len(from_another.scenes) == 4


def test_a_script_flush_left_is_read_as_plain_text() -> None:
    lines = ["INT. MILL - DAY", "", "The wheel turns.", "", "ADA", "Who is there?", "", "BO",
             "Nobody.", "", "EXT. MILL - NIGHT", "", "Rain."]  # fmt: skip
    page = [(72, 720 - 14 * n, line) for n, line in enumerate(lines) if line]
    script = read(page)
    assert [d.character for d in script.dialogues] == ["ADA", "BO"]
    assert {e.page for e in script.elements} == {1}


@pytest.mark.parametrize("name", ["mainly_fair", "coffee"])
def test_every_line_that_is_not_blank_has_exactly_one_element(name: str) -> None:
    script = parse_bytes(Layout(continued=True, scene_numbers=True).pdf(sample(name)), "a.pdf")
    covered = [n for e in script.elements for n in range(e.line, e.end_line + 1)]
    assert len(covered) == len(set(covered))
    lines = script.text.split("\n")
    assert {n + 1 for n, line in enumerate(lines) if line.strip()} <= set(covered)
    assert all(e.line <= f.line for e, f in itertools.pairwise(script.elements))


def test_no_text_layer_is_said_so() -> None:
    with pytest.raises(ScriptReadError, match=r"scan\.pdf: .*no text layer.*OCR"):
        parse_bytes(make_pdf([[], []]), "scan.pdf")


def test_a_locked_pdf_is_said_so() -> None:
    with pytest.raises(ScriptReadError, match=r"locked\.pdf: .*password"):
        parse_bytes(make_pdf([[(108, 700, "INT. MILL")]], encrypt=True), "locked.pdf")


def test_a_pdf_that_is_cut_off_is_said_so() -> None:
    data = Layout().pdf(sample("coffee"))
    with pytest.raises(ScriptReadError, match=r"cut\.pdf: .*damaged"):
        parse_bytes(data[:60], "cut.pdf")


def test_real_pdfs_match_the_fountain_typed_from_them() -> None:
    if not DATA.exists():
        pytest.skip("the shared scripts are not beside the repository")
    for pdf in sorted(DATA.glob("*.pdf")):
        ours = read_script(pdf)
        theirs = read_script(pdf.with_suffix(".fountain"))
        headings = [
            sum(element.kind == "scene_heading" for element in script.elements)
            for script in (ours, theirs)
        ]
        assert headings[0] == headings[1], pdf.name


def numbered(
    first: int, *pages: list[tuple[float, float, str]]
) -> list[list[tuple[float, float, str]]]:
    """Print a number on each page, from ``first``."""
    return [[(520.0, 756.0, f"{first + at}."), *page] for at, page in enumerate(pages)]


@pytest.mark.parametrize("first", [1, 41])
def test_a_page_has_the_number_that_is_printed_on_it(first: int) -> None:
    elements = parse_script(SCENE * 12, format="fountain").elements
    # Without the numbers that the layout prints itself.
    pages = [[each for each in page if each[1] != 752] for page in Layout().pages(elements)]
    assert len(pages) > 1
    script = read(*numbered(first, *pages))
    printed = sorted({element.page for element in script.elements if element.page})
    assert printed == list(range(first, first + len(pages)))
