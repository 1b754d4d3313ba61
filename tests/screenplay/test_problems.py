"""What is reported about a script as a whole."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import scriptnb
from scriptnb.screenplay import parse_bytes, parse_script

sys.path.insert(0, str(Path(__file__).parent))

from language_samples import KNOWN, UNKNOWN
from pdf_maker import make_pdf


def found(text):
    return [(each.line, each.kind) for each in parse_script(text, "fountain").problems]


def test_dozens_of_speeches_without_a_heading_are_a_problem():
    speeches = "ADA\nYes.\n\nBOB\nNo.\n\n"
    assert ("no_headings") in [kind for _, kind in found(speeches * 12)]
    assert "no_headings" not in [kind for _, kind in found(speeches * 3)]
    assert "no_headings" not in [kind for _, kind in found("INT. HALL - DAY\n\n" + speeches * 12)]


@pytest.mark.parametrize(
    "text",
    [
        "ÕßÌ×Û ÞÏØ ÕÛÜÛ ×ÕÚØ ÞØÜ ÔÞ×ÜØ ÕÚÛÖ. ÕßÌ×Û ÞÏØ ÕÛÜÛ ×ÕÚØ ÞØÜ ÔÞ×ÜØ ÕÚÛÖ ÕßÌ×Û.",
        "$QQD FRXQWV WKH SODWHV DQG ORRNV RXW RI WKH ZLQGRZ. 7KHUH DUH QLQH RI WKHP WRGD\\.",
        "\ue001\ue002\ue003 \ue004\ue005\ue006 " * 10,
        "%&' ()* +,- ./0 123 :;< =>? " * 10,
    ],
)
def test_garbled_text_is_a_problem(text):
    kinds = [kind for _, kind in found(f"INT. HALL - DAY\n\nRain.\n{text}\n")]
    assert "garbled_text" in kinds
    assert "language_guess" not in kinds


@pytest.mark.parametrize("text", [*KNOWN.values(), *UNKNOWN.values(), "BRRRM. TSK. " * 3])
def test_text_in_any_language_is_not_garbled(text):
    assert "garbled_text" not in [kind for _, kind in found(f"INT. X - DAY\n\n!{text}\n")]


def test_a_heading_with_spaces_between_its_letters_is_a_problem():
    script = parse_script("I N T .   H O U S E   -   D A Y\n\nRain.\n", "fountain")
    problem = script.problems[0]
    assert (problem.line, problem.kind) == (1, "letter_spaced")
    assert "INT. HOUSE - DAY" in problem.message


@pytest.mark.parametrize(
    ("end", "cut"),
    [
        ("She opens the door and sees that the", True),
        ("ADA\nI never said that he,", True),
        ("She opens the door.", False),
        ("THE END", False),
        ("Fade to black", False),
        ("She opens the door and sees that the\n\n> FADE OUT.", False),
    ],
)
def test_a_script_that_ends_in_a_sentence_is_a_problem(end, cut):
    body = "INT. HALL - DAY\n\nRain falls.\n\nADA\nYes, it does.\n\nBOB\nIt does.\n\n"
    kinds = [kind for _, kind in found(body + end + "\n")]
    assert ("cut_off" in kinds) == cut


def test_a_script_that_ends_its_sentences_without_stops_is_not_cut_off():
    body = "INT. HALL - DAY\n\nrain falls on us\n\nADA\nyes it does\n\nBOB\nit does so\n\n"
    assert "cut_off" not in [kind for _, kind in found(f"{body}she opens the door\n")]


def test_garbled_text_of_a_pdf_is_a_problem():
    lines = [
        (108, ",17 .,7&+(1 '$<"),
        (108, "$QQD FRXQWV WKH SODWHV DQG ORRNV RXW RI WKH ZLQGRZ"),
        (252, "$11$"),
        (180, "7KHUH DUH QLQH RI WKHP WRGDZ PRUH WKDQ EHIRUH"),
        (108, "%HQ FDUULHV WZR ER[HV LQ DQG VHWV WKHP RQ WKH IORRU"),
    ]
    page = [(x, 720 - 24 * row, text) for row, (x, text) in enumerate(lines * 4)]
    script = parse_bytes(make_pdf([page]), "a.pdf")
    assert "garbled_text" in [problem.kind for problem in script.problems]


def test_a_card_shows_each_problem():
    card = scriptnb.analyze("ADA\nYes.\n\nBOB\nNo.\n\n" * 12, "basic")._repr_html_()
    assert "no scene heading" in card
