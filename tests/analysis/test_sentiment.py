"""The sentiment tables of small scripts, and the errors of invalid input."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import scriptnb
from scriptnb.analysis import registry, vader
from scriptnb.analysis.sentiment import SentimentAnalyzer
from scriptnb.errors import OptionError, ScriptReadError

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = """Title: Two Rooms

INT. KITCHEN - DAY

A wonderful, happy morning.

ANNA
I love you so much, thank you!

BEN
I am terrified of the dark.

ANNA
You idiot, I hate you!

INT. CELLAR - NIGHT

Rain.

EXT. YARD - DAY

CARL
The bus leaves at nine.
"""


def rows_of(*speeches: tuple[Any, Any], scene: int = 1) -> list[dict[str, Any]]:
    return [{"scene": scene, "character": name, "text": text} for name, text in speeches]


@pytest.fixture(scope="module")
def result() -> scriptnb.Result:
    return scriptnb.analyze(SCRIPT, "sentiment")


def tables(*speeches: tuple[Any, Any], **options: Any) -> dict[str, Any]:
    return SentimentAnalyzer().analyze_character_emotions(rows_of(*speeches), **options)


def test_sentiment_runs_basic_first(result: scriptnb.Result) -> None:
    assert len(result.scenes) == 3
    assert len(result.emotions) == 3


def test_each_speech_has_vaders_scores_and_probabilities_that_sum_to_one(
    result: scriptnb.Result,
) -> None:
    for row in result.raw["sentiment"]["dialogues"]:
        assert row["compound"] == vader.polarity_scores(row["text"])["compound"]
        shares = [row[f"p_{emotion}"] for emotion in registry_emotions()]
        assert math.isclose(sum(shares), 1, abs_tol=1e-3)
        assert row[f"p_{row['emotion']}"] == max(shares)


def registry_emotions() -> tuple[str, ...]:
    from scriptnb.analysis.sentiment_rows import EMOTIONS

    return EMOTIONS


def test_a_characters_figures_agree_with_the_speeches(result: scriptnb.Result) -> None:
    emotions = result.emotions.set_index("character")
    lines = [vader.polarity_scores(text)["compound"] for text in
             ("I love you so much, thank you!", "You idiot, I hate you!")]  # fmt: skip
    assert emotions.loc["ANNA", "speeches"] == 2
    assert emotions.loc["ANNA", "words"] == 12
    assert emotions.loc["ANNA", "compound"] == pytest.approx(sum(lines) / 2)
    assert emotions.loc["ANNA", "compound_low"] == pytest.approx(min(lines))
    assert emotions.loc["ANNA", "compound_high"] == pytest.approx(max(lines))
    assert emotions.loc["ANNA", ["share_joy", "share_anger"]].tolist() == [0.5, 0.5]
    assert emotions.loc["BEN", "dominant_emotion"] == "fear"
    assert emotions.loc["CARL", "dominant_emotion"] == "neutral"
    shares = [f"share_{emotion}" for emotion in registry_emotions()]
    assert emotions[shares].sum(axis=1).tolist() == pytest.approx([1, 1, 1])


def test_one_speech_has_no_interval(result: scriptnb.Result) -> None:
    ben = result.emotions.set_index("character").loc["BEN"]
    assert math.isnan(ben["compound_low"])
    assert math.isnan(ben["compound_high"])


def test_every_counted_emotion_has_its_strongest_lines_as_evidence(result: scriptnb.Result) -> None:
    evidence = result.evidence
    assert {(row.character, row.emotion, row.line) for row in evidence.itertuples()} == {
        ("ANNA", "joy", 7),
        ("ANNA", "anger", 13),
        ("BEN", "fear", 10),
    }
    speeches = result.dialogues.set_index("dialogue")
    for row in evidence.itertuples():
        assert row.text == speeches.loc[row.dialogue, "text"]
        assert row.scene == speeches.loc[row.dialogue, "scene"]


def test_an_emotion_has_at_most_three_lines_of_evidence_strongest_first() -> None:
    lines = ["Thank you!", "Thank you so much!", "I love it, thanks!", "Great, thank you all!"]
    evidence = tables(*(("ANNA", line) for line in lines))["evidence"]
    assert [row["emotion"] for row in evidence] == ["joy"] * 3
    assert [row["p"] for row in evidence] == sorted((row["p"] for row in evidence), reverse=True)


def test_a_silent_scene_has_no_valence_but_its_action_has_one(
    result: scriptnb.Result,
) -> None:
    kitchen, cellar, yard = result.raw["sentiment"]["scene_sentiment"]
    assert kitchen["speeches"] == 3
    action = vader.polarity_scores("A wonderful, happy morning.")["compound"]
    assert kitchen["action_compound"] == action > 0.5
    assert (cellar["speeches"], cellar["compound"], cellar["action_compound"]) == (0, None, 0.0)
    assert yard["action_compound"] is None


def test_the_arc_has_a_hundred_points_within_its_band(result: scriptnb.Result) -> None:
    arc = result.arc
    assert len(arc) == 100
    assert arc["position"].is_monotonic_increasing
    assert 0 < arc["position"].iloc[0] < arc["position"].iloc[-1] < 1
    assert (arc["low"] <= arc["compound"]).all()
    assert (arc["compound"] <= arc["high"]).all()


def test_the_arc_falls_where_the_words_become_negative() -> None:
    good, bad = ("ANNA", "I love this wonderful day."), ("ANNA", "I hate this horrible death.")
    arc = tables(*[good] * 20, *[bad] * 20)["arc"]
    assert arc[5]["compound"] > 0.5 > 0 > -0.5 > arc[-5]["compound"]


def test_pairs_are_speakers_and_listeners(result: scriptnb.Result) -> None:
    pairs = {(row.speaker, row.listener): row.speeches for row in result.pairs.itertuples()}
    assert pairs == {("ANNA", "BEN"): 2, ("BEN", "ANNA"): 1}


def test_the_same_script_has_the_same_result(result: scriptnb.Result) -> None:
    again = scriptnb.analyze(SCRIPT, "sentiment")
    assert json.dumps(again.raw, allow_nan=False) == json.dumps(result.raw, allow_nan=False)


def test_a_language_without_a_model_is_not_scored_and_has_a_note() -> None:
    found = tables(("ŁUCJA", "Kocham cię, dziękuję!"), language="pl")
    assert found["metadata"]["note"] == "unsupported language: pl"
    (row,) = found["emotions"]
    assert row["note"] == "unsupported language: pl"
    assert (row["compound"], row["dominant_emotion"], row["share_joy"]) == (None, None, None)
    assert row["words"] == 3
    assert found["dialogues"][0]["emotion"] is None
    assert found["evidence"] == []
    json.dumps(found, allow_nan=False)


def test_a_users_lexicon_scores_its_language(tmp_path: Path) -> None:
    path = tmp_path / "slowa.csv"
    path.write_text("słowo;wartość\nkocham;3,2\nnienawidzę;-3,1\n", encoding="utf-8-sig")
    analyzer = SentimentAnalyzer(lexicon=path, language="pl")
    found = analyzer.analyze_character_emotions(
        rows_of(("ŁUCJA", "Kocham to."), ("JAN", "Nienawidzę tego.")), language="pl"
    )
    assert found["dialogues"][0]["compound"] > 0.6
    assert found["dialogues"][1]["compound"] < -0.6
    assert found["dialogues"][0]["emotion"] is None  # a lexicon has no emotions


def test_a_lexicon_is_an_option_of_the_analysis() -> None:
    found = scriptnb.analyze(SCRIPT, "sentiment", lexicon={"bus": -3.0})
    compounds = [row["compound"] for row in found.raw["sentiment"]["dialogues"]]
    assert compounds[-1] < -0.5
    assert compounds[0] == 0


def test_the_error_of_a_lexicon_lists_its_bad_rows_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("word,valence\ngood,2\nbad\nugly,x\nhuge,900\n", encoding="utf-8")
    with pytest.raises(ScriptReadError, match=r"line 3: 'bad'; line 4: 'ugly,x'; line 5"):
        SentimentAnalyzer(lexicon=path)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "holds no word"), (b"\xff\xfe\x00", "cannot be read")],
)
def test_an_unusable_lexicon_file_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    with pytest.raises(ScriptReadError, match=message):
        SentimentAnalyzer(lexicon=path)


@pytest.mark.parametrize("lexicon", [{}, {"good": "very"}, {"good": math.nan}, {1: 2.0}, ["good"]])
def test_an_invalid_lexicon_is_refused_before_any_work(lexicon: Any) -> None:
    with pytest.raises(OptionError, match="lexicon"):
        registry.check("sentiment", {"lexicon": lexicon})


def test_a_script_without_dialogue_has_empty_tables_and_an_unknown_arc() -> None:
    found = scriptnb.analyze("INT. HALL - DAY\n\nNobody speaks.\n", "sentiment")
    assert found.emotions.empty
    assert found.pairs.empty
    assert found.arc["compound"].isna().all()
    assert found.raw["sentiment"]["evidence"] == []


def test_missing_texts_of_a_data_frame_are_silent_speeches() -> None:
    frame = pd.DataFrame(
        {
            "scene": [1, 1, 1],
            "character": ["ANNA", None, "BEN"],
            "text": [np.nan, "Hello there.", None],
            "words": [pd.NA, pd.NA, pd.NA],
        }
    )
    found = SentimentAnalyzer().analyze_character_emotions(frame)
    assert [row["words"] for row in found["dialogues"]] == [0, 2, 0]
    assert found["dialogues"][0]["compound"] is None
    json.dumps(found, allow_nan=False)


def test_the_error_of_a_row_without_text_names_the_row() -> None:
    with pytest.raises(OptionError, match="row 2 has no text"):
        SentimentAnalyzer().analyze_character_emotions(
            [{"character": "A", "text": "Hi"}, {"character": "B"}]
        )


def test_speeches_of_one_word_and_of_a_hundred_thousand_are_scored() -> None:
    found = tables(("ANNA", "No."), ("BEN", "I am happy and sad " * 20_000))
    assert [row["words"] for row in found["emotions"]] == [100_000, 1]


def test_further_columns_are_kept_and_the_callers_rows_stay_unchanged() -> None:
    rows = [{"character": "ANNA", "text": "Thank you!", "take": 3}]
    found = SentimentAnalyzer().analyze_character_emotions(rows)
    assert found["dialogues"][0]["take"] == 3
    assert rows == [{"character": "ANNA", "text": "Thank you!", "take": 3}]


def test_a_missing_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"no transformers model .*config\.json"):
        SentimentAnalyzer(model=tmp_path)
