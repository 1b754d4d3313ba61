"""What action and dialogue say of people's genders: introductions, address, grammar, pronouns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from scriptnb.analysis.gender_cues import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scriptnb.analysis.gender_rules import Gender, Rules
    from scriptnb.analysis.story import Mention, Story, StorySpeech

Source = Literal["title", "cue", "introduction", "address", "grammar", "pronouns"]

#: Weights: an introduction, an address, a verb in which speakers show their own gender.
_INTRODUCTION, _ADDRESS, _OWN_WORDS = 4, 2, 2
_TOKEN = re.compile(r"[^\W_]+|[.!?…\n]")
#: What may stand between a name and the words that introduce the person: an age, an article.
_AFTER_NAME = re.compile(
    r"\s*[,(]\s*(?:[^\w,]*(?:late|early|mid)?[\s-]*\d+\w*['’]?s?\)?[,;]?\s*)?"
    r"(?P<words>(?:[\w'’-]+[ ]?){1,5})"
)
_BEFORE_NAME = re.compile(
    r"(?P<word>[\w'’-]+)(?:\s+(?:named|called|namens|nommée?|llamad[ao]))?\s+$"
)
_LEADS = frozenset("and but then und et y e i a".split())
#: Between a word of address and the rest of a sentence stands a comma or nothing.
_VOCATIVE = re.compile(r"(?:^|[,.!?…—-]\s*)([^\W\d_]+(?:['’][^\W\d_]+)?)\s*(?=[,.!?…—-]|$)")


class Vote(NamedTuple):
    """One piece of evidence for a character's gender."""

    gender: Gender
    weight: int
    source: Source
    scene: int | None
    line: int | None
    text: str


#: Character -> votes.
Votes = dict[str, list[Vote]]


def collect(story: Story, rules: Rules) -> Votes:
    """Return the evidence of a script's action and dialogue, by character."""
    votes: Votes = {name: [] for name in story.words}
    titled = _titled(story)
    for index, scene in enumerate(story.scenes):
        lines = scene.get("action_lines") or ()
        mentions = story.mentions[index]
        at = start = 0
        for number, paragraph in enumerate((scene["action_text"] or "").split("\n\n")):
            end = start + len(paragraph)
            inside: list[Mention] = []
            while at < len(mentions) and mentions[at].start < end:
                inside.append(
                    mentions[at]._replace(
                        start=mentions[at].start - start, end=mentions[at].end - start
                    )
                )
                at += 1
            if inside:
                line = lines[number] if number < len(lines) else scene["line"]
                for name, gender, weight, source in _of_action(paragraph, inside, rules):
                    votes[name].append(
                        Vote(gender, weight, source, scene["scene"], line, paragraph)
                    )
            start = end + 2
        for speech in story.speeches[index]:
            _read_speech(speech, rules, titled, votes)
        _read_addresses(story.speeches[index], story.speakers[index], rules, votes)
    return votes


def _of_action(
    paragraph: str, mentions: list[Mention], rules: Rules
) -> Iterator[tuple[str, Gender, int, Source]]:
    """Yield (character, gender, weight, source) of each sign in a paragraph of action."""
    own: set[int] = set()
    for mention in mentions:
        for word, place in _introductions(paragraph, mention, rules):
            own.add(place)
            if gender := rules.noun(word):
                yield mention.character, gender, _INTRODUCTION, "introduction"
    for name, gender, weight in _pronouns(paragraph, mentions, own, rules):
        yield name, gender, weight, "pronouns"


def _introductions(paragraph: str, mention: Mention, rules: Rules) -> Iterator[tuple[str, int]]:
    """Yield the noun that introduces a person, and its place: ANNA, 30, a tired woman."""
    if match := _AFTER_NAME.match(paragraph, mention.end):
        for found in re.finditer(r"[^\W\d_]+", match["words"]):
            word = found.group().casefold()
            if word in rules.prepositions or word in ("and", "who", "whose", "und", "et", "y"):
                break
            if rules.noun(word) is not None:
                yield word, match.start("words") + found.start()
                return
    if (match := _BEFORE_NAME.search(paragraph, max(0, mention.start - 40), mention.start)) and (
        rules.noun(word := match["word"].casefold()) is not None and word not in rules.titles
    ):
        yield word, match.start("word")


