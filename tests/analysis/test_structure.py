"""The structure tables of small scripts, compared with results worked out by hand."""

import json

import pandas as pd
import pytest

from scriptnb.analysis.structure import StructureAnalyzer
from scriptnb.analysis.turning_points import NAMES, priors
from scriptnb.errors import OptionError
from scriptnb.results.result import analyze


def scene(number, words=10, **more):
    return {"scene": number, "words": words, "minutes": words / 100, **more}


def speech(scene, character, text, **more):
    return {"scene": scene, "character": character, "text": text, **more}


def structure(scenes, dialogues, **options):
    tables = StructureAnalyzer().analyze_structure(scenes, dialogues, **options)
    json.dumps(tables, allow_nan=False)
    return tables


#: ANN and BEN talk in 1 and 4, CAL is alone in 2, ANN and CAL in 3.
SCENES = [
    scene(1, 20, line=1, page=1, eighths=2, location="KITCHEN", int_ext="INT", time="DAY"),
    scene(2, 10, line=20, page=1, eighths=1, location="ROAD", int_ext="EXT", time="NIGHT"),
    scene(3, 30, line=30, page=2, eighths=3, location="Kitchen", int_ext="INT", time="NIGHT"),
    scene(4, 40, line=60, page=2, eighths=4, location="KITCHEN", int_ext="INT", time="DAY"),
]
DIALOGUES = [
    speech(1, "ANN", "one two three", line=3),
    speech(1, "BEN", "one two", line=5),
    speech(1, "ANN", "one", line=7),
    speech(2, "CAL", "one two three four", line=22),
    speech(3, "ANN", "one two", line=32),
    speech(3, "CAL", "one", line=34),
    speech(4, "BEN", "one two three four five", line=62),
    speech(4, "ANN", "one two three", line=64),
    speech(4, "ANN", "one", line=66),
]


@pytest.fixture(scope="module")
def small():
    return structure(SCENES, DIALOGUES)


def test_presence_counts_the_words_of_each_in_each_scene(small):
    assert [tuple(row.values()) for row in small["presence"]] == [
        (1, "ANN", 4),
        (1, "BEN", 2),
        (2, "CAL", 4),
        (3, "ANN", 2),
        (3, "CAL", 1),
        (4, "BEN", 5),
        (4, "ANN", 4),
    ]


def test_the_network_connects_characters_who_speak_in_one_scene(small):
    first, second = small["network"]
    assert first == {
        "source": "ANN",
        "target": "BEN",
        "scenes": 2,
        "exchanges": 3,
        "words": 15,
        "words_to_target": 8,
        "words_to_source": 7,
    }
    assert (second["source"], second["target"]) == ("ANN", "CAL")
    assert (second["scenes"], second["exchanges"], second["words"]) == (1, 1, 3)


def test_centrality_has_degree_strength_and_betweenness(small):
    rows = {row.pop("character"): row for row in map(dict, small["centrality"])}
    assert rows["ANN"] == {"degree": 2, "strength": 4, "betweenness": 1.0}
    assert rows["BEN"] == {"degree": 1, "strength": 3, "betweenness": 0.0}
    assert rows["CAL"] == {"degree": 1, "strength": 1, "betweenness": 0.0}


def test_the_protagonist_is_ranked_first_with_the_reasons(small):
    first = small["protagonists"][0]
    assert (first["character"], first["score"]) == ("ANN", 1.0)
    assert first["reasons"] == [
        "speaks 45% of the words (10), the most",
        "speaks in 3 of 4 scenes, the most",
        "talks with 2 others in 4 exchanges, the most",
        "from scene 1 to 4, in 18 of 20 parts of the script, the most",
    ]


def test_a_cameo_at_both_ends_ranks_below_a_supporting_role():
    scenes = [scene(number) for number in range(1, 41)]
    dialogues = [speech(number, "ANN", "one two three four") for number in range(1, 41)]
    dialogues += [speech(number, "BEN", "one two three") for number in range(12, 19)]
    dialogues += [speech(number, "CAL", "one two three") for number in (1, 40)]
    dialogues.sort(key=lambda row: row["scene"])
    rows = structure(scenes, dialogues)["protagonists"]
    assert [row["character"] for row in rows] == ["ANN", "BEN", "CAL"]
    assert rows[2]["presence_score"] == pytest.approx(0.1)


