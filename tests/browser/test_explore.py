"""The explorer in a real JupyterLab: one test per promise."""

from __future__ import annotations

import csv
import io
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lab import static_html
from playwright.sync_api import expect
from test_panel import BUSY

import scriptnb

if TYPE_CHECKING:
    from lab import Lab
    from playwright.sync_api import Locator

pytestmark = pytest.mark.browser

MANY = 240
BAD = '<img src=x onerror="window.hacked=1">'


def script(scenes: int = MANY) -> str:
    """Write a script whose scenes grow by a word each, one of them silent."""
    parts = ["Title: Many Rooms\n"]
    for number in range(1, scenes + 1):
        parts.append(f"INT. ROOM {number} - DAY\n\nRain{' falls' * (number % 97)}.\n")
        if number != 5:
            parts.append(f"ANNA\nThis is what I say in room {number}.\n")
        if number == 7:
            parts.append(f'{BAD}\n\n@{BAD}\n=SUM(A1), "she" said.\n')
    return "\n".join(parts)


def cells(shown: Locator, column: str) -> list[str]:
    """Read one column of the page that is seen."""
    heads = [each.strip("▲▼\n ") for each in shown.locator("thead th").all_inner_texts()]
    at = heads.index(column) + 1
    return shown.locator(f"tbody tr > :nth-child({at})").all_inner_texts()


def explorer(lab: Lab, *cells: str, theme: str = "light") -> Locator:
    """Open a notebook that explores the script, with further cells below."""
    look = "result = scriptnb.analyze(text=TEXT)\nscriptnb.explore(result)"
    lab.open(lab.write(f"import scriptnb\nTEXT = {script()!r}\n{look}", *cells), theme=theme)
    lab.run_all()
    shown = lab.output(0).locator(".scriptnb-explore")
    expect(shown.locator("tbody tr").first).to_be_visible()
    return shown


def saved(lab: Lab, shown: Locator) -> bytes:
    """Press "Download CSV" and read what arrives."""
    with lab.page.expect_download() as waiting:
        shown.get_by_role("button", name="Download CSV").click()
    assert waiting.value.suggested_filename == "Many Rooms scenes.csv"
    return Path(waiting.value.path()).read_bytes()


def test_a_table_is_sorted_filtered_and_downloaded_as_it_is_seen(lab: Lab, tmp_path: Path) -> None:
    """Numbers sort as numbers, there and back; the file holds the rows that are seen, in order."""
    result = scriptnb.analyze(text=script())
    result.to_csv(tmp_path)
    shown = explorer(lab)
    assert saved(lab, shown) == (tmp_path / "scenes.csv").read_bytes()

    words = shown.get_by_role("columnheader", name="words")
    words.get_by_role("button").click()
    expect(words).to_have_attribute("aria-sort", "ascending")
    ranked = result.scenes.sort_values("words", kind="stable")
    assert cells(shown, "words") == ranked["words"].astype(str).tolist()[:100]
    words.get_by_role("button").press("Enter")
    expect(words).to_have_attribute("aria-sort", "descending")
    ranked = result.scenes.sort_values("words", kind="stable", ascending=False)
    assert cells(shown, "scene") == ranked["scene"].astype(str).tolist()[:100]
    shown.get_by_role("button", name="Next page").click()
    expect(shown).to_contain_text("101–200 of 240")
    assert cells(shown, "scene") == ranked["scene"].astype(str).tolist()[100:200]

    shown.get_by_role("searchbox", name="Filter").fill("room 11")
    wanted = ranked[ranked["heading"].str.contains("ROOM 11")]
    expect(shown.get_by_role("status").first).to_have_text(f"{len(wanted)} of 240 rows")
    read = list(csv.DictReader(io.StringIO(saved(lab, shown).decode("utf-8-sig"))))
    assert [row["scene"] for row in read] == wanted["scene"].astype(str).tolist()
    assert list(read[0]) == list(result.scenes.columns)

    words.get_by_role("button").click()
    expect(words).not_to_have_attribute("aria-sort", "descending")
    shown.get_by_role("searchbox", name="Filter").fill("")
    assert cells(shown, "scene") == [str(number) for number in range(1, 101)]
    # What is unknown comes last, whichever way.
    who = shown.get_by_role("columnheader", name="characters").get_by_role("button")
    for _ in range(2):
        who.click()
        shown.get_by_role("button", name="Next page").click()
        shown.get_by_role("button", name="Next page").click()
        assert cells(shown, "characters")[-1] == ""


