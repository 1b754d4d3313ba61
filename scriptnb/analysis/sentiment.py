"""Feelings with evidence: every speech scored, every number traceable to the lines behind it.

Speeches in, plain rows out; knows no file format, queue or notebook. Valence is VADER's
(`scriptnb.analysis.vader`), emotions are the head's (`scriptnb.analysis.emotions`), both for
English. A script in another language is never scored with the English lexicon: its tables say
``unsupported language``, unless the user brings a lexicon of their own.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from scriptnb.analysis import sentiment_tables
from scriptnb.analysis.lexicons import check_lexicon, read_lexicon
from scriptnb.analysis.sentiment_tables import EMOTIONS, Row
from scriptnb.analysis.vader import Vader, shared
from scriptnb.analysis.words import count_words
from scriptnb.errors import OptionError
from scriptnb.screenplay.language import assumed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from scriptnb.analysis.registry import Inputs, Progress, ResultDict

#: The language of the lexicon and the head in the package.
LANGUAGE = "en"


class Labeller(Protocol):
    """What scores emotions: the head in the package, or a model of the user's."""

    def probabilities(self, texts: Sequence[str]) -> NDArray[Any]:
        """Return an array of shape (texts, 7) in the order of `EMOTIONS`; rows sum to one."""
        ...


class SentimentAnalyzer:
    r"""Valence and emotions of every speech, character, scene and pair of characters.

    Parameters
    ----------
    lexicon
        A lexicon of the user's: a mapping word -> valence, or the path of a CSV file.
    language
        The language that ``lexicon`` and ``model`` are for; without one they serve every script.
    model
        The folder of a transformers model of the user's (extra ``models``), its labels named as
        the seven emotions.

    Examples
    --------
    >>> said = [{"dialogue": 1, "scene": 1, "character": "BOB", "text": "I love this, thank you!"}]
    >>> tables = SentimentAnalyzer().analyze_character_emotions(said)
    >>> tables["emotions"][0]["dominant_emotion"], tables["dialogues"][0]["compound"]
    ('joy', 0.8109)
    """

    name = "sentiment"
    version = "1"
    requires: tuple[str, ...] = ("basic",)
    options = ("lexicon", "lexicon_language")

    def __init__(
        self,
        lexicon: Mapping[str, float] | str | Path | None = None,
        language: str | None = None,
        model: str | Path | None = None,
    ) -> None:
        self._lexicon: dict[str, float] | None = None
        if isinstance(lexicon, str | Path):
            self._lexicon = read_lexicon(lexicon)
        elif lexicon is not None:
            self._lexicon = check_lexicon(lexicon)
        self._language = language
        self._model: Labeller | None = None
        if model is not None:
            from scriptnb.analysis.local_model import LocalModel

            self._model = LocalModel(model)

    def check_options(self, options: Mapping[str, Any]) -> None:
        """Raise `OptionError` for a value that an option cannot take."""
        if options.get("lexicon") is not None:
            check_lexicon(options["lexicon"])
        language = options.get("lexicon_language")
        if language is not None and not isinstance(language, str):
            raise OptionError(f"lexicon_language must be a code such as 'pl', not {language!r}")

    def run(self, inputs: Inputs, options: Mapping[str, Any], progress: Progress) -> ResultDict:
        """Analyse what basic found in a script."""
        analyzer = self
        if options.get("lexicon") is not None:
            analyzer = SentimentAnalyzer(options["lexicon"], options.get("lexicon_language"))
        basic = inputs["basic"]
        progress(0.1, "listening to the dialogue")
        language = assumed(
            basic["metadata"]["language"], (row["text"] for row in basic["dialogues"])
        )
        return analyzer.analyze_character_emotions(
            basic["dialogues"], basic["scenes"], language=language
        )

    def analyze_character_emotions(
        self,
        dialogues: Iterable[Mapping[str, Any]],
        scenes: Iterable[Mapping[str, Any]] | None = None,
        *,
        language: str | None = None,
    ) -> ResultDict:
        """Score speeches and sum them up.

        Parameters
        ----------
        dialogues
            A row a speech: ``character`` and ``text``, and as far as known ``dialogue scene line
            words``; further keys are kept. A text that is None or NaN counts as silent.
        scenes
            A row a scene: ``scene``, and as far as known ``words action_text``.
        language
            Two letters; None means English.

        Returns
        -------
        dict
            The tables ``dialogues emotions evidence scene_sentiment arc pairs``, each a list of
            dicts, and ``metadata``. Unknown numbers are None.
        """
        speeches = [_speech(row, number) for number, row in enumerate(_rows(dialogues), 1)]
        places = None if scenes is None else _rows(scenes)
        language = (language or LANGUAGE).split("-")[0].lower()
        vader = self._vader(language)
        labeller = self._labeller(language)
        note = None if vader else f"unsupported language: {language}"
        scored = _score(speeches, vader, labeller)
        return {
            "metadata": {
                "language": language,
                "note": note,
                "valence": None if vader is None else ("own lexicon" if self._lexicon else "VADER"),
                "emotions": None if labeller is None else ("own model" if self._model else "head"),
            },
            "dialogues": scored,
            "emotions": sentiment_tables.characters(scored, note),
            "evidence": sentiment_tables.evidence(scored),
            "scene_sentiment": sentiment_tables.scenes(scored, places, vader, note),
            "arc": sentiment_tables.arc(scored, places),
            "pairs": sentiment_tables.pairs(scored),
        }

    def _serves(self, language: str) -> bool:
        return self._language is None or self._language == language

    def _vader(self, language: str) -> Vader | None:
        if self._lexicon is not None and self._serves(language):
            return Vader(self._lexicon)
        return shared() if language == LANGUAGE else None

    def _labeller(self, language: str) -> Labeller | None:
        if self._model is not None and self._serves(language):
            return self._model
        if language != LANGUAGE:
            return None
        from scriptnb.analysis.emotions import shared_model

        return shared_model()


