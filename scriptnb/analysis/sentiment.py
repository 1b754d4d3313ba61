"""The sentiment analysis: valence and emotions of every speech, summed up in tables.

Takes rows of speeches and scenes and returns plain rows; knows no file format, queue or notebook.
Both come from the model of the script's language (`scriptnb.analysis.emotions`), trained on film
dialogue; in English VADER's scores (`scriptnb.analysis.vader`) stand beside them. A script in a
language without a model is not scored, unless the user provides a lexicon or a model: its tables
have the note ``unsupported language``.
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

    from scriptnb.analysis.emotions import EmotionModel, Scores
    from scriptnb.analysis.registry import Inputs, Options, Progress
    from scriptnb.analysis.sentiment_rows import GivenScene, ScoredSpeech, SentimentResult

#: The language of VADER's lexicon.
LANGUAGE = "en"
#: The languages that have a model, and others that scripts are recognised in, by their names.
LANGUAGE_NAMES = {
    "en": "English", "pl": "Polish", "de": "German", "fr": "French", "es": "Spanish",
    "it": "Italian", "cs": "Czech", "da": "Danish", "el": "Greek", "fi": "Finnish",
    "hu": "Hungarian", "nl": "Dutch", "no": "Norwegian", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian",
}  # fmt: skip
MODELLED = ("en", "pl", "de", "fr", "es", "it")
#: What `SentimentMetadata` calls the model in the package.
HEAD = "film dialogue model"


class EmotionClassifier(Protocol):
    """Scores emotions: a model of the user's."""

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
    >>> speech = {"dialogue": 1, "scene": 1, "character": "BOB", "text": "I'm so happy, I love it!"}
    >>> tables = SentimentAnalyzer().analyze_character_emotions([speech])
    >>> tables["dialogues"][0]["emotion"], tables["dialogues"][0]["compound"] > 0.5
    ('joy', True)
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
        scorer = self._scorer(language)
        scorer.fill(speeches)
        scored = scorer.valence or scorer.emotions
        note = None if scored else f"unsupported language: {language}"
        return {
            "metadata": {
                "language": language,
                "note": scorer.note(language),
                "valence": scorer.valence,
                "emotions": scorer.emotions,
            },
            "dialogues": speeches,
            "emotions": sentiment_tables.emotions_table(speeches, note),
            "evidence": sentiment_tables.evidence_table(speeches, scorer.denied),
            "scene_sentiment": sentiment_tables.scene_sentiment_table(
                speeches, places, scorer.compounds if scorer.valence else None, note
            ),
            "arc": sentiment_tables.arc_table(speeches, places),
            "pairs": sentiment_tables.pairs_table(speeches),
        }

    def _applies_to(self, language: str) -> bool:
        """Return whether the user's lexicon and model are for this language."""
        return self._language is None or self._language == language

    def _scorer(self, language: str) -> _Scorer:
        own = self._applies_to(language)
        lexicon = Vader(self._lexicon) if self._lexicon is not None and own else None
        model = None
        if language in MODELLED:
            from scriptnb.analysis.emotions import shared_model

            model = shared_model(language)
        return _Scorer(language, lexicon, self._model if own else None, model)


class _Scorer:
    """Scores the speeches of one script: with the user's lexicon and model where there are any."""

    def __init__(
        self,
        language: str,
        lexicon: Vader | None,
        classifier: EmotionClassifier | None,
        model: EmotionModel | None,
    ) -> None:
        self._vader = lexicon or (shared() if language == LANGUAGE else None)
        self._lexicon = lexicon
        self._classifier = classifier
        self._model = model
        self._names: frozenset[str] = frozenset()
        self.valence = "own lexicon" if lexicon else HEAD if model else None
        self.emotions = "own model" if classifier else HEAD if model else None
        #: The emotions that a speech denies, by its number.
        self.denied: dict[int, tuple[str, ...]] = {}

    def note(self, language: str) -> str | None:
        """Return what a reader must know of the scores, or why there are none."""
        name = LANGUAGE_NAMES.get(language, language)
        if self.valence is None and self.emotions is None:
            *others, last = (LANGUAGE_NAMES[each] for each in MODELLED)
            listed = f"{', '.join(others)} and {last}"
            return f"Emotions are scored for {listed}; this script is {name}."
        if self.emotions == HEAD and self._model is not None and not self._model.knows_neutral:
            return f"Emotions in {name} are relative: the model knows no neutral lines."
        return None

    def fill(self, speeches: list[ScoredSpeech]) -> None:
        """Fill in the scores; those of a silent speech, or in an unknown language, stay None."""
        spoken = [row for row in speeches if row["text"].strip()]
        texts = [row["text"] for row in spoken]
        if not texts:
            return
        if self._vader is not None:
            for row, scores in zip(spoken, self._vader.scores(texts), strict=True):
                row["neg"], row["neu"], row["pos"] = scores.neg, scores.neu, scores.pos
                row["compound"] = scores.compound
        if self._model is not None:
            self._names = _names(speeches)
            self._fill_from_model(spoken, self._model.score(texts, self._names), self._model)
        if self._classifier is not None:
            _fill_emotions(spoken, self._classifier.probabilities(texts), neutral=True, floor=0)

    def _fill_from_model(
        self, spoken: list[ScoredSpeech], scores: Scores, model: EmotionModel
    ) -> None:
        if self._lexicon is None:
            for row, compound in zip(spoken, scores.compound.tolist(), strict=True):
                row["compound"] = round(compound, 4)
        if self._classifier is None:
            _fill_emotions(spoken, scores.emotions, neutral=model.knows_neutral, floor=model.floor)
            self.denied = {
                row["dialogue"]: denied
                for row, denied in zip(spoken, scores.denied, strict=True)
                if denied
            }

    def compounds(self, texts: list[str]) -> list[float]:
        """Return the valence of texts that are no speeches, by the same means."""
        if self._lexicon is not None:
            return [each.compound for each in self._lexicon.scores(texts)]
        if self._model is None or not texts:
            return []
        return [float(each) for each in self._model.score(texts, self._names).compound]


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


def _names(speeches: list[ScoredSpeech]) -> frozenset[str]:
    """Return the words of the characters' names in lower case."""
    return frozenset(
        word.lower() for row in speeches for word in row["character"].split() if len(word) > 2
    )


def _fill_emotions(
    spoken: list[ScoredSpeech],
    probabilities: NDArray[np.floating],
    *,
    neutral: bool,
    floor: float,
) -> None:
    """Fill in probabilities, and the likeliest emotion where it is likely enough to be named."""
    best = probabilities.argmax(axis=1).tolist()
    for row, shares, top in zip(spoken, probabilities.tolist(), best, strict=True):
        row["emotion"] = EMOTIONS[top] if shares[top] >= floor else None
        for emotion, share in zip(EMOTIONS, shares, strict=True):
            row[PROBABILITY[emotion]] = round(share, 5)
        if not neutral:
            row["p_neutral"] = None
