"""The Bechdel test, and its reverse: three questions, each with the lines that answer it.

Two women with names, who talk to each other, about something besides a man (A. Bechdel, "The Rule",
1985). Genders come from `scriptnb.analysis.genders`; where one decides and is unknown, so is the
answer. What is shown as talk is a run of speeches of women alone, with at least two changes of
speaker, in which nobody speaks to somebody else.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from scriptnb.analysis.gender_cues import words_of
from scriptnb.analysis.gender_rules import rules
from scriptnb.screenplay.headings.tables import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scriptnb.analysis.gender_rules import Gender, Rules
    from scriptnb.analysis.story import Story, StoryScene, StorySpeech
    from scriptnb.analysis.structure_rows import BechdelRow, GenderRow

#: gender -> the three questions.
QUESTIONS: dict[Gender, tuple[str, str, str]] = {
    "female": (
        "Are there two women with names?",
        "Do two of them talk to each other?",
        "Do they talk about something besides a man?",
    ),
    "male": (
        "Are there two men with names?",
        "Do two of them talk to each other?",
        "Do they talk about something besides a woman?",
    ),
}
_WOMEN: dict[Gender, str] = {"female": "women", "male": "men"}
_OTHER: dict[Gender, Gender] = {"female": "male", "male": "female"}
#: Changes of speaker by which two answer each other, and by which they talk about something.
_ANSWER, _TALK = 1, 2
#: Words of a speech that is more than a greeting.
_SENTENCE = 3
#: A script of so many scenes needs two talks, or one of so many speeches: one exchange in a feature
#: is too often about somebody whom the rules do not recognise (tried on films of a public record).
_FEATURE, _LONG = 40, 8
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_VOCATIVE = re.compile(r"(?:^|[,.!?…—-]\s*)((?:[^\W\d_][\w'’-]*\s?){1,3}?)\s*(?=[,.!?…—-]|$)")


class _Cast(NamedTuple):
    """Who is who, and the words that mention the other gender."""

    gender: Gender
    #: Characters of the gender who have names.
    own: frozenset[str]
    #: Named characters of unknown gender.
    open: frozenset[str]
    #: Folded words by which somebody of the other gender is mentioned.
    others: frozenset[str]
    #: The same, with the names of characters of unknown gender.
    perhaps: frozenset[str]
    #: Folded words of each character's name.
    names: dict[str, frozenset[str]]
    rules: Rules | None


def bechdel(
    story: Story, language: str, people: list[GenderRow], gender: Gender = "female"
) -> list[BechdelRow]:
    """Answer the three questions.

    Parameters
    ----------
    story
        The script.
    language
        Two letters.
    people
        The rows of `genders.genders`.
    gender
        "male" for the reverse: two men, about something besides a woman.

    Returns
    -------
    list of dict
        Three rows: ``answer`` is "yes", "no", "unknown" or "unsupported" (there are no rules for
        the language, and no gender was given); ``certainty`` is 0–1, None where nothing was
        found. ``scene line text`` are the lines that show it, or ``text`` is the reason why there
        are none.
    """
    questions = QUESTIONS[gender]
    known = rules(language)
    if known is None and not any(row["source"] == "given" for row in people):
        why = (
            f"unsupported language: {language}; there are no rules for it:"
            " say who is who with genders={'NAME': 'female'}"
        )
        return [_row(question, "unsupported", why) for question in questions]
    cast = _cast(people, gender, known)
    first = _first(questions[0], people, cast)
    if first["answer"] == "no":
        why = f"there are no two {_WOMEN[gender]} with names"
        return [first, _row(questions[1], "no", why), _row(questions[2], "no", why)]
    talks = list(_talks(story, cast, cast.own))
    second = _second(questions[1], story, cast, talks, gender)
    if known is None and talks:
        third = _row(questions[2], "unsupported", f"unsupported language: {language}")
    else:
        third = _third(questions[2], story, cast, talks, second)
    return [first, second, third]


def _cast(people: list[GenderRow], gender: Gender, known: Rules | None) -> _Cast:
    own = frozenset(row["character"] for row in people if row["gender"] == gender and row["named"])
    unknown = frozenset(
        row["character"] for row in people if row["gender"] == "unknown" and row["named"]
    )
    names = {row["character"]: _name_words(row["character"], known) for row in people}
    other = _OTHER[gender]
    others = {fold(word) for word in known.references[other]} if known else set()
    for row in people:
        if row["gender"] == other:
            others |= names[row["character"]]
    perhaps = others.union(*(names[name] for name in unknown))
    mine = frozenset().union(*(names[name] for name in own)) if own else frozenset()
    return _Cast(
        gender, own, unknown, frozenset(others - mine), frozenset(perhaps - mine), names, known
    )


def _name_words(name: str, known: Rules | None) -> frozenset[str]:
    """Return the words by which somebody is mentioned: no titles, roles or numbers."""
    return frozenset(
        fold(word)
        for word in words_of(name)
        if len(word) > 2
        and not (
            known and (known.is_person(word) or word in known.titles or word in known.adjectives)
        )
    )


def _first(question: str, people: list[GenderRow], cast: _Cast) -> BechdelRow:
    own = [row for row in people if row["character"] in cast.own]
    if len(own) >= 2:
        row = _row(question, "yes", ", ".join(each["character"] for each in own[:8]), 1.0)
        if (shown := next((each for each in own if each["line"] is not None), None)) is not None:
            row["scene"], row["line"] = shown["scene"], shown["line"]
        row["characters"] = [each["character"] for each in own]
        return row
    found = f"{len(own)} known" + (f" ({own[0]['character']})" if own else "")
    if len(own) + len(cast.open) >= 2:
        listed = ", ".join(sorted(cast.open)[:8])
        return _row(question, "unknown", f"{found}; the script does not say of: {listed}")
    return _row(question, "no", found)


def _talks(story: Story, cast: _Cast, speakers: frozenset[str]) -> Iterator[list[StorySpeech]]:
    """Yield each run of speeches of these speakers alone that is a talk between them."""
    for index, speeches in enumerate(story.speeches):
        intercut = cast.rules is not None and _is_intercut(story.scenes[index], cast.rules)
        run: list[StorySpeech] = []
        for row in [*speeches, None]:
            if (
                row is not None
                and row["character"] in speakers
                and not _is_to_others(row, cast, speakers)
            ):
                run.append(row)
                continue
            if _changes(run) >= _ANSWER and (intercut or not _are_calls(run, cast)):
                yield run
            run = []


def _is_intercut(scene: StoryScene, known: Rules) -> bool:
    """Return whether both ends of a call are shown."""
    text = f"{scene['heading'] or ''} {scene['action_text'] or ''}".casefold()
    return any(word in text for word in known.intercut)


def _changes(run: list[StorySpeech]) -> int:
    return sum(one["character"] != two["character"] for one, two in pairwise(run))


def _is_to_others(row: StorySpeech, cast: _Cast, speakers: frozenset[str]) -> bool:
    """Return whether a speech calls somebody by name who is none of the speakers."""
    text = row["text"]
    for match in _VOCATIVE.finditer(text):
        words = [fold(word) for word in words_of(match[1])]
        if any(not cast.names[name].isdisjoint(words) for name in speakers):
            continue
        if any(not own.isdisjoint(words) for own in cast.names.values()):
            return True
        if cast.rules is not None and any(_is_other(word, cast) for word in words_of(match[1])):
            return match.start(1) > 0 or len(words) == 1
    return False


def _is_other(word: str, cast: _Cast) -> bool:
    """Return whether a word of address is somebody's of the other gender: a name, dad, sir."""
    assert cast.rules is not None
    return _OTHER[cast.gender] in (cast.rules.address.get(word), cast.rules.first_names.get(word))


