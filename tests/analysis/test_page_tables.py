"""The tables of pages, elements, readability and genders, compared with counts by hand."""

from __future__ import annotations

import pytest

from scriptnb.analysis.readability import ENOUGH
from scriptnb.results.result import analyze

TEXT = """INT. HALL - DAY

One two three.

ANN
(low)
Four five.

===

BEN
Six!
"""


def test_each_page_has_its_shares_of_dialogue_and_action() -> None:
    pages = analyze(TEXT, format="fountain").pages
    assert pages["page"].tolist() == [1, 2]
    # Page 1: heading 1, action 2 with its blank line, cue, aside and line 3 and a blank line.
    assert pages["dialogue_share"][1] == 1
    first = pages.iloc[0]
    total = first["dialogue_share"] + first["action_share"] + first["heading_share"]
    assert total == pytest.approx(1)
    assert first["dialogue_share"] > first["action_share"] > 0
    assert pages["dialogue_words"].tolist() == [2, 1]
    assert pages["action_words"].tolist() == [3, 0]
    assert pages["scenes"].tolist() == [[1], [1]]


def test_each_kind_of_element_is_counted_and_measured() -> None:
    result = analyze(TEXT, format="fountain")
    rows = result.elements.set_index("kind")
    assert rows.loc["dialogue", ["elements", "words", "letters"]].tolist() == [2, 3, 13]
    assert rows.loc["dialogue", ["longest_words", "longest_line"]].tolist() == [2, 7]
    assert rows.loc["character", "elements"] == 2
    assert rows["share"].sum() == pytest.approx(1)
    assert rows["pages"].sum() == pytest.approx(result.summary["minutes"].item())


def readability(text: str, language: str = "en") -> dict[str, dict[str, object]]:
    result = analyze(f"INT. A - DAY\n\nANN\n{text}\n", "structure", language=language)
    return {row["part"]: row for row in result.raw["structure"]["readability"]}


def test_readability_is_fleschs_formula() -> None:
    row = readability("The cat sat. " * 40)["dialogue"]
    assert (row["words"], row["sentences"]) == (120, 40)
    assert row["reading_ease"] == pytest.approx(206.835 - 1.015 * 3 - 84.6)
    assert row["grade"] == pytest.approx(0.39 * 3 + 11.8 - 15.59)
    assert row["letters_per_word"] == 3


def test_few_words_and_other_languages_have_no_score() -> None:
    few = readability("The cat sat.")["dialogue"]
    assert few["words"] == 3 < ENOUGH
    assert few["reading_ease"] is None
    polish = readability("Kot siedzi tu. " * 40, "pl")["dialogue"]
    assert polish["grade"] is None
    assert polish["note"] == "unsupported language: pl"


def test_shares_by_gender_add_up() -> None:
    text = "INT. A - DAY\n\nMary waits. She sits.\n\nMARY\nOne two three.\n\nQUILL\nOne.\n"
    shares = analyze(text, "structure", language="en").gender_shares
    assert shares[["gender", "characters", "words", "words_share"]].values.tolist() == [
        ["female", 1, 3, 0.75],
        ["unknown", 1, 1, 0.25],
    ]