def test_the_longest_absence_is_between_two_appearances(small):
    rows = {row["character"]: row for row in small["absences"]}
    assert (rows["BEN"]["from_scene"], rows["BEN"]["to_scene"]) == (2, 3)
    assert rows["BEN"]["minutes"] == pytest.approx(0.4)
    assert (rows["BEN"]["first_scene"], rows["BEN"]["last_scene"]) == (1, 4)
    assert (rows["ANN"]["from_scene"], rows["ANN"]["to_scene"]) == (2, 2)
    assert (rows["CAL"]["from_scene"], rows["CAL"]["minutes"]) == (None, 0.0)


def test_a_character_named_in_the_action_is_present():
    scenes = [scene(1), scene(2, action_text="Ben, still silent, waits."), scene(3)]
    dialogues = [speech(n, "BEN", "Hello.") for n in (1, 3)]
    tables = structure(scenes, dialogues)
    assert tables["absences"][0]["from_scene"] is None
    assert [row["cast"] for row in tables["one_liner"]] == [["BEN"]] * 3
    assert tables["presence"][1] == {"scene": 2, "character": None, "words": 0}


def test_a_lower_case_word_in_the_action_is_no_name():
    scenes = [scene(1, action_text="She will go. Nobody moves.")]
    tables = structure(scenes, [speech(1, "SUE", "No."), speech(None, "WILL", "Gone.")])
    assert tables["one_liner"][0]["cast"] == ["SUE"]


def test_of_two_spellings_the_one_with_more_words_is_meant():
    dialogues = [speech(1, "MRS DALE", "Hi."), speech(2, "MRS. DALE", "Hello to all of you.")]
    tables = structure([scene(1), scene(2), scene(3, action_text="Mrs. Dale waits.")], dialogues)
    assert tables["one_liner"][2]["cast"] == ["MRS. DALE"]


def test_a_cue_of_two_characters_makes_both_present():
    dialogues = [speech(1, "ANN", "Hi."), speech(1, "BEN", "Hi."), speech(2, "ANN AND BEN", "No!")]
    tables = structure([scene(1), scene(2)], dialogues)
    assert [row["cast"] for row in tables["one_liner"]] == [["ANN", "BEN"]] * 2


def test_pacing_measures_each_scene_at_its_position(small):
    rows = small["pacing"]
    assert [row["position"] for row in rows] == pytest.approx([0.1, 0.25, 0.45, 0.8])
    assert [row["dialogue_ratio"] for row in rows] == pytest.approx([0.3, 0.4, 0.1, 0.225])
    assert [row["speakers"] for row in rows] == [2, 1, 2, 2]
    # Scene 2: the shortest scene (1), speech of 4 words (1/6: the second longest, one equal),
    # fewest speakers (0), no raised voice like all others (1/2).
    assert rows[1]["tension"] == pytest.approx((1 + 0 + 0 + 0.5) / 4)
    assert rows[1]["minutes_smooth"] == pytest.approx(rows[1]["minutes"])


def test_slow_and_fast_stretches_are_found():
    lengths = [100] * 6 + [10] * 10 + [100] * 6
    rows = structure([scene(n, w) for n, w in enumerate(lengths, 1)], [])["stretches"]
    fastest = next(row for row in rows if row["kind"] == "fastest")
    assert 7 <= fastest["first_scene"] <= fastest["last_scene"] <= 17
    slowest = next(row for row in rows if row["kind"] == "slowest")
    assert slowest["minutes_per_scene"] == pytest.approx(1.0)


def test_the_breakdown_groups_a_location_whatever_its_case(small):
    rows = [
        (row["location"], row["time"], row["scenes"], row["eighths"], row["cast"])
        for row in small["breakdown"]
    ]
    assert rows == [
        ("KITCHEN", "DAY", 2, 6, ["ANN", "BEN"]),
        ("Kitchen", "NIGHT", 1, 3, ["ANN", "CAL"]),
        ("ROAD", "NIGHT", 1, 1, ["CAL"]),
    ]


