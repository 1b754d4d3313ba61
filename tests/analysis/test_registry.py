"""The registry: analysis types, what they require, and third parties' analyzers."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from scriptnb.analysis import registry
from scriptnb.errors import OptionError, UnknownAnalysisError
from scriptnb.screenplay import parse_script

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from scriptnb.screenplay import Screenplay

SCRIPT = "INT. SHED - DAY\n\nANNA\nWhere is the ladder?\n"


def read() -> Screenplay:
    return parse_script(SCRIPT, format="fountain")


def forbidden() -> Screenplay:
    raise AssertionError("the script was read without need")


@pytest.fixture
def third_party(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Install a package of analyzers: a module and the dist-info that names its entry points."""
    names: list[str] = []

    def install(code: str, **points: str) -> None:
        package = f"thirdparty{len(names)}"
        names.append(package)
        (tmp_path / f"{package}.py").write_text(textwrap.dedent(code), encoding="utf-8")
        info = tmp_path / f"{package}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8"
        )
        lines = [f"{name} = {package}:{attribute}" for name, attribute in points.items()]
        (info / "entry_points.txt").write_text(
            "[scriptnb.analyzers]\n" + "\n".join(lines) + "\n", encoding="utf-8"
        )

    monkeypatch.syspath_prepend(str(tmp_path))
    registry.analyzer.cache_clear()
    yield install
    registry.analyzer.cache_clear()
    for name in names:
        sys.modules.pop(name, None)


COUNTER = """
    class Counter:
        name = "counter"
        version = "7"
        requires = ("basic",)
        options = ("least",)

        def run(self, inputs, options, progress):
            progress(0.5, "halfway")
            rows = [row for row in inputs["basic"]["characters"]
                    if row["words"] >= options.get("least", 0)]
            return {"counts": [{"character": row["character"], "words": row["words"]}
                               for row in rows]}
"""


@pytest.mark.parametrize("wrong", ["basics", "", "full ", "scriptnb.analysis.basic", "../basic"])
def test_the_error_of_an_unknown_type_lists_those_that_exist(wrong: str) -> None:
    with pytest.raises(UnknownAnalysisError, match=r"choose one of: basic, .*full"):
        registry.check(wrong, {})


@pytest.mark.parametrize("wrong", [None, 3, ["basic"]])
def test_a_type_that_is_not_a_string_is_an_unknown_type(wrong: object) -> None:
    with pytest.raises(UnknownAnalysisError, match="asked for by its name"):
        registry.plan(wrong)  # type: ignore[arg-type]


def test_an_unknown_type_is_a_value_error_too() -> None:
    with pytest.raises(ValueError, match="there is no analysis 'nope'"):
        registry.run("nope", forbidden)


def test_full_runs_every_built_in_analysis_after_what_it_requires() -> None:
    planned = [each.name for each in registry.plan("full")]
    assert sorted(planned) == sorted(registry.BUILT_IN)
    for position, each in enumerate(registry.plan("full")):
        assert set(each.requires) <= set(planned[:position])


def test_an_unknown_option_is_refused_before_the_script_is_read() -> None:
    with pytest.raises(OptionError, match=r"no option 'aliasses'; it takes: .*aliases"):
        registry.run("basic", forbidden, {"aliasses": {}})


@pytest.mark.parametrize(
    "options", [{"aliases": ["ANNA"]}, {"words_per_minute": 0}, {"words_per_minute": "fast"}]
)
def test_a_value_that_an_option_cannot_take_is_refused_before_any_work(options: dict) -> None:
    with pytest.raises(OptionError):
        registry.check("basic", options)


def test_the_script_is_read_once_and_only_at_first_access() -> None:
    reads: list[int] = []

    def counting() -> Screenplay:
        reads.append(1)
        return read()

    inputs = registry.Inputs(counting)
    assert not reads
    assert inputs.screenplay is inputs.screenplay
    assert len(reads) == 1


def test_a_third_partys_analyzer_runs_after_what_it_requires(third_party: Callable) -> None:
    third_party(COUNTER, counter="Counter")
    assert "counter" in registry.known_types()
    result = registry.run("counter", read, {"least": 2})
    assert result["counter"] == {"counts": [{"character": "ANNA", "words": 4}]}
    assert result["characters"][0]["character"] == "ANNA"
    assert result["metadata"]["versions"]["counter"] == "7"


def test_a_script_that_no_analyzer_accesses_is_not_read(third_party: Callable) -> None:
    third_party(
        """
        class Lazy:
            name, version, requires = "lazy", "1", ()
            def run(self, inputs, options, progress):
                return {"seen": sorted(options)}
        lazy = Lazy()
        """,
        lazy="lazy",
    )
    result = registry.run("lazy", forbidden, {"anything": 1})
    assert result["lazy"] == {"seen": ["anything"]}


def test_analyses_that_require_each_other_are_an_error(third_party: Callable) -> None:
    third_party(
        """
        class Hen:
            name, version, requires = "hen", "1", ("egg",)
            def run(self, inputs, options, progress): return {}
        class Egg(Hen):
            name, requires = "egg", ("hen",)
        """,
        hen="Hen",
        egg="Egg",
    )
    with pytest.raises(UnknownAnalysisError, match="hen, egg require each other in a circle"):
        registry.plan("hen")


def test_the_error_of_a_missing_requirement_names_the_analysis(third_party: Callable) -> None:
    third_party(
        """
        class Needy:
            name, version, requires = "needy", "1", ("missing",)
            def run(self, inputs, options, progress): return {}
        """,
        needy="Needy",
    )
    with pytest.raises(UnknownAnalysisError, match="'needy' requires 'missing'"):
        registry.check("needy", {})


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import a_module_that_is_not_there", "cannot be loaded: ModuleNotFoundError"),
        ("broken = 3", "has no 'name'"),
        (
            """
            class B:
                name, version, requires = "other", "1", ()
                def run(self, inputs, options, progress): return {}
            broken = B()
            """,
            "has another name, 'other'",
        ),
    ],
)
def test_the_error_of_a_broken_package_names_its_defect(
    third_party: Callable, code: str, message: str
) -> None:
    third_party(code, broken="broken")
    with pytest.raises(UnknownAnalysisError, match=message):
        registry.analyzer("broken")


def test_third_parties_cannot_replace_built_in_analyses(third_party: Callable) -> None:
    third_party(COUNTER, basic="Counter", full="Counter")
    assert type(registry.analyzer("basic")).__name__ == "BasicAnalyzer"
    assert registry.known_types().count("full") == 1


def test_progress_rises_from_0_to_1(third_party: Callable) -> None:
    third_party(COUNTER, counter="Counter")
    shares: list[float] = []
    registry.run("counter", read, progress=lambda share, _: shares.append(share))
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1


def test_a_result_records_how_it_was_made() -> None:
    metadata = registry.run("basic", read, {"words_per_minute": 120})["metadata"]
    assert metadata["analysis_type"] == "basic"
    assert metadata["options"] == {"words_per_minute": 120}
    assert metadata["versions"].keys() == {"scriptnb", "screenplay", "basic"}