def _are_calls(run: list[StorySpeech], cast: _Cast) -> bool:
    """Return whether two speak into telephones without a sign that it is to each other."""
    if cast.rules is None:
        return False
    calling = {row["character"] for row in run if _is_call(row, cast.rules)}
    if len(calling) < 2:
        return False
    return not any(
        not cast.names[other].isdisjoint(_folded(row["text"]))
        for row in run
        for other in calling - {row["character"]}
    )


def _is_call(row: StorySpeech, known: Rules) -> bool:
    aside = f"{row.get('extension') or ''} {row.get('parenthetical') or ''}"
    return not known.phone.isdisjoint(_WORD.findall(aside.casefold()))


def _folded(text: str) -> list[str]:
    return [fold(word).removesuffix("'s") for word in _WORD.findall(text)]


def _second(
    question: str, story: Story, cast: _Cast, talks: list[list[StorySpeech]], gender: Gender
) -> BechdelRow:
    """Answer from the talks; else look for one of two who may be of the gender."""
    if talks:
        return _shown(question, "yes", max(talks, key=len), _certainty(story, talks))
    perhaps = list(_talks(story, cast, cast.own | cast.open))
    if perhaps:
        talk = max(perhaps, key=len)
        who = " and ".join(dict.fromkeys(row["character"] for row in talk))
        row = _row(question, "unknown", f"perhaps {who}: the script does not say")
        row["scene"], row["line"] = talk[0]["scene"], talk[0]["line"]
        return row
    return _row(question, "no", f"no two {_WOMEN[gender]} with names answer each other", 0.8)


