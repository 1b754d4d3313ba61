"""The Bechdel test: its three questions, each with the line that answers it.

Two women with names, who talk to each other, about something besides a man (A. Bechdel, "The Rule",
1985). Who is a woman is decided elsewhere (`scriptnb.analysis.genders`); where that is unknown the
answer may be, and says so.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from scriptnb.analysis import genders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scriptnb.analysis.given import Row
    from scriptnb.analysis.story import Story

QUESTIONS = (
    "Are there two women with names?",
    "Do two of them talk to each other?",
    "Do they talk about something besides a man?",
)
_WORD = re.compile(r"\w+")


def bechdel(story: Story, language: str, people: list[Row]) -> list[Row]:
    """Answer the three questions.

    Parameters
    ----------
    story
        The script.
    language
        Two letters.
    people
        The rows of `genders.genders`.

    Returns
    -------
    list of dict
        Three rows: ``answer`` is "yes", "no", "unknown" or "unsupported" (no pronoun rules for the
        language, and nobody's gender given); ``scene line text`` is the line that shows it, or
        ``text`` why there is none.
    """
    rules = genders.rules(language)
    if rules is None and not any(row["source"] == "given" for row in people):
        why = (
            f"unsupported language: {language}; there are no pronoun rules for it:"
            " say who is who with genders={'NAME': 'female'}"
        )
        return [_row(question, "unsupported", why) for question in QUESTIONS]
    women = [row for row in people if row["gender"] == "female" and row["named"]]
    unknown = {row["character"] for row in people if row["gender"] == "unknown" and row["named"]}
    first = _first(women, unknown)
    if first["answer"] == "no":
        why = "there are no two women with names"
        return [first, _row(QUESTIONS[1], "no", why), _row(QUESTIONS[2], "no", why)]
    named = {row["character"] for row in women}
    talks = list(_talks(story, named))
    second = _second(story, talks, named, unknown)
    if not talks:
        third = _row(QUESTIONS[2], second["answer"], second["text"])
    elif rules is None:
        third = _row(QUESTIONS[2], "unsupported", f"unsupported language: {language}")
    else:
        men = [row["character"] for row in people if row["gender"] == "male" and row["named"]]
        third = _third(talks, rules, men)
    return [first, second, third]


def _first(women: list[Row], unknown: set[str]) -> Row:
    if len(women) >= 2:
        names = ", ".join(row["character"] for row in women[:8])
        shown = next((row for row in women if row["line"] is not None), None)
        row = _row(QUESTIONS[0], "yes", names)
        if shown is not None:
            row.update(scene=shown["scene"], line=shown["line"])
        row["characters"] = [each["character"] for each in women]
        return row
    found = f"{len(women)} known" + (f" ({women[0]['character']})" if women else "")
    if len(women) + len(unknown) >= 2:
        listed = ", ".join(sorted(unknown)[:8])
        return _row(QUESTIONS[0], "unknown", f"{found}; the script does not say of: {listed}")
    return _row(QUESTIONS[0], "no", found)


def _talks(story: Story, women: set[str]) -> Iterator[list[Row]]:
    """Give each stretch of speeches in a scene in which two women or more speak, and only they."""
    for said in story.said:
        run: list[Row] = []
        for row in [*said, None]:
            if row is not None and row["character"] in women:
                run.append(row)
                continue
            if len({each["character"] for each in run}) >= 2:
                yield run
            run = []


def _second(story: Story, talks: list[list[Row]], women: set[str], unknown: set[str]) -> Row:
    if talks:
        one, two = _exchange(max(talks, key=len))
        text = f"{one['character']}: {one['text']} / {two['character']}: {two['text']}"
        row = _row(QUESTIONS[1], "yes", text)
        row.update(scene=one["scene"], line=one["line"])
        row["characters"] = [one["character"], two["character"]]
        return row
    perhaps = women | unknown
    for said in story.said:
        for one, two in pairwise(said):
            if (
                one["character"] != two["character"]
                and {
                    one["character"],
                    two["character"],
                }
                <= perhaps
            ):
                who = f"{one['character']} and {two['character']}"
                row = _row(QUESTIONS[1], "unknown", f"perhaps {who}: the script does not say")
                row.update(scene=one["scene"], line=one["line"])
                return row
    return _row(QUESTIONS[1], "no", "no two women with names answer each other")


def _exchange(run: list[Row]) -> tuple[Row, Row]:
    return next((one, two) for one, two in pairwise(run) if one["character"] != two["character"])


def _third(talks: list[list[Row]], rules: genders.Rules, men: list[str]) -> Row:
    """Look for a talk in which no man is spoken of, by pronoun, noun or name."""
    spoken = {word.casefold() for name in men for word in _WORD.findall(name)} - rules.nameless
    of_men = rules.men | {word for word in spoken if len(word) > 2}

    def mentions(row: Row) -> bool:
        return not of_men.isdisjoint(_WORD.findall(row["text"].casefold()))

    free = [run for run in talks if not any(map(mentions, run))]
    if free:
        return _shown("yes", *_exchange(max(free, key=len)))
    for run in talks:
        for one, two in pairwise(run):
            if one["character"] != two["character"] and not (mentions(one) or mentions(two)):
                return _shown("unknown", one, two, "; a man is spoken of in the same talk")
    one, two = _exchange(max(talks, key=len))
    return _shown("no", one, two)


def _shown(answer: str, one: Row, two: Row, more: str = "") -> Row:
    text = f"{one['character']}: {one['text']} / {two['character']}: {two['text']}{more}"
    row = _row(QUESTIONS[2], answer, text)
    row.update(scene=one["scene"], line=one["line"])
    row["characters"] = [one["character"], two["character"]]
    return row


def _row(question: str, answer: str, text: str) -> Row:
    return {
        "question": question,
        "answer": answer,
        "scene": None,
        "line": None,
        "text": text,
        "characters": [],
    }
