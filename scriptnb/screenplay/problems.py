"""Find problems in the elements, scenes and speeches of a script, whatever its format.

What only a format's reader can find (marks that are never closed, uncertain lines), the reader
reports.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from scriptnb.screenplay import aliases, names
from scriptnb.screenplay.headings import grammar
from scriptnb.screenplay.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scriptnb.screenplay.language import Guess
    from scriptnb.screenplay.model import Dialogue, Element, Scene

#: So many speeches without a heading are a problem.
_MANY = 20
#: Longer lines are no headings.
_LONGEST = 300
#: Letters one by one, at least five of them, words apart by two spaces or more.
_SPACED = re.compile(r"\S(?:\s+\S){5,}")
_PROSE = frozenset({"action", "dialogue", "lyric"})
_PROSE_AND_CUES = _PROSE | {"character"}
_UNPRINTED = frozenset({"furniture", "page_break", "note", "boneyard", "synopsis", "section"})
#: What a sentence ends with.
_ENDS = frozenset(".!?…:\"'”’«»)]*—–-")
_OPEN_ENDS = frozenset(",;(")
#: Fewer paragraphs show no habit, fewer words are no sentence; this share of paragraphs has ends.
_FEW, _SENTENCE, _MOST = 3, 4, 0.9
#: So much of a text is shown, and looked at.
_SHOWN, _SAMPLE = 80, 6_000
#: Fewer letters show nothing; of more, this share is plain.
_FEW_LETTERS, _PLAIN = 60, 0.6
#: The least share of vowels in a text of an unknown language, and of one that was recognised.
_VOWEL_SHARE, _FEW_VOWELS = 0.33, 0.25
_LETTER = re.compile(r"[^\W\d_]")
_OTHER_LETTER = re.compile(r"[^\x00-\x7f\W\d_]")
#: The sign for what could not be decoded, and code points without a meaning.
_UNKNOWN = re.compile("[\ufffd\ue000-\uf8ff]")
_VOWEL = re.compile("[aeiouyæøœı]", re.IGNORECASE)
_SPOKEN = frozenset({"dialogue", "lyric"})
#: What may stand between a cue and its first words.
_BETWEEN = frozenset({"parenthetical", "note", "boneyard", "furniture", "page_break"})


def check(
    elements: Sequence[Element], scenes: Sequence[Scene], dialogues: Sequence[Dialogue]
) -> list[Problem]:
    """List the problems of a script, each with its line."""
    return [
        *_silent_cues(elements, dialogues),
        *_nowhere(scenes),
        *_slips(dialogues),
        *_no_headings(elements, dialogues),
        *_letter_spaced(elements),
        *_cut_off(elements),
    ]


def _no_headings(elements: Sequence[Element], dialogues: Sequence[Dialogue]) -> Iterator[Problem]:
    if len(dialogues) < _MANY or any(element.kind == "scene_heading" for element in elements):
        return
    yield Problem(
        None,
        "no_headings",
        f"there are {len(dialogues)} speeches and no scene heading, so that all is one scene; "
        "begin each scene with a line such as INT. KITCHEN - DAY",
        "",
    )


def _letter_spaced(elements: Sequence[Element]) -> Iterator[Problem]:
    known = grammar.current()
    for element in elements:
        text = element.text[:_LONGEST]
        if (
            element.kind not in _UNPRINTED
            and text[1:2] == " "
            and (match := _SPACED.fullmatch(text))
        ):
            words = re.split(r"\s{2,}", match[0])
            joined = " ".join(word.replace(" ", "") for word in words)
            if known.is_heading(joined):
                yield Problem(
                    element.line,
                    "letter_spaced",
                    "this line has spaces between its letters, so that it cannot be recognised; "
                    f"write {joined}",
                    text,
                )


def _cut_off(elements: Sequence[Element]) -> Iterator[Problem]:
    """Report a script that ends in the middle of a sentence where its sentences have ends."""
    told = [each for each in elements if each.kind in _PROSE]
    printed = [each for each in elements if each.kind not in _UNPRINTED]
    if not told or told[-1] is not printed[-1]:
        return
    last = told.pop()
    text = last.text.rstrip()
    words = text.split()
    open_end = text[-1:] in _OPEN_ENDS or (
        words and words[-1].islower() and words[-1][-1].isalnum()
    )
    if not open_end or len(words) < _SENTENCE or len(told) < _FEW:
        return
    ended = sum(each.text.rstrip()[-1:] in _ENDS for each in told)
    if ended >= _MOST * len(told):
        yield Problem(
            last.end_line,
            "cut_off",
            "the script ends in the middle of a sentence; check that the file is complete",
            text[-_SHOWN:],
        )


def of_text(elements: Sequence[Element], guess: Guess) -> Iterator[Problem]:
    """Report text whose characters are no letters of any language: a font without its encoding."""
    sample = _sample(element for element in elements if element.kind in _PROSE_AND_CUES)
    if len(sample) < _SAMPLE:
        # Where little was recognised, what was taken for something else may be garbled too.
        sample = max(sample, _sample(elements), key=len)
    if _is_garbled(sample, _FEW_VOWELS if guess.code else _VOWEL_SHARE):
        yield Problem(
            None,
            "garbled_text",
            "the text is garbled: its glyphs have wrong letters, as in a PDF whose fonts do not "
            "name them; export it again, or recognise its text",
            sample[:_SHOWN],
        )


def _sample(elements: Iterable[Element]) -> str:
    found: list[str] = []
    size = 0
    for element in elements:
        found.append(element.text)
        size += len(element.text)
        if size > _SAMPLE:
            break
    return " ".join(found)


def _is_garbled(text: str, share: float) -> bool:
    """Return whether a text has too few letters, plain letters or vowels for any language."""
    printed = len("".join(text.split()))
    if printed < _FEW_LETTERS:
        return False
    if len(_UNKNOWN.findall(text)) > printed / 20:
        return True
    letters = len(_LETTER.findall(text))
    others: list[str] = _OTHER_LETTER.findall(text)
    plain = letters - len(others)
    latin = plain + sum(mark < "\u0250" for mark in others)
    if others:
        text = unicodedata.normalize("NFD", text)
    if letters < printed / 2:
        return latin >= letters / 2
    if latin < letters / 2:
        return False
    vowels = len(_VOWEL.findall(text))
    return plain < _PLAIN * letters or vowels < share * letters


def of_language(guess: Guess, of_headings: str | None) -> Iterator[Problem]:
    """Report a language that was guessed from little, or could not be told."""
    message = None
    if guess.code and guess.thin and guess.code != "en":
        message = f"the script has few words; its language was taken to be {guess.code!r}"
    elif not guess.code and of_headings:
        message = f"the script has few words; its headings say that its language is {of_headings!r}"
    elif not guess.code and not guess.english and not guess.thin:
        message = "the script's language was not recognised, so that emotions are not scored"
    if message:
        yield Problem(None, "language_guess", f"{message}; language= sets it", "")


def _silent_cues(elements: Sequence[Element], dialogues: Sequence[Dialogue]) -> Iterator[Problem]:
    """Cues with nothing under them, and action that is nothing but the name of a speaker."""
    message = "nothing is said under this cue; write the words below it, without an empty line"
    known = {names.key(dialogue.character) for dialogue in dialogues}
    heard = False
    silent: list[Element] = []
    for element in reversed(elements):
        kind = element.kind
        if kind in _SPOKEN:
            heard = True
        elif kind == "character":
            if not heard:
                silent.append(element)
            heard = False
        elif kind not in _BETWEEN:
            heard = False
            text = element.text
            if (
                kind == "action"
                and text.isupper()
                and "\n" not in text
                and (names.looks_like_cue(text) and names.key(names.cue(text).character) in known)
            ):
                silent.append(element)
    for element in reversed(silent):
        yield Problem(element.line, "cue_without_speech", message, element.text)


def _nowhere(scenes: Sequence[Scene]) -> Iterator[Problem]:
    for scene in scenes:
        if scene.heading and scene.location is None:
            yield Problem(
                scene.line,
                "heading_without_location",
                "this heading names no place; write one after INT. or EXT.",
                scene.heading,
            )


def _slips(dialogues: Sequence[Dialogue]) -> Iterator[Problem]:
    counts = Counter(dialogue.character for dialogue in dialogues)
    first_line = {dialogue.character: dialogue.line for dialogue in reversed(dialogues)}
    for alias, name, why in aliases.suggest(counts):
        if why == "part":
            continue  # SMITH and DR. SMITH are no slip
        yield Problem(
            first_line[alias],
            "probable_slip",
            f"{alias} speaks {_times(counts[alias])}, {name} {_times(counts[name])}; "
            "if they are one, correct the name or merge them with aliases",
            alias,
        )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
