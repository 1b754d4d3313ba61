"""The shell does what notebooks do, in one queue, with exit codes that scripts can use."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import scriptnb
from scriptnb.cli import main
from scriptnb.queue import QueueManager

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Title: {0}\n\nINT. HALL - DAY\n\nADA\nHello from {0}, again.\n\nBRUNO\nNo.\n"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.fountain").write_text(TEXT.format(name), encoding="utf-8")
    return folder


def test_without_words_and_with_help_it_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "First steps" in capsys.readouterr().out
    for command in ("analyze", "status", "tasks", "cancel", "convert", "stop", "doctor"):
        assert main([command, "--help"]) == 0
        assert f"scriptnb {command}" in capsys.readouterr().out
    assert main(["--help"]) == 0
    assert "exit codes" in capsys.readouterr().out
    assert main(["--version"]) == 0
    assert scriptnb.__version__ in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [["analyse"], ["analyze"], ["analyze", "x", "--format", "xml"], ["tasks", "--limit", "-1"]],
)
def test_wrong_words_are_exit_code_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "usage: scriptnb" in capsys.readouterr().err


def test_analyze_prints_a_table_json_or_csv(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", str(shelf), "--type", "basic", "-q"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split()[:2] == ["script", "title"]
    assert [row.split()[0] for row in rows] == ["one.fountain", "two.fountain"]
    assert main(["analyze", str(shelf), "--type", "basic", "--format", "json", "-q"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["title"] for row in found] == ["one", "two"]
    assert found[0]["error"] is None
    words = ["analyze", str(shelf), "--type", "basic", "--format", "csv", "--table", "characters"]
    assert main([*words, "-q"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("one.fountain,ADA,1,4,")


def test_analyze_writes_every_table_into_a_folder(
    shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["analyze", str(shelf), "--type", "basic", "--out", str(out), "-q"]) == 0
    assert pd.read_csv(out / "scenes.csv")["script"].tolist() == ["one.fountain", "two.fountain"]
    assert main(
        ["analyze", str(shelf), "--type", "basic", "--out", str(out), "--format", "json", "-q"]
    ) == 0  # fmt: skip
    raw = json.loads((out / "one.fountain.json").read_text(encoding="utf-8"))
    assert raw["summary"][0]["title"] == "one"
    one = tmp_path / "one table"
    words = ["analyze", str(shelf), "--type", "basic", "--out", str(one), "-q"]
    assert main([*words, "--table", "characters"]) == 0
    assert [path.name for path in one.iterdir()] == ["characters.csv"]
    assert main([*words, "--table", "characters", "--format", "json"]) == 2
    assert capsys.readouterr().out == ""


def test_a_bad_file_is_exit_code_1_and_the_others_are_done(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shelf / "broken.fdx").write_text("<FinalDraft><", encoding="utf-8")
    assert main(["analyze", str(shelf), "--type", "basic", "--format", "json", "-q"]) == 1
    said = capsys.readouterr()
    assert {row["title"] for row in json.loads(said.out)} == {None, "one", "two"}
    assert said.err.startswith("broken.fdx, line 1: the XML is damaged")
    assert main(["analyze", str(shelf), "--type", "basic", "-q"]) == 1
    rows = capsys.readouterr().out.splitlines()[1:]
    assert [row.split()[0] for row in rows] == ["broken.fdx", "one.fountain", "two.fountain"]


def test_nothing_to_read_is_one_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", str(tmp_path / "*.fdx")]) == 2
    said = capsys.readouterr().err
    assert "no script matches this pattern" in said
    assert len(said.splitlines()) == 1
    assert main(["analyze", ""]) == 2
    assert "this path is empty" in capsys.readouterr().err
    (tmp_path / "a.fountain").write_text(TEXT, encoding="utf-8")
    assert main(["analyze", str(tmp_path), "--type", "ful"]) == 2
    assert "ful" in capsys.readouterr().err
    assert main(["analyze", str(tmp_path), "--type", "basic", "--table", "arc", "-q"]) == 2
    assert "sentiment" in capsys.readouterr().err
    queue = QueueManager()
    known = len(queue.tasks())
    assert main(["analyze", str(tmp_path), "--from", "odt"]) == 2
    assert "there is no format 'odt'" in capsys.readouterr().err
    assert len(queue.tasks()) == known
    queue.shutdown()


def test_no_wait_submits_and_the_work_is_found_later(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", str(shelf), "--type", "basic", "--no-wait"]) == 0
    assert "2 scripts" in capsys.readouterr().err
    queue = QueueManager()
    queue.wait(queue.tasks())
    assert main(["analyze", str(shelf), "--type", "basic", "-q"]) == 0
    assert [task.record.cached for task in queue.tasks()] == [True, True, False, False]
    queue.shutdown()


def test_status_and_tasks_show_the_queue_of_notebooks(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queue = QueueManager(workers=1)
    queue.submit(shelf / "one.fountain", "basic").result(timeout=60)
    assert main(["status"]) == 0
    assert "completed     1" in capsys.readouterr().out
    assert main(["status", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["completed_tasks"] == 1
    assert main(["tasks"]) == 0
    assert "one.fountain" in capsys.readouterr().out
    assert main(["tasks", "--format", "csv", "--limit", "0"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert main(["tasks", "--status", "failed", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["tasks", "--status", "fine"]) == 2
    queue.shutdown()


def test_cancel_ends_tasks_and_says_which_it_could_not(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queue = QueueManager()
    queue.pause()
    tasks = [queue.submit(path, "basic") for path in sorted(shelf.iterdir())]
    assert main(["cancel", tasks[0].task_id]) == 0
    assert main(["cancel", tasks[0].task_id, "999"]) == 1
    said = capsys.readouterr().err
    assert "it is cancelled" in said
    assert "there is no such task" in said
    assert main(["cancel", "--all"]) == 0
    assert "1 task cancelled" in capsys.readouterr().out
    assert main(["cancel"]) == 2
    assert [str(task.status) for task in tasks] == ["cancelled", "cancelled"]
    queue.shutdown()


def test_stop_ends_the_supervisor_and_keeps_what_waits(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stop"]) == 0
    assert "no supervisor was running" in capsys.readouterr().out
    queue = QueueManager(workers=1)
    queue.submit(shelf / "one.fountain", "basic").result(timeout=60)
    assert main(["stop"]) == 0
    assert "has ended" in capsys.readouterr().out
    assert queue.get_queue_stats()["supervisor"] is None
    queue.shutdown()


def test_convert_writes_what_reads_back_the_same(
    shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, fdx, back = shelf / "one.fountain", tmp_path / "one.fdx", tmp_path / "back.fountain"
    assert main(["convert", str(source), str(fdx)]) == 0
    assert main(["convert", str(fdx), str(back)]) == 0
    first, last = scriptnb.read_script(source), scriptnb.read_script(back)
    assert [each.text for each in last.dialogues] == [each.text for each in first.dialogues]
    assert main(["convert", str(source), str(fdx)]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["convert", str(source), str(fdx), "--force"]) == 0
    assert main(["convert", str(fdx), "-"]) == 0
    assert "INT. HALL - DAY" in capsys.readouterr().out
    assert main(["convert", str(source), str(tmp_path / "a.pdf")]) == 2
    assert main(["convert", str(source), str(source), "--force"]) == 2
    assert main(["convert", str(tmp_path / "none.txt"), "-"]) == 2
    capsys.readouterr()
    assert main(["convert", str(source), str(tmp_path / "nowhere" / "a.fdx")]) == 2
    assert "nowhere: there is no such folder" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["back.fountain", "one.fdx", "shelf"]


def test_doctor_looks_and_changes_nothing(
    queue_home: Path, shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    for word in ("Python", "SQLite", "journal", "not created yet", "supervisor", "memory (RAM)"):
        assert word in said
    assert list(queue_home.iterdir()) == []
    queue = QueueManager(workers=1)
    queue.submit(shelf / "one.fountain", "basic").result(timeout=60)
    assert main(["doctor", "--format", "json"]) == 0
    found = {row["what"]: row for row in json.loads(capsys.readouterr().out)}
    assert found["supervisor"]["found"].startswith("process ")
    assert found["[excel]"]["well"]
    queue.shutdown()


def test_doctor_says_when_nobody_does_the_work(
    queue_home: Path, shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queue = QueueManager()
    queue.pause()
    queue.submit(shelf / "one.fountain", "basic")
    assert main(["doctor"]) == 0
    assert "paused" in capsys.readouterr().out
    main(["stop"])
    queue.journal.set_meta(paused=0)
    assert main(["doctor"]) == 1
    assert "none, though work waits" in capsys.readouterr().out
    queue.shutdown(wait=False)


def test_a_journal_that_cannot_be_used_is_exit_code_3(
    queue_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (queue_home / "file").touch()
    monkeypatch.setenv("SCRIPTNB_HOME", str(queue_home / "file"))
    assert main(["status"]) == 3
    assert capsys.readouterr().err.startswith("scriptnb: ")
    assert main(["doctor"]) == 1
    assert "is a file; set SCRIPTNB_HOME to a folder" in capsys.readouterr().out


def test_ctrl_c_ends_the_waiting_with_exit_code_130_and_the_work_goes_on(shelf: Path) -> None:
    queue = QueueManager()
    queue.pause()
    command = [sys.executable, "-m", "scriptnb.cli", "analyze", str(shelf), "--type", "basic"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while len(queue.tasks()) < 2:
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, said = process.communicate()
    assert process.returncode == 130, said
    assert out == ""
    assert "Traceback" not in said
    assert "0 of 2 scripts are done" in said
    assert "run the same command again" in said
    queue.resume()
    done, _ = queue.wait(queue.tasks(), timeout=60)
    assert len(done) == 2
    queue.shutdown()


def in_a_terminal(*words: str, columns: int, **variables: str) -> str:
    """Run a command in a terminal of its own and return what it shows."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    process = subprocess.Popen(
        [sys.executable, "-m", "scriptnb.cli", *words], stdout=theirs, stderr=subprocess.DEVNULL,
        env=environment | variables,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the terminal's end
        while part := os.read(ours, 4096):
            shown += part
    os.close(ours)
    assert process.wait() == 0
    return shown.decode().replace("\r\n", "\n")


