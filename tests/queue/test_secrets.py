"""Scripts are confidential: permissions, sockets, erasure, and rows that nobody submitted."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING

import psutil
import pytest

from scriptnb import JournalError, QueueManager
from scriptnb.system import processes
from tests.processes import wait_until_gone

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n"
SECRET = "The murderer is the gardener, whose name is Zbigniew Quixwood."


def test_nobody_else_can_read_the_folder_whatever_the_umask(
    queue_home: Path, analyzers: Path
) -> None:
    shutil.rmtree(queue_home)
    old = os.umask(0)
    try:
        queue = QueueManager(workers=1)
        queue.submit(TEXT, "noop").result(30)
    finally:
        os.umask(old)
    assert stat.S_IMODE(queue_home.stat().st_mode) == 0o700
    for path in queue_home.rglob("*"):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.lstat().st_mode) & 0o077 == 0, f"{path} is open to others"
        if path.is_file():
            assert stat.S_IMODE(path.stat().st_mode) == wanted
    queue.shutdown()


def test_an_open_folder_is_closed(queue_home: Path) -> None:
    queue_home.chmod(0o777)
    QueueManager()
    assert stat.S_IMODE(queue_home.stat().st_mode) == 0o700


def test_another_users_folder_or_file_is_refused(queue_home: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can make a file of somebody else's")
    QueueManager()
    os.chown(queue_home / "journal-1.sqlite3", 65534, 65534)
    with pytest.raises(JournalError, match="another user"):
        QueueManager()
    os.chown(queue_home, 65534, 65534)
    with pytest.raises(JournalError, match="another user"):
        QueueManager()
    os.chown(queue_home, 0, 0)


def test_a_link_under_the_journals_name_is_not_followed(queue_home: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (queue_home / "journal-1.sqlite3").symlink_to(victim)
    with pytest.raises(JournalError):
        QueueManager()
    assert victim.read_text() == "precious"


def test_no_process_of_the_queue_listens_on_the_network(queue: QueueManager) -> None:
    queue.submit(TEXT, "noop").result(30)
    supervisor = psutil.Process(processes.pid_of(queue.journal.supervisor() or ""))
    family = [supervisor, *supervisor.children(recursive=True)]
    family += [psutil.Process(processes.pid_of(each)) for each in queue.journal.slots()]
    assert len(family) >= 4
    for process in family:
        assert process.net_connections(kind="inet") == []
        for socket in process.net_connections(kind="unix"):
            if socket.laddr:
                assert not str(socket.laddr).startswith("\0"), "abstract sockets have no owner"
                folder = os.path.dirname(str(socket.laddr))  # noqa: PTH120 - a socket's address
                assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700  # noqa: PTH116


def test_the_working_folder_is_no_standard_library(
    queue: QueueManager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "sqlite3", "msgspec", "queue", "logging"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    assert queue.submit(TEXT, "noop").result(30)


EDITS = {
    "an unknown type": ("analysis_type", "os.system"),
    "a type that is a path": ("analysis_type", "../../evil"),
    "options that are no JSON": ("options", "{oops"),
    "options that are a list": ("options", "[1]"),
    "a number beyond 63 bits": ("options", '{"mb": 99999999999999999999}'),
    "NaN": ("options", '{"mb": NaN}'),
    "half a character": ("options", b'{"mb": "\xed\xa0\x80"}'),
    "a name that is no text": ("name", b"\xff\xfe"),
    "a source that is a path": ("source", "/etc/passwd"),
    "a pause of a million years": ("retry_delay", 1e300),
    "a priority at the end of the world": ("priority", -(2**62)),
    "an unknown format": ("format", "../../evil"),
    "versions that are no JSON": ("versions", "import os"),
    "no time to run in": ("task_timeout", -5.0),
    "no memory to run in": ("memory_limit_mb", -1.0),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_row_edited_by_hand_is_refused_and_not_run(
    queue: QueueManager, queue_home: Path, tmp_path: Path, edit: str
) -> None:
    log = tmp_path / "log"
    queue.pause()
    task = queue.submit(TEXT, "echo", log=str(log))
    column, value = EDITS[edit]
    connection = sqlite3.connect(queue_home / "journal-1.sqlite3")
    text = "CAST(? AS TEXT)" if isinstance(value, bytes) else "?"
    connection.execute(
        f"UPDATE tasks SET {column} = {text} WHERE id = ?", (value, int(task.task_id))
    )
    connection.commit()
    connection.close()
    good = queue.submit(f"{TEXT}2", "noop", priority=9)
    queue.resume()
    assert good.result(30)
    assert task.wait(30).status == "failed"
    assert task.error
    if edit != "an unknown format":  # only reading finds that out
        assert not log.exists()
    assert queue.tasks_table()["status"].tolist() == ["completed", "failed"]


DAMAGE = {
    "no compressed bytes": ("body", b"garbage"),
    "cut short": ("body", zlib.compress(b'{"noop": {}}')[:-3]),
    "no JSON": ("body", zlib.compress(b"{oops")),
    "no result": ("body", zlib.compress(b"[1]")),
    "a provenance that is none": ("provenance", "[1]"),
}


@pytest.mark.parametrize("edit", DAMAGE)
def test_a_result_edited_by_hand_is_reported_in_a_sentence_and_made_anew_when_asked(
    queue: QueueManager, queue_home: Path, edit: str
) -> None:
    task = queue.submit(TEXT, "noop")
    task.result(30)
    column, value = DAMAGE[edit]
    connection = sqlite3.connect(queue_home / "journal-1.sqlite3")
    connection.execute(f"UPDATE results SET {column} = ?", (value,))
    connection.commit()
    connection.close()
    with pytest.raises(JournalError, match="use_cache=False"):
        task.result(5)
    assert task.status == "completed"
    assert queue.snapshot()["tasks"][0]["status"] == "completed"
    assert queue.submit(TEXT, "noop", use_cache=False).result(30).raw["noop"] == {"done": True}
    assert task.result(5).raw["noop"] == {"done": True}


def test_a_source_edited_by_hand_is_refused(
    queue: QueueManager, queue_home: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    queue.pause()
    task = queue.submit(TEXT, "noop", log=str(log))
    connection = sqlite3.connect(queue_home / "journal-1.sqlite3")
    connection.execute("UPDATE sources SET body = x'00'")
    connection.commit()
    connection.close()
    queue.resume()
    assert "not what was submitted" in (task.wait(30).error or "")
    assert not log.exists()


def stored_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture
def forgetful_sqlite(
    queue_home: Path, analyzers: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Switch off what SQLite was compiled with: here, in supervisors and in slots."""
    real = sqlite3.connect

    def connect(*args: object, **options: object) -> sqlite3.Connection:
        connection = real(*args, **options)  # type: ignore[call-overload]
        connection.execute("PRAGMA secure_delete = OFF")
        return connection  # type: ignore[no-any-return]

    monkeypatch.setattr(sqlite3, "connect", connect)
    (tmp_path / "sitecustomize.py").write_text(
        "import sqlite3\nreal = sqlite3.connect\n"
        "def connect(*args, **options):\n"
        "    connection = real(*args, **options)\n"
        "    connection.execute('PRAGMA secure_delete = OFF')\n"
        "    return connection\n"
        "sqlite3.connect = connect\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{analyzers}")


