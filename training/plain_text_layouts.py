"""Lay a labelled script out in other ways: margins, widths, spacings, numbers and furniture.

A model trained on each script in one layout learns that layout; trained on many layouts, it learns
what they have in common. It knows labels and places; it must not know features or learning.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import random


class Line(NamedTuple):
    """One non-blank line of a film."""

    text: str
    indent: int
    #: Blank lines before it.
    gap: int
    label: str
    #: Whether people gave the label.
    sure: bool


_NUMBERED = re.compile(r"[A-Z]?\d+[A-Z]?[.)]?\s+(.*?)(\s+[A-Z]?\d+[A-Z]?)?")
_PLACE = re.compile(r"(INT|EXT)[./A-Z]*[\s-]*")
_TRANSITIONS = (
    "CUT TO:", "DISSOLVE TO:", "FADE TO:", "CROSSFADE TO:", "MATCH CUT TO:", "SMASH CUT TO:",
    "FADE OUT.", "FADE OUT:", "FADE TO BLACK.", "FADE IN:", "CUT TO BLACK.", "JUMP CUT TO:",
    "WIPE TO:", "HARD CUT TO:", "IRIS OUT:", "TIME CUT:", "SLOW FADE OUT", "CIĘCIE DO:",
    "PRZENIKANIE DO:", "ŚCIEMNIENIE.", "FONDU AU NOIR.", "SCHNITT AUF:", "CORTE A:",
    "DISSOLVENZA A:", "BACK TO:", "FLASH CUT:", "DISSOLVE TO", "CUT TO",
)  # fmt: skip
#: Lines in capitals that are action; ``%s`` is a name.
_CAPITALS = (
    "ACT ONE", "ACT TWO", "END OF ACT ONE", "END OF ACT TWO", "TEASER", "COLD OPEN", "TAG",
    "THE END", "END OF EPISODE", "BACK TO SCENE", "INTERCUT:", "INTERCUT WITH:", "BEGIN FLASHBACK",
    "END FLASHBACK", "SERIES OF SHOTS", "MONTAGE", "ANGLE ON %s", "CLOSE ON %s", "%s'S POV",
    "CLOSEUP - %s", "INSERT - %s", "ON %s", "WIDE SHOT", "REVERSE ANGLE", "BACK TO %s",
    "TITLE CARD:", 'SUPER: "%s"', "LATER", "MOMENTS LATER", "OVER BLACK", "BLACK.", "SILENCE.",
    "UNDER THE TABLE", "THE CROWD", "KONIEC", "NAPISY KOŃCOWE", "ZBLIŻENIE - %s", "CREDITS ROLL",
    "%s", "THE DOOR", "A GUN.",
)  # fmt: skip
_JUNK = (
    "www.scripts-archive.example", "Converted to PDF by www.example.org", "Page %d of 120",
    "FOR EDUCATIONAL PURPOSES ONLY", "(CONTINUED)", "Revised 3/%d/98", "%d.", "OMITTED %d",
    "Script provided for educational purposes. More scripts: http://www.example.com/library",
    "Made with a screenwriting program", "FINAL DRAFT - %d June 2001",
)  # fmt: skip
#: Title pages: blocks of lines that may stand on one, ``%s`` a title, ``%n`` a name.
_TITLE_BLOCKS = (
    ("by", "%n"), ("Written by", "%n"), ("written by", "", "%n & %n"), ("A screenplay by", "%n"),
    ("Screenplay by %n",), ("By %n and %n",), ("Screenplay by", "%n", "", "Story by", "%n"),
    ("scenariusz", "%n"), ("Scenariusz: %n",), ("Drehbuch: %n",), ("Un film de", "%n"),
    ("Written and directed by", "%n"), ("Based on the novel by %n",), ("an original screenplay",),
)  # fmt: skip
_TITLE_ENDS = (
    ("First Draft",), ("SHOOTING SCRIPT",), ("March 12, 1998",), ("Draft 3 - 4/5/2003",),
    ("Revised 2/11/91",), ("(c) 1996 by the author", "All rights reserved"), ("FINAL DRAFT",),
    ("%n", "12 Some Street", "555-1234", "someone@example.com"), ("Copyright 2011 Example Films",),
    ("January 1987", "", "Registered WGA"), ("wersja druga, 2019",), ("Based on a true story",),
)  # fmt: skip
_NAMES = (
    "Ann Lee", "Robert P. Miller", "J. Kowalska", "Tomasz Nowak", "Maria de la Cruz", "Ed Stone",
    "Karin Vogel", "L. M. Ferrari", "Claire Dubois", "Sam O'Neil", "VERA LINDQUIST", "Dan Abbott",
)  # fmt: skip
_TITLES = (
    "THE LONG WAY HOME", "Winter", "NIGHT SHIFT", '"THE LAST TRAIN"', "A House by the Sea",
    "ZIMA", "DER ZUG", "GHOSTS OF APRIL", "Two Days in May", "R A I N", "MOTHERLAND",
    "THE COLLECTOR'S DAUGHTER", "Pilot", 'HARBOR "Pilot"', "CICHA NOC",
)  # fmt: skip
#: Words of headings in other languages: interior, exterior, day, night.
_ABROAD = (
    ("WNĘTRZE.", "PLENER.", "DZIEŃ", "NOC"), ("WN.", "PL.", "DZIEŃ", "NOC"),
    ("INNEN.", "AUSSEN.", "TAG", "NACHT"), ("INT.", "EXT.", "JOUR", "NUIT"),
    ("INT.", "EXT.", "DÍA", "NOCHE"), ("INT.", "EST.", "GIORNO", "NOTTE"),
)  # fmt: skip
#: Replaces letters as in another language: no English word is left, but lengths and case are.
_CIPHER = str.maketrans(
    "aeioubcdfghklmnprstvwyABCDEFGHIKLMNOPRSTUVWY",
    "eioaydkłzchgtmrnspwłjuEDKIZCHGOTMRNASPWYŁJUB",
)
_HEADERS = ("", "", "THE MOVIE", "Revised Draft 3/4/99", '"Blue Pages" 12 May 2003')

#: Small changes that keep all line breaks.
SMALL = (
    "flush", "tight", "double", "drift", "some gaps", "jitter", "evenly double", "flush and tight",
)  # fmt: skip


def changed(lines: list[Line], change: str, rng: random.Random) -> list[Line]:
    """Return the lines with one of the `SMALL` changes of margins or spacing."""
    margin = rng.choice([0, 0, 0, 4, 8]) if change == "flush" else 0
    lost, share = rng.choice(["N", "NC", "C", "NCST"]), rng.choice([0.3, 0.6, 0.9])
    shift, until, out = 0, 0, []
    for at, line in enumerate(lines):
        indent, gap = line.indent, line.gap
        if change.startswith("flush"):
            indent = margin
        if change.endswith("tight"):
            gap = 0
        elif change == "double":
            gap = gap * 2 + 1
        elif change == "evenly double":
            gap = 1
        elif change == "drift":
            if at >= until:
                shift, until = rng.randint(0, 7), at + rng.randint(35, 60)
            indent += shift
        elif change == "some gaps" and line.label in lost and rng.random() < share:
            gap = 0
        elif change == "jitter":
            indent = max(0, indent + rng.choice([0, 0, 0, 0, 0, 1, -1, 0, 0, 2]))
        out.append(line._replace(indent=indent, gap=gap))
    return out


class _Style(NamedTuple):
    """One layout, drawn at random."""

    columns: str
    action_width: int
    speech_width: int
    action: int
    speech: int
    bracket: int
    #: Indent of cues; None centres them.
    cue: int | None
    transitions: str
    spacing: str
    headings: str
    drifts: bool
    #: 0 no pages, 1 page numbers, 2 speeches carried over with (MORE) too.
    pages: int
    header: str
    title_case_cues: bool
    extensions: bool
    stars: bool
    asides: bool
    #: Words of headings in another language, whose words then are none of English; or None.
    abroad: tuple[str, str, str, str] | None
    colons: bool
    loud_brackets: bool


def _drawn(rng: random.Random) -> _Style:
    columns = rng.choice(["columns"] * 3 + ["flush"] * 2 + ["narrow", "centred", "tabs"])
    action_width = rng.choice([48, 52, 56, 58, 60, 61, 62, 65, 68, 72, 78])
    speech_width = rng.choice([25, 28, 31, 33, 35, 35, 35, 38, 42, 48])
    if columns == "flush":
        speech_width = rng.choice([speech_width, action_width, action_width])
    if rng.random() < 0.15:  # a paragraph a line
        action_width = speech_width = 10_000
    action = rng.choice([0, 0, 0, 4, 5, 8, 10, 12, 15])
    speech = bracket = action
    cue: int | None = action
    if columns == "columns":
        speech = action + rng.choice([8, 10, 10, 10, 12])
        bracket = speech + rng.choice([0, 4, 5, 6, 7, 8])
        cue = speech + rng.choice([8, 10, 11, 12, 12, 15])
    elif columns == "narrow":
        speech = action + rng.choice([2, 4, 5, 8])
        bracket, cue = speech + rng.choice([0, 2]), rng.choice([speech, speech + 4, action])
    elif columns == "tabs":
        speech, bracket = action + 8, action + rng.choice([8, 16])
        cue = action + rng.choice([16, 24])
    elif columns == "centred":
        speech, bracket, cue = action + 10, action + 15, None
    spacing = rng.choice(
        ["usual"] * 4 + ["none", "double", "double, parted", "headings", "cues", "all", "wide"]
    )
    headings = rng.choice(
        ["kept"] * 5
        + ["lower", "title", "numbered", "both margins", "bare", "dotted", "bare and dotted"]
    )
    return _Style(
        columns, action_width, speech_width, action, speech, bracket, cue,
        transitions=rng.choice(["right", "right", "left", "cue"]), spacing=spacing,
        headings=headings, drifts=rng.random() < 0.2, pages=rng.choice([0, 0, 1, 2]),
        header=rng.choice(_HEADERS), title_case_cues=rng.random() < 0.06,
        extensions=rng.random() < 0.15, stars=rng.random() < 0.1, asides=rng.random() < 0.12,
        abroad=rng.choice(_ABROAD) if rng.random() < 0.3 else None, colons=rng.random() < 0.04,
        loud_brackets=rng.random() < 0.08,
    )  # fmt: skip


def laid_out(lines: list[Line], rng: random.Random) -> list[Line]:
    """Return the film's paragraphs wrapped and placed in a layout drawn at random."""
    return _Printer(_drawn(rng), lines, rng).printed(new_title=0.5)


