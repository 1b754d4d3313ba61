"""What a comparison of two drafts is written to: CSV, Excel, one HTML file to send."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import scriptnb

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = "INT. MILL - DAY\n\nADA\nWho is there?\n\nEXT. WEIR - NIGHT\n\nBO\nNobody at all.\n"
AFTER = BEFORE.replace("Nobody at all.", "Only the water, and it is high.")


@pytest.fixture
def comparison(tmp_path: Path) -> scriptnb.results.comparison.Comparison:
    for name, text in (("first.fountain", BEFORE), ("second.fountain", AFTER)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return scriptnb.compare(tmp_path / "first.fountain", tmp_path / "second.fountain")


def test_every_table_is_a_csv_file(comparison, tmp_path: Path) -> None:
    written = comparison.to_csv(tmp_path / "out")
    assert {path.stem for path in written} >= {"summary", "scenes", "characters", "measures"}
    assert "rewritten" in (tmp_path / "out" / "scenes.csv").read_text(encoding="utf-8-sig")


def test_every_table_is_a_sheet(comparison, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(comparison.to_excel(tmp_path / "changes.xlsx"))
    assert {"summary", "scenes", "characters"} <= set(book.sheetnames)


def test_the_report_names_both_drafts_and_loads_nothing(comparison, tmp_path: Path) -> None:
    text = comparison.report(tmp_path / "changes.html").read_text(encoding="utf-8")
    assert "first.fountain (" in text
    assert "second.fountain (" in text
    assert "rewritten" in text
    assert 'src="data:image/png' in text
    assert "http" not in text.replace("http-equiv", "")
