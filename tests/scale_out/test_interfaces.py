"""What people use: the shell's worker and status, the panel, the notebook's setting."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from traitlets import TraitError

from scriptnb.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from scriptnb import QueueManager

pytestmark = pytest.mark.fault

TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n"


def wait_for_worker(queue: QueueManager) -> None:
    assert queue.submit(TEXT, "noop").result(60)
    end = time.monotonic() + 30
    while not queue.get_queue_stats()["remote_workers"]:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_status_lists_workers_by_host_with_slots_and_memory(
    queue: QueueManager, shared_worker: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    wait_for_worker(queue)
    assert main(["status"]) == 0
    output = capsys.readouterr().out
    assert f"process {shared_worker.pid}" in output
    assert "of 1 busy" in output
    assert "sesame" not in output
    assert main(["status", "--format", "json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["engine"] == "celery"
    (row,) = status["remote_workers"]
    assert row["slots"] == 1
    assert row["rss"] > 10 * 2**20


def test_the_panel_tells_of_workers_elsewhere(queue: QueueManager) -> None:
    from scriptnb.notebook.panel.panel import Panel

    wait_for_worker(queue)
    panel = Panel(queue)
    try:
        panel.refresh()
        assert "of 1 busy" in panel.widget.snapshot["memory"]["elsewhere"]
    finally:
        panel.widget.close()


def test_panel_and_status_show_since_when_the_broker_is_unreachable(
    queue_home: Path, analyzers: Path, make_redis: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    from scriptnb import QueueManager
    from scriptnb.notebook.panel.panel import Panel

    redis = make_redis()
    with QueueManager(engine="celery", broker_url=redis.url) as queue:
        redis.stop()
        task = queue.submit(TEXT, "noop")
        end = time.monotonic() + 30
        while not queue.get_queue_stats()["broker_unreachable_since"]:
            assert time.monotonic() < end
            time.sleep(0.05)
        panel = Panel(queue)
        try:
            panel.refresh()
            assert "unreachable since" in panel.widget.snapshot["memory"]["elsewhere"]
        finally:
            panel.widget.close()
        assert main(["status"]) == 0
        assert "unreachable since" in capsys.readouterr().out
        assert task.cancel()


def test_the_worker_command_serves_until_a_signal_ends_it(
    queue_home: Path, analyzers: Path, make_redis: Any
) -> None:
    from scriptnb import QueueManager

    redis = make_redis()
    clean = {name: value for name, value in os.environ.items() if name != "SCRIPTNB_HOME"}
    worker = subprocess.Popen(
        [sys.executable, "-m", "scriptnb.cli", "worker", "--concurrency", "1",
         "--memory-limit-mb", "150"],
        env=clean | {"SCRIPTNB_BROKER_URL": redis.url}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        with QueueManager(engine="celery", broker_url=redis.url) as queue:
            assert queue.submit(TEXT, "noop").result(60)
            hog = queue.submit(TEXT, "hog", mb=900, max_retries=0)
            assert "150 MB" in (hog.wait(60).error or "")
        worker.send_signal(signal.SIGINT)
        _, output = worker.communicate(timeout=30)
    finally:
        worker.kill()
    assert worker.returncode == 0
    assert "Traceback" not in output
    assert "sesame" not in output


@pytest.mark.usefixtures("_redis_there")
def test_the_error_of_a_worker_without_an_address_names_a_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SCRIPTNB_BROKER_URL", raising=False)
    assert main(["worker"]) == 2
    assert "SCRIPTNB_BROKER_URL" in capsys.readouterr().err


def test_config_sets_the_engine_of_the_queue(
    queue_home: Path, shared_redis: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    from scriptnb import QueueManager
    from scriptnb.notebook.magics.magics import AnalyzeMagics

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    magics = AnalyzeMagics(InteractiveShell(config=Config({"HistoryManager": {"enabled": False}})))
    monkeypatch.delenv("SCRIPTNB_BROKER_URL", raising=False)
    with pytest.raises(TraitError, match="SCRIPTNB_BROKER_URL"):
        magics.engine = "celery"
    monkeypatch.setenv("SCRIPTNB_BROKER_URL", shared_redis.url)
    magics.engine = "celery"
    with QueueManager() as queue:
        assert queue.get_queue_stats()["engine"] == "celery"
        magics.engine = "local"
        assert queue.get_queue_stats()["engine"] == "local"
