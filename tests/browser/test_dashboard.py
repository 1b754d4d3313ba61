"""The dashboard in a real JupyterLab, used without code: one test per promise."""

from __future__ import annotations

import hashlib
import uuid
import zipfile
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from test_panel import BUSY

if TYPE_CHECKING:
    from pathlib import Path

    from lab import Lab
    from playwright.sync_api import Locator

    from scriptnb.queue import QueueManager

pytestmark = pytest.mark.browser

SHOW = "%load_ext scriptnb\n%scriptnb dashboard"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8

HASH = "async () => [...new Uint8Array(await crypto.subtle.digest('SHA-256', window.sent))]"


def draft(title: str, *more: str) -> str:
    lines = [f"Title: {title}", "", "INT. KITCHEN - DAY", "", "ANNA", "The kettle sings.", ""]
    return "\n".join([*lines, *more, f"[[{uuid.uuid4().hex}]]", ""])


def show(lab: Lab, *cells: str) -> Locator:
    """Open a notebook that shows the dashboard, and run it; give the dashboard."""
    lab.open(lab.write(SHOW, *cells))
    lab.run_all()
    dashboard = lab.output(0).locator(".scriptnb-dashboard")
    expect(dashboard.get_by_role("button", name="Choose scripts")).to_be_visible()
    return dashboard


def choose(dashboard: Locator, *files: Path) -> None:
    """Choose files as the picker would."""
    dashboard.locator("input[type=file]").set_input_files(list(files))


def waiting(dashboard: Locator, name: str) -> Locator:
    """Find a file that waits to be submitted."""
    return dashboard.locator(".scriptnb-files li").filter(has_text=name)


def row(dashboard: Locator, name: str) -> Locator:
    """Find the row of a submitted script."""
    return dashboard.locator(".scriptnb-shelf tbody tr").filter(has_text=name)


def analyse(dashboard: Locator, *files: Path) -> None:
    """Choose files, submit them and wait for their results."""
    choose(dashboard, *files)
    for file in files:
        expect(waiting(dashboard, file.name)).to_contain_text("Ready")
    dashboard.get_by_role("button", name="Analyse", exact=False).first.click()
    for file in files:
        expect(row(dashboard, file.name)).to_contain_text("Done")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of the person's own scripts, which no notebook sees."""
    return tmp_path


def test_a_script_is_uploaded_analysed_and_opened_without_code(
    lab: Lab, queue: QueueManager, folder: Path
) -> None:
    """Choose a file and an analysis, submit, open the result."""
    script = folder / "harbour.fountain"
    script.write_text(draft("The Harbour"), encoding="utf-8")
    dashboard = show(lab)
    dashboard.get_by_label("Analysis", exact=True).select_option(label="Sentiment: emotions")
    analyse(dashboard, script)
    expect(waiting(dashboard, "harbour")).to_have_count(0)
    expect(row(dashboard, "harbour")).to_contain_text("sentiment")
    row(dashboard, "harbour").get_by_role("button", name="Open").click()
    expect(dashboard.get_by_role("heading", name="harbour.fountain")).to_be_visible()
    expect(dashboard.locator("table").filter(has_text="ANNA").first).to_be_visible()
    dashboard.get_by_role("button", name="All tables").click()
    expect(dashboard.locator(".scriptnb-explore")).to_contain_text("ANNA")
    lab.shot("dashboard-tables", lab.cell(0))


def test_a_dropped_file_of_12_mb_arrives_whole_and_its_name_stays_a_name(
    lab: Lab, queue: QueueManager
) -> None:
    """Files larger than any message, dropped while a cell runs, under a name that would do harm."""
    queue.pause()
    go = lab.root / f"go-{uuid.uuid4().hex[:8]}"
    dashboard = show(lab, BUSY.format(name=go.name))
    expect(lab.cell(1).locator(".jp-InputPrompt")).to_contain_text("*")
    name = "..⧸<img src=x onerror=window.hacked=1>.fountain"
    files = lab.page.evaluate_handle(
        """([name, start]) => {
            const given = new DataTransfer();
            const filler = "The rain goes on and on, and on.\\n\\n".repeat(2 ** 20 / 34);
            const text = start + Array.from({length: 12}, (_, i) => i + filler).join("");
            given.items.add(new File([text], name));
            window.sent = new TextEncoder().encode(text);
            return given;
        }""",
        [name, draft("Long")],
    )
    dashboard.locator(".scriptnb-zone").dispatch_event("drop", {"dataTransfer": files})
    expect(waiting(dashboard, "onerror")).to_contain_text("Ready")
    dashboard.get_by_role("button", name="Analyse", exact=True).click()
    expect(row(dashboard, "onerror")).to_contain_text("Waiting")
    expect(lab.output(1)).not_to_contain_text("let go")
    go.touch()
    expect(lab.output(1)).to_contain_text("let go")
    (task,) = queue.tasks("pending")
    assert task.record is not None
    assert task.record.name == name
    data = queue.journal.source(task.task_id)
    assert data is not None
    assert len(data) > 12_000_000
    assert hashlib.sha256(data).digest() == bytes(lab.page.evaluate(HASH))
    expect(dashboard.locator("img[src=x]")).to_have_count(0)
    assert lab.page.evaluate("() => window.hacked") is None


