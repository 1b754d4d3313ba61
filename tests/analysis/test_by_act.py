"""The acts side by side, compared with results worked out by hand."""

import pytest

from scriptnb.analysis.structure import StructureAnalyzer
from scriptnb.results.result import analyze

ACTS = [
    {"kind": "act", "text": "ACT ONE", "scene": 0},
    {"kind": "act", "text": "ACT TWO", "scene": 2},
]
SCENES = [
    {"scene": 1, "minutes": 1.0, "words": 10, "dialogue_words": 5, "int_ext": "INT",
     "time": "DAY", "light": "DAY", "heading": "INT. A - DAY"},
    {"scene": 2, "minutes": 2.0, "words": 30, "dialogue_words": 5, "int_ext": "EXT",
     "time": "DAWN", "light": None, "heading": "EXT. B - DAWN"},
    {"scene": 3, "minutes": 3.0, "words": 20, "dialogue_words": 20, "int_ext": None,
     "time": None, "light": None, "heading": "THE C"},
    {"scene": 4, "minutes": 0.0, "words": 0, "dialogue_words": 0, "int_ext": None,
     "time": None, "light": None, "heading": "OMITTED", "omitted": True},
]  # fmt: skip
SPEECHES = [
    {"scene": 1, "character": "ANN", "text": "one two three four five", "compound": 0.5},
    {"scene": 2, "character": "BEN AND CAL", "members": ["BEN", "CAL"], "text": "no", "words": 5,
     "compound": -0.5},
    {"scene": 3, "character": "ANN", "text": "one two", "words": 20, "compound": None},
]  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    tables = StructureAnalyzer().analyze_structure(SCENES, SPEECHES, outline=ACTS)
    assert [row["act"] for row in tables["acts"]] == ["ACT ONE", "ACT TWO"]
    return tables["by_act"]


def test_each_act_adds_up_what_is_in_it(rows):
    first, second = rows
    assert (first["scenes"], first["minutes"], first["words"]) == (2, 3.0, 40)
    assert first["dialogue_share"] == 0.25
    assert (second["scenes"], second["minutes"], second["words"]) == (1, 3.0, 20)
    assert second["dialogue_share"] == 1.0


def test_shares_are_of_the_scenes_that_state_it(rows):
    first, second = rows
    assert (first["int_share"], first["day_share"]) == (0.5, 0.5)
    assert (second["int_share"], second["day_share"]) == (None, None)


def test_members_of_a_group_are_counted_each(rows):
    assert [row["characters"] for row in rows] == [3, 1]


def test_valence_is_weighed_by_words_and_unknown_where_nothing_was_scored(rows):
    assert [row["compound"] for row in rows] == [0.0, None]


def film():
    scene = "INT. ROOM {n} - DAY\n\nANN\nI love this, and so do you.\n\n"
    return "".join(scene.format(n=n) for n in range(30))


def test_the_compound_needs_the_sentiment():
    alone = analyze(text=film(), analysis_type="structure", language="en").by_act
    both = analyze(text=film(), analysis_type="full", language="en").by_act
    assert len(alone) == len(both) == 3
    assert alone["compound"].isna().all()
    assert (both["compound"] > 0).all()
    assert alone["scenes"].sum() == 30


def test_the_whole_of_the_acts_is_the_summary():
    result = analyze(text=film(), analysis_type="structure", language="en")
    summary = result.summary.iloc[0]
    assert result.by_act["words"].sum() == summary["words"]
    assert result.by_act["minutes"].sum() == pytest.approx(summary["minutes"])
    assert set(result.by_act["day_share"]) == {1.0}


def test_a_script_without_acts_has_no_rows():
    result = analyze(text="INT. A - DAY\n\nRain.\n", analysis_type="structure")
    assert len(result.by_act) == 0
    assert list(result.by_act.columns)[:3] == ["act", "scenes", "minutes"]
