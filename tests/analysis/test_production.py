"""The production analysis: tags, suggestions, sheets, schedule, day out of days."""

from __future__ import annotations

from typing import Any

import pytest

from scriptnb import samples
from scriptnb.analysis import production_words
from scriptnb.errors import OptionError
from scriptnb.results.result import analyze

TAGGED = """INT. HALL - DAY #1#

ANNA enters. [[prop: umbrella, red scarf]]
She waits.

[[vehicle: tram
Extras: twelve commuters
TODO: find a name]]

ANNA
Hello?

EXT. PARK - NIGHT #2A#

Rain on the [[not a tag]] BRIDGE.

BEN
Anna!
"""

PLAIN = """INT. KITCHEN - DAY

ANNA puts the KNIVES down and takes an umbrella.
A SIREN far away. A FLURB spins. CUT TO BLACK.

CARL (40s) holds a letter. A DOG barks at the crowd.

THE NEXT MORNING

ANNA
The bomb, the bomb!
"""

STAGED = """INT. HOUSE - DAY #1#

ANNA
One.

EXT. PARK - DAY #2#

ANNA
Two.

BEN
Three.

INT. HOUSE - NIGHT #3#

ANNA
Four.

OMITTED #4#

INT. HOUSE - DAY #5#

BEN
Five.
"""


def production(text: str, **options: Any) -> dict[str, Any]:
    result = analyze(
        text=text, analysis_type="production", format="fountain", language="en", **options
    )
    found: dict[str, Any] = result.raw["production"]
    return found


def short(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(row["scene"], row["line"], row["category"], row["name"]) for row in rows]


def test_notes_are_tags_with_their_lines() -> None:
    made = production(TAGGED)
    assert short(made["tags"]) == [
        (1, 3, "props", "umbrella"),
        (1, 3, "props", "red scarf"),
        (1, 6, "vehicles", "tram"),
        (1, 7, "extras", "twelve commuters"),
    ]
    assert {row["source"] for row in made["tags"]} == {"note"}
    assert {row["certainty"] for row in made["tags"]} == {1.0}
    assert made["tags"][0]["text"] == "[[prop: umbrella, red scarf]]"
    assert made["metadata"]["suggestions"] == "none, because the script has tags of its own"


@pytest.mark.parametrize(
    "note", ["rekwizyt: parasol", "Requisit: Schirm", "accessoire: parapluie", "PROPS: x"]
)
def test_a_category_may_be_named_in_any_of_the_languages(note: str) -> None:
    (tag,) = production(f"INT. A - DAY\n\nRain. [[{note}]]\n")["tags"]
    assert (tag["category"], tag["source"]) == ("props", "note")


def test_final_drafts_tags_are_read_from_the_file(tmp_path: Any) -> None:
    file = tmp_path / "x.fdx"
    file.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><FinalDraft DocumentType="Script" Version="5">'
        '<Content><Paragraph Type="Scene Heading"><Text>INT. A - DAY</Text></Paragraph>'
        '<Paragraph Type="Action"><Text>An </Text><Text TagNumber="1">axe</Text></Paragraph>'
        '<Paragraph Type="Action"><Text>A </Text><Text TagNumber="2">crane</Text></Paragraph>'
        '</Content><TagData><TagCategories><TagCategory Id="a" Name="Props"/>'
        '<TagCategory Id="b" Name="Special Equipment"/></TagCategories>'
        '<TagDefinitions><TagDefinition CatId="a" Id="1" Label="old axe"/>'
        '<TagDefinition CatId="b" Id="2" Label="crane"/></TagDefinitions>'
        '<Tags><Tag Number="1"><DefId>1</DefId></Tag><Tag Number="2"><DefId>2</DefId></Tag></Tags>'
        "</TagData></FinalDraft>",
        "utf-8",
    )
    made = analyze(file, "production").raw["production"]
    assert short(made["tags"]) == [
        (1, 3, "props", "old axe"),
        (1, 5, "special equipment", "crane"),
    ]
    assert [(row["source"], row["text"]) for row in made["tags"]] == [
        ("file", "An axe"),
        ("file", "A crane"),
    ]
    (sheet,) = made["scene_sheets"]
    assert (sheet["props"], sheet["other"]) == (["old axe"], ["crane"])


