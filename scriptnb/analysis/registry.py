"""Which analyses exist, what each requires, and how one is run.

An analyzer is any object with ``name``, ``version``, ``requires`` and ``run(inputs, options,
progress) -> dict``. Ours are named in ``BUILT_IN``; third parties name theirs in the entry-point
group ``scriptnb.analyzers``. Nothing is ever imported because a journal or a message names it.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, Protocol, cast

from scriptnb.errors import OptionError, UnknownAnalysisError
from scriptnb.screenplay import PARSER_VERSION
from scriptnb.version import __version__

if TYPE_CHECKING:
    from scriptnb.screenplay import Screenplay

GROUP = "scriptnb.analyzers"
#: Our own analyzers: type -> module and class, loaded at first use.
BUILT_IN = {
    "basic": ("scriptnb.analysis.basic", "BasicAnalyzer"),
    "sentiment": ("scriptnb.analysis.sentiment", "SentimentAnalyzer"),
    "structure": ("scriptnb.analysis.structure", "StructureAnalyzer"),
}
#: ``full`` is every built-in analysis; a third party's analyzer is asked for by its own name.
FULL = "full"

#: Called with the share done (0-1) and a word or two on what is being done.
Progress = Callable[[float, str], None]
ResultDict = dict[str, Any]


class Inputs(Mapping[str, ResultDict]):
    """What an analyzer is given: the result of each required type, and the script itself.

    Parameters
    ----------
    read
        Reads the script; called once, at the first access of ``screenplay``.
    """

    def __init__(self, read: Callable[[], Screenplay]) -> None:
        self._read = read
        self._results: dict[str, ResultDict] = {}

    @functools.cached_property
    def screenplay(self) -> Screenplay:
        """The script, parsed at first access."""
        return self._read()

    def add(self, name: str, result: ResultDict) -> None:
        """Keep the result of one analyzer for those that require it."""
        self._results[name] = result

    def __getitem__(self, name: str) -> ResultDict:
        return self._results[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._results)

    def __len__(self) -> int:
        return len(self._results)


class Analyzer(Protocol):
    """What the registry asks of an analyzer.

    It may also have ``options``, the names of the options that it takes (without it, it takes
    any), and ``check_options(options)``, which raises `OptionError` for a value it cannot take.
    """

    name: str
    version: str
    requires: tuple[str, ...]

    def run(self, inputs: Inputs, options: Mapping[str, Any], progress: Progress) -> ResultDict:
        """Analyse and return plain dicts and lists that JSON can hold."""
        ...


def known_types() -> list[str]:
    """Name every analysis type that can be asked for, ours first."""
    others = sorted({point.name for point in entry_points(group=GROUP)} - set(BUILT_IN) - {FULL})
    return [*BUILT_IN, FULL, *others]


@functools.cache
def analyzer(name: str) -> Analyzer:
    """Return the analyzer of one type (not ``full``).

    Raises
    ------
    UnknownAnalysisError
        When no analyzer has that type; the message names those that exist.
    """
    if name in BUILT_IN:
        module, attribute = BUILT_IN[name]
        made: Analyzer = getattr(importlib.import_module(module), attribute)()
        return made
    for point in entry_points(group=GROUP):
        if point.name == name and name != FULL:
            return _load(point)
    raise UnknownAnalysisError(
        f"there is no analysis {name!r}; choose one of: {', '.join(known_types())}"
    )


def _load(point: EntryPoint) -> Analyzer:
    """Load a third party's analyzer and see that it is one."""
    whose = f"the analysis {point.name!r} ({point.value})"
    try:
        loaded = point.load()
        made: Any = loaded() if isinstance(loaded, type) else loaded
    except Exception as error:
        raise UnknownAnalysisError(
            f"{whose} cannot be loaded: {type(error).__name__}: {error}; "
            "update or uninstall its package"
        ) from error
    lacks = [part for part in ("name", "version", "requires", "run") if not hasattr(made, part)]
    if lacks or made.name != point.name:
        wrong = f"has no {lacks[0]!r}" if lacks else f"calls itself {made.name!r}"
        raise UnknownAnalysisError(f"{whose} {wrong}; update or uninstall its package")
    return cast("Analyzer", made)


