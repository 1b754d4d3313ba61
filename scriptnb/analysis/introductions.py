"""Finds the people whom the action introduces in capitals, with their age and description.

``MARLA, 38, tired eyes`` introduces a person; ``GUN`` and ``BANG`` do not. Capitals alone prove
nothing: a person needs an age, a noun of people in apposition, ``who``, or, behind a first name, a
title or a noun of people, a verb of what people do.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from scriptnb.analysis.gender_cues import is_named, words_of
from scriptnb.analysis.gender_rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scriptnb.analysis.gender_rules import Rules
    from scriptnb.analysis.story import Mention, Story

_WORD = r"(?:[^\W\d_a-z](?:['’-]?[^\W\d_a-z])+(?:\.(?=[ ][^\W\d_a-z]))?|[^\W\d_a-z]\.)"
#: One to five words in capitals, with a number behind them.
_RUN = re.compile(rf"(?<![\w'’-]){_WORD}(?:[ ]{_WORD}){{0,4}}(?:[ ]\#?\d{{1,2}}(?!\w))?(?![\w’'-])")
#: What may stand between a name and the rest of its sentence, at most this many characters.
_LONGEST = 240
_SENTENCE_END = re.compile(r"[.!?…](?=[\s\"”')]|$)|;|\s[-–—]+\s|\n\n")
_SPLIT = re.compile(r"[\s-]+")
_NUMBER = re.compile(r"(\d{1,3})(?:[–/](\d{1,3}))?(?P<decade>['’]?s)?\+?")
_AGE_BEFORE = re.compile(r"(\d{1,3}[- ]years?[- ]old)\s+$")
_CLOSED = re.compile(r"\s*(?:[,;.)]|$)")
_OLDEST = 110
#: Words of an age besides its number, in the six languages.
_AGE_WORDS = frozenset(
    "a an aged age about around approximately maybe roughly probably barely just nearly almost over"
    " under still in his her their the late early mid middle years year old yrs yr y/o yo months"
    " month something ish or so to and lat lata rok około wieku wiek w po przed koło ma ans an âgé"
    " âgée environ la dans jahre jahr alt anfang mitte ende etwa ca um die años año de"
    " unos unas anni anno circa sui di".split()
)
#: Ages in words, which need a unit: a seven year old girl.
_IN_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
    .split()
)  # fmt: skip
_DECADES = frozenset(
    "teens tweens twenties thirties forties fifties sixties seventies eighties nineties teenage"
    " vingtaine trentaine quarantaine cinquantaine soixantaine dwudziestka trzydziestka"
    " czterdziestka pięćdziesiątka trentina quarantina cinquantina veintena treintena".split()
)
#: These stand behind the number of an age; without them a number may be of anything: 20 feet.
_UNITS = frozenset(
    "years year old yrs yr y/o yo months month something ish ans lat lata jahre jahr años anni"
    .split()
)  # fmt: skip
#: Words before a name in capitals that are no part of it.
_CAMERA = frozenset(
    "CLOSE ANGLE ON POV INSERT REVEAL REVEALING FIND WE SEE THE AND WITH TO BACK PAN TILT SHOT OF"
    " MEDIUM WIDE CU ECU MCU LONG TIGHT INTO OVER SUPER TITLE CHYRON INTERCUT CUT FADE IN ENTER"
    " ENTERS MEET TWO THREE FOUR FIVE".split()
)
#: Nouns of people that are also said of crowds and things.
_NOT_ONE = frozenset(
    "people crowd all both everyone somebody someone voice radio tv computer robot lot men women"
    " guys boys girls kids children ladies gentlemen leute kinder gens enfants wszyscy tłum ktoś"
    " głos menge alle stimme voix foule tous gente niños todos voz folla tutti voce".split()
)
#: What people do, in the present tense of action lines.
_VERBS = frozenset(
    "sits stands walks looks smiles nods shrugs frowns sighs laughs grins winces kneels blinks sobs"
    " cries weeps stares glances watches enters exits runs leans sleeps wakes eats drinks smokes"
    " waits works reads writes types listens talks speaks whispers shouts yells screams waves"
    " points dances sings cooks drives is was has wears holds carries grabs picks takes opens"
    " opens closes steps crosses climbs approaches paces puts pulls pushes hugs kisses lies"
    " struggles hurries strolls strides rushes emerges appears arrives turns follows leads peers"
    " studies examines stumbles staggers crouches comes goes gets tries cleans sweeps"
    " plays hides".split()
)
#: Of these, what only people do.
_OF_PEOPLE = frozenset(
    "sits stands walks looks smiles nods shrugs frowns sighs laughs grins winces kneels blinks sobs"
    " cries weeps stares glances watches enters sleeps eats drinks smokes waits works reads writes"
    " types listens talks speaks whispers shouts yells waves dances sings cooks wears hugs kisses"
    " paces strolls strides peers studies examines stumbles crouches hurries".split()
)
#: A phrase with one of these says where somebody is, not who: the DOOR, a man behind it.
_OF_PLACE = frozenset("behind at on near by under from to for".split())
#: Verbs that are no nouns either, so that they end a description in the middle of a part.
_NEVER_NOUNS = frozenset("is was has sits stands lies enters walks wears holds carries".split())
_RELATIVE = frozenset("who whose that which as and but".split())
#: A word in -s before one of these is a verb at the beginning of a part: mutters this.
_BEHIND_VERBS = frozenset(
    "a an the his her their its this that these up in down out off over around into through at"
    " to him them it back away".split()
)
_ARTICLE = re.compile(r"^an? ", re.IGNORECASE)
_AND = re.compile(r"^and\s+")
#: A description of more letters gets no further part.
_LONG = 120
_ARTICLES = frozenset(
    "a an the his her their another one un une le la son sa ein eine der die sein ihr seine ihre"
    " uno una el su lo il suo sua jego jej".split()
)


class Introduction(NamedTuple):
    """How the action introduces a person."""

    name: str
    scene: int
    line: int | None
    age: str | None
    description: str | None


class People(NamedTuple):
    """Who is introduced: those who speak, by name, and those who never do, in order."""

    speaking: dict[str, Introduction]
    silent: list[Introduction]
    #: The indices of the scenes in which each silent person is named.
    scenes: dict[str, list[int]]


def people(story: Story, language: str) -> People:
    """Return the people of a script that its action introduces in capitals."""
    known = rules(language)
    english = language == "en"
    owners = _owners(story.words)
    speaking: dict[str, Introduction] = {}
    silent: dict[str, Introduction] = {}
    for index, scene in enumerate(story.scenes):
        text = scene["action_text"] or ""
        if not text:
            continue
        starts = _paragraphs(text)
        lines = scene.get("action_lines") or ()
        at = 0
        for name, speaks, start, end in _runs(text, story.mentions[index], owners, known):
            while at + 1 < len(starts) and starts[at + 1] <= start:
                at += 1
            line = lines[at] if at < len(lines) else scene["line"]
            age, description, sure = _described(text, name, (start, end), known, english)
            if speaks:
                if (age or description) and name not in speaking:
                    speaking[name] = Introduction(name, scene["scene"], line, age, description)
            elif sure and name not in silent:
                silent[name] = Introduction(name, scene["scene"], line, age, description)
    return People(speaking, list(silent.values()), _scenes(story, silent, known))


def _owners(names: Iterable[str]) -> dict[str, set[str]]:
    """Return the characters by each word of their names."""
    owners: dict[str, set[str]] = {}
    for name in names:
        for word in words_of(name):
            owners.setdefault(word, set()).add(name)
    return owners


def _paragraphs(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer(r"\n\n", text))]


def _runs(
    text: str, mentions: list[Mention], owners: dict[str, set[str]], known: Rules | None
) -> Iterator[tuple[str, bool, int, int]]:
    """Yield (name, whether that speaks, start, end) of the names in capitals."""
    at = 0
    for run in _RUN.finditer(text):
        if not run.group().isupper():
            continue
        while at < len(mentions) and mentions[at].end <= run.start():
            at += 1
        inside = []
        place = at
        while place < len(mentions) and mentions[place].start < run.end():
            inside.append(mentions[place])
            place += 1
        name, start = _without_camera(run)
        if (whose := _whose(text, name, run.end(), inside, owners, known)) is not None:
            yield *whose, start, run.end()


def _whose(
    text: str,
    name: str,
    end: int,
    inside: list[Mention],
    owners: dict[str, set[str]],
    known: Rules | None,
) -> tuple[str, bool] | None:
    """Return whose name some words in capitals are, and whether that person speaks."""
    words = words_of(name)
    if not words or len({each.character for each in inside}) > 1:
        return None
    if inside and not _is_possessive(text, inside[0], end):
        character = inside[0].character
        exact = len(words_of(character)) == len(words)
        return (character, True) if exact or is_named(character, known) else None
    either = set.intersection(*(owners.get(word, set()) for word in words))
    if either:
        return (either.pop(), True) if len(either) == 1 else None
    return name, False


def _without_camera(run: re.Match[str]) -> tuple[str, int]:
    """Return a name without the words of the camera before it, and where it starts."""
    name, start = run.group(), run.start()
    while True:
        first, space, rest = name.partition(" ")
        if not space or first.rstrip(".") not in _CAMERA:
            return ("" if first in _CAMERA else name), start
        name, start = rest, start + len(first) + 1


def _is_possessive(text: str, mention: Mention, end: int) -> bool:
    """Return whether a mention only says whose the person is: BEN'S MOTHER."""
    return mention.end + 2 < end and text[mention.end] in "'’"


