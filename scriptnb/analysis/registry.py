"""The registry of analyses: which exist, what each requires, and how one is run.

An analyzer is any object with ``name``, ``version``, ``requires`` and ``run(inputs, options,
progress) -> dict``. The built-in ones are listed in ``BUILT_IN``; third parties register theirs in
the entry-point group ``scriptnb.analyzers``. A name that comes from a journal or a message is only
looked up here, never imported.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, Protocol, cast

from scriptnb.errors import OptionError, UnknownAnalysisError
from scriptnb.screenplay import PARSER_VERSION
from scriptnb.screenplay.headings import own_words
from scriptnb.suggestions import did_you_mean
from scriptnb.version import __version__

if TYPE_CHECKING:
    from scriptnb.screenplay import Screenplay

GROUP = "scriptnb.analyzers"
#: The built-in analyzers: type -> module and class, loaded at first use.
BUILT_IN = {
    "basic": ("scriptnb.analysis.basic", "BasicAnalyzer"),
    "sentiment": ("scriptnb.analysis.sentiment", "SentimentAnalyzer"),
    "structure": ("scriptnb.analysis.structure", "StructureAnalyzer"),
    "production": ("scriptnb.analysis.production", "ProductionAnalyzer"),
}
#: The type that runs every built-in analysis, and none of a third party.
FULL = "full"

#: Called with the share that is done (0-1) and a short description of the current step.
Progress = Callable[[float, str], None]
#: The options of one run, by name. Each analyzer checks the values of its own.
Options = Mapping[str, object]
#: A result: basic's tables, and the result of each other analysis under its name. An analyzer of a
#: third party may return anything that JSON can hold, so the values have no narrower type.
ResultDict = dict[str, Any]


class Inputs(Mapping[str, ResultDict]):
    """The inputs of an analyzer: the result of each required type, and the script itself.

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
        """Add the result of one analyzer, for those that require it."""
        self._results[name] = result

    def __getitem__(self, name: str) -> ResultDict:
        return self._results[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._results)

    def __len__(self) -> int:
        return len(self._results)


class Analyzer(Protocol):
    """The interface of an analyzer.

    An analyzer may also have ``options``, the names of the options that it takes (without it, any
    option is accepted), and ``check_options(options)``, which raises `OptionError` for a value that
    it cannot take.
    """

    name: str
    version: str
    requires: tuple[str, ...]

    def run(self, inputs: Inputs, options: Options, progress: Progress) -> Mapping[str, object]:
        """Analyse and return plain dicts and lists that JSON can hold."""
        ...


#: Options of the parser, which every analysis takes.
PARSER_OPTIONS = ("words",)


def known_types() -> list[str]:
    """Return the name of every analysis type, the built-in ones first."""
    others = sorted({point.name for point in entry_points(group=GROUP)} - set(BUILT_IN) - {FULL})
    return [*BUILT_IN, FULL, *others]


@functools.cache
def analyzer(name: str) -> Analyzer:
    """Return the analyzer of one type (not ``full``).

    Raises
    ------
    UnknownAnalysisError
        When there is no such type; the message lists those that exist.
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
        f"{did_you_mean(name, known_types())}"
    )


def _load(point: EntryPoint) -> Analyzer:
    """Load a third party's analyzer and check that it has what an analyzer needs."""
    whose = f"the analysis {point.name!r} ({point.value})"
    try:
        loaded = point.load()
        made = loaded() if isinstance(loaded, type) else loaded
    except Exception as error:
        raise UnknownAnalysisError(
            f"{whose} cannot be loaded: {type(error).__name__}: {error}; "
            "update or uninstall its package"
        ) from error
    missing = [part for part in ("name", "version", "requires", "run") if not hasattr(made, part)]
    if missing or made.name != point.name:
        wrong = f"has no {missing[0]!r}" if missing else f"has another name, {made.name!r}"
        raise UnknownAnalysisError(f"{whose} {wrong}; update or uninstall its package")
    return cast("Analyzer", made)


def plan(analysis_type: str) -> list[Analyzer]:
    """Return the analyzers that a type needs, each after those that it requires."""
    ordered: dict[str, Analyzer] = {}

    def add(name: str, required_by: tuple[str, ...]) -> None:
        if name in required_by:
            circle = required_by[required_by.index(name) :]
            raise UnknownAnalysisError(
                f"the analyses {', '.join(circle)} require each other in a circle"
            )
        if name not in ordered:
            try:
                found = analyzer(name)
            except UnknownAnalysisError as error:
                if not required_by:
                    raise
                parent = required_by[-1]
                raise UnknownAnalysisError(f"{parent!r} requires {name!r}: {error}") from None
            for required in found.requires:
                add(required, (*required_by, name))
            ordered[name] = found

    if not isinstance(analysis_type, str):
        raise UnknownAnalysisError(
            f"an analysis is asked for by its name, not by {type(analysis_type).__name__}; "
            f"choose one of: {', '.join(known_types())}"
        )
    for name in BUILT_IN if analysis_type == FULL else (analysis_type,):
        add(name, ())
    return list(ordered.values())


def check(analysis_type: str, options: Options) -> None:
    """Check an analysis type and its options before any work is done.

    Raises
    ------
    UnknownAnalysisError
        For an unknown type.
    OptionError
        For an option that no analyzer of the plan takes, or a value that one cannot take.
    """
    analyzers = plan(analysis_type)
    own_words.load(options.get("words", {}))
    taken: set[str] = set(PARSER_OPTIONS)
    takes_any = False
    for each in analyzers:
        names = getattr(each, "options", None)
        takes_any = takes_any or names is None
        taken |= set(names or ())
        if check_options := getattr(each, "check_options", None):
            check_options(options)
    if (unknown := sorted(set(options) - taken)) and not takes_any:
        accepts = f"it takes: {', '.join(sorted(taken))}" if taken else "it takes none"
        raise OptionError(f"{analysis_type!r} has no option {unknown[0]!r}; {accepts}")


def versions(analysis_type: str) -> dict[str, str]:
    """Return the versions on which a result depends: of the readers and of each analyzer needed.

    They are part of the cache key.
    """
    needed = {each.name: each.version for each in plan(analysis_type)}
    return {"screenplay": PARSER_VERSION, **needed}


def run(
    analysis_type: str,
    read: Callable[[], Screenplay],
    options: Options | None = None,
    progress: Progress | None = None,
) -> ResultDict:
    """Run one analysis and all that it requires, in order.

    Parameters
    ----------
    analysis_type
        A name of `known_types`.
    read
        Reads the script; called when an analyzer first accesses it.
    options
        Options for the analyzers; each uses its own.
    progress
        Called with the share of the whole that is done.

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
            returned = type(found).__name__
            raise TypeError(f"the analysis {each.name!r} returned {returned} instead of a dict")
        inputs.add(each.name, found)
    if progress is not None:
        progress(1.0, "done")
    result = dict(inputs.get("basic", {}))
    for name, found in inputs.items():
        if name in result:
            raise UnknownAnalysisError(
                f"an analysis cannot be called {name!r}, because a table has that name"
            )
        if name != "basic":
            result[name] = found
    # Kept in the result, so that it is in the journal too.
    result["metadata"] = {
        **result.get("metadata", {}),
        "analysis_type": analysis_type,
        "versions": {"scriptnb": __version__, **versions(analysis_type)},
        "options": dict(options),
    }
    return result
