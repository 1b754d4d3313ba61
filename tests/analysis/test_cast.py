"""The cast list: who is introduced, how old and how described, and what is no person."""

from __future__ import annotations

import itertools
import time

import pytest

from scriptnb import StructureAnalyzer, analyze


def cast(action, cues=(), language=None):
    scenes = [{"scene": 1, "action_text": action, "line": 1}]
    dialogues = [{"scene": 1, "character": name, "text": "Who is it?"} for name in cues]
    rows = StructureAnalyzer().analyze_structure(scenes, dialogues, language=language)["cast"]
    return {row["character"]: row for row in rows}


def introduced(action, cues=(), language=None):
    rows = cast(action, cues, language)
    return {name: (row["age"], row["description"]) for name, row in rows.items()}


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("MARLA, 38, tired eyes.", {"MARLA": ("38", "tired eyes")}),
        ("MARLA (38, tired eyes) walks in.", {"MARLA": ("38", "tired eyes")}),
        ("MARLA (38) walks in.", {"MARLA": ("38", None)}),
        ("MARLA SINGER, late 30s, in black, enters.", {"MARLA SINGER": ("late 30s", "in black")}),
        ("CLOSE ON MRS. HALE, in her fifties, regal.", {"MRS. HALE": ("in her fifties", "regal")}),
        ("A 12-year-old BOB waits.", {"BOB": ("12-year-old", None)}),
        ("CAROL, a nurse, waves.", {"CAROL": (None, "a nurse")}),
        ("DOROTHY smiles.", {"DOROTHY": (None, None)}),
        ("A WAITER nods.", {"WAITER": (None, None)}),
        ("BEN'S MOTHER, 60, sits.", {"BEN'S MOTHER": ("60", None)}),
    ],
)
def test_people_who_never_speak_are_introduced_in_capitals(action, expected):
    assert introduced(action) == expected


@pytest.mark.parametrize(
    "action",
    [
        "A GUN on the table. BANG! The PHONE rings.",
        "BANG, a man falls. The DOOR, a man behind it, OPENS.",
        "A FLIGHT, 20 feet long. TITLE: LONDON, 1943. The CLOCK, 12:30.",
        "A DOG smiles. The CROWD cheers. The SKULL, his prize, GLOWS.",
        "SLAM. Quickly TURNS. THE END.",
        "Marla, 38, tired eyes.",
    ],
)
def test_roles_sounds_and_things_in_capitals_are_no_people(action):
    assert introduced(action) == {}


def test_the_introduction_of_somebody_who_speaks_is_found_under_the_full_name():
    found = introduced("BEN'S DOG barks. MARLA SINGER, 38, tired eyes, sits.", ["MARLA", "BEN"])
    assert found == {"MARLA": ("38", "tired eyes"), "BEN": (None, None)}
    assert introduced("MARLA, 38.", ["MARLA SINGER"]) == {"MARLA SINGER": ("38", None)}


def test_a_relative_of_somebody_who_speaks_has_a_row_of_her_own():
    found = introduced("BEN'S MOTHER, 60, sits.", ["BEN"])
    assert found == {"BEN": (None, None), "BEN'S MOTHER": ("60", None)}


@pytest.mark.parametrize(
    ("language", "action", "expected"),
    [
        ("pl", "MAŁGORZATA, 40 lat, zmęczona, siada.", {"MAŁGORZATA": ("40 lat", "zmęczona")}),
        ("de", "ANNA, Anfang 30, im Mantel.", {"ANNA": ("Anfang 30", "im Mantel")}),
        ("fr", "LÉA (la trentaine) entre.", {"LÉA": ("la trentaine", None)}),
        ("es", "LUCÍA, 25 años, cansada.", {"LUCÍA": ("25 años", "cansada")}),
        ("it", "GIULIA, 30 anni, bella.", {"GIULIA": ("30 anni", "bella")}),
    ],
)
def test_ages_are_read_in_six_languages(language, action, expected):
    assert introduced(action, language=language) == expected


SCRIPT = """INT. HALL - DAY

Rain.

MARLA SINGER, 38, tired eyes, waits.

BEN
(low)
Who is that?

EXT. YARD - NIGHT

Ben digs. A SHOT.

BEN
Nobody.

INT. HALL - NIGHT

Marla's coat hangs there. BEN, 20s, looks at it.
"""


def test_rows_have_numbers_lines_scenes_and_locations():
    rows = analyze(SCRIPT, "structure").cast.to_dict("records")
    shown = ("number", "character", "speaks", "first_scene", "line", "age", "scenes",
             "speaking_scenes", "locations")  # fmt: skip
    assert [[row[name] for name in shown] for row in rows] == [
        [1, "BEN", True, 1, 7, "20s", 3, 2, ["HALL", "YARD"]],
        [2, "MARLA SINGER", False, 1, 5, "38", 2, 0, ["HALL"]],
    ]
    assert rows[0]["pages"] == [1]


def test_the_other_tables_of_a_production_office_have_them_too():
    result = analyze(SCRIPT, "structure")
    assert result.cast_grid.loc["MARLA SINGER"].tolist() == [True, False, True]
    assert result.one_liner["cast"].tolist()[2] == ["BEN", "MARLA SINGER"]


def test_thousands_of_names_cost_linear_time():
    letters = itertools.product("ABCDEFGHIJKLMNOP", repeat=3)
    names = ["".join(each) + "A" for each in itertools.islice(letters, 4000)]
    text = ". ".join(f"MARLA {name}, 30, tired" for name in names)
    start = time.perf_counter()
    assert len(cast(text)) == 4000
    assert time.perf_counter() - start < 5
