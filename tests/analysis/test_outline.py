"""The outline in a script: its sections, synopses, notes and act headings, with their lengths."""

from __future__ import annotations

import pytest

from scriptnb.analysis import BasicAnalyzer
from scriptnb.analysis.outline import is_act, pages_planned

SCRIPT = """# One (2 pages)

## Setup

INT. SHED - DAY

= Rain, about half of a page.

Rain falls. [[more rain?]]

## Turn

INT. BARN - DAY

Hay.

> ACT TWO <

# Two

EXT. FIELD - DAY

Sun.

> END OF ACT TWO <
"""


def test_sections_synopses_notes_and_acts_are_listed_in_order() -> None:
    rows = BasicAnalyzer().parse_script(SCRIPT, format="fountain")["outline"]
    assert [(row["kind"], row["level"], row["text"]) for row in rows] == [
        ("section", 1, "One (2 pages)"),
        ("section", 2, "Setup"),
        ("synopsis", None, "Rain, about half of a page."),
        ("note", None, "more rain?"),
        ("section", 2, "Turn"),
        ("act", None, "ACT TWO"),
        ("section", 1, "Two"),
        ("act", None, "END OF ACT TWO"),
    ]
    assert [row["line"] for row in rows] == [1, 3, 7, 9, 11, 17, 19, 25]
    assert rows[0]["pages_planned"] == 2


def test_a_part_has_the_length_of_its_contents() -> None:
    tables = BasicAnalyzer().parse_script(SCRIPT, format="fountain")
    rows = {row["text"]: row["pages"] for row in tables["outline"]}
    # Lines with the blank one above: 3 in the shed (none above the first), 4 in the barn,
    # 2 for ACT TWO, 4 in the field, 2 for its end.
    assert rows["Setup"] == pytest.approx(3 / 55)
    assert rows["Turn"] == pytest.approx(6 / 55)
    assert rows["One (2 pages)"] == pytest.approx(9 / 55)
    assert rows["Two"] == pytest.approx(6 / 55)
    assert rows["ACT TWO"] == pytest.approx(6 / 55)
    assert rows["END OF ACT TWO"] is None
    assert rows["more rain?"] is None


@pytest.mark.parametrize(
    "line",
    ["ACT ONE", "ACT 3", "Act IV", "END OF ACT TWO", "TEASER", "COLD OPEN", "TAG", "THE TEASER",
     "END OF TEASER", "AKT I", "AKT DRUGI", "KONIEC AKTU I", "ACT TWO:"],
)  # fmt: skip
def test_act_headings_are_recognised(line: str) -> None:
    assert is_act(line)


@pytest.mark.parametrize(
    "line",
    ["ACT", "He has to act two times.", "TAG! You are it.", "TAKT I", "ACTIVE", "ACT ONE IS"],
)
def test_other_lines_are_no_act_headings(line: str) -> None:
    assert not is_act(line)


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("3 pages", 3),
        ("(about 2.5 pp.)", 2.5),
        ("Act One [25pgs]", 25),
        ("a 1-page scene", 1),
        ("2 3/8 pages", 2.375),
        ("3/8 page", 0.375),
        ("½ page", 0.5),
        ("10-12 pages", 11),
        ("10 – 12 stron", 11),
        ("ok. 5 str.", 5),
        ("1,5 strony", 1.5),
        ("They turn the pages.", None),
        ("page 12", None),
        ("p. 3", None),
        ("pages 3-5", None),
        ("1990 pages", None),
        ("2/0 pages", 0),
    ],
)
def test_planned_pages_are_read_where_they_are_stated(text: str, pages: float | None) -> None:
    assert pages_planned(text) == pages
