"""``.plot`` of a result, corpus, season or comparison: the rows of `plots.PLOTS` as methods.

matplotlib is imported when a plot is called, or when its signature or docstring is read.
"""

from __future__ import annotations

import importlib
import inspect
import logging
import re
from typing import TYPE_CHECKING

from scriptnb.results import plots

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from matplotlib.figure import Figure

log = logging.getLogger(__name__)


class Plots:
    """The plots of one result, corpus, season or comparison; each call makes a new ``Figure``.

    Calling a plot of an analysis that was not asked for raises an `AttributeError` that names the
    analysis.

    Parameters
    ----------
    of
        What is drawn; the tables that the rows name are its attributes.
    subject
        What it is, as in the rows.
    title
        The title of the script, for the plots that show one.
    """

    def __init__(
        self, of: object, subject: plots.Subject = "result", title: str | None = None
    ) -> None:
        self._of = of
        self._subject = subject
        self._title = title

    def __getattr__(self, name: str) -> BoundPlot:
        row = plots.rows_of(self._subject).get(name)
        if row is None:
            names = plots.names_as_text(self._subject)
            raise AttributeError(f"a {self._subject} has no plot {name!r}; {names}")
        return BoundPlot(row, self._of, self._title)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *plots.rows_of(self._subject)})

    def __repr__(self) -> str:
        return plots.names_as_text(self._subject)


def pictures(plot: Plots, analyses: Collection[str]) -> dict[str, tuple[bytes, str]]:
    """Draw every plot of a result that needs one of the analyses, as PNG with alternative text."""
    return {
        name: (plots.png(getattr(plot, name)()), row.alt)
        for name, row in plots.rows_of("result").items()
        if row.analysis in analyses
    }


def picture(plot: Plots, name: str) -> tuple[bytes | None, str]:
    """Draw one plot as PNG; return it with its alternative text.

    Where it cannot be drawn there is no PNG, and the text is the reason: what a card or a page
    shows besides its plot must be shown all the same.
    """
    try:
        drawn: BoundPlot = getattr(plot, name)
        return plots.png(drawn()), drawn.alt
    except Exception as error:
        log.info("the plot %s could not be drawn", name, exc_info=True)
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return None, f"The plot could not be drawn ({reason})."


class BoundPlot:
    """One plot of one result, corpus, season or comparison: calling it draws it."""

    def __init__(self, row: plots.PlotRow, of: object, title: str | None) -> None:
        self._row = row
        self._of = of
        self._title = title
        self.__name__ = row.name
        self.alt = row.alt

    def __call__(self, *args: object, **options: object) -> Figure:
        """Draw the plot."""
        from scriptnb.results.plots.settings import safe_settings

        function = self._function()
        if "title" in inspect.signature(function).parameters:
            options["title"] = self._title
        with safe_settings():
            return function(*self._drawn(), *args, **options)

    def _drawn(self) -> list[object]:
        """Return what the function takes first."""
        return [getattr(self._of, name) for name in self._row.tables] or [self._of]

    def _function(self) -> Callable[..., Figure]:
        module, _, name = self._row.function.partition(".")
        function: Callable[..., Figure] = getattr(
            importlib.import_module(f"{plots.__name__}.{module}"), name
        )
        return function

    @property
    def __signature__(self) -> inspect.Signature:
        """The parameters that a user may give."""
        signature = inspect.signature(self._function())
        given = list(signature.parameters.values())[len(self._row.tables) or 1 :]
        return signature.replace(parameters=[each for each in given if each.name != "title"])

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        """What it draws, and the parameters that a user may give, from the function's docstring."""
        described = _described(
            inspect.getdoc(self._function()) or "", self.__signature__.parameters
        )
        return f"Draw {self._row.alt}.{described}"

    def __repr__(self) -> str:
        return f"<plot {self._row.name}: {self._row.alt}>"


def _described(docstring: str, names: Collection[str]) -> str:
    r"""Return a docstring from its parameters on, without those that are not named.

    Examples
    --------
    >>> _described("Draw.\n\nParameters\n----------\ntable\n    A table.\nmost\n    A number.",
    ...            ["most"])
    '\n\nParameters\n----------\nmost\n    A number.'
    """
    _, heading, sections = docstring.partition("\n\nParameters\n----------\n")
    parameters, _, rest = sections.partition("\n\n")
    kept = [
        entry
        for entry in re.split(r"\n(?=\S)", parameters)
        if set(entry.partition("\n")[0].split(", ")) <= set(names)
    ]
    listed = "\n".join([heading.rstrip("\n"), *kept]) if kept else ""
    return f"{listed}\n\n{rest}" if rest else listed
