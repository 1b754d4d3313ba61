"""Run the quickstart without a browser: ``python notebooks/demo.py [SCRIPT]``.

Executes the notebook through a real kernel and the real queue, writes ``build/quickstart.html``
with its tables and plots, and prints five lines about the script.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import nbformat

    from scriptnb import Result

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "build" / "quickstart.html"
SAMPLE = "mainly_fair"


def main(arguments: list[str]) -> int:
    """Run the demo; return the exit code: 0, 1 when a cell fails, 2 for what is no script."""
    from nbclient.exceptions import CellExecutionError

    from scriptnb import ScriptnbError, read_script, samples

    started = time.monotonic()
    if len(arguments) > 1:
        return _refuse("give one script, or none for the sample")
    script = Path(arguments[0]).expanduser().absolute() if arguments else samples.path(SAMPLE)
    if not script.is_file():
        there = "this is a folder" if script.is_dir() else "there is no such file"
        return _refuse(f"{script}: {there}; give the path of a script")
    try:
        read_script(script)
    except ScriptnbError as error:
        return _refuse(str(error))
    try:
        notebook = _execute(script)
    except CellExecutionError as error:
        print(f"demo: a cell failed: {error.ename}: {error.evalue}", file=sys.stderr)
        return 1
    _write_page(notebook)
    for line in _summary(_result(script), time.monotonic() - started):
        print(line)
    return 0


def _refuse(sentence: str) -> int:
    print(f"demo: {sentence}", file=sys.stderr)
    return 2


def _execute(script: Path) -> nbformat.NotebookNode:
    """Execute the quickstart on a script."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(HERE / "quickstart.ipynb", as_version=4)
    # SCRIPTNB_WAIT: a result that came after the last cell would not be in the page.
    os.environ.update(SCRIPT=str(script), SCRIPTNB_WAIT="1")
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        resources={"metadata": {"path": str(HERE)}},
        store_widget_state=False,
        # Its remark about unencrypted TCP is for those who run kernels on other machines.
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    return client.execute()


def _write_page(notebook: nbformat.NotebookNode) -> None:
    from nbconvert import HTMLExporter

    page, _ = HTMLExporter().from_notebook_node(notebook)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page, encoding="utf-8")


def _result(script: Path) -> Result:
    """Take the result from the queue, which has just computed it."""
    from scriptnb.queue import default_manager

    return default_manager().submit(script, "basic").result(timeout=600)


def _summary(result: Result, seconds: float) -> list[str]:
    summary = result.raw["summary"][0]
    voices = [row["character"] for row in result.raw["characters"]]
    where = os.path.relpath(PAGE)
    return [
        f"Title       {summary['title'] or 'untitled'}",
        f"Length      {summary['pages']:.1f} pages, about {summary['minutes']:.0f} minutes",
        f"Scenes      {summary['scenes']} in {summary['locations']} locations",
        f"Characters  {summary['characters']}, above all {', '.join(voices[:3]) or 'nobody'}",
        f"Notebook    {where} (took {seconds:.1f} s)",
    ]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
