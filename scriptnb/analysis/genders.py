"""Who is a woman and who a man, by nothing but the script's own pronouns near a name.

The rules are data, a table a language (``data/genders.json``): a language is added there. Names
themselves are never judged; what the script does not say stays unknown, and what the user says
overrides everything.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from scriptnb.errors import OptionError
from scriptnb.screenplay import names

if TYPE_CHECKING:
    from scriptnb.analysis.given import Row
    from scriptnb.analysis.story import Mention, Story

SAYS = {
    "female": "female", "f": "female", "woman": "female", "w": "female", "kobieta": "female",
    "male": "male", "m": "male", "man": "male", "mężczyzna": "male",
    "other": "other", "nonbinary": "other", "non-binary": "other", "unknown": "unknown",
}  # fmt: skip
#: Weight that decides, and the share of it that one side needs; with much of it, a smaller share.
ENOUGH = 2
SURE = 0.75
MUCH = 20
SURE_OF_MUCH = 2 / 3
#: Lines kept as evidence for each character.
LINES = 5
#: What a character says of itself in a language whose verbs show gender.
OWN_WORDS = 2
_DATA = Path(__file__).parent / "data" / "genders.json"


class Rules(msgspec.Struct, frozen=True):
    """How one language shows gender."""

    #: pronoun -> (gender, weight)
    pronouns: dict[str, tuple[str, int]]
    #: Finds pronouns and the ends of sentences.
    marks: re.Pattern[str]
    #: gender -> what somebody of that gender alone says of themselves
    own_words: dict[str, re.Pattern[str]]
    not_own_words: frozenset[str]
    #: Words that speak of a man.
    men: frozenset[str]
    #: Words that a cue without a name is made of.
    nameless: frozenset[str]


@functools.cache
def rules(language: str) -> Rules | None:
    """Return the rules of a language (two letters), None where there are none."""
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


def check(genders: Any) -> dict[str, str]:
    """Read what the user says: name -> "female", "male", "other" or "unknown".

    Raises
    ------
    OptionError
        When it is no mapping of names to genders.
    """
    how = "write genders={'MARY': 'female', 'BOB': 'male'}"
    if genders is None:
        return {}
    if not isinstance(genders, Mapping):
        raise OptionError(f"genders must be a dict, not {type(genders).__name__}; {how}")
    said = {}
    for name, gender in genders.items():
        known = SAYS.get(gender.strip().casefold()) if isinstance(gender, str) else None
        if not isinstance(name, str) or known is None:
            raise OptionError(f"genders: {name!r}: {gender!r} is no name and gender; {how}")
        said[names.key(name)] = known
    return said


def genders(story: Story, language: str, said: Mapping[str, str]) -> list[Row]:
    """Say who is what, and how that is known.

    Parameters
    ----------
    story
        The script.
    language
        Two letters.
    said
        What the user says, as `check` returns it.

    Returns
    -------
    list of dict
        ``character gender source named votes_female votes_male scene line text evidence``, who
        speaks most first. ``source`` is "given", "pronouns" or None; ``scene line text`` are
        its strongest line and ``evidence`` the lines (numbers) of up to five.
    """
    known = rules(language)
    votes: dict[str, list[tuple[str, int, Row]]] = {name: [] for name in story.words}
    if known is not None:
        for index, scene in enumerate(story.scenes):
            _hear_action(known, scene, story.mentions[index], votes)
            for speech in story.said[index]:
                _hear_speech(known, speech, votes)
    rows = [_decide(name, votes[name], said, known) for name in story.words]
    rows.sort(key=lambda row: -story.words[row["character"]])
    return rows


def gender_shares(story: Story, people: list[Row]) -> list[Row]:
    """Sum up how many speak, and how much, by gender; most words first."""
    speeches: dict[str, int] = {}
    for said in story.said:
        for row in said:
            speeches[row["character"]] = speeches.get(row["character"], 0) + 1
    total = sum(story.words.values())
    groups: dict[str, Row] = {}
    for person in people:
        gender, name = person["gender"], person["character"]
        row = groups.setdefault(
            gender,
            {"gender": gender, "characters": 0, "speeches": 0, "words": 0, "words_share": None},
        )
        row["characters"] += 1
        row["speeches"] += speeches.get(name, 0)
        row["words"] += story.words[name]
    for row in groups.values():
        row["words_share"] = row["words"] / total if total else None
    return sorted(groups.values(), key=lambda row: -row["words"])


def _hear_action(
    known: Rules, scene: Row, mentions: list[Mention], votes: dict[str, list[tuple[str, int, Row]]]
) -> None:
    """Give each pronoun of a scene's action to the one person who was just named, if it is one."""
    if not mentions:
        return
    text = scene["action_text"]
    lines = scene.get("action_lines") or ()
    start = 0
    at = 0
    for number, paragraph in enumerate(text.split("\n\n")):
        end = start + len(paragraph)
        here: list[Mention] = []
        while at < len(mentions) and mentions[at].start < end:
            here.append(mentions[at])
            at += 1
        if here:
            line = lines[number] if number < len(lines) else scene["line"]
            place = {"scene": scene["scene"], "line": line, "text": paragraph}
            for name, gender, weight in _pronouns(known, paragraph, start, here):
                votes[name].append((gender, weight, place))
        start = end + 2


