"""New work is held back while memory is short, and the status contains the reason."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from scriptnb import QueueManager
from scriptnb.queue.supervisor.admission import Admission

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n"


def test_work_is_held_back_above_the_limit_that_applies_and_the_status_has_the_reason(
    queue_home: Path, analyzers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As a hub sets it for its users' servers; the supervisor alone takes more.
    monkeypatch.setenv("MEM_LIMIT", "4M")
    queue = QueueManager(workers=1)
    task = queue.submit(TEXT, "noop")
    end = time.monotonic() + 60
    while queue.get_queue_stats()["held_back"] is None:
        assert time.monotonic() < end
    assert "MEM_LIMIT" in queue.get_queue_stats()["held_back"]
    assert task.status == "pending"
    assert "memory is short" in queue.snapshot()["stats"]["held_back"]
    queue.shutdown(wait=False)


def test_work_goes_on_when_there_is_memory() -> None:
    assert Admission(threshold=1.0).held_back() is None
    assert Admission(threshold=0.0).held_back() is not None
