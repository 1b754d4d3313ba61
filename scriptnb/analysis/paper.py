"""What fills the paper: each page's talk and action, and each kind of element's share of it all.

Knows elements and their layout; nothing of scenes' stories.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scriptnb.analysis.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.analysis.typeset import Layout
    from scriptnb.screenplay.model import Element

Row = dict[str, Any]

_TALK = frozenset(("character", "parenthetical", "dialogue", "lyric"))
_HEADINGS = frozenset(("scene_heading", "shot", "transition"))


def pages_table(elements: Sequence[Element], layout: Layout) -> list[Row]:
    """Make one row a page: what starts on it, and how much of it is talk.

    Returns
    -------
    list of dict
        ``page scenes line dialogue_share action_share heading_share dialogue_words action_words
        characters``. An element counts on the page on which it starts; shares are of what counts
        there, None on a page on which nothing starts.
    """
    size = {kind: [0.0] * (layout.pages + 1) for kind in ("talk", "action", "heading")}
    words = {kind: [0] * (layout.pages + 1) for kind in ("talk", "action")}
    scenes: list[dict[int, None]] = [{} for _ in range(layout.pages + 1)]
    line: list[int | None] = [None] * (layout.pages + 1)
    for element, page, share in zip(elements, layout.page, layout.size, strict=True):
        if not share or not 0 < page <= layout.pages:
            continue
        kind = (
            "talk"
            if element.kind in _TALK
            else "heading"
            if element.kind in _HEADINGS
            else "action"
        )
        size[kind][page] += share
        if element.scene:
            scenes[page][element.scene] = None
        if line[page] is None:
            line[page] = element.line
        if element.kind in ("dialogue", "action"):
            words[kind][page] += count_words(element.text)
    rows = []
    for page in range(1, layout.pages + 1):
        total = sum(parts[page] for parts in size.values())
        rows.append(
            {
                "page": page,
                "line": line[page],
                "scenes": list(scenes[page]),
                "dialogue_share": size["talk"][page] / total if total else None,
                "action_share": size["action"][page] / total if total else None,
                "heading_share": size["heading"][page] / total if total else None,
                "dialogue_words": words["talk"][page],
                "action_words": words["action"][page],
            }
        )
    return rows


def elements_table(elements: Sequence[Element], layout: Layout) -> list[Row]:
    """Make one row a kind of element: how many, how long, and how much of the paper they take.

    Returns
    -------
    list of dict
        ``kind elements pages share words letters mean_words longest_words longest_line``, what
        takes most paper first; letters without white space.
    """
    groups: dict[str, Row] = {}
    for element, share in zip(elements, layout.size, strict=True):
        words = count_words(element.text)
        row = groups.setdefault(
            element.kind,
            {
                "kind": element.kind,
                "elements": 0,
                "pages": 0.0,
                "share": None,
                "words": 0,
                "letters": 0,
                "mean_words": None,
                "longest_words": -1,
                "longest_line": None,
            },
        )
        row["elements"] += 1
        row["pages"] += share
        row["words"] += words
        row["letters"] += sum(map(len, element.text.split()))
        if words > row["longest_words"]:
            row["longest_words"], row["longest_line"] = words, element.line
    total = sum(row["pages"] for row in groups.values())
    for row in groups.values():
        row["share"] = row["pages"] / total if total else None
        row["mean_words"] = row["words"] / row["elements"]
    return sorted(groups.values(), key=lambda row: -row["pages"])
