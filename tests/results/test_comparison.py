"""Comparison of two drafts: scenes kept, cut, added, moved and rewritten, in any order."""

from __future__ import annotations

import importlib
import random

import pytest

import scriptnb
from scriptnb.errors import OptionError, ScriptReadError
from scriptnb.results import plots
from scriptnb.results.comparison import CHANGES, Comparison

PLACES = ("KITCHEN", "HARBOUR", "ATTIC", "STATION", "FIELD", "CELLAR", "ROOF", "BRIDGE")
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()
WORDS = [a + b + c for a in SYLLABLES for b in SYLLABLES for c in ("n", "r", "st")]


def scene(number: int, changed: float = 0.0) -> str:
    """Write a scene of its own words, some of them changed."""
    draw, other = random.Random(number), random.Random(number + 1000)

    def sentence(length: int) -> str:
        words = [draw.choice(WORDS) for _ in range(length)]
        return " ".join(other.choice(WORDS) if other.random() < changed else w for w in words)

    heading = f"INT. {PLACES[number % len(PLACES)]} {number} - DAY"
    said = "".join(
        f"{who}\n{sentence(12)}.\n\n" for who in draw.choices(("ANN", "BEN", "CAL"), k=4)
    )
    return f"{heading}\n\nHe {sentence(25)}.\n\n{said}"


def draft(numbers: list[int], **changed: float) -> str:
    return "".join(scene(n, changed.get(f"s{n}", 0.0)) for n in numbers)


def changes(comparison: Comparison) -> dict[tuple[int | None, int | None], str]:
    rows = comparison.scenes.astype(object).where(comparison.scenes.notna(), None)
    return {
        (row["before"], row["after"]): row["change"]
        for row in rows.to_dict("records")
        if row["change"] != "kept"
    }


def test_the_same_draft_twice_is_all_kept() -> None:
    text = draft(list(range(1, 9)))
    comparison = scriptnb.compare(text, text)
    assert changes(comparison) == {}
    assert comparison.scenes["similarity"].tolist() == [1.0] * 8
    assert set(comparison.characters["change"]) == {0}


def test_cut_and_added_scenes_stand_where_they_stood() -> None:
    comparison = scriptnb.compare(draft([1, 2, 3, 4]), draft([1, 3, 9, 4]))
    assert changes(comparison) == {(2, None): "cut", (None, 3): "added"}
    assert comparison.scenes["change"].tolist() == ["kept", "cut", "kept", "added", "kept"]


def test_a_scene_that_moved_is_found_and_the_others_stayed() -> None:
    comparison = scriptnb.compare(draft([1, 2, 3, 4, 5, 6]), draft([1, 3, 4, 5, 6, 2]))
    assert changes(comparison) == {(2, 6): "moved"}


def test_a_scene_that_moved_and_was_edited_is_found_as_such() -> None:
    comparison = scriptnb.compare(
        draft([1, 2, 3, 4, 5, 6]), draft([1, 3, 4, 5, 6, 2], s2=0.25, s4=0.25)
    )
    assert changes(comparison) == {(2, 6): "moved and rewritten", (4, 3): "rewritten"}
    similarity = comparison.scenes.set_index("before")["similarity"]
    assert 0.4 < similarity[2] < 1


def test_a_new_heading_alone_is_a_rewriting() -> None:
    text = draft([1, 2, 3])
    comparison = scriptnb.compare(text, text.replace("ATTIC 2 - DAY", "ATTIC 2 - NIGHT"))
    assert changes(comparison) == {(2, 2): "rewritten"}


def test_capitals_and_line_breaks_change_nothing() -> None:
    text = "INT. HALL - DAY\n\nBob waits for the rain to end.\n"
    assert changes(scriptnb.compare(text, text.replace("waits for", "WAITS\nFOR"))) == {}


def test_scenes_that_say_the_same_are_told_apart_by_their_neighbours() -> None:
    twin = "INT. CAR - DAY\n\nThey drive.\n\n"
    before = scene(1) + twin + scene(2) + twin + scene(3) + twin + scene(4)
    after = scene(1) + twin + scene(2) + scene(3) + twin + scene(4)
    assert changes(scriptnb.compare(before, after)) == {(4, None): "cut"}


