"""`Result`: tables as attributes, the lines behind numbers, and the errors of misuse."""

from __future__ import annotations

import copy
import json
import pickle

import pandas as pd
import pytest

import scriptnb
from scriptnb.errors import OptionError, ScriptReadError, UnknownAnalysisError
from scriptnb.results.result import Result, analyze
from scriptnb.results.schema import TABLES

SCRIPT = """Title: The Ladder

INT. SHED - DAY

ANNA counts the rakes of Łódź.

ANNA
Where is the LADDER?

BEN
Party art.

EXT. GARDEN - NIGHT

It leans on the apple tree.

BEN
I told you: the ladder.
"""


@pytest.fixture(scope="module")
def result() -> Result:
    return analyze(SCRIPT, format="fountain")


@pytest.mark.parametrize("name", TABLES["basic"])
def test_every_basic_table_has_its_columns_in_order(result: Result, name: str) -> None:
    assert list(getattr(result, name).columns) == list(TABLES["basic"][name])


@pytest.mark.parametrize("name", TABLES["basic"])
def test_an_empty_table_keeps_its_columns_and_types(name: str, result: Result) -> None:
    empty = getattr(Result({**{table: [] for table in TABLES["basic"]}, "metadata": {}}), name)
    assert list(empty.columns) == list(TABLES["basic"][name])
    assert empty.empty
    full = getattr(result, name)
    same = [column for column in full if empty[column].dtype == full[column].dtype]
    assert same == list(full.columns)


def test_numbers_are_numbers_and_what_is_unknown_is_missing(result: Result) -> None:
    assert result.scenes["scene"].dtype == "int64"
    assert result.scenes["minutes"].dtype == "float64"
    assert result.dialogues["dual"].dtype == "bool"
    assert result.outline["level"].dtype == "Int64"
    assert result.summary["longest_speech"].dtype == "Int64"
    silent = analyze(text="INT. SHED - DAY\n", format="fountain").summary
    assert silent["dialogue_share"].isna().all()
    assert silent["longest_speech"].isna().all()


def test_nothing_done_to_a_table_changes_the_result(result: Result) -> None:
    before = json.dumps(result.raw)
    first = result.scenes
    first["characters"].iloc[0].append("NOBODY")
    first["words"] = 0
    del first["heading"]
    second = result.scenes
    assert len(second) == 2
    assert second["characters"].iloc[0] == ["ANNA", "BEN"]
    assert second["words"].sum() == 23
    assert json.dumps(result.raw) == before


def test_a_result_does_not_change(result: Result) -> None:
    with pytest.raises(AttributeError, match="does not change"):
        result.scenes = pd.DataFrame()  # type: ignore[misc]


@pytest.mark.parametrize(("table", "analysis"), [("emotions", "sentiment"), ("acts", "structure")])
def test_a_table_that_was_not_asked_for_says_which_analysis_has_it(
    result: Result, table: str, analysis: str
) -> None:
    with pytest.raises(AttributeError, match=f"belongs to the analysis '{analysis}'"):
        getattr(result, table)


def test_an_unknown_table_names_those_that_exist(result: Result) -> None:
    with pytest.raises(AttributeError, match=r"no 'scens'; its tables are: .*scenes"):
        result.scens  # noqa: B018
    assert not hasattr(result, "_ipython_canary_method_should_not_exist_")


def test_a_table_with_a_methods_name_is_reached_by_name(result: Result) -> None:
    other = Result({**result.raw, "props": {"find": [{"thing": "rake"}]}})
    assert other.table("find")["thing"].tolist() == ["rake"]
    assert other.table("scenes").equals(result.scenes)
    with pytest.raises(AttributeError, match="belongs to the analysis 'sentiment'"):
        other.table("emotions")


def test_tab_completion_offers_the_tables_and_the_methods(result: Result) -> None:
    assert {"scenes", "summary", "plot", "find", "to_csv", "raw"} <= set(dir(result))
    assert "emotions" not in dir(result)
    assert "words_by_scene" in dir(result.plot)


def test_a_result_can_be_copied_and_pickled(result: Result) -> None:
    for other in (copy.deepcopy(result), pickle.loads(pickle.dumps(result))):
        pd.testing.assert_frame_equal(other.scenes, result.scenes)
        assert other.provenance == result.provenance


def test_the_provenance_says_how_the_numbers_were_made(result: Result) -> None:
    provenance = result.provenance
    assert provenance["versions"]["scriptnb"] == scriptnb.__version__
    assert provenance["analysis_type"] == "basic"
    assert len(provenance["hash"]) == 64
    assert Result(result.raw, {"task_id": "abc"}).provenance["task_id"] == "abc"


def test_the_fuller_of_two_tables_of_one_name_is_shown(result: Result) -> None:
    rows = [{**row, "compound": 0.5} for row in result.raw["dialogues"]]
    fuller = Result({**result.raw, "sentiment": {"dialogues": rows, "emotions": []}})
    assert fuller.dialogues["compound"].tolist() == [0.5] * 3
    assert "p_joy" in fuller.dialogues.columns
    assert "dominant_emotion" in fuller.emotions.columns


