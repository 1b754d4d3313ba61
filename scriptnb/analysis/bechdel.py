"""The Bechdel test: its three questions, each with the line that answers it.

Two women with names, who talk to each other, about something besides a man (A. Bechdel, "The Rule",
1985). Genders come from `scriptnb.analysis.genders`; where they are unknown, so may the answer be.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from scriptnb.analysis import genders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scriptnb.analysis.story import Story, StorySpeech
    from scriptnb.analysis.structure_rows import BechdelRow, GenderRow

QUESTIONS = (
    "Are there two women with names?",
    "Do two of them talk to each other?",
    "Do they talk about something besides a man?",
)
_WORD = re.compile(r"\w+")


def bechdel(story: Story, language: str, people: list[GenderRow]) -> list[BechdelRow]:
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
        Three rows: ``answer`` is "yes", "no", "unknown" or "unsupported" (there are no pronoun
        rules for the language, and no gender was given). ``scene line text`` are the line that
        shows it, or ``text`` is the reason why there is none.
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
    talks = list(_conversations(story, named))
    second = _second(story, talks, named | unknown)
    if not talks:
        third = _row(QUESTIONS[2], second["answer"], second["text"])
    elif rules is None:
        third = _row(QUESTIONS[2], "unsupported", f"unsupported language: {language}")
    else:
        men = [row["character"] for row in people if row["gender"] == "male" and row["named"]]
        third = _third(talks, rules, men)
    return [first, second, third]


def _first(women: list[GenderRow], unknown: set[str]) -> BechdelRow:
    if len(women) >= 2:
        row = _row(QUESTIONS[0], "yes", ", ".join(row["character"] for row in women[:8]))
        if (shown := next((row for row in women if row["line"] is not None), None)) is not None:
            row["scene"], row["line"] = shown["scene"], shown["line"]
        row["characters"] = [each["character"] for each in women]
        return row
    found = f"{len(women)} known" + (f" ({women[0]['character']})" if women else "")
    if len(women) + len(unknown) >= 2:
        listed = ", ".join(sorted(unknown)[:8])
        return _row(QUESTIONS[0], "unknown", f"{found}; the script does not say of: {listed}")
    return _row(QUESTIONS[0], "no", found)


def _conversations(story: Story, women: set[str]) -> Iterator[list[StorySpeech]]:
    """Yield each run of speeches in which two women or more speak, and only they."""
    for speeches in story.speeches:
        run: list[StorySpeech] = []
        for row in [*speeches, None]:
            if row is not None and row["character"] in women:
                run.append(row)
                continue
            if len({each["character"] for each in run}) >= 2:
                yield run
            run = []


def _changes(speeches: list[StorySpeech]) -> Iterator[tuple[StorySpeech, StorySpeech]]:
    """Yield each pair of neighbouring speeches of two speakers."""
    for one, two in pairwise(speeches):
        if one["character"] != two["character"]:
            yield one, two


def _second(story: Story, talks: list[list[StorySpeech]], possible: set[str]) -> BechdelRow:
    """Answer from the women's conversations; else look for one of two who may be women."""
    if talks:
        return _shown(QUESTIONS[1], "yes", *_longest(talks))
    for speeches in story.speeches:
        for one, two in _changes(speeches):
            if {one["character"], two["character"]} <= possible:
                who = f"{one['character']} and {two['character']}"
                row = _row(QUESTIONS[1], "unknown", f"perhaps {who}: the script does not say")
                row["scene"], row["line"] = one["scene"], one["line"]
                return row
    return _row(QUESTIONS[1], "no", "no two women with names answer each other")


def _longest(talks: list[list[StorySpeech]]) -> tuple[StorySpeech, StorySpeech]:
    """Return the first exchange of the longest conversation."""
    return next(_changes(max(talks, key=len)))


def _third(talks: list[list[StorySpeech]], rules: genders.Rules, men: list[str]) -> BechdelRow:
    """Look for a conversation in which no man is mentioned by pronoun, noun or name."""
    names = {word.casefold() for name in men for word in _WORD.findall(name)} - rules.nameless
    of_men = rules.men | {word for word in names if len(word) > 2}

    def mentions(row: StorySpeech) -> bool:
        return not of_men.isdisjoint(_WORD.findall(row["text"].casefold()))

    free = [talk for talk in talks if not any(map(mentions, talk))]
    if free:
        return _shown(QUESTIONS[2], "yes", *_longest(free))
    for talk in talks:
        for one, two in _changes(talk):
            if not (mentions(one) or mentions(two)):
                more = "; a man is spoken of in the same talk"
                return _shown(QUESTIONS[2], "unknown", one, two, more)
    return _shown(QUESTIONS[2], "no", *_longest(talks))


def _shown(
    question: str, answer: str, one: StorySpeech, two: StorySpeech, more: str = ""
) -> BechdelRow:
    """Return a row with two speeches as its evidence."""
    text = f"{one['character']}: {one['text']} / {two['character']}: {two['text']}{more}"
    row = _row(question, answer, text)
    row["scene"], row["line"] = one["scene"], one["line"]
    row["characters"] = [one["character"], two["character"]]
    return row


def _row(question: str, answer: str, text: str) -> BechdelRow:
    return {
        "question": question,
        "answer": answer,
        "scene": None,
        "line": None,
        "text": text,
        "characters": [],
    }
