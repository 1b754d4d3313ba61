"""Prepares a speech for the emotion model: what a text means before its words are counted.

Three things mislead a model that counts words. A denied emotion ("I'm not scared") contains the
word of the emotion; a formula of politeness ("Thank you", "I'm sorry") is about manners, not about
feelings; a name that is spoken has whatever colour the training films gave it. `Wording.prepare`
replaces the first by a mark, removes the other two and all commas (no neutral line of the training
data has one), and returns which emotions the text denies. Training and scoring both use it.

The words of each language are in ``data/wording.toml``.
"""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from scriptnb.analysis.ngrams import MARK
from scriptnb.analysis.sentiment_rows import EMOTIONS

if TYPE_CHECKING:
    from collections.abc import Collection

DATA = Path(__file__).parent / "data"
#: How many words a negator reaches.
REACH = 5
#: First names that are common words too; at the beginning of a sentence they are taken for words.
COMMON_WORDS = frozenset(
    "will hope joy mark grace may june april faith rose art dick drew chase don sue guy rich dawn"
    " eve skip stormy summer sunny ward honey angel baby precious prince duke king major early dean"
    " chance christian said are see an so in my no do de la le les des den ein eine der die das"
    " dan mia sol luz paz luna alma pia una bella cara dolores consuelo gloria destiny harmony"
    " heaven jewel love lucky man princess queen star true young ale jest dla jak tak nie raz sam"
    " samo can".split()
)

_CAPITAL = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0104\u0106\u0118\u0141\u0143\u015a\u0179\u017b\u0152"
_NAME = re.compile(rf"(?<![\w'])[{_CAPITAL}][^\W\d_]+(?:-[{_CAPITAL}][^\W\d_]+)?(?:'s)?")
_CLAUSE = re.compile(r"[^,.;:!?\u2026\u2014\n\"]+")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
#: A sentence begins at the start of the text and after these.
_ENDS = frozenset(").!?\u2026:;-\u2014\u2013\n\"\u201e\u201c\u00ab\u00bb\u00bf\u00a1'([*")


class Prepared(msgspec.Struct, frozen=True):
    """A text as the model counts it, and the emotions that it denies."""

    text: str
    denied: tuple[str, ...]


class Wording:
    """The words of one language that are not to be taken at their word.

    Parameters
    ----------
    language
        One of those in ``data/wording.toml``.

    Examples
    --------
    >>> prepared = Wording("en").prepare("Thank you, Anna. I'm not scared.")
    >>> prepared.text.split(), prepared.denied
    (['.', "I'm", 'not', '¬fear.'], ('fear',))
    """

    def __init__(self, language: str) -> None:
        table = _tables()[language]
        self._language = language
        self._negators = frozenset(table["negators"].split())
        self._never = frozenset(table["never"].split())
        self._superlative = frozenset(table["superlative"].split())
        self._cancel = frozenset(table["cancel"].split())
        self._but = frozenset(table["but"].split())
        self._after: bool = table["after"]
        self._keep = frozenset(table["keep"].split())
        self._weak = frozenset(table["weak"].split())
        self._formulas = re.compile(
            rf"(?<!\w)(?:{'|'.join(table['formulas'])})(?!\w)", re.IGNORECASE
        )
        words = {emotion: table[emotion].split() for emotion in EMOTIONS[:-1]}
        stems = "|".join(
            f"(?P<{emotion}>{'|'.join(_pattern(word) for word in of_it)})"
            for emotion, of_it in words.items()
        )
        self._stem = re.compile(rf"(?:[dlnmtsj]')?(?:{stems})$")
        marks = "|".join(sorted(map(re.escape, self._negators), key=len, reverse=True))
        self._any_negator = re.compile(rf"(?<!\w)(?:{marks})(?!\w)|n't(?!\w)")
        self._emotion_of: dict[str, str | None] = {}
        self._own_names: Collection[str] = ()

    def prepare(self, text: str, names: Collection[str] = ()) -> Prepared:
        """Return a text without names, formulas and commas, its denied emotions marked.

        ``names`` are further names in lower case, such as those of the script's characters.
        """
        if "\N{RIGHT SINGLE QUOTATION MARK}" in text:
            text = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        self._own_names = names
        text = _NAME.sub(self._without_name, text)
        low = text.lower()
        denied: tuple[str, ...] = ()
        if self._any_negator.search(low):
            text, denied = self._mark_denied(text)
        text = self._formulas.sub(" ", text)
        return Prepared(text.replace(",", " "), denied)

    def named(self, word: str) -> str | None:
        """Return the emotion that a word in lower case names, None for any other word."""
        return None if word in self._weak else self._emotion(word)

    def _without_name(self, found: re.Match[str]) -> str:
        word = found[0]
        if not word[1:].islower() and "-" not in word and "'" not in word:
            return word
        low = word.lower().removesuffix("'s")
        before = found.string[: found.start()].rstrip(" ")[-1:]
        first = not before or before in _ENDS
        if low in self._keep:
            return word
        known = low in first_names() or low in self._own_names
        if first or self._language == "de":
            return "" if known and low not in COMMON_WORDS else word
        return "" if known or low not in self._negators else word

    def _mark_denied(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Replace each emotion word that a negator of its clause reaches by a mark."""
        denied: list[str] = []
        cuts: list[tuple[int, int, str]] = []
        for clause in _CLAUSE.finditer(text):
            tokens = [(m[0].lower(), clause.start() + m.start(), clause.start() + m.end())
                      for m in _TOKEN.finditer(clause[0])]  # fmt: skip
            words = [token[0] for token in tokens]
            for at, (word, start, end) in enumerate(tokens):
                emotion = self._emotion(word)
                if emotion is not None and self._is_denied(words, at):
                    denied.append(emotion)
                    cuts.append((start, end, emotion))
        for start, end, emotion in reversed(cuts):
            text = f"{text[:start]}{MARK}{emotion}{text[end:]}"
        return text, tuple(dict.fromkeys(denied))

    def _emotion(self, word: str) -> str | None:
        if word not in self._emotion_of:
            found = self._stem.match(word)
            if len(self._emotion_of) > 20_000:
                self._emotion_of.clear()
            self._emotion_of[word] = found.lastgroup if found else None
        return self._emotion_of[word]

    def _is_denied(self, words: list[str], at: int) -> bool:
        for before in range(at - 1, max(-1, at - REACH - 1), -1):
            word = words[before]
            if word in self._but:
                break
            if self._negates(word):
                cancelled = words[before + 1] in self._cancel
                raised = word in self._never and bool(self._superlative & {*words[before + 1 : at]})
                return not cancelled and not raised
        return self._after and any(self._negates(word) for word in words[at + 1 : at + 4])

    def _negates(self, word: str) -> bool:
        return word in self._negators or word.endswith("n't")


def _pattern(word: str) -> str:
    return re.escape(word[:-1]) if word.endswith("$") else re.escape(word) + r"\w*"


@functools.cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads((DATA / "wording.toml").read_text(encoding="utf-8"))


@functools.cache
def first_names() -> frozenset[str]:
    """Return the first names of all languages, in lower case."""
    tables = tomllib.loads((DATA / "first_names.toml").read_text(encoding="utf-8"))
    return frozenset(
        name for table in tables.values() for names in table.values() for name in names.split()
    )


@functools.cache
def shared_wording(language: str) -> Wording:
    """Return the wording of a language, made once in each process."""
    return Wording(language)
