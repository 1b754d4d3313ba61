"""The time of day at the end of a scene heading: found, and named the same in every language."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Literal

from scriptnb.screenplay.headings.grammar_tables import fold, tables

if TYPE_CHECKING:
    from collections.abc import Sequence

Time = Literal["DAY", "NIGHT", "MORNING", "EVENING", "DAWN", "DUSK", "LATER", "CONTINUOUS"]

#: Parts of a heading stand apart by a dash with white space on a side, or by a long dash.
_DASH = re.compile(r"\s+[-‐‑‒–—―]+\s*|\s*[-‐‑‒–—―]+\s+|\s*[–—―]+\s*|--+")
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_WORD = re.compile(r"\d{1,2}[:.]\d\d|[^\W_]+(?:['’][^\W_]+)*")
_CLOSING = frozenset(")]")
_LIGHTS = frozenset({"DAY", "NIGHT", "MORNING", "EVENING", "DAWN", "DUSK"})
#: A longer heading is none; it is not taken apart.
_LONGEST = 300
#: No phrase for a time has more words.
_LONGEST_PHRASE = 4
#: Shorter words keep a dot at their end: BLVD.
_SHORT = 5


def split_time(rest: str) -> tuple[str | None, str | None, Time | None]:
    """Split what follows INT. or EXT. into location, time of day as written, and its common name.

    Examples
    --------
    >>> split_time("HOUSE - KITCHEN - LATE NIGHT (1973)")
    ('HOUSE - KITCHEN', 'LATE NIGHT (1973)', 'NIGHT')
    >>> split_time("NIGHT CLUB")
    ('NIGHT CLUB', None, None)
    """
    if len(rest) > _LONGEST:
        return rest.strip() or None, None, None
    place, dash, last = rest.rpartition(" - ")
    if dash and not (" -" in place or "- " in place or "–" in place or "—" in place):
        # Nearly every heading: one plain time after one dash, perhaps with a remark in brackets.
        plain = last if last[-1:] not in _CLOSING else _IN_BRACKETS.sub("", last).strip()
        common = tables().plain_times.get(plain)
        if common is not None:
            return _location(place), last, common  # type: ignore[return-value]
    if ":" not in rest and tables().time_tokens.isdisjoint(_WORD.findall(rest.upper())):
        return _location(rest), None, None
    seams = [match.span() for match in _DASH.finditer(rest)]
    starts = [0, *(end for _, end in seams)]
    ends = [*(start for start, _ in seams), len(rest)]
    parts = [rest[start:end] for start, end in zip(starts, ends, strict=True)]
    for index, part in enumerate(parts):
        if _named(part):
            said = [name for later in parts[index:] for name in _named(later)]
            before = rest[: seams[index - 1][0]] if index else ""
            return _location(before), rest[starts[index] :].strip(), _common(said)
    # "INT. HOUSE. NIGHT" and "INT. HOUSE, NIGHT" have no dash, "INT. HOUSE NIGHT" has nothing.
    for seam in (". ", ", ", " "):
        before, _, last = rest.rpartition(seam)
        said = list(_named(last)) if before else []
        if seam == " " and not (last.isupper() and _LIGHTS.intersection(said)):
            continue
        if said:
            return _location(before), last, _common(said)
    return _location(rest), None, None


def language_of(time_of_day: str) -> str | None:
    """Return the one language that has a word of a time of day, None where several have it."""
    known = tables().time_language
    found = (known.get(word) for word in _WORD.findall(fold(time_of_day)))
    return next((code for code in found if code), None)


def _location(text: str) -> str | None:
    if "  " in text or "\t" in text:
        text = " ".join(text.split())
    if text[:1].isalnum() and text[-1].isalnum():
        return text  # nearly every place
    text = text.strip(" ,:;-–—\xa0")
    if text[-1:] == "." and len(text.rsplit(" ", 1)[-1]) > _SHORT:
        text = text[:-1]
    return text or None


@functools.lru_cache(maxsize=4096)
def _named(part: str) -> tuple[str, ...]:
    """Name the times that a part of a heading consists of; () where it says anything else too.

    NIGHT CLUB is a place, DAY / DRIVING is a time with a remark.
    """
    known, modifiers = tables().times, tables().modifiers
    part = part.partition(" / ")[0]
    if ":" not in part and tables().time_tokens.isdisjoint(_WORD.findall(part.upper())):
        return ()
    folded = fold(_IN_BRACKETS.sub(" ", part)) or fold(part.strip("()[] "))
    if folded.strip() in known:
        return (known[folded.strip()],)
    words = _WORD.findall(folded)
    found: list[str] = []
    position = 0
    while position < len(words):
        for length in range(_LONGEST_PHRASE, 0, -1):
            phrase = " ".join(words[position : position + length])
            if phrase in known:
                found.append(known[phrase])
                position += length
                break
        else:
            word = words[position]
            if not (word in modifiers or word[0].isdigit()):
                return ()
            if not word.isalnum():
                found.append("")  # a clock's time
            position += 1
    return tuple(found)


def _common(said: Sequence[str]) -> Time | None:
    """Choose the common name: a light before an order of events, DAY - LATER is by day."""
    lights = [name for name in said if name in _LIGHTS]
    names = lights or [name for name in said if name]
    return names[0] if names else None  # type: ignore[return-value]
