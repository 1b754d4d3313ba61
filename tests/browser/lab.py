"""Operates JupyterLab as a person would: opens a notebook, runs cells, reads, saves.

Knows JupyterLab and Playwright, nothing of scriptnb. Everything waits on what the page or the
file shows; nothing sleeps. The kernel's status is never taken for "done": JupyterLab can call
a kernel idle before its cell has ended.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import nbformat
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

_READY = """() => {
    const app = window.jupyterapp;
    const kernel = app?.shell?.currentWidget?.sessionContext?.session?.kernel;
    return Boolean(kernel && kernel.status === 'idle');
}"""
_THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


class Lab:
    """One page on a running JupyterLab.

    Parameters
    ----------
    page
        A fresh Playwright page.
    url
        Where the server answers.
    root
        The folder that the server serves.
    shots
        Where screenshots go.
    """

    def __init__(self, page: Page, url: str, root: Path, shots: Path) -> None:
        self.page = page
        self.url = url
        self.root = root
        self.shots = shots
        self.path: Path | None = None

    def write(self, *cells: str, name: str | None = None, kernel: str = "python3") -> Path:
        """Write a notebook of code cells into the served folder."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={"kernelspec": {"name": kernel, "display_name": kernel}},
        )
        path = self.root / (name or f"{uuid.uuid4().hex[:8]}.ipynb")
        nbformat.write(notebook, path)
        return path

    def open(self, path: Path, theme: str = "light", sidebar: bool = False) -> None:
        """Open a notebook in a workspace of its own and wait for its kernel."""
        self.path = path
        workspace = uuid.uuid4().hex[:8]
        relative = path.relative_to(self.root).as_posix()
        self.page.goto(f"{self.url}/lab/workspaces/{workspace}/tree/{relative}?reset")
        self.ready()
        # The theme is kept in the settings, so an earlier test's choice would still hold.
        self.theme(theme)
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")
        if not sidebar:
            self.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")

    def theme(self, name: str) -> None:
        """Choose the light or the dark theme and wait until the page has it."""
        self.command("apputils:change-theme", {"theme": _THEMES[name]})
        self.page.wait_for_selector(f"body[data-jp-theme-name='{_THEMES[name]}']", state="attached")

    def ready(self) -> None:
        """Wait until the notebook in front has a kernel that answers."""
        self.page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell")
        self.page.wait_for_function(_READY)

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> None:
        """Start one of JupyterLab's commands, without waiting for it to end."""
        self.page.evaluate(
            "([name, args]) => { window.jupyterapp.commands.execute(name, args); }",
            [name, arguments or {}],
        )

    def run_all(self) -> None:
        """Run every cell, from the first."""
        self.command("notebook:run-all-cells")

    def run(self, index: int) -> None:
        """Run one cell (0-based)."""
        self.page.evaluate(
            """(index) => {
                const panel = window.jupyterapp.shell.currentWidget;
                panel.content.deselectAll();
                panel.content.activeCellIndex = index;
                window.jupyterapp.commands.execute('notebook:run-cell');
            }""",
            index,
        )

    def cell(self, index: int) -> Locator:
        """One cell of the notebook in front."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell").nth(
            index
        )

    def output(self, index: int) -> Locator:
        """Find what stands under one cell (never its source)."""
        return self.cell(index).locator(".jp-Cell-outputArea")

    def press(self, index: int, button: str, shown: str) -> None:
        """Press a button under a cell as a person does: again, while the cell still shows `shown`.

        JupyterLab draws an output anew when it is updated, and a press in that moment is lost.
        """
        for _ in range(5):
            self.output(index).get_by_role("button", name=button).click()
            try:
                expect(self.output(index)).not_to_contain_text(shown, timeout=3_000)
            except AssertionError:
                continue
            return
        raise AssertionError(f"{button!r} did nothing: cell {index} still shows {shown!r}")

    def wait_for_static(self, index: int) -> None:
        """Wait until static HTML has replaced the live card under a cell.

        The live card shows the result a moment earlier, and a file that is saved in that moment
        still holds what it replaces.
        """
        expect(self.output(index).locator(".scriptnb-card")).to_have_count(0)

    def save(self) -> nbformat.NotebookNode:
        """Save as a person does and return what the file holds."""
        assert self.path is not None
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        self.page.wait_for_function(
            "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"
        )
        return nbformat.reads(self.path.read_text("utf-8"), as_version=4)

    def barriers(self, selector: str) -> list[str]:
        """Name what axe-core finds serious or critical in the elements of a selector.

        JupyterLab's own elements around them are not looked at. Fails where there is no element.
        """
        # JupyterLab's body clips and has no height: axe-core takes all that is in it for hidden.
        self.page.evaluate("() => { document.body.style.height = '100vh'; }")
        found = Axe().run(self.page, context=selector).response["violations"]
        return [
            f"{each['id']}: {node['html']} ({node['failureSummary']})"
            for each in found
            if each["impact"] in {"serious", "critical"}
            for node in each["nodes"]
        ]

    def restart(self) -> None:
        """Restart the kernel and wait until the new one answers."""
        self.page.evaluate(
            """async () => {
                const context = window.jupyterapp.shell.currentWidget.sessionContext;
                await context.session.kernel.restart();
            }"""
        )
        self.ready()

    def shut_down(self) -> None:
        """End every kernel: one with a live panel in it would slow what comes after."""
        self.page.evaluate(
            "async () => await window.jupyterapp?.serviceManager.sessions.shutdownAll()"
        )

    def reload(self) -> None:
        """Reload the page; the kernel goes on."""
        self.page.reload()
        self.page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell")

    def shot(self, name: str, of: Locator | None = None) -> Path:
        """Take a screenshot of the page, or of one part of it."""
        self.shots.mkdir(parents=True, exist_ok=True)
        path = self.shots / f"{name}.png"
        if of is None:
            self.page.screenshot(path=path)
        else:
            window = self.page.viewport_size
            size = of.bounding_box()
            assert window is not None
            assert size is not None
            # A part that is taller than the window would be cut off.
            taller = max(window["height"], round(size["height"]) + 200)
            self.page.set_viewport_size({"width": window["width"], "height": taller})
            of.scroll_into_view_if_needed()
            of.screenshot(path=path)
            self.page.set_viewport_size(window)
        return path


def static_html(notebook: nbformat.NotebookNode, index: int) -> str:
    """Join the HTML that a saved cell holds (code cells count, 0-based)."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return "\n".join(
        output.data.get("text/html", "")
        for output in cells[index].outputs
        if output.output_type in {"display_data", "execute_result"}
    )


def settings(folder: Path) -> None:
    """Write the few JupyterLab settings that make a test steady."""
    for plugin, values in {
        "notebook-extension/tracker": {"windowingMode": "none"},
        "apputils-extension/notification": {
            "fetchNews": "false",
            "checkForUpdates": False,
            "doNotDisturbMode": True,
        },
    }.items():
        path = folder / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), "utf-8")
