"""Cues are parsed; likely aliases are suggested and never merged."""

from __future__ import annotations

import pytest

from scriptnb.screenplay import names, parse_script
from scriptnb.screenplay.aliases import suggest


@pytest.mark.parametrize(
    ("text", "character", "extension"),
    [
        ("BOB", "BOB", None),
        ("@Bob", "Bob", None),
        ("BOB ^", "BOB", None),
        ("BOB (V.O.)", "BOB", "V.O."),
        ("BOB(V.O.)", "BOB", "V.O."),
        ("BOB (V.O.)(CONT'D)", "BOB", "V.O., CONT'D"),
        ("BOB (O.S.) (CONT’D) ^", "BOB", "O.S., CONT’D"),
        ("BOB ( O.S. )", "BOB", "O.S."),
        ("BOB ()", "BOB", None),
        ("  BOB\u00a0 SMITH ", "BOB SMITH", None),
        ("(V.O.)", "(V.O.)", None),
        ("BOB (A", "BOB (A", None),
        ("BOB (AGED 5) SMITH", "BOB (AGED 5) SMITH", None),
        ("", "", None),
    ],
)
def test_a_cue_is_taken_apart(text, character, extension):
    assert names.cue(text) == names.Cue(character, extension)


def test_case_apostrophes_and_spaces_make_no_other_name():
    assert len({names.key(name) for name in ("O'Neil", "O’NEIL", "O‘NEIL", " o'neil ")}) == 1
    assert names.key("BOB") != names.key("ROB")


def alike(**counts):
    return {
        (each.alias, each.name): each.why
        for each in suggest({name.replace("_", " "): n for name, n in counts.items()})
    }


def test_two_letters_that_changed_places_are_a_slip():
    assert alike(JOHN=20, JHON=1) == {("JHON", "JOHN"): "slip"}


@pytest.mark.parametrize("slip", ["RUMMACK", "RUMAC", "ROMACK"])
def test_one_letter_too_many_too_few_or_wrong_is_a_slip_of_the_rare_name(slip):
    assert alike(RUMACK=45, **{slip: 1}) == {(slip, "RUMACK"): "slip"}
    assert alike(RUMACK=45, **{slip: 30}) == {}


@pytest.mark.parametrize(
    "counts",
    [
        {"MARY": 40, "GARY": 1},
        {"ANN": 40, "ANNA": 1},
        {"COP_#1": 40, "COP_#2": 1},
        {"MARIA": 40, "MARIO": 20},
        {"GUARD_ONE": 9, "GUARD_TWO": 1},
    ],
)
def test_names_that_are_only_alike_are_no_slips(counts):
    assert alike(**counts) == {}


def test_accents_dashes_and_spaces_are_another_spelling():
    assert alike(ÉTIENNE=9, ETIENNE=2) == {("ETIENNE", "ÉTIENNE"): "spelling"}
    assert alike(**{"MARY-ANN": 1, "MARY_ANN": 5}) == {("MARY-ANN", "MARY ANN"): "spelling"}


@pytest.mark.parametrize("longer", ["DR. SMITH", "JOHN SMITH", "DOKTOR SMITH", "HERR SMITH"])
def test_a_name_with_and_without_its_title_or_first_name_may_be_one(longer):
    assert names.suggest_aliases({"SMITH": 9, longer: 3}) == {"SMITH": [longer]}
    assert names.suggest_aliases({"SMITH": 3, longer: 9}) == {longer: ["SMITH"]}


@pytest.mark.parametrize(
    "others",
    [
        ["YOUNG EDWARD"],
        ["EDWARD'S MOTHER"],
        ["EDWARD BLOOM", "EDWARD SMITH"],
        ["EDWARD/WILL"],
        ["EDWARD #2"],
        ["MRS. EDWARD"],
        ["STARY EDWARD"],
    ],
)
def test_words_that_tell_people_apart_keep_them_apart(others):
    counts = dict.fromkeys(["EDWARD", *others], 5)
    assert names.suggest_aliases(counts) == {}


def test_names_without_counts_can_be_asked_for():
    assert names.suggest_aliases(["JOHN", "JHON", "SMITH", "DR. SMITH"]) == {
        "JOHN": ["JHON"],
        "SMITH": ["DR. SMITH"],
    }


def test_aliases_are_never_merged_by_themselves():
    script = parse_script("JOHN\nHi.\n\n" * 9 + "JHON\nHo.\n")
    assert script.characters == ["JOHN", "JHON"]
