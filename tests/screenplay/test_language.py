"""Which language a script is in, and what follows where that is not known."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

import scriptnb
from scriptnb.screenplay import parse_script
from scriptnb.screenplay.language import detect, guess, of_headings

sys.path.insert(0, str(Path(__file__).parent))

from language_samples import KNOWN, UNKNOWN


@pytest.mark.parametrize("code", KNOWN)
def test_five_lines_of_dialogue_tell_the_language(code):
    lines = KNOWN[code].split("\n")
    draw = random.Random(code)
    for _ in range(20):
        assert detect(draw.sample(lines, 5)) == code


@pytest.mark.parametrize("code", UNKNOWN)
def test_a_language_without_a_table_is_never_one_that_has_one(code):
    found = guess([UNKNOWN[code]])
    assert found.code in (None, code)
    assert not found.english


@pytest.mark.parametrize("code", [*UNKNOWN, "sv", "ru", "nl"])
def test_words_of_another_language_are_never_scored_as_english(code):
    speech = (KNOWN | UNKNOWN)[code]
    raw = scriptnb.analyze(f"INT. X - DAY\n\n@ANNA\n{speech}\n", "sentiment").raw
    rows = raw["sentiment"]["dialogues"]
    assert rows
    assert all(row["compound"] is row["emotion"] is None for row in rows)


def test_a_few_english_words_are_scored():
    raw = scriptnb.analyze("INT. HALL - DAY\n\nBOB\nGreat!\n", "sentiment").raw
    assert raw["sentiment"]["dialogues"][0]["compound"] > 0


def test_headings_tell_the_language_of_a_script_of_few_words():
    script = parse_script("WN. KUCHNIA - NOC\n\nANNA\nAha.\n\nPL. ULICA - WIECZÓR\n\nANNA\nOho.\n")
    assert script.language == "pl"
    assert "language_guess" in [problem.kind for problem in script.problems]
    assert parse_script("INT. HALL - DAY\n\nANNA\nAha.\n").language is None


def test_names_with_foreign_letters_do_not_hide_english():
    speech = "I saw Łukasz Wiśniewski and Zoë with Jürgen at the station, and he is not happy."
    assert parse_script(f"INT. HALL - DAY\n\nANNA\n{speech}\n").language == "en"


def test_a_language_that_is_not_known_is_a_problem():
    script = parse_script(f"INT. X - DAY\n\n@ANNA\n{UNKNOWN['hi']}\n")
    assert script.language is None
    assert [problem.kind for problem in script.problems] == ["language_guess"]
    told = parse_script(f"INT. X - DAY\n\n@ANNA\n{UNKNOWN['hi']}\n", language="hi")
    assert told.language == "hi"
    assert not told.problems


@pytest.mark.parametrize(
    ("headings", "code"),
    [
        (["WN. KUCHNIA - NOC", "PL. ULICA - NOC"], "pl"),
        (["INT. KUCHYNĚ - NOC", "EXT. ULICE - NOC"], "cs"),
        (["INT. KUCHYŇA - NOC", "EXT. ĽUBOŠOVA IZBA - NOC"], "sk"),
        (["ІНТ. КУХНЯ - НІЧ", "ЕКСТ. ЛІС - НІЧ"], "uk"),
        (["INT. HOUSE - NIGHT", "EXT. LAKE - DAY"], None),
    ],
)
def test_headings_that_several_languages_share_are_settled_by_words_and_letters(headings, code):
    assert of_headings(headings, "") == code
