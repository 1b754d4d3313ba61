"""Plots of two drafts: what became of each scene, and how the valence changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.collections import PolyCollection
from matplotlib.patches import Patch

from scriptnb.results import format as formats
from scriptnb.results.plots.base import (
    COLOURS,
    FAINT,
    INK,
    RULE,
    along_script,
    begin,
    by_valence,
    label,
    message,
    quiet,
    room,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

CHANGE_COLOURS = {
    "kept": "#c6cdd4",
    "rewritten": "#56B4E9",
    "moved": "#E69F00",
    "moved and rewritten": "#CC79A7",
    "cut": "#D55E00",
    "added": "#009E73",
}
#: A scene without words must still be seen.
_LEAST_WORDS = 5


def drafts(scenes: pd.DataFrame, title: str | None = None) -> Figure:
    """Draw the earlier draft above the later one, each scene as wide as its words.

    Parameters
    ----------
    scenes
        The scenes of a comparison.
    title
        The script's.
    """
    heading = "Draft against draft"
    if scenes.empty:
        return message(heading, "Neither draft has a scene.", title)
    old = _spans(scenes, "before")
    new = _spans(scenes, "after")
    figure = begin(heading, "each scene as wide as its words, joined to what it became", title, 3.3)
    axes = room(figure, 0.75, 0.45, top=0.98)
    shapes: dict[str, list[list[tuple[float, float]]]] = {name: [] for name in CHANGE_COLOURS}
    joins: dict[str, list[list[tuple[float, float]]]] = {name: [] for name in CHANGE_COLOURS}
    for row in scenes.to_dict("records"):
        change = str(row["change"])
        above, below = old.get(row["before"]), new.get(row["after"])
        for span, foot in ((above, 0.86), (below, 0.0)):
            if span is not None:
                left, right = span
                shapes[change].append(
                    [(left, foot), (right, foot), (right, foot + 0.14), (left, foot + 0.14)]
                )
        if above is not None and below is not None:
            joins[change].append(
                [(above[0], 0.86), (above[1], 0.86), (below[1], 0.14), (below[0], 0.14)]
            )
    for change, colour in CHANGE_COLOURS.items():
        through = 0.35 if change in ("kept", "rewritten") else 0.75
        axes.add_collection(
            PolyCollection(joins[change], facecolors=colour, alpha=through, linewidths=0)
        )
        axes.add_collection(
            PolyCollection(shapes[change], facecolors=colour, edgecolors="white", linewidths=0.3)
        )
    top = max(end for spans in (old, new) for _, end in spans.values())
    axes.set(xlim=(0, top), ylim=(-0.02, 1.02), yticks=[])
    label(axes, 0.93, "earlier", 9, INK)
    label(axes, 0.07, "later", 9, INK)
    quiet(axes)
    axes.set_xlabel("words", fontsize=8.5, color=FAINT, labelpad=2)
    counts = scenes["change"].value_counts()
    axes.legend(
        handles=[
            Patch(color=colour, label=f"{change} ({formats.number(counts[change])})")
            for change, colour in CHANGE_COLOURS.items()
            if counts.get(change)
        ],
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=6, frameon=False, fontsize=8,
        labelcolor=INK, handlelength=1, handleheight=1, columnspacing=1.2, handletextpad=0.4,
        borderaxespad=0.2,
    )  # fmt: skip
    return figure


def _spans(scenes: pd.DataFrame, draft: str) -> dict[int, tuple[float, float]]:
    """Place the scenes of one draft side by side in its own order."""
    rows = scenes[scenes[draft].notna()].sort_values(draft)
    ends = rows[f"words_{draft}"].clip(lower=_LEAST_WORDS).cumsum()
    starts = ends.shift(fill_value=0)
    return {
        int(number): (float(start), float(end))
        for number, start, end in zip(rows[draft], starts, ends, strict=True)
    }


def two_arcs(line: pd.DataFrame, title: str | None = None) -> Figure:
    """Draw the valence of the dialogue along both drafts.

    Parameters
    ----------
    line
        ``position before after``.
    title
        The script's.
    """
    heading = "How the feeling changed"
    drawn = [name for name in ("before", "after") if line[name].notna().any()]
    if not drawn:
        return message(heading, "No feelings were scored in either draft.", title)
    subtitle = "valence of the dialogue, smoothed, along each draft"
    figure = begin(heading, subtitle, title, 3.0)
    axes = room(figure, 1.2, 0.45, top=0.85)
    axes.axhline(0, color=RULE, linewidth=0.8)
    x = line["position"].to_numpy(float)
    looks = {
        "before": ("earlier draft", FAINT, (0, (4, 2))),
        "after": ("later draft", COLOURS[0], "-"),
    }
    for name in drawn:
        words, colour, dashes = looks[name]
        axes.plot(x, line[name], color=colour, linewidth=2, linestyle=dashes, label=words)
    quiet(axes, ("bottom",))
    along_script(axes)
    by_valence(axes)
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=8,
        labelcolor=INK, borderaxespad=0.2,
    )  # fmt: skip
    return figure
