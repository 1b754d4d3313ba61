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
        assert {name: row[name] for name in ("neg", "neu", "pos")} == {
            name: score
            for name, score in vader.polarity_scores(row["text"]).items()
            if name != "compound"
        }
        assert -1 <= row["compound"] <= 1
        shares = [row[f"p_{emotion}"] for emotion in registry_emotions()]
        assert math.isclose(sum(shares), 1, abs_tol=1e-3)
        assert row[f"p_{row['emotion']}"] == max(shares)


def registry_emotions() -> tuple[str, ...]:
    from scriptnb.analysis.sentiment_rows import EMOTIONS

    return EMOTIONS


def test_a_characters_figures_agree_with_the_speeches(result: scriptnb.Result) -> None:
    emotions = result.emotions.set_index("character")
    lines = result.dialogues.set_index("character").loc["ANNA"]
    assert emotions.loc["ANNA", "speeches"] == 2
    assert emotions.loc["ANNA", "words"] == 12
    assert emotions.loc["ANNA", "compound"] == pytest.approx(lines["compound"].mean())
    assert emotions.loc["ANNA", "compound_low"] == pytest.approx(lines["compound"].min())
    assert emotions.loc["ANNA", "compound_high"] == pytest.approx(lines["compound"].max())
    others = result.dialogues.set_index("character").loc[["BEN", "CARL"]]
    for emotion in registry_emotions():
        share = emotions.loc["ANNA", f"share_{emotion}"]
        assert share == pytest.approx(lines[f"p_{emotion}"].mean())
        if emotion != "neutral":
            difference = share - others[f"p_{emotion}"].mean()
            assert emotions.loc["ANNA", f"diff_{emotion}"] == pytest.approx(difference)
    shares = [f"share_{emotion}" for emotion in registry_emotions()]
    assert emotions[shares].sum(axis=1).tolist() == pytest.approx([1, 1, 1], abs=1e-4)


JOY = ["I'm so happy!", "I love you so much.", "This is wonderful news!", "What a beautiful day.",
       "We won, I love it!", "I'm so happy for you."]  # fmt: skip
ANGER = ["Shut up, you idiot!", "I hate you!", "Get out of my house, you bastard!",
         "You stupid liar!", "Go to hell!", "Damn you, leave me alone!"]  # fmt: skip


def test_the_dominant_emotion_is_clearly_above_the_other_speeches() -> None:
    found = tables(*(("ANNA", line) for line in JOY), *(("BEN", line) for line in ANGER))
    by_name = {row["character"]: row for row in found["emotions"]}
    for name, emotion in (("ANNA", "joy"), ("BEN", "anger")):
        row = by_name[name]
        assert row["dominant_emotion"] == emotion
        assert 0 < row["diff_low"] < row[f"diff_{emotion}"] < row["diff_high"]


def test_no_emotion_is_dominant_where_all_speak_alike_or_too_little() -> None:
    alike = tables(*(pair for line in JOY for pair in (("ANNA", line), ("BEN", line))))
    few = tables(*(("ANNA", line) for line in JOY[:3]), *(("BEN", line) for line in ANGER[:3]))
    for row in (*alike["emotions"], *few["emotions"]):
        assert (row["dominant_emotion"], row["diff_low"], row["diff_high"]) == (None, None, None)


def test_who_speaks_alone_is_compared_with_nobody() -> None:
    (row,) = tables(*(("ANNA", line) for line in JOY))["emotions"]
    assert row["share_joy"] > 0.3
    assert (row["diff_joy"], row["dominant_emotion"]) == (None, None)


def test_what_a_group_says_is_nobodys_emotion() -> None:
    rows = [{"character": "ALL", "members": ["ANNA", "BEN"], "text": line} for line in ANGER]
    rows += rows_of(*(("ANNA", line) for line in JOY))
    found = SentimentAnalyzer().analyze_character_emotions(rows)
    assert [row["character"] for row in found["emotions"]] == ["ANNA"]
    assert {row["character"] for row in found["evidence"]} == {"ANNA"}
    assert found["emotions"][0]["diff_joy"] is None  # there are no other speeches of a person


def test_one_speech_has_no_interval(result: scriptnb.Result) -> None:
    ben = result.emotions.set_index("character").loc["BEN"]
    assert math.isnan(ben["compound_low"])
    assert math.isnan(ben["compound_high"])


def test_every_named_emotion_has_lines_as_evidence(result: scriptnb.Result) -> None:
    evidence = result.evidence
    assert {(row.character, row.emotion, row.line) for row in evidence.itertuples()} >= {
        ("ANNA", "joy", 7),
        ("ANNA", "anger", 13),
        ("BEN", "fear", 10),
    }
    speeches = result.dialogues.set_index("dialogue")
    for row in evidence.itertuples():
        assert row.text == speeches.loc[row.dialogue, "text"]
        assert row.scene == speeches.loc[row.dialogue, "scene"]


