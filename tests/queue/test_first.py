"""The queue's first promises: submit, wait, result, status."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scriptnb import (
    QueueClosedError,
    QueueManager,
    TaskCancelledError,
    TaskFailedError,
    UnknownAnalysisError,
)
from scriptnb.errors import OptionError, ResultExpiredError, ScriptReadError
from scriptnb.queue import default_manager
from scriptnb.screenplay.source import FileBytes

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n\nANN\nNo.\n"


def test_a_submitted_script_comes_back_analysed(queue: QueueManager) -> None:
    result = queue.submit(TEXT).result(timeout=30)
    assert result.characters["character"].tolist() == ["BOB", "ANN"]
    assert result.provenance["versions"]["screenplay"]


def test_add_task_takes_text_and_gives_an_id(queue: QueueManager) -> None:
    task_id = queue.add_task("EXT. BEACH - NIGHT", "basic", priority=3)
    assert isinstance(task_id, str)
    assert len(task_id) <= 8
    queue.wait([task_id], timeout=30)
    status = queue.get_task_status(task_id)
    assert status["status"] == "completed"
    assert status["priority"] == 3
    assert status["result"]["summary"][0]["scenes"] == 1
    for name in ("created_at", "started_at", "completed_at"):
        assert datetime.fromisoformat(status[name]).utcoffset() == timedelta(0)
    for name in ("wait_s", "run_s", "cpu_s", "peak_rss_mb"):
        assert status[name] >= 0
    assert (status["retry_count"], status["error"], status["cached"]) == (0, None, False)
    assert status["progress"] == 1


def test_ids_are_never_shared_even_within_one_second(queue: QueueManager) -> None:
    queue.pause()
    tasks = [queue.add_task(f"INT. HALL {n} - DAY", "noop") for n in range(200)]
    assert len(set(tasks)) == 200


def test_an_unknown_id_is_not_found_whatever_it_looks_like(queue: QueueManager) -> None:
    for unknown in ("404", "nonsense", "", "-1", "9" * 40, "1; DROP TABLE tasks", 404):
        assert queue.get_task_status(unknown)["status"] == "not_found"
        assert queue.cancel(unknown) is False
        assert queue.retry(unknown) is False
        assert queue.set_priority(unknown, 1) is False


def test_a_waiting_task_is_found_as_pending(queue: QueueManager) -> None:
    queue.pause()
    task = queue.submit(TEXT, "noop")
    assert task.status == "pending"
    assert queue.get_task_status(task)["status"] == "pending"
    assert not task.done()


def test_wrong_submits_are_refused_before_anything_is_written(
    queue: QueueManager, tmp_path: Path
) -> None:
    with pytest.raises(UnknownAnalysisError, match="basic"):
        queue.submit(TEXT, "nonsense")
    with pytest.raises(OptionError, match="no option 'flavour'"):
        queue.submit(TEXT, "basic", flavour="plain")
    with pytest.raises(ScriptReadError, match="no such file"):
        queue.submit("missing.fountain")
    with pytest.raises(ScriptReadError, match="folder"):
        queue.submit(tmp_path)
    with pytest.raises(ScriptReadError, match="line 2"):
        queue.submit(text="INT. HALL\nhalf \ud800")
    for bad in (float("nan"), 2**63, "\ud800", object(), {"a": float("inf")}, {1: 2}):
        with pytest.raises(OptionError, match="option 'value'"):
            queue.submit(TEXT, "echo", value=bad)
    for priority in (1.5, "high", True, 2**40):
        with pytest.raises(OptionError, match="priority"):
            queue.submit(TEXT, priority=priority)  # type: ignore[arg-type]
    assert queue.tasks() == []


def test_a_manager_that_cannot_work_is_refused(queue_home: Path) -> None:
    for wrong in (
        {"max_queue_size": 0}, {"workers": 0}, {"max_retries": -1}, {"retry_delay": -1},
        {"task_timeout": 0}, {"memory_limit_mb": 0}, {"engine": "magic"}, {"result_ttl": -1},
    ):  # fmt: skip
        with pytest.raises(OptionError, match=next(iter(wrong))):
            QueueManager(**wrong)  # type: ignore[arg-type]


def test_a_failure_carries_reason_traceback_and_output(queue: QueueManager) -> None:
    task = queue.submit(TEXT, "fail", message="the plot is missing")
    with pytest.raises(TaskFailedError, match="the plot is missing") as caught:
        task.result(timeout=30)
    assert "ValueError" in caught.value.worker_traceback
    assert "said before failing" in caught.value.output
    assert "and to stderr" in caught.value.output
    assert task.retry_count == 0  # an error of the task's own is permanent
    assert task.wait().result is None
    assert "the plot is missing" in (task.wait().error or "")


def test_a_result_that_json_cannot_hold_is_a_failure_that_names_the_reason(
    queue: QueueManager,
) -> None:
    assert queue.submit(TEXT, "nan").result(30).raw["nan"]["value"] is None
    with pytest.raises(TaskFailedError, match="JSON"):
        queue.submit(TEXT, "nan", bad=True).result(30)
    with pytest.raises(TaskFailedError, match=r"surrogates|JSON"):
        queue.submit(TEXT, "surrogate").result(30)


def test_a_file_is_read_at_submit(queue: QueueManager, tmp_path: Path) -> None:
    script = tmp_path / "draft.fountain"
    script.write_text(TEXT)
    queue.pause()
    task = queue.submit(script)
    script.write_text("INT. ELSEWHERE - NIGHT\n")
    queue.resume()
    assert task.result(30).scenes["location"].tolist() == ["HALL"]
    assert task.script_text == TEXT
    assert queue.get_task_status(task)["name"] == "draft.fountain"


def test_a_file_that_lies_on_no_disk_is_journaled_like_one_that_does(
    queue: QueueManager, tmp_path: Path
) -> None:
    path = tmp_path / "scene.fountain"
    path.write_text(TEXT, encoding="utf-8")
    from_disk = queue.submit(path)
    from_disk.result(timeout=30)
    from_memory = queue.submit(FileBytes(path.read_bytes(), path.name))
    assert from_memory.record is not None
    assert from_memory.record.cached
    assert from_memory.record.name == path.name
    with pytest.raises(ScriptReadError, match="at most 50 MB"):
        queue.submit(FileBytes(bytes(51 * 2**20), "huge.pdf"))


def test_a_screenplay_is_its_own_source(queue: QueueManager) -> None:
    from scriptnb import parse_script

    assert queue.submit(parse_script(TEXT)).result(30).summary["speeches"].item() == 2


def test_submit_many_is_all_or_nothing(queue: QueueManager, tmp_path: Path) -> None:
    good = tmp_path / "good.fountain"
    good.write_text(TEXT)
    with pytest.raises(ScriptReadError):
        queue.submit_many([good, tmp_path / "missing.fountain"], "noop")
    assert queue.tasks() == []
    handles = queue.submit_many([good, TEXT, TEXT + "\n\nMore.\n"], "noop", priority=2)
    assert queue.wait(handles, timeout=30) == (handles, [])


def test_a_handle_serves_many_threads(queue: QueueManager) -> None:
    task = queue.submit(TEXT, "noop")
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: task.result(30).raw["noop"]["done"], range(16)))
    assert results == [True] * 16


def test_a_handle_can_be_awaited(queue: QueueManager) -> None:
    async def both() -> list[object]:
        tasks = [queue.submit(f"{TEXT}{n}", "noop") for n in range(2)]
        return [result.raw["noop"]["done"] for result in await asyncio.gather(*tasks)]

    assert asyncio.run(both()) == [True, True]

    async def failing() -> None:
        await queue.submit(TEXT, "fail")

    with pytest.raises(TaskFailedError):
        asyncio.run(failing())


def test_a_handle_can_be_awaited_in_the_loops_of_several_threads(queue: QueueManager) -> None:
    queue.pause()
    task = queue.submit(TEXT, "noop")
    everybody = threading.Barrier(4)

    async def wait() -> object:
        everybody.wait(30)
        return (await task).raw["noop"]["done"]

    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(lambda: asyncio.run(wait())) for _ in range(3)]
        everybody.wait(30)
        queue.resume()
        assert [each.result(30) for each in waiting] == [True] * 3


def test_tables_of_the_result_are_attributes_of_the_handle(queue: QueueManager) -> None:
    task = queue.submit(TEXT)
    assert task.scenes["scene"].tolist() == [1]
    with pytest.raises(AttributeError, match="no 'senes'"):
        _ = task.senes


def test_a_timeout_ends_the_wait_and_not_the_task(queue: QueueManager) -> None:
    queue.pause()
    task = queue.submit(TEXT, "noop")
    with pytest.raises(TimeoutError, match="pending"):
        task.result(timeout=0.05)
    assert queue.wait([task], timeout=0.05) == ([], [task])
    queue.resume()
    assert task.result(30).raw["noop"] == {"done": True}


def test_callbacks_run_before_waiters_go_on_and_see_every_state(queue: QueueManager) -> None:
    seen: list[str] = []
    done = threading.Event()
    queue.pause()
    task = queue.submit(TEXT, "noop")
    queue.watch(task, lambda record: seen.append(str(record.status if record else "gone")))
    task.add_done_callback(lambda _: done.set())
    queue.resume()
    task.result(30)
    assert done.is_set()
    assert seen[-1] == "completed"
    late = threading.Event()
    task.add_done_callback(lambda _: late.set())
    assert late.wait(10)


def test_a_handle_gives_tables_and_provenance_as_its_result_does(queue: QueueManager) -> None:
    task = queue.submit(TEXT)
    result = task.result(30)
    assert task.table("scenes").equals(result.table("scenes"))
    assert task.provenance == result.provenance
    with pytest.raises(AttributeError, match="tabel"):
        _ = task.tabel


def test_handles_sort_by_priority_then_age(queue: QueueManager) -> None:
    queue.pause()
    later, first, second = (queue.submit(TEXT, "noop", priority=p) for p in (5, 1, 1))
    assert sorted([later, second, first]) == [first, second, later]


def test_shutdown_closes_this_manager_only(queue: QueueManager) -> None:
    other = QueueManager()
    task = queue.submit(TEXT, "noop")
    queue.shutdown()
    assert task.status == "completed"
    with pytest.raises(QueueClosedError):
        queue.submit(TEXT, "noop")
    assert other.submit(TEXT + "\n", "noop").result(30)
    other.shutdown()


def test_shutdown_waits_for_no_other_managers_tasks(queue: QueueManager) -> None:
    other = QueueManager()
    mine = queue.submit(TEXT, "noop")
    mine.result(30)
    queue.pause()
    theirs = other.submit(f"{TEXT}2", "noop")
    queue.shutdown()
    assert theirs.status == "pending"
    other.resume()
    assert theirs.result(30)
    other.shutdown()


def test_no_thread_is_left_when_nobody_waits(queue: QueueManager) -> None:
    before = set(threading.enumerate())
    queue.pause()
    watch = queue.watcher.watch(queue.submit(TEXT, "noop").task_id)
    assert set(threading.enumerate()) - before
    watch.close()
    end = time.monotonic() + 60
    while set(threading.enumerate()) - before:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_shutdown_without_wait_leaves_tasks_to_go_on(queue: QueueManager) -> None:
    queue.pause()
    task = queue.submit(TEXT, "noop")
    errors: list[BaseException] = []

    def wait() -> None:
        try:
            task.result(30)
        except QueueClosedError as error:
            errors.append(error)

    waiter = threading.Thread(target=wait)
    waiter.start()
    while not queue.watcher.waited_for:
        pass
    queue.shutdown(wait=False)
    waiter.join(10)
    assert len(errors) == 1
    assert task.status == "pending"
    with QueueManager() as other:
        other.resume()
        assert other.task(task.task_id).result(30)


def test_a_with_block_waits_for_its_tasks(queue_home: Path, analyzers: Path) -> None:
    with QueueManager() as queue:
        task = queue.submit(TEXT, "noop")
    assert task.status == "completed"
    with QueueManager().queue_context() as queue:
        task = queue.submit(TEXT + "\n", "noop")
    assert task.status == "completed"


def test_the_default_manager_is_shared_and_renewed(analyzers: Path) -> None:
    first = default_manager()
    assert default_manager() is first
    first.shutdown()
    assert default_manager() is not first
    default_manager().shutdown()


def test_cancelled_and_cleared_tasks_have_states_and_errors_of_their_own(
    queue: QueueManager,
) -> None:
    queue.pause()
    task = queue.submit(TEXT, "noop")
    assert queue.cancel(task) is True
    assert queue.cancel(task) is False
    with pytest.raises(TaskCancelledError):
        task.result(5)
    assert queue.clear() == 1
    assert task.status == "not_found"
    with pytest.raises(ResultExpiredError):
        task.result(5)
    assert task.wait(5).status == "not_found"


def test_retry_takes_failed_and_cancelled_tasks_only(queue: QueueManager, tmp_path: Path) -> None:
    log = tmp_path / "log"
    task = queue.submit(TEXT, "fail", log=str(log))
    with pytest.raises(TaskFailedError):
        task.result(30)
    assert queue.retry(task) is True
    with pytest.raises(TaskFailedError):
        task.result(30)
    assert len(log.read_text().splitlines()) == 2
    done = queue.submit(TEXT, "noop")
    done.result(30)
    assert queue.retry(done) is False


def test_the_tables_and_stats_contain_what_tasks_cost(queue: QueueManager) -> None:
    queue.submit(TEXT, "noop").result(30)
    with pytest.raises(TaskFailedError):
        queue.submit(TEXT, "fail").result(30)
    table = queue.tasks_table()
    assert table.columns.tolist() == [
        "task", "name", "analysis_type", "status", "priority", "progress", "retry_count", "cached",
        "created_at", "wait_s", "run_s", "cpu_s", "peak_rss_mb", "error",
    ]  # fmt: skip
    assert table["status"].tolist() == ["failed", "completed"]
    assert (table[["wait_s", "run_s", "cpu_s", "peak_rss_mb"]] >= 0).all().all()
    stats = queue.get_queue_stats()
    assert stats["queue_size"] == 0
    assert stats["workers"] == 1
    assert (stats["completed_tasks"], stats["failed_tasks"], stats["total_results"]) == (1, 1, 1)
    snapshot = queue.snapshot()
    assert [task["status"] for task in snapshot["tasks"]] == ["failed", "completed"]
    assert snapshot["memory"]["rss"]["supervisor"] > 0
    assert snapshot["memory"]["rss"]["slots"][0]["rss"] > 0


def test_progress_is_seen_while_a_task_runs(queue: QueueManager, tmp_path: Path) -> None:
    import os

    gate = tmp_path / "gate"
    os.mkfifo(gate)
    half = threading.Event()
    task = queue.submit(TEXT, "steps", gate=str(gate))
    queue.watch(task, lambda record: half.set() if record and record.progress == 0.5 else None)
    assert half.wait(30)
    assert task.progress == 0.5
    assert queue.get_task_status(task)["progress_note"] == "step 0.5"
    gate.write_text("go")
    task.result(30)
    assert task.progress == 1
