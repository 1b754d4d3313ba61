"""A user's own words for headings: a file, an option, an environment variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scriptnb import QueueManager, analyze, parse_script, read_script
from scriptnb.errors import OptionError

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "BINNEN. TAVERNE - NOX\n\nRain.\n\nANNA\nHello.\n"
WORDS = '[abbreviations]\nINT = ["BINNEN"]\n[times]\nNIGHT = ["NOX"]\n'
READ = ("INT", "TAVERNE", "NIGHT")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(WORDS, encoding="utf-8")
    return path


def test_headings_in_a_users_own_words_are_read(file: Path, tmp_path: Path) -> None:
    script = tmp_path / "draft.fountain"
    script.write_text(TEXT, encoding="utf-8")
    for found in (parse_script(TEXT, words=file), read_script(script, words=str(file))):
        (scene,) = found.scenes
        assert (scene.int_ext, scene.location, scene.time) == READ
    assert parse_script(TEXT).scenes[0].int_ext is None


def test_the_words_may_be_a_dict_or_named_by_the_environment(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"abbreviations": {"INT": ["BINNEN"]}, "times": {"NIGHT": ["NOX"]}}
    assert analyze(TEXT, words=given).scenes.loc[0, "time"] == "NIGHT"
    monkeypatch.setenv("SCRIPTNB_WORDS", str(file))
    assert analyze(TEXT).scenes.loc[0, "time"] == "NIGHT"


def test_the_words_reach_the_workers_and_the_cache_key(file: Path, tmp_path: Path) -> None:
    with QueueManager(path=tmp_path / "queue") as queue:
        plain = queue.submit(TEXT, "basic").result(60)
        own = queue.submit(TEXT, "basic", words=file).result(60)
    assert plain.scenes["int_ext"].tolist() == [None]
    assert own.scenes["int_ext"].tolist() == ["INT"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("nowhere.toml", "cannot be read"),
        ({"hat": {}}, "unknown field `hat`"),
        ({"times": ["NIGHT"]}, "times"),
        (3, "must be a TOML file or a dict"),
    ],
)
def test_words_of_a_wrong_kind_are_refused(wrong: object, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        analyze(TEXT, words=wrong)


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("INT: BINNEN", encoding="utf-8")
    with pytest.raises(OptionError, match="is no TOML file"):
        parse_script(TEXT, words=path)
