"""The cast list: who speaks, and whom the action introduces though they never speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.analysis.story import add_known

if TYPE_CHECKING:
    from scriptnb.analysis.introductions import Introduction, People
    from scriptnb.analysis.story import Story, StoryScene
    from scriptnb.analysis.structure_rows import CastRow


def present(story: Story, people: People) -> list[list[str]]:
    """Return who is in each scene: those who speak in the script, then those who never do."""
    everybody = [list(names) for names in story.cast]
    for name, scenes in people.scenes.items():
        for index in scenes:
            everybody[index].append(name)
    return everybody


def cast(story: Story, people: People) -> list[CastRow]:
    """Return a row for each person, numbered.

    Those who speak come first, the one with most eighths at their head; then those who never
    speak, in the same order.
    """
    appearances: dict[str, list[int]] = {name: [] for name in story.words}
    for index, names in enumerate(story.cast):
        for name in names:
            appearances[name].append(index)
    lines = _first_lines(story)
    speaking_scenes: dict[str, int] = {}
    for speakers in story.speakers:
        for name in speakers:
            speaking_scenes[name] = speaking_scenes.get(name, 0) + 1
    rows = [
        _row(story, name, scenes, people.speaking.get(name), lines.get(name), speaking_scenes)
        for name, scenes in appearances.items()
        if scenes
    ]
    rows.sort(key=_size)
    silent = [
        _row(story, person.name, people.scenes[person.name], person, person.line, {}, speaks=False)
        for person in people.silent
        if people.scenes[person.name]
    ]
    rows += sorted(silent, key=_size)
    for number, row in enumerate(rows, 1):
        row["number"] = number
    return rows


def _size(row: CastRow) -> int:
    return -(row["eighths"] or row["scenes"])


def _row(
    story: Story,
    name: str,
    scenes: list[int],
    introduced: Introduction | None,
    line: int | None,
    speaking_scenes: dict[str, int],
    *,
    speaks: bool = True,
) -> CastRow:
    inside = [story.scenes[i] for i in scenes]
    return {
        "number": 0,
        "character": name,
        "speaks": speaks,
        "first_scene": inside[0]["scene"],
        "line": line,
        "age": introduced.age if introduced else None,
        "description": introduced.description if introduced else None,
        "scenes": len(scenes),
        "speaking_scenes": speaking_scenes.get(name, 0),
        "pages": _pages(inside),
        "locations": list(dict.fromkeys(row["location"] for row in inside if row["location"])),
        "eighths": add_known(row["eighths"] for row in inside),
        "minutes": add_known(row["minutes"] for row in inside),
        "last_scene": inside[-1]["scene"],
        "idle": scenes[-1] - scenes[0] + 1 - len(scenes),
    }


def _first_lines(story: Story) -> dict[str, int | None]:
    """Return the line on which each who speaks is first named in the action, or first speaks."""
    first: dict[str, int | None] = {}
    for scene, mentions, speeches, groups in zip(
        story.scenes, story.mentions, story.speeches, story.groups, strict=True
    ):
        found: dict[str, int | None] = {}
        for row in (*speeches, *groups):
            for name in row["members"] or (row["character"],):
                found.setdefault(name, row["line"])
        new = [each for each in mentions if each.character not in first]
        for name, line in zip(
            (each.character for each in new),
            _lines_of(scene, [each.start for each in new]),
            strict=True,
        ):
            known = found.get(name)
            # Where the action's lines are unknown, that of the first speech is at least exact.
            if line is not None and (known is None or line < known):
                found[name] = line
        for name, line in found.items():
            first.setdefault(name, line)
    return first


def _lines_of(scene: StoryScene, places: list[int]) -> list[int | None]:
    """Return the line of the paragraph in which each place of the action is, in order."""
    lines = scene.get("action_lines")
    text = scene["action_text"] or ""
    if not lines:
        return [None] * len(places)
    found: list[int | None] = []
    paragraph = 0
    end = text.find("\n\n")
    for place in places:
        while 0 <= end <= place:
            paragraph += 1
            end = text.find("\n\n", end + 2)
        found.append(lines[paragraph] if paragraph < len(lines) else None)
    return found


def _pages(scenes: list[StoryScene]) -> list[int]:
    """Return the numbers of the pages of the scenes."""
    pages: set[int] = set()
    for row in scenes:
        if row["page"] is not None:
            pages.update(range(row["page"], (row["end_page"] or row["page"]) + 1))
    return sorted(pages)
