"""On which day of the story each scene plays."""

import pytest

from scriptnb.analysis.structure import StructureAnalyzer
from scriptnb.results.result import analyze


def days(*headings, language="en"):
    text = "".join(f"{heading}\n\nIt is quiet there.\n\n" for heading in headings)
    result = analyze(text=text, analysis_type="structure", format="fountain", language=language)
    assert list(result.scenes["heading"]) == list(headings)
    rows = result.raw["structure"]["story_days"]
    assert [row["scene"] for row in rows] == list(range(1, len(headings) + 1))
    return [row["story_day"] for row in rows]


def test_a_day_breaks_where_the_time_goes_back():
    assert days(
        "INT. A - MORNING", "INT. B - DAY", "EXT. C - EVENING", "EXT. D - NIGHT",
        "INT. E - MORNING", "INT. F - NIGHT", "INT. G - DAWN", "INT. H - DAY",
    ) == [1, 1, 1, 1, 2, 2, 3, 3]  # fmt: skip


def test_later_continuous_and_same_keep_the_day():
    assert days(
        "INT. A - NIGHT", "INT. B - LATER", "INT. C - CONTINUOUS", "INT. D - SAME",
        "INT. E - NIGHT - MOMENTS LATER", "INT. F - LATER THAT NIGHT",
    ) == [1] * 6  # fmt: skip


def test_a_scene_without_a_time_is_on_the_day_of_the_one_before():
    assert days("INT. A - NIGHT", "INT. B", "INT. C - DAY") == [1, 1, 2]


@pytest.mark.parametrize(
    "time",
    [
        "NEXT DAY", "THE NEXT MORNING", "[THE NEXT] MORNING", "TWO DAYS LATER", "A WEEK LATER",
        "ANOTHER DAY", "THE FOLLOWING NIGHT", "FOLLOWING MONDAY",
    ],
)  # fmt: skip
def test_words_for_another_day_break_it(time):
    assert days("INT. A - DAY", f"INT. B - {time}", "INT. C - SAME") == [1, 2, 2]


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("pl", "WN. DOM - DZIEŃ", "WN. DOM - NASTĘPNEGO DNIA"),
        ("de", "INNEN. HAUS - TAG", "INNEN. HAUS - AM NÄCHSTEN TAG"),
        ("fr", "INT. MAISON - JOUR", "INT. MAISON - LE LENDEMAIN"),
        ("es", "INT. CASA - DÍA", "INT. CASA - AL DÍA SIGUIENTE"),
        ("it", "INT. CASA - GIORNO", "INT. CASA - IL GIORNO DOPO"),
    ],
)
def test_words_of_other_languages_break_it_too(language, first, second):
    assert days(first, second, language=language) == [1, 2]


def test_a_place_is_no_time():
    assert days("INT. A - DAY", "INT. NEXT DAY CLEANERS - DAY", "INT. CLUB 1999 - DAY") == [1] * 3


def test_flashbacks_and_dreams_have_no_day_and_neither_has_what_continues_them():
    assert days(
        "INT. A - NIGHT", "INT. B - DAY (FLASHBACK)", "INT. C - CONTINUOUS",
        "INT. D - NIGHT", "INT. E - DAY - DREAM", "INT. F - NIGHT",
    ) == [1, None, None, 1, None, 1]  # fmt: skip


def test_a_later_year_is_another_day_and_an_earlier_one_is_outside_the_present():
    assert days(
        "INT. A - NIGHT (1973)", "INT. B - NIGHT (1977)", "INT. C - NIGHT",
        "INT. D - DAY (1960)", "INT. E - NIGHT",
    ) == [1, 2, 2, None, 2]  # fmt: skip


def test_a_year_that_nothing_can_be_compared_with_is_unknown():
    assert days("INT. A - NIGHT", "INT. B - DAY (1960)", "INT. C - NIGHT") == [1, None, 1]


def test_another_weekday_or_date_is_another_day():
    assert days(
        "INT. A - DAY - MONDAY", "INT. B - DAY - MONDAY", "INT. C - DAY - TUESDAY",
        "INT. D - DAY - JUNE 5", "INT. E - DAY - JUNE 6", "INT. F - DAY - JUNE 6",
    ) == [1, 1, 2, 2, 3, 3]  # fmt: skip


def test_a_day_that_the_script_counts_is_taken():
    assert days(
        "INT. A - DAY 3", "INT. B - NIGHT 3", "INT. C - DAY (D7)", "INT. D - NIGHT", "INT. E - DAY"
    ) == [3, 3, 7, 7, 8]


def test_without_any_time_nothing_is_known():
    assert days("INT. A", "INT. B") == [None, None]


def test_the_evidence_is_what_the_day_follows_from():
    text = "INT. A - NIGHT\n\nRain.\n\nINT. B - MORNING\n\nSun.\n\nINT. C - NEXT DAY\n\nFog.\n"
    result = analyze(text=text, analysis_type="structure", format="fountain", language="en")
    assert list(result.story_days["evidence"]) == [
        "first scene",
        "MORNING after NIGHT",
        "NEXT DAY",
    ]


def test_rows_with_unknown_times_and_without_columns_are_taken():
    scenes = [{"scene": 1, "time": "DAY"}, {"scene": 2, "time": "teatime"}, {"scene": 3}]
    rows = StructureAnalyzer().analyze_structure(scenes, [])["story_days"]
    assert [row["story_day"] for row in rows] == [1, 1, 1]


def test_what_is_no_scene_has_no_day():
    text = "Rain.\n\nINT. A - DAY\n\nSun.\n\n2 OMITTED\n\nINT. B - DAY\n\nSun.\n"
    result = analyze(text=text, analysis_type="structure", format="fountain", language="en")
    told = result.story_days["story_day"].isna()
    assert list(told) == [row["omitted"] or not row["heading"] for row in result.raw["scenes"]]
