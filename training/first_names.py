"""Write the first names of the United States into the analyses' data.

usage: python training/first_names.py us.csv

``us.csv`` has a row for each first name: ``name, female_share, births``, summed from the yearly
files of the Social Security Administration (public domain). Kept are names with at least 1,000
births of which 97% or more are of one sex.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

OUT = Path(__file__).parents[1] / "scriptnb" / "analysis" / "data" / "first_names.toml"
FEWEST_BIRTHS = 1_000
SURE = 0.97


def main() -> None:
    """Replace the table ``us`` at the end of the file."""
    female, male = [], []
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            share = float(row["female_share"])
            if int(row["births"]) < FEWEST_BIRTHS or 1 - SURE < share < SURE:
                continue
            (female if share >= SURE else male).append(row["name"].casefold())
    text = re.sub(r"\n\[us\].*", "", OUT.read_text(encoding="utf-8"), flags=re.DOTALL).rstrip()
    text += f'\n[us]\nfemale = "{" ".join(sorted(female))}"\nmale = "{" ".join(sorted(male))}"\n'
    OUT.write_text(text, encoding="utf-8")
    print(f"{len(female):,} women's names, {len(male):,} men's names")


if __name__ == "__main__":
    main()
