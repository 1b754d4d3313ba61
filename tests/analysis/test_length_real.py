"""The page layout of a feature film's Fountain text, compared with its PDF."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scriptnb.analysis.length import lay_out
from scriptnb.screenplay import Screenplay, read_script

SCRIPTS = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "scripts"
FOUNTAIN, PDF = SCRIPTS / "big_fish.fountain", SCRIPTS / "big_fish.pdf"

pytestmark = pytest.mark.skipif(
    not PDF.exists(), reason="the folder of real scripts, ../shared/data, is not here"
)


def letters(text: str) -> str:
    return re.sub(r"\W+", "", text).upper()


@pytest.fixture(scope="module")
def pdf_lines() -> list[tuple[int, str]]:
    """Every line of the PDF's text with its page."""
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(PDF)
    return [
        (page, letters(line))
        for page in range(1, len(document) + 1)
        for line in document[page - 1].get_textpage().get_text_bounded().splitlines()
    ]


@pytest.fixture(scope="module")
def script() -> Screenplay:
    return read_script(FOUNTAIN)


def test_a_feature_has_the_pages_of_its_pdf_within_three_percent(
    script: Screenplay, pdf_lines: list[tuple[int, str]]
) -> None:
    assert lay_out(script.elements).pages == pytest.approx(pdf_lines[-1][0], rel=0.03)


def test_scenes_start_within_a_page_of_where_the_pdf_starts_them(
    script: Screenplay, pdf_lines: list[tuple[int, str]]
) -> None:
    layout = lay_out(script.elements)
    found = close = at = 0
    for element, page in zip(script.elements, layout.page, strict=True):
        if element.kind != "scene_heading":
            continue
        heading = letters(element.text)
        for position in range(at, min(at + 700, len(pdf_lines))):
            their_page, line = pdf_lines[position]
            if line == heading or (len(line) > 12 and heading.startswith(line)):
                at = position + 1
                found += 1
                close += abs(page - their_page) <= 1
                break
    headings = sum(element.kind == "scene_heading" for element in script.elements)
    assert found == headings
    assert close >= 0.95 * headings
