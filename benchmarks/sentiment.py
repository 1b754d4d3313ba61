"""Compare sentiment with vaderSentiment and measure the emotion classifier, in one run.

usage: python benchmarks/sentiment.py [FOLDER]

FOLDER holds GoEmotions' test.tsv for the accuracy rows; without it only speeds are printed. The
lines are the speeches of the sample scripts and generated ones, 20,000 in all. Ratios are medians
of paired runs, because a machine's speed varies over time.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

import scriptnb
from scriptnb.analysis.emotions import EmotionModel
from scriptnb.analysis.vader import Vader

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = 20_000
PAIRS = 5


def lines() -> list[str]:
    """Return the speeches of the samples, then sentences drawn at random from their words."""
    speeches = [
        speech.text
        for name in scriptnb.samples.names()
        for speech in scriptnb.read_script(scriptnb.samples.path(name)).dialogues
    ]
    words = " ".join(speeches).split()
    draw = random.Random(1)
    made = [" ".join(draw.choices(words, k=draw.randint(1, 24))) for _ in range(LINES)]
    return (speeches + made)[:LINES]


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def print_row(what: str, figure: str) -> None:
    """Print one row."""
    print(f"{what:58s} {figure}")


def main() -> None:
    """Print the table."""
    texts = lines()
    reference = SentimentIntensityAnalyzer()
    theirs = [reference.polarity_scores(text) for text in texts]
    ours = [msgspec.structs.asdict(each) for each in Vader().scores(texts)]
    print_row(f"VADER, differences in {len(texts)} lines", str(sum(map(dict.__ne__, theirs, ours))))
    fresh, warm, rates = [], [], []
    for _ in range(PAIRS):
        slow = seconds(lambda: [reference.polarity_scores(text) for text in texts])
        scorer = Vader()
        fresh.append(slow / seconds(lambda scorer=scorer: scorer.scores(texts)))
        warm.append(slow / seconds(lambda scorer=scorer: scorer.scores(texts)))
        model = EmotionModel()
        rates.append(len(texts) / seconds(lambda model=model: model.probabilities(texts)))
    print_row("VADER, times vaderSentiment's speed, new scorer", f"{statistics.median(fresh):.1f}")
    print_row(
        "VADER, times vaderSentiment's speed, scorer used before", f"{statistics.median(warm):.1f}"
    )
    print_row("emotion classifier, lines a second, new model", f"{statistics.median(rates):,.0f}")
    if len(sys.argv) > 1:
        sys.path.insert(0, str(Path(__file__).parents[1] / "training"))
        from train_emotions import calibration_error, f1_by_class, load, single

        rows, gold = single(*load(Path(sys.argv[1]), "test"))
        probabilities = EmotionModel().probabilities(rows, "ekman")
        f1 = f1_by_class(gold, probabilities.argmax(axis=1)).mean()
        print_row(f"macro-F1, {len(gold)} single-label test rows of GoEmotions", f"{100 * f1:.1f}")
        print_row("calibration error there", f"{calibration_error(gold, probabilities):.3f}")


if __name__ == "__main__":
    main()
