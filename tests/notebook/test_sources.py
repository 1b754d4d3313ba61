"""The arguments of ``%analyze`` name the same scripts as those of `analyze_files`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from IPython.core.error import UsageError

from scriptnb.notebook.magics import sources

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = "INT. HALL - DAY\n\nANNA\nYes.\n"


def found(*words: object) -> list[str]:
    return [each.label for each in sources.from_words([str(word) for word in words], ["basic"])]


def test_folders_and_patterns_come_to_an_end_where_links_lead_in_circles(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name} 10.txt").write_text(SCRIPT)
        (tmp_path / name / f"{name} 9.txt").write_text(SCRIPT)
        (tmp_path / name / "other").symlink_to(f"../{other}")
        (tmp_path / name / "up").symlink_to("..")
    everything = ["a 9.txt", "a 10.txt", "b 9.txt", "b 10.txt"]
    assert found(tmp_path) == everything
    # As `glob` follows links, this one would take for ever.
    assert found(tmp_path / "**" / "*.txt") == everything


def test_what_cannot_be_read_is_left_out_of_a_folder_and_said_alone(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    with pytest.raises(UsageError, match=r"gone\.txt: this link leads nowhere"):
        found(tmp_path)
    (tmp_path / "here.txt").write_text(SCRIPT)
    assert found(tmp_path) == ["here.txt"]


def test_a_file_whose_name_looks_like_a_pattern_is_itself(tmp_path: Path) -> None:
    for name in ("draft [1].txt", "draft 1.txt"):
        (tmp_path / name).write_text(SCRIPT)
    assert found(tmp_path / "draft [1].txt") == ["draft [1].txt"]
