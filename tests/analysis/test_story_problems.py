"""Long scenes, long silence and implausible acts are rows of problems."""

import pytest

from scriptnb.analysis.structure import StructureAnalyzer
from scriptnb.results.result import analyze


def scene(number, minutes=1.0, words=100, **more):
    heading = f"INT. ROOM {number} - DAY"
    return {"scene": number, "minutes": minutes, "words": words, "line": 10 * number,
            "heading": heading, **more}  # fmt: skip


def speech(number):
    return {"scene": number, "character": "ANN", "text": "Who is there?"}


def found(scenes, spoken=(), acts=(), kinds=("long_scene", "long_silence", "short_act")):
    outline = [{"kind": "act", "text": text, "scene": at} for text, at in acts]
    tables = StructureAnalyzer().analyze_structure(
        scenes, [speech(number) for number in spoken], outline=outline
    )
    return [row for row in tables["problems"] if row["kind"] in kinds]


def test_a_scene_of_more_than_three_pages_is_listed():
    scenes = [scene(1, 3.0), scene(2, 3.1), scene(3, None)]
    assert found(scenes, [1, 2, 3]) == [
        {
            "line": 20,
            "kind": "long_scene",
            "message": "scene 2 has 3.1 pages; few scenes have over three",
            "text": "INT. ROOM 2 - DAY",
        }
    ]


def test_what_stands_before_the_first_heading_is_no_long_scene():
    assert found([scene(1, 9.0) | {"heading": ""}, scene(2)], [1, 2]) == []


def test_scenes_in_which_nobody_speaks_add_up():
    scenes = [scene(number) for number in range(1, 11)]
    rows = found(scenes, [1, 6, 10])
    assert [(row["kind"], row["line"]) for row in rows] == [("long_silence", 20)]
    assert rows[0]["message"] == "nobody speaks in scenes 2 to 5: 4.0 pages"


def test_a_silence_may_last_to_the_end_and_be_of_one_scene():
    rows = found([scene(1), scene(2, 5.0)], [1], kinds=["long_silence"])
    assert [row["message"] for row in rows] == ["nobody speaks in scene 2: 5.0 pages"]


def test_a_group_speaks_too():
    scenes = [scene(number) for number in range(1, 6)]
    group = {"scene": 3, "character": "ALL", "members": [], "text": "Hurrah!"}
    tables = StructureAnalyzer().analyze_structure(scenes, [group])
    assert tables["problems"] == []


HEADINGS = (("ACT ONE", 0), ("ACT TWO", 10), ("ACT THREE", 20))


def test_a_third_act_that_is_too_short_is_listed():
    scenes = [scene(number) for number in range(1, 21)] + [scene(21, words=90)]
    spoken = range(1, 22)
    rows = found(scenes, spoken, HEADINGS)
    assert [(row["kind"], row["line"], row["text"]) for row in rows] == [
        ("short_act", 210, "INT. ROOM 21 - DAY")
    ]
    assert rows[0]["message"] == "ACT THREE has only 4.3% of the words of the script"
    assert found([*scenes[:20], scene(21, words=900)], spoken, HEADINGS) == []


def test_a_short_tag_is_usual():
    scenes = [scene(number) for number in range(1, 21)] + [scene(21, words=9)]
    acts = (("ACT ONE", 0), ("ACT TWO", 10), ("TAG", 20))
    assert found(scenes, range(1, 22), acts) == []


@pytest.mark.parametrize("count", range(1, 60, 3))
@pytest.mark.parametrize("number", [3, 4])
@pytest.mark.parametrize("long", [0, 4, -1])
def test_no_act_between_turning_points_has_a_single_scene(count, number, long):
    scenes = [scene(each) for each in range(1, count + 1)]
    scenes[min(long, count - 1)]["words"] = 20_000
    acts = StructureAnalyzer(number).analyze_structure(scenes, [])["acts"]
    assert len(acts) in (0, number)
    assert len(acts) == (number if count >= max(2 * number, 5) else 0)
    assert all(act["scenes"] >= 2 for act in acts)
    assert not acts or sum(act["scenes"] for act in acts) == count
    assert sum(act["share"] for act in acts) == pytest.approx(1.0 if acts else 0.0)


def test_they_stand_beside_the_problems_of_reading():
    action = "He walks through the house and looks at every single door in it.\n\n" * 70
    text = f"INT. A - DAY\n\nANN\n\nINT. B - DAY\n\n{action}"
    result = analyze(text=text, analysis_type="structure", format="fountain", language="en")
    assert {"long_scene", "long_silence"} <= set(result.problems["kind"])
    basic = analyze(text=text, format="fountain", language="en")
    assert list(result.problems["kind"])[: len(basic.problems)] == list(basic.problems["kind"])
