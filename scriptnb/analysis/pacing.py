"""Pacing: the length, share of dialogue and tension of each scene, and slow and fast stretches.

Tension is here a measure of form, not of content: short scenes, short speeches, many speakers and
exclamation marks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from scriptnb.analysis.story import add_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scriptnb.analysis.story import Story
    from scriptnb.analysis.structure_rows import PacingRow, StretchRow

#: How far a moving average reaches to each side, as a share of the script.
REACH = 0.05
#: A stretch is at least this share of the script and this many scenes.
STRETCH = 0.08
STRETCH_SCENES = 3
#: How many slowest and how many fastest stretches are returned.
STRETCHES = 3
#: Each averaged column, and the column of its moving average.
_AVERAGED: tuple[
    tuple[
        Literal["minutes", "dialogue_ratio", "tension"],
        Literal["minutes_smooth", "dialogue_ratio_smooth", "tension_smooth"],
    ],
    ...,
] = (
    ("minutes", "minutes_smooth"),
    ("dialogue_ratio", "dialogue_ratio_smooth"),
    ("tension", "tension_smooth"),
)


def pacing(story: Story) -> list[PacingRow]:
    """Return the pacing of each scene.

    ``tension`` (0-1) is the mean of the scene's ranks in this script: by shortness, by shortness of
    its speeches, by number of speakers, and by exclamation marks per word; a silent scene has only
    the first and third rank. ``*_smooth`` are means over 5% of the words to each side, weighted by
    length.
    """
    rows: list[PacingRow] = [
        {
            "scene": scene["scene"],
            "position": story.middle(i),
            "minutes": scene["minutes"],
            "dialogue_ratio": min(scene["dialogue_words"] / scene["words"], 1.0)
            if scene["words"]
            else None,
            "speakers": len(story.speakers[i]),
            "tension": tension,
            "minutes_smooth": None,
            "dialogue_ratio_smooth": None,
            "tension_smooth": None,
        }
        for i, (scene, tension) in enumerate(zip(story.scenes, _tension(story), strict=True))
    ]
    weights = [max(length, 1e-9) for length in _lengths(story)]
    for key, smooth_key in _AVERAGED:
        # A mean of scene lengths weighted by length would be that of the long ones alone.
        by = [1.0] * len(rows) if key == "minutes" else weights
        for row, value in zip(rows, _smooth(story, [row[key] for row in rows], by), strict=True):
            # Running sums have rounding errors, but a share may not exceed 1.
            row[smooth_key] = min(value, 1.0) if value and key != "minutes" else value
    return rows


def _tension(story: Story) -> list[float]:
    """Return the mean of each scene's known ranks."""
    speech_shortness: list[float | None] = []
    exclamations: list[float | None] = []
    for scene, speeches in zip(story.scenes, story.speeches, strict=True):
        words = scene["dialogue_words"]
        speech_shortness.append(-words / len(speeches) if speeches and words else None)
        marks = sum(row["text"].count("!") for row in speeches)
        exclamations.append(marks / words if speeches and words else None)
    ranks = (
        _ranks([-length for length in _lengths(story)]),
        _ranks(speech_shortness),
        _ranks([len(names) for names in story.speakers]),
        _ranks(exclamations),
    )
    tension = []
    for of_scene in zip(*ranks, strict=True):
        known = [rank for rank in of_scene if rank is not None]
        tension.append(sum(known) / len(known))
    return tension


def _lengths(story: Story) -> list[float]:
    """Return each scene's minutes, or its words where the minutes of a scene are unknown."""
    minutes = [row["minutes"] for row in story.scenes if row["minutes"] is not None]
    if len(minutes) < len(story.scenes):
        return [row["words"] for row in story.scenes]
    return minutes


def _ranks(values: Sequence[float | None]) -> list[float | None]:
    """Rank values from 0 to 1: equal ones the same, a single one 0.5, an unknown one None."""
    known = sorted((value, i) for i, value in enumerate(values) if value is not None)
    ranks: list[float | None] = [None] * len(values)
    at = 0
    while at < len(known):
        end = at
        while end + 1 < len(known) and known[end + 1][0] == known[at][0]:
            end += 1
        share = (at + end) / 2 / (len(known) - 1) if len(known) > 1 else 0.5
        for _, i in known[at : end + 1]:
            ranks[i] = share
        at = end + 1
    return ranks


def _smooth(story: Story, values: list[float | None], weights: list[float]) -> list[float | None]:
    """Return the weighted mean over the scenes whose middles lie within `REACH`.

    Unknown values are left out.
    """
    count = len(values)
    middles = [story.middle(i) for i in range(count)]
    smoothed: list[float | None] = []
    first = end = 0
    total = weight = 0.0
    known = 0
    for i in range(count):
        while end < count and middles[end] <= middles[i] + REACH:
            if (value := values[end]) is not None:
                total += value * weights[end]
                weight += weights[end]
                known += 1
            end += 1
        while middles[first] < middles[i] - REACH:
            if (value := values[first]) is not None:
                total -= value * weights[first]
                weight -= weights[first]
                known -= 1
            first += 1
        smoothed.append(max(total, 0.0) / weight if known and weight > 0 else None)
    return smoothed


def stretches(story: Story) -> list[StretchRow]:
    """Return the slowest and the fastest stretches: those with fewest and most scenes per minute.

    Stretches do not overlap. There is none where there are too few scenes.
    """
    count = len(story.scenes)
    if count < 2 * STRETCH_SCENES:
        return []
    windows = sorted(_windows(story))
    taken = [False] * count
    chosen: dict[str, list[tuple[int, int]]] = {"slowest": [], "fastest": []}
    orders = {"slowest": iter(windows), "fastest": iter(reversed(windows))}
    for _ in range(STRETCHES):
        for kind, found in chosen.items():
            for _, first, end in orders[kind]:
                if not any(taken[first:end]):
                    taken[first:end] = [True] * (end - first)
                    found.append((first, end))
                    break
    return [
        _stretch(story, kind, rank, first, end)
        for kind, found in chosen.items()
        for rank, (first, end) in enumerate(found, 1)
    ]


def _windows(story: Story) -> Iterator[tuple[float, int, int]]:
    """Yield the shortest stretch from each scene on: scenes per length, first scene and end."""
    count = len(story.scenes)
    before = [0.0]
    for length in _lengths(story):
        before.append(before[-1] + length)
    end = 0
    for first in range(count):
        end = max(end, first + STRETCH_SCENES)
        while end < count and story.ends[end - 1] - story.starts[first] < STRETCH:
            end += 1
        if end > count or story.ends[end - 1] - story.starts[first] < STRETCH:
            return
        length = before[end] - before[first]
        yield (end - first) / length if length > 0 else float("inf"), first, end


def _stretch(story: Story, kind: str, rank: int, first: int, end: int) -> StretchRow:
    inside = story.scenes[first:end]
    minutes = add_known(row["minutes"] for row in inside)
    words = sum(row["words"] for row in inside)
    spoken = sum(row["dialogue_words"] for row in inside)
    return {
        "kind": kind,
        "rank": rank,
        "first_scene": inside[0]["scene"],
        "last_scene": inside[-1]["scene"],
        "scenes": len(inside),
        "minutes": None if minutes is None else float(minutes),
        "minutes_per_scene": None if minutes is None else minutes / len(inside),
        "dialogue_ratio": min(spoken / words, 1.0) if words else None,
        "low": story.starts[first],
        "high": story.ends[end - 1],
        "page": inside[0]["page"],
        "line": inside[0]["line"],
        "headings": [row["heading"] for row in inside if row["heading"]],
    }