def _rows(table: Any) -> list[dict[str, Any]]:
    """Take a list of dicts, or a DataFrame, as fresh dicts with None for what is missing."""
    if hasattr(table, "to_dict"):
        table = table.to_dict("records")
    return [
        {key: None if _missing(value) else value for key, value in row.items()} for row in table
    ]


def _missing(value: Any) -> bool:
    # NaN, NaT and pandas.NA are the values that do not equal themselves; NA refuses to say.
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or type(value).__name__ in ("NAType", "NaTType")


def _speech(row: Row, number: int) -> Row:
    if "character" not in row or "text" not in row:
        raise OptionError(
            f"dialogues: row {number} has no {'character' if 'text' in row else 'text'};"
            " each speech needs a character and a text"
        )
    row["text"] = "" if row["text"] is None else str(row["text"])
    row["character"] = "" if row["character"] is None else str(row["character"])
    row.setdefault("dialogue", number)
    row.setdefault("scene", None)
    row.setdefault("line", None)
    if row.get("words") is None:
        row["words"] = count_words(row["text"])
    return row


def _score(speeches: list[Row], vader: Vader | None, labeller: Labeller | None) -> list[Row]:
    """Give each speech its scores; a silent one, or one in an unknown language, has none."""
    spoken = [row for row in speeches if row["text"].strip()]
    texts = [row["text"] for row in spoken]
    for row in speeches:
        row.update(neg=None, neu=None, pos=None, compound=None, emotion=None)
        row.update((f"p_{emotion}", None) for emotion in EMOTIONS)
    if vader is not None:
        for row, scores in zip(spoken, vader.scores(texts), strict=True):
            row.update(neg=scores.neg, neu=scores.neu, pos=scores.pos, compound=scores.compound)
    if labeller is not None and texts:
        probabilities = labeller.probabilities(texts)
        best = probabilities.argmax(axis=1).tolist()
        for row, shares, top in zip(spoken, probabilities.tolist(), best, strict=True):
            row["emotion"] = EMOTIONS[top]
            row.update(
                (f"p_{emotion}", round(share, 5))
                for emotion, share in zip(EMOTIONS, shares, strict=True)
            )
    return speeches
