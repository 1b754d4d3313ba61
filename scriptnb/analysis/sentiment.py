"""The sentiment analysis: valence and emotions of every speech, summed up in tables.

Takes rows of speeches and scenes and returns plain rows; knows no file format, queue or notebook.
Valence is VADER's (`scriptnb.analysis.vader`), emotions are those of the trained model
(`scriptnb.analysis.emotions`); both are for English. A script in another language is never scored
with the English lexicon: its tables have the note ``unsupported language``, unless the user
provides a lexicon.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from scriptnb.analysis import sentiment_tables
from scriptnb.analysis.input_rows import read_rows, read_speeches
from scriptnb.analysis.lexicons import check_lexicon, read_lexicon
from scriptnb.analysis.sentiment_rows import EMOTIONS, PROBABILITY
from scriptnb.analysis.vader import Vader, shared
from scriptnb.errors import OptionError
from scriptnb.screenplay.language import assumed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from scriptnb.analysis.registry import Inputs, Options, Progress
    from scriptnb.analysis.sentiment_rows import GivenScene, ScoredSpeech, SentimentResult

#: The language of the lexicon and the emotion model in the package.
LANGUAGE = "en"


class EmotionClassifier(Protocol):
    """Scores emotions: the model in the package, or one of the user's."""

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.floating]:
        """Return an array of shape (texts, 7) in the order of `EMOTIONS`; rows sum to one."""
        ...


class SentimentAnalyzer:
    r"""Valence and emotions of every speech, character, scene and pair of characters.

    Parameters
    ----------
    lexicon
        A lexicon of the user's: a mapping word -> valence, or the path of a CSV file.
    language
        The language that ``lexicon`` and ``model`` are for; None applies them to every script.
    model
        The folder of a transformers model of the user's (extra ``models``), its labels named as
        the seven emotions.

    Examples
    --------
    >>> speech = {"dialogue": 1, "scene": 1, "character": "BOB", "text": "I love this, thank you!"}
    >>> tables = SentimentAnalyzer().analyze_character_emotions([speech])
    >>> tables["emotions"][0]["dominant_emotion"], tables["dialogues"][0]["compound"]
    ('joy', 0.8109)
    """

    name = "sentiment"
    version = "3"
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
        self._model: EmotionClassifier | None = None
        if model is not None:
            from scriptnb.analysis.local_model import LocalModel

            self._model = LocalModel(model)

    def check_options(self, options: Options) -> None:
        """Raise `OptionError` for a value that an option cannot take."""
        if options.get("lexicon") is not None:
            check_lexicon(options["lexicon"])
        _check_language(options)

    def run(self, inputs: Inputs, options: Options, progress: Progress) -> SentimentResult:
        """Analyse the speeches and scenes that basic found."""
        analyzer = self
        if options.get("lexicon") is not None:
            analyzer = SentimentAnalyzer(
                check_lexicon(options["lexicon"]), _check_language(options)
            )
        basic = inputs["basic"]
        progress(0.1, "scoring the dialogue")
        language = assumed(
            basic["metadata"]["language"], (row["text"] for row in basic["dialogues"])
        )
        return analyzer.analyze_character_emotions(
            basic["dialogues"], basic["scenes"], language=language
        )

    def analyze_character_emotions(
        self, dialogues: object, scenes: object = None, *, language: str | None = None
    ) -> SentimentResult:
        """Score speeches and make all sentiment tables.

        Parameters
        ----------
        dialogues
            A list of dicts or a DataFrame, one row for each speech: ``character`` and ``text``, and
            ``dialogue scene line words`` where known; further columns are kept. A text that is None
            or NaN is that of a silent speech.
        scenes
            One row for each scene: ``scene``, and ``words action_text`` where known.
        language
            Two letters; None means English.

        Returns
        -------
        dict
            The tables ``dialogues emotions evidence scene_sentiment arc pairs``, each a list of
            dicts, and ``metadata``. Unknown numbers are None.
        """
        speeches = [_unscored(row, at) for at, row in enumerate(read_speeches(dialogues), 1)]
        places = None if scenes is None else cast("list[GivenScene]", read_rows(scenes, "scenes"))
        language = (language or LANGUAGE).split("-")[0].lower()
        vader = self._vader(language)
        classifier = self._classifier(language)
        note = None if vader else f"unsupported language: {language}"
        _score(speeches, vader, classifier)
        own_model = "own model" if self._model else "head"
        return {
            "metadata": {
                "language": language,
                "note": note,
                "valence": None if vader is None else ("own lexicon" if self._lexicon else "VADER"),
                "emotions": None if classifier is None else own_model,
            },
            "dialogues": speeches,
            "emotions": sentiment_tables.emotions_table(speeches, note),
            "evidence": sentiment_tables.evidence_table(speeches),
            "scene_sentiment": sentiment_tables.scene_sentiment_table(
                speeches, places, vader, note
            ),
            "arc": sentiment_tables.arc_table(speeches, places),
            "pairs": sentiment_tables.pairs_table(speeches),
        }

    def _applies_to(self, language: str) -> bool:
        """Return whether the user's lexicon and model are for this language."""
        return self._language is None or self._language == language

    def _vader(self, language: str) -> Vader | None:
        if self._lexicon is not None and self._applies_to(language):
            return Vader(self._lexicon)
        return shared() if language == LANGUAGE else None

    def _classifier(self, language: str) -> EmotionClassifier | None:
        if self._model is not None and self._applies_to(language):
            return self._model
        if language != LANGUAGE:
            return None
        from scriptnb.analysis.emotions import shared_model

        return shared_model()


def _check_language(options: Options) -> str | None:
    language = options.get("lexicon_language")
    if language is not None and not isinstance(language, str):
        raise OptionError(f"lexicon_language must be a code such as 'pl', not {language!r}")
    return language


def _unscored(row: dict[str, object], number: int) -> ScoredSpeech:
    """Return a speech with the columns of `ScoredSpeech`, its scores still None."""
    row.setdefault("dialogue", number)
    row.setdefault("scene", None)
    row.setdefault("line", None)
    row.setdefault("members", None)
    row.update(neg=None, neu=None, pos=None, compound=None, emotion=None)
    row.update(dict.fromkeys(PROBABILITY.values()))
    return cast("ScoredSpeech", row)


def _score(
    speeches: list[ScoredSpeech], vader: Vader | None, classifier: EmotionClassifier | None
) -> None:
    """Fill in the scores; those of a silent speech, or in an unknown language, stay None."""
    spoken = [row for row in speeches if row["text"].strip()]
    texts = [row["text"] for row in spoken]
    if vader is not None:
        for row, scores in zip(spoken, vader.scores(texts), strict=True):
            row["neg"], row["neu"], row["pos"] = scores.neg, scores.neu, scores.pos
            row["compound"] = scores.compound
    if classifier is not None and texts:
        probabilities = classifier.probabilities(texts)
        best = probabilities.argmax(axis=1).tolist()
        for row, shares, top in zip(spoken, probabilities.tolist(), best, strict=True):
            row["emotion"] = EMOTIONS[top]
            for emotion, share in zip(EMOTIONS, shares, strict=True):
                row[PROBABILITY[emotion]] = round(share, 5)