def _described(
    text: str, name: str, place: tuple[int, int], known: Rules | None, english: bool
) -> tuple[str | None, str | None, bool]:
    """Return age and description behind a name, and whether they show that it is a person's."""
    start, end = place
    rest = text[end : end + _LONGEST]
    before = _AGE_BEFORE.search(text, max(0, start - 20), start)
    age = before[1] if before else None
    if stop := _SENTENCE_END.search(rest):
        rest = rest[: stop.start()]
    opening = rest.lstrip()
    if opening[:1] == "(":
        inside, _, after = opening[1:].partition(")")
        parts = inside.split(",") + (after.split(",")[1:] if after[:1] == "," else [])
    elif opening[:1] == ",":
        parts = opening[1:].split(",")
    else:
        return age, None, age is not None or _acts_like_a_person(name, opening, known)
    parts = [" ".join(part.split()) for part in parts]
    found, left = _age(parts[0]) if parts else (None, "")
    if found is not None:
        parts[0] = left
        return found, _description(parts, english=english), True
    if _is_apposition(parts[0], known):
        later, left = _age(parts[1]) if len(parts) > 1 else (None, "")
        parts[1:2] = [left] if later else parts[1:2]
        return later or age, _description(parts, english=english), True
    who = parts[0].split(" ", 1)[0].lower() == "who"
    return age, None, age is not None or who


