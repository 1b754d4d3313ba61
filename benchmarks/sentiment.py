"""Compare sentiment with vaderSentiment and measure the emotion classifier, in one run.

usage: python benchmarks/sentiment.py [FOLDER]

FOLDER holds the lines of film dialogue; without it only speeds and sizes are printed. The
lines are the speeches of the sample scripts and generated ones, 20,000 in all. Ratios are medians
of paired runs, because a machine's speed varies over time.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

import scriptnb
from scriptnb.analysis.emotions import DATA, LANGUAGES, EmotionModel, weights_of
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
    print_row(
        "emotion model, English lines a second, new model", f"{statistics.median(rates):,.0f}"
    )
    for language in LANGUAGES:
        size = weights_of(language).stat().st_size
        print_row(f"weights, {language}, bytes", f"{size:,}")
    if len(sys.argv) > 1:
        print_scores(Path(sys.argv[1]))


def print_scores(folder: Path) -> None:
    """Print how a name changes labels, and the scores that the model card states."""
    rows = (folder / "en.tsv").read_text(encoding="utf-8").split("\n")[1:-1]
    with_name = [row.split("\t")[0] for row in rows if re.search(r"\bTom\b", row)]
    others = ("Anna", "Frank", "Priscilla", "Zbigniew")
    model = EmotionModel()
    before = model.label(with_name)
    flips = [
        sum(map(str.__ne__, before, model.label([re.sub(r"\bTom\b", name, x) for x in with_name])))
        / len(with_name)
        for name in others
    ]
    print_row(f"labels that change with the name, {len(with_name)} lines", f"{max(flips):.1%}")
    card = (DATA / "emotions.md").read_text(encoding="utf-8")
    print(
        "Scores on folds by film, from the model card (training/train_dialogue.py measures them):"
    )
    print("\n".join(line for line in card.splitlines() if line.startswith("|")))


if __name__ == "__main__":
    main()
