"""VADER, compared with the reference implementation on real and generated lines."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest
from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)

from scriptnb.analysis import vader

SCRIPTS = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "scripts"


@pytest.fixture(scope="module")
def reference() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def differences(reference: SentimentIntensityAnalyzer, lines: list[str]) -> list[tuple[str, ...]]:
    return [
        (line, str(theirs), str(ours))
        for line, ours in zip(lines, vader.shared().scores(lines), strict=True)
        if (theirs := reference.polarity_scores(line)) != msgspec.structs.asdict(ours)
    ]


def test_every_generated_line_scores_as_the_reference_does(
    reference: SentimentIntensityAnalyzer,
) -> None:
    draw = random.Random(7)
    turns = "but BUT least at very so this never without doubt no or nor kind of just enough sort"
    pools = [
        (sorted(reference.lexicon), 5),
        ([*NEGATE, *BOOSTER_DICT], 4),
        (" ".join(SPECIAL_CASES).split(), 3),
        (turns.split(), 4),
        (sorted(reference.emojis), 1),
        ("the a movie house I you is was it".split(), 6),
        (["żółć", "李明", "Привет", "İ", "ß", "ǅ", "...", "!!", "???", "", ":)", ":D", ";-)"], 1),
        (["\u00a0", "\u2028", "\t", "\x1f", "'", "n't", "isn't,", '"great"', "(bad)"], 1),
    ]
    weights = [weight for _, weight in pools]
    lines = []
    for _ in range(20_000):
        words = []
        for pool, _ in draw.choices(pools, weights, k=draw.randint(0, 14)):
            word = draw.choice(pool)
            word = word.upper() if draw.random() < 0.15 else word
            words.append(word + draw.choice(["", "", "", "", "!", "?", "!!!", "????", ",", "."]))
        lines.append(draw.choice([" ", "  ", " ", ""]).join(words))
    assert differences(reference, lines) == []


def test_every_line_of_real_scripts_scores_as_the_reference_does(
    reference: SentimentIntensityAnalyzer,
) -> None:
    if not SCRIPTS.is_dir():
        pytest.skip("the real scripts are not beside this checkout")
    lines = {
        line
        for path in sorted(SCRIPTS.glob("*.fountain"))
        for line in path.read_text(encoding="utf-8").split("\n")
    }
    assert len(lines) > 5_000
    assert differences(reference, sorted(lines)) == []


@pytest.mark.parametrize("text", ["", "   ", "\n", "…", "!!!", "?", "but", "BUT good but bad but"])
def test_texts_without_words_score_as_the_reference_does(
    reference: SentimentIntensityAnalyzer, text: str
) -> None:
    assert differences(reference, [text]) == []


def test_polarity_scores_returns_four_scores() -> None:
    assert vader.polarity_scores("I love it!") == {
        "neg": 0.0,
        "neu": 0.308,
        "pos": 0.692,
        "compound": 0.6696,
    }


def test_the_cache_is_bounded_however_many_words_there_are() -> None:
    scorer = vader.Vader({"good": 2.0})
    for start in range(0, 3 * vader.CACHE_SIZE, 1_000):
        scorer.score(" ".join(f"word{start + i}" for i in range(1_000)))
    assert len(scorer._tokens) <= vader.CACHE_SIZE + 1_000


def test_a_speech_of_a_hundred_thousand_words_is_scored() -> None:
    scores = vader.polarity_scores("this is good but not great " * 17_000)
    assert -1 <= scores["compound"] <= 1
