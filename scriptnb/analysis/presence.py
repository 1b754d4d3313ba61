"""Presence, absences and protagonists: which scenes each character is in, and who leads."""

from __future__ import annotations

import math
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from scriptnb.analysis.story import add_known, people

if TYPE_CHECKING:
    from scriptnb.analysis.story import Story
    from scriptnb.analysis.structure_rows import (
        AbsenceRow,
        CentralityRow,
        PresenceRow,
        ProtagonistRow,
    )

#: How many of those with most words count as main characters.
MAIN = 12
#: How many protagonists are ranked.
LEADS = 10
#: Into how many parts the script is divided to measure continuous presence.
PARTS = 20
_ROUNDING = 1e-9


def presence(story: Story) -> list[PresenceRow]:
    """Return the words of each character in each scene, one row for each who speaks there.

    A scene in which nobody speaks has one row without a character, so that no scene is missing.
    """
    rows: list[PresenceRow] = []
    for scene, *speeches in zip(story.scenes, story.speeches, story.groups, strict=True):
        words: dict[str, int] = {}
        for row in chain.from_iterable(speeches):
            for name in people(row):
                words[name] = words.get(name, 0) + row["words"]
        number = scene["scene"]
        if not words:
            rows.append({"scene": number, "character": None, "words": 0})
        for name, count in words.items():
            rows.append({"scene": number, "character": name, "words": count})
    return rows


def main_characters(story: Story, count: int = MAIN) -> list[str]:
    """Return the characters with most words, most first."""
    return sorted(story.words, key=lambda name: -story.words[name])[:count]


def appearances(story: Story, names: list[str]) -> dict[str, list[int]]:
    """Return the indices of the scenes in which each speaks or is named in the action."""
    found: dict[str, list[int]] = {name: [] for name in names}
    for index, cast in enumerate(story.cast):
        for name in cast:
            if name in found:
                found[name].append(index)
    return found


def absences(story: Story) -> list[AbsenceRow]:
    """Return the longest absence of each main character between first and last appearance.

    ``from_scene`` is the first scene without the character and ``to_scene`` the last one;
    ``minutes`` and ``scenes`` are the length (0 where there is no absence).
    """
    rows: list[AbsenceRow] = []
    for name, present in appearances(story, main_characters(story)).items():
        if not present:
            continue
        gaps = [range(a + 1, b) for a, b in pairwise(present) if b > a + 1]
        longest = max(gaps, key=lambda gap: _length(story, gap), default=range(0))
        rows.append(
            {
                "character": name,
                "from_scene": story.scenes[longest[0]]["scene"] if longest else None,
                "to_scene": story.scenes[longest[-1]]["scene"] if longest else None,
                "minutes": _minutes(story, longest),
                "scenes": len(longest),
                "from_page": story.scenes[longest[0]]["page"] if longest else None,
                "first_scene": story.scenes[present[0]]["scene"],
                "last_scene": story.scenes[present[-1]]["scene"],
                "share": sum(story.ends[i] - story.starts[i] for i in longest),
            }
        )
    rows.sort(key=lambda row: -row["share"])
    return rows


def _minutes(story: Story, scenes: range) -> float | None:
    total = add_known(story.scenes[i]["minutes"] for i in scenes)
    return None if total is None else float(total)


def _length(story: Story, gap: range) -> tuple[float, int]:
    return _minutes(story, gap) or sum(story.ends[i] - story.starts[i] for i in gap), len(gap)


def protagonists(story: Story, central: list[CentralityRow]) -> list[ProtagonistRow]:
    """Return the characters who may lead the story, the likeliest first.

    The score (0-1) is the mean of four shares, each of the greatest value of any character: words,
    scenes in which they speak, exchanges with others, and continuous presence: in how many of the
    script's twentieths they speak. Whoever speaks at both ends only is present in two.
    """
    scenes: dict[str, list[int]] = {name: [] for name in story.words}
    for index, speakers in enumerate(story.speakers):
        for name in speakers:
            scenes[name].append(index)
    place = {row["character"]: row for row in central}
    measures = {
        name: (
            float(story.words[name]),
            float(len(own)),
            float(place[name]["strength"]),
            float(len(_parts(story, own))),
        )
        for name, own in scenes.items()
        if own
    }
    if not measures:
        return []
    most = [max(each[i] for each in measures.values()) for i in range(4)]
    rows: list[ProtagonistRow] = []
    for name, values in measures.items():
        shares = [value / top if top else 0.0 for value, top in zip(values, most, strict=True)]
        rows.append(
            {
                "character": name,
                "score": sum(shares) / 4,
                "reasons": _reasons(story, place[name], scenes[name], values, most),
                "words_score": shares[0],
                "scenes_score": shares[1],
                "exchanges_score": shares[2],
                "presence_score": shares[3],
            }
        )
    rows.sort(key=lambda row: -row["score"])
    return rows[:LEADS]


def _parts(story: Story, scenes: list[int]) -> set[int]:
    """Return the twentieths of the script into which some scenes fall."""
    parts: set[int] = set()
    for index in scenes:
        first = int(story.starts[index] * PARTS)
        parts.update(range(first, max(first + 1, math.ceil(story.ends[index] * PARTS - _ROUNDING))))
    return parts


def _reasons(
    story: Story,
    place: CentralityRow,
    scenes: list[int],
    values: tuple[float, float, float, float],
    most: list[float],
) -> list[str]:
    """Describe the four values of a character; ``most`` are the greatest of all characters."""
    total = sum(story.words.values())
    words, met = story.words[place["character"]], place["degree"]
    first, last = story.scenes[scenes[0]]["scene"], story.scenes[scenes[-1]]["scene"]
    return [
        f"speaks {values[0] / total if total else 0:.0%} of the words ({words:,})"
        + (", the most" if values[0] == most[0] else ""),
        f"speaks in {len(scenes)} of {len(story.scenes)} scenes"
        + (", the most" if values[1] == most[1] else ""),
        f"talks with {met} other{'' if met == 1 else 's'} in {place['strength']:,} exchanges"
        + (", the most" if most[2] and values[2] == most[2] else ""),
        f"from scene {first} to {last}, in {values[3]:.0f} of {PARTS} parts of the script"
        + (", the most" if values[3] == most[3] else ""),
    ]
