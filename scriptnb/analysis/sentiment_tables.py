"""The sentiment tables of scored speeches: by character, scene, position and pair.

Takes scored speeches and returns plain rows; knows neither lexicon nor model nor script.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.analysis.emotion_baseline import Baseline, probability
from scriptnb.analysis.network import addressed
from scriptnb.analysis.sentiment_rows import EMOTIONS, PROBABILITY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from scriptnb.analysis.sentiment_rows import (
        ArcRow,
        EmotionRow,
        EvidenceRow,
        GivenScene,
        PairRow,
        SceneSentimentRow,
        ScoredSpeech,
    )

#: Points of the arc, and the width of its Gaussian window as a share of the script.
POINTS = 100
WINDOW = 0.05
#: Bootstrap: resamples of the speeches, and the percentiles that bound the interval (95%).
RESAMPLES = 1_000
ARC_RESAMPLES = 200
PERCENTILES = (2.5, 97.5)
SEED = 20240229
#: Lines of evidence for one emotion of one character.
EVIDENCE = 3


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _shares(speeches: list[ScoredSpeech]) -> dict[str, float | None]:
    """Return the mean probability of each emotion; None where there is none."""
    return {emotion: _mean(row[PROBABILITY[emotion]] for row in speeches) for emotion in EMOTIONS}


def _by_character(speeches: list[ScoredSpeech]) -> dict[str, list[ScoredSpeech]]:
    groups: dict[str, list[ScoredSpeech]] = {}
    for row in speeches:
        if row["members"] is None:
            groups.setdefault(row["character"], []).append(row)
    return groups


def _by_scene(speeches: list[ScoredSpeech]) -> dict[int | None, list[ScoredSpeech]]:
    groups: dict[int | None, list[ScoredSpeech]] = {}
    for row in speeches:
        groups.setdefault(row["scene"], []).append(row)
    return groups


def emotions_table(speeches: list[ScoredSpeech], note: str | None) -> list[EmotionRow]:
    """Return a row for each character, most words first; ``note`` is copied into every row."""
    rows: list[EmotionRow] = []
    baseline = Baseline([row for row in speeches if row["members"] is None])
    for character, own in _by_character(speeches).items():
        low, high = _interval([row["compound"] for row in own if row["compound"] is not None])
        shares = _shares(own)
        standing = baseline.standing(own)
        rows.append(
            {
                "character": character,
                "speeches": len(own),
                "words": sum(row["words"] for row in own),
                "compound": _mean(row["compound"] for row in own),
                "compound_low": low,
                "compound_high": high,
                "dominant_emotion": standing.dominant,
                "share_anger": shares["anger"],
                "share_disgust": shares["disgust"],
                "share_fear": shares["fear"],
                "share_joy": shares["joy"],
                "share_sadness": shares["sadness"],
                "share_surprise": shares["surprise"],
                "share_neutral": shares["neutral"],
                "diff_anger": standing.differences["anger"],
                "diff_disgust": standing.differences["disgust"],
                "diff_fear": standing.differences["fear"],
                "diff_joy": standing.differences["joy"],
                "diff_sadness": standing.differences["sadness"],
                "diff_surprise": standing.differences["surprise"],
                "diff_low": standing.low,
                "diff_high": standing.high,
                "note": note,
            }
        )
    rows.sort(key=lambda row: -row["words"])
    return rows


def _interval(values: list[float]) -> tuple[float | None, float | None]:
    """Return the bootstrap interval of a mean (95%, percentile, fixed seed); None of one value."""
    if len(values) < 2:
        return None, None
    import numpy as np

    generator = np.random.default_rng(SEED)
    known = np.array(values)
    means = np.empty(RESAMPLES)
    step = max(1, 1_000_000 // len(known))  # a hundred thousand speeches must not need gigabytes
    for start in range(0, RESAMPLES, step):
        count = min(step, RESAMPLES - start)
        drawn = generator.integers(0, len(known), (count, len(known)))
        means[start : start + count] = known[drawn].mean(axis=1)
    low, high = np.percentile(means, PERCENTILES)
    return float(low), float(high)


def evidence_table(
    speeches: list[ScoredSpeech], denied: Mapping[int, tuple[str, ...]]
) -> list[EvidenceRow]:
    """Return the lines that show each emotion of each character best.

    Characters with most words come first, then the emotions of most of their lines. ``denied``
    names the emotions that a speech denies, by its number: no such line is evidence of them.
    """
    groups: dict[tuple[str, str], list[ScoredSpeech]] = {}
    words: dict[str, int] = {}
    said: dict[str, int] = {}
    for row in speeches:
        character, emotion = row["character"], row["emotion"]
        words[character] = words.get(character, 0) + row["words"]
        said[_plain(row["text"])] = said.get(_plain(row["text"]), 0) + 1
        if row["members"] is not None or emotion is None or emotion == "neutral":
            continue
        if emotion not in denied.get(row["dialogue"], ()):
            groups.setdefault((character, emotion), []).append(row)
    baseline = Baseline([row for row in speeches if row["members"] is None])
    order = sorted(groups, key=lambda key: (-words[key[0]], key[0], -len(groups[key])))
    return [
        {
            "character": character,
            "emotion": emotion,
            "dialogue": row["dialogue"],
            "scene": row["scene"],
            "line": row["line"],
            "text": row["text"],
            "p": probability(row, emotion),
        }
        for character, emotion in order
        for row in _most_special(groups[character, emotion], emotion, baseline, said)
    ]


def _plain(text: str) -> str:
    """Return the words of a text, to find those that are alike."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def _most_special(
    speeches: list[ScoredSpeech], emotion: str, baseline: Baseline, said: Mapping[str, int]
) -> list[ScoredSpeech]:
    """Return the lines furthest above the script's mean probability of the emotion.

    A line that is said several times, or that has only a word or two, shows less and ranks lower;
    one that shares most of its words with a line above it is left out.
    """
    mean = baseline.mean(emotion)

    def special(row: ScoredSpeech) -> float:
        length = min(1.0, (row["words"] + 2) / 6)
        return (probability(row, emotion) - mean) * length / said[_plain(row["text"])]

    chosen: list[ScoredSpeech] = []
    kept: list[frozenset[str]] = []
    for row in sorted(speeches, key=lambda row: (-special(row), row["dialogue"])):
        own = frozenset(_plain(row["text"]).split())
        if any(2 * len(own & other) > len(own | other) for other in kept):
            continue
        chosen.append(row)
        kept.append(own)
        if len(chosen) == EVIDENCE:
            break
    return chosen


