"""Fixtures for all tests: each has its own queue folder and leaves no process running."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from scriptnb.queue import QueueManager
from scriptnb.queue.store.database import Database
from scriptnb.queue.store.paths import JOURNAL
from scriptnb.system import processes

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Fuzz targets are programs that run until they are stopped, and need a fuzzer.
collect_ignore = ["fuzz"]

# A shell that starts the tests in the background makes them and their children ignore this signal,
# but some tests send it, as Ctrl-C does.
signal.signal(signal.SIGINT, signal.default_int_handler)


def processes_of(home: Path) -> list[psutil.Process]:
    """Return every process that serves a queue folder: all of them inherit its variable."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            mine = process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE
            environment = {} if mine else process.environ()
            # Test kernels have the variable too; only what the queue starts runs detached from one.
            if environment.get("SCRIPTNB_HOME") == str(home) and "scriptnb-kernel" not in (
                environment.get("SCRIPTNB_TEST_ROLE", "")
            ):
                found.append(process)
    return found


def supervisor_of(home: Path) -> psutil.Process | None:
    """Return the supervisor that the journal of a queue folder names, if it is alive."""
    if not (home / JOURNAL).exists():
        return None
    database = Database(home / JOURNAL)
    try:
        row = database.one("supervisor")
    finally:
        database.close()
    if row is None or not processes.alive(row["process"]):
        return None
    return psutil.Process(processes.pid_of(row["process"]))


@pytest.fixture(autouse=True)
def queue_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a queue folder with a short path; fail if a process still serves it afterwards."""
    home = Path(tempfile.mkdtemp(prefix="sn-"))
    monkeypatch.setenv("SCRIPTNB_HOME", str(home))
    monkeypatch.setenv("SCRIPTNB_IDLE_SECONDS", "30")
    yield home
    try:
        if any(home.iterdir()):
            end_all(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def end_all(home: Path) -> None:
    with contextlib.suppress(Exception):
        for process in [supervisor_of(home)]:
            if process is not None:
                process.send_signal(signal.SIGTERM)
    end = time.monotonic() + 10
    while (left := processes_of(home)) and time.monotonic() < end:
        # One that was starting when the others received the signal.
        for process in left:
            with contextlib.suppress(psutil.Error):
                # The standby too, which would take its place.
                if "from scriptnb.queue.supervisor" in " ".join(process.cmdline()):
                    process.send_signal(signal.SIGTERM)
        psutil.wait_procs(left, timeout=0.2)
    names = []
    for process in left:
        with contextlib.suppress(psutil.Error):
            names.append(f"{process.pid} {' '.join(process.cmdline())[:120]}")
            process.kill()
    assert not names, f"processes were left behind: {names}"


@pytest.fixture
def small_disk(queue_home: Path) -> Iterator[Path]:
    """Mount a disk of 24 MB at the queue folder; skip where mounting is not permitted."""
    command = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=700", "none", str(queue_home)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("a small disk can be mounted by root only")
    yield queue_home
    end_all(queue_home)
    subprocess.run(["umount", "--lazy", str(queue_home)], check=True)


@pytest.fixture
def queue(queue_home: Path, analyzers: Path) -> Iterator[QueueManager]:
    """Yield a queue with one worker, short pauses before retries, and the test analyzers."""
    manager = QueueManager(workers=1, retry_delay=0.01)
    yield manager
    manager.shutdown(wait=False)


@pytest.fixture(scope="session")
def _analyzers_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    source = Path(__file__).parent / "queue" / "analyzers.txt"
    text = source.read_text(encoding="utf-8")
    (folder / "sn_test_analyzers.py").write_text(text, encoding="utf-8")
    info = folder / "sn_test_analyzers-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sn-test-analyzers\nVersion: 1.0\n")
    names = [
        line.split()[1].split("(")[0] for line in text.splitlines() if line.startswith("class ")
    ]
    points = "\n".join(
        f"{name.lower()} = sn_test_analyzers:{name}" for name in names if not name.startswith("_")
    )
    (info / "entry_points.txt").write_text(f"[scriptnb.analyzers]\n{points}\n")
    return folder


@pytest.fixture
def analyzers(_analyzers_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install analyzers that misbehave, for this process, supervisors and slots."""
    monkeypatch.syspath_prepend(str(_analyzers_folder))
    monkeypatch.setenv("PYTHONPATH", str(_analyzers_folder))
    return _analyzers_folder
