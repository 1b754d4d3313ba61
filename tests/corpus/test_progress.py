"""One bar counts scripts and pages, in a log without carriage returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.corpus.progress import Progress

if TYPE_CHECKING:
    import pytest


def test_a_log_gets_lines_that_count_scripts_and_pages(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(3, "full") as bar:
        bar.show(2, 240, 0)
        bar.show(3, 240, 1)
    said = capsys.readouterr().err
    assert "\r" not in said
    assert "3/3" in said.splitlines()[-1]
    assert "240 pages, 1 failed" in said.splitlines()[-1]


def test_no_bar_is_shown_when_none_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(3, "full", shown=False) as bar:
        bar.show(3, 10, 0)
    assert capsys.readouterr().err == ""