def scene_sentiment_table(
    speeches: list[ScoredSpeech],
    scenes: list[GivenScene] | None,
    compounds: Callable[[list[str]], list[float]] | None,
    note: str | None,
) -> list[SceneSentimentRow]:
    """Return a row for each scene: the valence of its dialogue, and that of its action."""
    by_scene = _by_scene(speeches)
    baseline = Baseline(speeches)
    if scenes is None:
        scenes = [{"scene": scene} for scene in by_scene if scene is not None]
    rows: list[SceneSentimentRow] = []
    for scene in scenes:
        own = by_scene.get(scene["scene"], [])
        action = [part for part in (scene.get("action_text") or "").split("\n\n") if part.strip()]
        rows.append(
            {
                "scene": scene["scene"],
                "speeches": len(own),
                "compound": _mean(row["compound"] for row in own),
                "action_compound": _mean(compounds(action)) if compounds else None,
                "dominant_emotion": baseline.standing(own).dominant,
                "note": note,
            }
        )
    return rows


def _positions(speeches: list[ScoredSpeech], scenes: list[GivenScene] | None) -> list[float]:
    """Return the position of the middle of each speech in the script, 0-1 by words.

    With scenes, the words of the action count too; the speeches of a scene are spread evenly.
    """
    if scenes is not None and (extents := _extents(scenes)) is not None:
        start, total = extents
        if total and all(row["scene"] in start for row in speeches):
            count = {scene: len(own) for scene, own in _by_scene(speeches).items()}
            done: dict[int, int] = {}
            positions = []
            for row in speeches:
                first, words = start[row["scene"]]
                done[row["scene"]] = done.get(row["scene"], 0) + 1
                share = (done[row["scene"]] - 0.5) / count[row["scene"]]
                positions.append((first + words * share) / total)
            return positions
    total_words = sum(row["words"] for row in speeches) or 1
    positions, before = [], 0
    for row in speeches:
        positions.append((before + row["words"] / 2) / total_words)
        before += row["words"]
    return positions


