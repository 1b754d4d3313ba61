"""Two versions of the package on one journal."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import scriptnb
from scriptnb import QueueManager
from scriptnb.queue.store import versions
from scriptnb.screenplay import PARSER_VERSION

pytestmark = pytest.mark.fault

TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n"


@pytest.fixture
def older(tmp_path: Path, analyzers: Path) -> str:
    """Make an older package that serves the same journal; return its PYTHONPATH."""
    package = Path(scriptnb.__file__).parent
    copy = tmp_path / "older" / "scriptnb"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__", "static"))
    text = (copy / "version.py").read_text(encoding="utf-8")
    text = re.sub(r'__version__ = "[^"]+"', '__version__ = "0.0.9"', text)
    (copy / "version.py").write_text(text, encoding="utf-8")
    reader = copy / "screenplay" / "__init__.py"
    text = reader.read_text(encoding="utf-8")
    text = re.sub(r'PARSER_VERSION = "[^"]+"', 'PARSER_VERSION = "0"', text)
    reader.write_text(text, encoding="utf-8")
    return f"{copy.parent}:{analyzers}"


def run_older(path: str, code: str) -> subprocess.CompletedProcess[str]:
    head = "import scriptnb\nassert scriptnb.__version__ == '0.0.9'\n"
    head += "from scriptnb import QueueManager\nqueue = QueueManager()\n"
    return subprocess.run(
        [sys.executable, "-P", "-c", head + code], env=os.environ | {"PYTHONPATH": path},
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def serving(queue: QueueManager) -> tuple[str, str]:
    row = queue.journal.db.one("supervisor")
    assert row is not None
    return row["version"], row["process"]


def test_an_older_supervisor_finishes_what_runs_and_makes_room(
    queue: QueueManager, older: str, tmp_path: Path
) -> None:
    gate, arrived = tmp_path / "gate", tmp_path / "arrived"
    os.mkfifo(gate)
    os.mkfifo(arrived)
    run_older(
        older,
        f"queue.submit(text='old', analysis_type='gate', gate={str(gate)!r}, "
        f"arrived={str(arrived)!r})",
    )
    arrived.read_text()
    assert serving(queue)[0] == "0.0.9"
    old = queue.task()
    new = queue.submit(TEXT, "noop")
    assert old.status == "processing"
    gate.write_text("go")
    assert new.result(30)
    assert (old.status, old.retry_count) == ("completed", 0)
    version, process = serving(queue)
    assert version == scriptnb.__version__
    for n in range(3):
        run_older(older, f"queue.submit(text='again {n}', analysis_type='noop').result(30)")
        assert queue.submit(f"{TEXT}{n}", "noop").result(30)
        assert serving(queue) == (version, process)


def test_a_result_is_kept_under_the_versions_that_made_it(queue: QueueManager, older: str) -> None:
    queue.pause()
    run_older(older, f"queue.submit(text={TEXT!r}, analysis_type='noop')")
    task = queue.task()
    before = task.record
    queue.resume()
    assert task.result(30).provenance["versions"]["screenplay"] == PARSER_VERSION
    after = task.record
    assert before is not None
    assert after is not None
    assert before.key != after.key
    assert queue.submit(TEXT, "noop").status == "completed"


def test_versions_are_ordered_as_releases_are() -> None:
    ordered = [
        "0.1.dev1",
        "0.1.0a1",
        "0.1.0a2",
        "0.1.0b1",
        "0.1.0rc1",
        "0.1.0",
        "0.1.1",
        "0.10",
        "1",
    ]
    assert sorted({*ordered}, key=versions.order) == ordered
    assert not versions.is_older("1.0.0", "1.0")
    assert not versions.is_older("1.0", "1.0.0")
