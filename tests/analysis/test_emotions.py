"""The emotion models: probabilities that sum to one and do not depend on batches."""

from __future__ import annotations

import numpy as np
import pytest

from scriptnb.analysis import emotions, ngrams
from scriptnb.analysis.emotions import EMOTIONS, LANGUAGES, EmotionModel, shared_model, weights_of

LINES = [
    "I am so scared of the dark.",
    "I love this, I'm so happy!",
    "Shut up! I'm furious with you!",
    "I'm so sad, she is dead.",
    "",
    "ŁÓDŹ 李明 🙂",
    "The meeting is on Tuesday at nine.",
    "Wow! I did not see that coming.",
]
PLAIN = {
    "pl": ["Tak się boję!", "Kocham cię, jestem szczęśliwa!", "Zamknij się, idioto!"],
    "de": ["Ich habe solche Angst!", "Ich liebe dich, wie glücklich!", "Halt die Klappe, Idiot!"],
    "fr": ["J'ai tellement peur !", "Je t'aime, je suis heureuse !", "Ferme-la, connard !"],
    "es": ["¡Tengo tanto miedo!", "¡Te amo, soy feliz!", "¡Cállate, idiota!"],
    "it": ["Ho tanta paura!", "Ti amo, sono felice!", "Sta' zitto, idiota!"],
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_probabilities_sum_to_one(language: str) -> None:
    probabilities = EmotionModel(language).probabilities(LINES)
    assert probabilities.shape == (len(LINES), len(EMOTIONS))
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert (probabilities >= 0).all()
    assert (probabilities[:, -1] > 0).all() == (language == "en")


def test_plain_emotions_are_recognised() -> None:
    assert EmotionModel().label(LINES[:4]) == ["fear", "joy", "anger", "sadness"]


@pytest.mark.parametrize("language", sorted(PLAIN))
def test_plain_emotions_are_recognised_in_other_languages(language: str) -> None:
    assert EmotionModel(language).label(PLAIN[language]) == ["fear", "joy", "anger"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_valence_has_the_sign_of_plain_words(language: str) -> None:
    texts = PLAIN.get(language, LINES)
    compound = EmotionModel(language).score(texts).compound
    assert compound[1] > 0 > compound[2]


def test_a_denied_emotion_has_no_probability() -> None:
    scores = EmotionModel().score(["I'm not scared.", "I'm not happy."])
    assert scores.denied == [("fear",), ("joy",)]
    assert scores.emotions[0, EMOTIONS.index("fear")] == 0
    assert scores.emotions[1, EMOTIONS.index("joy")] == 0
    assert scores.compound[1] <= 0


def test_a_short_text_that_names_an_emotion_has_it() -> None:
    texts = ["I'm terrified!", "It's terrific!", "She is terrified of him, but you are not scared."]
    assert EmotionModel().label(texts[:2]) == ["fear", "joy"]
    assert EmotionModel().probabilities(texts)[2, EMOTIONS.index("fear")] == 0


def test_politeness_is_neutral() -> None:
    assert EmotionModel().label(["Thank you.", "I'm so sorry.", "Hello, Anna!"]) == ["neutral"] * 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_name_changes_nothing(language: str) -> None:
    texts = [f"Ich, {name}, que {name} nie." for name in ("Anna", "Thomas", "Maria")]
    scores = EmotionModel(language).probabilities(texts)
    assert (scores == scores[0]).all()


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_weights_of_a_language_are_small_and_not_pickled(language: str) -> None:
    assert weights_of(language).stat().st_size < 600 * 1024
    with np.load(weights_of(language), allow_pickle=False) as saved:
        assert saved["weights"].dtype == np.int8


def test_a_model_is_loaded_once() -> None:
    assert shared_model("pl") is shared_model("pl")


def test_the_model_card_is_beside_the_weights_and_describes_them() -> None:
    card = (emotions.DATA / "emotions.md").read_text(encoding="utf-8")
    for word in (
        "XED", "Kajava", "OpenSubtitles", "CC BY 4.0", "Apache-2.0", "macro-F1", "Seed",
        "must not", *EMOTIONS,
    ):  # fmt: skip
        assert word in card, word


def test_character_ngrams_do_not_cross_words() -> None:
    together, counts = ngrams.word_features(["house", "a", "sea"])
    apart = [ngrams.word_features([word])[0] for word in ("house", "a", "sea")]
    assert counts.tolist() == [len(each) for each in apart]
    assert together.tolist() == np.concatenate(apart).tolist()
    assert counts[1] == 1  # one letter has no n-gram of its own


def test_a_mark_has_no_character_ngrams() -> None:
    _, counts = ngrams.word_features([f"{ngrams.MARK}fear"])
    assert counts.tolist() == [1]
