"""The gender of each character, from all that the script says.

The rules of each language are data (``data/genders.toml``); a language is added there. Where the
script says nothing, a first name decides that nearly all its bearers share a gender. Evidence that
contradicts itself leaves a gender unknown. What the user gives overrides everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from scriptnb.analysis.gender_cues import DESCRIPTIONS, gender_of, is_named, words_of
from scriptnb.analysis.gender_evidence import Vote, Votes, collect
from scriptnb.analysis.gender_rules import GENDERS, rules
from scriptnb.errors import OptionError
from scriptnb.screenplay import names

if TYPE_CHECKING:
    from scriptnb.analysis.gender_rules import Gender, Rules
    from scriptnb.analysis.story import Story
    from scriptnb.analysis.structure_rows import GenderRow, GenderShareRow

#: What a user may write -> the gender.
SPELLINGS = {
    "female": "female", "f": "female", "woman": "female", "w": "female", "kobieta": "female",
    "male": "male", "m": "male", "man": "male", "mężczyzna": "male",
    "other": "other", "nonbinary": "other", "non-binary": "other", "unknown": "unknown",
}  # fmt: skip
#: The total weight of votes that is needed, and the share of it that one gender needs.
ENOUGH = 2
SURE = 0.75
#: From this total weight on, a smaller share is enough.
MUCH = 20
SURE_OF_MUCH = 2 / 3
#: Lines kept as evidence for each character.
LINES = 5
#: Kinds of evidence, the best first.
#: The weight of what a cue states.
_STATED = 10
#: The weight of a first name of which 97% or more are of one gender.
_FIRST_NAME = 6
_SOURCES = ("title", "cue", "introduction", "address", "grammar", "pronouns")


def check(genders: object) -> dict[str, str]:
    """Return a user's genders by the key of each name: "female", "male", "other" or "unknown".

    Raises
    ------
    OptionError
        When it is not a mapping of names to genders.
    """
    how = "write genders={'MARY': 'female', 'BOB': 'male'}"
    if genders is None:
        return {}
    if not isinstance(genders, Mapping):
        raise OptionError(f"genders must be a dict, not {type(genders).__name__}; {how}")
    checked = {}
    for name, gender in genders.items():
        known = SPELLINGS.get(gender.strip().casefold()) if isinstance(gender, str) else None
        if not isinstance(name, str) or known is None:
            raise OptionError(f"genders: {name!r}: {gender!r} is no name and gender; {how}")
        checked[names.key(name)] = known
    return checked


def genders(story: Story, language: str, given: Mapping[str, str]) -> list[GenderRow]:
    """Return the gender of each character and its evidence, most words first.

    Parameters
    ----------
    story
        The script.
    language
        Two letters.
    given
        The genders that the user gave, as `check` returns them.

    Returns
    -------
    list of dict
        ``source`` is "given", "title", "cue", "introduction", "address", "grammar", "pronouns",
        "first name" or None; ``scene line text`` are the strongest line and
        ``evidence`` the line numbers of up to five.
    """
    known = rules(language)
    if known is None:
        votes: Votes = {name: [] for name in story.words}
    else:
        votes = collect(story, known)
        first = {row["character"]: row for own in reversed(story.speeches) for row in reversed(own)}
        for name in story.words:
            if (stated := gender_of(name, known)) is not None:
                row = first.get(name)
                where = (row["scene"], row["line"]) if row else (None, None)
                votes[name].append(Vote(stated.gender, _STATED, stated.source, *where, name))
    rows = [_decide(name, votes[name], given, known) for name in story.words]
    rows.sort(key=lambda row: -story.words[row["character"]])
    return rows


def gender_shares(story: Story, people: list[GenderRow]) -> list[GenderShareRow]:
    """Return how many characters of each gender speak, and how much; most words first."""
    speeches = Counter(row["character"] for in_scene in story.speeches for row in in_scene)
    total = sum(story.words.values())
    groups: dict[str, GenderShareRow] = {}
    for person in people:
        gender, name = person["gender"], person["character"]
        row = groups.setdefault(
            gender,
            {"gender": gender, "characters": 0, "speeches": 0, "words": 0, "words_share": None},
        )
        row["characters"] += 1
        row["speeches"] += speeches[name]
        row["words"] += story.words[name]
    for row in groups.values():
        row["words_share"] = row["words"] / total if total else None
    return sorted(groups.values(), key=lambda row: -row["words"])


def _decide(
    name: str, votes: list[Vote], given: Mapping[str, str], known: Rules | None
) -> GenderRow:
    gender, source = _weigh(name, votes, known)
    if (of_user := given.get(names.key(name))) is not None:
        gender, source = of_user, "given"
    matching = [vote for vote in votes if vote.gender == gender or source is None]
    matching.sort(key=lambda vote: (vote.source != source, -vote.weight))
    lines = list({vote.line: vote for vote in matching}.values())[:LINES]
    shown = lines[0] if lines and source != "given" else None
    return {
        "character": name,
        "gender": gender,
        "source": source,
        "named": is_named(name, known),
        "votes_female": _weight(votes, "female"),
        "votes_male": _weight(votes, "male"),
        "scene": shown.scene if shown else None,
        "line": shown.line if shown else None,
        "text": shown.text if shown else None,
        "evidence": [vote.line for vote in lines if vote.line is not None],
    }


def _weigh(name: str, votes: list[Vote], known: Rules | None) -> tuple[str, str | None]:
    """Return the gender that the evidence shows, and the best kind of evidence for it.

    A first name is one more vote. Where the votes contradict each other too much, the gender is
    unknown.
    """
    of_name = _first_name(name, known)
    weight = {gender: _weight(votes, gender) for gender in GENDERS}
    if of_name is not None:
        weight[of_name] += _FIRST_NAME
    total = sum(weight.values())
    best = max(GENDERS, key=weight.__getitem__)
    if total < ENOUGH or weight[best] < (SURE if total < MUCH else SURE_OF_MUCH) * total:
        return "unknown", None
    sources = {vote.source for vote in votes if vote.gender == best}
    return best, next((source for source in _SOURCES if source in sources), "first name")


def _first_name(name: str, known: Rules | None) -> Gender | None:
    """Return the gender of a first name that nearly only women, or men, have."""
    if known is None or not is_named(name, known):
        return None
    words = [word for word in words_of(name) if word not in DESCRIPTIONS]
    return known.first_names.get(words[0].partition("-")[0]) if words else None


def _weight(votes: list[Vote], gender: str) -> int:
    return sum(vote.weight for vote in votes if vote.gender == gender)
