"""The percentiles of each script in the measures of a corpus."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scriptnb.analysis import measures


def numbers(summary: pd.DataFrame) -> pd.DataFrame:
    """Return the measures of a summary that are numbers, as floats, a row a script."""
    names = [name for name in summary if name in measures.MEASURES and name not in measures.WORDS]
    made = {name: pd.to_numeric(summary[name]).astype("float64") for name in names}
    return pd.DataFrame(made, columns=names)


def percentiles(summary: pd.DataFrame) -> pd.DataFrame:
    """Return the percentile of each script in each measure.

    The share, 0-100, of the other scripts that lie below, ties counting half.

    Examples
    --------
    >>> table = pd.DataFrame({"script": ["a", "b", "c"], "minutes": [90.0, 120.0, 90.0]})
    >>> percentiles(table)["minutes"].tolist()
    [25.0, 100.0, 25.0]
    """
    found = numbers(summary)
    others = found.notna().sum() - 1
    ranks = (found.rank(method="average") - 1) / others.where(others > 0) * 100
    ranks.insert(0, "script", summary["script"])
    return ranks


def place(summary: pd.DataFrame, script: str) -> pd.DataFrame:
    """Return one script's value and percentile in each measure, and the corpus's quartiles."""
    found = numbers(summary)
    row = int(np.flatnonzero(summary["script"] == script)[0])
    ranked = percentiles(summary)
    quarters = found.quantile([0, 0.25, 0.5, 0.75, 1])
    made = pd.DataFrame(
        {
            "measure": found.columns,
            "value": found.iloc[row].to_numpy(),
            "percentile": ranked.iloc[row][found.columns].to_numpy(dtype="float64"),
        }
    )
    names = ("lowest", "lower_quarter", "median", "upper_quarter", "highest")
    for name, values in zip(names, quarters.to_numpy(), strict=True):
        made[name] = values
    return made
