"""Voices: the words that set a character apart, and how alike two characters speak."""

from __future__ import annotations

import time

import pytest

from scriptnb import StructureAnalyzer, analyze
from scriptnb.analysis import voice
from scriptnb.analysis.story import build_story


def tables(speeches, language=None):
    dialogues = [{"scene": 1, "character": name, "text": text} for name, text in speeches]
    return StructureAnalyzer().analyze_structure([{"scene": 1}], dialogues, language=language)


def similarity(speeches, language=None):
    rows = tables(speeches * 20, language)["voice_similarity"]
    return {(row["character"], row["other"]): row["similarity"] for row in rows}


def test_two_who_use_the_same_words_are_more_alike_than_two_who_do_not():
    found = similarity(
        [
            ("ANN", "anchor harbor sailing northern waves"),
            ("BEN", "anchor harbor sailing southern winds"),
            ("CAL", "ledger profit invoice auditor margin"),
        ]
    )
    assert next(iter(found)) == ("ANN", "BEN")
    assert found["ANN", "BEN"] > 0.3
    assert found["ANN", "CAL"] == found["BEN", "CAL"] == 0.0


def test_pronouns_function_words_contractions_and_names_make_nobody_alike():
    found = similarity(
        [
            ("ANN", "Ben, you and I don't know what he's about: sailing"),
            ("BEN", "Ann, you and I don't know what he's about: auditors"),
        ]
    )
    assert found == {("ANN", "BEN"): 0.0}


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("pl", "nie wiem co się tam jest żagle", "nie wiem co się tam jest faktura"),
        ("fr", "je suis dans cette maison", "je suis dans cette voiture"),
        ("es", "pero ella está con nosotros velas", "pero ella está con nosotros factura"),
    ],
)
def test_each_language_has_its_own_function_words(language, one, other):
    found = similarity([("ANN", one), ("BEN", other)], language)
    assert found["ANN", "BEN"] < 0.5
    assert similarity([("ANN", one), ("BEN", one)], language)["ANN", "BEN"] == pytest.approx(1)


def test_who_speaks_little_is_compared_with_nobody():
    assert tables([("ANN", "sailing"), ("BEN", "sailing")])["voice_similarity"] == []
    assert list(analyze("INT. A\n\nANN\nSailing.\n", "structure").voice_similarity.columns) == [
        "character",
        "other",
        "similarity",
    ]


def test_a_function_word_is_listed_only_where_it_is_what_sets_a_voice_apart():
    speeches = [("ANN", "we sail and sail"), ("BEN", "they dig and dig there")] * 25
    words = {row["word"] for row in tables(speeches)["voice"]}
    assert {"sail", "dig"} <= words
    assert not {"and", "there", "they"} & words
    royal = [("ANN", "we and we and we and we sail"), ("BEN", "sand and rocks for digging")] * 60
    assert "we" in {row["word"] for row in tables(royal)["voice"]}


def test_many_characters_with_many_words_cost_linear_time():
    dialogues = [
        {"scene": n, "character": f"P{n}", "text": " ".join(f"w{'abcd'[i % 4] * i}" for i in words)}
        for n in range(1, 2000)
        for words in (range(n % 50, n % 50 + 50),)
    ]
    story = build_story([], dialogues)
    start = time.perf_counter()
    words = voice.spoken(story)
    assert voice.voice_similarity(story, words, "en") == []
    assert time.perf_counter() - start < 5
