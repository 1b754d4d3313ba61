"""Sums over scored speeches: by character, scene, position and pair; plain rows in and out.

Knows numbers and names only: no lexicon, no model, no script.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scriptnb.analysis.vader import Vader

Row = dict[str, Any]

EMOTIONS = ("anger", "disgust", "fear", "joy", "sadness", "surprise", "neutral")
#: Points of the arc, and the width of its Gaussian window as a share of the script.
POINTS = 100
WINDOW = 0.05
#: Bootstrap: resamples of the speeches, and the interval's tails (95%).
RESAMPLES = 1_000
ARC_RESAMPLES = 200
TAILS = (2.5, 97.5)
SEED = 20240229
#: Lines that stand for one emotion of one character.
EVIDENCE = 3


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _dominant(speeches: list[Row]) -> str | None:
    """Name the emotion that most speeches have, neutral only where there is no other.

    About half of all dialogue is neutral, so counting it would name nobody's feeling. Equal counts
    are decided by the sum of probabilities.
    """
    labelled = [row for row in speeches if row["emotion"] is not None]
    if not labelled:
        return None
    counts = dict.fromkeys(EMOTIONS[:-1], 0)
    for row in labelled:
        if row["emotion"] in counts:
            counts[row["emotion"]] += 1
    if not any(counts.values()):
        return "neutral"
    return max(counts, key=lambda e: (counts[e], sum(row[f"p_{e}"] for row in labelled)))


def _grouped(speeches: list[Row], *keys: str) -> dict[tuple[Any, ...], list[Row]]:
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in speeches:
        groups.setdefault(tuple(row[key] for key in keys), []).append(row)
    return groups


def characters(speeches: list[Row], note: str | None) -> list[Row]:
    """Sum up each character's feelings, who speaks most first; ``note`` goes into every row."""
    rows = []
    for (character,), said in _grouped(speeches, "character").items():
        labelled = [row["emotion"] for row in said if row["emotion"] is not None]
        low, high = _interval([row["compound"] for row in said if row["compound"] is not None])
        rows.append(
            {
                "character": character,
                "speeches": len(said),
                "words": sum(row["words"] for row in said),
                "compound": _mean(row["compound"] for row in said),
                "compound_low": low,
                "compound_high": high,
                "dominant_emotion": _dominant(said),
                **{
                    f"share_{emotion}": labelled.count(emotion) / len(labelled)
                    if labelled
                    else None
                    for emotion in EMOTIONS
                },
                "note": note,
            }
        )
    rows.sort(key=lambda row: -row["words"])
    return rows


def _interval(values: list[float]) -> tuple[float | None, float | None]:
    """Give the bootstrap interval (95%, percentile, fixed seed) of a mean; one value has none."""
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
    low, high = np.percentile(means, TAILS)
    return float(low), float(high)


def evidence(speeches: list[Row]) -> list[Row]:
    """List the lines that carry most of each emotion of each character, strongest first."""
    rows = []
    for (character, emotion), said in _grouped(speeches, "character", "emotion").items():
        if emotion in (None, "neutral"):
            continue
        share = f"p_{emotion}"
        rows += [
            {
                "character": character,
                "emotion": emotion,
                "dialogue": row["dialogue"],
                "scene": row["scene"],
                "line": row["line"],
                "text": row["text"],
                "p": row[share],
                "count": len(said),
            }
            for row in sorted(said, key=lambda row: -row[share])[:EVIDENCE]
        ]
    words: dict[str, int] = {}
    for row in speeches:
        words[row["character"]] = words.get(row["character"], 0) + row["words"]
    rows.sort(key=lambda row: (-words[row["character"]], row["character"], -row["count"]))
    for row in rows:
        del row["count"]
    return rows


def scenes(
    speeches: list[Row], places: list[Row] | None, vader: Vader | None, note: str | None
) -> list[Row]:
    """Sum up each scene: its dialogue, and its action scored in a column of its own."""
    said = _grouped(speeches, "scene")
    if places is None:
        places = [{"scene": scene} for (scene,) in said if scene is not None]
    rows = []
    for scene in places:
        here = said.get((scene["scene"],), [])
        action = [part for part in (scene.get("action_text") or "").split("\n\n") if part.strip()]
        rows.append(
            {
                "scene": scene["scene"],
                "speeches": len(here),
                "compound": _mean(row["compound"] for row in here),
                "action_compound": _mean(s.compound for s in vader.scores(action))
                if vader is not None
                else None,
                "dominant_emotion": _dominant(here),
                "note": note,
            }
        )
    return rows