def test_an_emotion_has_at_most_three_lines_of_evidence_and_no_two_alike() -> None:
    lines = [*ANGER, "I hate you!", "I hate you.", "I hate you, I hate you."]
    evidence = tables(*(("ANNA", line) for line in lines))["evidence"]
    anger = [row["text"] for row in evidence if row["emotion"] == "anger"]
    assert len(anger) == 3
    assert sum("I hate you" in text for text in anger) <= 1


def test_a_line_that_denies_an_emotion_is_no_evidence_of_it() -> None:
    found = tables(("ANNA", "I'm not scared."), ("BEN", "I'm so scared, I'm terrified!"))
    assert [row["character"] for row in found["evidence"] if row["emotion"] == "fear"] == ["BEN"]
    assert found["dialogues"][0]["p_fear"] == 0


def test_a_silent_scene_has_no_valence_but_its_action_has_one(
    result: scriptnb.Result,
) -> None:
    kitchen, cellar, yard = result.raw["sentiment"]["scene_sentiment"]
    assert kitchen["speeches"] == 3
    assert kitchen["action_compound"] > 0.2
    assert (cellar["speeches"], cellar["compound"]) == (0, None)
    assert cellar["action_compound"] is not None
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
    assert arc[5]["compound"] > 0.3 > -0.3 > arc[-5]["compound"]


def test_pairs_are_speakers_and_listeners(result: scriptnb.Result) -> None:
    pairs = {(row.speaker, row.listener): row.speeches for row in result.pairs.itertuples()}
    assert pairs == {("ANNA", "BEN"): 2, ("BEN", "ANNA"): 1}


def test_the_same_script_has_the_same_result(result: scriptnb.Result) -> None:
    again = scriptnb.analyze(SCRIPT, "sentiment")
    assert json.dumps(again.raw, allow_nan=False) == json.dumps(result.raw, allow_nan=False)


def test_a_language_without_a_model_is_not_scored_and_has_a_note() -> None:
    found = tables(("LUCIE", "Miluji tě, děkuji ti!"), language="cs")
    assert found["metadata"]["note"] == (
        "Emotions are scored for English, Polish, German, French, Spanish and Italian;"
        " this script is Czech."
    )
    (row,) = found["emotions"]
    assert row["note"] == "unsupported language: cs"
    assert (row["compound"], row["dominant_emotion"], row["share_joy"]) == (None, None, None)
    assert row["words"] == 4
    assert found["dialogues"][0]["emotion"] is None
    assert found["evidence"] == []
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize(
    ("language", "name", "happy", "angry"),
    [
        ("pl", "Polish", "Kocham cię, jestem taka szczęśliwa!", "Zamknij się, idioto!"),
        ("de", "German", "Ich liebe dich, ich bin so glücklich!", "Halt die Klappe, du Idiot!"),
        ("fr", "French", "Je t'aime, je suis si heureuse !", "Ferme-la, connard !"),
        ("es", "Spanish", "¡Te amo, soy tan feliz!", "¡Cállate, maldito idiota!"),
        ("it", "Italian", "Ti amo, sono così felice!", "Sta' zitto, maledetto idiota!"),
    ],
)
def test_a_language_without_neutral_lines_has_relative_emotions(
    language: str, name: str, happy: str, angry: str
) -> None:
    found = tables(("ŁUCJA", happy), ("JAN", angry), language=language)
    note = f"Emotions in {name} are relative: the model knows no neutral lines."
    assert found["metadata"]["note"] == note
    one, other = found["dialogues"]
    assert (one["emotion"], other["emotion"]) == ("joy", "anger")
    assert one["compound"] > 0 > other["compound"]
    for row in (one, other):
        assert (row["neg"], row["neu"], row["pos"], row["p_neutral"]) == (None,) * 4
        assert math.isclose(
            sum(row[f"p_{each}"] for each in registry_emotions()[:-1]), 1, abs_tol=1e-3
        )
    assert found["emotions"][0]["share_neutral"] is None


def test_no_emotion_is_named_where_none_is_likely() -> None:
    (row,) = tables(("JAN", "Dziękuję."), language="pl")["dialogues"]
    assert row["emotion"] is None
    assert row["p_joy"] is not None


def test_a_users_lexicon_scores_its_language(tmp_path: Path) -> None:
    path = tmp_path / "slowa.csv"
    path.write_text("słowo;wartość\nkocham;3,2\nnienawidzę;-3,1\n", encoding="utf-8-sig")
    analyzer = SentimentAnalyzer(lexicon=path, language="pl")
    found = analyzer.analyze_character_emotions(
        rows_of(("ŁUCJA", "Kocham to."), ("JAN", "Nienawidzę tego.")), language="pl"
    )
    assert found["dialogues"][0]["compound"] > 0.6
    assert found["dialogues"][1]["compound"] < -0.6
    assert found["metadata"]["valence"] == "own lexicon"
    other = SentimentAnalyzer(lexicon=path).analyze_character_emotions(
        rows_of(("JANA", "Kocham to.")), language="cs"
    )
    assert other["dialogues"][0]["compound"] > 0.6
    assert other["dialogues"][0]["emotion"] is None  # a lexicon has no emotions


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
