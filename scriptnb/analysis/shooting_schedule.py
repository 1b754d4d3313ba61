"""The order of shooting, its days, and the days of work and hold of each cast member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.analysis.scene_sheets import set_of
from scriptnb.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scriptnb.analysis.basic_rows import SceneRow
    from scriptnb.analysis.production_rows import DayOutOfDaysRow, ScheduleRow
    from scriptnb.analysis.scene_sheets import Member

#: Eighths of a page.
_PAGE = 8
PAGES_PER_DAY = 5


def check_pages(pages: object) -> float:
    """Return the pages of a day.

    Raises
    ------
    OptionError
        When it is no number from an eighth to a hundred.
    """
    if isinstance(pages, int | float) and not isinstance(pages, bool):
        number = float(pages)
        if 1 / _PAGE <= number <= 100:
            return number
    raise OptionError(f"pages_per_day must be a number from 0.125 to 100, not {pages!r}")


def check_order(order: object) -> list[int | str]:
    """Return the order of shooting, an empty list where none was given.

    Raises
    ------
    OptionError
        When it is no list of scenes, or has one twice.
    """
    if order is None:
        return []
    if not isinstance(order, list | tuple):
        raise OptionError(f"order must be a list of scene numbers, not {type(order).__name__}")
    for at, each in enumerate(order):
        if isinstance(each, bool) or not isinstance(each, int | str):
            raise OptionError(f"order: {each!r} is no scene; give 3, or '3A' as it is printed")
        if each in order[:at]:
            raise OptionError(f"order: scene {each!r} is named twice")
    return list(order)


def schedule(
    scenes: Iterable[SceneRow],
    present: Mapping[int, Sequence[Member]],
    order: Sequence[int | str] = (),
    pages_per_day: float = PAGES_PER_DAY,
) -> list[ScheduleRow]:
    """Return the scenes in the order of shooting, with their days.

    Parameters
    ----------
    scenes
        Basic's rows; scenes that were taken out, and what precedes the first heading, are not shot.
    present
        Who is in each scene.
    order
        Scenes by their place in the script (a number) or as printed (a text). Those that it does
        not name follow by set, the set with most pages first, each day before night.
    pages_per_day
        A scene that no longer fits starts the next day; one that is longer takes several days.

    Raises
    ------
    OptionError
        When ``order`` names a scene that is not there.
    """
    shot = [scene for scene in scenes if scene["heading"] and not scene["omitted"]]
    capacity = max(1, round(pages_per_day * _PAGE))
    rows: list[ScheduleRow] = []
    day, used = 1, 0
    for at, scene in enumerate(_ordered(shot, order), 1):
        length = scene["eighths"]
        if used and used + length > capacity:
            day, used = day + 1, 0
        last = day + max(0, used + length - 1) // capacity
        rows.append(
            {
                "order": at,
                "day": day,
                "last_day": last,
                "scene": scene["scene"],
                "number": scene["number"],
                "set": set_of(scene),
                "time": scene["light"] or scene["time"],
                "eighths": length,
                "cast": [member.number for member in present.get(scene["scene"], ())],
            }
        )
        used += length - (last - day) * capacity
        day = last
    return rows


def _ordered(scenes: Sequence[SceneRow], order: Sequence[int | str]) -> list[SceneRow]:
    by_place: dict[int | str, SceneRow] = {scene["scene"]: scene for scene in scenes}
    for scene in scenes:
        if scene["number"] is not None:
            by_place.setdefault(scene["number"], scene)
    if missing := [each for each in order if each not in by_place]:
        raise OptionError(f"order: the script has no scene {missing[0]!r} to be shot")
    first = {by_place[each]["scene"]: at for at, each in reversed(list(enumerate(order)))}
    size: dict[str, int] = {}
    for scene in scenes:
        size[_place(scene)] = size.get(_place(scene), 0) + scene["eighths"]
    by_size = sorted(size, key=lambda place: -size[place])
    rank = {place: at for at, place in enumerate(by_size)}
    return sorted(
        scenes,
        key=lambda scene: (
            first.get(scene["scene"], len(order)),
            not scene["location"],
            rank[_place(scene)],
            set_of(scene) or "",
            scene["light"] == "NIGHT",
            scene["scene"],
        ),
    )


def _place(scene: SceneRow) -> str:
    return (scene["location"] or "").casefold()


def day_out_of_days(
    rows: Iterable[ScheduleRow], cast: Mapping[str, Member]
) -> list[DayOutOfDaysRow]:
    """Return the days of work and hold of each cast member who is in the schedule, by number."""
    days: dict[int, set[int]] = {}
    for row in rows:
        for number in row["cast"]:
            days.setdefault(number, set()).update(range(row["day"], row["last_day"] + 1))
    found: list[DayOutOfDaysRow] = []
    for member in sorted(cast.values()):
        if not (work := days.get(member.number)):
            continue
        start, finish = min(work), max(work)
        total = finish - start + 1
        found.append(
            {
                "number": member.number,
                "character": member.character,
                "start": start,
                "finish": finish,
                "work": len(work),
                "hold": total - len(work),
                "total": total,
                "first_scene": member.first_scene,
                "last_scene": member.last_scene,
            }
        )
    return found
