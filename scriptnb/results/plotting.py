"""``result.plot``: each of a result's plots as a method; matplotlib loads when one is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.figure import Figure

    from scriptnb.results.result import Result


#: plot -> the analysis that it needs, and what it shows, for those who do not see it.
SHOWN = {
    "words_by_scene": ("basic", "words that each main character speaks, by scene"),
    "dialogue_share": ("basic", "how the spoken words are shared out among the characters"),
    "ruler": ("structure", "acts and turning points along the script, each with its range"),
    "presence": ("structure", "who speaks in which scene"),
    "network": ("structure", "who talks with whom, and how often"),
    "pacing": ("structure", "length, tension and talk of each scene"),
    "arc": ("sentiment", "valence of the dialogue along the script"),
    "emotions": ("sentiment", "emotions of each main character's speeches"),
    "stream": ("sentiment", "six emotions in the dialogue along the script"),
}


class Plots:
    """The plots of one result; each call makes a new matplotlib ``Figure``.

    A plot of an analysis that was not asked for is an `AttributeError` that says which has it.
    """

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
        from scriptnb.results import plots

        result = self._result
        return plots.words_by_scene(result.scenes, result.dialogues, characters, title=self._title)

    def dialogue_share(self, most: int = 10) -> Figure:
        """Draw how the spoken words are shared out among the characters."""
        from scriptnb.results import plots

        return plots.dialogue_share(self._result.characters, most, title=self._title)

    def presence(self, characters: int | Iterable[str] = 12) -> Figure:
        """Draw who speaks in which scene as a heat map."""
        from scriptnb.results import plots

        return plots.presence(self._result.presence, characters, title=self._title)

    def network(self, most: int = 14) -> Figure:
        """Draw who talks with whom."""
        from scriptnb.results import plots

        result = self._result
        return plots.network(result.network, result.characters, most, title=self._title)

    def ruler(self) -> Figure:
        """Draw acts and turning points, each with its range."""
        from scriptnb.results import plots

        result = self._result
        return plots.ruler(result.acts, result.turning_points, title=self._title)

    def pacing(self) -> Figure:
        """Draw length, tension and talk scene by scene, with smoothed lines."""
        from scriptnb.results import plots

        result = self._result
        return plots.pacing(result.pacing, result.stretches, title=self._title)

    def arc(self) -> Figure:
        """Draw the valence of the dialogue along the script.

        From the sentiment analysis where it was asked for, else from the structure's smooth line.
        """
        from scriptnb.results import plots

        result = self._result
        structure = "turning_points" in result.tables
        if "arc" not in result.tables and structure:
            line = result.arc_line.rename(columns={"value": "compound"})
        else:
            line = result.arc
        points = result.turning_points if structure else None
        return plots.arc(line, points, self._note(), title=self._title)

    def emotions(self, characters: int | Iterable[str] = 10) -> Figure:
        """Draw the emotions of each main character's speeches."""
        from scriptnb.results import plots

        return plots.emotions(self._result.emotions, characters, title=self._title)

    def stream(self) -> Figure:
        """Draw the six emotions along the script."""
        from scriptnb.results import plots

        result = self._result
        if "emotions" not in result.tables:
            _ = result.emotions  # says which analysis has them
        return plots.stream(result.dialogues, self._note(), title=self._title)

    def _note(self) -> str | None:
        """Say why nothing was scored, where the analysis knows."""
        made = (self._result.raw.get("sentiment") or {}).get("metadata") or {}
        note: str | None = made.get("note")
        return note

    def __repr__(self) -> str:
        names = [name for name in dir(self) if not name.startswith("_")]
        return f"plots: {', '.join(names)}"
