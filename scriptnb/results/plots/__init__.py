"""DataFrames -> matplotlib figures that a person reads at a glance; knows no `Result`.

One module a family; `base` has what they share. Names load at first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb import lazy

if TYPE_CHECKING:
    from scriptnb.results.plots.base import COLOURS as COLOURS
    from scriptnb.results.plots.base import Plot as Plot
    from scriptnb.results.plots.base import png as png
    from scriptnb.results.plots.corpora import arcs as arcs
    from scriptnb.results.plots.corpora import distribution as distribution
    from scriptnb.results.plots.corpora import scatter as scatter
    from scriptnb.results.plots.feelings import arc as arc
    from scriptnb.results.plots.feelings import emotions as emotions
    from scriptnb.results.plots.feelings import stream as stream
    from scriptnb.results.plots.people import dialogue_share as dialogue_share
    from scriptnb.results.plots.people import network as network
    from scriptnb.results.plots.people import presence as presence
    from scriptnb.results.plots.seasons import season_arc as season_arc
    from scriptnb.results.plots.seasons import season_presence as season_presence
    from scriptnb.results.plots.seasons import season_shares as season_shares
    from scriptnb.results.plots.shape import pacing as pacing
    from scriptnb.results.plots.shape import ruler as ruler
    from scriptnb.results.plots.strips import words_by_scene as words_by_scene
    from scriptnb.results.plots.two_drafts import drafts as drafts
    from scriptnb.results.plots.two_drafts import two_arcs as two_arcs

_HOME = {
    "COLOURS": "base",
    "Plot": "base",
    "arc": "feelings",
    "arcs": "corpora",
    "dialogue_share": "people",
    "distribution": "corpora",
    "drafts": "two_drafts",
    "emotions": "feelings",
    "network": "people",
    "pacing": "shape",
    "png": "base",
    "presence": "people",
    "ruler": "shape",
    "scatter": "corpora",
    "season_arc": "seasons",
    "season_presence": "seasons",
    "season_shares": "seasons",
    "stream": "feelings",
    "two_arcs": "two_drafts",
    "words_by_scene": "strips",
}

__all__ = sorted(_HOME)

__getattr__, __dir__ = lazy.names(__name__, _HOME)
