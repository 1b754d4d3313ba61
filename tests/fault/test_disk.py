"""A full disk: nothing is lost, nothing runs again, and clearing still works."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from scriptnb import JournalError, QueueManager

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.fault

TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n"


def fill(folder: Path) -> Path:
    """Write a file until the disk is full to the last byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as stream:
        for size in (2**20, 4096, 1):
            try:
                while True:
                    stream.write(b"x" * size)
            except OSError:
                continue
    return filler


def test_a_submit_on_a_full_disk_raises_and_stores_nothing(
    small_disk: Path, analyzers: Path
) -> None:
    queue = QueueManager(workers=1)
    queue.pause()
    fill(small_disk)
    with pytest.raises(JournalError, match="full"):
        queue.submit(TEXT + "x" * 500_000, "noop")
    assert queue.tasks() == []
    (small_disk / "filler").unlink()
    queue.resume()
    assert queue.submit(TEXT, "noop").result(30)
    queue.shutdown()


def test_a_result_waits_for_room_and_its_task_does_not_run_again(
    small_disk: Path, analyzers: Path, tmp_path: Path
) -> None:
    log, arrived, gate = tmp_path / "log", tmp_path / "arrived", tmp_path / "gate"
    os.mkfifo(arrived)
    os.mkfifo(gate)
    queue = QueueManager(workers=1)
    task = queue.submit(TEXT, "gatebig", arrived=str(arrived), gate=str(gate), log=str(log))
    arrived.read_text()
    filler = fill(small_disk)
    gate.write_text("go")
    with pytest.raises(TimeoutError):
        task.result(1.5)
    assert task.status == "processing"
    filler.unlink()
    assert len(task.result(30).raw["gatebig"]["rows"]) == 2
    assert log.read_text().count("\n") == 1
    assert task.retry_count == 0
    queue.shutdown()


def test_a_full_disk_can_be_cleared(small_disk: Path, analyzers: Path) -> None:
    queue = QueueManager(workers=1)
    queue.submit(TEXT, "noop").result(30)
    queue.pause()
    full = threading.Event()
    for n in range(100):
        try:
            queue.submit(f"{TEXT}{n}" + "x" * 400_000, "noop")
        except JournalError:
            full.set()
            break
    assert full.is_set()
    assert queue.clear(everything=True) > 5
    queue.resume()
    assert queue.submit(TEXT, "noop").result(30)
    queue.shutdown()