def _extents(scenes: list[GivenScene]) -> tuple[dict[int, tuple[float, int]], float] | None:
    """Return the first word and the words of each scene, and all words; None if not all known."""
    start: dict[int, tuple[float, int]] = {}
    before = 0.0
    for scene in scenes:
        if (words := scene.get("words")) is None:
            return None
        start[scene["scene"]] = (before, words)
        before += words
    return start, before


def arc_table(speeches: list[ScoredSpeech], scenes: list[GivenScene] | None) -> list[ArcRow]:
    """Return the smoothed valence of the dialogue over the script, with a bootstrap band (95%).

    A Gaussian window over speeches weighted by their words (Nadaraya 1964, Watson 1964).
    """
    points = [(i + 0.5) / POINTS for i in range(POINTS)]
    known = [
        (position, row["compound"], row["words"])
        for position, row in zip(_positions(speeches, scenes), speeches, strict=True)
        if row["compound"] is not None and row["words"]
    ]
    if not known:
        return [{"position": x, "compound": None, "low": None, "high": None} for x in points]
    import numpy as np

    at, valence, words = (np.array(column) for column in zip(*known, strict=True))
    # The constant keeps the quotient defined where nobody speaks for more than a dozen windows.
    window = np.exp(-(((np.array(points)[:, None] - at) / WINDOW) ** 2) / 2) + 1e-12
    weights = window * words
    middle = weights @ valence / weights.sum(axis=1)
    generator = np.random.default_rng(SEED)
    drawn = generator.multinomial(len(at), np.full(len(at), 1 / len(at)), ARC_RESAMPLES)
    sums = drawn @ weights.T
    means = np.divide(
        drawn @ (weights * valence).T, sums, out=np.tile(middle, (ARC_RESAMPLES, 1)), where=sums > 0
    )
    low, high = np.percentile(means, PERCENTILES, axis=0)
    single = len(at) < 2
    return [
        {
            "position": point,
            "compound": float(middle[i]),
            "low": None if single else float(min(low[i], middle[i])),
            "high": None if single else float(max(high[i], middle[i])),
        }
        for i, point in enumerate(points)
    ]


def pairs_table(speeches: list[ScoredSpeech]) -> list[PairRow]:
    """Return a row for each speaker and listener, most words first."""
    groups: dict[tuple[str, str], list[ScoredSpeech]] = {}
    for in_scene in _by_scene(speeches).values():
        for row, listener in addressed([row for row in in_scene if row["members"] is None]):
            groups.setdefault((row["character"], listener), []).append(row)
    baseline = Baseline([row for row in speeches if row["members"] is None])
    rows: list[PairRow] = [
        {
            "speaker": speaker,
            "listener": listener,
            "speeches": len(own),
            "words": sum(row["words"] for row in own),
            "compound": _mean(row["compound"] for row in own),
            "dominant_emotion": baseline.standing(own).dominant,
        }
        for (speaker, listener), own in groups.items()
    ]
    rows.sort(key=lambda row: -row["words"])
    return rows