def excerpt(lines: list[Line], rng: random.Random) -> list[Line]:
    """Return a few lines with certain labels as a text, as a user would paste it.

    One in five is action only, as in prose.
    """
    sure = [at for at, line in enumerate(lines) if line.sure and line.label in "SNC"]
    start = rng.choice(sure)
    stop = start + rng.choice([3, 8, 14, 20, 30, 45, 70])
    run = [line for line in lines[start:stop] if line.sure and line.label not in "PM"]
    while run and run[-1].label == "C":
        run.pop()
    if not run:
        return excerpt(lines, rng)
    if rng.random() < 0.2:
        run = [line for line in run if line.label == "N"] or run
    style = _drawn(rng)
    if rng.random() < 0.5:
        style = style._replace(
            columns="flush", action=0, speech=0, bracket=0, cue=0, spacing="usual", pages=0
        )
        if rng.random() < 0.6:
            style = style._replace(action_width=10_000, speech_width=10_000)
    return _Printer(style, run, rng).printed(new_title=0.2)


class _Printer:
    """Prints one script in one style."""

    def __init__(self, style: _Style, lines: list[Line], rng: random.Random) -> None:
        self.style, self.lines, self.rng = style, lines, rng
        self.out: list[Line] = []
        self.scene = rng.randint(1, 200)
        self.page, self.on_page, self.shift = 2, 0, 0
        self.before = ""
        self.speaker = ""
        self.names = [line.text.partition("(")[0].strip() for line in lines if line.label == "C"]
        self.asides = [
            _folded(line.text) for line in lines
            if line.label == "N" and 15 < len(line.text) < 90 and not set("()") & set(line.text)
        ]  # fmt: skip

    def printed(self, new_title: float) -> list[Line]:
        """Return the film's lines, with another title page by the chance `new_title`."""
        titled = self.rng.random() < new_title
        if titled:
            self._title_page()
        for paragraph in _paragraphs(self.lines):
            label, sure = paragraph[0].label, all(line.sure for line in paragraph)
            if label == "P" and not titled:
                flush = self.style.columns == "flush"
                indent = self.rng.choice([self.style.action, self.style.action + 20])
                for line in paragraph:
                    self.out.append(line._replace(indent=indent) if flush else line)
            elif label not in "MP":
                if sure and label in "SN" and self.before in ("N", "D"):
                    self._slip_in(label)
                self._paragraph(label, self._body(label, paragraph), sure)
            if label != "M":
                self.before = label
        return self.out

    def _body(self, label: str, paragraph: list[Line]) -> str:
        style = self.style
        body = _folded(" ".join(re.sub(r"\s{2,}\*+$", "", line.text) for line in paragraph))
        if label == "S":
            return self._heading(body)
        if label == "C":
            body = self._cue(body)
        if label == "E" and style.loud_brackets:
            body = body.upper()
        if style.abroad and label in "NDEC":
            body = body.translate(_CIPHER)
        if label == "D" and style.asides and len(body) > 60 and "(" not in body:
            body = self._with_asides(body)
        return body

    def _cue(self, body: str) -> str:
        """Return a cue in the case of the style, with an extension or a colon by chance."""
        rng, style = self.rng, self.style
        self.speaker = body.partition("(")[0].strip()
        if style.title_case_cues:
            body = body.title()
        if style.extensions and "(" not in body and rng.random() < 0.2:
            extensions = (" (CONT'D)", " (cont'd)", " (V.O.)", " (O.S.)", " (whispering)")
            body += rng.choice(extensions)
        return f"{body}:" if style.colons else body

    def _with_asides(self, body: str) -> str:
        """Put remarks in brackets between the words of a speech."""
        rng = self.rng
        spoken = body.split()
        for _ in range(rng.choice([0, 1, 1, 2]) if self.asides else 0):
            aside = rng.choice(self.asides)
            if rng.random() < 0.4:
                aside = " ".join(aside.split()[: rng.randint(1, 4)])
            aside = f"({aside[0].lower()}{aside[1:]}){rng.choice(['', '', '...', '.'])}"
            spoken.insert(rng.randint(0, len(spoken)), aside)
        return " ".join(spoken)

    def _title_page(self) -> None:
        rng, style = self.rng, self.style
        blocks = [("%s",), *rng.sample(_TITLE_BLOCKS, rng.choice([0, 1, 1, 1, 2]))]
        blocks += rng.sample(_TITLE_ENDS, rng.choice([0, 0, 1, 2]))
        margin = 0 if style.columns == "flush" else style.action + rng.choice([0, 5, 15, 20])
        centred = style.columns != "flush" and rng.random() < 0.6
        gap = rng.choice([0, 1, 3, 12])
        for number, block in enumerate(blocks):
            between = rng.choice([1, 1, 2, 4]) if number else gap
            for text in block:
                if not text:
                    between = 1
                    continue
                shown = text.replace("%s", rng.choice(_TITLES))
                while "%n" in shown:
                    shown = shown.replace("%n", rng.choice(_NAMES), 1)
                indent = max(0, style.action + 30 - len(shown) // 2) if centred else margin
                self._put(shown, indent, between, "P", True)
                between = 0
        self.before = "P"
        self.on_page = 0

    def _heading(self, body: str) -> str:
        rng, style = self.rng, self.style.headings
        if abroad := self.style.abroad:
            for word, other in zip(("INT", "EXT"), abroad, strict=False):
                body = re.sub(rf"\b{word}\b\.*", other, body)
            for word, other in zip(("DAY", "NIGHT"), abroad[2:], strict=True):
                body = re.sub(rf"\b{word}\b", other, body)
        if style != "kept" and (found := _NUMBERED.fullmatch(body)):
            body = found[1]
        if style == "lower":
            return body.lower()
        if style == "title":
            return body.title()
        if style.startswith("bare"):
            bare = _PLACE.sub("", body, count=1)
            body = bare if " - " in bare or "--" in bare else body
        if style.endswith(("numbered", "both margins", "dotted")):
            self.scene += 1
            number = f"{self.scene}{'A' if rng.random() < 0.05 else ''}"
            body = f"{number}{'.  ' if style.endswith('dotted') else '   '}{body}"
            if style == "both margins":
                body += " " * rng.randint(3, max(4, 60 - len(body))) + number
        return body

    def _paragraph(self, label: str, body: str, sure: bool) -> None:
        style, rng = self.style, self.rng
        widths = {
            "N": style.action_width, "D": style.speech_width, "E": max(16, style.speech_width - 10),
            "S": max(style.action_width, 200) if rng.random() < 0.8 else style.action_width,
        }  # fmt: skip
        parts = textwrap.wrap(
            body, widths.get(label, 10_000), break_long_words=False, break_on_hyphens=False
        ) or [body]
        indent = self._indent(label, body)
        depth = 0
        for number, part in enumerate(parts):
            gap = self._gap(label) if number == 0 else style.spacing.startswith("double")
            gap = self._furniture(label, number, int(gap), sure)
            shown = part
            if style.stars and rng.random() < 0.1:
                shown += " " * max(3, min(style.action_width, 70) + 10 - len(part)) + "*"
            line_label = label
            if label == "D" and style.asides:
                was, depth = depth, depth + part.count("(") - part.count(")")
                goes_on = was > 0 and (depth > 0 or re.search(r"\)\W*$", part))
                alone = was == 0 and part.startswith("(") and part.endswith(")")
                if (goes_on and part.count("(") <= 1) or alone:
                    line_label = "E"
            self._put(shown, indent, gap, line_label, sure)

    def _indent(self, label: str, body: str) -> int:
        style = self.style
        if style.columns == "flush":
            return style.action
        centre = style.action + min(style.action_width, 60) // 2
        cue = max(0, centre - len(body) // 2) if style.cue is None else style.cue
        if label == "T":
            right = max(style.action, style.action + min(style.action_width, 62) - len(body))
            return {"right": right, "left": style.action, "cue": cue}[style.transitions]
        if label == "S" and style.headings in ("numbered", "both margins"):
            return max(0, style.action - 5)
        return {"D": style.speech, "E": style.bracket, "C": cue}.get(label, style.action)

    def _gap(self, label: str) -> int:
        in_speech = (self.before in ("C", "E") and label in "DE") or (
            self.before == "D" and label in "DE"
        )
        return {
            "usual": int(not in_speech), "none": 0, "double": 1,
            "double, parted": 1 if in_speech else 3,
            "headings": int(label == "S" or self.before == "S"), "cues": int(label in "CS"),
            "all": int(not (self.before in ("E", "D") and label in "ED")),
            "wide": 0 if in_speech else 1 + (label == "S"),
        }[self.style.spacing]  # fmt: skip

    def _furniture(self, label: str, number: int, gap: int, sure: bool) -> int:
        """Print the furniture of a page break, or a stray line; return the next line's gap."""
        style, rng = self.style, self.rng
        left = style.action
        flush = style.columns == "flush"
        if style.pages and self.on_page > rng.randint(46, 58):
            self.on_page = 0
            self.shift = rng.randint(0, 7) if style.drifts else 0
            carried = style.pages == 2 and label == "D" and number > 0
            if carried:
                self._put("(MORE)", left if flush else style.speech + 10, 0, "M", True)
            page, self.page = f"{self.page}.", self.page + 1
            together = bool(style.header) and rng.random() < 0.7
            heads = [f"{style.header}   {page}"] if together else [style.header, page]
            for place, head in enumerate(head for head in heads if head):
                self._put(head, left if flush else left + rng.choice([15, 20, 58]), int(place == 0),
                          "M", True)  # fmt: skip
            if carried and self.speaker:
                cue = f"{self.speaker} (CONT'D)"
                self._put(cue, self._indent("C", cue), 1, "C", sure)
                return 0
            gap = gap if style.spacing == "none" else max(gap, 1)
        if rng.random() < 0.0015:
            junk = rng.choice(_JUNK)
            junk = junk % rng.randint(2, 30) if "%" in junk else junk
            indent = left if flush else left + rng.choice([0, 20, 50])
            self._put(junk, indent, rng.choice([0, 1, 1, 2]), "M", True)
        return gap

    def _slip_in(self, label: str) -> None:
        """Print, by chance, a transition before a heading or a line in capitals before action."""
        style, rng = self.style, self.rng
        chance = rng.random()
        gap = int(style.spacing != "none")
        if label == "S" and chance < 0.12:
            text = rng.choice(_TRANSITIONS)
            self._put(text, self._indent("T", text), gap, "T", True)
            self.before = "T"
        elif label == "N" and chance < 0.06:
            text = rng.choice(_CAPITALS)
            if "%s" in text:
                text %= rng.choice(self.names) if self.names else "JOHN"
            centred = rng.random() < 0.15 and style.columns != "flush"
            indent = max(0, style.action + 30 - len(text) // 2) if centred else style.action
            self._put(text, indent, gap, "N", True)
            self.before = "N"

    def _put(self, text: str, indent: int, gap: int, label: str, sure: bool) -> None:
        self.out.append(Line(text, indent + self.shift, gap, label, sure))
        self.on_page += 1 + gap


def _folded(text: str) -> str:
    return " ".join(text.split())


def _paragraphs(lines: list[Line]) -> list[list[Line]]:
    found: list[list[Line]] = []
    for line in lines:
        before = found[-1][-1] if found else None
        goes_on = before is not None and before.label == line.label and {
            "D": line.gap <= 2, "N": line.gap == 0,
            "E": not before.text.endswith(")"),
            "S": line.gap == 0 and not re.match(r"\W*(\d|INT|EXT)", line.text),
        }.get(line.label, False)  # fmt: skip
        if goes_on:
            found[-1].append(line)
        else:
            found.append([line])
    return found