def test_hundreds_of_scenes_that_say_the_same_are_all_kept() -> None:
    text = "INT. CAR - DAY\n\nThey drive.\n\n" * 300
    assert changes(scriptnb.compare(text, text)) == {}
    fewer = scriptnb.compare(text, text[: len(text) // 2])
    assert fewer.scenes["change"].value_counts().to_dict() == {"kept": 150, "cut": 150}


def test_two_different_scripts_share_nothing() -> None:
    comparison = scriptnb.compare(draft([1, 2, 3]), draft([11, 12, 13]))
    assert set(changes(comparison).values()) == {"cut", "added"}


def test_characters_gain_and_lose_words() -> None:
    before = "INT. A - DAY\n\nANN\nOne two three.\n\nBEN\nOne.\n"
    after = "INT. A - DAY\n\nANN\nOne.\n\nCAL\nOne two.\n"
    rows = scriptnb.compare(before, after).characters.set_index("character")
    assert rows.loc["ANN", ["words_before", "words_after", "change"]].tolist() == [3, 1, -2]
    assert rows.loc["BEN", ["words_before", "words_after", "change"]].tolist() == [1, 0, -1]
    assert rows.loc["CAL", ["words_before", "words_after", "change"]].tolist() == [0, 2, 2]


def test_the_summary_counts_changes_and_lengths() -> None:
    row = scriptnb.compare(draft([1, 2, 3]), draft([1, 3, 4])).summary.iloc[0]
    assert [row[change.replace(" ", "_")] for change in CHANGES] == [2, 0, 0, 0, 1, 1]
    assert row["scenes_change"] == 0
    assert row["words_change"] == row["words_after"] - row["words_before"]


def test_one_scene_is_compared_line_by_line() -> None:
    before = "INT. A - DAY\n\nRain.\n\nANN\nGo.\n"
    comparison = scriptnb.compare(before, before.replace("Go.", "Stay.") + "\nSnow.\n")
    rows = comparison.lines(1)[["change", "text"]].values.tolist()
    assert rows == [
        ["kept", "INT. A - DAY"],
        ["kept", "Rain."],
        ["cut", "Go."],
        ["added", "Stay."],
        ["added", "Snow."],
    ]
    with pytest.raises(OptionError, match="no scene 7"):
        comparison.lines(7)


def test_the_arcs_of_both_drafts_have_the_same_points() -> None:
    text = "INT. A - DAY\n\nANN\nI love this wonderful day!\n\nBEN\nIt is a great day.\n"
    arc = scriptnb.compare(text, text.replace("love", "hate").replace("great", "horrible")).arc
    assert len(arc) == 100
    assert (arc["change"] < 0).all()


def test_a_comparison_shows_itself_and_draws_itself() -> None:
    comparison = scriptnb.compare(draft([1, 2, 3, 4]), draft([3, 1, 2, 9], s1=0.3))
    assert "rewritten" in repr(comparison)
    html = comparison._repr_html_()
    assert "data:image/png;base64," in html
    assert "speeches before" in html  # of each character
    assert "<script" not in html
    for figure in (comparison.plot.scenes(), comparison.plot.arc()):
        assert plots.png(figure).startswith(b"\x89PNG")


@pytest.mark.parametrize(("before", "after"), [("\n", "\n"), ("\n", "INT. A - DAY\n\nRain.\n")])
def test_empty_drafts_compare(before: str, after: str) -> None:
    comparison = scriptnb.compare(before, after)
    assert "kept" not in set(comparison.scenes["change"])
    assert comparison._repr_html_()
    assert plots.png(comparison.plot.arc())


def test_results_are_taken_as_they_are() -> None:
    result = scriptnb.analyze(draft([1, 2]), "full")
    assert changes(scriptnb.compare(result, result)) == {}
    with pytest.raises(OptionError, match="before has no scenes"):
        scriptnb.compare(scriptnb.Result({"metadata": {}}), result)


def test_a_draft_that_is_not_there_is_one_clear_error() -> None:
    with pytest.raises(ScriptReadError, match="no such file"):
        scriptnb.compare("nowhere.fountain", draft([1]))


def test_compare_stays_a_function_whatever_was_imported_before() -> None:
    importlib.import_module("scriptnb.results.comparison")
    assert isinstance(scriptnb.compare("INT. A\n", "INT. A\n"), Comparison)


def test_a_thousand_scenes_in_another_order_are_all_found() -> None:
    numbers = list(range(1, 1001))
    shuffled = numbers[500:] + numbers[:500]
    comparison = scriptnb.compare(draft(numbers), draft(shuffled))
    counts = comparison.scenes["change"].value_counts()
    assert counts.to_dict() == {"kept": 500, "moved": 500}