def test_the_one_line_schedule_has_the_authors_synopsis():
    outline = [{"kind": "synopsis", "text": "They meet.", "scene": 2}]
    scenes = [scene(1), scene(2, action_text="Dr. Moss sits. He waits.", heading="INT. X")]
    rows = structure(scenes, [], outline=outline)["one_liner"]
    assert [row["synopsis"] for row in rows] == [None, "They meet."]
    assert rows[1]["opening"] == "Dr. Moss sits."


def test_cast_has_the_scenes_of_each_character(small):
    ben = next(row for row in small["cast"] if row["character"] == "BEN")
    assert (ben["scenes"], ben["eighths"], ben["idle"]) == (2, 6, 2)
    assert ben["locations"] == ["KITCHEN"]


def film(count=100, **long):
    return [scene(n, 100, line=n * 10) for n in range(1, count + 1)]


def test_five_turning_points_come_in_order_each_within_its_range():
    rows = structure(film(), [])["turning_points"]
    assert [row["turning_point"] for row in rows] == list(NAMES)
    scenes = [row["scene"] for row in rows]
    assert scenes == sorted(set(scenes))
    for row in rows:
        assert row["low"] <= row["position"] <= row["high"]
        assert row["low_scene"] <= row["scene"] <= row["high_scene"]
        assert row["line"] == row["scene"] * 10
        assert "74 films" in row["evidence"]
        assert row["method"]
        assert row["accuracy"]


def test_in_equal_scenes_turning_points_are_where_most_films_have_them():
    for row in structure(film(), [])["turning_points"]:
        density = priors()[row["turning_point"]].density
        assert density[row["scene"] - 1] == max(density)


def test_a_long_scene_with_many_speakers_is_likelier():
    scenes = film()
    dialogues = [speech(32, name, "Now! " * 200) for name in ("A", "B", "C", "D", "E", "F")]
    scenes[31]["words"] = 180
    rows = structure(scenes, dialogues)["turning_points"]
    assert rows[1]["scene"] == 32
    assert rows[1]["quote"].startswith("Now!")


def test_a_script_of_four_scenes_has_no_turning_points_and_a_reason(small):
    assert {row["evidence"] for row in small["turning_points"]} == {
        "4 scenes: too short for five turning points"
    }
    assert {row["scene"] for row in small["turning_points"]} == {None}
    assert small["acts"] == []


def test_turning_points_divide_a_script_into_three_or_four_acts():
    tables = structure(film(), [])
    ends = {row["turning_point"]: row["scene"] for row in tables["turning_points"]}
    assert [row["last_scene"] for row in tables["acts"]] == [
        ends["Change of Plans"],
        ends["Major Setback"],
        100,
    ]
    assert sum(row["share"] for row in tables["acts"]) == pytest.approx(1)
    four = StructureAnalyzer(acts=4).analyze_structure(film(), [])["acts"]
    assert [row["act"] for row in four] == ["Act 1", "Act 2", "Act 3", "Act 4"]
    assert four[1]["last_scene"] == ends["Point of No Return"]
    with pytest.raises(OptionError, match="3 or 4"):
        StructureAnalyzer(acts=5)


TELEVISION = """TEASER

INT. BAR - NIGHT

ANN
Closing time.

END OF TEASER

ACT ONE

EXT. STREET - NIGHT

ANN
Run.

INT. CAR - NIGHT

Dark.

END OF ACT ONE

ACT TWO

INT. BAR - DAY

ANN
Coffee.
"""


def test_act_headings_of_a_television_script_are_preferred():
    acts = analyze(TELEVISION, "structure").acts
    assert acts["act"].tolist() == ["TEASER", "ACT ONE", "ACT TWO"]
    # What stands before the first heading is scene 1.
    assert acts[["first_scene", "last_scene"]].values.tolist() == [[1, 2], [3, 4], [5, 5]]
    assert set(acts["source"]) == {"act headings"}


