"""A corpus and a season as static HTML: their numbers, first rows and errors. No JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.results.html import escape, table

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("script", "title", "pages", "minutes", "scenes", "characters", "dialogue_share",
            "sentiment", "main_character")  # fmt: skip
_SEEN, _MOST = 10, 200


def corpus_html(text: str, summary: pd.DataFrame, errors: pd.DataFrame) -> str:
    """Return a corpus as static HTML: ten rows, and as many more as a notebook should hold.

    Parameters
    ----------
    text
        The corpus as text.
    summary, errors
        Its tables of these names.
    """
    good = summary[summary["error"].isna()]
    shown = good[[name for name in _COLUMNS if name in good and good[name].notna().any()]]
    lines = "<br>".join(escape(line) for line in text.splitlines())
    parts = [f'<div style="max-width:960px;line-height:1.4"><p style="margin:2px 0">{lines}</p>']
    if len(shown):
        parts.append(table(shown.iloc[:_SEEN]))
    if len(shown) > _SEEN:
        rest = shown.iloc[_SEEN:_MOST]
        parts.append(_more(f"{len(rest):,} more", table(rest)))
    if len(shown) > _MOST:
        parts.append(f"<p>and {len(shown) - _MOST:,} more in <code>corpus.summary</code></p>")
    if len(errors):
        parts.append(_more(f"{len(errors):,} without a result", table(errors.iloc[:_MOST])))
    return "".join([*parts, "</div>"])


def _more(title: str, body: str) -> str:
    return (
        '<details style="margin:2px 0"><summary style="cursor:pointer;opacity:0.75">'
        f"{escape(title)}</summary>{body}</details>"
    )


def season_html(text: str, episodes: pd.DataFrame, presence: pd.DataFrame) -> str:
    """Return a season as static HTML: its episodes, and the words of its main characters.

    Parameters
    ----------
    text
        The season as text.
    episodes, presence
        Its tables of these names.
    """
    grid = presence.head(_SEEN).reset_index()
    return "".join(
        [
            f'<div style="max-width:960px;line-height:1.4"><p>{escape(text)}</p>',
            table(episodes.drop(columns=["start", "end"])),
            '<p style="margin:8px 0 0 0">Words that the main characters speak in each episode</p>',
            table(grid),
            "</div>",
        ]
    )
