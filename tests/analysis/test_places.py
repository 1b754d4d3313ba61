"""The master place and the part of each location."""

import time

import pytest

from scriptnb.analysis.places import places
from scriptnb.results.result import analyze


def split(*names):
    return [tuple(each) for each in places([(name, 1) for name in names])]


@pytest.mark.parametrize(
    ("location", "place", "part"),
    [
        ("BLOOM HOUSE", "BLOOM HOUSE", None),
        ("BLOOM HOUSE - KITCHEN", "BLOOM HOUSE", "KITCHEN"),
        ("BLOOM HOUSE – KITCHEN", "BLOOM HOUSE", "KITCHEN"),
        ("BLOOM HOUSE -- KITCHEN", "BLOOM HOUSE", "KITCHEN"),
        ("BLOOM HOUSE - KITCHEN - SINK", "BLOOM HOUSE", "KITCHEN - SINK"),
        ("BLOOM HOUSE, KITCHEN", "BLOOM HOUSE", "KITCHEN"),
        ("NEWSROOM (PARIS)", "NEWSROOM", None),
        ("RITZ-CARLTON", "RITZ-CARLTON", None),
        ("JENNY'S KITCHEN", "JENNY'S KITCHEN", None),
        ("BLOOM HOUSE KITCHEN", "BLOOM HOUSE KITCHEN", None),
        ("(NOWHERE)", "(NOWHERE)", None),
        ("- ", "-", None),
        (",", ",", None),
    ],
)
def test_one_location_is_split_at_its_separator(location, place, part):
    assert split(location) == [(place, part)]


def test_a_room_belongs_to_the_place_that_another_location_names():
    assert split("BLOOM HOUSE", "BLOOM HOUSE MASTER BEDROOM", "Bloom House Foyer - Door") == [
        ("BLOOM HOUSE", None),
        ("BLOOM HOUSE", "MASTER BEDROOM"),
        ("BLOOM HOUSE", "Foyer - Door"),
    ]


def test_another_word_behind_the_name_of_a_place_is_another_place():
    names = ("CAR", "CAR WASH", "SWAMP", "SWAMP SHACK", "COURT", "COURT HOUSE")
    assert split(*names) == [(name, None) for name in names]


def test_a_slash_divides_only_behind_a_known_place():
    assert split("CEMETERY", "CEMETERY / ROAD", "CLEARING / ROAD") == [
        ("CEMETERY", None),
        ("CEMETERY", "ROAD"),
        ("CLEARING / ROAD", None),
    ]


def test_rooms_of_a_person_belong_to_the_only_home_of_that_person():
    assert split("JENNY'S HOUSE", "JENNY’S KITCHEN", "JENNY'S CAR", "BOB'S KITCHEN") == [
        ("JENNY'S HOUSE", None),
        ("JENNY'S HOUSE", "KITCHEN"),
        ("JENNY'S CAR", None),
        ("BOB'S KITCHEN", None),
    ]
    assert split("ANN'S HOUSE", "ANN'S FLAT", "ANN'S KITCHEN")[2] == ("ANN'S KITCHEN", None)


def test_spellings_of_one_place_have_the_one_of_most_scenes():
    found = places(
        [("The Big-Top", 1), ("BIG TOP", 3), ("TERMINAL BULIDING", 1), ("TERMINAL BUILDING", 2)]
    )
    assert [each.place for each in found] == ["BIG TOP"] * 2 + ["TERMINAL BUILDING"] * 2


def test_numbers_and_short_words_are_never_merged():
    names = ("ROOM 12", "ROOM 21", "GATE A", "GATE B", "TRIAL", "TRAIL")
    assert split(*names) == [(name, None) for name in names]


def test_a_comma_inside_a_name_is_no_separator():
    names = ("PEARSON, HARDMAN FIRM - LOBBY", "PEARSON, HARDMAN FIRM")
    assert split(*names) == [("PEARSON, HARDMAN FIRM", "LOBBY"), ("PEARSON, HARDMAN FIRM", None)]


def test_the_summary_counts_the_master_places():
    headings = ("HALL", "HALL - STAIRS", "The Hall", "MILL", "MILL, LOFT")
    text = "".join(f"INT. {name} - DAY\n\nRain.\n\n" for name in headings)
    result = analyze(text=text, format="fountain", language="en")
    assert result.summary["locations"].item() == 5
    assert result.summary["places"].item() == 2
    assert list(result.locations.columns)[:3] == ["location", "place", "part"]
    assert list(result.locations["place"]) == ["HALL", "HALL", "HALL", "MILL", "MILL"]


def test_time_is_linear_in_the_locations():
    def seconds(count):
        names = [(f"HOUSE{n} OF{n} MY FATHER KITCHEN", 1) for n in range(count)]
        start = time.process_time()
        places(names)
        return time.process_time() - start

    seconds(100)
    assert seconds(4000) < 20 * max(seconds(400), 0.002)