def test_a_single_prologue_defines_no_acts():
    written = "PROLOGUE\n\n" + "".join(
        f"INT. ROOM {n} - DAY\n\nRain falls on room {n}.\n\nANN\nSo it does.\n\n" for n in range(9)
    )
    assert set(analyze(text=written, analysis_type="structure").acts["source"]) == {
        "turning points"
    }


def test_a_line_of_furniture_before_the_first_act_is_no_act():
    outline = [{"kind": "act", "text": f"ACT {n}", "line": n} for n in (2, 40)]
    scenes = [scene(1, 2, line=1, heading=""), scene(2, 10, line=3, heading="INT. A"),
              scene(3, 10, line=41, heading="INT. B")]  # fmt: skip
    acts = structure(scenes, [speech(2, "ANN", "one")], outline=outline)["acts"]
    assert [(row["act"], row["first_scene"], row["last_scene"]) for row in acts] == [
        ("ACT 2", 1, 2),
        ("ACT 40", 3, 3),
    ]


def test_sections_named_like_acts_are_acts():
    text = "# Act One\n\nINT. A - DAY\n\nHere.\n\n# Act Two\n\nINT. B - DAY\n\nThere.\n"
    acts = analyze(text, "structure").acts
    assert acts[["act", "scenes", "source"]].values.tolist() == [
        ["Act One", 1, "sections"],
        ["Act Two", 1, "sections"],
    ]


def arc(values):
    dialogues = [
        speech(n // 2 + 1, "ANN", "word word word", compound=v) for n, v in enumerate(values)
    ]
    return structure([scene(n) for n in range(1, len(values) // 2 + 1)], dialogues)


def test_a_fall_and_a_rise_have_the_shape_man_in_a_hole():
    tables = arc([abs(n - 50) / 50 for n in range(100)])
    first = tables["arc_shape"][0]
    assert (first["shape"], first["nearest"]) == ("Man in a hole", True)
    assert first["share"] > 0.95
    assert sum(row["share"] for row in tables["arc_shape"]) == pytest.approx(1)
    line = tables["arc_line"]
    assert len(line) == 100
    assert line[50]["value"] < line[5]["value"]
    assert all(row["low"] <= row["value"] <= row["high"] for row in line)


def test_a_steady_rise_has_the_shape_rags_to_riches():
    assert arc([n / 100 for n in range(100)])["arc_shape"][0]["shape"] == "Rags to riches"


def test_few_speeches_have_no_shape():
    assert arc([0.1] * 10)["arc_shape"] == []


def test_voice_lists_words_that_the_others_do_not_use():
    dialogues = [
        speech(1, "ANN", "the sea the sea I love it so"),
        speech(1, "BEN", "the road is long"),
    ]
    rows = structure([scene(1)], dialogues * 30)["voice"]
    ann = [row["word"] for row in rows if row["character"] == "ANN"]
    assert ann[0] == "sea"
    assert "road" in [row["word"] for row in rows if row["character"] == "BEN"]
    assert rows[0]["text"] == dialogues[0]["text"]


def test_data_frames_are_accepted_like_lists(small):
    frames = structure(pd.DataFrame(SCENES), pd.DataFrame(DIALOGUES))
    assert frames == small


def test_a_result_pivots_presence_and_the_cast_grid_with_every_scene():
    result = analyze("INT. A - DAY\n\nANN\nHi.\n\nINT. B - DAY\n\nRain.\n", "structure")
    assert result.presence.loc[2].tolist() == [0]
    assert result.cast_grid.loc["ANN"].tolist() == [True, False]
    assert list(result.cast_grid.columns) == [1, 2]


def test_acts_and_genders_are_options_of_the_analysis():
    text = "".join(f"INT. {n} - DAY\n\nANN\nHello there.\n\n" for n in range(20))
    result = analyze(text, "full", acts=4, genders={"ANN": "female"}, language="en")
    assert result.acts["act"].tolist() == ["Act 1", "Act 2", "Act 3", "Act 4"]
    assert result.genders["source"].tolist() == ["given"]
    for wrong in ({"acts": 5}, {"acts": True}, {"genders": "female"}):
        with pytest.raises(OptionError):
            analyze(text, "structure", **wrong)
