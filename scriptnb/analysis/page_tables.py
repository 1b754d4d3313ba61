"""What fills the pages: one row for each page, and one for each kind of element.

Takes elements and their page layout; knows nothing of scenes and characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.analysis.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.analysis.basic_rows import ElementRow, PageRow
    from scriptnb.analysis.typeset import Layout
    from scriptnb.screenplay.model import Element

_DIALOGUE = frozenset(("character", "parenthetical", "dialogue", "lyric"))
_HEADINGS = frozenset(("scene_heading", "shot", "transition"))


def pages_table(elements: Sequence[Element], layout: Layout) -> list[PageRow]:
    """Return one row for each page.

    An element counts on the page on which it starts. Shares are of the space that such elements
    take, None on a page on which nothing starts.
    """
    size = {kind: [0.0] * (layout.pages + 1) for kind in ("dialogue", "action", "heading")}
    words = {kind: [0] * (layout.pages + 1) for kind in ("dialogue", "action")}
    scenes: list[dict[int, None]] = [{} for _ in range(layout.pages + 1)]
    line: list[int | None] = [None] * (layout.pages + 1)
    for element, page, share in zip(elements, layout.page, layout.size, strict=True):
        if not share or not 0 < page <= layout.pages:
            continue
        size[_group(element.kind)][page] += share
        if element.scene:
            scenes[page][element.scene] = None
        if line[page] is None:
            line[page] = element.line
        if element.kind in words:
            words[element.kind][page] += count_words(element.text)
    rows: list[PageRow] = []
    for page in range(1, layout.pages + 1):
        total = sum(parts[page] for parts in size.values())
        rows.append(
            {
                "page": layout.number(page),
                "line": line[page],
                "scenes": list(scenes[page]),
                "dialogue_share": size["dialogue"][page] / total if total else None,
                "action_share": size["action"][page] / total if total else None,
                "heading_share": size["heading"][page] / total if total else None,
                "dialogue_words": words["dialogue"][page],
                "action_words": words["action"][page],
            }
        )
    return rows


def _group(kind: str) -> str:
    if kind in _DIALOGUE:
        return "dialogue"
    return "heading" if kind in _HEADINGS else "action"


def elements_table(elements: Sequence[Element], layout: Layout) -> list[ElementRow]:
    """Return one row for each kind of element, the one that takes most space first.

    ``letters`` does not count white space.
    """
    groups: dict[str, ElementRow] = {}
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
                "mean_words": 0.0,
                "longest_words": -1,
                "longest_line": element.line,
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
