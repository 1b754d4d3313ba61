"""The emotion model: probabilities that sum to one and do not depend on batches."""

from __future__ import annotations

import numpy as np
import pytest

from scriptnb.analysis import emotions, ngrams
from scriptnb.analysis.emotions import EMOTIONS, EmotionModel

LINES = [
    "I am so scared of the dark.",
    "Thank you, this is wonderful!",
    "You stupid, stupid idiot!",
    "I'm sorry for your loss.",
    "",
    "ŁÓDŹ 李明 🙂",
    "The meeting is on Tuesday at nine.",
    "Wow! I did not see that coming.",
]


@pytest.mark.parametrize("fold", ["dialogue", "ekman"])
def test_probabilities_sum_to_one(fold: emotions.Fold) -> None:
    probabilities = EmotionModel().probabilities(LINES, fold)
    assert probabilities.shape == (len(LINES), len(EMOTIONS))
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert (probabilities >= 0).all()


def test_plain_emotions_are_recognised() -> None:
    assert EmotionModel().label(LINES[:4]) == ["fear", "joy", "anger", "sadness"]


def test_a_text_scores_the_same_alone_and_in_a_batch() -> None:
    together = EmotionModel().probabilities(LINES * 700)
    for i, line in enumerate(LINES):
        alone = EmotionModel().probabilities([line])[0]
        assert np.allclose(alone, together[i], atol=1e-6)
        assert np.allclose(alone, together[-len(LINES) + i], atol=1e-6)


def test_no_texts_give_no_rows() -> None:
    assert EmotionModel().probabilities([]).shape == (0, 7)


def test_the_cache_is_bounded_however_many_words_there_are() -> None:
    model = EmotionModel()
    for start in range(0, 2 * emotions.CACHE_SIZE, 20_000):
        model.probabilities([f"w{start + i} x{start + i}" for i in range(20_000)])
    assert len(model._sums) <= emotions.CACHE_SIZE + 2 * emotions.BATCH + 1


def test_the_weights_are_smaller_than_two_megabytes_and_not_pickled() -> None:
    assert emotions.WEIGHTS.stat().st_size < 2 * 2**20
    with np.load(emotions.WEIGHTS, allow_pickle=False) as saved:
        assert saved["weights"].dtype == np.int8


def test_the_model_card_is_beside_the_weights_and_describes_them() -> None:
    card = emotions.WEIGHTS.with_suffix(".md").read_text(encoding="utf-8")
    for word in ("GoEmotions", "Apache-2.0", "macro-F1", "seed", "must not", *EMOTIONS):
        assert word in card, word


def test_character_ngrams_do_not_cross_words() -> None:
    together, counts = ngrams.word_features(["house", "a", "sea"])
    apart = [ngrams.word_features([word])[0] for word in ("house", "a", "sea")]
    assert counts.tolist() == [len(each) for each in apart]
    assert together.tolist() == np.concatenate(apart).tolist()
    assert counts[1] == 1  # one letter has no n-gram of its own
