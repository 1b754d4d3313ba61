"""A broker and workers that fail in every way: nothing is lost, nothing is counted twice."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from scriptnb import QueueManager, TaskFailedError
from scriptnb.queue import stop_supervisor
from scriptnb.queue.celery import messages
from scriptnb.system import processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.fault

TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n"
#: So that a lost worker is noticed within a test's patience.
SOON = "2"


def fifo(folder: Path, name: str) -> str:
    path = folder / name
    os.mkfifo(path)
    return str(path)


def open_gate(gate: str) -> None:
    """Open a gate, also when whoever waits there has yet to come back to life."""
    threading.Thread(target=Path(gate).write_text, args=("go",), daemon=True).start()


def lines(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


def until(true: Callable[[], Any], what: str, seconds: float = 40) -> Any:
    """Look until something holds; what it became is returned."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, f"never seen: {what}"
        time.sleep(0.05)
    return found


@pytest.fixture
def far(
    queue_home: Path, analyzers: Path, redis_server: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[QueueManager]:
    """Give a queue over a broker of its own, which soon notices what is lost."""
    monkeypatch.setenv("SCRIPTNB_WORKER_LOST_SECONDS", SOON)
    manager = QueueManager(retry_delay=0.01, engine="celery", broker_url=redis_server.url)
    yield manager
    manager.shutdown(wait=False)


def states(queue: QueueManager) -> list[str]:
    return [each["state"] for each in queue.get_queue_stats()["remote_workers"]]


def test_work_waits_for_a_broker_that_is_away_at_start(
    far: QueueManager, redis_server: Any, start_worker: Any
) -> None:
    redis_server.stop()
    task = far.submit(TEXT, "noop")
    held = until(lambda: far.get_queue_stats()["held_back"], "the reason")
    assert "unreachable since" in held
    assert "sesame" not in held
    assert far.get_queue_stats()["broker_unreachable_since"]
    worker = start_worker(redis_server.url)
    redis_server.start()
    assert task.result(60).raw["noop"] == {"done": True}
    assert task.retry_count == 0
    assert worker.process.poll() is None
    assert until(lambda: far.get_queue_stats()["held_back"] is None, "that it is well again")


def test_work_waits_for_the_first_worker_and_the_status_has_the_reason(
    far: QueueManager, redis_server: Any, start_worker: Any
) -> None:
    task = far.submit(TEXT, "noop")
    held = until(lambda: far.get_queue_stats()["held_back"], "the reason")
    assert "no worker is connected" in held
    assert "scriptnb worker" in held
    assert task.status == "pending"
    start_worker(redis_server.url)
    assert task.result(60)


@pytest.mark.parametrize(("how", "seconds"), [("restarted", 30.0), ("silent", 2 * float(SOON))])
def test_a_broker_lost_in_mid_run_loses_nothing_and_repeats_nothing(
    far: QueueManager, redis_server: Any, start_worker: Any, tmp_path: Path, how: str,
    seconds: float,
) -> None:  # fmt: skip
    log, gate, arrived = tmp_path / "log", fifo(tmp_path, "gate"), fifo(tmp_path, "arrived")
    start_worker(redis_server.url)
    first = far.submit(TEXT, "gate", gate=gate, arrived=arrived, log=str(log))
    rest = far.submit_many([f"{TEXT}{n}" for n in range(20)], "noop", log=str(log))
    Path(arrived).read_text()
    if how == "restarted":
        redis_server.stop()
    else:
        redis_server.pause()
    until(lambda: far.get_queue_stats()["broker_unreachable_since"], "that it is unreachable")
    Path(gate).write_text("go")  # the task ends while the supervisor cannot be reached
    time.sleep(seconds)  # longer than a worker may be silent
    if how == "restarted":
        redis_server.start()
    else:
        redis_server.resume()
    assert far.wait([first, *rest], 60)[1] == []
    assert {task.status for task in [first, *rest]} == {"completed"}
    assert len(lines(log)) == 21
    assert first.retry_count == 0
    assert until(lambda: far.get_queue_stats()["held_back"] is None, "that it is well again")


def test_a_broker_that_forgets_everything_loses_no_task(
    far: QueueManager, redis_server: Any, start_worker: Any, tmp_path: Path
) -> None:
    gate, arrived = fifo(tmp_path, "gate"), fifo(tmp_path, "arrived")
    start_worker(redis_server.url)
    first = far.submit(TEXT, "gate", gate=gate, arrived=arrived)
    rest = far.submit_many([f"{TEXT}{n}" for n in range(10)], "noop")
    Path(arrived).read_text()
    redis_server.client().flushall()
    Path(gate).write_text("go")
    assert far.wait([first, *rest], 60)[1] == []
    assert {task.status for task in [first, *rest]} == {"completed"}


def test_a_worker_killed_in_mid_task_loses_no_task(
    far: QueueManager, redis_server: Any, start_worker: Any, tmp_path: Path
) -> None:
    gate, arrived = fifo(tmp_path, "gate"), fifo(tmp_path, "arrived")
    worker = start_worker(redis_server.url)
    task = far.submit(TEXT, "gate", gate=gate, arrived=arrived)
    slot = psutil.Process(int(Path(arrived).read_text()))
    worker.kill()
    psutil.wait_procs([slot], timeout=10)
    assert not slot.is_running() or slot.status() == psutil.STATUS_ZOMBIE
    start_worker(redis_server.url)
    Path(arrived).read_text()  # it runs again
    Path(gate).write_text("go")
    assert task.result(60).raw["gate"]["opened"] == "go"
    assert task.retry_count == 1


def test_a_task_that_takes_its_worker_down_three_times_is_the_last_of_it(
    far: QueueManager, redis_server: Any, start_worker: Any, tmp_path: Path
) -> None:
    log, arrived = tmp_path / "log", fifo(tmp_path, "arrived")
    task = far.submit(
        TEXT, "gate", gate=fifo(tmp_path, "gate"), arrived=arrived, log=str(log), max_retries=9
    )
    for _ in range(3):
        worker = start_worker(redis_server.url)
        Path(arrived).read_text()
        worker.kill()
    with pytest.raises(TaskFailedError, match="no sign of life"):
        task.result(60)
    assert len(lines(log)) == 3


def test_a_worker_that_is_cut_off_is_replaced_and_its_late_answer_counts_for_nothing(
    far: QueueManager, redis_server: Any, start_worker: Any, tmp_path: Path
) -> None:
    log, gate, arrived = tmp_path / "log", fifo(tmp_path, "gate"), fifo(tmp_path, "arrived")
    stuck = start_worker(redis_server.url)
    task = far.submit(TEXT, "gate", gate=gate, arrived=arrived, log=str(log))
    Path(arrived).read_text()
    stuck.signal(signal.SIGSTOP)
    until(lambda: task.retry_count == 1, "that it is lost")
    assert "no sign of life" in (task.error or "") or task.status == "processing"
    start_worker(redis_server.url)
    Path(arrived).read_text()
    Path(gate).write_text("second")
    assert task.result(60).raw["gate"]["opened"] == "second"
    assert until(lambda: "lost: no sign of life" in states(far), "the lost worker") is True
    stuck.signal(signal.SIGCONT)
    until(lambda: "no longer wanted" in stuck.output(), "that the late run was stopped")
    assert until(lambda: states(far) == ["ready", "ready"], "both workers") is True
    assert far.get_task_status(task)["retry_count"] == 1
    assert len(lines(log)) == 2
    assert far.submit(f"{TEXT}more", "noop").result(30)


def test_a_worker_whose_network_is_gone_is_replaced_and_its_late_answer_counts_for_nothing(
    queue_home: Path, analyzers: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    machine: Any, make_redis: Any, start_worker: Any,
) -> None:  # fmt: skip
    monkeypatch.setenv("SCRIPTNB_WORKER_LOST_SECONDS", SOON)
    log, gate, arrived = tmp_path / "log", fifo(tmp_path, "gate"), fifo(tmp_path, "arrived")
    redis = make_redis("--bind", "127.0.0.1", machine.here)
    cut_off = start_worker(redis.url.replace("127.0.0.1", machine.here), within=machine.within)
    with QueueManager(retry_delay=0.01, engine="celery", broker_url=redis.url) as far:
        task = far.submit(TEXT, "gate", gate=gate, arrived=arrived, log=str(log))
        Path(arrived).read_text()
        machine.pull_out()
        until(lambda: task.retry_count == 1, "that it is lost")
        Path(gate).write_text("late")  # it ends there, and the supervisor cannot be reached
        start_worker(redis.url)
        Path(arrived).read_text()
        machine.plug_in()
        until(lambda: states(far) == ["ready", "ready"], "both workers")
        until(lambda: "no longer wanted" in cut_off.output(), "that the late answer was dropped")
        Path(gate).write_text("second")
        assert task.result(60).raw["gate"]["opened"] == "second"
        assert task.retry_count == 1
        assert len(lines(log)) == 2
        more = far.submit_many([f"{TEXT}{n}" for n in range(10)], "noop", log=str(log))
        assert far.wait(more, 60)[1] == []
        assert len(lines(log)) == 12
    client = redis.client()
    until(lambda: client.keys("scriptnb:answer:*") == [], "that no answer is left behind")


def test_a_killed_dispatcher_takes_up_what_it_had_sent(
    far: QueueManager, redis_server: Any, start_worker: Any, tmp_path: Path
) -> None:
    log, gate, arrived = tmp_path / "log", fifo(tmp_path, "gate"), fifo(tmp_path, "arrived")
    start_worker(redis_server.url)
    task = far.submit(TEXT, "gate", gate=gate, arrived=arrived, log=str(log))
    Path(arrived).read_text()
    process = far.journal.supervisor()
    assert process is not None
    os.kill(processes.pid_of(process), signal.SIGKILL)
    until(lambda: not processes.alive(process), "its death")
    Path(gate).write_text("go")  # the answer comes while nobody dispatches
    later = far.submit(f"{TEXT}later", "noop")
    assert task.result(60).raw["gate"]["opened"] == "go"
    assert later.result(60)
    assert lines(log) == [""]
    assert task.retry_count == 0


def test_dispatchers_killed_again_and_again_lose_and_repeat_nothing(
    far: QueueManager, redis_server: Any, start_worker: Any, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    start_worker(redis_server.url, 2)
    tasks = far.submit_many([f"{TEXT}{n}" for n in range(60)], "spin", cpu=0.05, log=str(log))
    for n in range(3):
        until(lambda n=n: sum(task.done() for task in tasks) > 10 * n, "some are done")
        process = far.journal.supervisor()
        if process is not None:
            os.kill(processes.pid_of(process), signal.SIGKILL)
            until(lambda process=process: not processes.alive(process), "its death")
        tasks.append(far.submit(f"{TEXT}kick {n}", "noop", log=str(log)))
    assert far.wait(tasks, 90)[1] == []
    assert {task.status for task in tasks} == {"completed"}
    assert len(lines(log)) == len(tasks)


def test_a_task_delivered_twice_runs_once(
    far: QueueManager, redis_server: Any, start_worker: Any, tmp_path: Path
) -> None:
    log, gate, arrived = tmp_path / "log", fifo(tmp_path, "gate"), fifo(tmp_path, "arrived")
    worker = start_worker(redis_server.url, 2)
    task = far.submit(TEXT, "gate", gate=gate, arrived=arrived, log=str(log))
    Path(arrived).read_text()
    client = redis_server.client()
    # What a broker does whose acknowledgement was lost: the same message once more.
    ((_, held),) = client.hgetall("scriptnb:unacked").items()
    import json

    message = json.loads(held)[0]
    for _ in range(2):
        client.lpush(f"scriptnb:{messages.QUEUE}", json.dumps(message))
    until(lambda: worker.output().count("delivered before") == 2, "that both were refused")
    Path(gate).write_text("go")
    assert task.result(30).raw["gate"]["opened"] == "go"
    assert len(lines(log)) == 1


def test_a_message_that_is_lost_is_sent_again_though_others_wait_before_it(
    far: QueueManager, redis_server: Any, start_worker: Any, tmp_path: Path
) -> None:
    log, gate, arrived = tmp_path / "log", fifo(tmp_path, "gate"), fifo(tmp_path, "arrived")
    start_worker(redis_server.url, 2)
    client, line = redis_server.client(), f"scriptnb:{messages.QUEUE}"
    held = [
        far.submit(f"{TEXT}{n}", "gate", gate=gate, arrived=arrived, log=str(log)) for n in range(2)
    ]
    here: list[str] = []
    while len(here) < len(held):  # one look may find both of them
        here += Path(arrived).read_text().split()
    # Another queue at the same broker: its tasks wait there for the same two slots.
    with QueueManager(
        path=tmp_path / "other", engine="celery", broker_url=redis_server.url
    ) as other:
        tasks = [other.submit(f"{TEXT}{n}", "noop", log=str(log)) for n in range(2)]
        until(lambda: client.llen(line) == 2, "that both wait at the broker")
        client.lpop(line)
        until(lambda: client.llen(line) == 2, "that the lost one is there again")
        for _ in held:
            open_gate(gate)
        assert other.wait(tasks, 60)[1] == []
        stop_supervisor(tmp_path / "other")
    assert far.wait(held, 60)[1] == []
    assert len(lines(log)) == 4


def test_a_task_that_cannot_be_sent_keeps_no_other_from_it(
    far: QueueManager, redis_server: Any, start_worker: Any
) -> None:
    start_worker(redis_server.url)
    far.pause()
    broken = far.submit(TEXT, "noop", max_retries=1)
    with far.journal.db.write():  # somebody edits the journal by hand
        far.journal.db.connection.execute("UPDATE sources SET body = x'ff'")
    sound = far.submit(f"{TEXT}more", "noop")
    far.resume()
    assert sound.result(60)
    with pytest.raises(TaskFailedError, match="could not be handed to the broker"):
        broken.result(60)


def test_a_worker_runs_no_type_that_is_not_registered_there(
    far: QueueManager, redis_server: Any, start_worker: Any, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    start_worker(redis_server.url, PYTHONPATH="")
    with pytest.raises(TaskFailedError, match="noop"):
        far.submit(TEXT, "noop", log=str(log), max_retries=0).result(60)
    assert not log.exists()
    assert far.submit(TEXT).result(60).summary["speeches"].item() == 1


def test_a_worker_of_another_version_is_not_used_and_both_sides_show_the_reason(
    far: QueueManager, redis_server: Any, start_worker: Any, tmp_path: Path
) -> None:
    # The same package but for its version, first on that worker's path.
    package = Path(messages.__file__).parents[2]
    older = tmp_path / "older" / "scriptnb"
    older.mkdir(parents=True)
    for each in package.iterdir():
        if each.name != "version.py":
            (older / each.name).symlink_to(each)
    (older / "version.py").write_text('__version__ = "0.0.9"\n')
    worker = start_worker(redis_server.url, PYTHONPATH=str(older.parent))
    task = far.submit(TEXT, "noop")
    held = until(
        lambda: "0.0.9" in (held := far.get_queue_stats()["held_back"] or "") and held,
        "why it is not used",
    )
    assert "same version" in held
    until(lambda: "0.0.9" in " ".join(states(far)), "its row")
    until(lambda: "this worker is not used" in worker.output(), "that the worker logs it")
    assert task.status == "pending"
    start_worker(redis_server.url)
    assert task.result(60)


def test_a_message_that_nobody_of_ours_wrote_is_refused_and_harms_nothing(
    far: QueueManager, redis_server: Any, start_worker: Any
) -> None:
    from scriptnb.queue.celery import app
    from scriptnb.queue.celery.broker import Broker

    worker = start_worker(redis_server.url)
    assert far.submit(TEXT, "noop").result(60)
    made = app.make(Broker(redis_server.url))
    for number, packed in enumerate(("nonsense", "eJwDAAAAAAE=", None, 17)):
        made.send_task(
            app.TASK, kwargs={"packed": packed}, task_id=f"strange-{number}", queue=messages.QUEUE
        )
    made.send_task("os.system", args=["touch /tmp/never"], queue=messages.QUEUE)
    with pytest.raises(Exception, match=r"(?i)serializ|pickle|content"):
        made.send_task(app.TASK, kwargs={"packed": object()}, queue=messages.QUEUE)
    made.close()
    assert far.submit(f"{TEXT}after", "noop").result(60)
    assert worker.process.poll() is None
    assert "is refused" in worker.output()


def test_a_worker_that_gets_sigterm_finishes_what_runs_and_takes_nothing_new(
    far: QueueManager, redis_server: Any, start_worker: Any, tmp_path: Path
) -> None:
    gate, arrived = fifo(tmp_path, "gate"), fifo(tmp_path, "arrived")
    worker = start_worker(redis_server.url)
    task = far.submit(TEXT, "gate", gate=gate, arrived=arrived)
    Path(arrived).read_text()
    worker.process.terminate()
    until(lambda: states(far) == ["leaving"], "that it leaves")
    other = far.submit(f"{TEXT}other", "noop")
    Path(gate).write_text("go")
    assert task.result(60).raw["gate"]["opened"] == "go"
    assert worker.process.wait(30) == 0
    assert other.status == "pending"
    until(lambda: states(far) == [], "that it is gone")
    start_worker(redis_server.url)
    assert other.result(60)


def test_a_change_of_engine_lets_what_runs_go_on(
    far: QueueManager, redis_server: Any, start_worker: Any, tmp_path: Path
) -> None:
    gate, arrived = fifo(tmp_path, "gate"), fifo(tmp_path, "arrived")
    worker = start_worker(redis_server.url)
    task = far.submit(TEXT, "gate", gate=gate, arrived=arrived)
    Path(arrived).read_text()
    local = QueueManager(engine="local", workers=1)
    here = local.submit(f"{TEXT}here", "pid").result(60).raw["pid"]["pid"]
    assert here not in [child.pid for child in psutil.Process(worker.pid).children(recursive=True)]
    Path(gate).write_text("go")
    assert task.result(60).raw["gate"]["opened"] == "go"
    assert local.get_queue_stats()["engine"] == "local"
    local.shutdown()
