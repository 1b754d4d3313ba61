"""What a speech means before its words are counted: denials, politeness and names."""

from __future__ import annotations

import pytest

from scriptnb.analysis.emotions import LANGUAGES
from scriptnb.analysis.wording import Wording, shared_wording


@pytest.mark.parametrize(
    ("language", "text", "denied"),
    [
        ("en", "I'm not scared.", ("fear",)),
        ("en", "I was never afraid of the dark.", ("fear",)),
        ("en", "There is nothing to be afraid of.", ("fear",)),
        ("en", "It was no surprise.", ("surprise",)),
        ("en", "I don\N{RIGHT SINGLE QUOTATION MARK}t hate you.", ("anger",)),
        ("pl", "Nie boję się.", ("fear",)),
        ("pl", "Nie jestem szczęśliwa.", ("joy",)),
        ("de", "Ich habe keine Angst.", ("fear",)),
        ("de", "Traurig bin ich nicht.", ("sadness",)),
        ("fr", "Je n'ai pas peur.", ("fear",)),
        ("fr", "Je ne suis pas triste.", ("sadness",)),
        ("es", "No tengo miedo.", ("fear",)),
        ("es", "No estoy enfadada.", ("anger",)),
        ("it", "Non ho paura.", ("fear",)),
        ("it", "Non sono felice.", ("joy",)),
    ],
)
def test_a_denied_emotion_is_recognised(language: str, text: str, denied: tuple[str, ...]) -> None:
    assert Wording(language).prepare(text).denied == denied


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I'm scared."),
        ("en", "I've never been so happy."),
        ("en", "I'm not only angry with you."),
        ("en", "No, I'm scared."),
        ("en", "I can't help being afraid."),
        ("en", "I didn't go because I was scared."),
        ("pl", "Boję się."),
        ("pl", "Nigdy nie byłam tak szczęśliwa."),
        ("de", "Nein, ich habe Angst."),
        ("fr", "Non, j'ai peur."),
        ("es", "Tengo miedo."),
        ("it", "Ho paura."),
    ],
)
def test_what_denies_no_emotion_is_left_alone(language: str, text: str) -> None:
    assert Wording(language).prepare(text).denied == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Thank you so much."),
        ("en", "I'm so sorry."),
        ("en", "Good morning! How are you?"),
        ("pl", "Dziękuję bardzo."),
        ("pl", "Dzień dobry!"),
        ("de", "Es tut mir leid."),
        ("de", "Guten Morgen!"),
        ("fr", "Merci beaucoup."),
        ("fr", "Excusez-moi."),
        ("es", "Muchas gracias."),
        ("es", "Lo siento mucho."),
        ("it", "Grazie mille."),
        ("it", "Mi dispiace."),
    ],
)
def test_a_formula_of_politeness_has_no_word_that_counts(language: str, text: str) -> None:
    assert not any(map(str.isalnum, Wording(language).prepare(text).text))


def test_thanks_that_are_none_are_no_formula() -> None:
    assert "Thanks" in Wording("en").prepare("Thanks for nothing.").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_name_has_no_influence(language: str) -> None:
    wording = shared_wording(language)
    one, other = (wording.prepare(f"Maria, {name}! Wo, {name}?") for name in ("Thomas", "Julia"))
    assert one == other


def test_a_name_that_is_a_word_stays_a_word_at_the_beginning_of_a_sentence() -> None:
    assert "Will" in Wording("en").prepare("Will you stay?").text
    assert "Will" not in Wording("en").prepare("You stay, Will.").text


def test_the_names_of_the_characters_have_no_influence() -> None:
    assert "Zorglub" not in Wording("en").prepare("Zorglub, run!", {"zorglub"}).text


def test_commas_are_removed() -> None:
    assert "," not in Wording("en").prepare("Well, well, well.").text
