"""`Season`: several scripts, in order, as one story: presence and shares by episode, one arc.

Works on the corpus's tables. Characters with the same name, or with names that are given as
aliases, are one person in all episodes. Imports no queue; matplotlib is loaded by the first plot.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scriptnb.errors import OptionError
from scriptnb.screenplay import names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scriptnb.corpus.tables import CorpusTables
    from scriptnb.results.plotting import Plots


class Season:
    """The episodes of one story; `Corpus.season` makes one.

    Attributes
    ----------
    episodes : DataFrame
        A row an episode, in order: ``episode script title pages minutes scenes characters
        new_characters words dialogue_share sentiment start end``; ``start`` and ``end`` are the
        episode's place in the season, 0-1 by words.
    characters : DataFrame
        A row a character, by words spoken, most first: ``character words share episodes
        first_episode last_episode longest_absence scenes speeches``; the absence in episodes.
    """

    def __init__(
        self, scripts: list[str], episodes: pd.DataFrame, cast: pd.DataFrame, arc: pd.DataFrame
    ) -> None:
        self.scripts = scripts
        self._cast = cast
        self._arc = arc
        self.characters = _characters(cast, len(scripts))
        self.episodes = _episodes(episodes, cast)

    @classmethod
    def of(
        cls, corpus: CorpusTables, order: Sequence[str] | None, aliases: Mapping[str, str]
    ) -> Season:
        """Return a season made of the tables of a corpus.

        Raises
        ------
        OptionError
            When a script has no result, or there is none with a result.
        """
        summary = corpus.summary.set_index("script", drop=False)
        done = list(summary.index[summary["error"].isna() & summary["words"].notna()])
        chosen = done if order is None else list(dict.fromkeys(order))
        if missing := [script for script in chosen if script not in done]:
            raise OptionError(f"{missing[0]} has no result, so it can be no episode; see errors")
        if not chosen:
            raise OptionError("a season needs at least one script with a result")
        number = {script: place for place, script in enumerate(chosen, 1)}
        cast = corpus.table("characters")
        cast = cast[cast["script"].isin(number)].copy()
        cast["episode"] = cast["script"].map(number)
        cast["character"] = _people(cast, aliases)
        try:
            arc = corpus.table("arc", ["position", "compound"])
        except AttributeError:
            arc = pd.DataFrame({"script": [], "position": [], "compound": []})
        episodes = summary.loc[chosen].reset_index(drop=True)
        episodes.insert(0, "episode", range(1, len(chosen) + 1))
        return cls(chosen, episodes, cast, arc[arc["script"].isin(number)])

    @property
    def presence(self) -> pd.DataFrame:
        """Words that each character speaks in each episode: a row a character, a column a script.

        The character with the most words in the season is first; 0 where one does not speak.
        """
        grid = self._cast.pivot_table(
            index="character", columns="episode", values="words", aggfunc="sum", fill_value=0
        )
        grid = grid.reindex(
            index=self.characters["character"], columns=range(1, len(self.scripts) + 1)
        )
        grid.columns = pd.Index(self.scripts)
        return grid.fillna(0).astype("int64")

    @property
    def shares(self) -> pd.DataFrame:
        """Each character's share of the words spoken in each episode, as `presence`, 0-1."""
        grid = self.presence
        spoken = grid.sum()
        return grid / spoken.where(spoken > 0)

    @property
    def arc(self) -> pd.DataFrame:
        """The episodes' arcs joined: ``episode script position compound smooth``.

        ``position`` is the place in the season, 0-1 by words, so that a long episode has a larger
        part; ``smooth`` is the mean over a tenth of an episode's points. Empty without sentiment.
        """
        parts = []
        for row in self.episodes.to_dict("records"):
            part = self._arc[self._arc["script"] == row["script"]].sort_values("position")
            position = row["start"] + part["position"] * (row["end"] - row["start"])
            window = max(1, len(part) // 10)
            smooth = part["compound"].rolling(window, center=True, min_periods=1).mean()
            made = {"episode": row["episode"], "script": row["script"], "position": position}
            parts.append(pd.DataFrame({**made, "compound": part["compound"], "smooth": smooth}))
        return pd.concat(parts, ignore_index=True)

    @property
    def plot(self) -> Plots:
        """The plots: ``season.plot.presence()``, ``shares()`` and ``arc()``."""
        from scriptnb.results.plotting import Plots

        return Plots(self, "season")

    def __len__(self) -> int:
        return len(self.scripts)

    def __repr__(self) -> str:
        main = ", ".join(self.characters["character"].head(5))
        return f"{len(self)} episodes, {len(self.characters):,} characters; most words: {main}"

    def _repr_html_(self) -> str:
        from scriptnb.corpus import page

        return page.season_html(repr(self), self.episodes, self.presence)


def _people(cast: pd.DataFrame, aliases: Mapping[str, str]) -> list[str]:
    """Return the name of the person for each row.

    Names that differ only in case or in how accents are encoded are one; so are a name and its
    aliases in an episode's script (``aliases`` of the characters table), and the given ones.
    """
    key = names.key
    known: dict[str, str] = {}
    for name in cast["character"]:
        known.setdefault(key(name), name)
    given = {key(other): key(name) for other, name in aliases.items()}
    for other in aliases:
        if key(other) not in known:
            raise OptionError(f"aliases: nobody is called {other!r} in these scripts")
    for name in aliases.values():
        known.setdefault(key(name), name)
    for own, others in zip(cast["character"], cast["aliases"], strict=True):
        for other in others or ():
            if key(other) in known and key(other) != key(own):
                given.setdefault(key(other), key(own))

    def person(name: str) -> str:
        at, seen = key(name), set[str]()
        while at in given and at not in seen:
            seen.add(at)
            at = given[at]
        return known[at]

    return [person(name) for name in cast["character"]]


def _characters(cast: pd.DataFrame, episodes: int) -> pd.DataFrame:
    rows: list[dict[str, object]] = []
    whole = cast["words"].sum()
    for name, part in cast.groupby("character", sort=False):
        speaking = sorted(set(part["episode"]))
        gaps = [after - before - 1 for before, after in itertools.pairwise(speaking)]
        words = int(part["words"].sum())
        rows.append(
            {
                "character": name,
                "words": words,
                "share": words / whole if whole else None,
                "episodes": len(speaking),
                "first_episode": speaking[0],
                "last_episode": speaking[-1],
                "longest_absence": max(gaps, default=0),
                "regular": len(speaking) == episodes,
                "scenes": int(part["scenes"].sum()),
                "speeches": int(part["speeches"].sum()),
            }
        )
    columns = ["character", "words", "share", "episodes", "first_episode", "last_episode",
               "longest_absence", "regular", "scenes", "speeches"]  # fmt: skip
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values("words", ascending=False, kind="stable", ignore_index=True)


def _episodes(summary: pd.DataFrame, cast: pd.DataFrame) -> pd.DataFrame:
    wanted = ["episode", "script", "title", "pages", "minutes", "scenes", "characters", "words",
              "dialogue_share", "sentiment", "main_character"]  # fmt: skip
    found = summary[[name for name in wanted if name in summary]].copy()
    first = cast.groupby("character")["episode"].min()
    new = first.value_counts()
    at = list(found.columns).index("characters") + 1
    found.insert(at, "new_characters", [int(new.get(each, 0)) for each in found["episode"]])
    words = found["words"].to_numpy(dtype="float64")
    ends = np.cumsum(words) / words.sum() if words.sum() else np.linspace(0, 1, len(words) + 1)[1:]
    found["start"] = np.concatenate([[0.0], ends[:-1]])
    found["end"] = ends
    return found
