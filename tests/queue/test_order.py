"""Exact order, and the bound: over threads and over kernels."""

from __future__ import annotations

import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from scriptnb import QueueFullError, QueueManager
from scriptnb.errors import OptionError

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n"


def test_order_is_exact_under_eight_threads_and_two_managers(
    queue: QueueManager, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    other = QueueManager()
    queue.pause()
    chance = random.Random(7)
    priorities = [chance.randint(-3, 3) for _ in range(96)]

    def submit(n: int) -> None:
        manager = (queue, other)[n % 2]
        manager.submit(
            f"{TEXT}{n}", "noop", priority=priorities[n], log=str(log), mark=f"{n}"
        )  # fmt: skip

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(submit, range(96)))
    tasks = queue.tasks()
    wanted = sorted(tasks)
    queue.resume()
    assert queue.wait(tasks, 60)[1] == []
    marks = {task.task_id: (task.record.options if task.record else {})["mark"] for task in tasks}
    assert log.read_text().split() == [marks[task.task_id] for task in wanted]
    other.shutdown()


def test_a_waiting_task_can_be_moved_and_a_running_one_cannot(
    queue: QueueManager, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    queue.pause()
    tasks = [queue.submit(f"{TEXT}{n}", "noop", log=str(log), mark=str(n)) for n in range(3)]
    assert queue.set_priority(tasks[2], 0)
    assert tasks[2].priority == 0
    with pytest.raises(OptionError):
        queue.set_priority(tasks[0], 10**20)
    queue.resume()
    queue.wait(tasks, 30)
    assert log.read_text().split() == ["2", "0", "1"]
    assert queue.set_priority(tasks[0], 5) is False


def test_retries_wait_longer_each_time_and_run_behind_their_equals() -> None:
    from scriptnb.queue import retry

    past = retry.Attempts(0, 0, 5, 1.0, priority=2)
    pauses, priorities = [], []
    for _ in range(4):
        verdict = retry.decide("timeout", past)
        pauses.append(verdict.pause)
        priorities.append(verdict.priority)
        past = retry.Attempts(verdict.retry_count, verdict.crashes, 5, 1.0, verdict.priority)
    assert pauses == [1, 2, 4, 8]
    assert priorities == [3, 4, 5, 6]
    last = retry.Attempts(200, 0, 10**6, 1.0, 1)
    assert retry.decide("timeout", last).pause == retry.LONGEST


def test_the_bound_counts_waiting_tasks_and_raises_at_once(
    queue_home: Path, analyzers: Path
) -> None:
    queue = QueueManager(max_queue_size=5)
    queue.pause()
    for n in range(5):
        queue.submit(f"{TEXT}{n}", "noop")
    with pytest.raises(QueueFullError, match="max_queue_size=5"):
        queue.submit(f"{TEXT}5", "noop")
    with pytest.raises(QueueFullError):
        queue.add_task(f"{TEXT}6", "noop")
    assert len(queue.tasks()) == 5
    assert QueueManager(max_queue_size=6).submit(f"{TEXT}7", "noop").status == "pending"
    queue.shutdown(wait=False)


def test_submit_many_beyond_the_bound_submits_none(queue_home: Path, analyzers: Path) -> None:
    queue = QueueManager(max_queue_size=5)
    queue.pause()
    with pytest.raises(QueueFullError):
        queue.submit_many([f"{TEXT}{n}" for n in range(6)], "noop")
    assert queue.tasks() == []
    assert len(queue.submit_many([f"{TEXT}{n}" for n in range(5)], "noop")) == 5
    queue.shutdown(wait=False)


def test_the_bound_holds_over_threads_and_managers(queue_home: Path, analyzers: Path) -> None:
    managers = [QueueManager(max_queue_size=20) for _ in range(4)]
    managers[0].pause()
    full = []

    def submit(n: int) -> None:
        try:
            managers[n % 4].submit(f"{TEXT}{n}", "noop")
        except QueueFullError:
            full.append(n)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(submit, range(60)))
    assert len(full) == 40
    assert managers[0].get_queue_stats()["queue_size"] == 20
    for manager in managers:
        manager.shutdown(wait=False)


def test_a_full_queue_is_waited_for_when_asked(queue_home: Path, analyzers: Path) -> None:
    queue = QueueManager(max_queue_size=1, workers=1, block_timeout=30)
    tasks = [queue.submit(f"{TEXT}{n}", "noop") for n in range(8)]
    assert queue.wait(tasks, 30)[1] == []
    impatient = QueueManager(max_queue_size=1, block_timeout=0.05)
    queue.pause()
    impatient.submit(f"{TEXT}a", "noop")
    with pytest.raises(QueueFullError):
        impatient.submit(f"{TEXT}b", "noop")
    queue.shutdown(wait=False)


def test_a_retry_never_waits_for_room_in_a_full_queue(
    queue_home: Path, analyzers: Path, tmp_path: Path
) -> None:
    queue = QueueManager(max_queue_size=1, workers=1, retry_delay=0.01)
    log, gate, arrived = tmp_path / "log", tmp_path / "gate", tmp_path / "arrived"
    os.mkfifo(gate)
    os.mkfifo(arrived)
    first = queue.submit(TEXT, "gate", gate=str(gate), arrived=str(arrived), task_timeout=0.5)
    arrived.read_text()
    waiting = queue.submit(f"{TEXT}2", "noop", log=str(log))
    arrived.read_text()  # timed out and running again, though the queue was full
    opener = threading.Thread(target=lambda: gate.write_text("go"))
    opener.start()
    assert queue.wait([first, waiting], 30)[1] == []
    opener.join()
    assert {first.status, waiting.status} == {"completed"}
    queue.shutdown()


def test_workers_and_pause_hold_for_every_kernel(queue: QueueManager, tmp_path: Path) -> None:
    other = QueueManager(workers=2)
    assert queue.get_queue_stats()["workers"] == 2
    QueueManager()
    assert queue.get_queue_stats()["workers"] == 2
    gates = [tmp_path / f"gate{n}" for n in range(2)]
    arrived = tmp_path / "arrived"
    os.mkfifo(arrived)
    for gate in gates:
        os.mkfifo(gate)
    tasks = [
        queue.submit(f"{TEXT}{n}", "gate", gate=str(gate), arrived=str(arrived))
        for n, gate in enumerate(gates)
    ]
    pids: set[str] = set()
    while len(pids) < 2:
        pids |= set(arrived.read_text().split())
    other.pause()
    late = queue.submit(f"{TEXT}late", "noop")
    for gate in gates:
        gate.write_text("go")
    assert queue.wait(tasks, 30)[1] == []
    assert late.status == "pending"
    assert queue.get_queue_stats()["paused"]
    queue.resume()
    assert late.result(30)
    other.shutdown()
