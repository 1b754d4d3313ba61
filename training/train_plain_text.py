"""Learn the weights of the plain-text reader and print their accuracy on other scripts.

usage: python training/train_plain_text.py [FOLDER] [--seed 1] [--jobs 2] [--skip-folds]

FOLDER holds ``scripts/*.txt`` (films as plain text) and ``gold/*.tsv`` (a stretch of each with
lines tagged by people: line number from 0, tag, line). Each film is used as it is and in other
layouts (`plain_text_layouts`). To lay a film out, its untagged lines are tagged by a model that was
trained on the tagged lines of the same film only, so that the evaluation on a film is independent
of its tags. Weights and a record of how they were made go to
``scriptnb/screenplay/formats/plain_text/data/``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import random
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from plain_text_layouts import SMALL, Line, changed, excerpt, laid_out
from plain_text_learner import Sequence, Strength, learn

from scriptnb.screenplay.formats.plain_text.features import Features, describe
from scriptnb.screenplay.formats.plain_text.furniture import sure_furniture
from scriptnb.screenplay.formats.plain_text.labels import (
    LABELS,
    Weights,
    label_lines,
    scores,
    viterbi,
    without,
)
from scriptnb.screenplay.formats.plain_text.layout import place_lines
from scriptnb.screenplay.formats.plain_text.shape import measure

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / ".." / "shared" / "data" / "plain_text_lines"
OUT = ROOT / "scriptnb" / "screenplay" / "formats" / "plain_text" / "data"

#: Lines of the title page at the head of each film, counted by hand.
TITLE_LINES = {
    "44_inch_chest": 3, "bodyguard": 6, "burn_after_reading": 3, "custody": 3, "extract": 4,
    "grosse_pointe_blank": 9, "lord_of_the_rings_fellowship_of": 0, "memento": 0, "nine": 5,
    "shawshank_redemption_the": 6, "strange_days": 4, "true_romance": 0, "willow": 12,
}  # fmt: skip
LAYOUTS, EXCERPTS = 24, 30
ROUNDS = 70
VOCABULARY = 700
#: Weights of a line: as it is, slightly changed, in all new layouts together, in an excerpt.
AS_IS, SLIGHTLY, ANEW, SHORT = 1.0, 0.14, 2.4, 0.25


#: People's tag, ours, the line.
Row = tuple[str, str, str]


class Stretch(NamedTuple):
    """A range of lines of which people tagged most."""

    #: The run's own features.
    features: Features
    #: The label of each line of the run, None where people gave none.
    labels: list[str | None]
    texts: list[str]
    weight: float
    layout: str


def read_film(folder: Path, name: str) -> list[Line]:
    """Return a film's lines; those that nobody tagged are labelled M and not sure."""
    text = (folder / "scripts" / f"{name}.txt").read_text(encoding="utf-8", errors="replace")
    rows = (folder / "gold" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    gold = {int(number) + 1: tag for number, tag, _ in (row.split("\t", 2) for row in rows)}
    placed = place_lines(text)
    lines, before = [], 0
    for at, (text, number, indent) in enumerate(
        zip(placed.texts, placed.numbers, placed.indents, strict=True)
    ):
        label = "P" if at < TITLE_LINES.get(name, 0) else gold.get(number)
        lines.append(Line(text, indent, number - before - 1, label or "M", label is not None))
        before = number
    return lines


def stretches(lines: list[Line], weight: float, layout: str) -> list[Stretch]:
    """Describe a film and return its tagged runs."""
    texts = [line.text for line in lines]
    numbers = np.cumsum([line.gap + 1 for line in lines]).tolist()
    shapes = measure(texts)
    furniture = sure_furniture(texts, numbers, shapes)
    kept = [at for at, marked in enumerate(furniture) if not marked]
    indents = [line.indent for line in lines]
    features = describe(*without(kept, texts, numbers, indents, shapes))
    sure = [at for at, row in enumerate(kept) if lines[row].sure]
    runs: list[list[int]] = []
    for at in sure:
        if runs and at - runs[-1][1] <= 12:
            runs[-1][1] = at
        else:
            runs.append([at, at])
    found = []
    if kept and (not runs or runs[0][0] > 0):
        runs.insert(0, [0, -1])
    for start, last in runs:
        # The few lines after a range at the start are known to be no title page.
        stop = min(len(kept), last + (7 if start == 0 else 1))
        rows = [lines[row] for row in kept[start:stop]]
        labels = [line.label if line.sure else None for line in rows]
        run = sliced(features, start, stop)
        found.append(Stretch(run, labels, [row.text for row in rows], weight, layout))
    return found


def sliced(features: Features, start: int, stop: int) -> Features:
    """Return the features of the lines from `start` to before `stop`."""
    first, last = (int(features.word_counts[:at].sum()) for at in (start, stop))
    emission, transition = (
        [t._replace(answers=t.answers[start:stop].astype(np.int16)) for t in templates]
        for templates in (features.emission, features.transition)
    )
    words = features.words[first:last]
    return Features(emission, transition, words, features.word_counts[start:stop], features.flow)


def sequence(stretch: Stretch) -> Sequence:
    """Return a stretch as the learner needs it."""
    allowed = np.ones((len(stretch.labels), len(LABELS)), bool)
    for at, label in enumerate(stretch.labels):
        if label is not None:
            allowed[at] = np.array(list(LABELS)) == label
        else:
            allowed[at, LABELS.index("P")] = False
    features = stretch.features
    return Sequence(
        np.stack([template.answers for template in features.emission], axis=1),
        np.stack([template.answers for template in features.transition], axis=1),
        features.words,
        features.word_counts,
        allowed,
        stretch.weight,
    )


def train(training: list[Stretch], strength: Strength, rounds: int) -> Weights:
    """Learn from stretches."""
    words: Counter[str] = Counter()
    films: dict[str, set[int]] = {}
    originals = [stretch for stretch in training if stretch.layout == "as it is"]
    sequences = [sequence(stretch) for stretch in training]
    for number, stretch in enumerate(originals):
        spoken = sequence(stretch).words
        words.update(spoken)
        for word in spoken:
            films.setdefault(word, set()).add(number)
    vocabulary = [word for word, _ in words.most_common() if len(films[word]) >= 3][:VOCABULARY]
    features = training[0].features
    sizes = ([t.size for t in features.emission], [t.size for t in features.transition])
    return learn(sequences, sizes, vocabulary, strength, rounds)


def label(weights: Weights, lines: list[Line]) -> list[Line]:
    """Label the lines that nobody tagged, by `weights`."""
    texts = [line.text for line in lines]
    numbers = np.cumsum([line.gap + 1 for line in lines]).tolist()
    found = label_lines(texts, numbers, [line.indent for line in lines], None, weights)
    return [
        line if line.sure else line._replace(label="N" if got == "P" else got)
        for line, got in zip(lines, found.labels, strict=True)
    ]


def prepare(folder: Path, seed: int, name: str) -> list[Stretch]:
    """Return a film's stretches, as it is and in every other layout."""
    rng = random.Random(f"{seed} {name}")
    lines = read_film(folder, name)
    found = stretches(lines, AS_IS, "as it is")
    lines = label(train(found, Strength(), 25), lines)
    for change in SMALL:
        found += stretches(changed(lines, change, rng), SLIGHTLY, change)
    for number in range(LAYOUTS):
        found += stretches(laid_out(lines, rng), ANEW / LAYOUTS, f"layout {number}")
    for number in range(EXCERPTS):
        found += stretches(excerpt(lines, rng), SHORT, f"excerpt {number}")
    return found


def score(weights: Weights, stretch: Stretch) -> Iterable[Row]:
    """Yield (people's tag, ours, line); a title page counts as M, as in the data."""
    emission, pairs = scores(stretch.features, weights)
    path = viterbi(emission, pairs)
    for gold, got, text in zip(stretch.labels, path, stretch.texts, strict=True):
        if gold not in (None, "P"):
            yield gold, LABELS[got].replace("P", "M"), text


_HELD: dict[str, list[Stretch]] = {}


def hold(prepared: dict[str, list[Stretch]]) -> None:
    """Keep the films' stretches in a worker process, so that they are sent once."""
    _HELD.update(prepared)


def fold(name: str) -> tuple[str, dict[str, list[Row]]]:
    """Learn from all films but one and label that one."""
    others = [stretch for film, found in _HELD.items() if film != name for stretch in found]
    weights = train(others, Strength(), ROUNDS)
    results: dict[str, list[Row]] = {}
    for stretch in _HELD[name]:
        results.setdefault(stretch.layout, []).extend(score(weights, stretch))
    return name, results


def accuracy(rows: list[Row]) -> float:
    """Return the share of right labels in per cent."""
    return 100 * sum(gold == got for gold, got, _ in rows) / max(1, len(rows))


def f1(rows: list[Row], tag: str) -> float:
    """Return a tag's F1 in per cent."""
    right = sum(gold == got == tag for gold, got, _ in rows)
    wrong = sum((gold == tag) != (got == tag) for gold, got, _ in rows)
    return 200 * right / max(1, 2 * right + wrong)


def save(weights: Weights, record: dict[str, object]) -> int:
    """Write weights as whole numbers from -127 to 127, and the record; return the bytes."""
    OUT.mkdir(exist_ok=True)
    tables = (weights.emission, weights.transition, weights.words)
    scale = [max(1e-6, float(np.abs(table).max())) / 127 for table in tables]
    rounded = [np.rint(t / s).astype(np.int8) for t, s in zip(tables, scale, strict=True)]
    path = OUT / "plain_text.npz"
    np.savez_compressed(
        path, emission=rounded[0], transition=rounded[1], words=rounded[2],
        scale=np.array(scale, np.float32),
        vocabulary=np.frombuffer("\n".join(weights.vocabulary).encode(), np.uint8),
    )  # fmt: skip
    record = {**record, "bytes": path.stat().st_size}
    (OUT / "plain_text.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return path.stat().st_size


def main() -> None:
    """Train, print leave-one-film-out figures, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=DATA)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--skip-folds", action="store_true", help="only write the weights")
    parser.add_argument("--errors", action="store_true", help="print each wrong line")
    options = parser.parse_args()
    names = sorted(path.stem for path in (options.folder / "gold").glob("*.tsv"))
    began = time.time()
    record: dict[str, object] = {
        "data": f"{len(names)} films with lines tagged by people (not distributed)",
        "data_sha256": hashlib.sha256(
            b"".join((options.folder / "gold" / f"{name}.tsv").read_bytes() for name in names)
        ).hexdigest(),
        "seed": options.seed, "layouts": LAYOUTS, "rounds": ROUNDS,
        "made": dt.datetime.now(dt.UTC).date().isoformat(), "numpy": np.__version__,
    }  # fmt: skip
    with ProcessPoolExecutor(options.jobs) as pool:
        films = pool.map(partial(prepare, options.folder, options.seed), names)
        prepared = dict(zip(names, films, strict=True))
    if not options.skip_folds:
        with ProcessPoolExecutor(options.jobs, initializer=hold, initargs=(prepared,)) as pool:
            record |= folds(pool.map(fold, names), options.errors)
    everything = [stretch for found in prepared.values() for stretch in found]
    size = save(train(everything, Strength(), ROUNDS), record)
    print(f"{size / 1000:.1f} KB of weights in {time.time() - began:.0f} s")


def folds(results: Iterable[tuple[str, dict[str, list[Row]]]], errors: bool) -> dict[str, object]:
    """Print the figures of each fold when it is done, and return them for the record."""
    every: list[Row] = []
    layouts: dict[str, list[Row]] = {}
    films: dict[str, float] = {}
    for name, rows in results:
        mine = rows.pop("as it is")
        films[name] = round(accuracy(mine), 2)
        every += mine
        for layout, found in rows.items():
            layouts.setdefault(layout.rstrip("0123456789 "), []).extend(found)
        relaid = [row for found in rows.values() for row in found]
        print(f"{name:40s} {films[name]:6.2f}%  of {len(mine)}; changed {accuracy(relaid):6.2f}%",
              flush=True)  # fmt: skip
        for gold, got, text in mine if errors else ():
            if gold != got:
                print(f"    {gold} taken for {got}: {text[:90]}")
    tags = {tag: round(f1(every, tag), 2) for tag in "SNCDET"}
    changes = {layout: round(accuracy(found), 2) for layout, found in layouts.items()}
    print(f"leave one film out: {accuracy(every):.2f}%; F1 {tags}; changed {changes}")
    return {
        "leave_one_film_out": round(accuracy(every), 2), "films": films, "f1": tags,
        "leave_one_film_out_changed_layout": changes,
    }  # fmt: skip


if __name__ == "__main__":
    main()