def _age(part: str) -> tuple[str | None, str]:
    """Return the age with which a part begins, and what follows it.

    >>> _age("late 30s"), _age("a 12-year-old in rags"), _age("20 feet behind him")
    (('late 30s', ''), ('12-year-old', 'in rags'), (None, '20 feet behind him'))
    """
    end = number_end = place = 0
    is_age = in_words = False
    for word in _SPLIT.split(part):
        place = part.index(word, place)
        low = word.lower().strip(".")
        number = _NUMBER.fullmatch(low)
        if number and 0 < int(number[1]) <= _OLDEST:
            is_age = is_age or number["decade"] is not None
            number_end = place + len(word)
        elif low in _DECADES:
            is_age = True
            number_end = place + len(word)
        elif low in _IN_WORDS:
            number_end = place + len(word)
            in_words = True
        elif low not in _AGE_WORDS:
            break
        elif number_end:
            is_age = is_age or low in _UNITS
        place += len(word)
        if number_end and (low not in _AGE_WORDS or low in _UNITS):
            end = place
    if not number_end or (not is_age and (in_words or end != len(part))):
        return None, part
    return _ARTICLE.sub("", part[:end]), part[end:].strip()


def _is_apposition(part: str, known: Rules | None) -> bool:
    """Return whether a part names a person by a noun and ends there: a tired nurse."""
    if known is None:
        return False
    words = list(re.finditer(r"[^\W\d_]+", part))[:5]
    if len(words) < 2 or words[0].group().lower() not in _ARTICLES:
        return False
    for place, match in enumerate(words):
        word = match.group().lower()
        if word in known.prepositions and place:
            return False
        if known.is_person(word) and word not in _NOT_ONE:
            after = part[match.end() :]
            follows = after.split()[0].lower() if after.strip() else ""
            if _CLOSED.match(after) or follows in known.prepositions - _OF_PLACE:
                return True
    return False


