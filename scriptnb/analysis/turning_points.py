"""Where a story turns: five turning points, each a scene, a range and the evidence for both.

The five are those of P. Papalampidi, F. Keller, M. Lapata, "Movie Plot Analysis via Turning Point
Identification", EMNLP 2019. Where they fall in 74 films (``data/turning_points.json`` says how
that was found) is the prior; scenes that are long and full of people are likelier, a little. The
five scenes are chosen together, in order. No single scene is certain: the range is the answer.
"""

from __future__ import annotations

import functools
import json
import math
from bisect import bisect_left
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from scriptnb.analysis.given import Row
    from scriptnb.analysis.story import Story

NAMES = ("Opportunity", "Change of Plans", "Point of No Return", "Major Setback", "Climax")
METHOD = (
    "where 74 films have it, by words, weighed with scene length and characters on stage;"
    " range: 80% of those films"
)
#: What the method was measured at, on films that took no part in making the density.
ACCURACY = (
    "on feature films tagged by people the scene is 7.5% of the film away on average, and the"
    " range holds the tagged place 80% of the time; shorter forms were not measured"
)
#: Weights of the logarithms of a scene's words and speakers beside the log density.
WEIGHT = 0.25
#: A density of exactly nothing would forbid a scene for ever.
_FLOOR = 1e-6
_DATA = Path(__file__).parent / "data" / "turning_points.json"


class Prior(msgspec.Struct, frozen=True):
    """Where one turning point falls: a density over equal bins of 0-1, and its quantiles."""

    density: tuple[float, ...]
    low: float
    middle: float
    high: float

    def log_density(self, position: float) -> float:
        """Interpolate the density between the middles of its bins."""
        at = min(max(position * len(self.density) - 0.5, 0.0), len(self.density) - 1.0)
        left = int(at)
        right = min(left + 1, len(self.density) - 1)
        share = at - left
        value = self.density[left] * (1 - share) + self.density[right] * share
        return math.log(max(value, _FLOOR))


@functools.cache
def priors() -> dict[str, Prior]:
    """Read the densities of the five turning points."""
    read = json.loads(_DATA.read_text(encoding="utf-8"))["turning_points"]
    return {
        name: Prior(
            tuple(read[name]["density"]),
            read[name]["quantiles"]["0.1"],
            read[name]["quantiles"]["0.5"],
            read[name]["quantiles"]["0.9"],
        )
        for name in NAMES
    }


def turning_points(story: Story) -> list[Row]:
    """Find the five turning points.

    Returns
    -------
    list of dict
        Five rows in order. ``position`` is the scene's middle; ``low``-``high`` hold the turning
        point in 80% of films; ``p`` is the scene's share of the likelihood of all scenes. In a
        script of fewer than five scenes every row says so in ``evidence`` and names no scene.
    """
    count = len(story.scenes)
    if count < len(NAMES):
        scenes = "one scene" if count == 1 else f"{count or 'no'} scenes"
        why = f"{scenes}: too short for five turning points"
        return [_row(name, evidence=why) for name in NAMES]
    weight = [
        WEIGHT * (math.log1p(row["words"]) + math.log1p(len(heard)))
        for row, heard in zip(story.scenes, story.speakers, strict=True)
    ]
    scores = [
        [prior.log_density(story.middle(i)) + weight[i] for i in range(count)]
        for prior in (priors()[name] for name in NAMES)
    ]
    ranks = _Ranks(story)
    return [
        _found(story, name, index, score, ranks)
        for name, index, score in zip(NAMES, _in_order(scores), scores, strict=True)
    ]


def _in_order(scores: list[list[float]]) -> list[int]:
    """Choose one scene a turning point, each after the one before, for the greatest sum."""
    count = len(scores[0])
    best = list(scores[0])
    came: list[list[int]] = []
    for row in scores[1:]:
        now = [-math.inf] * count
        back = [0] * count
        top = 0
        for i in range(1, count):
            if best[i - 1] > best[top]:
                top = i - 1
            now[i], back[i] = best[top] + row[i], top
        best = now
        came.append(back)
    chosen = [max(range(count), key=best.__getitem__)]
    for back in reversed(came):
        chosen.append(back[chosen[-1]])
    return chosen[::-1]


class _Ranks:
    """Says of how many scenes a scene is longer or fuller."""

    def __init__(self, story: Story) -> None:
        self.words = sorted(row["words"] for row in story.scenes)
        self.speakers = sorted(map(len, story.speakers))

    def beaten(self, ordered: list[int], value: int) -> float:
        return bisect_left(ordered, value) / len(ordered)


def _found(story: Story, name: str, index: int, score: list[float], ranks: _Ranks) -> Row:
    prior, scene = priors()[name], story.scenes[index]
    position = story.middle(index)
    # In a script of few scenes the likeliest may lie outside: the range must hold its own answer.
    low, high = min(prior.low, position), max(prior.high, position)
    within = [i for i in range(len(score)) if story.ends[i] >= low and story.starts[i] <= high]
    top = max(score)
    speakers = len(story.speakers[index])
    said = max(story.said[index], key=lambda row: row["words"], default=None)
    longer = ranks.beaten(ranks.words, scene["words"])
    fuller = ranks.beaten(ranks.speakers, speakers)
    speak = "speaks" if speakers == 1 else "speak"
    evidence = [
        f"at {position:.0%} of the words; half of 74 films have it before {prior.middle:.0%}",
        f"{scene['words']:,} words, more than {longer:.0%} of the scenes",
        f"{speakers} {speak}, more than in {fuller:.0%} of the scenes",
    ]
    return _row(
        name,
        scene=scene["scene"],
        position=position,
        low=low,
        high=high,
        line=scene["line"],
        page=scene["page"],
        evidence="; ".join(evidence),
        heading=scene["heading"],
        low_scene=story.scenes[within[0]]["scene"],
        high_scene=story.scenes[within[-1]]["scene"],
        p=math.exp(score[index] - top) / sum(math.exp(each - top) for each in score),
        quote=said and said["text"],
        quote_line=said and said["line"],
    )


def _row(name: str, **known: object) -> Row:
    keys = (
        "scene", "position", "low", "high", "line", "page", "evidence", "method", "accuracy",
        "heading", "low_scene", "high_scene", "p", "quote", "quote_line",
    )  # fmt: skip
    return {
        "turning_point": name,
        **dict.fromkeys(keys),
        "method": METHOD,
        "accuracy": ACCURACY,
        **known,
    }
