"""The report on a corpus, and the reports of its scripts beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import scriptnb

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = "INT. MILL - DAY\n\nADA\nWho is there?\n\nBO\nNobody at all.\n"


def test_a_report_ranks_the_scripts_and_links_to_theirs(tmp_path: Path) -> None:
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "short.fountain").write_text(SCRIPT, encoding="utf-8")
    (folder / "long.fountain").write_text(SCRIPT * 40, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    with scriptnb.QueueManager(path=tmp_path / "queue") as queue:
        corpus = scriptnb.analyze_files(folder, queue=queue, progress=False)
        text = corpus.report(tmp_path / "corpus.html").read_text(encoding="utf-8")
    assert text.index("long") < text.index("short")
    assert "broken" in text
    reports = sorted(path.name for path in (tmp_path / "corpus_reports").iterdir())
    assert reports == ["0001_long.html", "0002_short.html"]
    assert all(f'href="corpus_reports/{name}"' in text for name in reports)