def test_what_is_no_script_is_refused_in_one_sentence(
    lab: Lab, queue: QueueManager, folder: Path
) -> None:
    """A picture, an empty file, a huge one; a scan is found out where it is read."""
    import pypdfium2

    picture, empty, huge = (folder / name for name in ("picture.fountain", "empty.fdx", "huge.pdf"))
    picture.write_bytes(PNG)
    empty.touch()
    with huge.open("wb") as file:
        file.truncate(51 * 2**20)
    scan = folder / "scan.pdf"
    pages = pypdfium2.PdfDocument.new()
    pages.new_page(600, 800)
    pages.save(scan)
    dashboard = show(lab)
    choose(dashboard, picture, empty, huge)
    expect(waiting(dashboard, "picture")).to_contain_text(
        "a binary file of no format that is known"
    )
    expect(waiting(dashboard, "empty")).to_contain_text("The file is empty.")
    expect(waiting(dashboard, "huge")).to_contain_text("at most 50 MB")
    expect(dashboard.get_by_role("button", name="Analyse", exact=True)).to_be_disabled()
    dashboard.get_by_role("button", name="Remove picture.fountain").click()
    expect(waiting(dashboard, "picture")).to_have_count(0)
    choose(dashboard, scan)
    expect(waiting(dashboard, "scan.pdf")).to_contain_text("Ready")
    dashboard.get_by_role("button", name="Analyse", exact=True).click()
    expect(row(dashboard, "scan.pdf")).to_contain_text("Failed")
    expect(row(dashboard, "scan.pdf")).to_contain_text("no text")
    lab.shot("dashboard-refused", lab.cell(0))


def test_what_other_kernels_submitted_is_opened_compared_and_downloaded(
    lab: Lab, queue: QueueManager, folder: Path
) -> None:
    """The dashboard is of the journal: it lists what no upload of its own brought there."""
    for name, title, more in (("one", "First", ""), ("two", "Second", "EXT. PIER - NIGHT\n\nFog.")):
        queue.submit(text=draft(title, more), name=f"{name}.fountain").result(timeout=60)
    dashboard = show(lab)
    compare = dashboard.get_by_role("button", name="Compare", exact=True)
    before = compare.bounding_box()
    queue.submit(text=draft("Third"), name="three.fountain").result(timeout=60)
    expect(row(dashboard, "three.fountain")).to_contain_text("Done")
    assert compare.bounding_box() == before, "the page jumped"
    for name in ("one.fountain", "two.fountain"):
        row(dashboard, name).get_by_role("checkbox").check()
    expect(dashboard).to_contain_text("Earlier draft: one.fountain. Later draft: two.fountain.")
    compare.click()
    expect(dashboard.get_by_role("heading", name="one.fountain and two.fountain")).to_be_visible()
    expect(dashboard.locator("table").filter(has_text="EXT. PIER - NIGHT").first).to_be_visible()
    expect(dashboard.locator("img[alt*='earlier draft']")).to_be_visible()
    with lab.page.expect_download() as tables:
        dashboard.get_by_role("button", name="Tables (CSV)").click()
    assert tables.value.suggested_filename == "one and two tables.zip"
    with zipfile.ZipFile(tables.value.path()) as archive:
        assert "EXT. PIER - NIGHT" in archive.read("scenes.csv").decode("utf-8-sig")
    row(dashboard, "two.fountain").get_by_role("button", name="Open").click()
    expect(dashboard.get_by_role("heading", name="two.fountain", exact=True)).to_be_visible()
    with lab.page.expect_download() as report:
        dashboard.get_by_role("button", name="Report (HTML)").click()
    assert report.value.suggested_filename == "two.html"
    page = report.value.path().read_text("utf-8")
    assert page.startswith("<!")
    assert page.rstrip().endswith("</html>")
    assert "The kettle sings." in page


def test_the_dashboard_is_fit_to_be_shown(lab: Lab, queue: QueueManager, folder: Path) -> None:
    """In both themes, wide and narrow: pictures to be looked at, nothing axe-core finds serious."""
    queue.clear()
    from scriptnb import samples

    queue.submit(samples.path("coffee")).result(timeout=60)
    queue.submit(text=draft("Torn"), analysis_type="fail", name="torn.fountain").wait(timeout=60)
    queue.submit(text=draft("x"), name="abandoned.txt").cancel()
    queue.pause()
    queue.submit(text=draft("River"), name="big_river.fdx")
    ready, picture = folder / "pilot v3.fountain", folder / "picture.fountain"
    ready.write_text(draft("Pilot"), encoding="utf-8")
    picture.write_bytes(PNG)
    dashboard = show(lab)
    choose(dashboard, ready, picture)
    dashboard.get_by_role("button", name="Language and format").click()
    dashboard.get_by_role("button", name="Queue and memory").click()
    row(dashboard, "coffee").get_by_role("button", name="Open").click()
    expect(dashboard.get_by_role("heading", name="coffee.fountain")).to_be_visible()
    expect(dashboard.locator(".scriptnb-panel")).to_contain_text("Memory")
    expect(waiting(dashboard, "pilot")).to_contain_text("Ready")
    for theme in ("light", "dark"):
        lab.theme(theme)
        for width in (1280, 600):
            lab.page.set_viewport_size({"width": width, "height": 900})
            lab.shot(f"dashboard-{theme}-{width}", lab.cell(0))
            assert lab.barriers(".scriptnb-dashboard") == []
            inside = dashboard.evaluate("(node) => node.scrollWidth <= node.clientWidth")
            assert inside, f"the dashboard is wider than its room at {width} px"
