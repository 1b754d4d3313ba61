"""Train the emotion models of the six languages on film dialogue and write them into the package.

usage: python training/train_dialogue.py FOLDER [--out FOLDER]

FOLDER holds the lines of film dialogue (XED, Kajava) in six languages. Writes weights and model
card; prints the figures of the folds with their intervals. Needs scipy. Deterministic (convex
losses from zero, fixed folds).
"""

from __future__ import annotations

import argparse
import datetime as dt
import string
import sys
import time
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import scipy.sparse
from align_lines import CERTAIN, STEM, Dictionary, dictionary, sources, stem_row
from dialogue_data import (
    FOLDS,
    LANGUAGES,
    SEED,
    SIX,
    Lines,
    emotion_targets,
    read,
    valence_targets,
)
from linear_head import Matrix, bags, fit, quantise, rarity, ratios

from scriptnb.analysis import ngrams
from scriptnb.analysis.emotions import DATA, softmax, weights_of
from scriptnb.analysis.sentiment_rows import EMOTIONS

CARD = Path(__file__).parent / "emotions_card.md"
WORDS = Path(__file__).parent / "emotion_words.toml"
DAMPING = 0.5
ITERATIONS = 40
#: Ridges of the two heads that are added: idf-weighted words, and those weighted by naive Bayes.
RIDGES = (5e-6, 3e-5)
#: Ridge of the head that is trained on all six languages (idf-weighted words alone).
SHARED_RIDGE = 2e-5
#: The share of the labels in a target; the rest is the English model's opinion of the source line.
LABELS = 0.5
#: What a language's own head may weigh beside the one that is trained on all six languages; the
#: folds decide, for all languages alike.
OWN = (0.0, 0.2, 0.35, 0.5, 0.65)
#: What is taken off the logit of negative in English: emotional lines of the data are negative
#: twice as often as positive, those of scripts are not. It costs nothing on the folds.
NEGATIVE_DISCOUNT = 0.3
#: Below this probability no emotion is named, where the model knows no neutral lines.
FLOOR = 0.25
#: The probability of neutral in a text that is nothing but a formula of politeness.
PLAIN = 0.8
RESAMPLES = 500
#: The two tasks: emotion and valence.
TASKS = ("emotion", "valence")


@dataclass
class Task:
    """One task in one language: targets, and the logits of each line from its test fold."""

    targets: np.ndarray
    logits: np.ndarray = field(init=False)
    weights: np.ndarray = field(init=False)
    bias: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        """Make room for the logits of the folds."""
        self.logits = np.zeros_like(self.targets)


