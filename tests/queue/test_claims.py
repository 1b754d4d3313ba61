"""Claims and outcomes, the clock in the test's hand: tokens, pauses, the first end that wins."""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING

import pytest

from scriptnb.queue import submission
from scriptnb.queue.models import Outcome
from scriptnb.queue.store.claims import Claims
from scriptnb.system import processes
from scriptnb.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scriptnb import AnalysisTask, QueueManager
    from scriptnb.queue.models import Job

TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n"


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(queue: QueueManager) -> Clock:
    return Clock(queue.journal.clock() + 10)


@pytest.fixture
def claims(queue: QueueManager, clock: Clock) -> Iterator[Claims]:
    """Yield the claims of a journal whose supervisor is this process."""
    process = processes.identity(os.getpid())
    queue.journal.db.run("take_over", process=process, version=__version__, now=0.0)
    yield Claims(queue.journal.db, clock)
    queue.journal.db.run("leave", process=process)


def added(queue: QueueManager, text: str = TEXT, priority: int = 1) -> AnalysisTask:
    """Submit without starting a supervisor."""
    made = submission.prepare(queue.defaults, "noop", priority)
    (task,), _ = queue.journal.add([made.task(None, text)], 10)
    return queue.task(str(task))


def claimed(claims: Claims) -> Job:
    job = claims.claim(1)
    assert job is not None
    return job


def went_well(job: Job) -> Outcome:
    return Outcome(kind=None, body=zlib.compress(b"{}"), key=job.key)


def test_a_retry_pauses_longer_each_time_and_then_runs_behind_its_equals(
    queue: QueueManager, claims: Claims, clock: Clock
) -> None:
    task = added(queue, priority=3)
    for attempt, pause in enumerate([0.01, 0.02, 0.04]):
        job = claimed(claims)
        assert claims.settle(job, Outcome(kind="timeout", error="late"))
        assert (task.status, task.priority) == ("retry", 4 + attempt)
        assert claims.wake_retries() == pytest.approx(pause, abs=1e-3)
        assert claims.claim(1) is None
        clock.now += pause + 1e-3
        assert claims.wake_retries() == 0
    equal = added(queue, f"{TEXT}2", priority=3)
    assert claimed(claims).id == int(equal.task_id)
    last = claimed(claims)
    assert claims.settle(last, Outcome(kind="timeout", error="late"))
    assert (task.status, task.retry_count) == ("failed", 3)


def test_a_clock_set_back_keeps_no_retry_waiting(
    queue: QueueManager, claims: Claims, clock: Clock
) -> None:
    added(queue)
    claims.settle(claimed(claims), Outcome(kind="os_error", error="once"))
    clock.now -= 365 * 86400
    assert claims.wake_retries() == 0
    assert claimed(claims)


def test_the_first_end_wins_whoever_comes_later(queue: QueueManager, claims: Claims) -> None:
    task = added(queue)
    job = claimed(claims)
    assert task.cancel()
    assert claims.settle(job, went_well(job)) is False
    assert task.status == "cancelled"
    assert queue.get_queue_stats()["total_results"] == 0


def test_a_suspended_supervisor_that_wakes_up_writes_nothing(
    queue: QueueManager, claims: Claims
) -> None:
    task = added(queue)
    stale = claimed(claims)
    assert claims.requeue_lost("its supervisor slept") == 1
    fresh = claimed(claims)
    assert claims.settle(stale, Outcome(kind="error", error="old")) is False
    claims.progress({stale.id: (stale.token, 0.9, "old")})
    assert task.progress == 0
    claims.unclaim(stale)
    assert task.status == "processing"
    assert claims.settle(fresh, went_well(fresh))
    assert (task.status, task.retry_count) == ("completed", 0)


def test_a_task_lost_ten_times_runs_again_in_its_place_and_then_fails(
    queue: QueueManager, claims: Claims
) -> None:
    task = added(queue)
    for _ in range(10):
        claimed(claims)
        claims.requeue_lost("its supervisor was lost")
        record = task.record
        assert record is not None
        assert (record.status, record.retry_count, record.priority) == ("retry", 0, 1)
        assert record.error == "its supervisor was lost"
    claimed(claims)
    claims.requeue_lost("its supervisor was lost")
    assert (task.status, task.error) == ("failed", "its supervisor was lost, for the 11th time")


def test_a_claim_that_never_started_is_no_attempt(queue: QueueManager, claims: Claims) -> None:
    task = added(queue)
    claims.unclaim(claimed(claims))
    assert (task.status, task.retry_count, task.priority) == ("pending", 0, 1)
    assert claimed(claims).id == int(task.task_id)


def test_a_waiting_kernel_keeps_no_reader_open(queue: QueueManager) -> None:
    # A reader would keep the log from being emptied, and every erased text in it.
    queue.pause()
    task = queue.submit(TEXT, "noop")
    watch = queue.watcher.watch(task.task_id)
    while not queue.journal.db.run("holders"):
        pass
    while not queue.journal.db.checkpoint(truncate=True):
        pass
    watch.close()
