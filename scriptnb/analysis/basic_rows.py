"""The rows of basic's tables: one class a table, one field a column.

`scriptnb.results.schema` takes the columns of a DataFrame, their order and their types from here.
"""

from __future__ import annotations

from typing import TypedDict


class TotalColumns(TypedDict):
    """The size of a script, as far as its summary states it."""

    title: str | None
    format: str
    language: str | None
    pages: int
    minutes: float
    minutes_speech: float
    scenes: int
    locations: int
    places: int
    characters: int
    speeches: int
    words: int
    dialogue_words: int
    action_words: int
    dialogue_share: float | None


class SettingColumns(TypedDict):
    """Where and at what time of day a script's scenes take place.

    Shares are of the scenes whose heading states it.
    """

    int_share: float | None
    ext_share: float | None
    day_share: float | None
    night_share: float | None
    int_scenes: int
    ext_scenes: int
    int_ext_scenes: int
    day_scenes: int
    night_scenes: int


class DetailColumns(TypedDict):
    """Extremes, means and counts of a script."""

    silent_scenes: int
    mean_scene_minutes: float | None
    longest_scene: int | None
    longest_scene_minutes: float | None
    dialogue_minutes: float
    mean_speech_words: float | None
    longest_speech: int | None
    longest_speech_line: int | None
    monologues: int
    dual_speeches: int
    main_character: str | None
    main_character_share: float | None
    acts: int
    sections: int
    synopses: int
    notes: int
    problems: int


class SummaryRow(TotalColumns, SettingColumns, DetailColumns):
    """The one row of ``summary``."""


class SceneRow(TypedDict):
    """A scene: what its heading states, and what its elements and speeches add up to."""

    scene: int
    number: str | None
    heading: str
    int_ext: str | None
    location: str | None
    time_of_day: str | None
    time: str | None
    #: DAY or NIGHT. SAME, LATER and CONTINUOUS have the light of the scene before.
    light: str | None
    #: What kind of scene it is, such as FLASHBACK, and remarks after the time.
    qualifier: list[str]
    #: Whether it stands for a scene that was taken out.
    omitted: bool
    line: int
    end_line: int
    page: int
    #: As printed, None where the source prints no numbers.
    page_label: str | None
    eighths: int
    #: What the length is taken from: file, pages or layout.
    length_source: str
    minutes: float
    minutes_speech: float
    words: int
    dialogue_words: int
    action_words: int
    speeches: int
    characters: list[str]
    end_page: int
    dialogue_share: float | None
    dialogue_minutes: float
    #: Paragraphs, separated by blank lines.
    action_text: str
    #: The line on which each of these paragraphs starts.
    action_lines: list[int]


class DialogueRow(TypedDict):
    """A speech."""

    dialogue: int
    scene: int
    character: str
    #: Of a group cue, those of the group that are certain; None for one person.
    members: list[str] | None
    extension: str | None
    parenthetical: str | None
    text: str
    words: int
    line: int
    end_line: int
    dual: bool
    page: int | None


class CharacterRow(TypedDict):
    """A character who speaks."""

    character: str
    speeches: int
    words: int
    words_share: float | None
    minutes_speech: float
    scenes: int
    first_scene: int
    last_scene: int
    longest_speech: int
    mean_speech_words: float
    #: Names that were merged into this one, then names that may be the same person's.
    aliases: list[str]
    longest_speech_line: int
    first_line: int
    monologues: int


class LocationRow(TypedDict):
    """A location; INT and EXT of one location are one row."""

    location: str
    #: The master place, such as BLOOM HOUSE, and the part of it, such as KITCHEN.
    place: str
    part: str | None
    int_ext: str | None
    scenes: int
    eighths: int
    minutes: float
    times: list[str]
    scene_list: list[int]


class OutlineRow(TypedDict):
    """A section, a synopsis, a note or an act heading."""

    kind: str
    level: int | None
    text: str
    scene: int | None
    line: int
    page: int
    pages_planned: float | None
    pages: float | None


class PageRow(TypedDict):
    """A page: what starts on it, and the shares of dialogue, action and headings."""

    page: int
    line: int | None
    scenes: list[int]
    dialogue_share: float | None
    action_share: float | None
    heading_share: float | None
    dialogue_words: int
    action_words: int


class ElementRow(TypedDict):
    """A kind of element."""

    kind: str
    elements: int
    pages: float
    share: float | None
    words: int
    letters: int
    mean_words: float
    longest_words: int
    longest_line: int


class ProblemRow(TypedDict):
    """Something in the script that could not be read with certainty."""

    line: int | None
    kind: str
    message: str
    text: str


class BasicMetadata(TypedDict):
    """Facts about a script and how it was measured."""

    title: str | None
    title_page: dict[str, list[str]]
    format: str
    language: str | None
    #: SHA-256 of the source, hexadecimal.
    hash: str
    lines: int
    #: "source" where the source has pages, else "layout".
    pages_from: str
    words_per_minute: float
    action_words_per_minute: float


class BasicTables(TypedDict):
    """Every basic table but the summary of them."""

    scenes: list[SceneRow]
    dialogues: list[DialogueRow]
    characters: list[CharacterRow]
    locations: list[LocationRow]
    outline: list[OutlineRow]
    pages: list[PageRow]
    elements: list[ElementRow]
    problems: list[ProblemRow]


class BasicOverview(TypedDict):
    """What describes the script as a whole."""

    metadata: BasicMetadata
    summary: list[SummaryRow]


class BasicResult(BasicOverview, BasicTables):
    """What the basic analysis returns; its tables in the order in which they are shown."""
