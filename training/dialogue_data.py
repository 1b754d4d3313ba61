"""Reads the labelled lines of film dialogue and GoEmotions, and makes targets and folds of them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scriptnb.analysis.sentiment_rows import EMOTIONS
from scriptnb.analysis.wording import shared_wording

LANGUAGES = ("en", "pl", "de", "fr", "es", "it")
SIX = EMOTIONS[:-1]
VALENCES = ("negative", "neutral", "positive")
NEGATIVE = {"anger", "disgust", "fear", "sadness"}
POSITIVE = {"joy", "trust"}
FOLDS = 5
SEED = 20261128


@dataclass(frozen=True)
class Lines:
    """Lines of one language, prepared for the model, with labels and folds by film."""

    texts: list[str]
    labels: list[frozenset[str]]
    fold: np.ndarray

    def __len__(self) -> int:
        return len(self.texts)


def read(folder: Path, language: str) -> Lines:
    """Read a language's lines; lines that share a film are in the same fold."""
    rows = _table(folder / f"{language}.tsv")
    films = [
        [film for film in (row["films"] or "").split(",") if film]
        for row in _table(folder / f"{language}.films.tsv")
    ]
    wording = shared_wording(language)
    return Lines(
        [wording.prepare(row["text"]).text for row in rows],
        [frozenset(row["labels"].split(",")) for row in rows],
        film_folds(films),
    )


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def film_folds(films: list[list[str]]) -> np.ndarray:
    """Return the fold of each line; films that share a line stay together, alike in all languages.

    A line without a known film gets a fold at random.
    """
    owner: dict[str, str] = {}

    def root(film: str) -> str:
        while owner.setdefault(film, film) != film:
            film = owner[film]
        return film

    for of_line in films:
        for film in of_line[1:]:
            owner[root(film)] = root(of_line[0])
    sizes: dict[str, int] = {}
    for of_line in films:
        if of_line:
            sizes[root(of_line[0])] = sizes.get(root(of_line[0]), 0) + 1
    load = np.zeros(FOLDS)
    fold_of: dict[str, int] = {}
    for film in sorted(sizes, key=lambda film: (-sizes[film], film)):
        fold_of[film] = int(load.argmin())
        load[fold_of[film]] += sizes[film]
    draw = np.random.default_rng(SEED)
    return np.array(
        [fold_of[root(of_line[0])] if of_line else draw.integers(FOLDS) for of_line in films]
    )


def emotion_targets(lines: Lines, *, neutral: bool, weak: float = 0.3) -> np.ndarray:
    """Return a row of target shares a line: the labels share it evenly.

    A line whose labels are no class of Ekman's is weakly neutral, or has no target at all.
    """
    targets = np.zeros((len(lines), len(SIX) + neutral))
    for row, labels in zip(targets, lines.labels, strict=True):
        own = [SIX.index(label) for label in labels if label in SIX]
        if own:
            row[own] = 1 / len(own)
        elif neutral:
            row[-1] = 1.0 if "neutral" in labels else weak
    return targets


def valence_of(labels: frozenset[str]) -> str | None:
    """Return the valence that labels imply, None where they are mixed or imply none."""
    good, bad = bool(labels & POSITIVE), bool(labels & NEGATIVE)
    if "neutral" in labels:
        return "neutral"
    return None if good == bad else "positive" if good else "negative"


def valence_targets(lines: Lines, *, neutral: bool) -> np.ndarray:
    """Return a row of target shares a line: negative, (neutral,) positive."""
    names = VALENCES if neutral else ("negative", "positive")
    targets = np.zeros((len(lines), len(names)))
    for row, labels in zip(targets, lines.labels, strict=True):
        valence = valence_of(labels)
        if valence in names:
            row[names.index(valence)] = 1.0
    return targets


#: The 28 labels of GoEmotions as classes; approval, caring, desire, optimism, realization,
#: curiosity and confusion are neutral in dialogue.
COMMENTS = {
    "anger": "anger annoyance disapproval",
    "disgust": "disgust",
    "fear": "fear nervousness",
    "joy": "joy amusement excitement gratitude love relief pride admiration",
    "sadness": "sadness disappointment embarrassment grief remorse",
    "surprise": "surprise",
    "neutral": "neutral approval optimism desire caring realization confusion curiosity",
}


def read_comments(folder: Path, name: str = "train") -> tuple[list[str], np.ndarray]:
    """Read GoEmotions: prepared texts, and a row of seven target shares a text."""
    labels = (folder / "labels.txt").read_text(encoding="utf-8").split()
    output = {label: i for i, each in enumerate(COMMENTS) for label in COMMENTS[each].split()}
    wording = shared_wording("en")
    texts, targets = [], []
    for row in (folder / f"{name}.tsv").read_text(encoding="utf-8").split("\n"):
        if row:
            text, numbers, _ = row.split("\t")
            target = np.zeros(len(COMMENTS))
            for number in numbers.split(","):
                target[output[labels[int(number)]]] += 1
            texts.append(wording.prepare(text).text)
            targets.append(target / target.sum())
    return texts, np.array(targets)