def plan(analysis_type: str) -> list[Analyzer]:
    """List the analyzers that a type needs, each after all that it requires."""
    ordered: dict[str, Analyzer] = {}

    def add(name: str, asked_by: tuple[str, ...]) -> None:
        if name in asked_by:
            circle = asked_by[asked_by.index(name) :]
            raise UnknownAnalysisError(
                f"the analyses {', '.join(circle)} require each other in a circle"
            )
        if name not in ordered:
            try:
                found = analyzer(name)
            except UnknownAnalysisError as error:
                if not asked_by:
                    raise
                raise UnknownAnalysisError(f"{asked_by[-1]!r} requires {name!r}: {error}") from None
            for required in found.requires:
                add(required, (*asked_by, name))
            ordered[name] = found

    if not isinstance(analysis_type, str):
        raise UnknownAnalysisError(
            f"an analysis is asked for by its name, not by {type(analysis_type).__name__}; "
            f"choose one of: {', '.join(known_types())}"
        )
    for name in BUILT_IN if analysis_type == FULL else (analysis_type,):
        add(name, ())
    return list(ordered.values())


def check(analysis_type: str, options: Mapping[str, Any]) -> None:
    """Refuse, before any work, a type that does not exist or an option that nobody takes.

    Raises
    ------
    UnknownAnalysisError
        For an unknown type.
    OptionError
        For an option that no analyzer of the type's plan takes, or a value that one cannot take.
    """
    analyzers = plan(analysis_type)
    taken: set[str] = set()
    anything = False
    for each in analyzers:
        names = getattr(each, "options", None)
        anything = anything or names is None
        taken |= set(names or ())
        if check_options := getattr(each, "check_options", None):
            check_options(options)
    if (unknown := sorted(set(options) - taken)) and not anything:
        accepts = f"it takes: {', '.join(sorted(taken))}" if taken else "it takes none"
        raise OptionError(f"{analysis_type!r} has no option {unknown[0]!r}; {accepts}")


def versions(analysis_type: str) -> dict[str, str]:
    """Return the versions that a result depends on: part of its content key.

    The readers', and that of each analyzer that the type needs.
    """
    needed = {each.name: each.version for each in plan(analysis_type)}
    return {"screenplay": PARSER_VERSION, **needed}


def run(
    analysis_type: str,
    read: Callable[[], Screenplay],
    options: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> ResultDict:
    """Run one analysis and all that it requires, in order.

    Parameters
    ----------
    analysis_type
        A name of `known_types`.
    read
        Reads the script when an analyzer first looks at it.
    options
        Options for the analyzers; each takes those it knows.
    progress
        Told the share of the whole that is done.

    Returns
    -------
    dict
        Basic's tables at the top level, every other analysis under its own name.
    """
    options = options or {}
    check(analysis_type, options)
    inputs = Inputs(read)
    analyzers = plan(analysis_type)
    for position, each in enumerate(analyzers):

        def step(share: float, message: str, base: float = position / len(analyzers)) -> None:
            if progress is not None:
                progress(base + share / len(analyzers), message)

        step(0.0, each.name)
        found = each.run(inputs, options, step)
        if not isinstance(found, dict):
            raise TypeError(f"the analysis {each.name!r} returned {type(found).__name__}, no dict")
        inputs.add(each.name, found)
    if progress is not None:
        progress(1.0, "done")
    result = dict(inputs.get("basic", {}))
    for name, found in inputs.items():
        if name in result:
            raise UnknownAnalysisError(f"an analysis cannot be called {name!r}: a table is")
        if name != "basic":
            result[name] = found
    # How the result was made travels with it, into the journal and out again.
    result["metadata"] = {
        **result.get("metadata", {}),
        "analysis_type": analysis_type,
        "versions": {"scriptnb": __version__, **versions(analysis_type)},
        "options": dict(options),
    }
    return result
