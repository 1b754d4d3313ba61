"""Suggests the elements of each scene: from word lists and from what the action has in capitals.

A suggestion is no fact: it has the line, the reason and how certain it is. The certainties rank
the kinds of evidence; they were not measured.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scriptnb.analysis import production_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scriptnb.analysis.basic_rows import SceneRow
    from scriptnb.analysis.production_rows import TagRow
    from scriptnb.analysis.production_words import Words

#: A word of a list in capitals; a word of a list; a word in capitals.
BOTH, LISTED, CAPITALS = 0.8, 0.5, 0.2
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
#: What lies between two words of one name.
_BETWEEN = re.compile(r"[ \n]")
#: What follows the name of somebody who is introduced: ANNA, 30, or ANNA (30s).
_AGE = re.compile(r"\s*[,(]\s*\(?\s*(?:\w+[ -])?\d")
_LONGEST_QUOTE = 90
_MOST_CAPITALS = 4


class _Found(NamedTuple):
    start: int
    end: int
    category: str
    name: str
    certainty: float
    reason: str


def suggest(scenes: Iterable[SceneRow], characters: Iterable[str], language: str) -> list[TagRow]:
    """Return the suggestions for every scene, each element once a scene.

    Parameters
    ----------
    scenes
        Basic's rows, with ``action_text`` and ``action_lines``.
    characters
        The names of the cast, which are no elements.
    language
        Two letters; without word lists for it nothing is suggested.
    """
    words = production_words.words(language)
    if words is None:
        return []
    people = frozenset(word.casefold() for name in characters for word in _WORD.findall(name))
    rows: list[TagRow] = []
    for scene in scenes:
        own: dict[tuple[str, str], TagRow] = {}
        paragraphs = scene["action_text"].split("\n\n") if scene["action_text"] else []
        for text, line in zip(paragraphs, scene["action_lines"], strict=False):
            for found in _in_paragraph(text, words, people):
                row = _row(scene["scene"], line, text, found)
                known = own.setdefault((found.category, found.name), row)
                if known["certainty"] < found.certainty:
                    own[found.category, found.name] = row
        rows.extend(own.values())
    return rows


def _row(scene: int, line: int, text: str, found: _Found) -> TagRow:
    first = text.count("\n", 0, found.start)
    quote = text.split("\n")[first].strip()
    if len(quote) > _LONGEST_QUOTE:
        at = max(0, found.start - text.rfind("\n", 0, found.start) - 1 - _LONGEST_QUOTE // 2)
        quote = f"…{quote[at : at + _LONGEST_QUOTE].strip()}…"
    return {
        "scene": scene,
        "line": line + first,
        "category": found.category,
        "name": found.name,
        "source": "suggested",
        "certainty": found.certainty,
        "text": f"{found.reason}: {quote}",
    }


def _in_paragraph(text: str, words: Words, people: frozenset[str]) -> Iterator[_Found]:
    matches = list(_WORD.finditer(text))
    # Where everything is in capitals, capitals mark nothing.
    marked = not text.isupper()
    at = 0
    for place, match in enumerate(matches):
        word = match.group()
        # Most words are neither; the rest is looked at more closely.
        if place < at or not (
            word.casefold() in words.forms or word.casefold() in words.longer or _is_capital(word)
        ):
            continue
        at = place
        found, length = _listed(text, matches, at, words, marked)
        if found is None and marked and _is_capital(word):
            length = _run_of_capitals(text, matches, at, words)
            found = _in_capitals(text, matches[at : at + length], words, people)
        if found is not None and not (length == 1 and word.casefold() in people):
            yield found
        at += length


def _listed(
    text: str, matches: Sequence[re.Match[str]], at: int, words: Words, marked: bool
) -> tuple[_Found | None, int]:
    """Return the element of the lists that starts at a word, and how many words it has."""
    word = matches[at].group().casefold()
    for length in range(min(words.longer.get(word, 1), len(matches) - at), 0, -1):
        last = matches[at + length - 1]
        key = word if length == 1 else _phrase(text, matches[at].start(), last.end())
        if (known := words.forms.get(key)) is None:
            continue
        category, name = known
        start, end = matches[at].start(), last.end()
        both = marked and text[start:end].isupper()
        reason = f"on the list of {category.replace('_', ' ')}"
        reason = f"in capitals and {reason}" if both else reason
        return _Found(start, end, category, name, BOTH if both else LISTED, reason), length
    return None, 1


def _phrase(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].casefold().split())


def _is_capital(word: str) -> bool:
    return len(word) > 2 and word.isupper()


def _run_of_capitals(text: str, matches: Sequence[re.Match[str]], at: int, words: Words) -> int:
    """Return how many words in capitals follow each other, up to one of the lists."""
    length = 1
    while (
        length < _MOST_CAPITALS
        and at + length < len(matches)
        and _BETWEEN.fullmatch(text, matches[at + length - 1].end(), matches[at + length].start())
        and _is_capital(word := matches[at + length].group())
        and word.casefold() not in words.forms
    ):
        length += 1
    return length


def _in_capitals(
    text: str, run: Sequence[re.Match[str]], words: Words, people: frozenset[str]
) -> _Found | None:
    """Return a run of capitals that names neither a person nor a camera direction."""
    plain = {each.group().casefold() for each in run}
    if plain & words.not_things or plain & people or _AGE.match(text, run[-1].end()):
        return None
    start, end = run[0].start(), run[-1].end()
    return _Found(start, end, "other", _phrase(text, start, end), CAPITALS, "in capitals")