def _pronouns(
    paragraph: str, mentions: list[Mention], own: set[int], rules: Rules
) -> Iterator[tuple[str, Gender, int]]:
    """Yield (character, gender, weight) of each pronoun that can mean one character only.

    That is the only person named in the pronoun's sentence and the sentence before, whether by a
    name or by a common noun. A sentence with pronouns of both genders decides nothing.
    """
    before: set[str] = set()
    now: set[str] = set()
    found: list[tuple[frozenset[str], Gender, int]] = []
    at = 0
    previous = ""
    for token in _TOKEN.finditer(paragraph):
        place, text = token.start(), token.group()
        while at < len(mentions) and mentions[at].start <= place:
            now.add(mentions[at].character)
            at += 1
        if at and mentions[at - 1].end > place:
            continue  # within a name: the full stop of "Mrs. Dale" ends no sentence
        if not text[0].isalnum():
            yield from _settled(found)
            if now:
                before, now = now, set()
            found = []
            continue
        word = text.casefold()
        if (vote := rules.pronouns.get(word)) is not None:
            # Where two are named, the pronoun may mean either; "and she" is mostly another one.
            if not (now and vote[1] > 1 and previous in _LEADS):
                found.append((frozenset(now | before if now else before), *vote))
        elif place not in own and rules.is_person(word):
            now.add(f"~{word}")
        previous = word
    yield from _settled(found)


def _settled(found: list[tuple[frozenset[str], Gender, int]]) -> Iterator[tuple[str, Gender, int]]:
    if len({gender for _, gender, _ in found}) == 1:
        for meant, gender, weight in found:
            if len(meant) == 1 and (name := next(iter(meant)))[0] != "~":
                yield name, gender, weight


def _titled(story: Story) -> dict[str, str]:
    """Return each character by the first and the last word of the name, where only one has it."""
    owners: dict[str, set[str]] = {}
    for name in story.words:
        words = words_of(name)
        for word in {words[0], words[-1]} if words else ():
            owners.setdefault(word, set()).add(name)
    return {word: names.pop() for word, names in owners.items() if len(names) == 1}


def _read_speech(speech: StorySpeech, rules: Rules, titled: dict[str, str], votes: Votes) -> None:
    """Count pronouns in a parenthetical, forms of the speaker's own gender, and titled names."""
    name = speech["character"]
    if not name:
        return
    scene, line, text = speech["scene"], speech["line"], speech["text"]
    if aside := speech.get("parenthetical"):
        for word in re.findall(r"\w+", aside.casefold()):
            if (vote := rules.pronouns.get(word)) is not None and "to" not in aside.split()[:1]:
                votes[name].append(Vote(vote[0], 1, "pronouns", scene, line, aside))
    for gender, pattern in rules.own_words.items():
        for match in pattern.finditer(text):
            if match.group().casefold() not in rules.not_own_words:
                votes[name].append(Vote(gender, _OWN_WORDS, "grammar", scene, line, text))
    for match in rules.titled.finditer(text):
        if match[2][0].isupper() and (owner := titled.get(match[2].casefold())) in votes:
            gender = rules.titles[match[1].casefold()]
            votes[owner].append(Vote(gender, _ADDRESS, "address", scene, line, text))


def _read_addresses(
    speeches: list[StorySpeech], speakers: list[str], rules: Rules, votes: Votes
) -> None:
    """Count sir, madam, mom and the like for the other of two who talk alone."""
    if len(speakers) != 2:
        return
    other = {speakers[0]: speakers[1], speakers[1]: speakers[0]}
    for speech in speeches:
        text = speech["text"]
        for match in _VOCATIVE.finditer(text):
            gender = rules.address.get(match[1].casefold().replace("’", "'"))
            if gender is not None and speech["character"] in other:
                votes[other[speech["character"]]].append(
                    Vote(gender, _ADDRESS, "address", speech["scene"], speech["line"], text)
                )
