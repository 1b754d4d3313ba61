"""The gender of each character, from the script's own pronouns near a name.

The rules of each language are data (``data/genders.json``); a language is added there. A name alone
is no evidence: without pronouns a gender is unknown. What the user gives overrides the rules.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from scriptnb.errors import OptionError
from scriptnb.screenplay import names

if TYPE_CHECKING:
    from scriptnb.analysis.story import Mention, Story, StoryScene, StorySpeech
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
#: The weight of a verb in which characters show their own gender, in languages that have those.
OWN_WORDS = 2
_DATA = Path(__file__).parent / "data" / "genders.json"


class Rules(msgspec.Struct, frozen=True):
    """How one language shows gender."""

    #: pronoun -> (gender, weight)
    pronouns: dict[str, tuple[str, int]]
    #: Finds pronouns and the ends of sentences.
    marks: re.Pattern[str]
    #: gender -> forms that only somebody of that gender uses of themselves
    own_words: dict[str, re.Pattern[str]]
    not_own_words: frozenset[str]
    #: Words that refer to a man.
    men: frozenset[str]
    #: Words of cues that are no names.
    nameless: frozenset[str]


class Vote(NamedTuple):
    """One piece of evidence for a character's gender."""

    gender: str
    weight: int
    scene: int | None
    line: int | None
    text: str


#: Character -> votes.
Votes = dict[str, list[Vote]]


@functools.cache
def rules(language: str) -> Rules | None:
    """Return the rules of a language (two letters), or None."""
    read = json.loads(_DATA.read_text(encoding="utf-8")).get(language)
    if read is None:
        return None
    pronouns = {
        word: (gender, weight)
        for gender, words in read["pronouns"].items()
        for word, weight in words.items()
    }
    return Rules(
        pronouns,
        re.compile(rf"\b(?:{'|'.join(pronouns)})\b|[.!?…\n]", re.IGNORECASE),
        {
            gender: re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)
            for gender, patterns in read["own_words"].items()
            if patterns
        },
        frozenset(read.get("not_own_words", "").split()),
        frozenset(read["men"].split()),
        frozenset(read["nameless"].split()),
    )


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
        ``source`` is "given", "pronouns" or None; ``scene line text`` are the strongest line and
        ``evidence`` the line numbers of up to five.
    """
    known = rules(language)
    votes: Votes = {name: [] for name in story.words}
    if known is not None:
        for index, scene in enumerate(story.scenes):
            _read_action(known, scene, story.mentions[index], votes)
            for speech in story.speeches[index]:
                _read_speech(known, speech, votes)
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


def _read_action(known: Rules, scene: StoryScene, mentions: list[Mention], votes: Votes) -> None:
    """Count each pronoun of a scene's action for the one person just named, if it is only one."""
    if not mentions:
        return
    lines = scene.get("action_lines") or ()
    start = 0
    at = 0
    for number, paragraph in enumerate((scene["action_text"] or "").split("\n\n")):
        end = start + len(paragraph)
        inside: list[Mention] = []
        while at < len(mentions) and mentions[at].start < end:
            inside.append(mentions[at])
            at += 1
        if inside:
            line = lines[number] if number < len(lines) else scene["line"]
            for name, gender, weight in _pronouns(known, paragraph, start, inside):
                votes[name].append(Vote(gender, weight, scene["scene"], line, paragraph))
        start = end + 2


def _pronouns(
    known: Rules, paragraph: str, start: int, mentions: list[Mention]
) -> list[tuple[str, str, int]]:
    """Return (character, gender, weight) of each pronoun that can mean one character only.

    That is the only one named in the pronoun's sentence and the sentence before. ``start`` is the
    paragraph's place in the scene's action; those of ``mentions`` are in the whole action.
    """
    found = []
    before: set[str] = set()
    now: set[str] = set()
    at = 0
    for match in known.marks.finditer(paragraph):
        word = match.group()
        while at < len(mentions) and mentions[at].start <= start + match.start():
            now.add(mentions[at].character)
            at += 1
        if not word[0].isalnum():
            inside = at and mentions[at - 1].end > start + match.start()
            if now and not inside:  # the full stop of "Mrs. Dale" ends no sentence
                before, now = now, set()
            continue
        if (vote := known.pronouns.get(word.casefold())) is not None:
            # Where two are named, the pronoun may mean either.
            meant = now | before if now else before
            if len(meant) == 1:
                found.append((next(iter(meant)), *vote))
    return found


def _read_speech(known: Rules, speech: StorySpeech, votes: Votes) -> None:
    """Count the pronouns in a parenthetical, and forms by which speakers show their own gender."""
    name = speech["character"]
    if not name:
        return
    scene, line, text = speech["scene"], speech["line"], speech["text"]
    if aside := speech.get("parenthetical"):
        for word in re.findall(r"\w+", aside.casefold()):
            if (vote := known.pronouns.get(word)) is not None:
                votes[name].append(Vote(vote[0], 1, scene, line, aside))
    for gender, pattern in known.own_words.items():
        for match in pattern.finditer(text):
            if match.group().casefold() not in known.not_own_words:
                votes[name].append(Vote(gender, OWN_WORDS, scene, line, text))


def _decide(
    name: str, votes: list[Vote], given: Mapping[str, str], known: Rules | None
) -> GenderRow:
    weight = {
        gender: sum(vote.weight for vote in votes if vote.gender == gender)
        for gender in ("female", "male")
    }
    total = sum(weight.values())
    top = max(weight, key=weight.__getitem__)
    gender, source = "unknown", None
    share = SURE if total < MUCH else SURE_OF_MUCH
    if total >= ENOUGH and weight[top] >= share * total:
        gender, source = top, "pronouns"
    if (of_user := given.get(names.key(name))) is not None:
        gender, source = of_user, "given"
    matching = (vote for vote in votes if vote.gender == gender or source is None)
    strongest = sorted(matching, key=lambda vote: -vote.weight)
    lines = list({vote.line: vote for vote in strongest}.values())[:LINES]
    first = lines[0] if lines and source != "given" else None
    return {
        "character": name,
        "gender": gender,
        "source": source,
        "named": _is_named(re.findall(r"\w+", name.casefold()), known),
        "votes_female": weight["female"],
        "votes_male": weight["male"],
        "scene": first.scene if first else None,
        "line": first.line if first else None,
        "text": first.text if first else None,
        "evidence": [vote.line for vote in lines if vote.line is not None],
    }


def _is_named(words: list[str], known: Rules | None) -> bool:
    """Return whether a cue is a name, not a role such as ``WOMAN #2`` or ``YOUNG NURSE``."""
    if not words or known is None:
        return bool(words)
    return not any(word.isdigit() for word in words) and words[-1] not in known.nameless
