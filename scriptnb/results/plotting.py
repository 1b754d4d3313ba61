"""``result.plot``: the plots of a result as methods, made from the rows of `plots.PLOTS`.

matplotlib is imported when a plot is called, or when its signature or docstring is read.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Protocol

from scriptnb.results import plots

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from matplotlib.figure import Figure


#: Parameters of the functions that the result fills in.
_FROM_RESULT = ("title", "note", "turning_points")
_PARAMETERS = """Where the signature has them: ``characters`` is how many of those who speak most,
or their names; ``most`` is how many of those who speak most."""


class Tables(Protocol):
    """What a plot needs of a `Result`."""

    @property
    def raw(self) -> Mapping[str, Any]:
        """The result dict."""
        ...

    @property
    def tables(self) -> list[str]:
        """The names of the tables."""
        ...

    def table(self, name: str) -> pd.DataFrame:
        """Return a table, or raise an `AttributeError` that names the analysis that has it."""
        ...


class Plots:
    """The plots of one result; each call makes a new matplotlib ``Figure``.

    Calling a plot of an analysis that the result does not have raises an `AttributeError` that
    names the analysis.
    """

    def __init__(self, result: Tables) -> None:
        self._result = result

    def __getattr__(self, name: str) -> BoundPlot:
        row = plots.rows_of("result").get(name)
        if row is None:
            raise AttributeError(f"a result has no plot {name!r}; {plots.names_as_text('result')}")
        return BoundPlot(row, self._result)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *plots.rows_of("result")})

    def __repr__(self) -> str:
        return plots.names_as_text("result")


class BoundPlot:
    """One plot of one result: calling it draws it."""

    def __init__(self, row: plots.PlotRow, result: Tables) -> None:
        self._row = row
        self._result = result
        self.__name__ = row.name
        self.__doc__ = f"Draw {row.alt}.\n\n{_PARAMETERS}"

    def __call__(self, *args: Any, **options: Any) -> Figure:
        """Draw the plot."""
        prepare = _PREPARED.get(self._row.name)
        tables = (
            prepare(self._result)
            if prepare
            else [self._result.table(name) for name in self._row.tables]
        )
        title = (self._result.raw.get("metadata") or {}).get("title")
        figure: Figure = self._function()(*tables, *args, title=title, **options)
        return figure

    def _function(self) -> Callable[..., Figure]:
        function: Callable[..., Figure] = getattr(plots, self._row.function.partition(".")[2])
        return function

    @property
    def __signature__(self) -> inspect.Signature:
        """The parameters that a user may give; tables and title come from the result."""
        signature = inspect.signature(self._function())
        optional = [
            parameter
            for name, parameter in signature.parameters.items()
            if parameter.default is not parameter.empty and name not in _FROM_RESULT
        ]
        return signature.replace(parameters=optional)

    def __repr__(self) -> str:
        return f"<plot {self._row.name}: {self._row.alt}>"


def _arc(result: Tables) -> list[Any]:
    """Return the arc of the sentiment analysis, or else the smooth line of the structure."""
    structure = "turning_points" in result.tables
    if "arc" not in result.tables and structure:
        line = result.table("arc_line").rename(columns={"value": "compound"})
    else:
        line = result.table("arc")
    points = result.table("turning_points") if structure else None
    return [line, points, _note(result)]


def _stream(result: Tables) -> list[Any]:
    """Return the scored speeches; without scores the missing table raises an error."""
    if "emotions" not in result.tables:
        result.table("emotions")
    return [result.table("dialogues"), _note(result)]


def _note(result: Tables) -> str | None:
    """Return the reason why nothing was scored, where the analysis gives one."""
    made = (result.raw.get("sentiment") or {}).get("metadata") or {}
    note: str | None = made.get("note")
    return note


#: The plots that take more than tables.
_PREPARED: dict[str, Callable[[Tables], list[Any]]] = {"arc": _arc, "stream": _stream}