def heads(inputs: Matrix, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit the two heads and add them; lines without a target are left out."""
    known = targets.sum(axis=1) > 0
    inputs, targets = inputs[known], targets[known]
    one, one_bias = fit(inputs, targets, rarity(inputs), RIDGES[0], ITERATIONS)
    other, other_bias = fit(inputs, targets, ratios(inputs, targets), RIDGES[1], ITERATIONS)
    return one + other, one_bias + other_bias


def shared_head(rows: list[Matrix], targets: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Fit the head of all languages; lines without a target are left out."""
    aims = np.concatenate(targets)
    known = aims.sum(axis=1) > 0
    inputs = scipy.sparse.vstack(rows).tocsr()[known]
    return fit(inputs, aims[known], rarity(inputs), SHARED_RIDGE, ITERATIONS)


def train_english(lines: Lines, tasks: dict[str, Task]) -> None:
    """Fill in the English logits of the folds and the weights of all lines."""
    inputs = bags(lines.texts, DAMPING)
    for name, task in tasks.items():
        for fold in (*range(FOLDS), None):
            chosen = lines.training(fold)
            weights, bias = heads(inputs[chosen], task.targets[chosen])
            if fold is None:
                task.weights, task.bias = weights, bias
            else:
                here = lines.fold == fold
                task.logits[here] = inputs[here] @ weights + bias
        progress(f"en {name}")


def translated(texts: list[str], words: Dictionary) -> Matrix:
    """Return the features of the English words that translate each text's words."""
    english = sorted({word for each in words.values() for word, _ in each})
    indices, counts = ngrams.word_features(english)
    of_word = dict(zip(english, np.split(indices, np.cumsum(counts)[:-1]), strict=True))
    lengths = np.asarray(bags(texts, 0.0).sum(axis=1)).ravel()
    rows, columns, values = [], [], []
    for at, text in enumerate(texts):
        for word in ngrams.words(text):
            for other, p in words.get(word[:STEM], ()):
                features = of_word[other]
                rows.append(np.full(len(features), at))
                columns.append(features)
                values.append(np.full(len(features), p / lengths[at] ** DAMPING))
    flat = (np.concatenate(rows), np.concatenate(columns))
    return scipy.sparse.csr_matrix(
        (np.concatenate(values), flat), shape=(len(texts), 1 << ngrams.BITS)
    )


def fold_in(weights: np.ndarray, words: Dictionary) -> np.ndarray:
    """Add the weights of English words to those of the beginnings that they translate."""
    known = weights.copy()
    for stem, others in words.items():
        row = stem_row(stem)
        for other, p in others:
            indices, _ = ngrams.word_features([other])
            known[row] += p * weights[indices].sum(axis=0)
    return known


def by_hand(language: str) -> Dictionary:
    """Read the translations that were written by hand."""
    table = tomllib.loads(WORDS.read_text(encoding="utf-8"))[language]
    found: Dictionary = {}
    for line in table.strip().splitlines():
        english, stems = line.split(":")
        for stem in stems.split():
            found.setdefault(stem[:STEM], []).append((english.strip(), 0.8))
    return {stem: [(word, p / len(each)) for word, p in each] for stem, each in found.items()}


def teach(pairs: list[tuple[int, float]], english: Task, own: Task) -> np.ndarray:
    """Return targets that mix the labels with the English model's opinion of the source line.

    The opinion is that of the fold in which the source is tested, so its own label is not in it.
    """
    columns = own.targets.shape[1]
    logits = english.logits[:, :columns] if columns == len(SIX) else english.logits[:, [0, 2]]
    opinion = softmax((logits / 1.6).astype(np.float32))
    targets = own.targets.copy()
    for at, (source, p) in enumerate(pairs):
        if p > CERTAIN and targets[at].sum():
            targets[at] = LABELS * targets[at] + (1 - LABELS) * opinion[source]
    return targets


def inputs_and_targets(
    lines: dict[str, Lines], tasks: dict[str, dict[str, Task]]
) -> tuple[dict[str, Matrix], dict[str, dict[str, np.ndarray]], dict[str, Dictionary]]:
    """Return features by language, targets by task and language, and dictionaries by language."""
    inputs = {"en": bags(lines["en"].texts, DAMPING)}
    words: dict[str, Dictionary] = {}
    targets: dict[str, dict[str, np.ndarray]] = {
        "emotion": {"en": emotion_targets(lines["en"], neutral=False)},
        "valence": {"en": valence_targets(lines["en"], neutral=False)},
    }
    for language in LANGUAGES[1:]:
        pairs = sources(lines[language], lines["en"])
        words[language] = dictionary(lines[language], lines["en"], pairs) | by_hand(language)
        own = bags(lines[language].texts, DAMPING)
        inputs[language] = (own + translated(lines[language].texts, words[language])).tocsr()
        for name in TASKS:
            targets[name][language] = teach(pairs, tasks["en"][name], tasks[language][name])
        progress(f"{language}: {sum(p > CERTAIN for _, p in pairs)} source lines")
    return inputs, targets, words


def train_others(lines: dict[str, Lines], tasks: dict[str, dict[str, Task]]) -> dict[str, float]:
    """Fill in logits and weights of the languages that share a head.

    Returns what a language's own head weighs in each task.
    """
    inputs, targets, words = inputs_and_targets(lines, tasks)
    chosen_weights = {}
    for name in TASKS:
        of_task = {language: tasks[language][name] for language in LANGUAGES[1:]}
        parts = {language: np.zeros((2, *task.targets.shape)) for language, task in of_task.items()}
        for fold in (*range(FOLDS), None):
            chosen = {language: lines[language].training(fold) for language in LANGUAGES}
            rows = {language: inputs[language][chosen[language]] for language in LANGUAGES}
            aims = {language: targets[name][language][chosen[language]] for language in LANGUAGES}
            shared, shared_bias = shared_head(list(rows.values()), list(aims.values()))
            for language, task in of_task.items():
                weights, bias = heads(rows[language], aims[language])
                if fold is not None:
                    here = lines[language].fold == fold
                    parts[language][0, here] = inputs[language][here] @ shared + shared_bias
                    parts[language][1, here] = inputs[language][here] @ weights + bias
                    continue
                own = chosen_weights[name]
                mixed = (1 - own) * shared + own * weights
                task.weights = fold_in(mixed, words[language])
                task.bias = (1 - own) * shared_bias + own * bias
            progress(f"shared {name} fold {fold}")
            if fold == FOLDS - 1:
                chosen_weights[name] = choose_mixture(of_task, parts)
    return chosen_weights


def choose_mixture(tasks: dict[str, Task], parts: dict[str, np.ndarray]) -> float:
    """Fill in the logits of the folds with the mixture that has the best mean macro-F1."""

    def score(own: float) -> float:
        scores = []
        for language, task in tasks.items():
            known = task.targets.max(axis=1) == 1
            mixed = (1 - own) * parts[language][0, known] + own * parts[language][1, known]
            gold = task.targets[known].argmax(axis=1)
            scores.append(macro_f1(gold, mixed.argmax(axis=1), task.targets.shape[1]))
        progress(f"own {own}: {np.round(scores, 1).tolist()}")
        return float(np.mean(scores))

    best = max(OWN, key=score)
    for language, task in tasks.items():
        task.logits = (1 - best) * parts[language][0] + best * parts[language][1]
    return best


def temperature(logits: np.ndarray, targets: np.ndarray) -> float:
    """Return the divisor of the logits that makes the known classes likeliest."""
    known = targets.sum(axis=1) > 0
    aims = targets[known] / targets[known].sum(axis=1, keepdims=True)

    def loss(heat: float) -> float:
        return -float((aims * np.log(softmax(logits[known] / heat) + 1e-9)).sum())

    return float(min(np.arange(0.6, 8, 0.05), key=loss))


def macro_f1(gold: np.ndarray, got: np.ndarray, classes: int) -> float:
    """Return the mean of the classes' F1, 0-100."""
    scores = [
        2 * ((gold == c) & (got == c)).sum() / max(1, (gold == c).sum() + (got == c).sum())
        for c in range(classes)
    ]
    return 100 * float(np.mean(scores))


def calibration_error(gold: np.ndarray, probabilities: np.ndarray, bins: int = 10) -> float:
    """Measure how far the top class is off: expected error, equal bins (Naeini et al., 2015)."""
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == gold
    bin_of = np.minimum((sure * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(sure[bin_of == b].sum() - right[bin_of == b].sum()) / len(gold)
            for b in np.unique(bin_of)
        )
    )


@dataclass(frozen=True)
class Figures:
    """The scores of one task in one language on the lines of the test folds."""

    rows: int
    f1: float
    low: float
    high: float
    error: float

    def cells(self) -> str:
        """Return the cells of a table."""
        interval = f"{self.low:.1f} to {self.high:.1f}"
        return f" {self.rows} | {self.f1:.1f} | {interval} | {self.error:.3f} |"


def measure(lines: Lines, logits: np.ndarray, targets: np.ndarray, heat: float) -> Figures:
    """Score the lines that have exactly one class; films are resampled for the interval."""
    known = np.flatnonzero(targets.max(axis=1) == 1)
    gold = targets[known].argmax(axis=1)
    shares = softmax((logits[known] / heat).astype(np.float32))
    got, classes = shares.argmax(axis=1), targets.shape[1]
    films: dict[str, list[int]] = {}
    for at, line in enumerate(known):
        films.setdefault((lines.films[line] or [f"line {line}"])[0], []).append(at)
    groups = [np.array(each) for each in films.values()]
    draw = np.random.default_rng(SEED)
    drawn = []
    for _ in range(RESAMPLES):
        rows = np.concatenate([groups[i] for i in draw.integers(len(groups), size=len(groups))])
        drawn.append(macro_f1(gold[rows], got[rows], classes))
    low, high = np.percentile(drawn, (2.5, 97.5))
    error = calibration_error(gold, shares)
    return Figures(len(known), macro_f1(gold, got, classes), float(low), float(high), error)


def write(path: Path, emotion: Task, valence: Task, heats: tuple[float, float]) -> None:
    """Write one language's weights."""
    weights, scale = quantise(np.concatenate([emotion.weights, valence.weights], axis=1))
    count = emotion.targets.shape[1]
    shares = emotion.targets.sum(axis=0) / emotion.targets.sum()
    plain = np.full(count, 1 / count)
    if count == len(EMOTIONS):
        plain = np.append((1 - PLAIN) * shares[:-1] / shares[:-1].sum(), PLAIN)
    np.savez_compressed(
        path,
        weights=weights,
        scale=scale,
        bias=np.concatenate([emotion.bias, valence.bias]).astype(np.float32),
        damping=DAMPING,
        emotions=count,
        temperature=heats[0],
        valence_temperature=heats[1],
        floor=0.0 if count == len(EMOTIONS) else FLOOR,
        plain=plain.astype(np.float32),
    )


STARTED = time.monotonic()


def progress(what: str) -> None:
    """Print what is done, and after how many seconds."""
    print(f"[{time.monotonic() - STARTED:5.0f} s] {what}", file=sys.stderr, flush=True)


def main() -> None:
    """Train, write weights and card, print the figures of the folds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    asked = parser.parse_args()
    lines = read(asked.folder)
    tasks = {
        language: {
            "emotion": Task(emotion_targets(lines[language], neutral=language == "en")),
            "valence": Task(valence_targets(lines[language], neutral=language == "en")),
        }
        for language in LANGUAGES
    }
    train_english(lines["en"], tasks["en"])
    for name, task in tasks["en"].items():
        known = task.targets.max(axis=1) == 1
        gold, got = task.targets[known].argmax(axis=1), task.logits[known].argmax(axis=1)
        progress(f"en {name}: {macro_f1(gold, got, task.targets.shape[1]):.1f}")
    own = train_others(lines, tasks)
    table = ["| language | task | lines | macro-F1 | 95% interval | calibration error |"]
    table.append("| --- " * 6 + "|")
    sizes = []
    for language in LANGUAGES:
        emotion, valence = tasks[language]["emotion"], tasks[language]["valence"]
        heats = (
            temperature(emotion.logits, emotion.targets),
            temperature(valence.logits, valence.targets),
        )
        if language == "en":
            valence.logits[:, 0] -= NEGATIVE_DISCOUNT * heats[1]
            valence.bias[0] -= NEGATIVE_DISCOUNT * heats[1]
        path = asked.out / weights_of(language).name
        write(path, emotion, valence, heats)
        sizes.append(f"{language} {path.stat().st_size:,}")
        for what, logits, targets, heat in rows_of(language, emotion, valence, heats):
            figures = measure(lines[language], logits, targets, heat)
            table.append(f"| {language} | {what} |{figures.cells()}")
    print("\n".join(table))
    card = string.Template(CARD.read_text(encoding="utf-8")).substitute(
        date=dt.datetime.now(dt.UTC).date(),
        labels=LABELS,
        teacher=1 - LABELS,
        own=" and ".join(f"{weight:g} ({name})" for name, weight in own.items()),
        floor=FLOOR,
        discount=NEGATIVE_DISCOUNT,
        ridges=" and ".join(f"{each:g}" for each in RIDGES),
        damping=DAMPING,
        shared=f"{SHARED_RIDGE:g}",
        iterations=ITERATIONS,
        sizes=", ".join(sizes),
        scores="\n".join(table),
    )
    (asked.out / "emotions.md").write_text(card, encoding="utf-8")


def rows_of(
    language: str, emotion: Task, valence: Task, heats: tuple[float, float]
) -> list[tuple[str, np.ndarray, np.ndarray, float]]:
    """Return what is measured in a language: name, logits, targets and temperature."""
    rows = [
        ("6 emotions", emotion.logits[:, :6], emotion.targets[:, :6], heats[0]),
        (
            "2 valences",
            valence.logits[:, [0, -1]],
            valence.targets[:, [0, -1]],
            heats[1],
        ),
    ]
    if language == "en":
        rows.insert(0, ("7 emotions", emotion.logits, emotion.targets, heats[0]))
        rows.append(("3 valences", valence.logits, valence.targets, heats[1]))
    return rows


if __name__ == "__main__":
    main()
