"""Who is there, who leads, and who is gone for long; knows who speaks and who is named where."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scriptnb.analysis.given import Row
    from scriptnb.analysis.story import Story

#: How many of those who speak most count as main characters.
MAIN = 12
LEADS = 10


def presence(story: Story) -> list[Row]:
    """Count the words of each character in each scene, a row for each that speaks there.

    A scene in which nobody speaks has one row without a character, so that no scene is missing.
    """
    rows: list[Row] = []
    for scene, said in zip(story.scenes, story.said, strict=True):
        words: dict[str, int] = {}
        for row in said:
            if row["character"]:
                words[row["character"]] = words.get(row["character"], 0) + row["words"]
        number = scene["scene"]
        if not words:
            rows.append({"scene": number, "character": None, "words": 0})
        rows += [{"scene": number, "character": name, "words": n} for name, n in words.items()]
    return rows


def main_characters(story: Story, count: int = MAIN) -> list[str]:
    """Name those who speak most, most first."""
    return sorted(story.words, key=lambda name: -story.words[name])[:count]


def appearances(story: Story, names: list[str]) -> dict[str, list[int]]:
    """List the scenes (as indices) in which each speaks or is named in the action."""
    found: dict[str, list[int]] = {name: [] for name in names}
    for index, cast in enumerate(story.cast):
        for name in cast:
            if name in found:
                found[name].append(index)
    return found


def absences(story: Story) -> list[Row]:
    """Find the longest stretch without each main character, between first and last appearance.

    Returns
    -------
    list of dict
        ``from_scene`` is the first scene without the character and ``to_scene`` the last one;
        ``minutes`` and ``scenes`` say how long that is (0 where there is none).
    """
    rows = []
    for name, there in appearances(story, main_characters(story)).items():
        if not there:
            continue
        gaps = [range(a + 1, b) for a, b in pairwise(there) if b > a + 1]
        longest = max(gaps, key=lambda gap: _length(story, gap), default=range(0))
        rows.append(
            {
                "character": name,
                "from_scene": story.scenes[longest[0]]["scene"] if longest else None,
                "to_scene": story.scenes[longest[-1]]["scene"] if longest else None,
                "minutes": _minutes(story, longest),
                "scenes": len(longest),
                "from_page": story.scenes[longest[0]]["page"] if longest else None,
                "first_scene": story.scenes[there[0]]["scene"],
                "last_scene": story.scenes[there[-1]]["scene"],
                "share": sum(story.ends[i] - story.starts[i] for i in longest),
            }
        )
    rows.sort(key=lambda row: -row["share"])
    return rows


def _minutes(story: Story, scenes: range) -> float | None:
    lengths = [story.scenes[i]["minutes"] for i in scenes]
    return float(sum(lengths)) if all(each is not None for each in lengths) else None


def _length(story: Story, gap: range) -> tuple[float, int]:
    return _minutes(story, gap) or sum(story.ends[i] - story.starts[i] for i in gap), len(gap)


def protagonists(story: Story, central: list[Row]) -> list[Row]:
    """Rank who leads the story.

    The score (0-1) is the mean of four shares, each of the greatest that a character has: words,
    scenes in which they speak, exchanges with others, and how much of the script lies between
    their first and last scene.

    Returns
    -------
    list of dict
        ``character score reasons`` and the four shares, best first.
    """
    there: dict[str, list[int]] = {name: [] for name in story.words}
    for index, speakers in enumerate(story.speakers):
        for name in speakers:
            there[name].append(index)
    stands = {row["character"]: row for row in central}
    total = sum(story.words.values())
    measures = {
        name: (
            float(story.words[name]),
            float(len(scenes)),
            float(stands[name]["strength"]),
            story.ends[scenes[-1]] - story.starts[scenes[0]],
        )
        for name, scenes in there.items()
        if scenes
    }
    if not measures:
        return []
    most = [max(each[i] for each in measures.values()) for i in range(4)]
    rows: list[Row] = []
    for name, values in measures.items():
        shares = [value / top if top else 0.0 for value, top in zip(values, most, strict=True)]
        scenes, met = there[name], stands[name]["degree"]
        first, last = story.scenes[scenes[0]]["scene"], story.scenes[scenes[-1]]["scene"]
        reasons = [
            f"speaks {values[0] / total if total else 0:.0%} of the words ({story.words[name]:,})"
            + (", the most" if values[0] == most[0] else ""),
            f"speaks in {len(scenes)} of {len(story.scenes)} scenes"
            + (", the most" if values[1] == most[1] else ""),
            f"talks with {met} other{'' if met == 1 else 's'} in {stands[name]['strength']:,}"
            " exchanges" + (", the most" if most[2] and values[2] == most[2] else ""),
            f"from scene {first} to {last}, {values[3]:.0%} of the script",
        ]
        rows.append(
            {
                "character": name,
                "score": sum(shares) / 4,
                "reasons": reasons,
                "words_score": shares[0],
                "scenes_score": shares[1],
                "exchanges_score": shares[2],
                "span_score": shares[3],
            }
        )
    rows.sort(key=lambda row: -row["score"])
    return rows[:LEADS]
