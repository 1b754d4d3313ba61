"""Fixtures: an IPython shell with the magics, and a function that runs cells in a real kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import nbformat
    from IPython.core.interactiveshell import InteractiveShell


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """Yield a plain IPython with the extension loaded, in an empty folder."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    made = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    made.run_line_magic("load_ext", "scriptnb")
    yield made
    made.run_line_magic("unload_ext", "scriptnb")


@pytest.fixture
def run_cells(queue_home: Path, tmp_path: Path) -> Callable[..., nbformat.NotebookNode]:
    """Return a function that runs cells in a new kernel and returns the notebook."""
    import nbformat
    from nbclient import NotebookClient

    def run(*cells: str, wait: bool = False, allow_errors: bool = False) -> nbformat.NotebookNode:
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells]
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SCRIPTNB_HOME", str(queue_home))
            patch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
            if wait:
                patch.setenv("SCRIPTNB_WAIT", "1")
            else:
                patch.delenv("SCRIPTNB_WAIT", raising=False)
            client = NotebookClient(
                notebook,
                timeout=90,
                kernel_name="python3",
                allow_errors=allow_errors,
                extra_arguments=["--IPKernelApp.log_level=ERROR"],
                resources={"metadata": {"path": str(tmp_path)}},
            )
            return client.execute()

    return run
