"""The status panel in a real JupyterLab: one test per promise."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from lab import Lab
    from playwright.sync_api import Locator

    from scriptnb.queue import QueueManager

pytestmark = pytest.mark.browser

LOAD = "%load_ext scriptnb\n%config AnalyzeMagics.grace = 0.0"
PANEL = "import scriptnb\nscriptnb.status_panel()"
BUSY = """import time
from pathlib import Path
while not Path({name!r}).exists():
    time.sleep(0.02)
print("let", "go")"""


def text(title: str) -> str:
    return f"Title: {title}\n\nINT. HALL - DAY\n\nANNA\nI am {uuid.uuid4().hex}.\n"


def row(panel: Locator, task_id: str) -> Locator:
    """Find the row of one task."""
    return panel.locator("tbody tr").filter(
        has=panel.page.get_by_role("rowheader", name=task_id, exact=True)
    )


def shown(lab: Lab, cell: int) -> Locator:
    """Find the panel under a cell."""
    return lab.output(cell).locator(".scriptnb-panel")


def test_the_panel_is_alive_while_the_kernel_is_busy(lab: Lab, queue: QueueManager) -> None:
    """Tasks come, are cancelled and done in the panel while a cell runs."""
    name = f"go-{uuid.uuid4().hex[:8]}"
    queue.pause()
    lab.open(lab.write(LOAD, PANEL, BUSY.format(name=name)))
    lab.run_all()
    panel = shown(lab, 1)
    expect(panel).to_contain_text("Paused")
    first = queue.submit(text=text("First"), name="first.fountain")
    second = queue.submit(text=text("Second"), name="second.fountain")
    expect(row(panel, first.task_id)).to_contain_text("first.fountain")
    expect(row(panel, second.task_id)).to_contain_text("Waiting")
    expect(row(panel, second.task_id)).to_contain_text(re.compile(r"\d s"))  # how long it waits
    row(panel, second.task_id).get_by_role("button", name="Cancel").click()
    expect(row(panel, second.task_id)).to_contain_text("Cancelled")
    panel.get_by_role("button", name="Resume").click()
    expect(row(panel, first.task_id)).to_contain_text("Done")
    expect(panel.get_by_role("button", name="Pause")).to_be_visible()
    expect(lab.output(2)).not_to_contain_text("let go")
    row(panel, second.task_id).get_by_role("button", name="again").click()
    expect(row(panel, second.task_id)).to_contain_text("Done")
    (lab.root / name).touch()
    expect(lab.output(2)).to_contain_text("let go")


def test_buttons_move_a_task_up_and_down_the_line(lab: Lab, queue: QueueManager) -> None:
    """Sooner and later, with the keyboard alone."""
    queue.pause()
    tasks = [queue.submit(text=text(each), priority=5, name=each) for each in ("one", "two")]
    lab.open(lab.write(LOAD, PANEL))
    lab.run_all()
    panel = shown(lab, 1)
    labels = panel.locator("tbody tr .scriptnb-label")
    expect(labels.nth(0)).to_have_text("one")
    sooner = row(panel, tasks[1].task_id).get_by_role("button", name="sooner")
    sooner.focus()
    lab.page.keyboard.press("Enter")
    expect(labels.nth(0)).to_have_text("two")
    assert tasks[1].priority == 4
    row(panel, tasks[1].task_id).get_by_role("button", name="later").focus()
    lab.page.keyboard.press("Space")
    expect(labels.nth(0)).to_have_text("one")


def test_two_notebooks_show_one_queue(lab: Lab, queue: QueueManager) -> None:
    """What one notebook pauses, submits and cancels, the other one sees."""
    path = lab.write(LOAD, PANEL)
    lab.open(path)
    lab.run_all()
    expect(shown(lab, 1)).to_contain_text("Idle")
    from lab import Lab as Page

    other = Page(lab.page.context.new_page(), lab.url, lab.root, lab.shots)
    other.open(other.write(LOAD, PANEL, "%%analyze\n" + text("Shared")))
    other.run(0)
    other.run(1)
    shown(other, 1).get_by_role("button", name="Pause").click()
    expect(shown(lab, 1)).to_contain_text("Paused")
    other.run(2)
    expect(shown(lab, 1).locator("tbody tr").first).to_contain_text("Waiting")
    shown(lab, 1).locator("tbody tr").first.get_by_role("button", name="Cancel").click()
    expect(other.output(2)).to_contain_text("Cancelled")


def test_the_panel_survives_a_reload_and_clears_what_is_finished(
    lab: Lab, queue: QueueManager
) -> None:
    """A reloaded page has a living panel."""
    task = queue.submit(text=text("Old"), name="old.fountain")
    task.result(timeout=30)
    lab.open(lab.write(LOAD, PANEL))
    lab.run_all()
    expect(row(shown(lab, 1), task.task_id)).to_contain_text("Done")
    lab.save()
    lab.reload()
    panel = shown(lab, 1)
    expect(row(panel, task.task_id)).to_contain_text("Done")
    panel.get_by_role("button", name="Clear finished").click()
    expect(row(panel, task.task_id)).to_have_count(0)
    expect(panel).to_contain_text("No tasks yet")


def test_nothing_jumps_while_tasks_come_and_go(lab: Lab, queue: QueueManager) -> None:
    """What stands below the panel stays where it is, and so do the panel's buttons."""
    lab.open(lab.write(LOAD, PANEL, "print('be', 'low')"))
    lab.run_all()
    panel = shown(lab, 1)
    expect(panel).to_contain_text("Idle")
    button = panel.get_by_role("button", name="Pause")
    before = lab.cell(2).bounding_box(), button.bounding_box()
    queue.pause()
    tasks = [queue.submit(text=text(str(each)), name=f"draft {each}") for each in range(20)]
    expect(row(panel, tasks[-1].task_id)).to_have_count(1)
    expect(panel.get_by_role("button", name="Resume")).to_be_visible()
    after = lab.cell(2).bounding_box(), panel.get_by_role("button", name="Resume").bounding_box()
    assert after == before


def test_the_panel_is_fit_to_be_shown(lab: Lab, queue: QueueManager) -> None:
    """In both themes, wide and narrow: pictures to be looked at, nothing axe-core finds serious."""
    queue.clear()
    bad = queue.submit(text="<?xml", format="plain_text", name="first draft.fountain")
    bad.wait(timeout=30)
    queue.pause()
    for number, name in enumerate(["big_river.fountain", "polish draft.fdx", "pilot-v3.pdf"]):
        queue.submit(text=text(name), priority=number + 1, name=name)
    queue.submit(text=text("x"), name="abandoned.txt").cancel()
    lab.open(lab.write(LOAD, PANEL))
    lab.run_all()
    panel = shown(lab, 1)
    expect(panel).to_contain_text("abandoned.txt")
    for theme in ("light", "dark"):
        lab.theme(theme)
        for width in (1280, 600):
            lab.page.set_viewport_size({"width": width, "height": 900})
            lab.shot(f"panel-{theme}-{width}", lab.cell(1))
            assert lab.barriers(".scriptnb-panel") == []
            inside = panel.evaluate("(node) => node.scrollWidth <= node.clientWidth")
            assert inside, "the panel is wider than its room"
