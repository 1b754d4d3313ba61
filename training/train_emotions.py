"""Train the emotion head on GoEmotions and write weights and model card into the package.

usage: python training/train_emotions.py FOLDER [--lines FILE ...]

FOLDER holds GoEmotions' train.tsv, dev.tsv, test.tsv and labels.txt (Apache-2.0; Demszky et al.,
2020). ``--lines`` names scripts whose unlabelled speeches the dialogue fold's class shares are
matched on. Needs scipy; the run is deterministic (a convex loss from zero), about two minutes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import string
from pathlib import Path

import numpy as np
import scipy.sparse
from scipy.optimize import minimize

import scriptnb
from scriptnb.analysis import ngrams
from scriptnb.analysis.emotions import EMOTIONS, FOLDS, WEIGHTS, EmotionModel, Head, folded

OUTPUTS = {
    "anger": "anger annoyance disapproval",
    "disgust": "disgust",
    "fear": "fear nervousness",
    "joy": "joy amusement excitement gratitude love relief pride admiration",
    "soft joy": "approval optimism desire caring",
    "sadness": "sadness disappointment embarrassment grief remorse",
    "surprise": "surprise",
    "soft surprise": "realization confusion curiosity",
    "neutral": "neutral",
}
CARD = Path(__file__).parent / "emotions_card.md"
DAMPING = 0.35
RIDGE = 1e-5
ITERATIONS = 80
#: How far the training prior is divided out of Ekman's fold, so that rare classes are found.
PRIOR_POWER = 0.2
#: Shares of the classes that the dialogue fold is matched to: about half of dialogue is neutral;
#: the rest leans on what the parentheticals of scripts name ("(laughing)", "(angrily)").
DIALOGUE_SHARES = dict(zip(EMOTIONS, (0.11, 0.02, 0.04, 0.18, 0.07, 0.10, 0.48), strict=True))


def load(folder: Path, name: str) -> tuple[list[str], np.ndarray]:
    """Read one split: texts, and a row of nine target shares a text."""
    labels = (folder / "labels.txt").read_text(encoding="utf-8").split()
    output = {label: i for i, names in enumerate(OUTPUTS.values()) for label in names.split()}
    texts, targets = [], []
    for row in (folder / f"{name}.tsv").read_text(encoding="utf-8").split("\n"):
        if row:
            text, numbers, _ = row.split("\t")
            target = np.zeros(len(OUTPUTS))
            for number in numbers.split(","):
                target[output[labels[int(number)]]] += 1
            texts.append(text)
            targets.append(target)
    return texts, np.array(targets)


def bags(texts: list[str]) -> scipy.sparse.csr_matrix:
    """Count each text's features: the same ones that the head sums up at run time."""
    split = [ngrams.words(text) for text in texts]
    vocabulary = list(dict.fromkeys(word for line in split for word in line))
    indices, counts = ngrams.word_features(vocabulary)
    of_word = dict(zip(vocabulary, np.split(indices, np.cumsum(counts)[:-1]), strict=True))
    hashes = dict(zip(vocabulary, ngrams.word_hashes(vocabulary), strict=True))
    edge = ngrams.word_hashes([""])
    rows, ends = [], [0]
    for line in split:
        chain = np.concatenate([edge, np.array([hashes[w] for w in line], np.uint32), edge])
        rows.append(ngrams.pair_features(chain[:-1], chain[1:]))
        rows.extend(of_word[word] for word in line)
        ends.append(ends[-1] + len(chain) - 1 + sum(len(of_word[word]) for word in line))
    lengths = np.diff(ends)
    values = np.repeat(1 / lengths**DAMPING, lengths)
    matrix = scipy.sparse.csr_matrix(
        (values, np.concatenate(rows), ends), shape=(len(texts), 1 << ngrams.BITS)
    )
    matrix.sum_duplicates()
    return matrix


