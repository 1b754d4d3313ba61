"""The basic analysis: scenes, speeches, characters, locations, outline and length of a script.

Takes a `Screenplay` and returns lists of dicts that JSON can hold; imports no pandas and knows
neither queue nor notebook.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from scriptnb.analysis.aliases import Merger
from scriptnb.analysis.basic_tables import (
    ACTION_WORDS_PER_MINUTE,
    WORDS_PER_MINUTE,
    characters_table,
    dialogues_table,
    locations_table,
    scenes_table,
)
from scriptnb.analysis.length import lay_out
from scriptnb.analysis.outline import outline
from scriptnb.analysis.page_tables import elements_table, pages_table
from scriptnb.analysis.summary import summary, title
from scriptnb.errors import OptionError
from scriptnb.screenplay.aliases import stages, suggest

if TYPE_CHECKING:
    from scriptnb.analysis.basic_rows import BasicMetadata, BasicResult, BasicTables, ProblemRow
    from scriptnb.analysis.registry import Inputs, Options, Progress
    from scriptnb.analysis.typeset import Layout
    from scriptnb.screenplay import Screenplay


class BasicAnalyzer:
    r"""Scenes, dialogues, characters, locations, outline and summary of one script.

    Examples
    --------
    >>> tables = BasicAnalyzer().parse_script("INT. HALL - DAY\n\nBOB\nIs it you?\n")
    >>> tables["characters"][0]["character"], tables["characters"][0]["words"]
    ('BOB', 3)
    """

    name = "basic"
    version = "4"
    requires: tuple[str, ...] = ()
    options = ("aliases", "words_per_minute")

    def parse_script(
        self,
        text: str,
        *,
        format: str = "auto",  # noqa: A002 - the public name
        language: str | None = None,
        aliases: object = None,
        words_per_minute: object = WORDS_PER_MINUTE,
    ) -> BasicResult:
        """Read a script's text and analyse it.

        Parameters
        ----------
        text
            The script: Fountain or plain text.
        format
            ``"auto"``, ``"fountain"`` or ``"plain_text"``.
        language
            Two letters, such as ``"pl"``; None means that it is detected.
        aliases, words_per_minute
            As in `analyze`.

        Returns
        -------
        dict
            The tables ``summary scenes dialogues characters locations outline problems``, each a
            list of dicts, and ``metadata``.
        """
        from scriptnb.screenplay import parse_script

        return self.analyze(
            parse_script(text, format=format, language=language),
            aliases=aliases,
            words_per_minute=words_per_minute,
        )

    def check_options(self, options: Options) -> None:
        """Raise `OptionError` for a value that an option cannot take."""
        Merger(options.get("aliases"))
        _check_rate(options.get("words_per_minute", WORDS_PER_MINUTE))

    def run(self, inputs: Inputs, options: Options, progress: Progress) -> BasicResult:
        """Analyse the script of ``inputs``; takes the options that `analyze` takes."""
        known = {name: options[name] for name in self.options if name in options}
        progress(0.0, "reading the script")
        screenplay = inputs.screenplay
        progress(0.5, "counting scenes and speeches")
        return self.analyze(screenplay, **known)

    def analyze(
        self,
        screenplay: Screenplay,
        *,
        aliases: object = None,
        words_per_minute: object = WORDS_PER_MINUTE,
    ) -> BasicResult:
        """Make all basic tables of a parsed script.

        Parameters
        ----------
        screenplay
            The script.
        aliases
            Names of the same character: ``{"SMITH": "DR. SMITH"}`` or
            ``{"DR. SMITH": ["SMITH", "JOHN"]}``.
        words_per_minute
            The rate of speech, a number from 1 to 1000.

        Raises
        ------
        OptionError
            When an option has a value that it cannot take.
        """
        rate = _check_rate(words_per_minute)
        merge = Merger(aliases, screenplay.characters)
        layout = lay_out(screenplay.elements)
        dialogues = dialogues_table(screenplay, layout, merge)
        scenes = scenes_table(screenplay, layout, dialogues, rate)
        tables: BasicTables = {
            "scenes": scenes,
            "dialogues": dialogues,
            "characters": characters_table(screenplay, dialogues, merge, rate),
            "locations": locations_table(scenes),
            "outline": outline(screenplay.elements, layout),
            "pages": pages_table(screenplay.elements, layout),
            "elements": elements_table(screenplay.elements, layout),
            "problems": _problems(screenplay, merge),
        }
        metadata = _metadata(screenplay, layout, rate)
        return {
            "metadata": metadata,
            "summary": [summary(tables, metadata, layout.pages, sum(layout.size))],
            **tables,
        }


def _check_rate(rate: object) -> float:
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 1 <= rate <= 1000:
        raise OptionError(f"words_per_minute must be a number from 1 to 1000, not {rate!r}")
    return rate


def _problems(screenplay: Screenplay, merge: Merger) -> list[ProblemRow]:
    rows: list[ProblemRow] = [
        {"line": each.line, "kind": each.kind, "message": each.message, "text": each.text}
        for each in screenplay.problems
    ]
    for alias in merge.unknown():
        message = f"nobody in this script is called {alias!r}; nothing was merged for it"
        rows.append({"line": None, "kind": "alias", "message": message, "text": alias})
    return rows + _likely_aliases(screenplay, merge)


#: Why two names may be one person's, for people.
_WHY = {
    "spelling": "the same letters",
    "slip": "a slip of the pen",
    "part": "a part of the name",
    "stage": "the same name at another age, often another actor",
}


def _likely_aliases(screenplay: Screenplay, merge: Merger) -> list[ProblemRow]:
    """Return the names that may be one person's, each with the option that merges them."""
    lines: dict[str, int] = {}
    speeches: dict[str, int] = {}
    for speech in screenplay.dialogues:
        if speech.members is None:
            lines.setdefault(speech.character, speech.line)
            speeches[speech.character] = speeches.get(speech.character, 0) + 1
    likely = [*suggest(speeches), *stages(speeches)]
    rows: list[ProblemRow] = []
    for each in likely:
        if merge(each.alias) == merge(each.name):
            continue
        option = f"aliases={{{each.alias!r}: {each.name!r}}}"
        message = f"{each.alias} may be {each.name} ({_WHY[each.why]}); {option} counts them as one"
        rows.append(
            {"line": lines[each.alias], "kind": "alias", "message": message, "text": each.alias}
        )
    return rows


def _metadata(screenplay: Screenplay, layout: Layout, words_per_minute: float) -> BasicMetadata:
    source = screenplay.source or screenplay.text.encode("utf-8", "surrogatepass")
    return {
        "title": title(screenplay.title_page),
        "title_page": {key: list(values) for key, values in screenplay.title_page.items()},
        "format": screenplay.format,
        "language": screenplay.language,
        "hash": hashlib.sha256(source).hexdigest(),
        "lines": screenplay.elements[-1].end_line if screenplay.elements else 0,
        "pages_from": "source" if layout.own_pages else "layout",
        "words_per_minute": words_per_minute,
        "action_words_per_minute": ACTION_WORDS_PER_MINUTE,
    }
