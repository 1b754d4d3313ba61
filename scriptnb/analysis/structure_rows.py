"""The rows of the structure tables: one class a table, one field a column.

`scriptnb.results.schema` takes the columns of a DataFrame, their order and their types from here.
"""

from __future__ import annotations

from typing import TypedDict

# Type hints are evaluated for the columns of the tables.
from scriptnb.analysis.basic_rows import ProblemRow  # noqa: TC001


class TurningPointRow(TypedDict):
    """One of the five turning points; its place is None where none was found."""

    turning_point: str
    scene: int | None
    position: float | None
    low: float | None
    high: float | None
    line: int | None
    page: int | None
    evidence: str
    method: str
    accuracy: str
    heading: str | None
    #: The first and the last scene of the range from ``low`` to ``high``.
    low_scene: int | None
    high_scene: int | None
    #: The scene's share of the likelihood of all scenes.
    p: float | None
    #: The scene's longest speech.
    quote: str | None
    quote_line: int | None


class ActRow(TypedDict):
    """An act; one whose heading has no scene below it has no first and last scene."""

    act: str
    first_scene: int | None
    last_scene: int | None
    share: float
    #: "act headings", "sections" or "turning points".
    source: str
    scenes: int
    minutes: float | None
    pages_planned: float | None
    first_page: int | None
    last_page: int | None


class ByActRow(TypedDict):
    """An act's length, words, setting, speaking characters and valence."""

    act: str
    scenes: int
    minutes: float | None
    words: int
    dialogue_share: float | None
    int_share: float | None
    day_share: float | None
    #: How many speak.
    characters: int
    compound: float | None


class PresenceRow(TypedDict):
    """The words of one character in one scene; a silent scene has a row without a character."""

    scene: int
    character: str | None
    words: int


class NetworkRow(TypedDict):
    """Two characters who speak in one scene."""

    source: str
    target: str
    scenes: int
    exchanges: int
    words: int
    words_to_target: int
    words_to_source: int


class CentralityRow(TypedDict):
    """A character's place in the network."""

    character: str
    degree: int
    strength: int
    betweenness: float


class ProtagonistRow(TypedDict):
    """A character who may lead the story: the score, its four parts, and their reasons."""

    character: str
    score: float
    reasons: list[str]
    words_score: float
    scenes_score: float
    exchanges_score: float
    #: In how many twentieths of the script the character speaks, as a share of the most.
    presence_score: float


class AbsenceRow(TypedDict):
    """The longest run of scenes without a main character."""

    character: str
    from_scene: int | None
    to_scene: int | None
    minutes: float | None
    scenes: int
    from_page: int | None
    first_scene: int
    last_scene: int
    share: float


class PacingRow(TypedDict):
    """A scene: length, share of dialogue and tension, each also as a moving average."""

    scene: int
    position: float
    minutes: float | None
    dialogue_ratio: float | None
    speakers: int
    tension: float
    minutes_smooth: float | None
    dialogue_ratio_smooth: float | None
    tension_smooth: float | None


class StretchRow(TypedDict):
    """One of the slowest or fastest runs of scenes."""

    #: "slowest" or "fastest".
    kind: str
    rank: int
    first_scene: int
    last_scene: int
    scenes: int
    minutes: float | None
    minutes_per_scene: float | None
    dialogue_ratio: float | None
    low: float
    high: float
    page: int | None
    line: int | None
    headings: list[str]


class ArcShapeRow(TypedDict):
    """One of the six shapes of an emotional arc."""

    shape: str
    path: str
    #: The share of the resampled scripts that have this shape.
    share: float
    correlation: float | None
    nearest: bool
    method: str


class ArcLineRow(TypedDict):
    """A point of the smooth arc, with the band of the resampled ones."""

    position: float
    value: float
    low: float
    high: float


class BechdelRow(TypedDict):
    """A question of the Bechdel test."""

    question: str
    #: "yes", "no", "unknown" or "unsupported".
    answer: str
    scene: int | None
    line: int | None
    text: str
    #: 0-1, of the answer; None where nothing was found.
    certainty: float | None
    characters: list[str]