def fit(inputs: scipy.sparse.csr_matrix, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Softmax regression with a ridge, by L-BFGS; rare features are scaled up (idf)."""
    count, width = inputs.shape
    outputs = targets.shape[1]
    idf = np.log((1 + count) / (1 + np.bincount(inputs.indices, minlength=width)))
    idf /= idf.mean()
    scaled = (inputs @ scipy.sparse.diags(idf)).tocsr()
    turned = scaled.T.tocsr()
    shares = targets / targets.sum(axis=1, keepdims=True)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat[: width * outputs].reshape(width, outputs)
        logits = scaled @ weights + flat[width * outputs :]
        logits -= logits.max(axis=1, keepdims=True)
        powers = np.exp(logits)
        sums = powers.sum(axis=1, keepdims=True)
        value = -(shares * (logits - np.log(sums))).sum() / count
        value += RIDGE / 2 * (weights**2).sum()
        rest = (powers / sums - shares) / count
        gradient = turned @ rest + RIDGE * weights
        return value, np.concatenate([gradient.ravel(), rest.sum(axis=0)])

    start = np.zeros((width + 1) * outputs)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS})
    weights = best.x[: width * outputs].reshape(width, outputs) * idf[:, None]
    return weights, best.x[width * outputs :]


def f1_by_class(gold: np.ndarray, got: np.ndarray) -> np.ndarray:
    """F1 of each of the seven classes, 0-1."""
    return np.array(
        [
            2 * ((gold == c) & (got == c)).sum() / max(1, (gold == c).sum() + (got == c).sum())
            for c in range(len(EMOTIONS))
        ]
    )


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


def single(texts: list[str], targets: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Keep the rows with one label; return texts and the class in Ekman's fold."""
    chosen = np.flatnonzero(targets.sum(axis=1) == 1)
    gold = np.array(FOLDS["ekman"])[targets[chosen].argmax(axis=1)]
    return [texts[i] for i in chosen], gold


def quantise(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Round to int8, one scale an output; clipping the largest weights cost 5-15 points of F1."""
    scale = np.abs(weights).max(axis=0) / 127
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)


def match_shares(logits: np.ndarray) -> np.ndarray:
    """Find the factors with which the labels of unlabelled lines have the wanted shares."""
    wanted = np.array([DIALOGUE_SHARES[emotion] for emotion in EMOTIONS])
    factors = np.ones(len(EMOTIONS), np.float32)
    for step in range(200):
        labels = folded(logits, "dialogue", factors).argmax(axis=1)
        got = np.bincount(labels, minlength=len(EMOTIONS)) / len(labels)
        factors *= ((wanted + 1e-3) / (got + 1e-3)) ** (0.5 / (1 + step / 20))
        factors /= factors[-1]
    return factors.astype(np.float32)


def main() -> None:
    """Train, write the weights, print the scores."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lines", nargs="*", type=Path, default=[])
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    asked = parser.parse_args()
    texts, targets = load(asked.folder, "train")
    weights, bias = fit(bags(texts), targets)
    small, scale = quantise(weights)
    even = np.ones(len(EMOTIONS), np.float32)
    head = Head(
        small, scale, bias.astype(np.float32), DAMPING, 1.0, {"ekman": even, "dialogue": even}
    )

    dev, dev_gold = single(*load(asked.folder, "dev"))
    logits = EmotionModel(head).logits(dev)
    prior = np.bincount(dev_gold, minlength=len(EMOTIONS)) / len(dev_gold)
    ekman = (prior**-PRIOR_POWER).astype(np.float32)
    heats = np.arange(0.7, 1.5, 0.02)
    temperature = float(
        min(
            heats,
            key=lambda heat: calibration_error(dev_gold, folded(logits / heat, "ekman", ekman)),
        )
    )
    speeches = [
        speech.text for path in asked.lines for speech in scriptnb.read_script(path).dialogues
    ]
    dialogue = match_shares(EmotionModel(head).logits(speeches) / temperature) if speeches else even
    np.savez_compressed(
        asked.out,
        weights=small,
        scale=scale,
        bias=head.bias,
        damping=DAMPING,
        temperature=temperature,
        ekman_shares=ekman,
        dialogue_shares=dialogue,
    )
    model = EmotionModel(Head.load(asked.out))
    table = ["| split | rows | macro-F1 | calibration error | " + " | ".join(EMOTIONS) + " |"]
    table.append("|---" * (4 + len(EMOTIONS)) + "|")
    for name in ("dev", "test"):
        rows, gold = single(*load(asked.folder, name))
        p = model.probabilities(rows, "ekman")
        f1 = 100 * f1_by_class(gold, p.argmax(axis=1))
        figures = [f"{f1.mean():.1f}", f"{calibration_error(gold, p):.3f}"]
        figures += [f"{each:.1f}" for each in f1]
        table.append(f"| {name} | {len(gold)} | " + " | ".join(figures) + " |")
    card = string.Template(CARD.read_text(encoding="utf-8")).substitute(
        bytes=f"{asked.out.stat().st_size:,}",
        date=dt.datetime.now(dt.UTC).date(),
        ridge=RIDGE,
        damping=DAMPING,
        iterations=ITERATIONS,
        speeches=f"{len(speeches):,}",
        shares=", ".join(f"{name} {100 * share:.0f}%" for name, share in DIALOGUE_SHARES.items()),
        factors=", ".join(f"{n} {f:.1f}" for n, f in zip(EMOTIONS, dialogue, strict=True)),
        scores="\n".join(table),
    )
    asked.out.with_suffix(".md").write_text(card, encoding="utf-8")
    print("\n".join(table))
    print(f"temperature {temperature:.2f}, dialogue factors {dialogue.round(2).tolist()}")


if __name__ == "__main__":
    main()
