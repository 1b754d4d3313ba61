"""Draft against draft: which scene became which, by what they say, wherever they stand.

Knows scenes as words alone; the tables are made in `scriptnb.analysis.draft_tables`. A scene is
the words of its heading, its action and its speeches with their cues, whatever their case.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from scriptnb.analysis.given import Row

#: Two scenes are one scene rewritten from this similarity on; from the lower one where the scenes
#: next to them are matched with each other, too.
ALIKE = 0.35
ALIKE_BETWEEN = 0.2
#: What it adds to be where the neighbours' matches are, on each side, and under the same heading.
NEIGHBOUR = 0.06
HEADING = 0.04
#: Words in more scenes than this find nobody; how many candidates are compared word by word.
COMMON = 40
CANDIDATES = 6
#: How often the matches just made are used to find more.
PASSES = 4
_WORD = re.compile(r"\w+")


class Sheet(msgspec.Struct, frozen=True):
    """One scene of one draft, as words."""

    row: Row
    heading: tuple[str, ...]
    words: tuple[str, ...]
    counts: Counter[str]
    pairs: Counter[tuple[str, str]]


def sheets(tables: Mapping[str, Any]) -> list[Sheet]:
    """Write out the words of each scene of a draft."""
    said: dict[int, list[str]] = {}
    for speech in tables["dialogues"]:
        said.setdefault(speech["scene"], []).append(f"{speech['character']} {speech['text']}")
    made = []
    for row in tables["scenes"]:
        heading = tuple(_WORD.findall((row["heading"] or "").casefold()))
        body = "\n".join([row["action_text"] or "", *said.get(row["scene"], ())])
        words = (*heading, *_WORD.findall(body.casefold()))
        made.append(Sheet(row, heading, words, Counter(words), Counter(pairwise(words))))
    return made


def similarity(one: Sheet, two: Sheet) -> float:
    """Compare two scenes, 0-1: shared words and shared pairs of neighbouring words (Dice 1945).

    Examples
    --------
    >>> a, b = sheets({"dialogues": [], "scenes": [
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


def match(before: list[Sheet], after: list[Sheet]) -> dict[int, tuple[int, float]]:
    """Find, for scenes of the later draft, the scene that they were in the earlier one.

    Parameters
    ----------
    before, after
        The scenes of the two drafts.

    Returns
    -------
    dict
        Index in ``after`` -> (index in ``before``, similarity). Scenes that say the same are
        matched first, wherever they stand; then the most alike first, each once.
    """
    found: dict[int, tuple[int, float]] = {}
    for words, old, new in _identical(before, after, taken=(), found=()):
        # As many before as after: they are each other's, in order. Else neighbours will tell.
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
    before: list[Sheet], after: list[Sheet], *, taken: Container[int], found: Container[int]
) -> Iterator[tuple[int, list[int], list[int]]]:
    """Group the scenes whose words are the same: how many words, which before, which after."""
    where: dict[tuple[str, ...], tuple[list[int], list[int]]] = {}
    for i, sheet in enumerate(before):
        if i not in taken:
            where.setdefault(sheet.words, ([], []))[0].append(i)
    for j, sheet in enumerate(after):
        if j not in found:
            where.setdefault(sheet.words, ([], []))[1].append(j)
    for words, (old, new) in where.items():
        yield len(words), old, new


def _scored(
    before: list[Sheet],
    after: list[Sheet],
    new: list[int],
    found: dict[int, tuple[int, float]],
    taken: set[int],
    look_up: _LookUp,
) -> Iterator[tuple[float, float, float, int, int]]:
    """Give (score, nearness, similarity, before, after) of each pair that may be one scene."""
    nobody = (-9, 0.0)
    for j in new:
        left, right = found.get(j - 1, nobody)[0] + 1, found.get(j + 1, nobody)[0] - 1
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


def order(matched: dict[int, tuple[int, float]], after: list[Sheet]) -> set[int]:
    """Say which scenes of the later draft stayed in order; the others were moved.

    The most scenes that can have stayed did, and of equally many those with more words: the
    heaviest increasing chain, by a tree of maxima.
    """
    total = sum(len(sheet.words) for sheet in after) + 1
    size = max((i for i, _ in matched.values()), default=0) + 1
    best: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    came: dict[int, int] = {}
    last = (0.0, -1)
    for j in sorted(matched):
        i = matched[j][0]
        top, at = (0.0, -1), i
        while at > 0:
            top = max(top, best[at])
            at -= at & -at
        came[j] = top[1]
        mine = (top[0] + 1 + len(after[j].words) / total, j)
        last = max(last, mine)
        at = i + 1
        while at <= size:
            best[at] = max(best[at], mine)
            at += at & -at
    stayed = set()
    now = last[1]
    while now >= 0:
        stayed.add(now)
        now = came[now]
    return stayed


class _LookUp:
    """Finds the scenes of a draft that share rare words with a scene."""

    def __init__(self, sheets: list[Sheet], taken: set[int]) -> None:
        self._count = len(sheets)
        self._sheets = {i: sheet for i, sheet in enumerate(sheets) if i not in taken}
        self._same: dict[tuple[str, ...], list[int]] = {}
        self._with: dict[str, list[int]] = {}
        for i, sheet in self._sheets.items():
            self._same.setdefault(sheet.words, []).append(i)
            for word in sheet.counts:
                self._with.setdefault(word, []).append(i)

    def candidates(self, sheet: Sheet, share: float) -> list[int]:
        """Return the likeliest few, and those near this position that say the very same."""
        weights: dict[int, float] = {}
        for word, count in sheet.counts.items():
            places = self._with.get(word, ())
            if 0 < len(places) <= COMMON:
                rare = math.log(1 + self._count / len(places))
                for i in places:
                    shared = min(count, self._sheets[i].counts[word])
                    weights[i] = weights.get(i, 0.0) + rare * shared
        likely = sorted(
            weights, key=lambda i: -weights[i] / math.sqrt(len(self._sheets[i].words) + 1)
        )[:CANDIDATES]
        same = self._same.get(sheet.words, [])
        if len(same) > CANDIDATES:
            at = bisect_left(same, share * self._count)
            same = same[max(0, at - CANDIDATES // 2) : at + CANDIDATES // 2]
        return likely + same
