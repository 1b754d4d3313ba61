"""A corpus as static HTML: its numbers, the first scripts, what went wrong. No script in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from scriptnb.results.html import WIDE, escape

if TYPE_CHECKING:
    from scriptnb.corpus.corpus import Corpus
    from scriptnb.corpus.season import Season

_COLUMNS = ("script", "title", "pages", "minutes", "scenes", "characters", "dialogue_share",
            "sentiment", "main_character")  # fmt: skip
_SEEN, _MOST = 10, 200


def html(corpus: Corpus) -> str:
    """Write a corpus as static HTML: ten rows, and as many more as a notebook should hold."""
    summary, errors = corpus.summary, corpus.errors
    good = summary[summary["error"].isna()]
    shown = good[[name for name in _COLUMNS if name in good and good[name].notna().any()]]
    said = "<br>".join(escape(line) for line in repr(corpus).splitlines())
    parts = [f'<div style="max-width:960px;line-height:1.4"><p style="margin:2px 0">{said}</p>']
    if len(shown):
        parts.append(_table(shown.iloc[:_SEEN]))
    if len(shown) > _SEEN:
        rest = shown.iloc[_SEEN:_MOST]
        parts.append(_more(f"{len(rest):,} more", _table(rest)))
    if len(shown) > _MOST:
        parts.append(f"<p>and {len(shown) - _MOST:,} more in <code>corpus.summary</code></p>")
    if len(errors):
        parts.append(_more(f"{len(errors):,} without a result", _table(errors.iloc[:_MOST])))
    return "".join([*parts, "</div>"])


def _more(title: str, body: str) -> str:
    return (
        '<details style="margin:2px 0"><summary style="cursor:pointer;opacity:0.75">'
        f"{escape(title)}</summary>{body}</details>"
    )


def _table(view: pd.DataFrame) -> str:
    sides = [
        f'style="text-align:{"right" if pd.api.types.is_numeric_dtype(dtype) else "left"}"'
        for dtype in view.dtypes
    ]
    head = "".join(
        f"<th {side}>{escape(str(name))}</th>" for side, name in zip(sides, view, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td {side}>{escape(_cell(name, value))}</td>"
            for side, name, value in zip(sides, view.columns, row, strict=True)
        )
        + "</tr>"
        for row in view.itertuples(index=False, name=None)
    )
    return (
        f'{WIDE}<table style="border-collapse:collapse;margin:4px 0">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(name: str, value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, float):
        # Adding 0 takes the sign from what rounds to zero.
        rounded = round(value, 2) + 0.0
        return f"{value:.0%}" if name.endswith("share") else f"{rounded:,.2f}"
    text = f"{value:,}" if isinstance(value, int) else str(value)
    return text if len(text) <= 140 else f"{text[:139]}…"


def season(season: Season) -> str:
    """Write a season as static HTML: its episodes, its main characters and what they speak."""
    grid = season.presence.head(_SEEN)
    grid = grid.reset_index()
    return "".join(
        [
            f'<div style="max-width:960px;line-height:1.4"><p>{escape(repr(season))}</p>',
            _table(season.episodes.drop(columns=["start", "end"])),
            '<p style="margin:8px 0 0 0">Words that the main characters speak in each episode</p>',
            _table(grid),
            "</div>",
        ]
    )