def test_suggestions_have_line_reason_and_certainty() -> None:
    found = {(row["category"], row["name"]): row for row in production(PLAIN)["tags"]}
    knife = found["weapons", "knife"]
    assert (knife["line"], knife["source"], knife["certainty"]) == (3, "suggested", 0.8)
    assert knife["text"] == (
        "in capitals and on the list of weapons: ANNA puts the KNIVES down and takes an umbrella."
    )
    assert found["props", "umbrella"]["certainty"] == 0.5
    assert found["sound", "siren"]["line"] == 4
    assert found["other", "flurb"]["certainty"] == 0.2
    assert found["other", "flurb"]["text"].startswith("in capitals: ")
    assert set(found) == {
        ("weapons", "knife"), ("props", "umbrella"), ("sound", "siren"), ("other", "flurb"),
        ("props", "letter"), ("animals", "dog"), ("extras", "crowd"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "action", "expected"),
    [
        ("en", "A police car stops.", ("vehicles", "police car")),
        ("pl", "Bierze parasolkę ze stołu.", ("props", "parasol")),
        ("de", "Er zieht zwei Messer.", ("weapons", "messer")),
        ("fr", "Deux chevaux passent.", ("animals", "cheval")),
        ("es", "Lleva un vestido de novia.", ("wardrobe", "vestido de novia")),
        ("it", "Due coltelli sul tavolo.", ("weapons", "coltello")),
    ],
)
def test_each_language_has_its_lists(language: str, action: str, expected: tuple[str, str]) -> None:
    text = f"INT. A - DAY\n\n{action}\n"
    made = analyze(text, "production", format="fountain", language=language)
    assert expected in [(row["category"], row["name"]) for row in made.raw["production"]["tags"]]


def test_a_language_without_lists_gets_no_suggestions() -> None:
    result = analyze(PLAIN, "production", format="fountain", language="fi")
    made = result.raw["production"]
    assert made["tags"] == []
    assert "no word lists" in made["metadata"]["suggestions"]


def test_every_language_has_the_same_categories() -> None:
    lists = {
        language: {category for category, _ in production_words.words(language).forms.values()}  # type: ignore[union-attr]
        for language in ("en", "pl", "de", "fr", "es", "it")
    }
    assert {*map(frozenset, lists.values())} == {frozenset(lists["en"])}
    assert all(production_words.category(name) == name for name in lists["en"])


TAGS = {
    "confirmed": [
        {"scene": 1, "category": "props", "name": "Umbrella"},
        {"scene": 1, "category": "makeup", "name": "sweat"},
        {"scene": 9, "category": "props", "name": "lamp"},
    ],
    "dropped": [
        {"category": "other", "name": "flurb"},
        {"scene": 1, "category": "animals", "name": "dog"},
        {"scene": 9, "category": "sound", "name": "siren"},
    ],
}
TOML = """
[[confirmed]]
scene = 1
category = "prop"
name = "Umbrella"

[[dropped]]
category = "other"
name = "flurb"
"""


def test_confirmed_and_dropped_tags_override_suggestions() -> None:
    made = production(PLAIN, tags=TAGS)
    found = {(row["category"], row["name"]): row for row in made["tags"]}
    assert ("other", "flurb") not in found
    assert ("animals", "dog") not in found
    assert ("sound", "siren") in found
    umbrella = found["props", "Umbrella"]
    assert (umbrella["source"], umbrella["certainty"], umbrella["line"]) == ("file", 1.0, 3)
    assert found["makeup", "sweat"]["line"] is None
    assert made["metadata"]["tags_without_scene"] == ["9: props: lamp"]
    assert made["scene_sheets"][0]["makeup"] == ["sweat"]


def test_the_tags_may_be_the_contents_of_a_toml_file() -> None:
    found = [(row["source"], row["name"]) for row in production(PLAIN, tags=TOML)["tags"]]
    assert ("file", "Umbrella") in found
    assert "flurb" not in [name for _, name in found]


def test_a_scene_may_be_named_as_it_is_printed() -> None:
    tag = {"scene": "2A", "category": "props", "name": "lamp"}
    rows = production(TAGGED, tags={"confirmed": [tag]})["tags"]
    assert (2, None, "props", "lamp") in short(rows)
    same = {"scene": 1, "category": "props", "name": "Umbrella"}
    again = production(TAGGED, tags={"confirmed": [same]})["tags"]
    assert [row["name"].lower() for row in again].count("umbrella") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"tags": 3},
        {"tags": "[["},
        {"tags": {"confirm": []}},
        {"tags": {"confirmed": 1}},
        {"tags": {"confirmed": [{"scene": 1, "category": "hats", "name": "x"}]}},
        {"tags": {"confirmed": [{"category": "props", "name": "x"}]}},
        {"tags": {"dropped": [{"scene": 1.5, "category": "props", "name": "x"}]}},
        {"pages_per_day": 0},
        {"pages_per_day": True},
        {"pages_per_day": float("nan")},
        {"order": 3},
        {"order": [1, 1]},
        {"order": [None]},
        {"order": [4]},
        {"order": ["77"]},
    ],
)
def test_a_wrong_option_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        production(STAGED, **wrong)


