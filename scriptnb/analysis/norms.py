"""A script beside other features: the percentile of each measure among 972 feature scripts.

``data/norms.json`` holds percentiles of the measures of English drafts of 2005-2020 that readers in
the industry voted the best unproduced scripts of their year; ``training/norms.py`` makes it. It has
only measures whose definition has not changed since those scripts were measured.
"""

from __future__ import annotations

import functools
import json
from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scriptnb.analysis.basic_rows import ProblemRow
    from scriptnb.analysis.structure_rows import NormRow

#: A script is compared when it is in this language and has this many pages, as those have.
LANGUAGE = "en"
PAGES = (70, 200)
#: The typical range is between these percentiles: four in five scripts are in it.
TYPICAL = (10, 90)
_DATA = Path(__file__).parent / "data" / "norms.json"


class Norms(msgspec.Struct, frozen=True):
    """The measures of the scripts that others are compared with."""

    scripts: int
    years: tuple[int, int]
    #: measure -> its percentiles 0 to 100
    percentiles: dict[str, list[float]]


@functools.cache
def shipped() -> Norms:
    """Read the percentiles of the measures."""
    return msgspec.convert(json.loads(_DATA.read_text(encoding="utf-8")), Norms)


def norms(summary: Mapping[str, object]) -> tuple[list[NormRow], list[ProblemRow]]:
    """Compare the measures of a script with those of feature scripts.

    Parameters
    ----------
    summary
        The script's row of the summary table.

    Returns
    -------
    tuple
        A row for each measure that is known; and, where the script cannot be compared, no rows and
        a problem with the reason.
    """
    if reason := _reason(summary):
        message = f"the script was not compared with other features: {reason}"
        return [], [{"line": None, "kind": "no_norms", "message": message, "text": ""}]
    rows: list[NormRow] = []
    for measure, points in shipped().percentiles.items():
        value = summary.get(measure)
        if isinstance(value, int | float):
            rows.append(
                {
                    "measure": measure,
                    "value": float(value),
                    "percentile": percentile(points, value),
                    "typical_low": points[TYPICAL[0]],
                    "typical_high": points[TYPICAL[1]],
                }
            )
    return rows, []


def _reason(summary: Mapping[str, object]) -> str | None:
    language = str(summary.get("language") or "")
    pages = summary.get("pages")
    if not isinstance(pages, int | float):
        return "its length in pages is not known"
    if language.split("-")[0].lower() != LANGUAGE:
        return "they are in English, and it is not known to be"
    if not PAGES[0] <= pages <= PAGES[1]:
        return f"they have {PAGES[0]} to {PAGES[1]} pages, and it has {pages:g}"
    return None


def percentile(points: list[float], value: float) -> float:
    """Return the share of the scripts below a value, 0-100, those equal to it counting half.

    Parameters
    ----------
    points
        The percentiles 0 to 100, ascending.

    Examples
    --------
    >>> points = [float(each) for each in range(101)]
    >>> percentile(points, 12.5), percentile(points, -3), percentile(points, 300)
    (12.5, 0.0, 100.0)
    """
    below, up_to = bisect_left(points, value), bisect_right(points, value)
    if up_to > below:
        return (below + up_to - 1) / 2
    if below in (0, len(points)):
        return 0.0 if below == 0 else 100.0
    low, high = points[below - 1], points[below]
    return below - 1 + (value - low) / (high - low)
