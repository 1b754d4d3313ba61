"""Who is with whom, and who talks with whom: pairs of characters and their place in the whole.

Knows who speaks where; nothing of what is said.
"""

from __future__ import annotations

from collections import Counter, deque
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scriptnb.analysis.given import Row
    from scriptnb.analysis.story import Story

#: With more characters than this, betweenness is estimated from this many of them, evenly chosen.
EXACT = 150


def addressed(said: list[Row]) -> Iterator[tuple[Row, str]]:
    """Pair each speech of a scene with whom it is spoken to: the next other speaker.

    The last speeches answer the last other speaker before; who is alone speaks to nobody.
    """
    after: list[str | None] = [None] * len(said)
    for i in range(len(said) - 2, -1, -1):
        changes = said[i + 1]["character"] != said[i]["character"]
        after[i] = said[i + 1]["character"] if changes else after[i + 1]
    before: str | None = None
    for i, row in enumerate(said):
        if i and said[i - 1]["character"] != row["character"]:
            before = said[i - 1]["character"]
        if listener := after[i] or before:
            yield row, listener


def network(story: Story) -> list[Row]:
    """Join every two characters who speak in one scene.

    Returns
    -------
    list of dict
        ``source target scenes exchanges words``: scenes in which both speak; times that one
        answers the other; words that they say to each other, with ``words_to_target`` and
        ``words_to_source`` its parts. The pair that says most to each other comes first.
    """
    order = {name: i for i, name in enumerate(story.words)}
    together: Counter[tuple[int, int]] = Counter()
    exchanges: Counter[tuple[int, int]] = Counter()
    spoken: Counter[tuple[int, int]] = Counter()
    for speakers, said in zip(story.speakers, story.said, strict=True):
        together.update(combinations(sorted(order[name] for name in speakers), 2))
        heard = [row for row in said if row["character"]]
        for one, two in pairwise(heard):
            if one["character"] != two["character"]:
                a, b = order[one["character"]], order[two["character"]]
                exchanges[(a, b) if a < b else (b, a)] += 1
        for row, listener in addressed(heard):
            spoken[order[row["character"]], order[listener]] += row["words"]
    names = list(story.words)
    rows: list[Row] = [
        {
            "source": names[a],
            "target": names[b],
            "scenes": scenes,
            "exchanges": exchanges[a, b],
            "words": spoken[a, b] + spoken[b, a],
            "words_to_target": spoken[a, b],
            "words_to_source": spoken[b, a],
        }
        for (a, b), scenes in together.items()
    ]
    rows.sort(key=lambda row: (-row["words"], -row["scenes"], order[row["source"]]))
    return rows


def centrality(characters: Iterable[str], pairs: list[Row]) -> list[Row]:
    """Say how each character stands in the network.

    Returns
    -------
    list of dict
        ``degree``: characters met; ``strength``: exchanges with them; ``betweenness``: share (0-1)
        of the shortest ways between two others that lead through this one (Freeman 1977).
    """
    joined: dict[str, list[str]] = {name: [] for name in characters}
    strength = dict.fromkeys(joined, 0)
    for row in pairs:
        joined[row["source"]].append(row["target"])
        joined[row["target"]].append(row["source"])
        strength[row["source"]] += row["exchanges"]
        strength[row["target"]] += row["exchanges"]
    between = betweenness(joined)
    rows: list[Row] = [
        {
            "character": name,
            "degree": len(near),
            "strength": strength[name],
            "betweenness": between[name],
        }
        for name, near in joined.items()
    ]
    rows.sort(key=lambda row: (-row["strength"], -row["degree"]))
    return rows


def betweenness(joined: dict[str, list[str]]) -> dict[str, float]:
    """Compute betweenness centrality, normalised, of an undirected graph.

    The algorithm of U. Brandes, "A Faster Algorithm for Betweenness Centrality", 2001. It is
    written out because loading a graph library takes longer than the analysis of a feature film.

    Examples
    --------
    >>> betweenness({"A": ["B"], "B": ["A", "C"], "C": ["B"]})
    {'A': 0.0, 'B': 1.0, 'C': 0.0}
    """
    names = list(joined)
    index = {name: i for i, name in enumerate(names)}
    near = [[index[other] for other in joined[name]] for name in names]
    count = len(names)
    total = [0.0] * count
    starts = range(count)
    if count > EXACT:
        starts = range(0, count, -(-count // EXACT))
    for start in starts:
        _add_dependencies(near, start, total)
    # Each way is walked from both of its ends.
    ways = (count - 1) * (count - 2) * (len(starts) / count) if count > 2 else 1.0
    return {name: value / ways for name, value in zip(names, total, strict=True)}


def _add_dependencies(near: list[list[int]], start: int, total: list[float]) -> None:
    """Add, to each character, its share of the shortest ways from one start."""
    count = len(near)
    steps = [-1] * count
    ways = [0] * count
    came: list[list[int]] = [[] for _ in range(count)]
    steps[start], ways[start] = 0, 1
    seen, queue = [], deque([start])
    while queue:
        here = queue.popleft()
        seen.append(here)
        for there in near[here]:
            if steps[there] < 0:
                steps[there] = steps[here] + 1
                queue.append(there)
            if steps[there] == steps[here] + 1:
                ways[there] += ways[here]
                came[there].append(here)
    share = [0.0] * count
    for there in reversed(seen):
        for here in came[there]:
            share[here] += ways[here] / ways[there] * (1 + share[there])
        if there != start:
            total[there] += share[there]
