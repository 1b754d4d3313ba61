"""Handles and waits: many at once, copied, pickled, and after a fork."""

from __future__ import annotations

import contextlib
import copy
import os
import pickle
import select
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from scriptnb import QueueManager

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n"


def test_a_wait_for_many_tasks_ends_in_time_and_watches_few(queue: QueueManager) -> None:
    queue.pause()
    tasks = queue.submit_many([f"{TEXT}{n}" for n in range(5_000)], "noop")
    begin = time.monotonic()
    done, left = queue.wait(tasks, 1)
    # A loaded machine is slower; to watch each of them took several times as long.
    assert time.monotonic() - begin < 3
    assert (done, left) == ([], tasks)
    assert queue.watcher.waited_for == []
    queue.cancel_many(tasks[:4_000])
    done, left = queue.wait(tasks, 0)
    assert (done, left) == (tasks[:4_000], tasks[4_000:])


def test_a_wait_for_more_tasks_than_are_watched_at_once_sees_all_of_them(
    queue: QueueManager,
) -> None:
    tasks = queue.submit_many([f"{TEXT}{n}" for n in range(1_100)], "noop")
    done, left = queue.wait(tasks)
    assert (done, left) == (tasks, [])


def test_a_handle_is_copied_and_pickled_as_a_reference(queue: QueueManager) -> None:
    task = queue.submit(TEXT, "noop")
    data = pickle.dumps(task)
    assert len(data) < 500
    for other in (copy.copy(task), copy.deepcopy(task), pickle.loads(data)):
        assert other == task
        assert hash(other) == hash(task)
        assert other.result(30).raw == task.result(30).raw
    assert copy.deepcopy({"all": [task]}) == {"all": [task]}


def test_a_pickled_handle_of_another_journal_is_not_mistaken(
    queue: QueueManager, tmp_path: Path
) -> None:
    far = QueueManager(path=tmp_path / "far")
    far.pause()
    task, near = far.submit(TEXT, "noop"), queue.submit(TEXT, "noop")
    other = pickle.loads(pickle.dumps(task))
    assert other == task
    assert other != near
    assert other.status == "pending"
    assert other.cancel()
    far.resume()
    from scriptnb.queue import stop_supervisor

    stop_supervisor(tmp_path / "far")


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_child_forked_while_threads_use_the_queue_uses_it_too(queue: QueueManager) -> None:
    task = queue.submit(TEXT, "noop")
    over = threading.Event()

    def busy() -> None:
        n = 0
        while not over.is_set():
            queue.submit(f"{TEXT}{threading.get_ident()} {n}", "noop")
            queue.get_queue_stats()
            n += 1

    threads = [threading.Thread(target=busy) for _ in range(4)]
    for thread in threads:
        thread.start()
    children = []
    try:
        for n in range(3):
            read_end, write_end = os.pipe()
            pid = os.fork()
            if pid == 0:
                try:
                    queue.submit(f"{TEXT} of child {n}", "noop").result(60)
                    task.result(60)
                    os.write(write_end, b"done")
                finally:
                    os._exit(0)
            os.close(write_end)
            children.append((pid, read_end))
        for pid, read_end in children:
            assert select.select([read_end], [], [], 60)[0], "the child does not return"
            assert os.read(read_end, 10) == b"done"
            os.waitpid(pid, 0)
            os.close(read_end)
    finally:
        over.set()
        for thread in threads:
            thread.join()
        for pid, _ in children:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
    assert queue.submit(f"{TEXT} of the parent", "noop").result(30)