def test_a_scene_sheet_has_what_the_scene_needs() -> None:
    first, second = production(TAGGED)["scene_sheets"]
    assert (first["scene"], first["number"], first["set"]) == (1, "1", "INT. HALL")
    assert (first["time"], first["page"], first["story_day"]) == ("DAY", 1, 1)
    assert (first["names"], first["extras"]) == (["ANNA"], ["twelve commuters"])
    assert first["props"] == ["umbrella", "red scarf"]
    assert first["synopsis"] == "ANNA enters."
    assert second["time"] == "NIGHT"
    assert second["names"] == ["BEN"]
    assert first["eighths"] >= 1
    assert first["roles"] == []


def test_effects_of_both_kinds_are_one_column() -> None:
    notes = "[[sfx: smoke]] [[vfx: comet]]"
    (sheet,) = production(f"INT. A - DAY\n\nRain. {notes}\n")["scene_sheets"]
    assert sheet["effects"] == ["smoke", "comet"]


def test_the_schedule_is_made_by_set_and_leaves_out_what_is_not_shot() -> None:
    rows = production(STAGED)["schedule"]
    assert [(row["order"], row["scene"]) for row in rows] == [(1, 1), (2, 5), (3, 3), (4, 2)]
    assert [row["set"] for row in rows] == ["INT. HOUSE"] * 3 + ["EXT. PARK"]
    assert {row["day"] for row in rows} == {1}


def test_an_order_is_followed_and_days_are_filled_in_order() -> None:
    made = production(STAGED, order=[2, "3"], pages_per_day=0.25)
    rows = made["schedule"]
    assert [row["scene"] for row in rows] == [2, 3, 1, 5]
    used: dict[int, int] = {}
    for row in rows:
        used[row["day"]] = used.get(row["day"], 0) + row["eighths"]
    assert all(total <= 2 for total in used.values())
    assert [row["day"] for row in rows] == sorted(row["day"] for row in rows)


def test_a_scene_longer_than_a_day_takes_several() -> None:
    long = "\n\n".join(["Rain falls on the roof. " * 8] * 20)
    text = f"INT. A - DAY\n\n{long}\n\nANNA\nYes.\n\nINT. B - DAY\n\nANNA\nNo.\n"
    made = production(text, pages_per_day=1)
    first, second = made["schedule"]
    assert first["eighths"] > 8
    assert first["last_day"] == 1 + (first["eighths"] - 1) // 8
    assert second["day"] >= first["last_day"]
    (anna,) = made["day_out_of_days"]
    assert anna["work"] == second["last_day"]


def test_days_without_work_between_two_days_of_work_are_held() -> None:
    made = production(STAGED, order=[1, 5, 2, 3], pages_per_day=0.125)
    assert [row["day"] for row in made["schedule"]] == sorted(
        {row["day"] for row in made["schedule"]}
    )
    days = {row["scene"]: (row["day"], row["last_day"]) for row in made["schedule"]}
    people = {row["character"]: row for row in made["day_out_of_days"]}
    anna = people["ANNA"]
    assert (anna["start"], anna["finish"]) == (days[1][0], days[3][1])
    assert anna["hold"] == days[5][1] - days[5][0] + 1
    assert anna["total"] == anna["work"] + anna["hold"] == anna["finish"] - anna["start"] + 1
    assert (anna["first_scene"], anna["last_scene"]) == (1, 3)
    assert sorted(row["number"] for row in people.values()) == [1, 2]


def test_full_has_the_breakdown_and_empty_tables_keep_their_columns() -> None:
    result = analyze(text="Nothing.\n", analysis_type="full", format="fountain")
    assert "production" in result.provenance["versions"]
    for name in ("tags", "scene_sheets", "schedule", "day_out_of_days"):
        assert "scene" in "".join(result.table(name).columns)
        assert result.table(name).empty


@pytest.mark.parametrize("name", samples.names())
def test_every_row_refers_to_a_scene_and_a_line_of_it(name: str) -> None:
    raw = analyze(samples.path(name), "production").raw
    scenes = {row["scene"]: row for row in raw["scenes"]}
    made = raw["production"]
    for row in made["tags"]:
        assert scenes[row["scene"]]["line"] <= row["line"] <= scenes[row["scene"]]["end_line"]
    assert len(made["scene_sheets"]) == sum(bool(row["heading"]) for row in raw["scenes"])
    assert {row["scene"] for row in made["schedule"]} == {
        row["scene"] for row in raw["scenes"] if row["heading"] and not row["omitted"]
    }
    total = sum(row["eighths"] for row in made["schedule"])
    assert total == sum(row["eighths"] for row in raw["scenes"] if row["heading"])
