"""The language tables of headings: every file says the same kinds of things, and nothing twice."""

from __future__ import annotations

import codecs
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from importlib import resources
from itertools import combinations

import pytest

FOLDER = resources.files("scriptnb.screenplay.headings").joinpath("grammars")
TABLES = {
    entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text(encoding="utf-8"))
    for entry in sorted(FOLDER.iterdir(), key=lambda entry: entry.name)
    if entry.name.endswith(".toml")
}
LANGUAGES = "cs da de el en es fi fr hu it nl no pl pt ro ru sk sv tr uk".split()

PLACES = {"INT", "EXT", "INT/EXT", "ESTABLISHING"}
#: Tables whose keys are places: a language lists those for which it has words of its own.
OF_PLACES = ("abbreviations", "names", "words")

every_language = pytest.mark.parametrize("code", sorted(TABLES))


def fold(text: str) -> str:
    """Lower case without accents, the form in which readers compare words."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def lists(table: dict) -> list[tuple[str, list[str]]]:
    return [
        (f"{name}.{key}", words)
        for name, part in table.items()
        for key, words in part.items()
        if isinstance(words, list)
    ]


def meanings(table: dict, names: tuple[str, ...]) -> dict[str, set[str]]:
    found = defaultdict(set)
    for name in names:
        for place, words in table[name].items():
            for word in words:
                found[fold(word)].add(place)
    return found


def test_there_is_a_table_for_each_language_that_the_documentation_names():
    assert sorted(TABLES) == LANGUAGES


@every_language
def test_a_table_has_the_keys_of_the_english_one(code):
    table = TABLES[code]
    assert list(table) == list(TABLES["en"])
    for name, part in TABLES["en"].items():
        if name in OF_PLACES:
            assert set(table[name]) <= PLACES
        elif name == "compact":
            known = {
                f"{place} {time}"
                for place in PLACES - {"ESTABLISHING"}
                for time in TABLES["en"]["times"]
            }
            assert set(table[name]) <= known
        else:
            assert list(table[name]) == list(part)


@every_language
def test_lists_hold_words(code):
    for name, words in lists(TABLES[code]):
        assert all(isinstance(word, str) and word.strip() for word in words), name
        if name != "script.transition_ends":  # " TO:" starts with the space before it
            assert [word for word in words if word != word.strip()] == [], name
    assert isinstance(TABLES[code]["language"]["letters"], str)


@every_language
def test_no_list_names_a_word_twice(code):
    for name, words in lists(TABLES[code]):
        assert [word for word, times in Counter(words).items() if times > 1] == [], name


@every_language
def test_words_of_a_script_are_in_capitals_and_keys_of_a_title_page_in_small_letters(code):
    for name, words in lists(TABLES[code]):
        if name in ("script.title_keys", "language.stop_words", "language.encodings"):
            assert [word for word in words if word != word.lower()] == [], name
        else:  # people type ß among capitals
            capitals = [word.replace("ß", "ẞ") for word in words]
            assert [word for word in capitals if word != word.upper()] == [], name


@every_language
def test_a_word_for_a_place_stands_in_one_table_and_under_one_place(code):
    table = TABLES[code]
    for first, second in combinations(OF_PLACES, 2):
        assert meanings(table, (first,)).keys() & meanings(table, (second,)).keys() == set()
    assert {word for word, places in meanings(table, OF_PLACES).items() if len(places) > 1} == set()


def test_no_word_means_another_place_in_another_language():
    everywhere = defaultdict(set)
    for table in TABLES.values():
        for word, places in meanings(table, OF_PLACES).items():
            everywhere[word] |= places
    assert {word for word, places in everywhere.items() if len(places) > 1} == set()


def test_no_sign_for_place_and_time_means_another_place_in_another_language():
    everywhere = defaultdict(set)
    for table in TABLES.values():
        for meaning, signs in table["compact"].items():
            for sign in signs:
                everywhere[sign].add(meaning.split()[0])
    assert {sign for sign, places in everywhere.items() if len(places) > 1} == set()


@every_language
@pytest.mark.parametrize("part", ["times", "qualifiers", "cues", "compact"])
def test_a_phrase_has_one_common_name(code, part):
    found = defaultdict(set)
    for common, phrases in TABLES[code][part].items():
        for phrase in phrases:
            found[fold(phrase)].add(common)
    doubtful = {
        phrase
        for phrase, names in found.items()
        if len(names) > 1 and not names & {"groups", "joins", "voices"}
    }
    assert doubtful == set()


@every_language
def test_a_time_is_no_qualifier_and_has_a_common_name_or_none(code):
    table = TABLES[code]
    times = {fold(phrase) for phrases in table["times"].values() for phrase in phrases}
    qualifiers = {fold(phrase) for phrases in table["qualifiers"].values() for phrase in phrases}
    others = {fold(phrase) for phrase in table["time_words"]["other"]}
    assert times & qualifiers == set()
    assert others & (times | qualifiers) == set()


@every_language
def test_a_language_has_words_for_all_that_a_script_says(code):
    table = TABLES[code]
    for common in ("DAY", "NIGHT", "MORNING", "EVENING", "DAWN", "DUSK", "LATER", "SAME"):
        assert table["times"][common], common
    for key in ("scene_words", "omitted", "transition_ends", "the_end", "continued", "more"):
        assert table["script"][key], key
    for key, words in table["cues"].items():
        assert words, key


@every_language
def test_a_voice_names_its_owner(code):
    for voice in TABLES[code]["cues"]["voices"]:
        assert voice.count("{}") == 1
        assert voice != "{}"


@every_language
def test_letters_and_stop_words_are_those_that_the_language_writes(code):
    language = TABLES[code]["language"]
    letters = language["letters"]
    assert letters == letters.lower()
    assert len(set(letters)) == len(letters)
    assert not set(letters) & set("abcdefghijklmnopqrstuvwxyz")
    assert 30 <= len(language["stop_words"]) <= 120
    known = re.compile(rf"[a-z{re.escape(letters)}'-]+")
    assert [word for word in language["stop_words"] if not known.fullmatch(word)] == []


@every_language
def test_encodings_are_known_to_python_and_hold_the_stop_words(code):
    language = TABLES[code]["language"]
    assert language["encodings"]
    for encoding in language["encodings"]:
        codecs.lookup(encoding)
    for word in language["stop_words"]:
        assert any(_encodes(word, encoding) for encoding in language["encodings"]), word


def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize(("one", "other"), list(combinations(sorted(TABLES), 2)))
def test_stop_words_tell_two_languages_apart(one, other):
    first, second = (set(TABLES[code]["language"]["stop_words"]) for code in (one, other))
    assert len(first - second) >= 12
    assert len(second - first) >= 12
