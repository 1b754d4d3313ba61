"""What the styles of a Word document are: by their names, else by what stands in them and around.

Writers name styles as they like. A style of headings holds headings, a cue stands over speech,
and what stands between the two in brackets is a parenthetical.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from scriptnb.screenplay.headings import grammar

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from scriptnb.screenplay.formats.docx.paragraphs import Paragraph
    from scriptnb.screenplay.model import Kind

#: Words in the names of styles, in lower case; the first kind that has one is the style's.
_WORDS: dict[Kind, str] = {
    "parenthetical": r"paren|wryl|klammer|didascali[ae]\b|nawias|actor dir",
    "action": r"action|description|scene desc|stage dir|akcja|opis|handlung|acci[oó]n"
    r"|\bazione|didaskalia|regieanweisung|acotaci|descri[pz]",
    "scene_heading": r"scene|slug|szene|sc[eè]ne|escena|scena|sceny|intestazione"
    r"|intit",
    "character": r"charact|\bchar\b|char ?name|\bcue\b|speaker|\brole\b|posta[cć]|figur|rolle"
    r"|personn?a",
    "dialogue": r"dialog|di[aá]logo|speech|kwestia|replik|battuta|r[eé]plique",
    "transition": r"trans|przej[sś]c|[uü]bergang|\bcut\b",
    "shot": r"\bshot\b|uj[eę]cie|einstellung|\bplan\b|inquadratura",
    "lyric": r"lyric|song|liedtext|paroles",
    "centered": r"^(?:new )?act\b|act (?:break|head)|end of act",
}
_KINDS = {kind: re.compile(words) for kind, words in _WORDS.items()}
#: Shares of a style's paragraphs that settle what it is.
_MOST, _NEARLY_ALL = 0.6, 0.8
#: A longer line in capitals is no cue.
_LONGEST_CUE = 50

#: The names of a paragraph's style and of those that it is based on.
Style = tuple[str, ...]


class _Use(NamedTuple):
    """How a style is used, as shares of its paragraphs."""

    paragraphs: int
    headings: float
    #: Short and in capitals.
    capitals: float
    bracketed: float
    transitions: float
    #: Styles of the paragraphs before and after.
    before: Counter[Style]
    after: Counter[Style]


def style_kinds(paragraphs: Sequence[Paragraph]) -> dict[Style, Kind]:
    """Return the kind of each style that can be told."""
    uses = _uses([each for each in paragraphs if each.text and each.styles])
    kinds: dict[Style, Kind] = {}
    for style, use in uses.items():
        named = _by_name(style)
        if use.headings >= _MOST and named in (None, "action", "centered"):
            named = "scene_heading"
        if named is not None:
            kinds[style] = named
    if not {"character", "dialogue", "scene_heading"} & set(kinds.values()):
        return kinds
    _find_cues(uses, kinds)
    _find_speech(uses, kinds)
    return kinds


def _by_name(style: Style) -> Kind | None:
    for name in style:
        for kind, words in _KINDS.items():
            if words.search(name):
                return kind
    return None


def _uses(paragraphs: Sequence[Paragraph]) -> dict[Style, _Use]:
    known = grammar.current()
    groups: dict[Style, list[int]] = {}
    for at, paragraph in enumerate(paragraphs):
        groups.setdefault(paragraph.styles, []).append(at)
    uses: dict[Style, _Use] = {}
    for style, places in groups.items():
        texts = [paragraphs[at].text.strip() for at in places]
        count = len(texts)
        uses[style] = _Use(
            count,
            sum(map(known.is_heading, texts)) / count,
            sum(_head(text).isupper() and len(text) < _LONGEST_CUE for text in texts) / count,
            sum(text[:1] == "(" and text[-1:] == ")" for text in texts) / count,
            sum(text.isupper() and (known.transition(text) or text[-1:] == ":") for text in texts)
            / count,
            Counter(paragraphs[at - 1].styles for at in places if at),
            Counter(paragraphs[at + 1].styles for at in places if at + 1 < len(paragraphs)),
        )
    return uses


def _head(text: str) -> str:
    return text.partition("(")[0]


def _find_cues(uses: Mapping[Style, _Use], kinds: dict[Style, Kind]) -> None:
    """Take the style for cues that stands over speech, where no name says so."""
    if "character" in kinds.values():
        return
    speech = {style for style, kind in kinds.items() if kind in ("dialogue", "parenthetical")}
    candidates = [
        style
        for style, use in uses.items()
        if style not in kinds
        and use.capitals >= _NEARLY_ALL
        and use.transitions < _MOST
        and (not speech or _share(use.after, speech) >= _MOST)
    ]
    if candidates:
        kinds[max(candidates, key=lambda style: uses[style].paragraphs)] = "character"


def _find_speech(uses: Mapping[Style, _Use], kinds: dict[Style, Kind]) -> None:
    """Tell dialogue, parentheticals and transitions from the styles around them."""
    cues = {style for style, kind in kinds.items() if kind == "character"}
    if not cues:
        return
    if "dialogue" not in kinds.values():
        below = [
            style
            for style, use in uses.items()
            if style not in kinds
            and use.bracketed < _MOST
            and any(uses[cue].after[style] for cue in cues)
        ]
        if below:
            kinds[max(below, key=lambda style: uses[style].paragraphs)] = "dialogue"
    speech = {style for style, kind in kinds.items() if kind == "dialogue"}
    for style, use in uses.items():
        if style in kinds:
            continue
        after_cue = _share(use.before, cues) >= _MOST
        if (after_cue and _share(use.after, speech) >= _MOST) or (
            use.bracketed >= _MOST and _share(use.before, cues | speech) >= _MOST
        ):
            kinds[style] = "parenthetical"
        elif after_cue:
            kinds[style] = "dialogue"
        elif use.transitions >= _MOST:
            kinds[style] = "transition"


def _share(counts: Counter[Style], styles: Container[Style]) -> float:
    total = counts.total()
    return sum(count for style, count in counts.items() if style in styles) / total if total else 0
