"""Reads the labelled lines of film dialogue and makes targets and folds by film of them."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scriptnb.analysis.sentiment_rows import EMOTIONS
from scriptnb.analysis.wording import shared_wording

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("en", "pl", "de", "fr", "es", "it")
SIX = EMOTIONS[:-1]
VALENCES = ("negative", "neutral", "positive")
NEGATIVE = {"anger", "disgust", "fear", "sadness"}
POSITIVE = {"joy", "trust"}
FOLDS = 5
SEED = 20261128


@dataclass(frozen=True)
class Lines:
    """Lines of one language, prepared for the model, with their labels.

    ``near`` (lines x folds) is true where a film of the line belongs to the fold: such a line may
    not train the fold's model. ``fold`` is the one fold in which the line is tested.
    """

    texts: list[str]
    labels: list[frozenset[str]]
    films: list[list[str]]
    near: np.ndarray
    fold: np.ndarray

    def __len__(self) -> int:
        return len(self.texts)

    def training(self, fold: int | None) -> np.ndarray:
        """Return which lines may train the model of a fold; None is the model of all lines."""
        return np.ones(len(self), bool) if fold is None else ~self.near[:, fold]


def read(folder: Path) -> dict[str, Lines]:
    """Read the lines of all languages; a film is in the same fold in each of them."""
    films = {
        language: [
            [film for film in (row["films"] or "").split(",") if film]
            for row in _table(folder / f"{language}.films.tsv")
        ]
        for language in LANGUAGES
    }
    folds = film_folds([of_line for table in films.values() for of_line in table])
    return {language: _read(folder, language, films[language], folds) for language in LANGUAGES}


def _read(folder: Path, language: str, films: list[list[str]], folds: dict[str, int]) -> Lines:
    rows = _table(folder / f"{language}.tsv")
    wording = shared_wording(language)
    near = np.zeros((len(rows), FOLDS), bool)
    draw = np.random.default_rng(SEED)
    fold = draw.integers(FOLDS, size=len(rows))  # stays for a line without a known film
    for at, of_line in enumerate(films):
        if of_line:
            fold[at] = folds[of_line[0]]
        near[at, fold[at]] = True
        near[at, [folds[film] for film in of_line]] = True
    return Lines(
        [wording.prepare(row["text"]).text for row in rows],
        [frozenset(row["labels"].split(",")) for row in rows],
        films,
        near,
        fold,
    )


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def film_folds(films: list[list[str]]) -> dict[str, int]:
    """Return the fold of each film, so that the folds have about as many lines each."""
    sizes = Counter(film for of_line in films for film in of_line)
    load = np.zeros(FOLDS)
    fold_of: dict[str, int] = {}
    for film in sorted(sizes, key=lambda film: (-sizes[film], film)):
        fold_of[film] = int(load.argmin())
        load[fold_of[film]] += sizes[film]
    return fold_of


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
