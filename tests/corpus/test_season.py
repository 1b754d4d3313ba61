"""Several scripts in order are one story: who is where, shares, one arc."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scriptnb.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import scriptnb

    Analyse = Callable[..., scriptnb.Corpus]

EPISODES = {
    "e1.fountain": "INT. HALL - DAY\n\nADA\nOne two three four.\n\nBRUNO\nOne two.\n",
    "e2.fountain": "INT. HALL - DAY\n\nADA\nOne two three.\n\nTHE STRANGER\nOne.\n",
    "e10.fountain": "INT. HALL - DAY\n\nCLEO\nOne two three four five six.\n\nBRUNO\nOne two.\n",
}


@pytest.fixture
def corpus(analysed: Analyse, tmp_path: Path) -> scriptnb.Corpus:
    for name, text in EPISODES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return analysed(tmp_path / "*.fountain", "full")


def test_presence_counts_the_words_of_each_character_by_episode(corpus: scriptnb.Corpus) -> None:
    grid = corpus.season().presence
    assert list(grid.columns) == ["e1.fountain", "e2.fountain", "e10.fountain"]
    assert grid.loc["ADA"].tolist() == [4, 3, 0]
    assert grid.loc["BRUNO"].tolist() == [2, 0, 2]
    assert grid.loc["CLEO"].tolist() == [0, 0, 6]
    # Who speaks most first.
    assert grid.index[0] == "ADA"


def test_shares_of_an_episode_sum_to_one(corpus: scriptnb.Corpus) -> None:
    shares = corpus.season().shares
    assert shares.sum().round(9).tolist() == [1, 1, 1]
    assert shares.loc["ADA", "e2.fountain"] == 0.75


def test_characters_know_their_first_last_and_missing_episodes(corpus: scriptnb.Corpus) -> None:
    table = corpus.season().characters.set_index("character")
    assert table.loc["BRUNO", ["first_episode", "last_episode", "longest_absence"]].tolist() == [
        1, 3, 1,
    ]  # fmt: skip
    assert table["share"].sum() == pytest.approx(1)
    episodes = corpus.season().episodes
    assert episodes["new_characters"].tolist() == [2, 1, 1]
    assert episodes["end"].iloc[-1] == pytest.approx(1)


def test_arcs_are_joined_in_the_order_of_the_episodes(corpus: scriptnb.Corpus) -> None:
    season = corpus.season()
    arc = season.arc
    assert len(arc) == 300
    assert arc["position"].is_monotonic_increasing
    assert arc["position"].between(0, 1).all()
    assert arc["episode"].unique().tolist() == [1, 2, 3]


def test_other_names_join_a_character(corpus: scriptnb.Corpus) -> None:
    grid = corpus.season(aliases={"the stranger": "Bruno"}).presence
    assert grid.loc["BRUNO"].tolist() == [2, 1, 2]
    assert "THE STRANGER" not in grid.index
    with pytest.raises(OptionError, match="nobody is called 'ZED'"):
        corpus.season(aliases={"ZED": "ADA"})


def test_the_order_can_be_given(corpus: scriptnb.Corpus) -> None:
    season = corpus.season(["e10", "e1"])
    assert season.scripts == ["e10.fountain", "e1.fountain"]
    assert season.presence.loc["BRUNO"].tolist() == [2, 2]
    with pytest.raises(OptionError, match="no script is called 'e7'"):
        corpus.season(["e7"])


def test_a_season_draws_and_shows_itself(corpus: scriptnb.Corpus) -> None:
    season = corpus.season()
    for draw in (season.plot.presence, season.plot.shares, season.plot.arc):
        assert draw()._repr_png_().startswith(b"\x89PNG")
    assert "3 episodes, 4 characters" in repr(season)
    assert "e10.fountain" in season._repr_html_()
    with pytest.raises(OptionError, match="from 1 to 40"):
        season.plot.presence(0)


def test_without_sentiment_a_season_has_no_arc(analysed: Analyse, tmp_path: Path) -> None:
    (tmp_path / "e1.fountain").write_text(EPISODES["e1.fountain"], encoding="utf-8")
    season = analysed(tmp_path, "basic").season()
    assert season.arc.empty
    assert season.plot.arc()._repr_png_().startswith(b"\x89PNG")
