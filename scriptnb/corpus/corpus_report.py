"""The report on a corpus: one HTML file, and beside it a folder with a report for each script."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from scriptnb.errors import ScriptnbError
from scriptnb.results import plotting, report
from scriptnb.results.report_sections import CORPUS_PARTS

if TYPE_CHECKING:
    import os

    from scriptnb.corpus.tables import CorpusTables

#: Columns of the ranking, the first one its order.
_RANKED = (
    "pages", "minutes", "scenes", "locations", "characters", "speeches", "words", "dialogue_share",
)  # fmt: skip
_UNSAFE = re.compile(r"[^\w.-]+")


def write(corpus: CorpusTables, about: str, path: str | os.PathLike[str], *, single: bool) -> Path:
    """Write the report; ``about`` describes the corpus, the others are as of `Corpus.report`.

    Raises
    ------
    OptionError
        When the path is a folder or is in a folder that does not exist.
    """
    target = Path(path)
    summary = corpus.summary
    known = summary[summary["error"].isna()] if "error" in summary else summary
    columns = ["script", "title", *(name for name in _RANKED if name in known)]
    ranking = known[[name for name in columns if name in known]]
    ranking = ranking.sort_values(
        next((name for name in _RANKED if name in ranking), "script"), ascending=False
    ).reset_index(drop=True)
    tables = {"scripts": ranking, "percentiles": corpus.percentiles()}
    if len(corpus.errors):
        tables["errors"] = corpus.errors
    png, alt = plotting.picture(plotting.Plots(corpus, "corpus"), "distribution")
    pictures = {} if png is None else {"distribution": (png, alt)}
    title = f"{len(corpus):,} scripts"
    written = report.write(
        target, title, tables, pictures, {}, CORPUS_PARTS, " ".join(about.split("\n"))
    )
    if single:
        _write_single(corpus, list(ranking["script"]), target)
    return written


def _write_single(corpus: CorpusTables, scripts: list[str], target: Path) -> None:
    """Write the report of each script, and link to it from the table of scripts."""
    folder = target.with_name(f"{target.stem}_reports")
    folder.mkdir(exist_ok=True)
    text = target.read_text(encoding="utf-8")
    for number, script in enumerate(scripts, 1):
        name = f"{number:04d}_{_UNSAFE.sub('_', Path(script).stem)[:80]}.html"
        try:
            corpus.result(script).report(folder / name)
        except ScriptnbError:
            continue  # its result was removed from the cache meanwhile
        cell = report.cell("script", script)
        linked = f'<a href="{folder.name}/{name}">{cell}</a>'
        text = text.replace(f">{cell}</td>", f">{linked}</td>", 1)
    target.write_text(text, encoding="utf-8")