def _acts_like_a_person(name: str, rest: str, known: Rules | None) -> bool:
    """Return whether a name that sounds like a person's is followed by what people do."""
    following = rest.split(None, 1)[:1]
    if known is None or not following:
        return False
    words = words_of(name)
    if following[0] == "who":
        return True
    person = (
        words[0] in known.first_names
        or words[0] in known.titles
        or (known.is_person(words[-1]) and words[-1] not in _NOT_ONE)
    )
    return person and following[0] in _OF_PEOPLE


def _description(parts: list[str], *, english: bool) -> str | None:
    """Return what describes a person: up to where the sentence goes on with its verb.

    Outside English, whose verbs are known here, that is one part of the sentence.
    """
    kept: list[str] = []
    for part in parts:
        if not part:
            continue
        if kept and not english:
            break
        words = part.split()
        cut = _verb_at(words) if english else len(words)
        kept.append(" ".join(words[:cut]))
        if cut < len(words) or sum(map(len, kept)) > _LONG:
            break
    return _AND.sub("", ", ".join(filter(None, kept))).rstrip(" .:)") or None


def _verb_at(words: list[str]) -> int:
    """Return the place of the verb with which the sentence goes on, or the number of words."""
    for place, word in enumerate(words):
        low = word.lower().strip(".:)")
        if low in _RELATIVE:
            break
        following = words[place + 1].lower() if place + 1 < len(words) else ""
        if (low in _VERBS if not place else low in _NEVER_NOUNS) or (
            not place and following in _BEHIND_VERBS and low.endswith("s") and low[-2:] != "ss"
        ):
            return place
    return len(words)


def _scenes(
    story: Story, silent: dict[str, Introduction], known: Rules | None
) -> dict[str, list[int]]:
    """Return the scenes in which each silent person is named, in any case but lower."""
    if not silent:
        return {}
    written: dict[tuple[str, ...], str] = {tuple(words_of(name)): name for name in silent}
    firsts = Counter(words_of(name)[0] for name in silent)
    firsts.update(word for name in story.words for word in words_of(name))
    for name in silent:
        words = words_of(name)
        # The first name alone means the person where nobody else has it.
        if len(words) > 1 and known and words[0] in known.first_names and firsts[words[0]] < 2:
            written.setdefault((words[0],), name)
    beginnings = {form for words in written for form in _forms(words[0])}
    plain = {form for form in beginnings if form[-2:].lower() not in ("'s", "’s")}
    plain |= {form.partition("'")[0] for form in beginnings - plain if "’" not in form}
    longest = max(map(len, written))
    found: dict[str, list[int]] = {name: [] for name in silent}
    for index, scene in enumerate(story.scenes):
        text = scene["action_text"] or ""
        if len(plain) <= _FEW and not any(form in text for form in plain):
            continue
        for match in _CAPITALISED.finditer(text):
            if match.group() in beginnings:
                behind = text[match.start() : match.start() + _LETTERS * longest]
                whose = _longest_name(words_of(behind)[:longest], written)
                if whose is not None and found[whose][-1:] != [index]:
                    found[whose].append(index)
    return found


def _forms(word: str) -> Iterator[str]:
    """Yield how a word of a name may be written."""
    for form in (word.title(), word.capitalize(), word.upper()):
        for whole in (form, f"{form}'s", f"{form}'S"):
            yield whole
            yield whole.replace("'", "’")


def _with_and_without_s(word: str) -> tuple[str, str]:
    word = word.casefold().replace("’", "'")
    return word, word.removesuffix("'s")


def _longest_name(words: list[str], written: dict[tuple[str, ...], str]) -> str | None:
    """Return whose name some words begin with; the last word of a name may be possessive."""
    for count in range(len(words), 0, -1):
        for last in _with_and_without_s(words[count - 1]):
            if (name := written.get((*words[: count - 1], last))) is not None:
                return name
    return None


_CAPITALISED = re.compile(r"(?<![\w'’-])[^\W\d_a-z][^\W_]*(?:['’-][^\W_]+)*")
#: So few names are first looked for in the text of a scene as a whole, which is faster.
_FEW = 60
#: A name's word with its space has at most this many letters.
_LETTERS = 40
