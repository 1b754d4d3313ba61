"""The sentence that places a script among other features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scriptnb.results import format as formats

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scriptnb.results.schema import ResultDict, Row

#: The measure that the sentence always begins with.
FIRST = "dialogue_share"
#: How many measures outside the typical range it goes on with.
MORE = 2


def sentence(raw: ResultDict) -> str | None:
    """Return where a script lies among other features, None where it was not compared.

    Examples
    --------
    >>> row = {"measure": "dialogue_share", "value": 0.62, "percentile": 88.2}
    >>> sentence({"structure": {"norms": [row]}})
    'dialogue share 62%: more than 88% of features'
    """
    structure: Mapping[str, Any] = raw.get("structure") or {}
    rows: list[Row] = structure.get("norms") or []
    first = [row for row in rows if row["measure"] == FIRST]
    others = [row for row in rows if row["measure"] != FIRST and not _is_typical(row)]
    others.sort(key=lambda row: -abs(row["percentile"] - 50))
    return "; ".join(map(_place, [*first, *others[:MORE]])) or None


def number(measure: str, value: float) -> str:
    """Return the value of a measure as text; a large one needs no decimals.

    Examples
    --------
    >>> number("int_share", 0.62), number("minutes", 117.34), number("mean_speech_words", 9.25)
    ('62%', '117', '9.2')
    """
    kind = formats.kind_of(measure)
    return formats.number(round(value) if kind != "share" and value >= 100 else value, kind)


def _is_typical(row: Row) -> bool:
    return bool(row["typical_low"] <= row["value"] <= row["typical_high"])


def _place(row: Row) -> str:
    percentile = row["percentile"]
    side, share = ("more", percentile) if percentile >= 50 else ("less", 100 - percentile)
    # As large as the largest is not more than all of them.
    beaten = min(round(share), 99)
    measure = f"{row['measure'].replace('_', ' ')} {number(row['measure'], row['value'])}"
    return f"{measure}: {side} than {beaten}% of features"
