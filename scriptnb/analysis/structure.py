"""Dramatic structure with evidence: turning points, acts, presence, network, pacing, breakdown.

Puts the tables together, one small module each; knows no file format, queue or notebook, and works
on plain rows alone. No table claims more than its evidence, and each row says where that stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scriptnb.analysis import (
    acts,
    arcs,
    bechdel,
    breakdown,
    genders,
    given,
    network,
    pacing,
    presence,
    readability,
    story,
    turning_points,
    voice,
)
from scriptnb.errors import OptionError
from scriptnb.screenplay.language import assumed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scriptnb.analysis.registry import Inputs, Progress, ResultDict

#: The language whose valence can be scored here, and that is taken where none is known.
LANGUAGE = "en"


class StructureAnalyzer:
    """Turning points, acts, who is where, who leads, how fast, what a production needs.

    Parameters
    ----------
    acts
        3 or 4: into how many acts the turning points part a script without act headings.

    Examples
    --------
    >>> scenes = [{"scene": 1, "minutes": 1.0}, {"scene": 2, "minutes": 2.0}]
    >>> said = [{"scene": 2, "character": "BOB", "text": "Anybody here?"}]
    >>> tables = StructureAnalyzer().analyze_structure(scenes, said)
    >>> tables["turning_points"][0]["evidence"]
    '2 scenes: too short for five turning points'
    >>> tables["presence"][1]
    {'scene': 2, 'character': 'BOB', 'words': 2}
    """

    name = "structure"
    version = "1"
    requires: tuple[str, ...] = ("basic",)
    options = ("acts", "genders")

    def __init__(self, acts: int = 3) -> None:
        self._acts = _check_acts(acts)

    def check_options(self, options: Mapping[str, Any]) -> None:
        """Raise `OptionError` for a value that an option cannot take."""
        genders.check(options.get("genders"))
        _check_acts(options.get("acts", 3))

    def run(self, inputs: Inputs, options: Mapping[str, Any], progress: Progress) -> ResultDict:
        """Analyse what basic found in a script."""
        basic = inputs["basic"]
        progress(0.1, "looking at the structure")
        # Where the feelings were scored already, the arc is read from the same scores.
        said = inputs.get("sentiment", basic)["dialogues"]
        analyzer = StructureAnalyzer(options.get("acts", 3))
        return analyzer.analyze_structure(
            basic["scenes"],
            said,
            outline=basic["outline"],
            language=assumed(
                basic["metadata"]["language"], (row["text"] for row in basic["dialogues"])
            ),
            genders=options.get("genders"),
        )

    def analyze_structure(
        self,
        scenes: Any,
        dialogues: Any,
        *,
        outline: Any = None,
        language: str | None = None,
        genders: Mapping[str, str] | None = None,
    ) -> ResultDict:
        """Find the structure of a script.

        Parameters
        ----------
        scenes
            A list of dicts or a DataFrame, a row a scene: ``scene``, and of the columns of the
            scenes table what is known; what needs one that is not there is None.
        dialogues
            A row a speech: ``character`` and ``text``, and as far as known ``scene line words
            parenthetical compound``. Speeches of scenes that were not given are left out of all
            but the totals, and ``metadata`` says how many.
        outline
            Rows of the outline table, for act headings and synopses.
        language
            Two letters; None means English.
        genders
            Who is what, over what the script's pronouns say: ``{"MARY": "female"}``.

        Returns
        -------
        dict
            A list of rows a table, and ``metadata``. Unknown values are None.

        Raises
        ------
        OptionError
            When a row or an option is none that can be read.
        """
        said_genders = _genders(genders)
        told = story.tell(scenes, dialogues)
        plan = given.rows(outline, "outline")
        language = (language or LANGUAGE).split("-")[0].lower()
        points = turning_points.turning_points(told)
        pairs = network.network(told)
        central = network.centrality(told.words, pairs)
        people = _people(told, language, said_genders)
        shapes, line = arcs.arc_shape(told, _valence(told, language))
        return {
            "metadata": {
                "language": language,
                "turning_points": turning_points.METHOD,
                "turning_points_accuracy": turning_points.ACCURACY,
                "speeches_without_scene": told.homeless,
            },
            "turning_points": points,
            "acts": acts.acts(told, points, plan, self._acts),
            "presence": presence.presence(told),
            "network": pairs,
            "centrality": central,
            "protagonists": presence.protagonists(told, central),
            "absences": presence.absences(told),
            "pacing": pacing.pacing(told),
            "stretches": pacing.stretches(told),
            "arc_shape": shapes,
            "arc_line": line,
            "bechdel": bechdel.bechdel(told, language, people),
            "genders": people,
            "gender_shares": _shares(told, people),
            "readability": readability.readability(told, language),
            "breakdown": breakdown.breakdown(told),
            "one_liner": breakdown.one_liner(told, plan),
            "cast_grid": breakdown.cast_grid(told),
            "cast": breakdown.cast(told),
            "voice": voice.voice(told),
        }


def _check_acts(count: Any) -> int:
    if isinstance(count, bool) or count not in acts.ENDINGS:
        raise OptionError(f"acts must be 3 or 4, not {count!r}")
    return int(count)


# The public parameter ``genders`` hides the module of that name inside the method.
_genders = genders.check
_people = genders.genders
_shares = genders.gender_shares


def _valence(told: story.Story, language: str) -> list[float | None]:
    """Take each speech's valence where it was scored, else score English with VADER."""
    said = [row for here in told.said for row in here]
    if any(row.get("compound") is not None for row in said):
        return [row.get("compound") for row in said]
    if language != LANGUAGE:
        return [None] * len(said)
    from scriptnb.analysis.vader import shared

    scorer = shared()
    return [scorer.score(row["text"]).compound if row["text"] else None for row in said]
