"""``result.plot``: each of a result's plots as a method; matplotlib loads when one is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.figure import Figure

    from scriptnb.tables import Result


class Plots:
    """The plots of one result; each call makes a new matplotlib ``Figure``."""

    def __init__(self, result: Result) -> None:
        self._result = result
        self._title: str | None = (result.raw.get("metadata") or {}).get("title")

    def words_by_scene(self, characters: int | Iterable[str] = 6) -> Figure:
        """Draw the words of each main character by scene.

        Parameters
        ----------
        characters
            How many of those who speak most, or their names.
        """
        from scriptnb import plots

        result = self._result
        return plots.words_by_scene(result.scenes, result.dialogues, characters, title=self._title)

    def __repr__(self) -> str:
        names = [name for name in dir(self) if not name.startswith("_")]
        return f"plots: {', '.join(names)}"
