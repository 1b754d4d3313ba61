"""The basic tables of small scripts, compared with numbers counted by hand."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from scriptnb.analysis import BasicAnalyzer
from scriptnb.analysis.words import count_words
from scriptnb.errors import OptionError
from scriptnb.results.schema import TABLES

SCRIPT = """Title: The Ladder
Author: Nobody

# Act One (3 pages)

INT. SHED - DAY #1#

= Anna looks for the ladder. (1/2 page)

ANNA counts the rakes. [[how many rakes?]]

ANNA
(to herself)
One, two, three.
(beat)
Where is the ladder?

BEN (O.S.)
Outside!

EXT. GARDEN - CONTINUOUS #2#

The ladder leans on the apple tree.

/* It is red. */

ANNA (CONT'D)
There.

BEN ^
Told you so, told you so.

CUT TO:

INT. SHED - NIGHT #3A#

Nobody.

[[Why are we here?]]
"""


@pytest.fixture(scope="module")
def tables() -> dict[str, Any]:
    return analyse(SCRIPT)


def analyse(text: str, **options: Any) -> dict[str, Any]:
    result = BasicAnalyzer().parse_script(text, format="fountain", **options)
    json.dumps(result, allow_nan=False)
    return result


def column(rows: list[dict[str, Any]], name: str) -> list[Any]:
    return [row[name] for row in rows]


def test_every_table_has_its_columns_and_no_other(tables: dict[str, Any]) -> None:
    assert tables.keys() == {*TABLES["basic"], "metadata"}
    for name, columns in TABLES["basic"].items():
        for row in tables[name]:
            assert list(row) == list(columns), name


def test_scenes_have_what_their_headings_state(tables: dict[str, Any]) -> None:
    scenes = tables["scenes"]
    assert column(scenes, "scene") == [1, 2, 3]
    assert column(scenes, "number") == ["1", "2", "3A"]
    assert column(scenes, "int_ext") == ["INT", "EXT", "INT"]
    assert column(scenes, "location") == ["SHED", "GARDEN", "SHED"]
    assert column(scenes, "time") == ["DAY", "CONTINUOUS", "NIGHT"]
    assert column(scenes, "line") == [6, 21, 35]
    assert column(scenes, "characters") == [["ANNA", "BEN"], ["ANNA", "BEN"], []]


def test_words_are_those_of_action_and_dialogue_only(tables: dict[str, Any]) -> None:
    scenes = tables["scenes"]
    # Not counted: headings, cues, parentheticals, transitions, notes, synopses, boneyard.
    assert column(scenes, "dialogue_words") == [8, 7, 0]
    assert column(scenes, "action_words") == [4, 7, 1]
    assert column(scenes, "words") == [12, 14, 1]
    assert column(scenes, "dialogue_share") == [8 / 12, 7 / 14, 0]
    assert column(scenes, "action_text") == [
        "ANNA counts the rakes.", "The ladder leans on the apple tree.", "Nobody.",
    ]  # fmt: skip
    assert column(scenes, "action_lines") == [[10], [23], [37]]


def test_length_is_by_pages_and_by_speech(tables: dict[str, Any]) -> None:
    scenes = tables["scenes"]
    # Printed lines, each paragraph with the blank line above it; the first has none.
    assert column(scenes, "minutes") == pytest.approx([12 / 55, 9 / 55, 4 / 55])
    assert column(scenes, "eighths") == [2, 1, 1]
    assert column(scenes, "page") == [1, 1, 1]
    assert column(scenes, "dialogue_minutes") == pytest.approx([8 / 150, 7 / 150, 0])
    assert column(scenes, "minutes_speech") == pytest.approx(
        [8 / 150 + 4 / 290, 7 / 150 + 7 / 290, 1 / 290]
    )


def test_speeches_keep_their_cues_and_count_only_spoken_words(tables: dict[str, Any]) -> None:
    dialogues = tables["dialogues"]
    assert column(dialogues, "character") == ["ANNA", "BEN", "ANNA", "BEN"]
    assert column(dialogues, "words") == [7, 1, 1, 6]
    assert column(dialogues, "scene") == [1, 1, 2, 2]
    assert column(dialogues, "line") == [12, 18, 27, 30]
    assert column(dialogues, "dual")[-1] is True
    assert dialogues[0]["text"] == "One, two, three. Where is the ladder?"
    assert dialogues[1]["extension"] == "O.S."


def test_characters_are_ranked_by_their_words(tables: dict[str, Any]) -> None:
    anna, ben = tables["characters"]
    assert (anna["character"], anna["words"], anna["speeches"], anna["scenes"]) == ("ANNA", 8, 2, 2)
    assert (anna["first_scene"], anna["last_scene"]) == (1, 2)
    assert (anna["longest_speech"], anna["mean_speech_words"]) == (7, 4)
    assert (anna["longest_speech_line"], anna["first_line"]) == (12, 12)
    assert anna["words_share"] + ben["words_share"] == pytest.approx(1)
    assert anna["minutes_speech"] == pytest.approx(8 / 150)


def test_a_location_used_twice_is_one_row(tables: dict[str, Any]) -> None:
    shed, garden = tables["locations"]
    assert (shed["location"], shed["int_ext"], shed["scenes"]) == ("SHED", "INT", 2)
    assert shed["times"] == ["DAY", "NIGHT"]
    assert shed["scene_list"] == [1, 3]
    assert shed["eighths"] == 3
    assert garden["scene_list"] == [2]


def test_a_location_inside_and_outside_is_int_ext() -> None:
    tables = analyse("INT. HOUSE - DAY\n\nRain.\n\nEXT. HOUSE - DAY\n\nRain.\n")
    assert column(tables["locations"], "int_ext") == ["INT/EXT"]


def test_the_summary_agrees_with_the_tables(tables: dict[str, Any]) -> None:
    (row,) = tables["summary"]
    assert row["title"] == "The Ladder"
    assert (row["pages"], row["scenes"], row["locations"]) == (1, 3, 2)
    assert (row["characters"], row["speeches"], row["words"]) == (2, 4, 27)
    assert row["minutes"] == pytest.approx(sum(column(tables["scenes"], "minutes")))
    assert row["minutes_speech"] == pytest.approx(sum(column(tables["scenes"], "minutes_speech")))
    assert row["dialogue_minutes"] == pytest.approx(
        sum(column(tables["characters"], "minutes_speech"))
    )
    assert row["int_share"] == pytest.approx(2 / 3)
    # CONTINUOUS in the garden is still day.
    assert (row["day_scenes"], row["night_scenes"]) == (2, 1)
    assert (row["silent_scenes"], row["dual_speeches"]) == (1, 1)
    assert (row["longest_scene"], row["longest_speech"]) == (1, 7)
    assert (row["main_character"], row["notes"], row["synopses"]) == ("ANNA", 2, 1)


def test_the_metadata_identify_the_source(tables: dict[str, Any]) -> None:
    metadata = tables["metadata"]
    assert metadata["title_page"]["Title"] == ["The Ladder"]
    assert metadata["format"] == "fountain"
    assert metadata["hash"] == hashlib.sha256(SCRIPT.encode()).hexdigest()
    assert metadata["pages_from"] == "layout"


@pytest.mark.parametrize(
    "text", ["", "\n\n\n", "   ", "[[only a note]]\n", "/* gone */\n", "Title: Nothing\n"]
)
def test_an_empty_script_has_empty_tables_and_no_shares(text: str) -> None:
    tables = analyse(text)
    (row,) = tables["summary"]
    assert (row["words"], row["speeches"], row["characters"], row["pages"]) == (0, 0, 0, 1)
    unknown = ("dialogue_share", "int_share", "day_share", "mean_speech_words", "main_character")
    assert [row[name] for name in unknown] == [None] * 5
    assert tables["dialogues"] == tables["characters"] == tables["locations"] == []


def test_a_script_without_headings_is_one_scene() -> None:
    tables = analyse("Rain falls.\n\nANNA\nAgain?\n")
    (scene,) = tables["scenes"]
    assert (scene["heading"], scene["int_ext"], scene["location"]) == ("", None, None)
    assert (scene["words"], scene["speeches"], scene["page"]) == (3, 1, 1)
    assert tables["locations"] == []


def test_a_script_without_dialogue_has_no_characters_and_silent_scenes() -> None:
    tables = analyse("INT. SHED - DAY\n\nRain falls on the roof.\n")
    (row,) = tables["summary"]
    assert (row["dialogue_share"], row["silent_scenes"], row["minutes_speech"]) == (0, 1, 5 / 290)
    assert row["mean_speech_words"] is None


def test_two_thousand_scenes_are_counted() -> None:
    text = "".join(
        f"INT. ROOM {n} - DAY\n\nIt is dark.\n\nANNA\nHello.\n\n" for n in range(1, 2001)
    )
    (row,) = analyse(text)["summary"]
    assert (row["scenes"], row["locations"], row["speeches"]) == (2000, 2000, 2000)
    assert row["words"] == 8000
    # Seven printed lines and blanks a scene: seven scenes to a page of 55 lines and a bit.
    assert row["minutes"] == pytest.approx(row["pages"], abs=1)
    assert row["pages"] == pytest.approx(2000 * 7 / 55, rel=0.05)


def test_lyrics_in_a_speech_are_dialogue_and_others_are_action() -> None:
    tables = analyse("INT. SHED - DAY\n\nANNA\n~La la la\n\nShe stops.\n\n~Tra la\n")
    (scene,) = tables["scenes"]
    assert scene["dialogue_words"] + scene["action_words"] == 7


def test_the_rate_of_speech_is_an_option() -> None:
    slow = analyse(SCRIPT, words_per_minute=75)
    assert slow["characters"][0]["minutes_speech"] == pytest.approx(8 / 75)


@pytest.mark.parametrize("rate", [0, -3, True, "150", None, 10**9, float("nan")])
def test_a_rate_of_speech_out_of_range_is_refused(rate: object) -> None:
    with pytest.raises(OptionError, match="words_per_minute must be a number"):
        analyse(SCRIPT, words_per_minute=rate)


@pytest.mark.parametrize("aliases", [{"BEN": "ANNA"}, {"Anna": ["ben"]}, {"ANNA": ("BEN",)}])
def test_aliases_merge_two_names_to_one_character(aliases: dict[str, Any]) -> None:
    tables = analyse(SCRIPT, aliases=aliases)
    (anna,) = tables["characters"]
    assert anna["character"].upper() == "ANNA"
    assert (anna["words"], anna["aliases"]) == (15, ["BEN"])
    assert {name.upper() for name in column(tables["dialogues"], "character")} == {"ANNA"}
    assert len(tables["scenes"][0]["characters"]) == 1
    assert tables["problems"] == analyse(SCRIPT)["problems"]


def test_names_that_may_be_one_person_are_suggested_and_not_merged() -> None:
    speech = "DR. ROOK\nYes.\n\nROOK\nYes.\n\n"
    tables = analyse("INT. SHED - DAY\n\n" + speech * 3)
    assert len(tables["characters"]) == 2
    (suggested,) = [row["aliases"] for row in tables["characters"] if row["aliases"]]
    merged = analyse("INT. SHED - DAY\n\n" + speech * 3, aliases={"ROOK": "DR. ROOK"})
    assert column(merged["characters"], "speeches") == [6]
    assert column(merged["characters"], "aliases") == [["ROOK"]]
    assert suggested in (["ROOK"], ["DR. ROOK"])


def test_names_that_may_be_one_person_are_problems_with_the_option_that_merges_them() -> None:
    text = "INT. SHED - DAY\n\n" + "".join(
        f"{name}\nWho is it?\n\n"
        for name in ("WILL", "YOUNG WILL", "DR. ROOK", "ROOK", "OLD MAN", "MAN")
    )
    rows = [row for row in analyse(text)["problems"] if row["kind"] == "alias"]
    assert [(row["text"], row["line"]) for row in rows] == [("ROOK", 12), ("YOUNG WILL", 6)]
    assert "aliases={'YOUNG WILL': 'WILL'} counts them as one" in rows[1]["message"]
    merged = analyse(text, aliases={"YOUNG WILL": "WILL", "ROOK": "DR. ROOK"})
    assert [row for row in merged["problems"] if row["kind"] == "alias"] == []
    assert "YOUNG WILL" in column(analyse(text)["characters"], "character")


def test_an_alias_that_is_not_in_the_script_is_a_problem() -> None:
    problems = analyse(SCRIPT, aliases={"BNE": "BEN"})["problems"]
    assert [row["text"] for row in problems if row["kind"] == "alias"] == ["BNE"]


@pytest.mark.parametrize(
    ("aliases", "message"),
    [
        ("BEN", "must be a dict"),
        ({"BEN": 3}, "neither a name nor a list"),
        ({"BEN": [3]}, "are not two names"),
        ({"": "BEN"}, "are not two names"),
        ({"A": "B", "B": "A"}, "leads back to itself"),
        ({"B": ["A"], "C": ["A"]}, "given to both"),
    ],
)
def test_invalid_aliases_are_refused(aliases: object, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        analyse(SCRIPT, aliases=aliases)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("--", 0),
        ("Well -- no.", 2),
        ("don't", 1),
        ("“Quoted,” she said", 3),
        ("...and then", 2),
        ("Żółć i świętość", 3),
        ("3 o'clock & 20%", 3),
    ],
)
def test_a_word_has_a_letter_or_a_digit(text: str, count: int) -> None:
    assert count_words(text) == count
