"""Readability: Flesch's reading ease and the Flesch-Kincaid grade.

R. Flesch, "A New Readability Yardstick", 1948; J.P. Kincaid and others, 1975. Both are made for
English and count syllables, which are estimated here from the letters; other languages have no
score.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from scriptnb.analysis.presence import main_characters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scriptnb.analysis.story import Story
    from scriptnb.analysis.structure_rows import ReadabilityRow

#: A part with fewer words than this has no score.
ENOUGH = 100
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?…]+(?=\s|$|[\"'”’])")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^td]ed|[^csxz]es|[^aeiouyscxzhg]es)$")


def readability(story: Story, language: str) -> list[ReadabilityRow]:
    """Score the action, the dialogue and each main character's speeches.

    Ease is about 0 (hard) to 100 (easy), grade is a school year; both are None below 100 words and
    for other languages than English.
    """
    spoken: dict[str, list[str]] = {}
    for speeches in story.speeches:
        for row in speeches:
            spoken.setdefault(row["character"], []).append(row["text"])
    action = [row["action_text"] for row in story.scenes if row["action_text"]]
    rows = [
        _score("action", None, action, language),
        _score("dialogue", None, [text for texts in spoken.values() for text in texts], language),
    ]
    rows += [
        _score("character", name, spoken[name], language)
        for name in main_characters(story)
        if name in spoken
    ]
    return [row for row in rows if row["words"]]


def _score(part: str, character: str | None, texts: Iterable[str], language: str) -> ReadabilityRow:
    words = sentences = syllables = letters = 0
    for text in texts:
        found = _WORD.findall(text)
        words += len(found)
        letters += sum(map(len, found))
        # A text without a full stop is one sentence.
        sentences += max(len(_SENTENCE.findall(text)), bool(found))
        if language == "en":
            syllables += sum(map(_syllables, found))
    row: ReadabilityRow = {
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
    """Estimate the syllables of an English word: groups of vowels, without silent endings.

    Examples
    --------
    >>> [_syllables(word) for word in ("table", "walked", "wanted", "horses", "times", "the")]
    [2, 1, 2, 2, 1, 1]
    """
    lower = word.lower()
    return max(1, len(_VOWELS.findall(lower)) - bool(_SILENT.search(lower)))
