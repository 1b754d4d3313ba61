"""The network of characters: who is in scenes with whom, who talks to whom, and who is central.

Uses who speaks where, and not what they say.
"""

from __future__ import annotations

from collections import Counter, deque
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, TypedDict, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scriptnb.analysis.story import Story
    from scriptnb.analysis.structure_rows import CentralityRow, NetworkRow

#: With more characters than this, betweenness is estimated from this many of them, evenly chosen.
EXACT = 150


class _Speech(TypedDict):
    character: str


SpeechT = TypeVar("SpeechT", bound=_Speech)


def addressed(speeches: Sequence[SpeechT]) -> Iterator[tuple[SpeechT, str]]:
    """Pair each speech of a scene with the character to whom it is addressed.

    That is the next other speaker; after the last change of speaker, the other speaker before it.
    Speeches in a scene with one speaker are addressed to nobody and left out.
    """
    after: list[str | None] = [None] * len(speeches)
    for i in range(len(speeches) - 2, -1, -1):
        changes = speeches[i + 1]["character"] != speeches[i]["character"]
        after[i] = speeches[i + 1]["character"] if changes else after[i + 1]
    before: str | None = None
    for i, row in enumerate(speeches):
        if i and speeches[i - 1]["character"] != row["character"]:
            before = speeches[i - 1]["character"]
        if (listener := after[i] or before) is not None:
            yield row, listener


def network(story: Story) -> list[NetworkRow]:
    """Return a row for every two characters who speak in one scene.

    ``scenes`` counts the scenes in which both speak, ``exchanges`` the times that one speaks right
    after the other, ``words`` those that they address to each other. Most words come first.
    """
    order = {name: i for i, name in enumerate(story.words)}
    together: Counter[tuple[int, int]] = Counter()
    exchanges: Counter[tuple[int, int]] = Counter()
    spoken: Counter[tuple[int, int]] = Counter()
    for speakers, speeches in zip(story.speakers, story.speeches, strict=True):
        together.update(combinations(sorted(order[name] for name in speakers), 2))
        named = [row for row in speeches if row["character"]]
        for one, two in pairwise(named):
            if one["character"] != two["character"]:
                a, b = order[one["character"]], order[two["character"]]
                exchanges[(a, b) if a < b else (b, a)] += 1
        for row, listener in addressed(named):
            spoken[order[row["character"]], order[listener]] += row["words"]
    names = list(story.words)
    rows: list[NetworkRow] = [
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


def centrality(characters: Iterable[str], pairs: list[NetworkRow]) -> list[CentralityRow]:
    """Return the centrality of each character in the network.

    ``degree`` counts the neighbours, ``strength`` the exchanges with them; ``betweenness`` is the
    share (0-1) of the shortest paths between two others that pass through this one (Freeman 1977).
    """
    neighbours: dict[str, list[str]] = {name: [] for name in characters}
    strength = dict.fromkeys(neighbours, 0)
    for row in pairs:
        neighbours[row["source"]].append(row["target"])
        neighbours[row["target"]].append(row["source"])
        strength[row["source"]] += row["exchanges"]
        strength[row["target"]] += row["exchanges"]
    between = betweenness(neighbours)
    rows: list[CentralityRow] = [
        {
            "character": name,
            "degree": len(own),
            "strength": strength[name],
            "betweenness": between[name],
        }
        for name, own in neighbours.items()
    ]
    rows.sort(key=lambda row: (-row["strength"], -row["degree"]))
    return rows


def betweenness(neighbours: dict[str, list[str]]) -> dict[str, float]:
    """Compute betweenness centrality, normalised, of an undirected graph.

    The algorithm of U. Brandes, "A Faster Algorithm for Betweenness Centrality", 2001. It is
    implemented here because importing a graph library takes longer than analysing a feature film.

    Examples
    --------
    >>> betweenness({"A": ["B"], "B": ["A", "C"], "C": ["B"]})
    {'A': 0.0, 'B': 1.0, 'C': 0.0}
    """
    names = list(neighbours)
    index = {name: i for i, name in enumerate(names)}
    near = [[index[other] for other in neighbours[name]] for name in names]
    count = len(names)
    total = [0.0] * count
    starts = range(count)
    if count > EXACT:
        starts = range(0, count, -(-count // EXACT))
    for start in starts:
        _add_dependencies(near, start, total)
    # Each path is counted from both of its ends.
    paths = (count - 1) * (count - 2) * (len(starts) / count) if count > 2 else 1.0
    return {name: value / paths for name, value in zip(names, total, strict=True)}


def _add_dependencies(near: list[list[int]], start: int, total: list[float]) -> None:
    """Add to each character's total its share of the shortest paths from one start."""
    count = len(near)
    distance = [-1] * count
    paths = [0] * count
    previous: list[list[int]] = [[] for _ in range(count)]
    distance[start], paths[start] = 0, 1
    visited, queue = [], deque([start])
    while queue:
        here = queue.popleft()
        visited.append(here)
        for there in near[here]:
            if distance[there] < 0:
                distance[there] = distance[here] + 1
                queue.append(there)
            if distance[there] == distance[here] + 1:
                paths[there] += paths[here]
                previous[there].append(here)
    share = [0.0] * count
    for there in reversed(visited):
        for here in previous[there]:
            share[here] += paths[here] / paths[there] * (1 + share[there])
        if there != start:
            total[there] += share[there]
