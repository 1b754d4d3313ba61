"""No result changes without its version, so the cache never serves an outdated one."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import golden_versions as golden

Prints = dict[str, dict[str, golden.Fingerprint]]


@pytest.fixture(scope="module")
def now() -> tuple[dict[str, str], Prints]:
    return golden.versions(), golden.fingerprints()


def test_a_result_that_changed_has_a_new_version(now: tuple[dict[str, str], Prints]) -> None:
    wrong = golden.to_raise(now, golden.kept())
    assert wrong is None, wrong


def test_the_kept_fingerprints_are_those_of_this_version(
    now: tuple[dict[str, str], Prints],
) -> None:
    versions, prints = golden.kept()
    renew = f"the fingerprints are of another version: run {golden.COMMAND}"
    assert versions == now[0], renew
    assert prints.keys() == now[1].keys(), renew
    for name, parts in prints.items():
        for part, each in parts.items():
            assert each.equals(now[1][name][part]), f"{name}, {part}: {renew}"


@pytest.mark.parametrize("part", list(golden.CONSTANTS))
def test_a_change_without_a_new_version_names_the_constant(
    now: tuple[dict[str, str], Prints], part: str
) -> None:
    versions, prints = now
    name = next(iter(prints))
    other = golden.Fingerprint("another", prints[name][part].total)
    changed = {**prints, name: {**prints[name], part: other}}
    assert f"raise {golden.CONSTANTS[part]} " in (golden.to_raise((versions, changed), now) or "")
    raised = {**versions, part: "raised"}
    assert golden.to_raise((raised, changed), now) is None


def test_floats_may_differ_in_their_last_bits_and_no_further() -> None:
    one = golden.fingerprint({"p": [0.25, 0.5]})
    assert one.equals(golden.fingerprint({"p": [0.25 + 1e-9, 0.5]}))
    assert not one.equals(golden.fingerprint({"p": [0.2501, 0.5]}))
    assert not one.equals(golden.fingerprint({"p": [0.5, 0.25]}))


@pytest.mark.parametrize("constant", golden.CONSTANTS.values())
def test_each_constant_that_is_named_exists(constant: str) -> None:
    module, _, name = constant.rpartition(".")
    if module.rpartition(".")[2][0].isupper():
        module, _, owner = module.rpartition(".")
        assert getattr(getattr(importlib.import_module(module), owner), name)
    else:
        assert getattr(importlib.import_module(module), name)
