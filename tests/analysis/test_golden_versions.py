"""No result changes without its version, so the cache never serves an outdated one."""

from __future__ import annotations

import dataclasses
import importlib
import sys
from pathlib import Path

import pytest

from scriptnb.screenplay import formats, parse_bytes
from scriptnb.screenplay.headings.tables import languages

sys.path.insert(0, str(Path(__file__).parent))
import golden_versions as golden


@pytest.fixture(scope="module")
def now() -> golden.State:
    return golden.now()


def test_a_result_that_changed_has_a_new_version(now: golden.State) -> None:
    wrong = golden.to_raise(now, golden.kept())
    assert wrong is None, wrong


def test_the_kept_fingerprints_are_those_of_this_version(now: golden.State) -> None:
    wrong = golden.to_renew(now, golden.kept())
    assert wrong is None, wrong


@pytest.mark.parametrize("part", list(golden.CONSTANTS))
def test_a_change_without_a_new_version_names_the_constant(now: golden.State, part: str) -> None:
    changed = _with_another_result(now, part)
    assert f"raise {golden.CONSTANTS[part]} " in (golden.to_raise(changed, now) or "")
    for raised in (part, *golden.REQUIRES[part]):
        versions = {**now.versions, raised: "1000"}
        renewed = dataclasses.replace(changed, versions=versions)
        assert golden.to_raise(renewed, now) is None
        assert golden.COMMAND in (golden.to_renew(renewed, now) or "")


def test_of_several_parts_that_changed_the_lowest_is_named(now: golden.State) -> None:
    changed = now
    for part in reversed(golden.CONSTANTS):
        changed = _with_another_result(changed, part)
        assert f"raise {golden.CONSTANTS[part]} " in (golden.to_raise(changed, now) or "")


def test_a_version_may_not_go_back(now: golden.State) -> None:
    before = dataclasses.replace(now, versions={**now.versions, "basic": "1000"})
    assert "above '1000'" in (golden.to_raise(now, before) or "")


@pytest.mark.parametrize("file", ["pl.toml", "plain_text.npz", "emotions_en.npz"])
def test_a_data_file_that_changed_needs_a_new_version(now: golden.State, file: str) -> None:
    part, _ = now.data[file]
    changed = dataclasses.replace(now, data={**now.data, file: (part, "another")})
    wrong = golden.to_raise(changed, now) or ""
    assert file in wrong
    assert f"raise {golden.CONSTANTS[part]} " in wrong


def test_a_script_of_the_test_that_changed_needs_no_new_version(now: golden.State) -> None:
    name = next(iter(now.sources))
    changed = _with_another_result(now, "basic", name)
    changed = dataclasses.replace(changed, sources={**now.sources, name: "another"})
    assert golden.to_raise(changed, now) is None
    assert golden.COMMAND in (golden.to_renew(changed, now) or "")


def test_nothing_is_renewed_before_the_version_is_raised(
    now: golden.State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(golden, "FILE", tmp_path / "golden.json")
    monkeypatch.setattr(golden, "now", lambda: now)
    golden.main()
    first = golden.FILE.read_bytes()
    changed = _with_another_result(now, "basic")
    monkeypatch.setattr(golden, "now", lambda: changed)
    with pytest.raises(SystemExit, match=r"raise scriptnb.analysis.basic.BasicAnalyzer.version"):
        golden.main()
    assert golden.FILE.read_bytes() == first
    raised = dataclasses.replace(changed, versions={**now.versions, "basic": "1000"})
    monkeypatch.setattr(golden, "now", lambda: raised)
    golden.main()
    assert golden.to_renew(raised, golden.kept()) is None


def test_floats_may_differ_in_their_last_bits_and_no_further() -> None:
    many = [at / 7 for at in range(1000)]
    one = golden.fingerprint({"minutes": many, "p": [0.25, 0.5]})
    assert one.equals(golden.fingerprint({"minutes": many, "p": [0.25 + 1e-9, 0.5]}))
    assert not one.equals(golden.fingerprint({"minutes": many, "p": [0.255, 0.5]}))
    assert not one.equals(golden.fingerprint({"minutes": many, "p": [0.5, 0.25]}))


def test_every_format_and_heading_language_has_a_script() -> None:
    read = [parse_bytes(each.data, name=each.file) for each in golden.scripts().values()]
    assert {each.format for each in read} == set(formats.BY_NAME)
    assert set(languages()) <= {name.removeprefix("language ") for name in golden.scripts()}


def test_the_script_with_options_differs_in_every_analysis(now: golden.State) -> None:
    with_options, without = now.prints["options"], now.prints["language en"]
    assert with_options["screenplay"] == without["screenplay"]
    for part in golden.registry.BUILT_IN:
        assert not with_options[part].equals(without[part])


@pytest.mark.parametrize("constant", golden.CONSTANTS.values())
def test_each_constant_that_is_named_exists(constant: str) -> None:
    module, _, name = constant.rpartition(".")
    if module.rpartition(".")[2][0].isupper():
        module, _, owner = module.rpartition(".")
        assert getattr(getattr(importlib.import_module(module), owner), name)
    else:
        assert getattr(importlib.import_module(module), name)


def _with_another_result(state: golden.State, part: str, script: str = "") -> golden.State:
    name = script or next(iter(state.prints))
    another = golden.Fingerprint("another", state.prints[name][part].total)
    parts = {**state.prints[name], part: another}
    return dataclasses.replace(state, prints={**state.prints, name: parts})
