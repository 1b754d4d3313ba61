"""The percentiles of a script among feature scripts, and when there are none."""

from itertools import pairwise

import pytest

from scriptnb.analysis import norms
from scriptnb.analysis.basic_rows import SummaryRow
from scriptnb.results.result import analyze

SUMMARY = {"language": "en", "pages": 110, "minutes": 110.0, "dialogue_share": 0.605}


def test_the_shipped_percentiles_ascend_and_are_of_columns_of_the_summary():
    shipped = norms.shipped()
    assert shipped.scripts == 972
    assert shipped.years == (2005, 2020)
    assert set(shipped.percentiles) <= set(SummaryRow.__annotations__)
    for points in shipped.percentiles.values():
        assert len(points) == 101
        assert all(low <= high for low, high in pairwise(points))


def test_measures_whose_definition_has_changed_are_left_out():
    changed = {"pages", "scenes", "locations", "characters", "day_share", "silent_scenes"}
    assert changed.isdisjoint(norms.shipped().percentiles)


def test_each_known_measure_has_its_percentile_and_typical_range():
    rows, problems = norms.norms(SUMMARY)
    assert problems == []
    assert [row["measure"] for row in rows] == ["minutes", "dialogue_share"]
    share = rows[1]
    assert share["value"] == 0.605
    assert share["percentile"] == pytest.approx(90, abs=0.5)
    assert share["typical_low"] == pytest.approx(0.289, abs=0.005)
    assert share["typical_high"] == pytest.approx(0.605, abs=0.005)


def test_equal_scripts_count_half():
    points = [0.0] * 41 + [float(each) for each in range(1, 61)]
    assert norms.percentile(points, 0.0) == 20
    assert norms.percentile(points, 0.5) == 40.5
    assert norms.percentile(points, 60.0) == 100


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"pages": 69}, "70 to 200 pages, and it has 69"),
        ({"pages": 201}, "70 to 200 pages, and it has 201"),
        ({"language": "pl"}, "in English"),
        ({"language": None}, "in English"),
        ({"pages": None}, "not known"),
    ],
)
def test_a_script_that_cannot_be_compared_has_no_rows_and_a_reason(change, reason):
    rows, problems = norms.norms(SUMMARY | change)
    assert rows == []
    assert [row["kind"] for row in problems] == ["no_norms"]
    assert reason in problems[0]["message"]


@pytest.mark.parametrize("pages", [70, 200])
def test_the_limits_are_compared_themselves(pages):
    assert norms.norms(SUMMARY | {"pages": pages})[0]


def test_a_regional_english_is_english():
    assert norms.norms(SUMMARY | {"language": "en-GB"})[0]


@pytest.fixture(scope="module")
def feature():
    action = "He looks at the old door and thinks of what they said to him.\n\n" * 8
    speech = "ANN\nThis is what you have to do when they are here, and not before.\n\n"
    return "".join(f"INT. ROOM {n} - DAY\n\n{action}{speech * 4}" for n in range(120))


def test_a_feature_is_compared_and_the_overview_says_so(feature):
    result = analyze(text=feature, analysis_type="structure", format="fountain", language="en")
    summary = result.summary.iloc[0]
    assert 70 <= summary["pages"] <= 200
    table = result.norms.set_index("measure")
    assert table.loc["int_share", "percentile"] > 98
    assert table.loc["words", "value"] == summary["words"]
    share = f"dialogue share {summary['dialogue_share']:.0%}: "
    assert share in repr(result)
    assert share in result._repr_html_()
    assert "no_norms" not in set(result.problems["kind"])
    assert result.plot.norms().axes


def test_another_rate_of_speech_is_another_measure(feature):
    options = {"analysis_type": "structure", "format": "fountain", "language": "en"}
    result = analyze(text=feature, words_per_minute=100, **options)
    assert "minutes_speech" not in set(result.norms["measure"])
    assert "minutes_speech" in set(analyze(text=feature, **options).norms["measure"])


def test_a_short_script_states_in_problems_why_it_has_none():
    text = "INT. A - DAY\n\n[[an open note\n\nANN\nHello there, you.\n"
    basic = analyze(text=text, format="fountain")
    result = analyze(text=text, analysis_type="structure", format="fountain")
    assert len(result.norms) == 0
    assert "no_norms" in set(result.problems["kind"])
    assert set(basic.problems["kind"]) <= set(result.problems["kind"])
    assert f"{len(result.problems)} problem" in repr(result)