def test_long_rows_are_read_as_a_grid(result: Result) -> None:
    structure = {
        "presence": [
            {"scene": 2, "character": "BEN", "words": 7},
            {"scene": 1, "character": "ANNA", "words": 4},
            {"scene": 1, "character": "BEN", "words": 2},
        ],
        "cast_grid": [{"scene": 2, "character": "BEN"}, {"scene": 1, "character": "ANNA"}],
    }
    grids = Result({**result.raw, "structure": structure})
    assert grids.presence.loc[1].to_dict() == {"BEN": 2, "ANNA": 4}
    assert grids.presence.loc[2, "ANNA"] == 0
    assert grids.cast_grid.loc["BEN"].to_dict() == {2: True, 1: False}
    empty = Result({**result.raw, "structure": {"presence": [], "cast_grid": []}})
    assert empty.presence.index.name == "scene"
    assert empty.cast_grid.empty


def test_the_tables_of_a_third_party_are_tables_too(result: Result) -> None:
    other = Result(
        {
            **result.raw,
            "props": {
                "things": [{"thing": "rake", "scene": 1}, {"thing": "ladder", "price": 2.5}],
                "count": 2,
                "none": [],
            },
        }
    )
    assert list(other.things.columns) == ["thing", "scene", "price"]
    assert other.things["price"].sum() == 2.5
    assert other.none.empty
    assert "count" not in dir(other)


def test_lines_are_the_scripts_own_in_order(result: Result) -> None:
    lines = result.lines()
    assert lines["kind"].tolist() == [
        "scene_heading", "action", "dialogue", "dialogue",
        "scene_heading", "action", "dialogue",
    ]  # fmt: skip
    assert lines["line"].is_monotonic_increasing
    for _, row in lines.iterrows():
        assert (
            row["text"].split()[0]
            in SCRIPT.splitlines()[row["line"] - 1 + (row["kind"] == "dialogue")]
        )


def test_lines_are_found_by_scene_and_by_character(result: Result) -> None:
    assert set(result.lines(scene=2)["scene"]) == {2}
    assert len(result.lines(scene=[1, 2])) == len(result.lines())
    assert result.lines(character="ben")["text"].tolist() == [
        "Party art.", "I told you: the ladder.",
    ]  # fmt: skip
    assert result.lines(scene=2, character="BEN")["scene"].tolist() == [2]
    nobody = result.lines(character="NOBODY")
    assert nobody.empty
    assert list(nobody.columns) == list(result.lines().columns)


def test_a_word_is_found_whatever_its_case(result: Result) -> None:
    assert result.find("ladder")["line"].tolist() == [7, 17]
    assert result.find("ŁÓDŹ")["kind"].tolist() == ["action"]
    assert result.find("art")["text"].tolist() == ["Party art."]
    assert len(result.find("part")) == 1
    assert result.find("part", whole_word=True).empty
    assert result.find("the  ladder", character="ben")["character"].tolist() == ["BEN"]


def test_an_accent_typed_in_two_strokes_is_found_too(result: Result) -> None:
    assert len(result.find("Ło\u0301dz\u0301")) == 1


@pytest.mark.parametrize("nothing", ["", "   "])
def test_looking_for_nothing_is_an_error(result: Result, nothing: str) -> None:
    with pytest.raises(OptionError, match="needs a word"):
        result.find(nothing)


def test_a_text_a_path_and_a_screenplay_give_the_same_tables(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "ladder.fountain"
    path.write_text(SCRIPT, encoding="utf-8")
    wanted = analyze(text=SCRIPT, format="fountain")
    play = scriptnb.parse_script(SCRIPT, format="fountain")
    for source in (path, str(path), SCRIPT, play):
        got = analyze(source, format="fountain")
        assert got.raw["scenes"] == wanted.raw["scenes"]
        assert got.raw["metadata"]["hash"] == wanted.raw["metadata"]["hash"]


def test_one_line_is_a_path_and_a_missing_one_says_so() -> None:
    with pytest.raises(ScriptReadError, match=r"no such file.*use text="):
        analyze("INT. HOUSE - DAY")
    with pytest.raises(ScriptReadError, match="no such file"):
        analyze("x" * 100_000)
    with pytest.raises(ScriptReadError, match="no such file"):
        analyze("nul\0byte")


@pytest.mark.parametrize("source", [3, b"INT.", ["INT. A - DAY\n"]])
def test_what_is_no_source_is_refused(source: object) -> None:
    with pytest.raises(ScriptReadError, match="a path, a text or a Screenplay"):
        analyze(source)  # type: ignore[arg-type]


def test_one_script_at_a_time() -> None:
    with pytest.raises(ScriptReadError, match="one script"):
        analyze()
    with pytest.raises(ScriptReadError, match="one script"):
        analyze("a\nb", text="c")


def test_an_unknown_type_is_refused_before_the_file_is_looked_at() -> None:
    with pytest.raises(UnknownAnalysisError):
        analyze("there-is-no-such-file.fountain", "nope")


def test_a_line_of_text_says_what_the_result_is(result: Result) -> None:
    assert repr(result).startswith("The Ladder: 1 page, 0 minutes, 2 scenes, 2 characters")