def _positions(speeches: list[Row], scenes: list[Row] | None) -> list[float]:
    """Place the middle of each speech in the script, 0-1 by words.

    With scenes, the words of action count too; within a scene speeches are spread evenly.
    """
    if scenes is not None and all(scene.get("words") is not None for scene in scenes):
        start: dict[Any, tuple[float, float]] = {}
        before = 0.0
        for scene in scenes:
            start[scene["scene"]] = (before, scene["words"])
            before += scene["words"]
        if before and all(row["scene"] in start for row in speeches):
            count = {scene: len(said) for (scene,), said in _grouped(speeches, "scene").items()}
            nth: dict[Any, int] = {}
            positions = []
            for row in speeches:
                first, words = start[row["scene"]]
                nth[row["scene"]] = nth.get(row["scene"], 0) + 1
                share = (nth[row["scene"]] - 0.5) / count[row["scene"]]
                positions.append((first + words * share) / before)
            return positions
    total = sum(row["words"] for row in speeches) or 1
    positions, done = [], 0
    for row in speeches:
        positions.append((done + row["words"] / 2) / total)
        done += row["words"]
    return positions


def arc(speeches: list[Row], scenes: list[Row] | None) -> list[Row]:
    """Smooth the valence of the dialogue over the script, with a bootstrap band (95%).

    A Gaussian window over speeches weighted by their words (Nadaraya 1964, Watson 1964).
    """
    points = [(i + 0.5) / POINTS for i in range(POINTS)]
    known = [
        (position, row["compound"], row["words"])
        for position, row in zip(_positions(speeches, scenes), speeches, strict=True)
        if row["compound"] is not None and row["words"]
    ]
    if not known:
        empty = {"compound": None, "low": None, "high": None}
        return [{"position": point, **empty} for point in points]
    import numpy as np

    at, valence, words = (np.array(column) for column in zip(*known, strict=True))
    # A floor keeps the quotient defined in a silence longer than a dozen windows.
    window = np.exp(-(((np.array(points)[:, None] - at) / WINDOW) ** 2) / 2) + 1e-12
    weights = window * words
    middle = weights @ valence / weights.sum(axis=1)
    generator = np.random.default_rng(SEED)
    drawn = generator.multinomial(len(at), np.full(len(at), 1 / len(at)), ARC_RESAMPLES)
    sums = drawn @ weights.T
    means = np.divide(
        drawn @ (weights * valence).T, sums, out=np.tile(middle, (ARC_RESAMPLES, 1)), where=sums > 0
    )
    low, high = np.percentile(means, TAILS, axis=0)
    alone = len(at) < 2
    return [
        {
            "position": point,
            "compound": float(middle[i]),
            "low": None if alone else float(min(low[i], middle[i])),
            "high": None if alone else float(max(high[i], middle[i])),
        }
        for i, point in enumerate(points)
    ]


def pairs(speeches: list[Row]) -> list[Row]:
    """Sum up who speaks to whom, and how: the listener is the next other speaker of the scene.

    The last speeches of a scene answer the last other speaker before; who is alone has no listener.
    """
    to: dict[tuple[str, str], list[Row]] = {}
    for said in _grouped(speeches, "scene").values():
        listeners: list[str | None] = [None] * len(said)
        after: str | None = None
        for i in range(len(said) - 2, -1, -1):
            if said[i + 1]["character"] != said[i]["character"]:
                after = said[i + 1]["character"]
            listeners[i] = after
        before: str | None = None
        for i, row in enumerate(said):
            if i and said[i - 1]["character"] != row["character"]:
                before = said[i - 1]["character"]
            if (listener := listeners[i] or before) is not None:
                to.setdefault((row["character"], listener), []).append(row)
    rows = [
        {
            "speaker": speaker,
            "listener": listener,
            "speeches": len(said),
            "words": sum(row["words"] for row in said),
            "compound": _mean(row["compound"] for row in said),
            "dominant_emotion": _dominant(said),
        }
        for (speaker, listener), said in to.items()
    ]
    rows.sort(key=lambda row: -row["words"])
    return rows
