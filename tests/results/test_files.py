"""Tables as CSV and Excel files that a spreadsheet opens with the right types."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from scriptnb.errors import OptionError
from scriptnb.results.result import Result, analyze

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = """INT. SHED - DAY

ANNA
=cmd|' /C calc'!A0

BEN
-- no, "wait"; please, łódź.

EXT. GARDEN - DAY

BEN
+48 22 is the number.
"""


@pytest.fixture(scope="module")
def result() -> Result:
    return analyze(SCRIPT, format="fountain")


def cells(path: Path, sep: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=sep))


def test_every_table_is_a_file_with_its_columns(result: Result, tmp_path: Path) -> None:
    paths = result.to_csv(tmp_path / "new" / "folder")
    assert [path.stem for path in paths] == result.tables
    for path in paths:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        assert cells(path)[0] == list(getattr(result, path.stem).columns)
        assert len(cells(path)) == len(getattr(result, path.stem)) + 1


def test_lists_are_joined_and_numbers_stay_numbers(result: Result, tmp_path: Path) -> None:
    result.to_csv(tmp_path)
    scenes = pd.read_csv(tmp_path / "scenes.csv")
    assert scenes["characters"].tolist() == ["ANNA; BEN", "BEN"]
    assert scenes["minutes"].tolist() == pytest.approx(result.scenes["minutes"].tolist())


def test_no_cell_of_text_can_be_run_as_a_formula(result: Result, tmp_path: Path) -> None:
    result.to_csv(tmp_path)
    names, *rows = cells(tmp_path / "dialogues.csv")
    texts = [row[names.index("text")] for row in rows]
    assert texts[0] == "'=cmd|' /C calc'!A0"
    assert texts[1] == '\'-- no, "wait"; please, łódź.'
    assert texts[2].startswith("'+48")


def test_a_character_in_a_column_name_cannot_either(tmp_path: Path) -> None:
    rows = [{"scene": 1, "character": "=EVIL", "words": 3}]
    Result({"structure": {"presence": rows}}).to_csv(tmp_path)
    assert cells(tmp_path / "presence.csv") == [["scene", "'=EVIL"], ["1", "3"]]


def test_a_negative_number_is_no_formula(tmp_path: Path) -> None:
    Result({"other": {"scores": [{"score": -1.5, "name": "-x"}]}}).to_csv(tmp_path)
    assert cells(tmp_path / "scores.csv")[1] == ["-1.5", "'-x"]


def test_european_spreadsheets_get_their_separators(result: Result, tmp_path: Path) -> None:
    result.to_csv(tmp_path, sep=";", decimal=",")
    scenes = pd.read_csv(tmp_path / "scenes.csv", sep=";", decimal=",")
    assert scenes["minutes"].tolist() == pytest.approx(result.scenes["minutes"].tolist())
    assert scenes["characters"].tolist() == ["ANNA; BEN", "BEN"]


@pytest.mark.parametrize("sep", ["", ", ", '"', "\n", "."])
def test_a_separator_that_cannot_be_is_refused(result: Result, tmp_path: Path, sep: str) -> None:
    with pytest.raises(OptionError, match="sep must be one character"):
        result.to_csv(tmp_path, sep=sep)


def test_a_file_where_a_folder_should_be_is_one_clear_error(result: Result, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    with pytest.raises(OptionError, match="is a file; to_csv needs a folder"):
        result.to_csv(tmp_path / "taken")


def test_half_a_surrogate_pair_does_not_stop_the_export(tmp_path: Path) -> None:
    paths = Result({"other": {"texts": [{"text": "a\ud800b"}]}}).to_csv(tmp_path)
    assert cells(paths[0])[1] == ["a?b"]
