"""The card under a cell, in a real JupyterLab: one test per promise."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING

import ipykernel
import nbformat
import pytest
from lab import static_html
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from lab import Lab

    from scriptnb.queue import QueueManager

pytestmark = pytest.mark.browser

LOAD = "%load_ext scriptnb\n%config AnalyzeMagics.grace = 0.0"
#: Keeps the kernel busy until the test lets it go.
BUSY = """import time
from pathlib import Path
while not Path({name!r}).exists():
    time.sleep(0.02)
print("let", "go")"""

TRUSTED = "() => window.jupyterapp.shell.currentWidget.content.model.cells.get(1).trusted"


def script(title: str, scenes: int = 3) -> str:
    """Write a script that no other test has."""
    parts = [f"Title: {title}", ""]
    for number in range(scenes):
        parts += [
            f"INT. ROOM {number} - DAY", "", "Rain on the window.", "", "ANNA",
            f"This is what I say in room {number}.", "", "BORIS", "And I hear it.", "",
        ]  # fmt: skip
    return "\n".join(parts) + f"\n[[{uuid.uuid4().hex}]]\n"


def ask(title: str, flags: str = "", scenes: int = 3) -> str:
    return f"%%analyze {flags}\n{script(title, scenes)}"


@pytest.fixture
def busy(lab: Lab) -> tuple[str, Path]:
    """Give a cell that keeps the kernel busy, and the file that lets it go."""
    name = f"go-{uuid.uuid4().hex[:8]}"
    return BUSY.format(name=name), lab.root / name


def test_the_card_goes_from_waiting_to_the_table_while_a_later_cell_runs(
    lab: Lab, queue: QueueManager, busy: tuple[str, Path]
) -> None:
    """A cell answers while the kernel is busy with the next one."""
    cell, go = busy
    queue.pause()
    lab.open(lab.write(LOAD, ask("While busy"), cell))
    lab.run_all()
    expect(lab.output(1)).to_contain_text("Waiting")
    expect(lab.output(1)).to_contain_text("the queue is paused")
    expect(lab.output(1).get_by_role("button", name="Cancel")).to_be_visible()
    lab.shot("card-waiting", lab.cell(1))
    queue.resume()
    expect(lab.output(1).locator("table").first).to_contain_text("ANNA")
    expect(lab.output(1)).to_contain_text("While busy")
    expect(lab.output(2)).not_to_contain_text("let go")
    expect(lab.cell(2).locator(".jp-InputPrompt")).to_contain_text("*")
    go.touch()
    expect(lab.output(2)).to_contain_text("let go")


def test_the_saved_file_opens_with_its_results_where_nothing_runs_and_nothing_is_trusted(
    lab: Lab,
) -> None:
    """Whoever is sent the file sees the result: no widget, no kernel that knows it, no trust."""
    lab.open(lab.write(LOAD, ask("Kept")))
    lab.run_all()
    expect(lab.output(1).locator("table").first).to_contain_text("ANNA")
    lab.wait_for_static(1)
    saved = lab.save()
    assert "<table" in static_html(saved, 1)
    assert "ANNA" in static_html(saved, 1)
    assert "widget-view" not in str(saved.cells[1].outputs)
    # Another content than the one that was saved here, and so trusted.
    saved.cells.append(nbformat.v4.new_markdown_cell("Look at this."))
    sent = lab.root / f"sent-{uuid.uuid4().hex[:8]}.ipynb"
    nbformat.write(saved, sent)
    lab.open(sent)
    assert lab.page.evaluate(TRUSTED) is False
    expect(lab.output(1).locator("table").first).to_contain_text("ANNA")
    expect(lab.output(1).locator("img")).to_be_visible()


@pytest.mark.parametrize("kernel", ["pinned", "7.3"])
def test_a_click_on_cancel_acts_while_the_kernel_is_busy(
    lab: Lab,
    queue: QueueManager,
    busy: tuple[str, Path],
    kernel: str,
    request: pytest.FixtureRequest,
) -> None:
    """Cancel does not wait for the running cell: on the pinned ipykernel, and on the one before."""
    cell, go = busy
    name = request.getfixturevalue("older_kernel") if kernel == "7.3" else "python3"
    version = "7.3." if kernel == "7.3" else f"{ipykernel.__version__} "
    queue.pause()
    first = f"{LOAD}\nimport ipykernel; print('runs', ipykernel.__version__, '')"
    lab.open(lab.write(first, ask("Unwanted"), cell, kernel=name))
    lab.run_all()
    expect(lab.output(0)).to_contain_text(f"runs {version}")
    expect(lab.cell(2).locator(".jp-InputPrompt")).to_contain_text("*")
    # Again, where the page had not yet a way past the cell: a subshell takes a moment to start.
    lab.press(1, "Cancel", shown="Waiting")
    expect(lab.output(1)).to_contain_text("Cancelled")
    expect(lab.output(2)).not_to_contain_text("let go")
    go.touch()
    expect(lab.output(2)).to_contain_text("let go")
    queue.resume()
    # A cancelled card stays alive: its button runs the task again.
    lab.press(1, "Try again", shown="Cancelled")
    expect(lab.output(1).locator("table").first).to_contain_text("ANNA")
    lab.wait_for_static(1)
    assert "ANNA" in str(lab.save().cells[1].outputs)


def test_cancelling_under_wait_frees_the_kernel(lab: Lab, queue: QueueManager) -> None:
    """A cell that waits for a cancelled task ends with one sentence."""
    queue.pause()
    lab.open(lab.write(LOAD, ask("Waited for", "--wait")))
    lab.run_all()
    lab.output(1).get_by_role("button", name="Cancel").click()
    expect(lab.output(1)).to_contain_text("TaskCancelledError")
    expect(lab.output(1)).not_to_contain_text("Traceback")
    queue.resume()


def test_stop_ends_the_wait_and_not_the_task(lab: Lab, queue: QueueManager) -> None:
    """The Stop button frees the kernel; the work goes on and its card shows the result."""
    queue.pause()
    lab.open(lab.write(LOAD, ask("Not stopped", "--wait")))
    lab.run_all()
    expect(lab.output(1)).to_contain_text("Waiting")
    lab.command("notebook:interrupt-kernel")
    expect(lab.output(1)).to_contain_text("stopped waiting")
    queue.resume()
    expect(lab.output(1).locator("table").first).to_contain_text("ANNA")


def test_a_card_survives_a_reload_of_the_page(lab: Lab, queue: QueueManager) -> None:
    """A reload loses neither the live card nor the result that came meanwhile."""
    queue.pause()
    lab.open(lab.write(LOAD, ask("Reloaded")))
    lab.run_all()
    expect(lab.output(1)).to_contain_text("Waiting")
    lab.save()
    lab.reload()
    expect(lab.output(1)).to_contain_text("Waiting")
    expect(lab.output(1)).to_contain_text("the queue is paused")
    queue.resume()
    expect(lab.output(1).locator("table").first).to_contain_text("ANNA")


def test_a_result_that_came_while_no_page_was_open_is_there_when_one_is(
    lab: Lab, queue: QueueManager
) -> None:
    """A closed browser loses nothing."""
    queue.pause()
    lab.open(lab.write(LOAD, ask("Nobody looked")))
    lab.run_all()
    expect(lab.output(1)).to_contain_text("Waiting")
    lab.save()
    lab.page.goto("about:blank")
    queue.resume()
    deadline = time.monotonic() + 30
    while queue.get_queue_stats()["queue_size"] and time.monotonic() < deadline:
        queue.wait(queue.tasks("pending"), timeout=5)
    assert lab.path is not None
    lab.open(lab.path)
    expect(lab.output(1).locator("table").first).to_contain_text("ANNA")


def test_after_a_restart_run_all_shows_every_result_and_runs_nothing(
    lab: Lab, queue: QueueManager
) -> None:
    """Finished work is never repeated."""
    lab.open(lab.write(LOAD, ask("First"), ask("Second"), "_task.record.cached"))
    lab.run_all()
    for cell in (1, 2):
        expect(lab.output(cell).locator("table").first).to_contain_text("ANNA")
    expect(lab.output(3)).to_contain_text("False")
    lab.restart()
    queue.pause()  # nothing can run
    lab.run_all()
    expect(lab.output(3)).to_contain_text("True")
    for cell in (1, 2):
        expect(lab.output(cell).locator("table").first).to_contain_text("ANNA")
    queue.resume()


def test_run_all_stops_at_a_misuse(lab: Lab) -> None:
    """One clear sentence, no traceback, and no later cell runs with an older task."""
    lab.open(lab.write(LOAD, "_task = 1", "%analyze missing.fountain", "print('went', 'on')"))
    lab.run_all()
    expect(lab.output(2)).to_contain_text("missing.fountain: there is no such file or folder")
    expect(lab.output(2)).not_to_contain_text("Traceback")
    expect(lab.cell(3).locator(".jp-InputPrompt")).to_have_text("[ ]:")
    expect(lab.output(3).locator(".jp-OutputArea-output")).to_have_count(0)
    lab.run(3)
    expect(lab.output(3)).to_contain_text("went on")


def test_a_hostile_script_becomes_neither_html_nor_code(lab: Lab, queue: QueueManager) -> None:
    """Nothing that a script or a file name says is taken for HTML."""
    bad = '<img src=x onerror="window.hacked=1">'
    name = "<img src=x onerror=window.hacked=2>.fountain"
    voice = "@<script>window.hacked=3</script>"
    hostile = script(bad).replace("ANNA", voice).replace("ROOM", bad)
    (lab.root / name).write_text(hostile)
    (lab.root / f"b{name}").write_text(script("Harmless"))
    queue.pause()
    panel = "import scriptnb\nscriptnb.status_panel()"
    single, several = f"%analyze '{name}'", f"%analyze '{name}' 'b{name}'"
    lab.open(lab.write(LOAD, panel, single, several))
    lab.run_all()
    expect(lab.output(3)).to_contain_text("Waiting")
    expect(lab.output(2)).to_contain_text("<img src=x")
    expect(lab.output(1)).to_contain_text("<img src=x")
    queue.resume()
    expect(lab.output(2).locator("table").first).to_contain_text("window.hacked=3")
    expect(lab.output(3)).to_contain_text("2 of 2 scripts")
    assert lab.page.evaluate("() => window.hacked") is None
    for cell in (1, 2, 3):
        expect(lab.output(cell).locator("img[src=x]")).to_have_count(0)


def test_cards_are_fit_to_be_shown_in_both_themes(lab: Lab, queue: QueueManager) -> None:
    """Cards in each state: screenshots to be looked at, and nothing that axe-core finds serious."""
    for name in ("harbour", "harbour_second_draft", "winter"):
        (lab.root / f"{name}.fountain").write_text(script(name.title()), encoding="utf-8")
    queue.pause()
    lab.open(
        lab.write(
            LOAD,
            "%analyze halfway harbour.fountain",
            "%analyze fail winter.fountain --no-cache",
            "%analyze --sample mainly_fair --no-cache",
            "%analyze stuck harbour.fountain harbour_second_draft.fountain winter.fountain",
            "%analyze oserror winter.fountain --priority 0 --retries 99",
            "%analyze --sample coffee --no-cache",
        )
    )
    lab.run_all()
    expect(lab.output(6)).to_contain_text("Waiting")
    lab.output(6).get_by_role("button", name="Cancel").click()
    expect(lab.output(6)).to_contain_text("Cancelled")
    looked_at(lab, {"waiting": 1, "cancelled": 6})
    queue.resume()
    expect(lab.output(5)).to_contain_text("Trying again")
    queue.pause()  # an attempt under way ends, no further one begins
    expect(lab.output(5)).to_contain_text("Trying again")
    looked_at(lab, {"retrying": 5})
    queue.resume()
    expect(lab.output(1)).to_contain_text("Running")
    expect(lab.output(2)).to_contain_text("Failed")
    expect(lab.output(3).locator("img")).to_be_visible()
    expect(lab.output(4)).to_contain_text("running")
    looked_at(lab, {"running": 1, "failed": 2, "done": 3, "many": 4})


def looked_at(lab: Lab, cards: dict[str, int]) -> None:
    """Take a picture of each card in both themes, and let axe-core look at all of them."""
    for theme in ("light", "dark"):
        lab.theme(theme)
        assert lab.barriers(".scriptnb-card, .jp-RenderedHTMLCommon") == []
        for name, cell in cards.items():
            lab.shot(f"card-{name}-{theme}", lab.cell(cell))


def test_a_running_task_is_stopped_by_its_cancel_button(lab: Lab, queue: QueueManager) -> None:
    """Cancel ends work that would never end by itself."""
    (lab.root / "endless.fountain").write_text(script("Endless"), encoding="utf-8")
    lab.open(lab.write(LOAD, "%analyze stuck endless.fountain --wait"))
    lab.run_all()
    expect(lab.output(1)).to_contain_text("Running")
    lab.output(1).get_by_role("button", name="Cancel").click()
    expect(lab.output(1)).to_contain_text("TaskCancelledError")
