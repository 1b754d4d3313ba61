"""The measures of a script: some thirty values by which the scripts of a corpus are compared.

Takes a finished result dict with any analyses. The queue stores the measures beside each result, so
that a table of thousands of scripts needs no result to be read. Imports no pandas.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

from scriptnb.analysis.basic_rows import BasicResult

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scriptnb.analysis.sentiment_rows import SentimentResult
    from scriptnb.analysis.structure_rows import StructureResult

    Measure = str | float | None

#: To be raised whenever a measure changes: measures of another version are computed anew.
VERSION = 1

#: The description of each measure, in the order in which they are shown.
BASIC = {
    "title": "the title on the title page",
    "format": "the file's format",
    "language": "the script's language",
    "pages": "pages",
    "minutes": "minutes of running time, by pages",
    "minutes_speech": "minutes of running time, by words",
    "scenes": "scenes",
    "locations": "different locations",
    "characters": "characters who speak",
    "speeches": "speeches",
    "words": "words of dialogue and action",
    "dialogue_words": "words of dialogue",
    "action_words": "words of action",
    "dialogue_share": "share of the words that are dialogue",
    "int_share": "share of the scenes that are interior",
    "day_share": "share of the scenes by day",
    "night_share": "share of the scenes by night",
    "silent_scenes": "scenes in which nobody speaks",
    "mean_scene_minutes": "mean length of a scene in minutes",
    "longest_scene_minutes": "length of the longest scene in minutes",
    "mean_speech_words": "mean words of a speech",
    "longest_speech": "words of the longest speech",
    "monologues": "long speeches",
    "main_character": "the character with most words",
    "main_character_share": "main character's share of the words of dialogue",
    "top_three_share": "share of the words of dialogue of the three largest parts",
    "speakers_per_scene": "mean number of speakers in a scene",
    "problems": "problems in reading the script",
}
SENTIMENT = {
    "sentiment": "sentiment of the speeches, mean by words, -1 to 1",
    "sentiment_spread": "standard deviation of the scenes' sentiment",
    "sentiment_start": "sentiment of the first tenth",
    "sentiment_end": "sentiment of the last tenth",
    "dominant_emotion": "the most frequent emotion, neutral excepted",
}
STRUCTURE = {
    "midpoint": "position of the middle turning point (Point of No Return), 0 to 1",
    "climax": "position of the climax, 0 to 1",
    "first_act": "the first act's share of the script",
    "network_density": "share of the pairs of characters who speak in one scene",
    "longest_absence": "longest absence of a character in minutes",
    "protagonist": "the likeliest protagonist",
    "bechdel": "questions of the Bechdel test answered with yes",
}
MEASURES = BASIC | SENTIMENT | STRUCTURE
#: Measures that are words; all others are numbers.
WORDS = frozenset(
    ("title", "format", "language", "main_character", "dominant_emotion", "protagonist")
)


class _Result(BasicResult):
    """A result of every built-in analysis; one that was not asked for is not in it."""

    sentiment: SentimentResult
    structure: StructureResult


def measure(result: Mapping[str, object]) -> dict[str, Measure]:
    r"""Return the measures of one script.

    Parameters
    ----------
    result
        A result dict.

    Returns
    -------
    dict
        The measures of each analysis that is in it, by their names in `MEASURES`; None where a
        script does not have what is measured.

    Examples
    --------
    >>> from scriptnb.analysis import run
    >>> from scriptnb.screenplay import parse_script
    >>> found = run("basic", lambda: parse_script("INT. HALL - DAY\n\nBOB\nHello there.\n"), {})
    >>> measure(found)["dialogue_words"], measure(found)["top_three_share"]
    (2, 1.0)
    """
    known = cast("_Result", result)
    measured: dict[str, Measure] = {}
    for names, function, present in (
        (BASIC, _basic, result.get("summary")),
        (SENTIMENT, _sentiment, result.get("sentiment")),
        (STRUCTURE, _structure, result.get("structure")),
    ):
        if present:
            try:
                measured |= function(known)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
                # A third party's analyzer may have made other tables under these names.
                measured |= dict.fromkeys(names)
    return {name: _finite(value) for name, value in measured.items()}


def _basic(result: _Result) -> dict[str, Measure]:
    row = cast("Mapping[str, Measure]", result["summary"][0])
    # None only where no speech has a word.
    shares = cast("list[float]", [row["words_share"] for row in result.get("characters", ())])
    cast_sizes = [len(scene["characters"]) for scene in result.get("scenes", ())]
    more = {
        "top_three_share": sum(sorted(shares, reverse=True)[:3]) if shares else None,
        "speakers_per_scene": _mean(cast_sizes),
    }
    return {name: more.get(name, row.get(name)) for name in BASIC}


def _sentiment(result: _Result) -> dict[str, Measure]:
    tables = result["sentiment"]
    speeches = [row for row in tables.get("dialogues", ()) if row.get("compound") is not None]
    scenes = [row["compound"] for row in tables.get("scene_sentiment", ())]
    arc = [row["compound"] for row in tables.get("arc", ())]
    tenth = max(1, len(arc) // 10)
    emotions: dict[str, int] = {}
    for row in speeches:
        if (name := row.get("emotion")) and name != "neutral":
            emotions[name] = emotions.get(name, 0) + 1
    return {
        "sentiment": _mean(
            [row["compound"] for row in speeches], [row.get("words") or 0 for row in speeches]
        ),
        "sentiment_spread": _standard_deviation(scenes),
        "sentiment_start": _mean(arc[:tenth]),
        "sentiment_end": _mean(arc[-tenth:]),
        "dominant_emotion": max(emotions, key=lambda name: emotions[name], default=None),
    }


def _structure(result: _Result) -> dict[str, Measure]:
    tables = result["structure"]
    points = {row["turning_point"]: row.get("position") for row in tables.get("turning_points", ())}
    people = len(tables.get("centrality", ()))
    pairs = sum(bool(row.get("scenes")) for row in tables.get("network", ()))
    acts, protagonists = tables.get("acts"), tables.get("protagonists")
    absences = [row.get("minutes") for row in tables.get("absences", ())]
    answers = [str(row.get("answer")).casefold() for row in tables.get("bechdel", ())]
    return {
        "midpoint": points.get("Point of No Return"),
        "climax": points.get("Climax"),
        "first_act": acts[0].get("share") if acts else None,
        "network_density": 2 * pairs / (people * (people - 1)) if people > 1 else None,
        "longest_absence": max((minutes for minutes in absences if minutes), default=None),
        "protagonist": protagonists[0].get("character") if protagonists else None,
        "bechdel": None if "unsupported" in answers or not answers else answers.count("yes"),
    }


def _mean(values: Sequence[float | None], weights: Sequence[float] | None = None) -> float | None:
    weighted = [
        (float(value), float(weight))
        for value, weight in zip(values, weights or [1.0] * len(values), strict=True)
        if value is not None
    ]
    total = math.fsum(weight for _, weight in weighted)
    return math.fsum(value * weight for value, weight in weighted) / total if total else None


def _standard_deviation(values: Sequence[float | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    mean = _mean(known)
    if mean is None or len(known) < 2:
        return None
    return math.sqrt(math.fsum((value - mean) ** 2 for value in known) / (len(known) - 1))


def _finite(value: Measure) -> Measure:
    """Return a value that JSON can hold: NaN and infinity become None."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
