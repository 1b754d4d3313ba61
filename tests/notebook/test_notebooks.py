"""The notebooks that come with scriptnb are executed and compared with their saved output."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

pytestmark = pytest.mark.notebook

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
REAL = ROOT.parent / "shared" / "data" / "scripts"


def environment(home: Path, **more: str) -> dict[str, str]:
    """Give the environment for a run that touches nothing of the user's."""
    base = {name: value for name, value in os.environ.items() if name != "SCRIPT"}
    return base | {"SCRIPTNB_HOME": str(home), "IPYTHONDIR": str(home / "ipython")} | more


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_gives_what_its_saved_outputs_say(path: Path, queue_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--nbval", str(path),
         "--override-ini", "addopts=", "--override-ini", "filterwarnings="],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=110,
        env=environment(queue_home, SCRIPTNB_WAIT="1"),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_explains_each_cell_and_keeps_its_results(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    for before, cell in itertools.pairwise(cells):
        if cell.cell_type == "code":
            assert before.cell_type == "markdown", f"no sentence before: {cell.source[:60]}"
    saved = path.read_text("utf-8")
    assert str(ROOT) not in saved
    assert "Traceback" not in saved
    assert "<table" in saved


def test_the_demo_writes_a_page_and_five_lines(queue_home: Path, tmp_path: Path) -> None:
    script = tmp_path / "my own script.fountain"
    script.write_text("Title: Mine\n\nINT. HALL - DAY\n\nANNA\nA word of mine.\n")
    done = demo(tmp_path, queue_home, script.name)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 5
    assert "Mine" in done.stdout
    assert "ANNA" in done.stdout
    page = (ROOT / "build" / "quickstart.html").read_text("utf-8")
    assert "A word of mine." in page
    assert "<img" in page
    assert "Traceback" not in page


@pytest.mark.parametrize("bad", ["missing.fountain", ".", "binary.dat"])
def test_the_demo_refuses_what_is_no_script_in_one_sentence(
    bad: str, queue_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "binary.dat").write_bytes(bytes(range(256)) * 40)
    done = demo(tmp_path, queue_home, bad)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("demo: ")
    assert len(done.stderr.splitlines()) == 1


def test_the_demo_reads_a_real_feature(queue_home: Path, tmp_path: Path) -> None:
    script = REAL / "big_fish.fountain"
    if not script.exists():
        pytest.skip("the real scripts are not beside this repository")
    done = demo(tmp_path, queue_home, str(script))
    assert done.returncode == 0, done.stderr
    assert "Big Fish" in done.stdout


def demo(folder: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the demo from a folder, as make does."""
    return subprocess.run(
        [sys.executable, str(ROOT / "notebooks" / "demo.py"), *arguments],
        capture_output=True, text=True, check=False, cwd=folder, timeout=110,
        env=environment(home),
    )  # fmt: skip
