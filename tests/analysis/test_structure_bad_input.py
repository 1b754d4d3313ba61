"""The structure tables of unusual scripts, and the errors of invalid input."""

import json

import networkx as nx
import pytest

from scriptnb.analysis.network import betweenness
from scriptnb.analysis.structure import StructureAnalyzer
from scriptnb.errors import OptionError
from scriptnb.results.result import analyze


def structure(scenes, dialogues, **options):
    tables = StructureAnalyzer().analyze_structure(scenes, dialogues, **options)
    json.dumps(tables, allow_nan=False)
    return tables


def speech(scene, character, text="Yes, I know.", **more):
    return {"scene": scene, "character": character, "text": text, **more}


def test_no_scenes_and_no_speeches_give_empty_tables():
    tables = structure([], [])
    assert all(
        rows == []
        for name, rows in tables.items()
        if name not in ("metadata", "turning_points", "bechdel", "reverse_bechdel")
    )
    assert tables["turning_points"][0]["evidence"].startswith("no scenes")
    assert [row["answer"] for row in tables["bechdel"]] == ["no", "no", "no"]


def test_a_single_scene_without_words_has_its_position_in_the_middle():
    tables = structure([{"scene": 1}], [])
    assert tables["pacing"][0]["position"] == 0.5
    assert tables["pacing"][0]["minutes"] is None
    assert tables["breakdown"][0]["eighths"] is None


def test_a_script_without_dialogue_has_scenes_and_no_network():
    tables = structure([{"scene": n, "action_text": "Rain."} for n in range(1, 30)], [])
    assert tables["network"] == tables["protagonists"] == tables["voice"] == []
    assert len(tables["presence"]) == 29
    assert {row["dialogue_ratio"] for row in tables["pacing"]} == {0.0}


def test_a_single_character_is_the_protagonist():
    tables = structure([{"scene": n} for n in range(1, 9)], [speech(n, "ANN") for n in range(1, 9)])
    assert tables["network"] == []
    assert tables["centrality"] == [
        {"character": "ANN", "degree": 0, "strength": 0, "betweenness": 0.0}
    ]
    assert tables["protagonists"][0]["score"] == pytest.approx(0.75)


def test_where_all_meet_all_betweenness_is_zero():
    names = [f"P{n}" for n in range(12)]
    tables = structure(
        [{"scene": n} for n in range(1, 21)],
        [speech(n, who) for n in range(1, 21) for who in names],
    )
    assert len(tables["network"]) == 66
    assert {row["scenes"] for row in tables["network"]} == {20}
    assert {row["betweenness"] for row in tables["centrality"]} == {0.0}
    assert {row["scenes"] for row in tables["absences"]} == {0}


def test_two_thousand_scenes_have_all_their_rows():
    scenes = [{"scene": n, "minutes": 0.1, "action_text": "Ann runs."} for n in range(1, 2001)]
    speeches = [speech(n, f"P{n % 300}") for n in range(1, 2001) for _ in range(2)]
    tables = structure(scenes, speeches)
    assert len(tables["pacing"]) == len(tables["one_liner"]) == 2000
    assert all(0 <= row["tension"] <= 1 for row in tables["pacing"])
    assert len(tables["centrality"]) == 300


def test_scenes_without_headings_are_one_row_without_a_location():
    tables = structure([{"scene": 1, "minutes": 1.0}, {"scene": 2, "minutes": 2.0}], [])
    assert [(row["location"], row["minutes"]) for row in tables["breakdown"]] == [(None, 3.0)]


@pytest.mark.parametrize(
    "text", ["Only words, no headings.\n\nMore of them.\n", "INT. A - DAY\n", "\n\n", "> CUT <\n"]
)
def test_scripts_with_next_to_no_text_are_analysed(text):
    result = analyze(text=text, analysis_type="full")
    for table in result.tables:
        assert getattr(result, table) is not None
    json.dumps(result.raw, allow_nan=False)


def test_speeches_of_unknown_scenes_are_left_out_and_counted():
    tables = structure([{"scene": 2}], [speech(1, "ANN"), speech(2, "BEN")])
    assert [row["character"] for row in tables["presence"]] == ["BEN"]
    assert tables["metadata"]["speeches_without_scene"] == 1


def test_without_scenes_those_of_the_speeches_are_used():
    tables = structure([], [speech(3, "ANN"), speech(1, "BEN")])
    assert [row["scene"] for row in tables["pacing"]] == [1, 3]


@pytest.mark.parametrize(
    ("scenes", "dialogues", "what"),
    [
        ("text", [], "scenes must be a list"),
        ([1], [], "row 1 must be a dict"),
        ([{"scene": "one"}], [], "whole number"),
        ([{"scene": 1}, {"scene": 1}], [], "has the number of an earlier row, 1"),
        ([{"scene": 1, "minutes": -3}], [], "minutes of scene 1"),
        ([], [{"text": "Hi."}], "row 1 has no character"),
        ([], [{"character": "ANN"}], "row 1 has no text"),
    ],
)
def test_the_error_of_an_invalid_row_names_the_row(scenes, dialogues, what):
    with pytest.raises(OptionError, match=what):
        structure(scenes, dialogues)


def test_betweenness_equals_that_of_networkx():
    graph = nx.gnm_random_graph(40, 90, seed=3)
    names = {node: f"P{node}" for node in graph}
    joined = {names[node]: [names[other] for other in graph[node]] for node in graph}
    expected = nx.betweenness_centrality(graph)
    found = betweenness(joined)
    assert found == pytest.approx({names[n]: value for n, value in expected.items()})
