"""Rows of ``problems`` about the story's form: long scenes, long silence and a short last act."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scriptnb.analysis.story import is_counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scriptnb.analysis.basic_rows import ProblemRow
    from scriptnb.analysis.story import Story
    from scriptnb.analysis.structure_rows import ActRow

#: Longer scenes, and longer stretches of scenes in which nobody speaks, are listed; in pages.
LONG_SCENE = 3.0
LONG_SILENCE = 3.0
#: A third act with a smaller share of the script is listed.
SHORT_ACT = 0.05
#: A heading of an act proper, unlike TEASER and TAG.
_ACT = re.compile(r"\b(?:act|akt|acte|acto|atto)\b", re.IGNORECASE)


def story_problems(story: Story, acts: list[ActRow]) -> list[ProblemRow]:
    """Return a row for each long scene, each long silence and a short last act, in this order."""
    return [*_long_scenes(story), *_silences(story), *_short_act(story, acts)]


def _long_scenes(story: Story) -> Iterator[ProblemRow]:
    for scene in story.scenes:
        pages = scene["minutes"]
        if pages is not None and pages > LONG_SCENE and is_counted(scene):
            message = f"scene {scene['scene']} has {pages:.1f} pages; few scenes have over three"
            yield _row("long_scene", scene["line"], message, scene["heading"])


def _silences(story: Story) -> Iterator[ProblemRow]:
    """Return the runs of scenes in which nobody speaks."""
    first: int | None = None
    pages = 0.0
    for at in range(len(story.scenes) + 1):
        silent = at < len(story.scenes) and _is_silent(story, at)
        if silent:
            first = at if first is None else first
            pages += story.scenes[at]["minutes"] or 0.0
            continue
        if first is not None and pages > LONG_SILENCE:
            start, end = story.scenes[first], story.scenes[at - 1]
            where = f"scene {start['scene']}"
            if end is not start:
                where = f"scenes {start['scene']} to {end['scene']}"
            message = f"nobody speaks in {where}: {pages:.1f} pages"
            yield _row("long_silence", start["line"], message, start["heading"])
        first, pages = None, 0.0


def _is_silent(story: Story, at: int) -> bool:
    return not (story.speeches[at] or story.groups[at] or story.scenes[at]["dialogue_words"])


def _short_act(story: Story, acts: list[ActRow]) -> Iterator[ProblemRow]:
    """Return a row where the last of three or four acts is too short to be one."""
    if len(acts) not in (3, 4):
        return
    last = acts[-1]
    if last["share"] < SHORT_ACT and _ACT.search(last["act"]):
        scenes = {scene["scene"]: scene for scene in story.scenes}
        scene = scenes[last["first_scene"]] if last["first_scene"] is not None else None
        message = f"{last['act']} has only {last['share']:.1%} of the words of the script"
        line, heading = (scene["line"], scene["heading"]) if scene else (None, None)
        yield _row("short_act", line, message, heading)


def _row(kind: str, line: int | None, message: str, heading: str | None) -> ProblemRow:
    return {"line": line, "kind": kind, "message": message, "text": heading or ""}
