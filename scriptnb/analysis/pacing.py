"""How fast a script moves: each scene's length, talk and tension, and its slow and fast stretches.

Knows numbers of scenes only. Tension here is a measure of form, not of content: short scenes, short
speeches, many speakers and raised voices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.analysis.given import Row
    from scriptnb.analysis.story import Story

#: How far a smoothed value looks to each side, as a share of the script.
REACH = 0.05
#: A stretch is at least this share of the script and this many scenes.
STRETCH = 0.08
STRETCH_SCENES = 3
#: How many of each kind are named.
STRETCHES = 3


def pacing(story: Story) -> list[Row]:
    """Measure each scene.

    Returns
    -------
    list of dict
        ``tension`` (0-1) is the mean of the scene's ranks in this script: by shortness, by
        shortness of its speeches, by number of speakers, by exclamation marks a word; a silent
        scene is ranked by the first and third alone. ``*_smooth`` are means over 5% of the words
        to each side, weighted by length.
    """
    count = len(story.scenes)
    lengths = _lengths(story)
    short_scene = _ranks([-length for length in lengths])
    crowd = _ranks([len(heard) for heard in story.speakers])
    speech: list[float | None] = []
    loud: list[float | None] = []
    for scene, said in zip(story.scenes, story.said, strict=True):
        words = scene["dialogue_words"]
        speech.append(-words / len(said) if said and words else None)
        marks = sum(row["text"].count("!") for row in said)
        loud.append(marks / words if said and words else None)
    short_speech, raised = _ranks(speech), _ranks(loud)
    rows = []
    for i, scene in enumerate(story.scenes):
        parts = [
            part
            for part in (short_scene[i], short_speech[i], crowd[i], raised[i])
            if part is not None
        ]
        words = scene["words"]
        rows.append(
            {
                "scene": scene["scene"],
                "position": story.middle(i),
                "minutes": scene["minutes"],
                "dialogue_ratio": min(scene["dialogue_words"] / words, 1.0) if words else None,
                "speakers": len(story.speakers[i]),
                "tension": sum(parts) / len(parts),
            }
        )
    weights = [max(length, 1e-9) for length in lengths]
    for key in ("minutes", "dialogue_ratio", "tension"):
        # A mean of scene lengths weighted by length would be that of the long ones alone.
        by = [1.0] * count if key == "minutes" else weights
        for row, value in zip(rows, _smooth(story, [row[key] for row in rows], by), strict=True):
            # Running sums drift by a last digit; a share stays a share.
            row[f"{key}_smooth"] = min(value, 1.0) if value and key != "minutes" else value
    return rows


def _lengths(story: Story) -> list[float]:
    """Return each scene's minutes, or its words where not every scene's minutes are known."""
    minutes = [row["minutes"] for row in story.scenes]
    return [row["words"] for row in story.scenes] if None in minutes else minutes


def _ranks(values: Sequence[float | None]) -> list[float | None]:
    """Rank values from 0 to 1, equal ones alike, unknown ones not at all; one alone gets 0.5."""
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
    """Average over the scenes whose middles lie within `REACH`; unknown ones count in nothing."""
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


def stretches(story: Story) -> list[Row]:
    """Name the slowest and the fastest stretches: fewest and most scenes a minute.

    Returns
    -------
    list of dict
        ``kind`` ("slowest", "fastest"), ``rank``, its scenes, length and their headings; stretches
        do not overlap. None where there are too few scenes to have any.
    """
    count = len(story.scenes)
    if count < 2 * STRETCH_SCENES:
        return []
    lengths = _lengths(story)
    before = [0.0]
    for length in lengths:
        before.append(before[-1] + length)
    windows: list[tuple[float, int, int]] = []
    end = 0
    for first in range(count):
        end = max(end, first + STRETCH_SCENES)
        while end < count and story.ends[end - 1] - story.starts[first] < STRETCH:
            end += 1
        if end > count or story.ends[end - 1] - story.starts[first] < STRETCH:
            break
        length = before[end] - before[first]
        windows.append(((end - first) / length if length > 0 else float("inf"), first, end))
    windows.sort()
    taken = [False] * count
    chosen: dict[str, list[tuple[int, int]]] = {"slowest": [], "fastest": []}
    ways = {"slowest": iter(windows), "fastest": iter(reversed(windows))}
    for _ in range(STRETCHES):
        for kind, found in chosen.items():
            for _, first, end in ways[kind]:
                if not (taken[first] or taken[end - 1] or any(taken[first:end])):
                    taken[first:end] = [True] * (end - first)
                    found.append((first, end))
                    break
    return [
        _stretch(story, kind, rank, first, end)
        for kind, found in chosen.items()
        for rank, (first, end) in enumerate(found, 1)
    ]


def _stretch(story: Story, kind: str, rank: int, first: int, end: int) -> Row:
    inside = story.scenes[first:end]
    minutes = [row["minutes"] for row in inside]
    length = None if None in minutes else float(sum(minutes))
    words = sum(row["words"] for row in inside)
    spoken = sum(row["dialogue_words"] for row in inside)
    return {
        "kind": kind,
        "rank": rank,
        "first_scene": inside[0]["scene"],
        "last_scene": inside[-1]["scene"],
        "scenes": len(inside),
        "minutes": length,
        "minutes_per_scene": None if length is None else length / len(inside),
        "dialogue_ratio": min(spoken / words, 1.0) if words else None,
        "low": story.starts[first],
        "high": story.ends[end - 1],
        "page": inside[0]["page"],
        "line": inside[0]["line"],
        "headings": [row["heading"] for row in inside if row["heading"]],
    }
