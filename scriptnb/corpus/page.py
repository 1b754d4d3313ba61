"""A corpus and a season as static HTML: their numbers, first rows and errors. No JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.results.html import MOST_ROWS, SEEN_ROWS, escape, fold, folded, table

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("script", "title", "pages", "minutes", "scenes", "characters", "dialogue_share",
            "sentiment", "main_character")  # fmt: skip


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
        parts.append(folded(shown, "corpus.summary"))
    if len(errors):
        parts.append(fold(f"{len(errors):,} without a result", table(errors.iloc[:MOST_ROWS])))
    return "".join([*parts, "</div>"])


def season_html(text: str, episodes: pd.DataFrame, presence: pd.DataFrame) -> str:
    """Return a season as static HTML: its episodes, and the words of its main characters.

    Parameters
    ----------
    text
        The season as text.
    episodes, presence
        Its tables of these names.
    """
    grid = presence.head(SEEN_ROWS).reset_index()
    return "".join(
        [
            f'<div style="max-width:960px;line-height:1.4"><p>{escape(text)}</p>',
            table(episodes.drop(columns=["start", "end"])),
            '<p style="margin:8px 0 0 0">Words that the main characters speak in each episode</p>',
            table(grid),
            "</div>",
        ]
    )
