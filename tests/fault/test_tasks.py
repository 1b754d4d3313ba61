"""Tasks that misbehave: each fails alone, in a true state, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import Any

import psutil
import pytest

from scriptnb import QueueManager, TaskCancelledError, TaskFailedError
from tests.processes import gone, wait_until_gone

pytestmark = pytest.mark.fault

TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n"


def fifo(folder: Path, name: str) -> str:
    path = folder / name
    os.mkfifo(path)
    return str(path)


def fails(queue: QueueManager, kind: str, **options: Any) -> TaskFailedError:
    with pytest.raises(TaskFailedError) as caught:
        queue.submit(TEXT, kind, **options).result(60)
    return caught.value


def runs(log: Path) -> int:
    return len(log.read_text().splitlines()) if log.exists() else 0


def test_a_task_that_takes_two_gigabytes_fails_alone(queue: QueueManager) -> None:
    error = fails(queue, "hog", mb=2048, memory_limit_mb=200, max_retries=0)
    assert "200 MB" in str(error)
    assert "memory" in str(error)
    assert queue.submit(TEXT, "noop").result(30)


def test_memory_that_creeps_is_stopped_near_its_limit(queue: QueueManager) -> None:
    task = queue.submit(TEXT, "creep", memory_limit_mb=120, max_retries=0)
    with pytest.raises(TaskFailedError):
        task.result(60)
    assert 120 <= queue.get_task_status(task)["peak_rss_mb"] < 240


def test_memory_kills_are_tried_again_as_often_as_asked(
    queue: QueueManager, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    fails(queue, "hog", mb=2048, memory_limit_mb=200, max_retries=1, log=str(log))
    assert runs(log) == 2


def test_a_task_that_loops_for_ever_is_timed_out(queue: QueueManager) -> None:
    error = fails(queue, "spin", cpu=1e9, task_timeout=0.3, max_retries=0)
    assert "task_timeout" in str(error)


def test_even_one_that_keeps_the_interpreters_lock_is_timed_out(queue: QueueManager) -> None:
    error = fails(queue, "stuck", task_timeout=0.3, max_retries=0)
    assert "0.3 s" in str(error)


def test_a_slot_that_exits_is_named_and_the_third_death_is_the_last(
    queue: QueueManager, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    error = fails(queue, "die", code=3, log=str(log), max_retries=9)
    assert "exit code 3" in str(error)
    assert "third time" in str(error)
    assert "about to die" in error.output
    assert runs(log) == 3


@pytest.mark.parametrize("signal", ["SIGKILL", "SIGTERM", "SIGSEGV"])
def test_a_slot_killed_by_a_signal_is_named(queue: QueueManager, signal: str) -> None:
    assert signal in str(fails(queue, "die", signal=signal))


def test_a_crash_without_retries_is_not_tried_again(queue: QueueManager, tmp_path: Path) -> None:
    log = tmp_path / "log"
    fails(queue, "die", code=1, log=str(log), max_retries=0)
    assert runs(log) == 1


def test_a_crash_that_passes_is_no_failure(queue: QueueManager, tmp_path: Path) -> None:
    log = tmp_path / "log"
    task = queue.submit(TEXT, "dieonce", log=str(log), times=2, priority=4)
    assert task.result(60).raw["dieonce"]["runs"] == 3
    assert task.retry_count == 2
    assert task.priority == 6
    assert task.error is None


def test_an_os_error_is_tried_again_and_then_reported(queue: QueueManager, tmp_path: Path) -> None:
    log = tmp_path / "log"
    error = fails(queue, "oserror", log=str(log), max_retries=2)
    assert "stutters" in str(error)
    assert runs(log) == 3


def test_sys_exit_is_a_failure_of_the_task_alone(queue: QueueManager) -> None:
    assert "SystemExit" in str(fails(queue, "quit"))
    assert queue.submit(TEXT, "noop").result(30)


def test_a_hundred_megabytes_of_output_keep_their_end(queue: QueueManager) -> None:
    error = fails(queue, "spam", mb=100, fail=True)
    assert error.output.endswith("the last line\n")
    assert len(error.output) <= 65536
    stats = queue.snapshot()["memory"]["rss"]
    assert stats["supervisor"] < 100 * 2**20


def test_output_of_one_task_is_not_reported_for_the_next(queue: QueueManager) -> None:
    queue.submit(TEXT, "spam", mb=1).result(30)
    assert "last line" not in fails(queue, "fail").output


def test_a_result_of_fifty_megabytes_arrives_whole(queue: QueueManager) -> None:
    raw = queue.submit(TEXT, "big", mb=50, memory_limit_mb=None).result(90).raw["big"]
    assert [len(row) for row in raw["rows"]] == [2**20] * 50


@pytest.mark.parametrize("escape", [False, True])
def test_a_child_dies_with_its_hanging_task(
    queue: QueueManager, tmp_path: Path, escape: bool
) -> None:
    report = fifo(tmp_path, "report")
    task = queue.submit(TEXT, "child", report=report, hang=True, escape=escape)
    child = psutil.Process(int(Path(report).read_text()))
    assert not gone(child)
    assert task.cancel()
    with pytest.raises(TaskCancelledError):
        task.result(30)
    assert queue.submit(TEXT, "noop").result(30)
    wait_until_gone([child])


def test_a_child_left_behind_is_ended_after_its_task(queue: QueueManager, tmp_path: Path) -> None:
    report = fifo(tmp_path, "report")
    task = queue.submit(TEXT, "child", report=report)
    child = int(Path(report).read_text())
    assert task.result(30).raw["child"]["child"] == child
    with contextlib.suppress(psutil.NoSuchProcess):
        wait_until_gone([psutil.Process(child)])


def test_a_slot_in_which_a_thread_still_runs_is_not_used_again(queue: QueueManager) -> None:
    first = queue.submit(TEXT, "thread").result(30).raw["thread"]["pid"]
    assert queue.submit(TEXT, "pid").result(30).raw["pid"]["pid"] != first


def test_a_slot_is_used_again_after_a_tidy_task(queue: QueueManager) -> None:
    pids = {queue.submit(f"{TEXT}{n}", "pid").result(30).raw["pid"]["pid"] for n in range(4)}
    assert len(pids) == 1


def test_a_running_task_is_cancelled_and_its_slot_killed(
    queue: QueueManager, tmp_path: Path
) -> None:
    gate, arrived = fifo(tmp_path, "gate"), fifo(tmp_path, "arrived")
    task = queue.submit(TEXT, "gate", gate=gate, arrived=arrived)
    slot = psutil.Process(int(Path(arrived).read_text()))
    assert task.status == "processing"
    assert task.cancel()
    assert task.status == "cancelled"
    wait_until_gone([slot])
    assert queue.get_task_status(task)["status"] == "cancelled"


def test_a_cancelled_tasks_late_result_changes_nothing(queue: QueueManager) -> None:
    tasks = [queue.submit(f"{TEXT}{n}", "noop") for n in range(40)]
    cancelled = {task.task_id for task in tasks if task.cancel()}
    queue.wait(tasks, 60)
    for task in tasks:
        expected = "cancelled" if task.task_id in cancelled else "completed"
        assert task.status == expected


def test_the_memory_limit_counts_children_too(queue: QueueManager, tmp_path: Path) -> None:
    report = fifo(tmp_path, "report")
    done = threading.Event()
    task = queue.submit(TEXT, "childhog", report=report, mb=400, memory_limit_mb=200, max_retries=0)
    task.add_done_callback(lambda _: done.set())
    assert done.wait(60)
    assert "memory_limit_mb" in (task.error or "")


def test_a_forked_child_that_comes_back_from_the_task_does_not_answer(queue: QueueManager) -> None:
    slot = queue.submit(TEXT, "pid").result(30).raw["pid"]["pid"]
    assert queue.submit(TEXT, "forkback").result(30).raw["forkback"]["pid"] == slot
    assert queue.submit(f"{TEXT}2", "echo", mark=1).result(30).raw["echo"]["options"] == {"mark": 1}


@pytest.mark.parametrize("kind", ["closer", "scribbler"])
def test_a_task_that_spoils_its_slots_pipes_fails_alone(queue: QueueManager, kind: str) -> None:
    assert "worker process" in str(fails(queue, kind, max_retries=0))
    assert queue.submit(TEXT, "noop").result(30)


def test_a_script_larger_than_any_pipe_arrives_whole(queue: QueueManager) -> None:
    # The slot compares it with what was submitted.
    assert queue.submit(TEXT + "x" * 20_000_000, "noop").result(60)


def test_a_stopped_slot_stops_nobody_else(queue: QueueManager) -> None:
    stuck = queue.submit(TEXT, "stop", task_timeout=2.0, max_retries=0)
    large = queue.submit(TEXT + "x" * 5_000_000, "noop")
    assert large.result(60)
    assert stuck.wait(60).status == "failed"


def test_the_peak_of_one_task_is_not_reported_for_the_next(queue: QueueManager) -> None:
    tasks = [queue.submit(TEXT, "hog", mb=100), queue.submit(TEXT, "noop")]
    queue.wait(tasks, 60)
    first, second = (queue.get_task_status(task)["peak_rss_mb"] for task in tasks)
    assert first > 100
    assert second < 100
