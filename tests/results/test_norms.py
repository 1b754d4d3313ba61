"""The sentence that places a script among other features."""

from __future__ import annotations

from scriptnb.results import norms


def row(
    measure: str, value: float, percentile: float, low: float, high: float
) -> dict[str, object]:
    return {
        "measure": measure,
        "value": value,
        "percentile": percentile,
        "typical_low": low,
        "typical_high": high,
    }


SHARE = row("dialogue_share", 0.62, 88.4, 0.3, 0.65)


def sentence(*rows: dict[str, object]) -> str | None:
    return norms.sentence({"structure": {"norms": list(rows)}})


def test_the_share_of_dialogue_always_comes_first() -> None:
    words = row("words", 31234, 99.4, 16000, 24000)
    assert sentence(words, SHARE) == (
        "dialogue share 62%: more than 88% of features; words 31,234: more than 99% of features"
    )


def test_what_is_typical_is_left_out() -> None:
    assert sentence(SHARE, row("words", 20000, 55, 16000, 24000)) == (
        "dialogue share 62%: more than 88% of features"
    )


def test_low_values_and_extremes() -> None:
    low = row("speeches", 40, 0.0, 600, 1000)
    high = row("words", 90000, 100.0, 16000, 24000)
    nearly = row("minutes", 190.4, 99.9, 95, 125)
    assert sentence(low) == "speeches 40: less than 99% of features"
    assert sentence(high) == "words 90,000: more than 99% of features"
    assert sentence(nearly) == "minutes 190: more than 99% of features"


def test_at_most_two_more_are_named() -> None:
    many = [row(f"m{n}", 5, 91 + n, 1, 2) for n in range(5)]
    found = sentence(SHARE, *many)
    assert found is not None
    assert [part.split()[0] for part in found.split("; ")] == ["dialogue", "m4", "m3"]


def test_without_norms_there_is_no_sentence() -> None:
    assert sentence() is None
    assert norms.sentence({}) is None