def test_a_row_leads_to_its_lines_while_a_cell_runs(lab: Lab) -> None:
    """The evidence stands below, by mouse and keyboard, and what a script says stays text."""
    name = f"go-{uuid.uuid4().hex[:8]}"
    shown = explorer(lab, BUSY.format(name=name))
    expect(lab.cell(1).locator(".jp-InputPrompt")).to_contain_text("*")
    shown.get_by_text("INT. ROOM 7 - DAY").click()
    lines = shown.get_by_role("group", name="lines behind")
    expect(lines).to_contain_text("Scene 7: INT. ROOM 7 - DAY")
    expect(lines).to_contain_text("This is what I say in room 7.")
    expect(lines).to_contain_text(BAD)
    # The arrow keys go from row to row, and the notebook does not take them for its own.
    lab.page.keyboard.press("Escape")
    shown.locator("tbody button").nth(6).focus()
    lab.page.keyboard.press("ArrowDown")
    lab.page.keyboard.press("Enter")
    expect(lines).to_contain_text("This is what I say in room 8.")

    shown.get_by_role("combobox", name="Table").select_option("dialogues")
    expect(shown.locator("tbody")).to_contain_text(BAD)
    expect(shown.locator("tbody")).to_contain_text('=SUM(A1), "she" said.')
    shown.get_by_text('=SUM(A1), "she" said.').click()
    expect(lines.locator("[aria-current]")).to_contain_text("=SUM(A1)")
    expect(lab.output(1)).not_to_contain_text("let go")
    (lab.root / name).touch()
    expect(lab.output(1)).to_contain_text("let go")
    assert shown.locator("img").count() == 0
    assert lab.page.evaluate("() => window.hacked") is None


def test_the_explorer_survives_a_reload_and_its_file_needs_no_kernel(lab: Lab) -> None:
    """A reloaded page has a living explorer; whoever opens the file sees the tables."""
    shown = explorer(lab)
    html = static_html(lab.save(), 0)
    assert "INT. ROOM 7 - DAY" in html
    assert BAD not in html
    lab.reload()
    shown = lab.output(0).locator(".scriptnb-explore")
    shown.get_by_role("combobox", name="Table").select_option("characters")
    expect(shown.locator("tbody")).to_contain_text("ANNA")


def test_the_explorer_is_fit_to_be_shown(lab: Lab) -> None:
    """Screenshots in both themes and in a narrow window, to be looked at; readable text."""
    shown = explorer(lab)
    shown.get_by_text("INT. ROOM 7 - DAY").click()
    expect(shown).to_contain_text("This is what I say in room 7.")
    shown.get_by_role("columnheader", name="words").get_by_role("button").click()
    for theme, width in (("light", 1280), ("dark", 1280), ("light", 600)):
        lab.page.set_viewport_size({"width": width, "height": 900})
        lab.theme(theme)
        lab.shot(f"explore-{theme}-{width}", lab.cell(0).locator(".jp-Cell-outputWrapper"))
        assert lab.barriers(".scriptnb-explore") == []
        inside = shown.evaluate("(node) => node.scrollWidth <= node.clientWidth")
        assert inside, "the explorer is wider than its room"
    # Whatever is shown, what stands below stays where it is.
    height = shown.bounding_box()
    shown.get_by_role("searchbox", name="Filter").fill("no such words")
    expect(shown.locator("tbody tr")).to_have_count(0)
    shown.get_by_role("combobox", name="Table").select_option("characters")
    expect(shown.get_by_role("status").first).to_contain_text("0 of")
    assert shown.bounding_box() == height
