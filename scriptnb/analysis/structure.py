"""The structure analysis: turning points, acts, presence, network, pacing, breakdown and more.

Combines the tables, each made by a module of its own, from plain rows of scenes and speeches; knows
no file format, queue or notebook. Where a row is a conclusion, it includes its evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.analysis import (
    acts,
    arcs,
    bechdel,
    breakdown,
    cast,
    genders,
    introductions,
    network,
    pacing,
    presence,
    readability,
    turning_points,
    voice,
)
from scriptnb.analysis.input_rows import read_rows
from scriptnb.analysis.story import build_story
from scriptnb.errors import OptionError
from scriptnb.screenplay.language import assumed

if TYPE_CHECKING:
    from scriptnb.analysis.registry import Inputs, Options, Progress
    from scriptnb.analysis.story import Story
    from scriptnb.analysis.structure_rows import StructureResult

#: The language whose valence can be scored here, and the default where the language is unknown.
LANGUAGE = "en"


class StructureAnalyzer:
    """Turning points, acts, presence, protagonists, pacing, and breakdowns for production.

    Parameters
    ----------
    acts
        3 or 4: into how many acts the turning points divide a script without act headings.

    Examples
    --------
    >>> scenes = [{"scene": 1, "minutes": 1.0}, {"scene": 2, "minutes": 2.0}]
    >>> dialogues = [{"scene": 2, "character": "BOB", "text": "Anybody here?"}]
    >>> tables = StructureAnalyzer().analyze_structure(scenes, dialogues)
    >>> tables["turning_points"][0]["evidence"]
    '2 scenes: too short for five turning points'
    >>> tables["presence"][1]
    {'scene': 2, 'character': 'BOB', 'words': 2}
    """

    name = "structure"
    version = "5"
    requires: tuple[str, ...] = ("basic",)
    options = ("acts", "genders")

    def __init__(self, acts: int = 3) -> None:
        self._acts = _check_acts(acts)

    def check_options(self, options: Options) -> None:
        """Raise `OptionError` for a value that an option cannot take."""
        genders.check(options.get("genders"))
        _check_acts(options.get("acts", 3))

    def run(self, inputs: Inputs, options: Options, progress: Progress) -> StructureResult:
        """Analyse the scenes, speeches and outline that basic found."""
        basic = inputs["basic"]
        progress(0.1, "finding the structure")
        analyzer = StructureAnalyzer(_check_acts(options.get("acts", 3)))
        return analyzer.analyze_structure(
            basic["scenes"],
            # Where sentiment scored the speeches, the arc uses the same scores.
            inputs.get("sentiment", basic)["dialogues"],
            outline=basic["outline"],
            language=assumed(
                basic["metadata"]["language"], (row["text"] for row in basic["dialogues"])
            ),
            genders=options.get("genders"),
        )

    def analyze_structure(
        self,
        scenes: object,
        dialogues: object,
        *,
        outline: object = None,
        language: str | None = None,
        genders: object = None,
    ) -> StructureResult:
        """Make all structure tables of a script.

        Parameters
        ----------
        scenes
            A list of dicts or a DataFrame, one row for each scene: ``scene``, and the columns of
            the scenes table where known. What needs a column that is not there is None.
        dialogues
            One row for each speech: ``character`` and ``text``, and ``scene line words
            parenthetical compound`` where known. Speeches of scenes that were not given count only
            in totals, and ``metadata`` holds their number.
        outline
            Rows of the outline table, for act headings and synopses.
        language
            Two letters; None means English.
        genders
            Known genders, which override the script's pronouns: ``{"MARY": "female"}``.

        Returns
        -------
        dict
            A list of rows for each table, and ``metadata``. Unknown values are None.

        Raises
        ------
        OptionError
            When a row or an option cannot be read.
        """
        story = build_story(scenes, dialogues)
        language = (language or LANGUAGE).split("-")[0].lower()
        return _analyze(story, language, _check_genders(genders), self._acts, outline)


# The public parameter ``genders`` hides the module of that name inside the method.
_check_genders = genders.check


def _analyze(
    story: Story, language: str, given_genders: dict[str, str], act_count: int, outline: object
) -> StructureResult:
    outline_rows = read_rows(outline, "outline")
    points = turning_points.turning_points(story)
    pairs = network.network(story)
    central = network.centrality(story.words, pairs)
    people = genders.genders(story, language, given_genders)
    words = voice.spoken(story)
    introduced = introductions.people(story, language)
    present = cast.present(story, introduced)
    shapes, line = arcs.arc_shape(story, _valence(story, language))
    return {
        "metadata": {
            "language": language,
            "turning_points": turning_points.METHOD,
            "turning_points_accuracy": turning_points.ACCURACY,
            "speeches_without_scene": story.without_scene,
        },
        "turning_points": points,
        "acts": acts.acts(story, points, outline_rows, act_count),
        "presence": presence.presence(story),
        "network": pairs,
        "centrality": central,
        "protagonists": presence.protagonists(story, central),
        "absences": presence.absences(story),
        "pacing": pacing.pacing(story),
        "stretches": pacing.stretches(story),
        "arc_shape": shapes,
        "arc_line": line,
        "bechdel": bechdel.bechdel(story, language, people),
        "reverse_bechdel": bechdel.bechdel(story, language, people, "male"),
        "genders": people,
        "gender_shares": genders.gender_shares(story, people),
        "readability": readability.readability(story, language),
        "breakdown": breakdown.breakdown(story, present),
        "one_liner": breakdown.one_liner(story, present, outline_rows),
        "cast_grid": breakdown.cast_grid(story, present),
        "cast": cast.cast(story, introduced),
        "voice": voice.voice(story, words, language),
        "voice_similarity": voice.voice_similarity(story, words, language),
    }


def _check_acts(count: object) -> int:
    for known in acts.ENDINGS:
        if count == known and not isinstance(count, bool):
            return known
    raise OptionError(f"acts must be 3 or 4, not {count!r}")


def _valence(story: Story, language: str) -> list[float | None]:
    """Return the valence of each speech: as it was given, else VADER's for English."""
    speeches = [row for in_scene in story.speeches for row in in_scene]
    if any(row.get("compound") is not None for row in speeches):
        return [row.get("compound") for row in speeches]
    if language != LANGUAGE:
        return [None] * len(speeches)
    from scriptnb.analysis.vader import shared

    scorer = shared()
    return [scorer.score(row["text"]).compound if row["text"] else None for row in speeches]
