"""The shape of the emotional arc: which of six known shapes the valence of the dialogue is nearest.

The six are those of A. Reagan et al., "The emotional arcs of stories are dominated by six basic
shapes", 2016. A script's valence is noisy, so a shape is only indicative: the bootstrap shows how
often it would be another. Takes speeches that were scored before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from scriptnb.analysis.story import Story
    from scriptnb.analysis.structure_rows import ArcLineRow, ArcShapeRow

    Floats = NDArray[np.float64]

#: Shape -> (its path, number of half waves, sign of the cosine).
SHAPES = {
    "Rags to riches": ("rise", 1, -1),
    "Riches to rags": ("fall", 1, 1),
    "Man in a hole": ("fall, rise", 2, 1),
    "Icarus": ("rise, fall", 2, -1),
    "Cinderella": ("rise, fall, rise", 3, -1),
    "Oedipus": ("fall, rise, fall", 3, 1),
}
#: Cosines of the low-pass.
COSINES = 6
#: Points of the line.
POINTS = 100
#: With fewer scored speeches than this there is no shape.
ENOUGH = 30
RESAMPLES = 200
PERCENTILES = (2.5, 97.5)
SEED = 20240229
METHOD = "cosine low-pass of dialogue valence by words; bootstrap over speeches; indicative"


def arc_shape(
    story: Story, valence: list[float | None]
) -> tuple[list[ArcShapeRow], list[ArcLineRow]]:
    """Return the shapes of the arc and the smooth line from which they were found.

    Parameters
    ----------
    story
        The script.
    valence
        One value for each speech, in the order of ``story.speeches``; None where it is unknown.

    Returns
    -------
    shapes
        A row for each of the six, the likeliest first.
    line
        A row for each of 100 points; from ``low`` to ``high`` are 95% of the resampled lines.
        Both are empty with fewer than 30 scored speeches.
    """
    known = [
        (position, value, words)
        for (position, words), value in zip(_positions(story), valence, strict=True)
        if value is not None and words
    ]
    if len(known) < ENOUGH:
        return [], []
    import numpy as np

    at, values, words = (np.array(column, float) for column in zip(*known, strict=True))
    basis = _cosines(at)
    # The terms of the weighted least squares, for each speech: each resample sums them anew.
    squares = (words[:, None, None] * basis[:, :, None] * basis[:, None, :]).reshape(len(at), -1)
    products = words[:, None] * basis * values[:, None]
    generator = np.random.default_rng(SEED)
    drawn = _resamples(generator, len(at), np.hstack((squares, products)))
    whole = np.hstack((squares, products)).sum(axis=0, keepdims=True)
    middle = _solve(whole)[0]
    samples = _solve(drawn)
    points = (np.arange(POINTS) + 0.5) / POINTS
    wave = _cosines(points)
    line = wave @ middle
    low, high = np.percentile(samples @ wave.T, PERCENTILES, axis=0)
    return _shapes(middle, samples, line, wave), [
        {
            "position": float(points[i]),
            "value": float(line[i]),
            "low": float(min(low[i], line[i])),
            "high": float(max(high[i], line[i])),
        }
        for i in range(POINTS)
    ]


def _positions(story: Story) -> list[tuple[float, int]]:
    """Return each speech's position, spread evenly within its scene, and its words."""
    positions = []
    for index, speeches in enumerate(story.speeches):
        start, end = story.starts[index], story.ends[index]
        positions += [
            (start + (end - start) * (nth + 0.5) / len(speeches), row["words"])
            for nth, row in enumerate(speeches)
        ]
    return positions


def _cosines(at: Floats) -> Floats:
    import numpy as np

    return np.cos(np.pi * at[:, None] * np.arange(COSINES))


def _resamples(generator: np.random.Generator, count: int, sums: Floats) -> Floats:
    """Return the sums of the terms over each resample of the speeches, in bounded memory.

    Each speech is drawn a Poisson(1) number of times (the Poisson bootstrap), which is as accurate
    as drawing a fixed number of speeches and several times faster.
    """
    import numpy as np

    step = max(1, 1_000_000 // count)
    parts = [
        generator.poisson(1.0, (min(step, RESAMPLES - done), count)) @ sums
        for done in range(0, RESAMPLES, step)
    ]
    return np.concatenate(parts)


def _solve(sums: Floats) -> Floats:
    import numpy as np

    squares = sums[:, : COSINES * COSINES].reshape(-1, COSINES, COSINES)
    products = sums[:, COSINES * COSINES :]
    # A small ridge keeps the line from oscillating where nobody speaks for long.
    ridge = 0.02 * squares[:, :1, :1] * np.eye(COSINES)
    return np.asarray(np.linalg.solve(squares + ridge, products[:, :, None])[:, :, 0])


def _shapes(middle: Floats, samples: Floats, line: Floats, wave: Floats) -> list[ArcShapeRow]:
    import numpy as np

    names = list(SHAPES)
    likeness = np.array([sign * middle[waves] for _, waves, sign in SHAPES.values()])
    each = np.stack([sign * samples[:, waves] for _, waves, sign in SHAPES.values()], axis=1)
    shares = np.bincount(each.argmax(axis=1), minlength=len(names)) / len(samples)
    nearest = names[int(likeness.argmax())]
    centred = line - line.mean()
    length = float(np.linalg.norm(centred))
    rows: list[ArcShapeRow] = []
    for name, share in zip(names, shares.tolist(), strict=True):
        path, waves, sign = SHAPES[name]
        curve = sign * wave[:, waves]
        alike = float(centred @ curve / (length * np.linalg.norm(curve))) if length > 1e-9 else None
        rows.append(
            {
                "shape": name,
                "path": path,
                "share": share,
                "correlation": alike,
                "nearest": name == nearest and length > 1e-9,
                "method": METHOD,
            }
        )
    rows.sort(key=lambda row: (-row["nearest"], -row["share"]))
    return rows
