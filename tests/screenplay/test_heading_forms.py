"""Headings in the orders and with the numbers that writers of several countries use."""

from __future__ import annotations

import pytest

from scriptnb.screenplay.headings.choice import heading_languages
from scriptnb.screenplay.headings.grammar import grammar

#: line, number, int_ext, location, time
FORMS = [
    # The place first.
    ("CALLE. EXT - NOCHE", None, "EXT", "CALLE", "NIGHT"),
    ("WOHNZIMMER INNEN/ABEND", None, "INT", "WOHNZIMMER", "EVENING"),
    ("7. WOHNZIMMER – AUSSEN / NACHT", "7", "EXT", "WOHNZIMMER", "NIGHT"),
    ("BAGNO. INT. NOTTE", None, "INT", "BAGNO", "NIGHT"),
    ("3. ŁAZIENKA. WNĘTRZE. NOC", "3", "INT", "ŁAZIENKA", "NIGHT"),
    ("12. CHAMBRE – INT/NUIT", "12", "INT", "CHAMBRE", "NIGHT"),
    ("OLD TOWN - EXT. - DAY", None, "EXT", "OLD TOWN", "DAY"),
    # The light first.
    ("INNEN/ABEND – DACHBODEN", None, "INT", "DACHBODEN", "EVENING"),
    ("INT. NUIT – GARE DU NORD", None, "INT", "GARE DU NORD", "NIGHT"),
    ("EXT/DÍA. PLAZA MAYOR", None, "EXT", "PLAZA MAYOR", "DAY"),
    ("EXT. DAWN - HARBOR", None, "EXT", "HARBOR", "DAWN"),
    # Two sides.
    ("INT. / EXT. BOAT - DAY", None, "INT/EXT", "BOAT", "DAY"),
    ("INT + EXT. BOAT - DAY", None, "INT/EXT", "BOAT", "DAY"),
    ("INT. & EXT. BOAT - DAY", None, "INT/EXT", "BOAT", "DAY"),
    # Numbers.
    ("A7 EXT. PIER - NIGHT A7", "A7", "EXT", "PIER", "NIGHT"),
    ("B-7 EXT. PIER - NIGHT", "B-7", "EXT", "PIER", "NIGHT"),
    ("207-C INT. ATTIC - DAY", "207-C", "INT", "ATTIC", "DAY"),
    ("14 : INT – GRENIER – JOUR", "14", "INT", "GRENIER", "DAY"),
    ("5 - INT. ATTIC - DAY", "5", "INT", "ATTIC", "DAY"),
    ("SCENE 9: ATTIC, NIGHT", "9", None, "ATTIC", "NIGHT"),
    ("SCENE IV. A field near the castle.", "IV", None, "A field near the castle", None),
    ("4. ATTIC - DUSK", "4", None, "ATTIC", "DUSK"),
    # A transition or a qualifier on the line of the heading.
    ("FADE IN: EXT. PIER - DAY", None, "EXT", "PIER", "DAY"),
    ("CUT TO: INT. ATTIC - NIGHT", None, "INT", "ATTIC", "NIGHT"),
    ("FLASHBACK - INT. ATTIC - NIGHT", None, "INT", "ATTIC", "NIGHT"),
    # Times.
    ("INT. BAR - 11 P.M.", None, "INT", "BAR", "NIGHT"),
    ("INT. BAR - 2:30 PM", None, "INT", "BAR", "AFTERNOON"),
    ("INT. BAR - 0600 HOURS", None, "INT", "BAR", "MORNING"),
    ("INT. BAR - 18:45", None, "INT", "BAR", "EVENING"),
    ("INT. BAR - 3 O'CLOCK", None, "INT", "BAR", None),
    ("INT. BAR - 8 HOURS LATER", None, "INT", "BAR", "LATER"),
    ("INT. BAR - SAME TIME", None, "INT", "BAR", "SAME"),
    ("INT. BAR - LATE AFTERNOON", None, "INT", "BAR", "AFTERNOON"),
    ("EXT. LAKE - DAY FOR NIGHT", None, "EXT", "LAKE", "NIGHT"),
    ("INT. BAR (NIGHT)", None, "INT", "BAR", "NIGHT"),
    ("INT. BAR (UPSTAIRS) - NIGHT", None, "INT", "BAR (UPSTAIRS)", "NIGHT"),
    ("INT. BAR, CONT’D", None, "INT", "BAR", "CONTINUOUS"),
    ("INT. BAR - SUITE 205", None, "INT", "BAR - SUITE 205", None),
]


