"""Headings, times and transitions in six languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scriptnb.screenplay import parse_script
from scriptnb.screenplay.headings.grammar import grammar
from scriptnb.screenplay.headings.tables import fold, languages

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "scripts"

HEADINGS = [
    # Polish
    ("WN. DOM - DZIEŃ", "INT", "DOM", "DAY"),
    ("WN DOM NOC", "INT", "DOM", "NIGHT"),
    ("PL. LAS - RANEK", "EXT", "LAS", "MORNING"),
    ("PL LAS - PORANEK", "EXT", "LAS", "MORNING"),
    ("WN/PL. AUTO - POŁUDNIE", "INT/EXT", "AUTO", "DAY"),
    ("WN./PL. AUTO - POPOŁUDNIE", "INT/EXT", "AUTO", "AFTERNOON"),
    ("PL./WN. AUTO. WIECZÓR", "INT/EXT", "AUTO", "EVENING"),
    ("WNĘTRZE. BIURO - ŚWIT", "INT", "BIURO", "DAWN"),
    ("WNĘTRZE BIURO - ZMIERZCH", "INT", "BIURO", "DUSK"),
    ("WNETRZE. BIURO - DZIEN", "INT", "BIURO", "DAY"),
    ("PLENER. ULICA - CHWILĘ PÓŹNIEJ", "EXT", "ULICA", "LATER"),
    ("PLENER ULICA", "EXT", "ULICA", None),
    ("PLENER - ULICA - ZACHÓD SŁOŃCA", "EXT", "ULICA", "DUSK"),
    ("WNĘTRZE/PLENER. AUTO - NOC", "INT/EXT", "AUTO", "NIGHT"),
    ("wn. dom - noc", "INT", "dom", "NIGHT"),
    ("1. WNĘTRZE. DOM - NOC", "INT", "DOM", "NIGHT"),
    ("12A. PLENER. DOM - NOC", "EXT", "DOM", "NIGHT"),
    ("INT. DOM - NOC", "INT", "DOM", "NIGHT"),
    # German
    ("INNEN. KÜCHE - TAG", "INT", "KÜCHE", "DAY"),
    ("INNEN KÜCHE NACHT", "INT", "KÜCHE", "NIGHT"),
    ("AUSSEN. HOF - MORGEN", "EXT", "HOF", "MORNING"),
    ("AUẞEN - HOF - ABEND", "EXT", "HOF", "EVENING"),
    ("INNEN/AUSSEN. AUTO - DÄMMERUNG", "INT/EXT", "AUTO", "DUSK"),
    ("I/A. AUTO - MORGENGRAUEN", "INT/EXT", "AUTO", "DAWN"),
    ("INT. KÜCHE - SPÄTER", "INT", "KÜCHE", "LATER"),
    # French
    ("INT. CUISINE - JOUR", "INT", "CUISINE", "DAY"),
    ("EXT. PLAGE – NUIT", "EXT", "PLAGE", "NIGHT"),
    ("INT/EXT. VOITURE - AUBE", "INT/EXT", "VOITURE", "DAWN"),
    ("INTÉRIEUR. SALON - SOIR", "INT", "SALON", "EVENING"),
    ("EXTÉRIEUR JARDIN - FIN D'APRÈS-MIDI", "EXT", "JARDIN", "AFTERNOON"),
    ("EXT. RUE - PLUS TARD", "EXT", "RUE", "LATER"),
    # Spanish
    ("INT. COCINA - DÍA", "INT", "COCINA", "DAY"),
    ("EXT. PLAYA - DIA", "EXT", "PLAYA", "DAY"),
    ("EXT. PLAYA. ANOCHECER", "EXT", "PLAYA", "DUSK"),
    ("INTERIOR. COCINA - NOCHE", "INT", "COCINA", "NIGHT"),
    ("EXT. CALLE - MAÑANA", "EXT", "CALLE", "MORNING"),
    # Italian
    ("INT. CUCINA - GIORNO", "INT", "CUCINA", "DAY"),
    ("EST. PIAZZA - NOTTE", "EXT", "PIAZZA", "NIGHT"),
    ("INT./EST. AUTO - TRAMONTO", "INT/EXT", "AUTO", "DUSK"),
    ("ESTERNO. PIAZZA - SERA", "EXT", "PIAZZA", "EVENING"),
    # English
    ("EST. CITY - DAY", "EXT", "CITY", "DAY"),
    ("INT. HOUSE - LATE NIGHT", "INT", "HOUSE", "NIGHT"),
    ("INT. HOUSE - PRE-DAWN", "INT", "HOUSE", "DAWN"),
    ("INT. HOUSE - NIGHT (1973)", "INT", "HOUSE", "NIGHT"),
    ("INT. HOUSE - DAY - LATER", "INT", "HOUSE", "DAY"),
    ("INT. HOUSE - THREE WEEKS LATER", "INT", "HOUSE", "LATER"),
    ("INT. HOUSE - CONTINUOUS", "INT", "HOUSE", "CONTINUOUS"),
    ("INT. HOUSE - NIGHT/DAWN", "INT", "HOUSE", "NIGHT"),
    ("INT. HOUSE - KITCHEN - DAY", "INT", "HOUSE - KITCHEN", "DAY"),
    ("INT. HALF-WAY HOUSE - DAY", "INT", "HALF-WAY HOUSE", "DAY"),
    ("INT. DAY CARE - NIGHT", "INT", "DAY CARE", "NIGHT"),
    ("INT. NIGHT CLUB", "INT", "NIGHT CLUB", None),
    ("INT. MAIN ST.", "INT", "MAIN ST.", None),
    ("I./E. CAR", "INT/EXT", "CAR", None),
    ("EXT: HOUSE", "EXT", "HOUSE", None),
    ("INT. - NIGHT", "INT", None, "NIGHT"),
    ("INT.", "INT", None, None),
]


@pytest.mark.parametrize(("line", "int_ext", "location", "time"), HEADINGS)
def test_a_heading_is_understood_in_each_language(line, int_ext, location, time):
    found = grammar().heading(line)
    assert found is not None
    assert (found.int_ext, found.location, found.time) == (int_ext, location, time)


@pytest.mark.parametrize(
    "line",
    [
        *("INTERN", "EXTRA", "EXTERMINATOR", "INT", "EXT", "ESTHER", "INTERIOR DECORATOR"),
        *("Innen ist es dunkel.", "Plener był pusty.", "PLATO", "WNUK", "Interior: none", "ESTE"),
        *("INNENMINISTER", "INNKEEPER", "PLENTY", "", "12", "12 MEN", "Wn", "IAN"),
    ],
)
def test_names_and_sentences_are_no_headings(line):
    assert not grammar().is_heading(line)
    assert grammar().heading(line) is None


def test_an_establishing_shot_is_outside_in_every_language():
    assert grammar(("it", "en")).heading("EST. PIAZZA").int_ext == "EXT"
    assert grammar(("en",)).heading("EST. CITY").int_ext == "EXT"
    script = parse_script("EST. PIAZZA\n\nIl cane non è nel giardino, ma la donna è con lui.\n")
    assert (script.language, script.scenes[0].int_ext) == ("it", "EXT")


@pytest.mark.parametrize(
    ("line", "text", "number"),
    [
        ("12 INT. HALL - DAY", "INT. HALL - DAY", "12"),
        ("12A  INT. HALL - DAY  12A", "INT. HALL - DAY", "12A"),
        ("A12.  INT. HALL - DAY  A12.", "INT. HALL - DAY", "A12"),
        ("12   INT. HALL - DAY   12  *", "INT. HALL - DAY", "12"),
        ("3) EXT. YARD", "EXT. YARD", "3"),
        ("INT. HALL - DAY #4-A#", "INT. HALL - DAY", "4-A"),
        ("INT. HALL - DAY        7", "INT. HALL - DAY", "7"),
        ("INT. ROOM 7", "INT. ROOM 7", None),
        ("INT. ROOM #7", "INT. ROOM #7", None),
        ("SNIPER POV #9#", "SNIPER POV", "9"),
        ("12 MONKEYS", "12 MONKEYS", None),
    ],
)
def test_scene_numbers_are_cut_off(line, text, number):
    assert grammar().split_number(line) == (text, number)


@pytest.mark.parametrize("line", ["CUT TO:", "CIĘCIE DO:", "SCHNITT AUF:", "COUPE À:", "CORTE A:"])
def test_transitions_end_alike_in_each_language(line):
    assert grammar().transition(line)
    assert not grammar().transition(line.lower())


@pytest.mark.parametrize("line", ["FADE IN:", "BOB:", "TO:X", ""])
def test_other_lines_with_colons_are_no_transitions(line):
    assert not grammar().transition(line)


def test_every_time_of_a_table_has_its_common_name():
    for table in languages().values():
        for time, words in table.times.items():
            for word in words:
                found = grammar().heading(f"INT. X - {word}")
                assert (found.location, found.time_of_day) == ("X", word), word
                assert found.time is not None, (time, word)


def test_every_place_of_a_table_opens_a_heading():
    for code, table in languages().items():
        for place, words in [*table.abbreviations.items(), *table.words.items()]:
            for word in words:
                for line in (f"{word}. XYZ", f"{word} XYZ", f"{fold(word).upper()}. XYZ"):
                    found = grammar((code, "en")).heading(line)
                    assert found is not None, line
                    assert (found.int_ext, found.location) == (place, "XYZ"), line


TEXTS = {
    "en": "He is not here, and they have no idea where she is with the money.",
    "pl": "Nie ma go tu i nie wiadomo, gdzie jest ona, ale to już nie jest nasz problem.",
    "de": "Er ist nicht hier, und sie wissen auch nicht, wo das Geld ist.",
    "fr": "Il n'est pas là, et ils ne savent pas où elle est avec les autres.",
    "es": "Él no está aquí, y ella no sabe qué hay en la casa con los otros.",
    "it": "Lui non è qui, e non sono sicuro che il denaro sia con lei nella casa.",
}


@pytest.mark.parametrize(("code", "text"), TEXTS.items())
def test_the_language_of_a_script_is_told_by_its_small_words(code, text):
    assert parse_script(f"BOB\n{text}\n").language == code


def test_a_language_that_was_given_is_kept():
    assert parse_script("Rain.\n", language="pl").language == "pl"
    assert parse_script("Rain.\n").language is None


@pytest.mark.skipif(not DATA.is_dir(), reason="real scripts stand in ../shared/data")
@pytest.mark.parametrize("name", ["laboratorium", "pomysl-zanim-klikniesz"])
def test_polish_headings_are_found_without_their_forcing_dots(name):
    forced = (DATA / f"{name}.fountain").read_text(encoding="utf-8")
    script = parse_script(forced, format="fountain")
    bare = parse_script(re.sub(r"(?m)^\.(?=\w)", "", forced), format="fountain")
    assert [scene.heading for scene in bare.scenes] == [scene.heading for scene in script.scenes]
    assert [scene.line for scene in bare.scenes] == [scene.line for scene in script.scenes]
    assert {scene.int_ext for scene in bare.scenes if scene.time} == {"INT"}