def _third(
    question: str,
    story: Story,
    cast: _Cast,
    talks: list[list[StorySpeech]],
    second: BechdelRow,
) -> BechdelRow:
    """Look for talks in which nobody of the other gender is mentioned."""
    if not talks:
        return _row(question, second["answer"], second["text"])
    free = [run for run in _without(talks, cast.others) if _is_talk(run, story)]
    sure = [run for run in _without(talks, cast.perhaps) if _is_talk(run, story)]
    if sure and _enough(story, free):
        return _shown(question, "yes", max(sure, key=len), _certainty(story, free))
    if free:
        return _shown(question, "unknown", max(free, key=len), None)
    return _shown(question, "no", max(talks, key=len), 0.8)


def _without(talks: list[list[StorySpeech]], words: frozenset[str]) -> Iterator[list[StorySpeech]]:
    """Yield the runs within talks whose speeches have none of some words."""
    for talk in talks:
        run: list[StorySpeech] = []
        for row in [*talk, None]:
            if row is not None and words.isdisjoint(_folded(row["text"])):
                run.append(row)
                continue
            if _changes(run) >= _ANSWER:
                yield run
            run = []


def _is_talk(run: list[StorySpeech], story: Story) -> bool:
    """Return whether a run is talk about something, more than a greeting and its answer."""
    if _changes(run) >= _TALK:
        return True
    return len(story.scenes) < _FEATURE and all(row["words"] >= _SENTENCE for row in run)


def _enough(story: Story, talks: list[list[StorySpeech]]) -> bool:
    return (
        len(story.scenes) < _FEATURE or len(talks) > 1 or any(len(talk) >= _LONG for talk in talks)
    )


def _certainty(story: Story, talks: list[list[StorySpeech]]) -> float:
    """Return how sure a found answer is: more and longer talks are surer."""
    if not _enough(story, talks):
        return 0.5
    return min(0.95, 0.7 + 0.05 * len(talks))


def _shown(
    question: str, answer: str, talk: list[StorySpeech], certainty: float | None
) -> BechdelRow:
    """Return a row with the first exchange of a talk as its evidence."""
    one, two = next(
        (one, two) for one, two in pairwise(talk) if one["character"] != two["character"]
    )
    text = f"{one['character']}: {one['text']} / {two['character']}: {two['text']}"
    row = _row(question, answer, text, certainty)
    row["scene"], row["line"] = one["scene"], one["line"]
    row["characters"] = list(dict.fromkeys(row["character"] for row in talk))
    return row


def _row(question: str, answer: str, text: str, certainty: float | None = None) -> BechdelRow:
    return {
        "question": question,
        "answer": answer,
        "scene": None,
        "line": None,
        "text": text,
        "certainty": certainty,
        "characters": [],
    }
