"""Paths, folders and patterns name each script once; what names none is said."""

from __future__ import annotations

import os
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from scriptnb.corpus import listing
from scriptnb.errors import ScriptReadError

if TYPE_CHECKING:
    from pathlib import Path


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"INT. {name}\n", encoding="utf-8")


def found(*paths: object) -> list[str]:
    return [each.script for each in listing.find(paths).scripts]


def test_a_folder_gives_its_scripts_as_people_count(tmp_path: Path) -> None:
    touch(tmp_path, "e10.fountain", "e2.fdx", "E1.txt", "cover.jpg", ".hidden.txt", "more/e3.pdf")
    assert found(tmp_path) == ["E1.txt", "e2.fdx", "e10.fountain", "e3.pdf"]


def test_patterns_go_into_folders_and_match_folders(tmp_path: Path) -> None:
    touch(tmp_path, "s1/e1.txt", "s1/e2.fdx", "s2/e3.txt", "s2/deep/e4.txt")
    assert found(tmp_path / "**/*.txt") == ["e1.txt", "e4.txt", "e3.txt"]
    assert found(tmp_path / "s?") == ["e1.txt", "e2.fdx", "e4.txt", "e3.txt"]
    assert found(tmp_path / "s[1]/*") == ["e1.txt", "e2.fdx"]
    assert found(tmp_path / "*/e3.txt") == ["e3.txt"]


def test_a_pattern_with_an_extension_takes_files_of_any_kind(tmp_path: Path) -> None:
    touch(tmp_path, "a.draft", "b.txt")
    assert found(tmp_path / "*.draft") == ["a.draft"]
    assert found(tmp_path / "*") == ["b.txt"]


def test_each_pattern_without_a_match_is_named(tmp_path: Path) -> None:
    touch(tmp_path, "a.txt")
    with pytest.raises(ScriptReadError, match=r"x\*\.fdx: no script matches.*; .*y\*: no script"):
        listing.find([tmp_path / "a.txt", tmp_path / "x*.fdx", tmp_path / "y*"])


def test_a_folder_without_scripts_says_how_much_else_is_in_it(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg", "b.jpg")
    with pytest.raises(ScriptReadError, match="holds no script, only 2 other files"):
        listing.find(tmp_path)


def test_a_file_named_or_linked_twice_is_taken_once(tmp_path: Path) -> None:
    touch(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    here = listing.find([tmp_path, tmp_path / "a.txt", tmp_path / "*.txt"])
    assert [each.script for each in here.scripts] in (["a.txt"], ["b.txt"])
    assert "taken once" in here.notes[0]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    touch(tmp_path, "s1/x/pilot.txt", "s2/x/pilot.txt", "s2/end.txt")
    assert found(tmp_path) == ["s1/x/pilot.txt", "end.txt", "s2/x/pilot.txt"]


def test_links_in_circles_come_to_an_end(tmp_path: Path) -> None:
    touch(tmp_path, "a/one.txt", "b/two.txt")
    for folder, other in (("a", "b"), ("b", "a")):
        (tmp_path / folder / "other").symlink_to(tmp_path / other)
        (tmp_path / folder / "up").symlink_to(tmp_path)
    assert sorted(found(tmp_path)) == ["one.txt", "two.txt"]
    assert sorted(found(tmp_path / "**/*.txt")) == ["one.txt", "two.txt"]


def test_a_link_in_a_circle_and_one_to_nowhere_are_rows_with_their_errors(tmp_path: Path) -> None:
    touch(tmp_path, "good.txt")
    (tmp_path / "self.txt").symlink_to("self.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    errors = {each.script: each.error for each in listing.find(tmp_path).scripts}
    assert errors["good.txt"] is None
    assert errors["self.txt"] == "this link leads in a circle"
    assert errors["gone.txt"] == "this link leads nowhere"


def test_a_missing_file_is_a_row_among_others_and_an_error_alone(tmp_path: Path) -> None:
    touch(tmp_path, "here.txt")
    rows = listing.find([tmp_path / "gone.txt", tmp_path / "here.txt"]).scripts
    assert [(each.script, each.error) for each in rows] == [
        ("gone.txt", "there is no such file"),
        ("here.txt", None),
    ]
    with pytest.raises(ScriptReadError, match=r"gone\.txt: there is no such file"):
        listing.find(tmp_path / "gone.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    touch(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    here = listing.find(tmp_path)
    assert [each.script for each in here.scripts] == ["a.txt"]
    assert here.notes[0].startswith("left out: 1 other file;")
    (row,) = [
        each for each in listing.find([tmp_path, tmp_path / "pipe.txt"]).scripts if each.error
    ]
    assert row.error == "this is not a regular file; name a script"


def test_a_folder_of_100_000_other_files_takes_no_memory(tmp_path: Path) -> None:
    touch(tmp_path, "film.fountain", "other.bin")
    # Hard links: as many names, without as many files.
    for number in range(100_000):
        if number % 30_000 == 0:
            first = tmp_path / f"first{number}.bin"
            first.touch()
        os.link(first, tmp_path / f"{number}.bin")
    listing.extensions()  # the table of formats loads at first use
    tracemalloc.start()
    here = listing.find([tmp_path, tmp_path / "**/*"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [each.script for each in here.scripts] == ["film.fountain"]
    # Their paths alone would take some 40 MB.
    assert peak < 15 * 2**20


def test_what_is_no_path_is_said(tmp_path: Path) -> None:
    with pytest.raises(ScriptReadError, match="nothing to analyse"):
        listing.find([])
    with pytest.raises(ScriptReadError, match="text and no path"):
        listing.find("INT. HALL\n\nBOB\nHi.")
    with pytest.raises(ScriptReadError, match="not int"):
        listing.find([1])  # type: ignore[list-item]
    with pytest.raises(ScriptReadError, match="no such file"):
        listing.find("a\0b.txt")
    # As a shell gives an unset variable: surely not the current folder.
    with pytest.raises(ScriptReadError, match="this path is empty"):
        listing.find("")


def test_many_named_files_are_listed_in_order(tmp_path: Path) -> None:
    names = [f"{number}.txt" for number in (3, 1, 2)]
    touch(tmp_path, *names)
    assert found(*(tmp_path / name for name in names)) == names
