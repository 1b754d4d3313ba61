"""Write the percentiles of the measures of feature scripts into the analyses' data.

usage: python training/norms.py features.csv

``features.csv`` has a row for each script, numbers only, as the first version of the package
computed them. Kept are the measures whose definition is the same today: not ``pages`` (the title
page counted), ``scenes`` and what is counted in scenes (what stands before the first heading was
one, and scenes that were taken out were), ``locations`` (read otherwise), ``day_share`` (it was of
the time as written), ``characters`` and shares of the words (a group was a character).
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

OUT = Path(__file__).parents[1] / "scriptnb" / "analysis" / "data" / "norms.json"
#: Column of the summary -> column of the file.
MEASURES = {
    "minutes": "minutes",
    "minutes_speech": "minutes_speech",
    "words": "words",
    "dialogue_words": "dialogue_words",
    "action_words": "action_words",
    "dialogue_share": "dialogue_share",
    "speeches": "speeches",
    "mean_speech_words": "speech_words_mean",
    "longest_speech": "speech_words_longest",
    "int_share": "int_share",
}
DIGITS = 4


def percentiles(values: list[float]) -> list[float]:
    """Return the 101 values below which 0, 1 ... 100 per cent lie, interpolated between ranks."""
    ordered = sorted(values)
    found = []
    for percent in range(101):
        at, rest = divmod(percent * (len(ordered) - 1), 100)
        above = ordered[min(at + 1, len(ordered) - 1)]
        found.append(ordered[at] + (above - ordered[at]) * rest / 100)
    return found


def main() -> None:
    """Replace the file."""
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    lines = []
    for measure, column in MEASURES.items():
        values = percentiles([float(row[column]) for row in rows if row[column]])
        short = [float(f"{value:.{DIGITS}g}") for value in values]
        written = [int(value) if value.is_integer() else value for value in short]
        lines.append(f'  "{measure}": {json.dumps(written)}')
    years = sorted(int(row["year"]) for row in rows)
    head = f' "scripts": {len(rows)},\n "years": [{years[0]}, {years[-1]}],\n'
    OUT.write_text(
        "{\n" + head + ' "percentiles": {\n' + ",\n".join(lines) + "\n }\n}\n", encoding="utf-8"
    )
    print(f"{len(rows):,} scripts, {len(lines)} measures")


if __name__ == "__main__":
    main()
