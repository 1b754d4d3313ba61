"""Two drafts of one script: what was kept, cut, added, moved and rewritten, as tables and pictures.

Compares two results; `scriptnb.analysis.drafts` matches the scenes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from scriptnb.analysis import draft_tables, drafts
from scriptnb.errors import OptionError
from scriptnb.results import evidence
from scriptnb.results import format as formats
from scriptnb.results.result import Result, analyze
from scriptnb.results.schema import columns
from scriptnb.screenplay.source import is_text

if TYPE_CHECKING:
    import pandas as pd

    from scriptnb.results.plotting import Plots
    from scriptnb.results.schema import Columns
    from scriptnb.screenplay.source import SourceLike

CHANGES = ("kept", "moved", "rewritten", "moved and rewritten", "cut", "added")
_SCENES = columns(draft_tables.SceneChangeRow)
_CHARACTERS = columns(draft_tables.CharacterChangeRow)
_LINES = columns(draft_tables.LineChangeRow)
_ARC: Columns = {"position": "float", "before": "float", "after": "float", "change": "float"}
#: The measures of the summaries that are compared.
_MEASURES = (
    "pages", "minutes", "scenes", "locations", "characters", "speeches", "words",
    "dialogue_words", "action_words", "dialogue_share",
)  # fmt: skip


class ArcPoint(TypedDict):
    """A point of the arc of one draft."""

    position: float
    compound: float | None


class ArcRow(TypedDict):
    """A point of both drafts; ``change`` is None where one of them is not known."""

    position: float
    before: float | None
    after: float | None
    change: float | None


def compare(
    before: SourceLike | Result,
    after: SourceLike | Result,
    *,
    format: str = "auto",  # noqa: A002 - as in analyze
    language: str | None = None,
    **options: Any,
) -> Comparison:
    r"""Compare two drafts of one script.

    Parameters
    ----------
    before, after
        As `scriptnb.analyze` takes them, or results of it.
    format, language, **options
        As in `scriptnb.analyze`, for both drafts.

    Returns
    -------
    Comparison

    Raises
    ------
    ScriptReadError
        When a draft cannot be read.

    Examples
    --------
    >>> old = "INT. HALL - DAY\n\nBOB\nIs it you?\n\nEXT. ROAD - DAY\n\nRain.\n"
    >>> compare(old, old.replace("\n\nRain.", "\n\nSnow.")).scenes["change"].tolist()
    ['kept', 'rewritten']
    """
    results = [
        draft
        if isinstance(draft, Result)
        else analyze(draft, format=format, language=language, **options)
        for draft in (before, after)
    ]
    for which, result in zip(("before", "after"), results, strict=True):
        if "scenes" not in result.raw or "dialogues" not in result.raw:
            raise OptionError(f"{which} has no scenes and dialogues; compare results of analyze")
    earlier, later = results
    return Comparison(earlier, later, (_name(before), _name(after)))


def _name(draft: SourceLike | Result) -> str | None:
    """Return a draft's file name and when it was last saved; None where it is no file."""
    if isinstance(draft, str | os.PathLike) and not is_text(draft):
        path = Path(draft).expanduser()
        with contextlib.suppress(OSError):
            saved = dt.datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            return f"{path.name} ({saved:%Y-%m-%d %H:%M})"
    return None


