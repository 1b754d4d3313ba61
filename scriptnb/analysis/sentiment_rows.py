"""The rows of the sentiment tables: one class a table, one field a column.

`scriptnb.results.schema` takes the columns of a DataFrame, their order and their types from here.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from scriptnb.analysis.basic_rows import DialogueRow

EMOTIONS = ("anger", "disgust", "fear", "joy", "sadness", "surprise", "neutral")

ProbabilityColumn = Literal[
    "p_anger", "p_disgust", "p_fear", "p_joy", "p_sadness", "p_surprise", "p_neutral"
]
#: Emotion -> the column of its probability.
PROBABILITY: dict[str, ProbabilityColumn] = {
    "anger": "p_anger",
    "disgust": "p_disgust",
    "fear": "p_fear",
    "joy": "p_joy",
    "sadness": "p_sadness",
    "surprise": "p_surprise",
    "neutral": "p_neutral",
}


class ScoredSpeech(DialogueRow):
    """A speech with its scores; all are None for one that cannot be scored.

    A speech that was given without a scene or a line has None there.
    """

    neg: float | None
    neu: float | None
    pos: float | None
    compound: float | None
    emotion: str | None
    p_anger: float | None
    p_disgust: float | None
    p_fear: float | None
    p_joy: float | None
    p_sadness: float | None
    p_surprise: float | None
    p_neutral: float | None


class GivenScene(TypedDict):
    """A scene as the sentiment analysis is given it."""

    scene: int
    words: NotRequired[int | None]
    action_text: NotRequired[str | None]


class EmotionRow(TypedDict):
    """A character: mean valence with its interval, and the mean probability of each emotion.

    The dominant emotion is the one that is clearly above what the script's other speeches have;
    None where there is none.
    """

    character: str
    speeches: int
    words: int
    compound: float | None
    compound_low: float | None
    compound_high: float | None
    dominant_emotion: str | None
    share_anger: float | None
    share_disgust: float | None
    share_fear: float | None
    share_joy: float | None
    share_sadness: float | None
    share_surprise: float | None
    share_neutral: float | None
    #: Each share minus that of the script's other speeches.
    diff_anger: float | None
    diff_disgust: float | None
    diff_fear: float | None
    diff_joy: float | None
    diff_sadness: float | None
    diff_surprise: float | None
    #: The interval (95%) of the difference of the dominant emotion.
    diff_low: float | None
    diff_high: float | None
    #: Why there are no scores.
    note: str | None


class EvidenceRow(TypedDict):
    """A line that shows one emotion of one character."""

    character: str
    emotion: str
    dialogue: int
    scene: int
    line: int
    text: str
    p: float


class SceneSentimentRow(TypedDict):
    """A scene: the valence of its dialogue, and that of its action."""

    scene: int
    speeches: int
    compound: float | None
    action_compound: float | None
    dominant_emotion: str | None
    #: Why there are no scores.
    note: str | None


class ArcRow(TypedDict):
    """A point of the smoothed valence of the dialogue, with its band."""

    position: float
    compound: float | None
    low: float | None
    high: float | None


class PairRow(TypedDict):
    """What one character says to another."""

    speaker: str
    listener: str
    speeches: int
    words: int
    compound: float | None
    dominant_emotion: str | None


class SentimentMetadata(TypedDict):
    """What the speeches were scored with."""

    language: str
    #: What a reader must know of the scores, or why there are none.
    note: str | None
    valence: str | None
    emotions: str | None


class SentimentResult(TypedDict):
    """What the sentiment analysis returns; its tables in the order in which they are shown."""

    metadata: SentimentMetadata
    dialogues: list[ScoredSpeech]
    emotions: list[EmotionRow]
    evidence: list[EvidenceRow]
    scene_sentiment: list[SceneSentimentRow]
    arc: list[ArcRow]
    pairs: list[PairRow]
