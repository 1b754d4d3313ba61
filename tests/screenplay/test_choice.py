"""Fountain or plain text: the reader that finds more is taken."""

from __future__ import annotations

import pytest

from scriptnb.screenplay import parse_script
from scriptnb.screenplay.formats import BY_NAME, choice, detect
from scriptnb.screenplay.formats.base import Source

PLACES = ("HALL", "YARD", "ROOF", "CELLAR", "STAIRS", "ATTIC", "BARN", "LAKE")


def test_headings_without_empty_lines_are_found():
    text = "\n".join(f"INT. {place} - DAY\nNora walks through it." for place in PLACES)
    script = parse_script(text)
    assert [scene.location for scene in script.scenes] == list(PLACES)


def test_speeches_without_empty_lines_are_found():
    speeches = "NORA\nThere you are.\nOTTO\nI was held up.\n" * 5
    text = f"INT. HALL - DAY\nNora waits by the door.\n{speeches}"
    script = parse_script(text)
    assert sorted(script.characters) == ["NORA", "OTTO"]
    assert len(script.dialogues) >= len(parse_script(text, "plain_text").dialogues) > 8


def test_cues_with_an_empty_line_below_are_found():
    text = "INT. HALL - DAY\n\nNora waits.\n\n" + (
        "NORA\n\nThere you are.\n\nOTTO\n\nI was held up.\n\n" * 5
    )
    script = parse_script(text)
    assert script.characters == ["NORA", "OTTO"]
    assert len(script.dialogues) == 10


def test_fountain_stays_fountain():
    text = "".join(
        f"INT. {place} - DAY\n\nNora walks through it.\n\nNORA\nHello.\n\nBANG!\n\n"
        for place in PLACES
    )
    assert parse_script(text).format == "fountain"


@pytest.mark.parametrize("mark", ["[[a note]]", "# Act One", "> THE END <"])
def test_what_only_fountain_has_keeps_it(mark):
    body = "INT. HALL - DAY\n\nNORA\nYes.\n\nRain\nBANG\n\n" * 3
    assert parse_script(f"{mark}\n\n{body}").format == "fountain"


def test_an_ordinary_script_is_read_once(monkeypatch):
    source = Source("INT. HALL - DAY\n\nNora waits.\n\nNORA\nYes.\n\n" * 20)
    row = detect(source)
    assert not choice.is_doubtful(row.read(source), source, row.name)
    assert row is BY_NAME["fountain"]
