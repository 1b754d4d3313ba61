"""Work goes on whoever looks at it: a look at unfinished work starts a supervisor."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from scriptnb import QueueManager
from scriptnb.queue.supervisor import failures, heartbeat, presence
from scriptnb.system import processes
from tests.processes import wait_until_gone

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.fault

TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n"


def until(condition: Callable[[], object], timeout: float = 60) -> None:
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def kill_all(queue: QueueManager) -> None:
    """Kill the supervisor, its standby and its slots at once."""
    victims = []
    for process in [
        queue.journal.db.value("supervisor"),
        heartbeat.living(queue.home / heartbeat.STANDBY),
        *[row[0] for row in queue.journal.db.run("slots")],
    ]:
        if process and processes.alive(process):
            with contextlib.suppress(psutil.NoSuchProcess):
                victims.append(psutil.Process(processes.pid_of(process)))
    for victim in victims:
        with contextlib.suppress(psutil.NoSuchProcess):
            victim.kill()
    wait_until_gone(victims)


@pytest.fixture
def stopped(queue: QueueManager, tmp_path: Path) -> tuple[QueueManager, str]:
    """Leave three tasks, one of them ``processing``, without any process; nobody waits for them."""
    log = tmp_path / "log"
    queue.submit(TEXT, "spin", cpu=0.05).result(30)
    first = queue.submit(f"{TEXT}1", "spin", cpu=0.5, log=str(log))
    for n in range(2):
        queue.submit(f"{TEXT}{n + 2}", "spin", cpu=0.01, log=str(log))
    until(log.exists)
    kill_all(queue)
    status = queue.journal.db.one("record", id=int(first.task_id))
    assert status is not None
    return queue, first.task_id


def all_ended(queue: QueueManager) -> bool:
    """Read the states past every reader that would start a supervisor."""
    counts = {row[0]: row[1] for row in queue.journal.db.run("counts")}
    return counts["pending"] + counts["processing"] + counts["retry"] == 0


LOOKS: dict[str, Callable[[QueueManager, str], object]] = {
    "status": lambda queue, task: queue.task(task).status,
    "get_task_status": lambda queue, task: queue.get_task_status(task),
    "get_queue_stats": lambda queue, _: queue.get_queue_stats(),
    "snapshot": lambda queue, _: queue.snapshot(),
    "tasks": lambda queue, _: queue.tasks(),
    "tasks_table": lambda queue, _: queue.tasks_table(),
    "set_priority": lambda queue, task: queue.set_priority(task, 3),
    "changes": lambda queue, _: queue.last_change(),
    "a second manager": lambda queue, _: QueueManager(path=queue.home).get_queue_stats(),
    "a submit that the cache answers": lambda queue, _: queue.submit(TEXT, "spin", cpu=0.05),
    "shutdown without waiting": lambda queue, _: queue.shutdown(wait=False),
}


@pytest.mark.parametrize("look", LOOKS)
def test_one_look_at_unfinished_work_starts_a_supervisor(
    stopped: tuple[QueueManager, str], look: str
) -> None:
    queue, task = stopped
    presence._next_look.clear()
    LOOKS[look](queue, task)
    until(lambda: all_ended(queue))


def test_the_shell_s_status_starts_a_supervisor(stopped: tuple[QueueManager, str]) -> None:
    queue, _ = stopped
    subprocess.run(
        [sys.executable, "-m", "scriptnb.cli", "status"], check=True, capture_output=True
    )
    until(lambda: all_ended(queue))


def test_a_paused_queue_in_which_nothing_runs_gets_no_supervisor(queue: QueueManager) -> None:
    queue.submit(TEXT, "noop").result(30)
    queue.pause()
    queue.submit(f"{TEXT}1", "noop")
    kill_all(queue)
    presence._next_look.clear()
    assert queue.get_queue_stats()["supervisor"] is None
    assert not presence.launcher.starting(queue.home)
    queue.resume()
    until(lambda: all_ended(queue))


def test_a_paused_supervisor_ends_though_tasks_wait(
    queue_home: Path, analyzers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRIPTNB_IDLE_SECONDS", "0.1")
    queue = QueueManager(workers=1)
    queue.pause()
    task = queue.submit(TEXT, "noop")
    until(lambda: queue.journal.db.one("supervisor") is not None)
    until(lambda: queue.journal.db.one("supervisor") is None)
    assert task.status == "pending"
    queue.resume()
    assert task.result(30)
    queue.shutdown()