def _pronouns(
    known: Rules, paragraph: str, start: int, here: list[Mention]
) -> list[tuple[str, str, int]]:
    """Read one paragraph: who is named in this sentence and the one before, and which pronouns."""
    found = []
    before: set[str] = set()
    now: set[str] = set()
    at = 0
    for match in known.marks.finditer(paragraph):
        word = match.group()
        while at < len(here) and here[at].start <= start + match.start():
            now.add(here[at].character)
            at += 1
        if not word[0].isalnum():
            inside = at and here[at - 1].end > start + match.start()
            if now and not inside:  # the full stop of "Mrs. Dale" ends no sentence
                before, now = now, set()
            continue
        if (vote := known.pronouns.get(word.casefold())) is not None:
            # In a sentence that names somebody else too, a pronoun may be anybody's.
            meant = now | before if now else before
            if len(meant) == 1:
                found.append((next(iter(meant)), *vote))
    return found


def _hear_speech(known: Rules, speech: Row, votes: dict[str, list[tuple[str, int, Row]]]) -> None:
    """Read what stands in parentheses, and what the speech says of its speaker."""
    name = speech["character"]
    if not name:
        return
    if aside := speech.get("parenthetical"):
        place = {"scene": speech["scene"], "line": speech["line"], "text": aside}
        for word in re.findall(r"\w+", aside.casefold()):
            if (vote := known.pronouns.get(word)) is not None:
                votes[name].append((vote[0], 1, place))
    for gender, pattern in known.own_words.items():
        for match in pattern.finditer(speech["text"]):
            if match.group().casefold() not in known.not_own_words:
                place = {"scene": speech["scene"], "line": speech["line"], "text": speech["text"]}
                votes[name].append((gender, OWN_WORDS, place))


def _decide(
    name: str,
    votes: list[tuple[str, int, Row]],
    said: Mapping[str, str],
    known: Rules | None,
) -> Row:
    weight = {
        gender: sum(w for each, w, _ in votes if each == gender) for gender in ("female", "male")
    }
    total = sum(weight.values())
    top = max(weight, key=weight.__getitem__)
    gender, source = "unknown", None
    share = SURE if total < MUCH else SURE_OF_MUCH
    if total >= ENOUGH and weight[top] >= share * total:
        gender, source = top, "pronouns"
    if (given := said.get(names.key(name))) is not None:
        gender, source = given, "given"
    shown = sorted(
        (vote for vote in votes if vote[0] == gender or source is None), key=lambda vote: -vote[1]
    )
    places = list({place["line"]: place for _, _, place in shown}.values())[:LINES]
    first: Row = places[0] if places and source != "given" else {}
    words = re.findall(r"\w+", name.casefold())
    return {
        "character": name,
        "gender": gender,
        "source": source,
        "named": _is_named(words, known),
        "votes_female": weight["female"],
        "votes_male": weight["male"],
        "scene": first.get("scene"),
        "line": first.get("line"),
        "text": first.get("text"),
        "evidence": [place["line"] for place in places if place["line"] is not None],
    }


def _is_named(words: list[str], known: Rules | None) -> bool:
    """Tell a name from a role: ``WOMAN #2`` and ``YOUNG NURSE`` have no name."""
    if not words or known is None:
        return bool(words)
    return not any(word.isdigit() for word in words) and words[-1] not in known.nameless
