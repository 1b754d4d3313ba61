"""Writes the table of plots in docs/features.md from the rows of `plots.PLOTS`.

Run it after adding a plot: ``.venv/bin/python tests/results/plots_in_docs.py``.
"""

from __future__ import annotations

from pathlib import Path

from scriptnb.results import plots

DOCS = Path(__file__).resolve().parents[2] / "docs" / "features.md"
HEAD = "| plot | what it shows | analysis |\n| --- | --- | --- |\n"


def table() -> str:
    """Return the table: a line per plot, in the order of the rows."""
    return HEAD + "".join(
        f"| `{row.subject}.plot.{row.name}()` | {row.alt} | {row.analysis} |\n"
        for row in plots.PLOTS
    )


def renewed(page: str) -> str:
    """Return a page with its table of plots replaced."""
    before, head, after = page.partition(HEAD)
    assert head, "docs/features.md has no table of plots"
    lines = after.split("\n")
    while lines and lines[0].startswith("|"):
        del lines[0]
    return before + table() + "\n".join(lines)


if __name__ == "__main__":
    DOCS.write_text(renewed(DOCS.read_text("utf-8")), "utf-8")
