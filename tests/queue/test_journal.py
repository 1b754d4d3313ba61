"""Journals that are damaged, foreign, newer, read-only, on a network, or gone."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from scriptnb import JournalError, QueueManager
from scriptnb.queue.store import database, paths
from scriptnb.queue.store.database import Database
from tests.processes import wait_until_gone

TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n"


def test_a_file_that_is_no_journal_is_set_aside_whole(queue_home: Path, analyzers: Path) -> None:
    rubbish = os.urandom(50_000)
    (queue_home / paths.JOURNAL).write_bytes(rubbish)
    queue = QueueManager()
    assert queue.submit(TEXT, "noop").result(30)
    (aside,) = queue_home.glob("damaged-*.sqlite3")
    assert aside.read_bytes() == rubbish
    queue.shutdown()


def test_a_journal_damaged_in_the_middle_is_set_aside_at_the_next_submit(
    queue: QueueManager, queue_home: Path
) -> None:
    queue.pause()
    old = queue.submit(TEXT, "noop")
    for n in range(30):
        queue.submit(f"{TEXT}{n}" + "x" * 50_000, "noop")
    queue.journal.db.checkpoint(truncate=True)
    file = queue_home / paths.JOURNAL
    with file.open("r+b") as stream:
        for page in range(1, file.stat().st_size // database.PAGE_SIZE):
            stream.seek(page * database.PAGE_SIZE)
            stream.write(os.urandom(2000))
    fresh = QueueManager()
    task = fresh.submit(f"{TEXT}new", "noop")
    assert task.result(30)
    assert len(list(queue_home.glob("damaged-*.sqlite3"))) == 1
    assert old.status == "not_found" or fresh.journal.id != old._journal_id
    fresh.shutdown()


def test_another_programs_database_is_left_as_it_is(queue_home: Path) -> None:
    file = queue_home / paths.JOURNAL
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE mine (a)")
    connection.commit()
    connection.close()
    before = file.read_bytes()
    with pytest.raises(JournalError, match="another program"):
        QueueManager()
    assert file.read_bytes() == before


def test_a_journal_of_a_newer_major_schema_is_refused_and_left(queue_home: Path) -> None:
    Database(queue_home / paths.JOURNAL).close()
    connection = sqlite3.connect(queue_home / paths.JOURNAL)
    connection.execute("PRAGMA user_version = 2000")
    connection.close()
    with pytest.raises(JournalError, match="another version"):
        QueueManager()


def test_a_journal_of_a_newer_minor_schema_is_used(queue: QueueManager, queue_home: Path) -> None:
    connection = sqlite3.connect(queue_home / paths.JOURNAL)
    connection.execute(f"PRAGMA user_version = {database.VERSION + 7}")
    connection.execute("ALTER TABLE tasks ADD COLUMN mood TEXT")
    connection.execute("CREATE TABLE moods (id INTEGER)")
    connection.commit()
    connection.close()
    other = QueueManager()
    assert other.submit(TEXT, "noop").result(30)
    version = other.journal.db.pragma("user_version")
    assert version == database.VERSION + 7
    other.shutdown()


def test_a_journal_of_an_older_minor_schema_is_migrated(
    queue_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Database(queue_home / paths.JOURNAL).close()
    minor = database.MINOR + 1
    migration = {f"migration_{minor}": "ALTER TABLE tasks ADD COLUMN mood TEXT;"}
    added = {**database.statements(), **migration}
    monkeypatch.setattr(database, "statements", lambda: added)
    monkeypatch.setattr(database, "MINOR", minor)
    monkeypatch.setattr(database, "VERSION", database.VERSION + 1)
    opened = Database(queue_home / paths.JOURNAL)
    assert opened.pragma("user_version") == 1000 + minor
    opened.connection.execute("SELECT mood FROM tasks")
    opened.close()
    Database(queue_home / paths.JOURNAL).close()


def test_eight_processes_that_begin_a_journal_agree_on_one(queue_home: Path) -> None:
    code = "from scriptnb import QueueManager; print(QueueManager().journal.id)"
    started = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    assert len({process.communicate()[0] for process in started}) == 1


def test_the_error_for_a_folder_that_cannot_be_written_names_a_remedy(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(JournalError, match="SCRIPTNB_HOME"):
        QueueManager(path=file / "inside")
    with pytest.raises(JournalError, match=r"plain file|SCRIPTNB_HOME"):
        QueueManager(path=file)


def test_the_error_for_a_read_only_disk_names_a_remedy(small_disk: Path, analyzers: Path) -> None:
    Database(small_disk / paths.JOURNAL).close()
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(remount, check=True)
    try:
        with pytest.raises(JournalError, match="SCRIPTNB_HOME"):
            QueueManager()
    finally:
        subprocess.run([*remount[:2], "remount,rw", str(small_disk)], check=True)
    QueueManager()


def test_on_a_network_file_system_a_rollback_journal_does_the_same(
    queue_home: Path, analyzers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = queue_home / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import scriptnb.queue.store.paths as paths\npaths.on_network = lambda path: True\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{site}:{analyzers}")
    monkeypatch.setattr(paths, "on_network", lambda _: True)
    queue = QueueManager(workers=2)
    assert queue.journal.db.pragma("journal_mode") == "truncate"
    tasks = [queue.submit(f"{TEXT}{n}", "noop") for n in range(20)]
    assert queue.wait(tasks, 60)[1] == []
    assert {task.status for task in tasks} == {"completed"}
    queue.shutdown()


def test_a_wal_journal_moved_to_a_network_is_refused(
    queue_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Database(queue_home / paths.JOURNAL).close()
    monkeypatch.setattr(paths, "on_network", lambda _: True)
    with pytest.raises(JournalError, match="network"):
        QueueManager()


def test_network_file_systems_are_known_by_their_mount() -> None:
    mounts = (
        "/dev/sda / ext4 rw 0 0\nhome:/x /home nfs4 rw 0 0\n/dev/sdb /home/eva\\040b ext4 rw 0 0\n"
        "//win/share /mnt cifs rw 0 0\n"
    )
    kinds = {
        name: paths.file_system(Path(name), mounts)
        for name in ("/home/ann/x", "/home/eva b/x", "/mnt/x", "/tmp/x", "/homework")
    }
    assert list(kinds.values()) == ["nfs4", "ext4", "cifs", "ext4", "ext4"]
    assert not paths.on_network(Path("/proc"))


def test_a_folder_deleted_under_everybody_ends_every_wait_with_an_error(
    queue: QueueManager, queue_home: Path
) -> None:
    import psutil

    from scriptnb.system import processes

    queue.submit(TEXT, "noop").result(30)
    supervisor = psutil.Process(processes.pid_of(queue.journal.supervisor() or ""))
    slots = [psutil.Process(processes.pid_of(each)) for each in queue.journal.slots()]
    queue.pause()
    task = queue.submit(f"{TEXT}2", "noop")
    errors: list[JournalError] = []

    def wait() -> None:
        try:
            task.result(60)
        except JournalError as error:
            errors.append(error)

    waiter = threading.Thread(target=wait)
    waiter.start()
    while not queue.watcher.waited_for:
        pass
    shutil.rmtree(queue_home)
    waiter.join(30)
    assert "removed" in str(errors[0])
    wait_until_gone([supervisor, *slots])
    queue_home.mkdir(exist_ok=True)


def test_a_fork_of_the_kernel_opens_the_journal_anew(queue: QueueManager) -> None:
    task = queue.submit(TEXT, "noop")
    task.result(30)
    code = f"""
import os, warnings
warnings.simplefilter("ignore")
from scriptnb import QueueManager
queue = QueueManager()
child = os.fork()
if child == 0:
    fine = queue.task("{task.task_id}").result(30).raw["noop"]["done"]
    fine = fine and queue.submit(text="in the child", analysis_type="noop").result(30)
    os._exit(0 if fine else 1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert queue.submit(text="in the parent", analysis_type="noop").result(30)
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_every_statement_is_used_and_has_a_name() -> None:
    folder = Path(database.__file__).parents[1]
    code = "\n".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))
    for name in database.statements():
        if name.startswith("migration_"):
            continue
        assert f'"{name}"' in code, f"nobody uses the statement {name!r}"
