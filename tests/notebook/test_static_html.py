"""The static HTML of a card, which stays in a saved notebook."""

from __future__ import annotations

import re

import pytest

from scriptnb.notebook.card import static_html
from scriptnb.results.result import analyze

HOSTILE = "<img src=x onerror=alert(1)>"


def outcome(text: str, label: str = "draft.fountain") -> static_html.Outcome:
    return static_html.Outcome(label, "completed", analyze(text=text))


def test_a_result_from_a_cell_says_how_its_lines_count() -> None:
    shown = static_html.one(outcome("INT. HALL - DAY\n\nBOB\nYes."), static_html.CellLines(above=2))
    assert "line 1 (cell line 3)" in shown["text/html"]


def test_a_failure_quotes_the_lines_it_points_at() -> None:
    script = "\n".join(f"text {number}" for number in range(1, 9))
    shown = static_html.one(
        static_html.Outcome("draft.txt", "failed", error="line 4: no sense", text=script),
        static_html.CellLines(),
    )
    assert "line 4 (cell line 5): no sense" in shown["text/html"]
    assert re.findall(r"text \d", shown["text/html"]) == [f"text {n}" for n in (2, 3, 4, 5, 6)]
    assert "→     4  text 4" in shown["text/html"]


@pytest.mark.parametrize("status", ["failed", "cancelled", "not_found"])
def test_names_and_errors_become_no_html(status: str) -> None:
    bad = static_html.Outcome(HOSTILE, status, error=f"line 1: {HOSTILE}", text=HOSTILE)
    for shown in (static_html.one(bad), static_html.many([bad, bad])):
        assert "<img" not in shown["text/html"]
        assert "&lt;img" in shown["text/html"]


def test_a_hostile_script_becomes_no_html() -> None:
    script = f"Title: {HOSTILE}\n\nINT. {HOSTILE} - DAY\n\n<SCRIPT>ALERT(1)</SCRIPT>\n{HOSTILE}\n"
    shown = [static_html.one(outcome(script)), static_html.many([outcome(script, HOSTILE)] * 2)]
    for each in shown:
        html = each["text/html"].lower()
        assert "<img src=x" not in html
        assert "<script" not in html


def test_static_html_needs_nothing_that_a_sanitizer_drops() -> None:
    shown = static_html.one(outcome("INT. HALL - DAY\n\nBOB\nYes."))["text/html"]
    assert not re.search(r"<(style|svg|script|link|button)|href=.data:|\son\w+=", shown)


def test_many_scripts_have_a_row_each() -> None:
    shown = static_html.many(
        [
            outcome("Title: One\n\nINT. HALL - DAY\n\nBOB\nYes.", "one.fountain"),
            static_html.Outcome("two.pdf", "failed", error="it is empty"),
        ]
    )
    assert "1 of 2 scripts analysed" in shown["text/html"]
    assert shown["text/html"].count("<tr") == 3
    assert "it is empty" in shown["text/html"]
