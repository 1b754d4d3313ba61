"""Matches the scenes of two drafts by their words, wherever in the script they are.

A scene is the words of its heading, its action and its speeches with their cues; case is ignored.
The tables are made in `scriptnb.analysis.draft_tables`.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from scriptnb.analysis.basic_rows import DialogueRow, SceneRow

#: From this similarity on, two scenes are one scene that was rewritten; from the lower one on where
#: a scene next to one is matched with the scene next to the other.
ALIKE = 0.35
ALIKE_BETWEEN = 0.2
#: What is added to the similarity for each neighbour that is matched so, and for equal headings.
NEIGHBOUR = 0.06
HEADING = 0.04
#: A word that is in more scenes than this is not used to find candidates.
COMMON = 40
#: How many candidates are compared word by word.
CANDIDATES = 6
#: How often the matches found so far are used to find more.
PASSES = 4
_WORD = re.compile(r"\w+")


class SceneWords(msgspec.Struct, frozen=True):
    """One scene of one draft, and its words."""

    row: SceneRow
    heading: tuple[str, ...]
    words: tuple[str, ...]
    counts: Counter[str]
    pairs: Counter[tuple[str, str]]


def scene_words(tables: Mapping[str, object]) -> list[SceneWords]:
    """Return the words of each scene of a draft, given its basic tables."""
    spoken: dict[int, list[str]] = {}
    for speech in cast("list[DialogueRow]", tables["dialogues"]):
        spoken.setdefault(speech["scene"], []).append(f"{speech['character']} {speech['text']}")
    scenes = []
    for row in cast("list[SceneRow]", tables["scenes"]):
        heading = tuple(_WORD.findall((row["heading"] or "").casefold()))
        body = "\n".join([row["action_text"] or "", *spoken.get(row["scene"], ())])
        words = (*heading, *_WORD.findall(body.casefold()))
        scenes.append(SceneWords(row, heading, words, Counter(words), Counter(pairwise(words))))
    return scenes


def similarity(one: SceneWords, two: SceneWords) -> float:
    """Return the share of common words and common pairs of neighbouring words, 0-1 (Dice 1945).

    Examples
    --------
    >>> a, b = scene_words({"dialogues": [], "scenes": [
    ...     {"scene": 1, "heading": "INT. HALL", "action_text": "Bob waits."},
    ...     {"scene": 2, "heading": "INT. HALL", "action_text": "Bob sleeps."}]})
    >>> similarity(a, b)
    0.708...
    """
    if one.words == two.words:
        return 1.0
    size = len(one.words) + len(two.words)
    if not one.words or not two.words:
        return 0.0
    words = 2 * (one.counts & two.counts).total() / size
    if size <= 2:
        return words
    return (words + 2 * (one.pairs & two.pairs).total() / (size - 2)) / 2


def match(before: list[SceneWords], after: list[SceneWords]) -> dict[int, tuple[int, float]]:
    """Match scenes of the later draft with those of the earlier one.

    Parameters
    ----------
    before, after
        The scenes of the two drafts.

    Returns
    -------
    dict
        Index in ``after`` -> (index in ``before``, similarity). Scenes with the same words are
        matched first, wherever they are; then the most similar. No scene is matched twice.
    """
    found: dict[int, tuple[int, float]] = {}
    for words, old, new in _identical(before, after, taken=(), found=()):
        # As many before as after are matched in order; otherwise their neighbours decide, below.
        if words and len(old) == len(new):
            found.update((j, (i, 1.0)) for i, j in zip(old, new, strict=True))
    look_up: _LookUp | None = None
    for _ in range(PASSES):  # each match makes its neighbours likelier
        taken = {i for i, _ in found.values()}
        new = [j for j in range(len(after)) if j not in found]
        if not new or len(taken) == len(before):
            break
        look_up = look_up or _LookUp(before, taken)
        scored = sorted(_scored(before, after, new, found, taken, look_up), reverse=True)
        if not scored:
            break
        for _, _, alike, i, j in scored:
            if i not in taken and j not in found:
                taken.add(i)
                found[j] = (i, alike)
    taken = {i for i, _ in found.values()}
    for _, old, new in _identical(before, after, taken=taken, found=found):
        found.update((j, (i, 1.0)) for i, j in zip(old, new, strict=False))
    return found


def _identical(
    before: list[SceneWords],
    after: list[SceneWords],
    *,
    taken: Container[int],
    found: Container[int],
) -> Iterator[tuple[int, list[int], list[int]]]:
    """Yield each group of scenes with the same words: how many words, which before, which after."""
    where: dict[tuple[str, ...], tuple[list[int], list[int]]] = {}
    for i, scene in enumerate(before):
        if i not in taken:
            where.setdefault(scene.words, ([], []))[0].append(i)
    for j, scene in enumerate(after):
        if j not in found:
            where.setdefault(scene.words, ([], []))[1].append(j)
    for words, (old, new) in where.items():
        yield len(words), old, new


def _scored(
    before: list[SceneWords],
    after: list[SceneWords],
    new: list[int],
    found: dict[int, tuple[int, float]],
    taken: set[int],
    look_up: _LookUp,
) -> Iterator[tuple[float, float, float, int, int]]:
    """Yield (score, nearness, similarity, before, after) of each pair that may be one scene."""
    unmatched = (-9, 0.0)
    for j in new:
        left, right = found.get(j - 1, unmatched)[0] + 1, found.get(j + 1, unmatched)[0] - 1
        share = j / len(after)
        for i in {left, right, *look_up.candidates(after[j], share)} - taken:
            if not 0 <= i < len(before):
                continue
            alike = similarity(before[i], after[j])
            sides = (i == left) + (i == right)
            if alike >= (ALIKE_BETWEEN if sides else ALIKE):
                same = before[i].heading == after[j].heading
                score = alike + NEIGHBOUR * sides + HEADING * same
                yield score, -abs(i / len(before) - share), alike, i, j


def in_order(matched: dict[int, tuple[int, float]], after: list[SceneWords]) -> set[int]:
    """Return the scenes of the later draft that are still in order; the others were moved.

    The largest set of scenes in order is chosen, of several the one with most words: the heaviest
    increasing subsequence, computed with a Fenwick tree of maxima.
    """
    total = sum(len(scene.words) for scene in after) + 1
    size = max((i for i, _ in matched.values()), default=0) + 1
    best: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    previous: dict[int, int] = {}
    last = (0.0, -1)
    for j in sorted(matched):
        i = matched[j][0]
        top, at = (0.0, -1), i
        while at > 0:
            top = max(top, best[at])
            at -= at & -at
        previous[j] = top[1]
        mine = (top[0] + 1 + len(after[j].words) / total, j)
        last = max(last, mine)
        at = i + 1
        while at <= size:
            best[at] = max(best[at], mine)
            at += at & -at
    unmoved = set()
    now = last[1]
    while now >= 0:
        unmoved.add(now)
        now = previous[now]
    return unmoved


class _LookUp:
    """Finds the scenes of a draft that share rare words with a scene."""

    def __init__(self, scenes: list[SceneWords], taken: set[int]) -> None:
        self._count = len(scenes)
        self._scenes = {i: scene for i, scene in enumerate(scenes) if i not in taken}
        self._same: dict[tuple[str, ...], list[int]] = {}
        self._with: dict[str, list[int]] = {}
        for i, scene in self._scenes.items():
            self._same.setdefault(scene.words, []).append(i)
            for word in scene.counts:
                self._with.setdefault(word, []).append(i)

    def candidates(self, scene: SceneWords, share: float) -> list[int]:
        """Return the likeliest few, and those near this position with exactly the same words."""
        weights: dict[int, float] = {}
        for word, count in scene.counts.items():
            places = self._with.get(word, ())
            if 0 < len(places) <= COMMON:
                rare = math.log(1 + self._count / len(places))
                for i in places:
                    shared = min(count, self._scenes[i].counts[word])
                    weights[i] = weights.get(i, 0.0) + rare * shared
        likely = sorted(
            weights, key=lambda i: -weights[i] / math.sqrt(len(self._scenes[i].words) + 1)
        )[:CANDIDATES]
        same = self._same.get(scene.words, [])
        if len(same) > CANDIDATES:
            at = bisect_left(same, share * self._count)
            same = same[max(0, at - CANDIDATES // 2) : at + CANDIDATES // 2]
        return likely + same