class Comparison:
    """What changed between two drafts.

    Parameters
    ----------
    before, after
        The results of the two drafts.
    names
        What to call them in a report.
    """

    def __init__(
        self, before: Result, after: Result, names: tuple[str | None, str | None] = (None, None)
    ) -> None:
        self._names = names
        #: The drafts themselves: ``comparison.after.scenes`` and so on.
        self.before, self.after = before, after
        words = [drafts.scene_words(result.raw) for result in (before, after)]
        self._scenes = draft_tables.scene_rows(*words)

    @property
    def scenes(self) -> pd.DataFrame:
        """A row per scene, in the order of the later draft; a cut scene keeps its former place.

        ``before`` and ``after`` are scene numbers, ``change`` one of `CHANGES`, ``similarity`` 0-1
        (shared words and word pairs).
        """
        from scriptnb.results import frames

        return frames.frame(self._scenes, _SCENES)

    @property
    def characters(self) -> pd.DataFrame:
        """A row per character, with words, speeches and scenes in both drafts."""
        from scriptnb.results import frames

        return frames.frame(
            draft_tables.character_rows(self.before.raw, self.after.raw), _CHARACTERS
        )

    @property
    def summary(self) -> pd.DataFrame:
        """One row: how many scenes changed in which way, and each measure before and after."""
        from scriptnb.results import frames

        row: dict[str, float | None] = {
            change.replace(" ", "_"): sum(each["change"] == change for each in self._scenes)
            for change in CHANGES
        }
        old, new = (result.raw["summary"][0] for result in (self.before, self.after))
        for measure in _MEASURES:
            was, now = old.get(measure), new.get(measure)
            row[f"{measure}_before"], row[f"{measure}_after"] = was, now
            row[f"{measure}_change"] = _difference(was, now)
        return frames.frame([row])

    @property
    def arc(self) -> pd.DataFrame:
        """The valence of the dialogue along both drafts: 100 points, by words."""
        from scriptnb.results import frames

        return frames.frame(self._arc, _ARC)

    @functools.cached_property
    def _arc(self) -> list[ArcRow]:
        old, new = (_valence(result) for result in (self.before, self.after))
        return [
            {
                "position": was["position"],
                "before": was["compound"],
                "after": now["compound"],
                "change": _difference(was["compound"], now["compound"]),
            }
            for was, now in zip(old, new, strict=True)
        ]

    def lines(self, scene: int) -> pd.DataFrame:
        """Compare one scene line by line.

        Parameters
        ----------
        scene
            Its number in the later draft, or, of a cut scene, minus its number in the earlier one.

        Returns
        -------
        DataFrame
            ``change`` (kept, cut, added), ``line_before``, ``line_after``, ``kind``, ``character``,
            ``text``.
        """
        from scriptnb.results import frames

        key: Literal["before", "after"] = "after" if scene > 0 else "before"
        row = next((each for each in self._scenes if each[key] == abs(scene)), None)
        if row is None:
            raise OptionError(f"no scene {abs(scene)} in the draft {key!r}")
        old, new = (
            [] if number is None else evidence.lines(result.raw, number)
            for number, result in ((row["before"], self.before), (row["after"], self.after))
        )
        return frames.frame(draft_tables.line_rows(old, new), _LINES)

    # Files

    def _tables(self) -> dict[str, pd.DataFrame]:
        tables = {
            "summary": self.summary,
            "scenes": self.scenes,
            "characters": self.characters,
            "measures": self._measures(),
        }
        with contextlib.suppress(OptionError):
            tables["arc"] = self.arc
        return tables

    def to_csv(
        self, folder: str | os.PathLike[str], sep: str = ",", *, decimal: str = "."
    ) -> list[Path]:
        """Write every table to ``folder/NAME.csv`` and return the paths, as a `Result`'s does."""
        from scriptnb.results import frames

        return frames.write_csv(self._tables().items(), folder, sep, decimal)

    def to_excel(self, path: str | os.PathLike[str]) -> Path:
        """Write every table to a sheet of one workbook, ``.xlsx``; needs the extra ``excel``."""
        from scriptnb.results import excel

        return excel.write(self._tables().items(), path)

    def report(self, path: str | os.PathLike[str]) -> Path:
        """Write one self-contained HTML file to send: what changed, as tables and plots.

        Parameters
        ----------
        path
            The file, such as ``"changes.html"``.
        """
        from scriptnb.results import plotting, report
        from scriptnb.results.report_sections import COMPARISON_PARTS

        drawn = {name: plotting.picture(self.plot, name) for name in ("scenes", "arc")}
        pictures = {name: (png, alt) for name, (png, alt) in drawn.items() if png is not None}
        title = (self.after.raw.get("metadata") or {}).get("title") or "Two drafts"
        named = " and ".join(filter(None, self._names))
        tables = {name: table for name, table in self._tables().items() if name != "summary"}
        lead = f"{self!r}{f': {named}' if named else ''}."
        return report.write(
            path, str(title), tables, pictures, self.after.provenance, COMPARISON_PARTS, lead
        )

    @property
    def plot(self) -> Plots:
        """The plots: ``comparison.plot.scenes()`` and ``comparison.plot.arc()``."""
        from scriptnb.results.plotting import Plots

        return Plots(self, "comparison", (self.after.raw.get("metadata") or {}).get("title"))

    def _measures(self) -> pd.DataFrame:
        """Return the measures of both summaries as text."""
        import pandas as pd

        old, new = (result.raw["summary"][0] for result in (self.before, self.after))
        rows = [
            (
                name.replace("_", " "),
                formats.text(name, old.get(name)),
                formats.text(name, new.get(name)),
            )
            for name in _MEASURES
        ]
        return pd.DataFrame(rows, columns=["measure", "before", "after"])

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{number} {change}"
            for change in CHANGES
            if (number := sum(row["change"] == change for row in self._scenes))
        )
        return f"Comparison of two drafts: {counts or 'no scenes'}"

    def _repr_html_(self) -> str:
        from scriptnb.results import html, plotting

        changed = self.scenes
        changed = changed[changed["change"] != "kept"].reset_index(drop=True)
        title = html.escape(
            str((self.after.raw.get("metadata") or {}).get("title") or "Two drafts")
        )
        parts = [
            '<div style="max-width:960px;line-height:1.4">',
            f'<div style="font-size:1.35em;font-weight:600;margin:2px 0 6px 0">{title}</div>',
            f'<div style="margin:2px 0 6px 0">{html.escape(repr(self))}</div>',
            html.picture_or_reason(*plotting.picture(self.plot, "scenes")),
            html.section("changed scenes", changed, is_open=True),
            html.section("characters of both drafts", self.characters, is_open=True),
            html.section("measures", self._measures(), is_open=False),
            "</div>",
        ]
        return "".join(parts)


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def _valence(result: Result) -> list[ArcPoint]:
    """Return the arc of a draft, scoring its dialogue where there is none."""
    if isinstance(sentiment := result.raw.get("sentiment"), dict) and "arc" in sentiment:
        arc: list[ArcPoint] = sentiment["arc"]
        return arc
    from scriptnb.analysis import SentimentAnalyzer

    raw = result.raw
    language = (raw.get("metadata") or {}).get("language")
    scored = SentimentAnalyzer().analyze_character_emotions(
        raw["dialogues"], raw["scenes"], language=language
    )
    scored_arc: list[ArcPoint] = [
        {"position": point["position"], "compound": point["compound"]} for point in scored["arc"]
    ]
    return scored_arc
