"""The production analysis: tags, scene sheets, a schedule and the day out of days.

Combines the tables, each made by a module of its own, from what basic and structure found and from
the notes and tags of the script. What nobody tagged is suggested, and is marked as a suggestion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.analysis import (
    production_tags,
    production_words,
    scene_sheets,
    shooting_schedule,
    suggestions,
)
from scriptnb.screenplay.language import assumed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scriptnb.analysis.basic_rows import SceneRow
    from scriptnb.analysis.production_rows import ProductionResult, TagRow
    from scriptnb.analysis.registry import Inputs, Options, Progress, ResultDict
    from scriptnb.screenplay import Screenplay


class ProductionAnalyzer:
    r"""The breakdown of a script: elements by scene, scene sheets, schedule, day out of days.

    Examples
    --------
    >>> from scriptnb.analysis import run
    >>> from scriptnb.screenplay import parse_script
    >>> script = parse_script("INT. HALL - DAY\n\n[[prop: umbrella]]\n\nBOB\nIs it you?\n")
    >>> tag = run("production", lambda: script)["production"]["tags"][0]
    >>> tag["scene"], tag["line"], tag["category"], tag["name"], tag["source"]
    (1, 3, 'props', 'umbrella', 'note')
    """

    name = "production"
    version = "1"
    requires: tuple[str, ...] = ("basic", "structure")
    options = ("tags", "pages_per_day", "order")

    def check_options(self, options: Options) -> None:
        """Raise `OptionError` for a value that an option cannot take."""
        production_tags.read_decisions(options.get("tags"))
        _pages(options)
        shooting_schedule.check_order(options.get("order"))

    def run(self, inputs: Inputs, options: Options, progress: Progress) -> ProductionResult:
        """Make the breakdown of the script of ``inputs``."""
        progress(0.0, "reading the tags")
        return self.analyze(
            inputs.screenplay,
            inputs["basic"],
            inputs["structure"],
            tags=options.get("tags"),
            pages_per_day=_pages(options),
            order=options.get("order"),
        )

    def analyze(
        self,
        screenplay: Screenplay,
        basic: ResultDict,
        structure: ResultDict,
        *,
        tags: object = None,
        pages_per_day: object = shooting_schedule.PAGES_PER_DAY,
        order: object = None,
    ) -> ProductionResult:
        """Make all production tables.

        Parameters
        ----------
        screenplay
            The script, for its notes and tags.
        basic, structure
            The results of these analyses.
        tags
            Tags that were confirmed or dropped: a dict, or the contents of ``NAME.tags.toml``.
        pages_per_day
            How many pages are shot on a day.
        order
            The order of shooting, scenes by their place or as printed; None makes it by set.

        Raises
        ------
        OptionError
            When an option has a value that it cannot take.
        """
        pages = shooting_schedule.check_pages(pages_per_day)
        scenes = basic["scenes"]
        cast = scene_sheets.members(structure)
        present = scene_sheets.cast_of_scenes(structure, cast)
        language = assumed(
            basic["metadata"]["language"], (row["text"] for row in basic["dialogues"])
        )
        rows, made, missing = _tags(screenplay, scenes, cast, language or "", tags)
        plan = shooting_schedule.schedule(
            scenes, present, shooting_schedule.check_order(order), pages
        )
        return {
            "metadata": {
                "language": language or "",
                "suggestions": made,
                "pages_per_day": pages,
                "tags_without_scene": missing,
            },
            "tags": rows,
            "scene_sheets": scene_sheets.scene_sheets(scenes, rows, structure, present),
            "schedule": plan,
            "day_out_of_days": shooting_schedule.day_out_of_days(plan, cast),
        }


def _pages(options: Options) -> float:
    return shooting_schedule.check_pages(
        options.get("pages_per_day", shooting_schedule.PAGES_PER_DAY)
    )


def _tags(
    screenplay: Screenplay,
    scenes: list[SceneRow],
    characters: Iterable[str],
    language: str,
    tags: object,
) -> tuple[list[TagRow], str, list[str]]:
    """Return the tags by scene, how suggestions were made, and confirmed tags without a scene."""
    own = production_tags.tagged(screenplay)
    suggested: list[TagRow] = []
    if own:
        made = "none, because the script has tags of its own"
    elif production_words.words(language) is None:
        made = "none, because there are no word lists for the language"
    else:
        made = "by word lists and capitals"
        suggested = suggestions.suggest(scenes, characters, language)
    rest, missing = production_tags.decided(
        suggested,
        production_tags.read_decisions(tags),
        {scene["scene"]: scene["number"] for scene in scenes},
    )
    known = {_key(row) for row in own}
    new = [row for row in rest if _key(row) not in known]
    rows = sorted([*own, *new], key=lambda row: (row["scene"], row["line"] or 0))
    return rows, made, missing


def _key(row: TagRow) -> tuple[int, str, str]:
    return row["scene"], row["category"], row["name"].casefold()
