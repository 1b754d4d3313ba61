"""mybinder.org builds the lab from `binder/`: held by what repo2docker would build."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_binder_builds_the_lab_on_the_python_that_we_test() -> None:
    planned = subprocess.run(
        [
            *(sys.executable, "-m", "repo2docker", "--no-build", "--debug"),
            *("--user-id", "1000", "--user-name", "jovyan", "."),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    dockerfile = planned.stdout + planned.stderr
    assert "python-3.11" in (ROOT / "binder/runtime.txt").read_text(encoding="utf-8")
    assert "conda environment for python=3.11" in dockerfile
    assert 'pip install --no-cache-dir -r "binder/requirements.txt"' in dockerfile


def test_binder_installs_the_package_with_its_lab() -> None:
    assert (ROOT / "binder/requirements.txt").read_text(encoding="utf-8").split() == [".[lab]"]
