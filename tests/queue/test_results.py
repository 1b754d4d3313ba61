"""Results found by content, the cache's limit, and clean-up that takes nothing from who waits."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from scriptnb import QueueManager, ResultExpiredError
from scriptnb.queue.store import maintenance, paths

if TYPE_CHECKING:
    from pathlib import Path

    from scriptnb.queue.store.database import Database

TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n"


def lines(log: Path) -> int:
    return len(log.read_text().splitlines()) if log.exists() else 0


def nothing_held(queue: QueueManager) -> None:
    """Wait until the watcher has let go of what was waited for."""
    while queue.journal.db.run("holders"):
        pass


def test_the_same_work_is_not_done_twice(queue: QueueManager, tmp_path: Path) -> None:
    log = tmp_path / "log"
    first = queue.submit(TEXT, "noop", log=str(log))
    first.result(30)
    again = QueueManager().submit(TEXT, "noop", log=str(log))
    assert again.status == "completed"
    status = queue.get_task_status(again)
    assert status["cached"] is True
    assert again.result().raw == first.result().raw
    assert lines(log) == 1


def test_other_text_options_type_format_or_language_are_other_work(queue: QueueManager) -> None:
    first = queue.submit(TEXT, "noop")
    tasks = [
        first,
        queue.submit(TEXT + " ", "noop"),
        queue.submit(TEXT, "noop", mark=1),
        queue.submit(TEXT, "echo"),
        queue.submit(TEXT, "noop", format="fountain"),
        queue.submit(TEXT, "noop", language="en"),
    ]
    queue.wait(tasks, 30)
    keys = {task.record.key for task in tasks if task.record}
    assert len(keys) == 6
    assert not any(queue.get_task_status(task)["cached"] for task in tasks)


def test_work_is_done_again_when_asked(queue: QueueManager, tmp_path: Path) -> None:
    log = tmp_path / "log"
    for _ in range(2):
        queue.submit(TEXT, "noop", use_cache=False, log=str(log)).result(30)
    assert lines(log) == 2


def test_twins_that_wait_together_run_once(queue: QueueManager, tmp_path: Path) -> None:
    log = tmp_path / "log"
    queue.pause()
    twins = queue.submit_many([TEXT, TEXT, TEXT], "noop", log=str(log))
    queue.resume()
    assert queue.wait(twins, 30)[1] == []
    assert lines(log) == 1


def test_failures_are_not_found_again(queue: QueueManager, tmp_path: Path) -> None:
    log = tmp_path / "log"
    for _ in range(2):
        assert queue.submit(TEXT, "fail", log=str(log)).wait(30).status == "failed"
    assert lines(log) == 2


def test_cached_hits_do_not_count_in_a_full_queue(queue: QueueManager) -> None:
    queue.submit(TEXT, "noop").result(30)
    small = QueueManager(max_queue_size=1)
    small.pause()
    small.submit(f"{TEXT}2", "noop")
    assert small.submit(TEXT, "noop").status == "completed"


def test_the_cache_keeps_what_was_used_last(queue: QueueManager) -> None:
    tasks = [queue.submit(f"{TEXT}{n}", "big", mb=1) for n in range(4)]
    queue.wait(tasks, 60)
    nothing_held(queue)
    assert queue.submit(f"{TEXT}0", "big", mb=1).status == "completed"  # a use
    size = queue.get_queue_stats()["cache_mb"]
    QueueManager(cache_limit_mb=size * 0.6)
    maintenance.trim_cache(queue.journal.db)
    assert queue.get_queue_stats()["cache_mb"] <= size * 0.6
    assert tasks[0].result(5)
    with pytest.raises(ResultExpiredError, match="cache_limit_mb"):
        tasks[1].result(5)
    assert queue.get_queue_stats()["total_results"] == 2


def test_results_of_an_open_corpus_stay(queue: QueueManager) -> None:
    tasks = [queue.submit(f"{TEXT}{n}", "noop") for n in range(3)]
    queue.wait(tasks, 30)
    nothing_held(queue)
    release = queue.hold(tasks[:1])
    QueueManager(cache_limit_mb=0)
    maintenance.trim_cache(queue.journal.db)
    assert tasks[0].result(5)
    assert queue.get_queue_stats()["total_results"] == 1
    release()
    maintenance.trim_cache(queue.journal.db)
    assert queue.get_queue_stats()["total_results"] == 0


def test_records_expire_and_their_results_are_still_found(
    queue_home: Path, analyzers: Path
) -> None:
    queue = QueueManager(workers=1, result_ttl=100)
    task = queue.submit(TEXT, "noop")
    task.result(30)
    nothing_held(queue)
    maintenance.clean(queue.journal.db, lambda: queue.journal.clock() + 50)
    assert task.status == "completed"
    maintenance.clean(queue.journal.db, lambda: queue.journal.clock() + 200)
    assert task.status == "not_found"
    with pytest.raises(ResultExpiredError):
        task.result(5)
    assert queue.submit(TEXT, "noop").status == "completed"
    queue.shutdown()


def test_the_supervisor_cleans_up_by_itself(queue_home: Path, analyzers: Path) -> None:
    queue = QueueManager(workers=1, result_ttl=0, cleanup_interval=0.1)
    task = queue.submit(TEXT, "noop")
    task.wait(30)
    while task.status != "not_found":
        pass
    queue.shutdown()


def test_clean_up_takes_nothing_that_a_handle_waits_for(queue_home: Path, analyzers: Path) -> None:
    queue = QueueManager(workers=1, result_ttl=0)
    task = queue.submit(TEXT, "noop")
    task.result(30)
    nothing_held(queue)
    release = queue.hold([task])
    later = lambda: queue.journal.clock() + 1000  # noqa: E731
    maintenance.clean(queue.journal.db, later)
    assert task.status == "completed"
    release()
    maintenance.clean(queue.journal.db, later)
    assert task.status == "not_found"
    queue.shutdown()


def test_a_waiting_kernel_holds_its_tasks_and_lets_them_go(queue: QueueManager) -> None:
    queue.pause()
    task = queue.submit(TEXT, "noop")
    watch = queue.watcher.watch(task.task_id)
    while not queue.journal.db.run("holders"):
        pass
    watch.close()
    nothing_held(queue)


def test_holds_of_dead_processes_are_dropped(queue: QueueManager) -> None:
    queue.journal.hold(["1"], "999999:1/x")
    maintenance.clean(queue.journal.db)
    assert queue.journal.db.run("holders") == []


def test_texts_that_no_task_needs_go_and_the_file_shrinks(
    queue_home: Path, analyzers: Path
) -> None:
    queue = QueueManager(workers=2, result_ttl=0)
    tasks = queue.submit_many([f"{TEXT}{n}" + "x" * 500_000 for n in range(40)], "noop")
    queue.wait(tasks, 60)
    nothing_held(queue)
    queue.journal.db.checkpoint()
    file = queue_home / paths.JOURNAL
    large = file.stat().st_size
    assert large > 15_000_000
    later = lambda: queue.journal.clock() + 10_000  # noqa: E731
    maintenance.clean(queue.journal.db, later)
    queue.journal.db.checkpoint()
    assert file.stat().st_size < 2_000_000
    queue.shutdown()


def test_a_clock_set_back_keeps_no_record_for_ever_and_no_retry_waiting(
    queue: QueueManager,
) -> None:
    from scriptnb.queue.store.claims import Claims

    task = queue.submit(TEXT, "noop")
    task.result(30)
    day = 86400
    back = lambda: queue.journal.clock() - 30 * day  # noqa: E731
    maintenance.clean(queue.journal.db, back)
    record = task.record
    assert record is not None
    assert record.completed_at is not None
    assert record.completed_at.timestamp() <= back() + 1
    queue.pause()
    late = queue.submit(f"{TEXT}2", "noop")
    db: Database = queue.journal.db
    with db.write():
        db.connection.execute(
            "UPDATE tasks SET status = 'retry', ready = 0, ready_at = ? WHERE id = ?",
            (queue.journal.clock() + 1, int(late.task_id)),
        )
    Claims(db, back).wake_retries()
    queue.resume()
    assert late.result(30)


def test_clear_removes_finished_records_of_a_state(queue: QueueManager) -> None:
    queue.submit(TEXT, "noop").result(30)
    failed = queue.submit(TEXT, "fail")
    failed.wait(30)
    assert queue.clear("failed") == 1
    assert failed.status == "not_found"
    assert queue.get_queue_stats()["completed_tasks"] == 1
    assert queue.clear() == 1
    assert queue.tasks() == []
    with pytest.raises(Exception, match="choose completed"):
        queue.clear("pending")


def test_ids_are_not_given_again_after_a_clear(queue: QueueManager) -> None:
    old = queue.submit(TEXT, "noop")
    old.result(30)
    queue.clear()
    new = queue.submit(f"{TEXT}2", "noop")
    assert new.task_id != old.task_id
    assert old.status == "not_found"


def test_counters_agree_with_what_is_there(queue: QueueManager) -> None:
    for n in range(5):
        queue.submit(f"{TEXT}{n}", "noop").result(30)
    queue.submit(TEXT, "fail").wait(30)
    queue.pause()
    waiting = queue.submit(f"{TEXT}w", "noop")
    queue.submit(f"{TEXT}c", "noop").cancel()
    queue.submit(TEXT, "noop", use_cache=False)
    queue.clear("failed")
    assert waiting.status == "pending"
    connection = sqlite3.connect(queue.journal.db.file)
    true = dict(connection.execute("SELECT status, count(*) FROM tasks GROUP BY status"))
    results, size = connection.execute("SELECT count(*), sum(size) FROM results").fetchone()
    connection.close()
    counts = queue.journal.counts()
    assert {name: n for name, n in counts.items() if n and name in true} == true
    assert (counts["results"], counts["results_bytes"]) == (results, size)
