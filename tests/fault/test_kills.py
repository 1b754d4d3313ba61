"""Kills, of everything, at any moment: nothing is lost, and every task ends in a true state."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from scriptnb import QueueManager
from scriptnb.queue import stop_supervisor
from scriptnb.queue.supervisor import launcher
from scriptnb.system import processes, wakeup
from tests.processes import wait_until_gone

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.fault

TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n"


def fifo(folder: Path, name: str) -> str:
    path = folder / name
    os.mkfifo(path)
    return str(path)


def supervisor(queue: QueueManager) -> psutil.Process:
    process = queue.journal.supervisor()
    assert process is not None
    return psutil.Process(processes.pid_of(process))


def slots(queue: QueueManager) -> list[psutil.Process]:
    found = []
    for process in queue.journal.slots():
        with contextlib.suppress(psutil.NoSuchProcess):
            found.append(psutil.Process(processes.pid_of(process)))
    return found


def lines(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_slot_killed_in_mid_task_loses_no_task(
    queue: QueueManager, tmp_path: Path, number: signal.Signals
) -> None:
    gate, arrived = fifo(tmp_path, "gate"), fifo(tmp_path, "arrived")
    task = queue.submit(TEXT, "gate", gate=gate, arrived=arrived)
    os.kill(int(Path(arrived).read_text()), number)
    Path(arrived).read_text()  # it runs again, in another slot
    assert number.name in (queue.journal.failure(task.task_id)[0] or number.name)
    Path(gate).write_text("go")
    assert task.result(30).raw["gate"]["opened"] == "go"
    assert task.retry_count == 1


@pytest.mark.timeout(400)
def test_killing_every_slot_every_50_ms_loses_none_of_300_tasks(
    queue_home: Path, analyzers: Path, tmp_path: Path
) -> None:
    queue = QueueManager(workers=2, retry_delay=0.01)
    log = tmp_path / "log"
    tasks = queue.submit_many([f"{TEXT}{n}" for n in range(300)], "spin", cpu=0.002, log=str(log))
    over, kills = threading.Event(), 0

    def kill() -> None:
        nonlocal kills
        while not over.wait(0.05):
            # Those at work: on a loaded machine a start may take longer than 50 ms.
            for process, task in queue.journal.slots().items():
                if task is not None and processes.alive(process):
                    os.kill(processes.pid_of(process), signal.SIGKILL)
                    kills += 1

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        done, left = queue.wait(tasks, 300)
    finally:
        over.set()
        killer.join()
    assert left == []
    assert kills > 10
    for task in done:
        record = task.record
        assert record is not None
        if record.status == "failed":
            assert "third time" in (record.error or "")
        else:
            assert record.status == "completed"
    queue.shutdown()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_supervisor_is_replaced_and_its_task_runs_again(
    queue: QueueManager, tmp_path: Path, number: signal.Signals
) -> None:
    gate, arrived = fifo(tmp_path, "gate"), fifo(tmp_path, "arrived")
    task = queue.submit(TEXT, "gate", priority=7, gate=gate, arrived=arrived)
    ended = threading.Event()
    task.add_done_callback(lambda _: ended.set())
    slot = psutil.Process(int(Path(arrived).read_text()))
    first = supervisor(queue)
    first.send_signal(number)
    wait_until_gone([slot, first])
    Path(arrived).read_text()  # nobody submitted anything: the waiting kernel saw to it
    Path(gate).write_text("go")
    assert ended.wait(30)
    assert supervisor(queue).pid != first.pid
    record = task.record
    assert record is not None
    assert (record.status, record.retry_count, record.priority) == ("completed", 0, 7)


def test_slots_die_with_their_supervisor_even_when_they_cannot_run_python(
    queue: QueueManager, tmp_path: Path
) -> None:
    arrived = fifo(tmp_path, "arrived")
    task = queue.submit(TEXT, "stuck", arrived=arrived, max_retries=0)
    slot = psutil.Process(int(Path(arrived).read_text()))
    supervisor(queue).kill()
    wait_until_gone([slot])
    # That is no attempt of the task's, so it runs again though it has no retries.
    ended = threading.Event()
    task.add_done_callback(lambda _: ended.set())
    Path(arrived).read_text()
    task.cancel()
    assert ended.wait(30)


def test_a_task_whose_supervisor_is_lost_every_time_fails_in_the_end(
    queue: QueueManager, tmp_path: Path
) -> None:
    arrived, gate = fifo(tmp_path, "arrived"), fifo(tmp_path, "gate")
    task = queue.submit(TEXT, "gate", gate=gate, arrived=arrived, max_retries=1)
    ended = threading.Event()
    task.add_done_callback(lambda _: ended.set())
    for _ in range(11):
        Path(arrived).read_text()
        supervisor(queue).kill()
    assert ended.wait(30)
    assert task.status == "failed"
    assert "supervisor was lost" in (task.error or "")
    assert "11th time" in (task.error or "")


def test_the_next_submit_replaces_a_killed_supervisor(queue: QueueManager) -> None:
    queue.submit(TEXT, "noop").result(30)
    first = supervisor(queue)
    first.kill()
    wait_until_gone([first])
    assert queue.submit(f"{TEXT}2", "noop").result(30)


def test_a_submit_is_not_deceived_by_a_fifo_that_outlives_a_killed_supervisor(
    queue: QueueManager, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    queue.submit(TEXT, "noop").result(30)
    # As the last threads of a killed process do for some milliseconds.
    kept = os.open(queue.home / wakeup.SUPERVISOR, os.O_RDWR | os.O_NONBLOCK)
    try:
        first = supervisor(queue)
        first.kill()
        wait_until_gone([first])
        queue.submit(f"{TEXT}2", "noop", log=str(log))  # nobody waits for it
        until(lambda: lines(log) == [""])
    finally:
        os.close(kept)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_kernel_killed_with_20_pending_tasks_loses_none(
    queue: QueueManager, tmp_path: Path, number: signal.Signals
) -> None:
    gate, log = fifo(tmp_path, "gate"), tmp_path / "log"
    kernel = run_kernel(
        tmp_path,
        f"""
        queue.submit(text="first", analysis_type="gate", gate={gate!r})
        tasks = [queue.submit(text=f"text {{n}}", analysis_type="noop", log={str(log)!r}, mark=n)
                 for n in range(20)]
        print("submitted", flush=True)
        tasks[0].result()
        """,
    )
    assert kernel.stdout is not None
    assert kernel.stdout.readline() == "submitted\n"
    kernel.send_signal(number)
    kernel.communicate()
    Path(gate).write_text("go")
    done, left = queue.wait(queue.tasks(), 60)
    assert (len(done), left) == (21, [])
    assert {task.status for task in done} == {"completed"}
    assert sorted(map(int, lines(log))) == list(range(20))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_everything_killed_at_once_loses_nothing(
    queue: QueueManager, tmp_path: Path, number: signal.Signals
) -> None:
    gate, arrived, log = fifo(tmp_path, "gate"), fifo(tmp_path, "arrived"), tmp_path / "log"
    kernel = run_kernel(
        tmp_path,
        f"""
        queue.submit(text="x", analysis_type="gate", gate={gate!r}, arrived={arrived!r})
        for n in range(20):
            queue.submit(text=f"text {{n}}", analysis_type="noop", log={str(log)!r}, mark=n)
        print("submitted", flush=True)
        import time; time.sleep(600)
        """,
    )
    assert kernel.stdout is not None
    kernel.stdout.readline()
    Path(arrived).read_text()
    victims = [kernel, *slots(queue), supervisor(queue)]
    for victim in victims:
        with contextlib.suppress(psutil.NoSuchProcess):
            victim.send_signal(number)
    kernel.communicate()
    threading.Thread(target=lambda: (Path(arrived).read_text(), Path(gate).write_text(""))).start()
    done, left = queue.wait(queue.tasks(), 60)
    assert (len(done), left) == (21, [])
    assert {task.status for task in done} == {"completed"}
    assert sorted(map(int, lines(log))) == list(range(20))


def test_two_kernels_share_one_queue_and_nothing_runs_twice(
    queue: QueueManager, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    kernels = [
        run_kernel(
            tmp_path,
            f"""
            tasks = [queue.submit(text=f"{name} {{n}}", analysis_type="noop", log={str(log)!r},
                                  mark=f"{name}{{n}}") for n in range(200)]
            done, left = queue.wait(tasks, 300)
            print(len(done), len(left), {{str(task.status) for task in done}})
            """,
        )
        for name in ("a", "b")
    ]
    for kernel in kernels:
        out, _ = kernel.communicate(timeout=110)
        assert out == "200 0 {'completed'}\n"
    ran = lines(log)
    assert len(ran) == 400
    assert len(set(ran)) == 400


def test_an_interrupt_ends_the_wait_and_not_the_task(queue: QueueManager, tmp_path: Path) -> None:
    gate = fifo(tmp_path, "gate")
    kernel = run_kernel(
        tmp_path,
        f"""
        task = queue.submit(text="x", analysis_type="gate", gate={gate!r})
        print(task.task_id, flush=True)
        try:
            task.result()
        except KeyboardInterrupt:
            print("interrupted", task.status, flush=True)
        """,
    )
    assert kernel.stdout is not None
    task = queue.task(kernel.stdout.readline().strip())
    until(lambda: task.status == "processing")
    # A notebook's Stop reaches the kernel's whole process group; nothing of the queue is in it.
    os.killpg(kernel.pid, signal.SIGINT)
    assert kernel.stdout.readline() == "interrupted processing\n"
    kernel.communicate()
    Path(gate).write_text("go")
    assert task.result(30)


@pytest.mark.timeout(300)
def test_a_submit_at_the_moment_of_the_idle_exit_is_never_lost(
    queue_home: Path, analyzers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRIPTNB_IDLE_SECONDS", "0.02")
    queue = QueueManager(workers=1)
    supervisors = set()
    pauses = [0.0, 0.015, 0.02, 0.022, 0.025, 0.03, 0.05]
    n = 0
    # A loaded machine's supervisors are slower to leave: go on until some have left.
    while n < 28 or len(supervisors - {None}) <= 3:
        task = queue.submit(f"{TEXT}{n}", "noop")
        supervisors.add(queue.get_queue_stats()["supervisor"])
        assert task.result(30)
        # Aims at the race; no outcome depends on it.
        time.sleep(pauses[n % len(pauses)] * (1 + n // 28))
        n += 1
    queue.shutdown()


def test_a_task_nobody_waits_for_runs_though_the_supervisor_was_leaving(
    queue_home: Path, analyzers: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SCRIPTNB_IDLE_SECONDS", "0.02")
    queue = QueueManager(workers=1)
    log = tmp_path / "log"
    for n in range(15):
        queue.submit(f"{TEXT}{n}", "noop", log=str(log))
        until(lambda wanted=n + 1: len(lines(log)) == wanted)
        time.sleep(0.02 + n % 5 * 0.003)  # aims at the race; no outcome depends on it
    queue.shutdown()


def test_an_idle_supervisor_ends_and_leaves_nothing(
    queue_home: Path, analyzers: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SCRIPTNB_IDLE_SECONDS", "0.1")
    gate, arrived = fifo(tmp_path, "gate"), fifo(tmp_path, "arrived")
    queue = QueueManager(workers=2)
    task = queue.submit(TEXT, "gate", gate=gate, arrived=arrived)
    Path(arrived).read_text()
    found = [supervisor(queue), *slots(queue)]
    assert len(found) >= 2
    Path(gate).write_text("go")
    assert task.result(30)
    wait_until_gone(found)
    assert queue.journal.db.one("supervisor") is None
    assert queue.journal.slots() == {}
    assert not list(queue_home.glob("run-*"))
    queue.shutdown()


def test_stop_supervisor_ends_it_and_waiting_tasks_stay(queue: QueueManager) -> None:
    queue.submit(TEXT, "noop").result(30)
    queue.pause()
    task = queue.submit(f"{TEXT}2", "noop")
    assert stop_supervisor() is True
    assert stop_supervisor() is False
    assert task.status == "pending"
    queue.resume()
    assert task.result(30)


def test_many_kernels_starting_at_once_get_one_supervisor(
    queue: QueueManager, tmp_path: Path
) -> None:
    kernels = [
        run_kernel(
            tmp_path,
            f"""
            task = queue.submit(text="text {n}", analysis_type="pid")
            task.result(60)
            print(queue.get_queue_stats()["supervisor"])
            """,
        )
        for n in range(5)
    ]
    found = {kernel.communicate(timeout=100)[0] for kernel in kernels}
    assert len(found) == 1
    assert not launcher.starting(queue.home)


def until(condition: Callable[[], bool], timeout: float = 60) -> None:
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def run_kernel(folder: Path, code: str) -> subprocess.Popen[str]:
    """Run code in a process of its own, in a group of its own, as a notebook's kernel is."""
    import textwrap

    head = "from scriptnb import QueueManager\nqueue = QueueManager()\n"
    environment = os.environ | {"SCRIPTNB_TEST_ROLE": ""}
    return subprocess.Popen(
        [sys.executable, "-c", head + textwrap.dedent(code)], stdout=subprocess.PIPE, text=True,
        env=environment, cwd=folder, start_new_session=True,
    )  # fmt: skip
