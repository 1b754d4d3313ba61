"""The rows of the production tables: one class a table, one field a column.

`scriptnb.results.schema` takes the columns of a DataFrame, their order and their types from here.
"""

from __future__ import annotations

from typing import TypedDict


class TagRow(TypedDict):
    """An element of a scene: a prop, a vehicle, an animal, an effect."""

    scene: int
    line: int | None
    category: str
    name: str
    #: "note": a note of the script; "file": the file's own tags, or a suggestion that the option
    #: ``tags`` confirms; "suggested": found by words and capitals.
    source: str
    #: 1 for what somebody has tagged.
    certainty: float
    #: The note, the line, or why it is suggested.
    text: str


class SheetHead(TypedDict):
    """What a scene sheet says of the scene."""

    scene: int
    number: str | None
    heading: str
    set: str | None
    #: DAY or NIGHT; else the time of day, where the heading states one.
    time: str | None
    story_day: int | None
    page: int | None
    eighths: int
    #: The numbers of the cast members, and their names.
    cast: list[int]
    names: list[str]
    #: Those of them who speak in no scene.
    roles: list[str]


class SheetElements(TypedDict):
    """The elements of a scene by category."""

    extras: list[str]
    props: list[str]
    vehicles: list[str]
    animals: list[str]
    weapons: list[str]
    wardrobe: list[str]
    makeup: list[str]
    #: Special and visual effects.
    effects: list[str]
    stunts: list[str]
    sound: list[str]
    music: list[str]
    set_dressing: list[str]
    #: Elements of any other category.
    other: list[str]


class SceneSheetRow(SheetHead, SheetElements):
    """A scene sheet: the scene, its elements, and what happens in a line."""

    synopsis: str | None


class ScheduleRow(TypedDict):
    """A scene in the order of shooting."""

    order: int
    #: The shooting day, and the last one where a scene is longer than a day.
    day: int
    last_day: int
    scene: int
    number: str | None
    set: str | None
    time: str | None
    eighths: int
    cast: list[int]


class DayOutOfDaysRow(TypedDict):
    """The shooting days of one cast member."""

    number: int
    character: str
    #: The first and the last shooting day.
    start: int
    finish: int
    #: Days of work, days between them without work, and both.
    work: int
    hold: int
    total: int
    first_scene: int
    last_scene: int


class ProductionMetadata(TypedDict):
    """How the breakdown was made."""

    language: str
    #: Whether elements were suggested, or why not.
    suggestions: str
    pages_per_day: float
    #: Confirmed tags of scenes that the script does not have.
    tags_without_scene: list[str]


class ProductionResult(TypedDict):
    """What the production analysis returns; its tables in the order in which they are shown."""

    metadata: ProductionMetadata
    tags: list[TagRow]
    scene_sheets: list[SceneSheetRow]
    schedule: list[ScheduleRow]
    day_out_of_days: list[DayOutOfDaysRow]
