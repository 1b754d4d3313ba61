"""Work goes on whoever looks at it: a look at unfinished work starts a supervisor."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from scriptnb import QueueManager
from scriptnb.errors import QueueError
from scriptnb.queue import stop_supervisor
from scriptnb.queue.supervisor import failures, heartbeat, presence
from scriptnb.system import processes
from tests.processes import wait_until_gone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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


def supervisor(queue: QueueManager) -> psutil.Process:
    until(lambda: queue.journal.supervisor())
    return psutil.Process(processes.pid_of(queue.journal.supervisor() or ""))


def standby(queue: QueueManager) -> psutil.Process:
    file = queue.home / heartbeat.STANDBY
    until(lambda: heartbeat.living(file))
    return psutil.Process(processes.pid_of(heartbeat.living(file) or ""))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_with_nobody_looking_the_standby_takes_a_killed_supervisor_s_place(
    queue: QueueManager, tmp_path: Path, number: signal.Signals
) -> None:
    for n in range(40):
        queue.submit(f"{TEXT}{n}", "spin", cpu=0.2)
    for _ in range(3):
        waits, first = standby(queue), supervisor(queue)
        first.send_signal(number)
        wait_until_gone([first])
        assert supervisor(queue).pid == waits.pid
    until(lambda: all_ended(queue))


def test_a_killed_standby_is_replaced(queue: QueueManager) -> None:
    for n in range(40):
        queue.submit(f"{TEXT}{n}", "spin", cpu=0.1)
    first = standby(queue)
    first.kill()
    wait_until_gone([first])
    second, serves = standby(queue), supervisor(queue)
    assert second.pid != first.pid
    serves.kill()
    until(lambda: all_ended(queue))


def test_a_supervisor_that_hangs_is_replaced(queue: QueueManager) -> None:
    for n in range(5):
        queue.submit(f"{TEXT}{n}", "spin", cpu=0.2)
    standby(queue)
    first = supervisor(queue)
    first.send_signal(signal.SIGSTOP)
    file = queue.home / heartbeat.SUPERVISOR
    beat = heartbeat.last_beat(file)
    assert beat is not None
    # As if it had been stopped for half a minute.
    file.write_text(f"{beat[0]} {time.monotonic() - heartbeat.LONGEST - 1:.3f}")
    assert f"process {first.pid} has not responded" in queue.get_queue_stats()["held_back"]
    wait_until_gone([first])
    until(lambda: all_ended(queue))


def test_stop_ends_the_standby_too(queue: QueueManager) -> None:
    for n in range(20):
        queue.submit(f"{TEXT}{n}", "spin", cpu=0.2)
    found = [standby(queue), supervisor(queue)]
    assert stop_supervisor()
    wait_until_gone(found)
    time.sleep(0.5)
    assert not presence.launcher.starting(queue.home)
    assert queue.journal.db.one("supervisor") is None


def test_an_idle_supervisor_ends_its_standby(
    queue_home: Path, analyzers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRIPTNB_IDLE_SECONDS", "0.2")
    queue = QueueManager(workers=1)
    task = queue.submit(TEXT, "spin", cpu=0.5)
    found = [standby(queue), supervisor(queue)]
    assert task.result(30)
    wait_until_gone(found)
    queue.shutdown()


def test_starts_that_are_killed_from_outside_are_no_failures(queue: QueueManager) -> None:
    tasks = [queue.submit(f"{TEXT}{n}", "spin", cpu=0.2) for n in range(3)]
    ended = threading.Event()
    thread = threading.Thread(target=lambda: (queue.wait(tasks, 60), ended.set()))
    thread.start()
    for _ in range(12):
        kill_all(queue)
    assert ended.wait(60)
    thread.join()
    assert {task.status for task in tasks} == {"completed"}
    assert failures.count(queue.home) == 0


def test_starts_that_fail_are_reported_and_never_given_up(
    queue: QueueManager, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "sitecustomize.py"
    broken.write_text(
        "import sys\n"
        "if 'scriptnb.queue.supervisor.process' in ' '.join(sys.orig_argv):\n"
        "    sys.modules['scriptnb.queue'] = None\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{os.environ['PYTHONPATH']}")
    task = queue.submit(TEXT, "noop")
    with pytest.raises(QueueError, match="does not start"):
        task.result(60)
    broken.unlink()
    until(lambda: task.status == "completed")