def test_a_table_fits_its_terminal_and_a_pipe_gets_all(shelf: Path) -> None:
    queue = QueueManager()
    queue.pause()
    task = queue.submit(shelf / "one.fountain", "basic", name="a name that is rather long " * 3)
    shown = in_a_terminal("tasks", columns=44)
    head, row = shown.splitlines()
    assert head.split() == ["task", "name", "status"]
    assert len(row) <= 44
    assert row.split()[0] == task.task_id
    assert row.endswith("pending")
    command = [sys.executable, "-m", "scriptnb.cli", "tasks"]
    piped = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode()
    assert piped.splitlines()[0].split()[-1] == "cached"
    queue.shutdown(wait=False)


def test_what_a_locale_cannot_write_stops_nothing(shelf: Path) -> None:
    polish = shelf / "zażółć.fountain"
    polish.write_text(TEXT.format("Gęś"), encoding="utf-8")
    variables = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "scriptnb.cli", "convert", str(polish), "-"]
    # A pipe gets UTF-8, whatever the locale; a terminal what it can show.
    done = subprocess.run(
        command, stdout=subprocess.PIPE, env=os.environ | variables, check=True
    )  # fmt: skip
    assert "Hello from Gęś, again." in done.stdout.decode()
    assert "Hello from G??, again." in in_a_terminal(
        "convert", str(polish), "-", columns=80, **variables
    )


def test_a_reader_that_has_enough_is_no_error(shelf: Path) -> None:
    command = [sys.executable, "-m", "scriptnb.cli", "doctor"]
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(command, stdout=write_end, stderr=subprocess.PIPE, check=False)
    os.close(write_end)
    assert done.returncode == 0
    assert done.stderr == b""
