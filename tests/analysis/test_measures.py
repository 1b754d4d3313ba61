"""The measures of a script, each of which agrees with its tables."""

from __future__ import annotations

import pytest

import scriptnb
from scriptnb import samples
from scriptnb.analysis import measures


@pytest.fixture(scope="module")
def result() -> scriptnb.Result:
    return scriptnb.analyze(samples.path("mainly_fair"), "full")


def test_each_measure_exists_and_has_a_description(result: scriptnb.Result) -> None:
    found = measures.measure(result.raw)
    assert list(found) == list(measures.MEASURES)
    assert len(set(found) - measures.WORDS) >= 30
    assert all(measures.MEASURES.values())


def test_measures_agree_with_the_tables(result: scriptnb.Result) -> None:
    found = measures.measure(result.raw)
    assert found["words"] == result.scenes["words"].sum()
    assert found["silent_scenes"] == (result.scenes["speeches"] == 0).sum()
    speeches = result.dialogues.dropna(subset=["compound"])
    mean = (speeches["compound"] * speeches["words"]).sum() / speeches["words"].sum()
    assert found["sentiment"] == pytest.approx(mean)
    spread = result.scene_sentiment["compound"].std()
    assert found["sentiment_spread"] == pytest.approx(spread)
    points = result.turning_points.set_index("turning_point")["position"]
    assert found["climax"] == pytest.approx(points["Climax"])
    assert found["protagonist"] == result.protagonists["character"][0]


def test_a_third_partys_result_is_measured_where_possible() -> None:
    assert measures.measure({"mine": {"table": [{"a": 1}]}}) == {}
    strange = measures.measure({"sentiment": [1, 2], "structure": {"acts": "two"}})
    assert set(strange.values()) == {None}


def test_an_empty_script_has_measures_without_values() -> None:
    found = measures.measure(scriptnb.analyze(text="\n", analysis_type="full").raw)
    assert found["words"] == 0
    assert found["main_character_share"] is None
    assert found["sentiment"] is None