@pytest.mark.parametrize(("line", "number", "int_ext", "location", "time"), FORMS)
def test_a_heading_is_understood_in_each_order(line, number, int_ext, location, time):
    found = grammar().heading(line)
    assert found is not None
    assert (found.number, found.int_ext) == (number, int_ext)
    found = grammar((*heading_languages([line]), "en")).parse(line)
    assert (found.number, found.int_ext, found.location, found.time) == (
        number,
        int_ext,
        location,
        time,
    )


@pytest.mark.parametrize("line", [line for line, *_ in FORMS])
def test_the_quick_look_misses_no_heading(line):
    assert grammar().may_open(line)


@pytest.mark.parametrize(
    ("line", "time_of_day", "time", "qualifier"),
    [
        ("INT. ATTIC - NIGHT - FLASHBACK", "NIGHT", "NIGHT", ("FLASHBACK",)),
        ("INT. ATTIC - DAY (1950)", "DAY", "DAY", ("1950",)),
        ("INT. ATTIC - DAY SEQUENCE", "DAY SEQUENCE", "DAY", ("SEQUENCE",)),
        ("INT. ATTIC - DREAM - NIGHT", "NIGHT", "NIGHT", ("DREAM",)),
        ("EXT. ROAD - DAY - RAIN", "DAY", "DAY", ("RAIN",)),
        ("FLASHBACK: INT. ATTIC - NIGHT", "NIGHT", "NIGHT", ("FLASHBACK",)),
        ("INT. ATTIC - FLASHBACK", None, None, ("FLASHBACK",)),
    ],
)
def test_what_kind_of_scene_it_is_stands_apart_from_its_place(line, time_of_day, time, qualifier):
    found = grammar(("en",)).parse(line)
    assert found.location in ("ATTIC", "ROAD")
    assert (found.time_of_day, found.time, found.qualifier) == (time_of_day, time, qualifier)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("12 OMITTED 12", "12"),
        ("15      ***SCENE DELETED***      15", "15"),
        ("OMITTED", None),
        ("12-14 OMITTED", "12-14"),
        ("A12 OMITTED A12", "A12"),
    ],
)
def test_a_scene_that_was_taken_out_keeps_its_number_and_has_no_place(line, number):
    found = grammar().heading(line)
    assert found is not None
    assert found.omitted
    assert (found.number, found.location, found.int_ext) == (number, None, None)


@pytest.mark.parametrize(
    "line",
    [
        *("THE DOOR OPENS. INT THE HALL SOMEBODY SINGS", "ANNA (INT.)", "23 HOURS LATER"),
        *("12 ANGRY MEN", "Scene 12 was the best.", "THE NIGHT", "MAN OUTSIDE", "A-TEAM"),
        *("4. He waits - day and night.", "2 DAYS LATER", "THE END OF DAY", "CUT TO: BLACK"),
    ],
)
def test_other_lines_are_no_headings(line):
    assert grammar().heading(line) is None


def test_a_word_of_another_language_is_no_time_in_an_english_script():
    english = grammar(("en",))
    assert english.parse("INT. RITZ - SUITE").location == "RITZ - SUITE"
    assert english.parse("INT. ARENA - TAG - DAY").location == "ARENA - TAG"
    assert grammar(("fr", "en")).parse("INT. COULOIR – SUITE").time == "CONTINUOUS"


def test_words_of_a_user_come_before_all_others():
    own = '{"abbreviations":{"INT":["BINNEN"]},"times":{"NIGHT":["NOX"]}}'
    found = grammar(("en",), own).heading("BINNEN. TAVERNE - NOX")
    assert (found.int_ext, found.location, found.time) == ("INT", "TAVERNE", "NIGHT")
