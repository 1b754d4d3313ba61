"""The shape of the emotional arc: which of six well-known ones the dialogue's valence is nearest.

The six are those of A. Reagan et al., "The emotional arcs of stories are dominated by six basic
shapes", 2016. A script's valence is noisy, so a shape is indicative and never more: the bootstrap
says how often it would be another. Takes scored speeches; scores nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scriptnb.analysis.given import Row
    from scriptnb.analysis.story import Story

#: Shape -> (what it does, number of half waves, sign of the cosine).
SHAPES = {
    "Rags to riches": ("rise", 1, -1),
    "Riches to rags": ("fall", 1, 1),
    "Man in a hole": ("fall, rise", 2, 1),
    "Icarus": ("rise, fall", 2, -1),
    "Cinderella": ("rise, fall, rise", 3, -1),
    "Oedipus": ("fall, rise, fall", 3, 1),
}
#: Cosines of the low-pass, the points of the line, speeches below which nothing is said.
COSINES = 6
POINTS = 100
ENOUGH = 30
RESAMPLES = 200
TAILS = (2.5, 97.5)
SEED = 20240229
METHOD = "cosine low-pass of dialogue valence by words; bootstrap over speeches; indicative"


def arc_shape(story: Story, valence: list[float | None]) -> tuple[list[Row], list[Row]]:
    """Find the shape of the arc, and the smooth line that it was read from.

    Parameters
    ----------
    story
        The script.
    valence
        One value a speech, in the order of ``story.said``; None where there is none.

    Returns
    -------
    shapes
        A row for each of the six: ``shape path share correlation nearest method``, the likeliest
        first; ``share`` is how many of the resampled scripts have it.
    line
        ``position value low high`` at 100 points; the band holds 95% of the resampled lines.
        Both are empty with fewer than 30 scored speeches.
    """
    known = [
        (position, value, words)
        for (position, words), value in zip(_places(story), valence, strict=True)
        if value is not None and words
    ]
    if len(known) < ENOUGH:
        return [], []
    import numpy as np

    at, values, words = (np.array(column, float) for column in zip(*known, strict=True))
    basis = _cosines(at)
    # The sums that a weighted least squares needs of each speech: a resample adds them up again.
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
    low, high = np.percentile(samples @ wave.T, TAILS, axis=0)
    return _shapes(middle, samples, line, wave), [
        {
            "position": float(points[i]),
            "value": float(line[i]),
            "low": float(min(low[i], line[i])),
            "high": float(max(high[i], line[i])),
        }
        for i in range(POINTS)
    ]


def _places(story: Story) -> list[tuple[float, int]]:
    """Place each speech, spread evenly within its scene, with its words."""
    places = []
    for index, said in enumerate(story.said):
        start, end = story.starts[index], story.ends[index]
        places += [
            (start + (end - start) * (nth + 0.5) / len(said), row["words"])
            for nth, row in enumerate(said)
        ]
    return places


def _cosines(at: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    return np.cos(np.pi * at[:, None] * np.arange(COSINES))


def _resamples(generator: Any, count: int, sums: NDArray[Any]) -> NDArray[Any]:
    """Draw the speeches again and again, and add up their sums, in steps of bounded memory.

    Each speech is drawn a Poisson(1) number of times (the Poisson bootstrap): as good as drawing a
    fixed number, and several times faster.
    """
    import numpy as np

    step = max(1, 1_000_000 // count)
    parts = [
        generator.poisson(1.0, (min(step, RESAMPLES - done), count)) @ sums
        for done in range(0, RESAMPLES, step)
    ]
    return np.concatenate(parts)


def _solve(sums: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    squares = sums[:, : COSINES * COSINES].reshape(-1, COSINES, COSINES)
    products = sums[:, COSINES * COSINES :]
    # A little of a ridge: a long silence must not make the line swing.
    ridge = 0.02 * squares[:, :1, :1] * np.eye(COSINES)
    return np.asarray(np.linalg.solve(squares + ridge, products[:, :, None])[:, :, 0])


def _shapes(
    middle: NDArray[Any], samples: NDArray[Any], line: NDArray[Any], wave: NDArray[Any]
) -> list[Row]:
    import numpy as np

    names = list(SHAPES)
    likeness = np.array([sign * middle[waves] for _, waves, sign in SHAPES.values()])
    each = np.stack([sign * samples[:, waves] for _, waves, sign in SHAPES.values()], axis=1)
    shares = np.bincount(each.argmax(axis=1), minlength=len(names)) / len(samples)
    nearest = names[int(likeness.argmax())]
    centred = line - line.mean()
    length = float(np.linalg.norm(centred))
    rows = []
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
