"""The acts side by side: length, words, setting, characters and valence of each.

Uses the acts that were found, and the scenes and speeches inside them.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from scriptnb.analysis.story import add_known, is_counted, people

if TYPE_CHECKING:
    from scriptnb.analysis.story import Story, StoryScene, StorySpeech
    from scriptnb.analysis.structure_rows import ActRow, ByActRow


def by_act(story: Story, acts: list[ActRow]) -> list[ByActRow]:
    """Return one row for each act.

    Shares of scenes are of those whose heading states it, as in ``summary``. ``compound`` is the
    mean by words of the valence of the speeches, None unless the speeches were scored.
    """
    index = {scene["scene"]: at for at, scene in enumerate(story.scenes)}
    rows: list[ByActRow] = []
    for act in acts:
        first, last = act["first_scene"], act["last_scene"]
        inside = range(0)
        if first is not None and last is not None:
            inside = range(index[first], index[last] + 1)
        rows.append(_row(story, act["act"], inside))
    return rows


def _row(story: Story, act: str, inside: range) -> ByActRow:
    scenes = [story.scenes[at] for at in inside]
    counted = [scene for scene in scenes if is_counted(scene)]
    speeches = [row for at in inside for row in chain(story.speeches[at], story.groups[at])]
    words = sum(scene["words"] for scene in scenes)
    spoken = sum(scene["dialogue_words"] for scene in scenes)
    return {
        "act": act,
        "scenes": len(counted),
        "minutes": add_known(scene["minutes"] for scene in scenes),
        "words": words,
        "dialogue_share": min(spoken / words, 1.0) if words else None,
        "int_share": _int_share(counted),
        "day_share": _day_share(counted),
        "characters": len({name for row in speeches for name in people(row)}),
        "compound": _compound(speeches),
    }


def _int_share(scenes: list[StoryScene]) -> float | None:
    stated = [scene["int_ext"] for scene in scenes if scene["int_ext"]]
    return stated.count("INT") / len(stated) if stated else None


def _day_share(scenes: list[StoryScene]) -> float | None:
    """Return the share by day; None also where the rows that were given have no light."""
    if all(scene["light"] is None for scene in scenes):
        return None
    stated = [scene["light"] for scene in scenes if scene["light"] or scene["time"]]
    return stated.count("DAY") / len(stated)


def _compound(speeches: list[StorySpeech]) -> float | None:
    total, weight = 0.0, 0
    for row in speeches:
        if (value := row.get("compound")) is not None:
            total += value * row["words"]
            weight += row["words"]
    return total / weight if weight else None
