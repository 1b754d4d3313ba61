"""Files of a corpus hold every row, open in a spreadsheet, and are never half written."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from scriptnb.corpus import files
from scriptnb.corpus.parquet import Parquet
from scriptnb.errors import OptionError
from tests.corpus.conftest import script

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import scriptnb

    Analyse = Callable[..., scriptnb.Corpus]


def test_csv_files_hold_every_row_of_every_script(
    analysed: Analyse, shelf: Path, tmp_path: Path
) -> None:
    (shelf / "broken.fdx").write_text("<FinalDraft><", encoding="utf-8")
    (shelf / "sum.fountain").write_text(script(4).replace("ADA", "=ADA"), encoding="utf-8")
    corpus = analysed(shelf, "full")
    written = corpus.to_csv(tmp_path / "out")
    assert {path.stem for path in written} == {*corpus.tables, "errors"}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        path.name for path in written
    )
    scenes = pd.read_csv(tmp_path / "out" / "scenes.csv")
    assert len(scenes) == 12
    assert scenes["script"].tolist() == corpus.table("scenes")["script"].tolist()
    assert scenes["characters"][0] == "ADA; BRUNO"
    assert (tmp_path / "out" / "scenes.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    errors = pd.read_csv(tmp_path / "out" / "errors.csv")
    assert errors["script"].tolist() == ["broken.fdx"]
    for path in written:
        for line in path.read_text(encoding="utf-8-sig").splitlines():
            assert not line.startswith("=")
            assert ",=" not in line


def test_a_workbook_has_a_sheet_a_table(analysed: Analyse, shelf: Path, tmp_path: Path) -> None:
    corpus = analysed(shelf, "basic")
    path = corpus.to_excel(tmp_path / "books" / "corpus.xlsx")
    book = openpyxl.load_workbook(path, read_only=True)
    assert book.sheetnames == corpus.tables
    rows = list(book["scenes"].iter_rows(values_only=True))
    assert len(rows) == 10
    assert rows[0][:3] == ("script", "scene", "number")
    assert rows[1][:2] == ("film 1.fountain", 1)
    assert len(list(book["problems"].iter_rows(values_only=True))) >= 1
    book.close()


def test_parquet_files_keep_types_and_lists(analysed: Analyse, shelf: Path, tmp_path: Path) -> None:
    corpus = analysed(shelf, "full")
    corpus.to_parquet(tmp_path, ["scenes", "summary", "outline"])
    scenes = pd.read_parquet(tmp_path / "scenes.parquet")
    assert scenes["scene"].dtype == "int64"
    assert scenes["characters"][0].tolist() == ["ADA", "BRUNO"]
    assert pd.read_parquet(tmp_path / "summary.parquet")["words"].tolist() == (
        corpus.summary["words"].tolist()
    )
    assert len(pd.read_parquet(tmp_path / "outline.parquet")) == 0


def test_a_table_that_is_not_there_is_said_before_anything_is_written(
    analysed: Analyse, shelf: Path, tmp_path: Path
) -> None:
    corpus = analysed(shelf, "basic")
    with pytest.raises(OptionError, match="no table 'emotions'"):
        corpus.to_csv(tmp_path / "out", ["scenes", "emotions"])
    assert not (tmp_path / "out").exists()
    (tmp_path / "file").touch()
    with pytest.raises(OptionError, match="is a file"):
        corpus.to_csv(tmp_path / "file")
    with pytest.raises(OptionError, match="one character"):
        corpus.to_csv(tmp_path / "out", sep=";;")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is where not even root may write")
def test_where_nothing_can_be_written_is_said_in_one_sentence(
    analysed: Analyse, shelf: Path
) -> None:
    corpus = analysed(shelf, "basic")
    for write, target in ((corpus.to_csv, "/proc"), (corpus.to_excel, "/proc/corpus.xlsx")):
        with pytest.raises(OptionError, match=r"/proc/\w+\.\w+ cannot be written"):
            write(target)
    with pytest.raises(OptionError, match="the folder /proc/out cannot be made"):
        corpus.to_csv("/proc/out")


class _Parts:
    """As much of a corpus as files need: tables whose later parts bring something new."""

    tables = ("summary", "t")
    summary = pd.DataFrame({"script": ["a"]})
    errors = pd.DataFrame({"script": []})
    passes = 0

    def iter_rows(self, _names: set[str]) -> object:
        self.passes += 1
        yield {"t": [{"script": "a", "n": 1, "names": []}]}
        yield {"t": [{"script": "b", "n": 2.5, "names": ["X"], "new": "=1"}]}
        yield {"t": [{"script": "c"}]}


def test_a_column_or_type_that_a_later_script_brings_is_in_the_file(tmp_path: Path) -> None:
    corpus = _Parts()
    files.write_csv(corpus, tmp_path, None, ",", ".")
    assert corpus.passes == 2
    found = pd.read_csv(tmp_path / "t.csv")
    assert found["script"].tolist() == ["a", "b", "c"]
    assert found["new"].tolist()[1] == "'=1"
    files.write_parquet(corpus, tmp_path, ["t"])
    found = pd.read_parquet(tmp_path / "t.parquet")
    assert found["n"].tolist()[:2] == [1.0, 2.5]
    assert found["names"][1].tolist() == ["X"]
    path = files.write_excel(corpus, tmp_path / "t.xlsx", ["t"])
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book["t"][1]] == ["script", "n", "names", "new"]
    assert book["t"].max_row == 4


def test_a_parquet_file_without_rows_opens(tmp_path: Path) -> None:
    sink = Parquet(tmp_path / "empty.parquet", {"script": "text", "n": "int"})
    sink.begin()
    part = pd.DataFrame(
        {"script": pd.Series([], dtype="object"), "n": pd.Series([], dtype="int64")}
    )
    assert sink.fits(part)
    sink.write(part)
    sink.end()
    assert list(pd.read_parquet(tmp_path / "empty.parquet").columns) == ["script", "n"]
