"""How easy the words are to read: Flesch's reading ease and the Flesch-Kincaid grade.

R. Flesch, "A New Readability Yardstick", 1948; J.P. Kincaid and others, 1975. Both are made for
English and count syllables, which is guessed here from the letters; another language has no score.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from scriptnb.analysis.presence import main_characters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scriptnb.analysis.given import Row
    from scriptnb.analysis.story import Story

#: A measure of fewer words than this says nothing.
ENOUGH = 100
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?…]+(?=\s|$|[\"'”’])")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^td]ed|[^csxz]es|[^aeiouyscxzhg]es)$")


def readability(story: Story, language: str) -> list[Row]:
    """Score the action, the dialogue and each main character's speech.

    Returns
    -------
    list of dict
        ``part character words sentences reading_ease grade letters_per_word words_per_sentence
        note``; ``part`` is "action", "dialogue" or "character". Ease is about 0 (hard) to 100
        (easy), grade is a school year; None below 100 words and for other languages than English.
    """
    said: dict[str, list[str]] = {}
    for here in story.said:
        for row in here:
            said.setdefault(row["character"], []).append(row["text"])
    action = [row["action_text"] for row in story.scenes if row["action_text"]]
    rows = [
        _score("action", None, action, language),
        _score("dialogue", None, [text for texts in said.values() for text in texts], language),
    ]
    rows += [
        _score("character", name, said[name], language)
        for name in main_characters(story)
        if name in said
    ]
    return [row for row in rows if row["words"]]


def _score(part: str, character: str | None, texts: Iterable[str], language: str) -> Row:
    words = sentences = syllables = letters = 0
    for text in texts:
        found = _WORD.findall(text)
        words += len(found)
        letters += sum(map(len, found))
        # A text without a full stop is a sentence, too.
        sentences += max(len(_SENTENCE.findall(text)), bool(found))
        if language == "en":
            syllables += sum(map(_syllables, found))
    row: Row = {
        "part": part,
        "character": character,
        "words": words,
        "sentences": sentences,
        "reading_ease": None,
        "grade": None,
        "letters_per_word": letters / words if words else None,
        "words_per_sentence": words / sentences if sentences else None,
        "note": None if language == "en" else f"unsupported language: {language}",
    }
    if language == "en" and words >= ENOUGH:
        length, weight = words / sentences, syllables / words
        row["reading_ease"] = 206.835 - 1.015 * length - 84.6 * weight
        row["grade"] = 0.39 * length + 11.8 * weight - 15.59
    return row


@functools.lru_cache(maxsize=20_000)
def _syllables(word: str) -> int:
    """Guess the syllables of an English word: groups of vowels, but for silent endings.

    Examples
    --------
    >>> [_syllables(word) for word in ("table", "walked", "wanted", "horses", "times", "the")]
    [2, 1, 2, 2, 1, 1]
    """
    lower = word.lower()
    return max(1, len(_VOWELS.findall(lower)) - bool(_SILENT.search(lower)))
