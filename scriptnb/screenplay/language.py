"""Which language a script is written in, by its most frequent small words.

Every language of the tables has its stop words there, some others have them in `other_languages`,
so that Croatian is not taken for Slovak.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from scriptnb.screenplay import other_languages
from scriptnb.screenplay.headings import tables
from scriptnb.screenplay.headings.choice import heading_languages
from scriptnb.screenplay.headings.spoken import spoken_by

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Kinds of elements by whose words the language is detected.
TELLING = frozenset({"action", "dialogue", "lyric"})
#: A sample of this many characters settles it.
_ENOUGH = 20_000
#: Fewer distinct stop words than this settle nothing.
_FEWEST = 3
#: Fewer words than this are thin evidence.
_THIN = 25
#: The smallest share of words that are stop words: less is a language that is not known here.
_SHARE = 0.12
#: By how much the best language must surpass the next.
_MARGIN = 1.1
#: A larger share of letters that a language does not have shows that it is another one.
_STRANGE = 0.012
#: With fewer letters than this a single name may be the reason.
_FEW_LETTERS = 60
#: So many characters show what letters there are.
_SOME = 6_000
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LATIN, _GREEK, _CYRILLIC, _OTHER = "latin", "greek", "cyrillic", "other"


class Guess(NamedTuple):
    """The language of a text, as far as its words tell."""

    #: Two letters; None where they do not tell.
    code: str | None
    #: Whether the text has few words.
    thin: bool
    #: Whether the words are, or may be, English.
    english: bool


def detect(texts: Iterable[str]) -> str | None:
    """Return the two-letter code of the language of some texts, or None where it is not recognised.

    Examples
    --------
    >>> detect(["Nie wiem, co się stało, ale to jest dom."])
    'pl'
    >>> detect(["23"]) is None
    True
    """
    return guess(texts).code


def guess(texts: Iterable[str]) -> Guess:
    """Return the language of some texts with how sure it is.

    Examples
    --------
    >>> guess(["Gdje je ključ? Nije na stolu, a nema ga ni ovdje."]).code
    'hr'
    >>> guess(["Good morning."])
    Guess(code=None, thin=True, english=True)
    """
    sample = _sample(texts)
    alphabet = _alphabet(sample)
    if alphabet == _OTHER:
        return Guess(None, thin=False, english=False)
    words = _WORD.findall(sample.lower().replace("’", "'"))
    few = len(words) < _THIN
    hits, worth, distinct = _counted(words, alphabet)
    if not worth:
        return Guess(None, few, few and alphabet == _LATIN)
    (best, score), *others = sorted(worth.items(), key=lambda item: -item[1])[:2]
    english = hits["en"] >= hits[best] or (few and distinct[best] < _FEWEST and sample.isascii())
    near = bool(others) and score < _MARGIN * others[0][1]
    if near or distinct[best] < _FEWEST or hits[best] < _SHARE * len(words):
        return Guess(None, few, english and (few or hits["en"] >= _SHARE * len(words)))
    if _strange(sample, best) > _STRANGE:
        return Guess(None, few, english=False)
    return Guess(best, few, english)


def assumed(code: str | None, texts: Iterable[str]) -> str:
    """Return the language to analyse a script in: English where nothing contradicts it.

    Examples
    --------
    >>> assumed(None, ["Good morning."]), assumed(None, ["おはようございます。"]), assumed("pl", [])
    ('en', 'unknown', 'pl')
    """
    return code or ("en" if guess(texts).english else "unknown")


def scores(text: str) -> dict[str, float]:
    """Return how well the small words of a text suit each language.

    Examples
    --------
    >>> "pl" in scores("nie wiem, co się stało")
    True
    """
    words = _WORD.findall(text.lower().replace("’", "'"))
    return _counted(words, _alphabet(text))[1]


def of_headings(headings: Iterable[str], text: str) -> str | None:
    """Return the language that most headings of a script are in, None where they are in none.

    Parameters
    ----------
    headings
        The scene headings.
    text
        Some of the script, whose words and letters settle what several languages share.

    Examples
    --------
    >>> of_headings(["WN. KUCHNIA - NOC", "PL. LAS - NOC"], "")
    'pl'
    """
    headings = list(headings)
    codes = heading_languages(headings)
    if not codes:
        return None
    words = Counter(word for heading in headings for word in _WORD.findall(heading))
    worth = Counter(scores(text))
    letters = Counter(_NOT_ASCII.findall(f"{text} {' '.join(headings)}".lower()))
    for word, count in words.items():
        for code in spoken_by(word):
            worth[code] += count
    for code in codes:
        own = tables.languages()[code].language.letters
        worth[code] -= sum(count for letter, count in letters.items() if letter not in own)
    return max(codes, key=lambda code: worth[code])


def _counted(
    words: list[str], alphabet: str
) -> tuple[Counter[str], dict[str, float], Counter[str]]:
    """Return how many words are stop words of each language, their worth, and how many differ.

    A word that several languages have is worth less to each.
    """
    hits: Counter[str] = Counter()
    worth: dict[str, float] = {}
    distinct: Counter[str] = Counter()
    counts = Counter(words)
    known, alphabets = _stop_words(), _alphabets()
    for word in counts.keys() & known.keys():
        codes = known[word]
        for code in codes:
            if alphabets[code] == alphabet:
                hits[code] += counts[word]
                worth[code] = worth.get(code, 0.0) + counts[word] / len(codes)
                distinct[code] += 1
    return hits, worth, distinct


def _sample(texts: Iterable[str]) -> str:
    found: list[str] = []
    seen = 0
    for text in texts:
        found.append(text[:_ENOUGH])
        seen += len(text)
        if seen > _ENOUGH:
            break
    return "\n".join(found)


def _alphabet(sample: str) -> str:
    """Return the alphabet of most letters."""
    if sample.isascii() or len(_NOT_ASCII.findall(sample)) < len(sample) / 10:
        return _LATIN
    greek, cyrillic, other = (len(each.findall(sample)) for each in _LETTERS)
    latin = sum(map(str.isalpha, sample)) - greek - cyrillic - other
    counts = {_LATIN: latin, _GREEK: greek, _CYRILLIC: cyrillic, _OTHER: other}
    return max(counts, key=lambda name: counts[name])


#: Letters that are not ASCII.
_NOT_ASCII = re.compile(r"[^\x00-\x7f\W\d_]")
#: Letters of Greek, of Cyrillic, and of all alphabets that are neither those nor Latin.
_LETTERS = (
    re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    re.compile("[\u0400-\u052f]"),
    re.compile("[\u0530-\u1dff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\uff66-\uffdc]"),
)


def _strange(sample: str, code: str) -> float:
    """Return the share of letters, in words that are no names, that a language does not have."""
    few = sample.isascii() or len(_NOT_ASCII.findall(sample)) < _STRANGE * len(sample) / 2
    if few or code in other_languages.STOP_WORDS:
        return 0.0
    own = frozenset(tables.languages()[code].language.letters)
    words = [word for word in _WORD.findall(sample[:_SOME]) if word[0].islower()]
    total = sum(map(len, words))
    strange = sum(
        1 for word in words if not word.isascii() for letter in word
        if letter.isalpha() and not (letter.isascii() or letter.lower() in own)
    )  # fmt: skip
    return strange / total if total >= _FEW_LETTERS else 0.0


@functools.cache
def _stop_words() -> dict[str, tuple[str, ...]]:
    """Return each stop word and the languages that have it."""
    found: dict[str, list[str]] = {}
    lists = {code: table.language.stop_words for code, table in tables.languages().items()}
    lists |= {code: words.split() for code, words in other_languages.STOP_WORDS.items()}
    for code, words in lists.items():
        for word in dict.fromkeys(words):
            found.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in found.items()}


@functools.cache
def _alphabets() -> dict[str, str]:
    return {code: _alphabet(word) for word, codes in _stop_words().items() for code in codes}