class GenderRow(TypedDict):
    """A character's gender, and the lines that show it."""

    character: str
    #: "female", "male", "other" or "unknown".
    gender: str
    #: "given", "title", "cue", "introduction", "address", "grammar", "pronouns", "first name" or
    #: None.
    source: str | None
    #: Whether the cue is a name, not a role such as WAITER.
    named: bool
    votes_female: int
    votes_male: int
    scene: int | None
    line: int | None
    text: str | None
    evidence: list[int]


class GenderShareRow(TypedDict):
    """How many characters of one gender speak, and how much."""

    gender: str
    characters: int
    speeches: int
    words: int
    words_share: float | None


class ReadabilityRow(TypedDict):
    """How easy one part of the text is to read."""

    #: "action", "dialogue" or "character".
    part: str
    character: str | None
    words: int
    sentences: int
    reading_ease: float | None
    grade: float | None
    letters_per_word: float | None
    words_per_sentence: float | None
    note: str | None


class BreakdownRow(TypedDict):
    """The scenes of one location, INT or EXT, at one time of day."""

    location: str | None
    int_ext: str | None
    time: str | None
    scenes: int
    eighths: int | None
    cast: list[str]
    minutes: float | None
    scene_list: list[int]


class OneLinerRow(TypedDict):
    """A scene in the one-line schedule."""

    scene: int
    number: str | None
    heading: str | None
    page: int | None
    eighths: int | None
    cast: list[str]
    #: The author's own.
    synopsis: str | None
    #: The first sentence of the scene's action.
    opening: str | None


class CastGridRow(TypedDict):
    """A character in a scene; a scene without anybody has a row without a character."""

    scene: int
    character: str | None


class CastRow(TypedDict):
    """A person in the cast list, and what that person is needed for."""

    number: int
    character: str
    #: False for somebody whom the action introduces and who never speaks.
    speaks: bool
    first_scene: int
    #: Where the person is first named in the action, or first speaks.
    line: int | None
    #: As written: "38", "late 30s".
    age: str | None
    description: str | None
    scenes: int
    speaking_scenes: int
    pages: list[int]
    locations: list[str]
    eighths: int | None
    minutes: float | None
    last_scene: int
    #: Scenes between the first and the last in which the person does not appear.
    idle: int


class StoryDayRow(TypedDict):
    """On which day of the story a scene plays; None outside the story's present."""

    scene: int
    story_day: int | None
    evidence: str | None


class NormRow(TypedDict):
    """A measure of the summary, beside that of other feature scripts."""

    measure: str
    value: float
    #: The share of the scripts with less, 0-100.
    percentile: float
    #: Four in five scripts are between these.
    typical_low: float
    typical_high: float


class VoiceRow(TypedDict):
    """A word that one character uses more than the others do, and the first speech with it."""

    character: str
    word: str
    score: float
    count: int
    per_1000: float
    others_per_1000: float
    scene: int | None
    line: int | None
    text: str
    method: str


class VoiceSimilarityRow(TypedDict):
    """How alike the words of two main characters are."""

    character: str
    other: str
    #: 0-1.
    similarity: float


class StructureMetadata(TypedDict):
    """How the structure was found."""

    language: str
    turning_points: str
    turning_points_accuracy: str
    speeches_without_scene: int


class StructureResult(TypedDict):
    """What the structure analysis returns; its tables in the order in which they are shown."""

    metadata: StructureMetadata
    turning_points: list[TurningPointRow]
    acts: list[ActRow]
    by_act: list[ByActRow]
    presence: list[PresenceRow]
    network: list[NetworkRow]
    centrality: list[CentralityRow]
    protagonists: list[ProtagonistRow]
    absences: list[AbsenceRow]
    pacing: list[PacingRow]
    stretches: list[StretchRow]
    arc_shape: list[ArcShapeRow]
    arc_line: list[ArcLineRow]
    bechdel: list[BechdelRow]
    reverse_bechdel: list[BechdelRow]
    genders: list[GenderRow]
    gender_shares: list[GenderShareRow]
    readability: list[ReadabilityRow]
    breakdown: list[BreakdownRow]
    one_liner: list[OneLinerRow]
    cast_grid: list[CastGridRow]
    cast: list[CastRow]
    story_days: list[StoryDayRow]
    voice: list[VoiceRow]
    voice_similarity: list[VoiceSimilarityRow]
    norms: list[NormRow]
    problems: list[ProblemRow]