@pytest.mark.usefixtures("forgetful_sqlite")
def test_clear_everything_leaves_no_byte_of_a_script(queue_home: Path) -> None:
    queue = QueueManager(workers=1, retry_delay=0.01)
    script = TEXT + SECRET
    queue.submit(script, "echo").result(30)
    assert queue.submit(script, "fail", message=SECRET).wait(30).status == "failed"
    removed = queue.submit(script, "noop", mark=SECRET)
    removed.wait(30)
    queue.clear("completed")
    queue.pause()
    waiting = queue.submit(script, "echo", mark=SECRET)
    (queue_home / "damaged-old.sqlite3").write_text(SECRET)
    assert SECRET.encode() in stored_bytes(queue_home)
    assert queue.clear(everything=True) >= 2
    for part in (SECRET, SECRET[:20], SECRET[-20:], "Is anybody there"):
        assert part.encode() not in stored_bytes(queue_home)
    assert waiting.status == "not_found"
    assert queue.get_queue_stats()["total_results"] == 0
    queue.resume()
    assert queue.submit(TEXT, "noop").result(30)
    queue.shutdown()


@pytest.mark.usefixtures("forgetful_sqlite")
def test_what_clean_up_deletes_is_overwritten(queue_home: Path) -> None:
    from scriptnb.queue.store import maintenance

    queue = QueueManager(workers=1, result_ttl=0)
    queue.submit(TEXT + SECRET, "noop").wait(30)
    queue.submit(TEXT + "another", "noop").wait(30)
    while queue.journal.db.run("holders"):
        pass
    later = queue.journal.clock() + 10_000
    maintenance.clean(queue.journal.db, lambda: later)
    while not queue.journal.db.checkpoint(truncate=True):
        pass
    assert SECRET.encode() not in stored_bytes(queue_home)
    queue.shutdown()


def test_clear_everything_ends_running_tasks_first(queue: QueueManager, tmp_path: Path) -> None:
    arrived = tmp_path / "arrived"
    os.mkfifo(arrived)
    task = queue.submit(TEXT, "stuck", arrived=str(arrived))
    slot = psutil.Process(int(arrived.read_text()))
    assert queue.clear(everything=True) == 1
    wait_until_gone([slot])
    assert task.status == "not_found"


def test_a_reader_that_blocks_the_erasure_is_reported(
    queue: QueueManager, queue_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scriptnb.queue.store import maintenance

    queue.submit(TEXT + SECRET, "noop").result(30)
    monkeypatch.setattr(maintenance, "PATIENCE", 0.3)
    reader = sqlite3.connect(queue_home / "journal-1.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM tasks").fetchone()
    with pytest.raises(JournalError, match="not erased yet"):
        queue.clear(everything=True)
    reader.execute("COMMIT")
    reader.close()
    queue.clear(everything=True)
    assert SECRET.encode() not in stored_bytes(queue_home)


def test_the_log_holds_no_word_of_a_script(queue: QueueManager, queue_home: Path) -> None:
    queue.submit(TEXT + SECRET, "echo").result(30)
    queue.submit(TEXT + SECRET, "fail", message=SECRET).wait(30)
    queue.submit(TEXT + SECRET, "die", code=3, max_retries=0).wait(30)
    log = (queue_home / "supervisor.log").read_text()
    assert log
    assert "Quixwood" not in log
    assert "anybody" not in log


def test_the_log_does_not_grow_for_ever(queue_home: Path) -> None:
    from scriptnb.queue.store import maintenance

    (queue_home / "supervisor.log").write_text("x" * 5000)
    code = (
        "from scriptnb.queue.supervisor import logs; from pathlib import Path; import os;"
        "home = Path(os.environ['SCRIPTNB_HOME']); logs.rotate(home, 1000); print('after')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert (queue_home / "supervisor.log.1").read_text() == "x" * 5000
    assert (queue_home / "supervisor.log").read_text() == "after\n"
    maintenance.erase_log(queue_home)
    assert not (queue_home / "supervisor.log.1").exists()
    assert (queue_home / "supervisor.log").read_text() == ""
