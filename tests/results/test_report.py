"""The report: one HTML file that loads nothing and whose numbers are those of the tables."""

from __future__ import annotations

import re
from fractions import Fraction
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from scriptnb.errors import OptionError
from scriptnb.results import format as formats
from scriptnb.results.result import Result, analyze

if TYPE_CHECKING:
    from pathlib import Path

SCENE = """EXT. <BEACH> & {n} - DAY

ANNA
I love this {n} wonderful day! See https://example.org/x.

BEN
It is terrible. I hate it.

"""
FILM = "Title: Sea & <script>alert(1)</script>\n\n" + "".join(SCENE.format(n=n) for n in range(9))


class Page(HTMLParser):
    """Reads a report back: its tables, and whatever a browser would load."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[list[str]]]] = {}
        self.tags: set[str] = set()
        self.loaded: list[str] = []
        self._rows: list[list[list[str]]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.add(tag)
        self.loaded += [known[key] or "" for key in ("src", "href", "action") if key in known]
        if tag == "table":
            self._rows = self.tables.setdefault(known.get("id") or "", [])
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th") and self._rows:
            self._rows[-1].append([])
        elif tag == "data" and self._rows:
            self._rows[-1][-1].append(known["value"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._rows = None

    def handle_data(self, data: str) -> None:
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(data)


@pytest.fixture(scope="module")
def result() -> Result:
    return analyze(FILM, "full", format="fountain", language="en")


@pytest.fixture(scope="module")
def page(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Page:
    path = result.report(tmp_path_factory.mktemp("report") / "x.html")
    read = Page()
    read.feed(path.read_text(encoding="utf-8"))
    return read


def test_the_report_loads_nothing(page: Page) -> None:
    assert all(each.startswith(("data:image/png;base64,", "#part-")) for each in page.loaded)
    assert page.tags.isdisjoint({"script", "link", "iframe", "object", "svg", "base"})


def test_every_table_of_the_result_is_in_it(result: Result, page: Page) -> None:
    assert {f"table-{name}" for name in result.tables} <= set(page.tables)


def rounds_to(value: float, text: str) -> bool:
    """Return whether a text is a number to within half a unit of its last digit."""
    digits = text.replace(",", "").removesuffix("%")
    mantissa, _, exponent = digits.partition("e")
    unit = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    scale = 100 if text.endswith("%") else 1
    return abs(float(digits) - scale * value) <= 0.501 * unit


def test_every_number_equals_its_tables_cell(result: Result, page: Page) -> None:
    compared = 0
    for name in result.tables:
        if name == "summary":
            continue
        table = result.table(name)
        view = table.reset_index() if table.index.name is not None else table
        head, *rows = page.tables[f"table-{name}"]
        columns = ["".join(each) for each in head]
        for column in view.columns:
            shown = str(column).replace("_", " ")
            if shown not in columns or view[column].dtype.kind not in "iuf":
                continue
            at = columns.index(shown)
            for value, row in zip(view[column], rows, strict=True):
                if pd.isna(value):
                    assert row[at] == []
                    continue
                exact, text = row[at]
                assert float(exact) == value
                assert text == formats.text(str(column), value)
                if column == "eighths":
                    assert sum(map(Fraction, text.split())) == Fraction(int(value), 8)
                else:
                    assert rounds_to(value, text)
                compared += 1
    assert compared > 1000


def test_the_summary_is_in_it_to_the_last_digit(result: Result, page: Page) -> None:
    rows = {row[0][0]: row[1] for row in page.tables["table-summary"]}
    for name, value in result.summary.iloc[0].items():
        if isinstance(value, int | float) and not pd.isna(value):
            assert float(rows[str(name).replace("_", " ")][0]) == value


def test_the_text_of_a_script_stays_text(page: Page) -> None:
    cells = ["".join(cell) for row in page.tables["table-scenes"] for cell in row]
    assert "EXT. <BEACH> & 3 - DAY" in cells


def test_how_it_was_made_is_in_it(result: Result, tmp_path: Path) -> None:
    text = result.report(tmp_path / "x.html").read_text(encoding="utf-8")
    assert result.provenance["hash"] in text
    assert re.search(r"structure \d", text)


@pytest.mark.parametrize("analysis", ["basic", "sentiment", "structure", "production"])
@pytest.mark.parametrize("text", ["\n", "INT. A - DAY\n\nRain.\n"])
def test_a_report_of_next_to_nothing_is_a_page(analysis: str, text: str, tmp_path: Path) -> None:
    path = analyze(text=text, analysis_type=analysis).report(tmp_path / "x.html")
    assert "Untitled script" in path.read_text(encoding="utf-8")


def test_a_place_where_no_file_can_be_is_one_clear_error(result: Result, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="is a folder"):
        result.report(tmp_path)
    with pytest.raises(OptionError, match="does not exist"):
        result.report(tmp_path / "nowhere" / "x.html")


def test_excel_holds_every_table_on_a_sheet(result: Result, tmp_path: Path) -> None:
    path = result.to_excel(tmp_path / "x.xlsx")
    sheets = pd.read_excel(path, sheet_name=None)
    assert set(sheets) == set(result.tables)
    assert sheets["characters"]["words"].tolist() == result.characters["words"].tolist()
    assert sheets["one_liner"]["cast"].tolist() == ["ANNA; BEN"] * 9
    assert sheets["presence"]["ANNA"].tolist() == result.presence["ANNA"].tolist()


def test_excel_takes_what_a_cell_cannot_hold(tmp_path: Path) -> None:
    text = f"INT. A - DAY\n\nBell\x07 {'word ' * 9000}\n\nANN\n=1+1\n"
    path = analyze(text, "basic", format="fountain").to_excel(tmp_path / "x.xlsx")
    sheets = pd.read_excel(path, sheet_name=None)
    assert len(sheets["scenes"]["action_text"][0]) == 32_767
    assert sheets["dialogues"]["text"][0] == "'=1+1"


@pytest.mark.parametrize("name", ["x.xls", "nowhere/x.xlsx"])
def test_excel_at_a_wrong_place_is_one_clear_error(
    result: Result, tmp_path: Path, name: str
) -> None:
    with pytest.raises(OptionError):
        result.to_excel(tmp_path / name)


def test_sides_are_all_lines_of_a_character_with_their_cues() -> None:
    text = (
        "INT. A - DAY\n\nANN\nWho is there?\n\nBEN\n(low)\nMe.\n\nINT. B - DAY\n\nBEN\nAnd now?\n"
    )
    sides = analyze(text, format="fountain").sides("ben")
    assert sides["cue"].tolist() == ["Who is there?", None]
    assert sides["text"].tolist() == ["Me.", "And now?"]
    assert sides["heading"].tolist() == ["INT. A - DAY", "INT. B - DAY"]
    with pytest.raises(OptionError, match="nobody called 'CAL'"):
        analyze(text, format="fountain").sides("CAL")
