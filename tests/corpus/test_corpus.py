"""Many files become one table; nothing is lost, nothing is run twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

import scriptnb
from scriptnb.corpus import listing
from scriptnb.corpus.tracker import Tracker
from scriptnb.errors import (
    OptionError,
    ResultExpiredError,
    ScriptReadError,
    UnknownAnalysisError,
    UnsupportedFormatError,
)
from scriptnb.queue import stop_supervisor
from scriptnb.queue.manager import QueueManager
from scriptnb.queue.store import maintenance
from tests.corpus.conftest import script

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Analyse = Callable[..., scriptnb.Corpus]


def test_every_table_is_one_table_with_a_column_script(analysed: Analyse, shelf: Path) -> None:
    corpus = analysed(shelf)
    single = scriptnb.analyze(shelf / "film 2.fountain", "full")
    for name in ("scenes", "characters", "dialogues", "emotions", "turning_points"):
        table = corpus.table(name)
        assert table.columns[0] == "script"
        assert list(table["script"].unique()) == [
            "film 1.fountain", "film 2.fountain", "film 10.fountain",
        ]  # fmt: skip
        mine = table[table["script"] == "film 2.fountain"].drop(columns="script")
        assert mine.reset_index(drop=True).equals(single.table(name)), name
    assert list(corpus) == ["film 1.fountain", "film 2.fountain", "film 10.fountain"]
    assert corpus["film 2.fountain"].raw == single.raw
    assert corpus.result("film 2").characters.equals(single.characters)


def test_the_summary_measures_what_each_script_has(analysed: Analyse, shelf: Path) -> None:
    corpus = analysed(shelf)
    summary = corpus.summary
    assert summary["title"].tolist() == ["Film 1", "Film 2", "Film 10"]
    assert summary["scenes"].tolist() == [3, 3, 3]
    # Three scenes; Ada says five words as often as the film's number, Bruno four.
    assert summary["dialogue_words"].tolist() == [27, 42, 162]
    assert summary["top_three_share"].tolist() == [1.0, 1.0, 1.0]
    assert summary["main_character"].tolist() == ["ADA"] * 3
    assert summary.select_dtypes("number").shape[1] >= 30
    assert summary["error"].isna().all()
    assert corpus.table("summary").equals(summary)


def test_a_bad_file_is_a_row_with_its_error_and_no_stop(analysed: Analyse, shelf: Path) -> None:
    (shelf / "broken.fdx").write_text("<FinalDraft><", encoding="utf-8")
    (shelf / "empty.txt").write_text("", encoding="utf-8")
    (shelf / "link.txt").symlink_to("nowhere.txt")
    corpus = analysed(shelf, "basic")
    assert corpus.scripts["status"].value_counts()["completed"] >= 3
    errors = corpus.errors.set_index("script")["error"]
    assert "XML is damaged" in errors["broken.fdx"]
    assert errors["link.txt"] == "this link leads nowhere"
    row = corpus.summary.set_index("script").loc["broken.fdx"]
    assert "XML is damaged" in row["error"]
    assert row.drop("error").isna().all()
    with pytest.raises(ResultExpiredError, match="XML is damaged"):
        corpus.result("broken")


def test_nothing_is_submitted_when_a_pattern_or_an_option_is_wrong(
    analysed: Analyse, shelf: Path, manager: QueueManager
) -> None:
    with pytest.raises(ScriptReadError, match="no script matches"):
        analysed([shelf, shelf / "*.fdx"])
    with pytest.raises(UnknownAnalysisError):
        analysed(shelf, "ful")
    with pytest.raises(UnsupportedFormatError, match="no format 'odt'"):
        analysed(shelf, format="odt")
    with pytest.raises(OptionError):
        analysed(shelf, "basic", colour="red")
    with pytest.raises(OptionError):
        analysed(shelf, priority="high")
    assert manager.tasks() == []


def test_a_second_run_does_only_what_is_new_or_changed(analysed: Analyse, shelf: Path) -> None:
    assert not analysed(shelf, "basic").scripts["cached"].any()
    (shelf / "film 2.fountain").write_text(script(22), encoding="utf-8")
    (shelf / "film 3.fountain").write_text(script(3), encoding="utf-8")
    again = analysed(shelf, "basic").scripts.set_index("script")["cached"]
    assert again.to_dict() == {
        "film 1.fountain": True, "film 2.fountain": False,
        "film 3.fountain": False, "film 10.fountain": True,
    }  # fmt: skip


def test_what_vanishes_or_changes_after_listing_is_told_or_read_anew(
    manager: QueueManager, shelf: Path
) -> None:
    found = listing.find(shelf).scripts
    (shelf / "film 1.fountain").unlink()
    (shelf / "film 2.fountain").write_text(script(2, scenes=7), encoding="utf-8")
    order = {"analysis_type": "basic", "priority": 5}
    corpus = scriptnb.Corpus(Tracker(found, manager, order), [], "basic").wait(progress=False)
    assert corpus.scripts["status"].tolist() == ["unreadable", "completed", "completed"]
    assert corpus.errors["error"].tolist() == ["there is no such file"]
    assert corpus.summary["scenes"].tolist()[1:] == [7, 3]


def test_more_scripts_than_the_queue_takes_follow_as_it_drains(
    queue_home: Path, tmp_path: Path
) -> None:
    for number in range(9):
        (tmp_path / f"{number}.fountain").write_text(script(number), encoding="utf-8")
    queue = QueueManager(max_queue_size=2, workers=1)
    corpus = scriptnb.analyze_files(tmp_path, "basic", queue=queue, progress=False)
    assert corpus.scripts["status"].tolist() == ["completed"] * 9
    queue.shutdown()


def test_a_queue_full_of_others_tasks_is_emptied_first(queue_home: Path, shelf: Path) -> None:
    others = QueueManager(workers=1)
    others.pause()
    tasks = [others.submit(text=script(number), name="other") for number in (21, 22)]
    stop_supervisor()
    others.journal.set_meta(paused=0)
    # Nobody works, nothing of ours is in the queue, and there is no room for it.
    queue = QueueManager(max_queue_size=2)
    corpus = scriptnb.analyze_files(shelf, "basic", queue=queue, progress=False)
    assert corpus.scripts["status"].tolist() == ["completed"] * 3
    assert [str(task.status) for task in tasks] == ["completed"] * 2
    queue.shutdown()
    others.shutdown()


def test_the_work_goes_on_when_the_process_that_asked_is_gone(
    analysed: Analyse, shelf: Path, manager: QueueManager
) -> None:
    code = (
        "import os, scriptnb, sys; scriptnb.analyze_files(sys.argv[1], 'basic', wait=False);"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(shelf)], check=False)
    tasks = manager.tasks()
    assert len(tasks) == 3
    manager.wait(tasks)
    assert analysed(shelf, "basic").scripts["cached"].all()


def test_the_stop_button_keeps_what_is_done_and_wait_goes_on(
    queue_home: Path, analyzers: Path, shelf: Path, tmp_path: Path
) -> None:
    gate, arrived = tmp_path / "gate", tmp_path / "arrived"
    os.mkfifo(gate)
    os.mkfifo(arrived)

    def open_one_and_stop() -> None:
        arrived.read_text()
        gate.write_text("one")
        arrived.read_text()  # the second runs, so the first has ended
        os.kill(os.getpid(), signal.SIGINT)

    def open_the_rest() -> None:
        gate.write_text("two")
        arrived.read_text()
        gate.write_text("three")

    queue = QueueManager(workers=1)
    thread = threading.Thread(target=open_one_and_stop)
    thread.start()
    with pytest.warns(scriptnb.CorpusWarning, match="1 of 3 scripts are done"):
        corpus = scriptnb.analyze_files(
            shelf, "gate", queue=queue, progress=False, gate=str(gate), arrived=str(arrived)
        )
    thread.join()
    assert corpus.scripts["status"].tolist() == ["completed", "processing", "pending"]
    assert "not finished" in repr(corpus)
    thread = threading.Thread(target=open_the_rest)
    thread.start()
    corpus.wait(progress=False)
    thread.join()
    assert corpus.finished
    assert corpus.scripts["status"].tolist() == ["completed"] * 3
    queue.shutdown()


def test_cancel_ends_what_is_left_and_keeps_what_is_done(
    queue_home: Path, analyzers: Path, shelf: Path, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    queue = QueueManager(workers=1)
    corpus = scriptnb.analyze_files(shelf, "gate", queue=queue, wait=False, gate=str(gate))
    assert not corpus.finished
    assert corpus.cancel() == 3
    assert corpus.finished
    assert corpus.errors["error"].tolist() == ["cancelled"] * 3
    queue.shutdown()


def test_a_cache_too_small_for_the_corpus_is_said_once(queue_home: Path, shelf: Path) -> None:
    queue = QueueManager(workers=2, cache_limit_mb=0.001)
    with pytest.warns(scriptnb.CorpusWarning, match=r"more than cache_limit_mb=0\.001") as told:
        corpus = scriptnb.analyze_files(shelf, "basic", queue=queue, progress=False)
    assert len(told) == 1
    # Open, it keeps its results; closed, they may go.
    maintenance.clean(queue.journal.db)
    assert len(corpus.table("scenes")) == 9
    corpus.close()
    corpus.close()
    maintenance.clean(queue.journal.db)
    with pytest.raises(ResultExpiredError, match="was removed from the queue"):
        corpus.table("scenes")
    assert corpus.summary["scenes"].tolist() == [3, 3, 3]
    queue.shutdown()


def test_records_that_somebody_clears_end_the_waiting(
    queue_home: Path, analyzers: Path, shelf: Path, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    queue = QueueManager(workers=1)
    corpus = scriptnb.analyze_files(shelf, "gate", queue=queue, wait=False, gate=str(gate))
    queue.clear(everything=True)
    corpus.wait(progress=False)
    assert set(corpus.errors["error"]) <= {"its record was cleared; analyse it again", "cancelled"}
    assert len(corpus.errors) == 3
    queue.shutdown()


def test_tasks_that_are_submitted_already_become_a_corpus(
    manager: QueueManager, shelf: Path
) -> None:
    paths = sorted(shelf.glob("*.fountain"))
    tasks = manager.submit_many(paths, "basic")
    tasks[0].wait()
    corpus = scriptnb.Corpus.of_tasks(tasks, [path.name for path in paths], manager)
    assert corpus.wait(progress=False).finished
    assert corpus.summary["title"].tolist() == ["Film 1", "Film 10", "Film 2"]
    assert len(corpus.table("scenes")) == 9


def test_find_shows_the_lines_of_all_scripts(analysed: Analyse, shelf: Path) -> None:
    corpus = analysed(shelf, "basic")
    hits = corpus.find("lamp number 10")
    assert hits["script"].unique().tolist() == ["film 10.fountain"]
    assert hits["scene"].tolist() == [1, 2, 3]
    line = (shelf / "film 10.fountain").read_text().splitlines()[hits["line"][0] - 1]
    assert line == "The lamp number 10 burns."
    assert set(corpus.find("terrible")["character"]) == {"BRUNO"}
    with pytest.raises(OptionError):
        corpus.find(" ")


def test_problems_of_all_scripts_stand_in_one_table(analysed: Analyse, shelf: Path) -> None:
    for number in (2, 10):
        with (shelf / f"film {number}.fountain").open("a", encoding="utf-8") as film:
            film.write("\n/* never closed\n\nADA\nNo.\n")
    table = analysed(shelf, "basic").problems
    assert list(table.columns[:5]) == ["script", "line", "kind", "message", "text"]
    assert table["script"].tolist() == ["film 2.fountain", "film 10.fountain"]
    assert table["text"].tolist() == ["/* never closed"] * 2


def test_percentiles_count_the_other_scripts_below(analysed: Analyse, shelf: Path) -> None:
    corpus = analysed(shelf, "basic")
    table = corpus.percentiles().set_index("script")
    assert table["words"].tolist() == [0.0, 50.0, 100.0]
    assert table["scenes"].tolist() == [50.0, 50.0, 50.0]
    one = corpus.percentiles("film 10").set_index("measure").loc["words"]
    assert one["percentile"] == 100
    assert one["lowest"] < one["median"] < one["highest"] == one["value"]


def test_a_table_that_nobody_has_is_said_with_the_analysis_that_has_it(
    analysed: Analyse, shelf: Path
) -> None:
    corpus = analysed(shelf, "basic")
    with pytest.raises(AttributeError, match="belongs to the analysis 'sentiment'"):
        corpus.table("emotions")
    with pytest.raises(AttributeError, match="they have: summary, scenes"):
        corpus.table("scnes")
    with pytest.raises(OptionError, match="no script is called 'film 7'"):
        corpus.result("film 7")
    assert list(corpus.table("scenes", ["heading", "page"]).columns) == [
        "script",
        "heading",
        "page",
    ]


def test_tables_come_in_parts_when_asked(analysed: Analyse, shelf: Path) -> None:
    corpus = analysed(shelf, "basic")
    parts = list(corpus.iter_table("scenes", batch_size=1))
    assert [len(part) for part in parts] == [3, 3, 3]


def test_a_corpus_shows_itself_without_scripts_running(analysed: Analyse, shelf: Path) -> None:
    (shelf / "film <b>.fountain").write_text(script(5), encoding="utf-8")
    (shelf / "broken.fdx").write_text("<FinalDraft><", encoding="utf-8")
    corpus = analysed(shelf, "basic")
    assert "4 of 5 scripts analysed (basic)" in repr(corpus)
    html = corpus._repr_html_()
    assert "film &lt;b&gt;.fountain" in html
    assert "<b>.f" not in html
    assert "1 without a result" in html
