"""Make PDFs for the tests: from words with places, and from scripts laid out as programs do."""

from __future__ import annotations

import dataclasses
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scriptnb.screenplay.model import Element

#: (x, y, text) in points; y counts from the bottom.
Placed = tuple[float, float, str]
_POLISH = dict(
    zip(
        "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ’“”–—",
        "aogonek cacute eogonek lslash nacute oacute sacute zacute zdotaccent Aogonek Cacute "
        "Eogonek Lslash Nacute Oacute Sacute Zacute Zdotaccent quoteright quotedblleft "
        "quotedblright endash emdash".split(),
        strict=True,
    )
)
_CODES = {letter: 160 + place for place, letter in enumerate(_POLISH)}


def make_pdf(
    pages: Iterable[Iterable[Placed]],
    *,
    font: str = "Courier",
    size: float = 12,
    paper: tuple[float, float] = (612, 792),
    creator: str = "",
    encrypt: bool = False,
) -> bytes:
    """Make a PDF whose pages show placed words."""
    names = " ".join(f"/{name}" for name in _POLISH.values())
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        (
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding << /Type /Encoding "
            f"/BaseEncoding /WinAnsiEncoding /Differences [160 {names}] >> >>"
        ),
        f"<< /Creator ({creator}) >>",
    ]
    kids = []
    for page in pages:
        content = "".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{_coded(text)}> Tj ET\n"
            for x, y, text in page
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}endstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {paper[0]} {paper[1]}] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    locked = (
        " /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
        f"/O <{'11' * 32}> /U <{'22' * 32}> >>"
        if encrypt
        else ""
    )
    return out + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
        f"<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R{locked} >>\n"
        f"startxref\n{len(out)}\n%%EOF\n"
    ).encode("latin-1")


def _coded(text: str) -> str:
    return "".join(
        f"{_CODES[letter]:02x}" if letter in _CODES else letter.encode("cp1252", "replace").hex()
        for letter in text
    )


@dataclasses.dataclass
class Layout:
    """How a program lays a script out; distances in points."""

    font: str = "Courier"
    size: float = 12
    paper: tuple[float, float] = (612, 792)
    action: float = 108
    dialogue: float = 180
    parenthetical: float = 210
    cue: float = 252
    right: float = 540
    top: float = 72
    bottom: float = 60
    line: float = 12
    #: Characters that fit, by kind.
    action_width: int = 60
    dialogue_width: int = 35
    #: Blank lines above a heading, and above everything else.
    above_heading: int = 2
    above: int = 1
    head: str = "{page}."
    head_x: float = 520
    scene_numbers: bool = False
    more: bool = True
    continued: bool = False
    stars: bool = False
    centre_cues: bool = False
    #: Points that a line of speech, and its cue, stand further apart than others (studio comedy).
    speech_air: float = 0
    creator: str = ""

    def pdf(self, elements: Sequence[Element]) -> bytes:
        """Lay elements out and make the PDF."""
        return make_pdf(
            self.pages(elements),
            font=self.font,
            size=self.size,
            paper=self.paper,
            creator=self.creator,
        )

    def pages(self, elements: Sequence[Element]) -> list[list[Placed]]:
        """Lay elements out."""
        self._pages: list[list[Placed]] = []
        self._new_page()
        wide = 0.6 * self.size
        scene = 0
        cue = ""
        at = 0
        while at < len(elements):
            element = elements[at]
            following = [e for e in elements[at + 1 :] if e.kind == "character"][:1]
            if element.kind == "character" and following and following[0].dual:
                at = self._side_by_side(elements, at)
                continue
            at += 1
            if element.kind == "scene_heading":
                scene += 1
                rows = textwrap.wrap(element.text, self.action_width)
                self._room(self.above_heading, len(rows) + self.above + 1)
                for place, row in enumerate(rows):
                    if self.scene_numbers and not place:
                        self._put(self.action - 6 * wide, str(scene), step=False)
                        self._put(self.right + 2 * wide, str(scene), step=False)
                    self._put(self.action, row)
            elif element.kind == "character":
                cue = element.text
                self._room(self.above, 4)
                middle = (self.action + self.right) / 2 - len(cue) * wide / 2
                self._put(middle if self.centre_cues else self.cue, cue)
                self._y -= self.speech_air
            elif element.kind in {"dialogue", "parenthetical", "lyric"}:
                x = self.parenthetical if element.kind == "parenthetical" else self.dialogue
                width = 25 if element.kind == "parenthetical" else self.dialogue_width
                for row in textwrap.wrap(element.text, width):
                    if self._y < self.bottom + 2 * self.line:
                        if self.more:
                            self._put(self.cue, "(MORE)")
                        self._break()
                        self._put(self.cue, f"{cue} (CONT'D)")
                    self._put(x, row)
                    self._y -= self.speech_air
            elif element.kind == "transition":
                self._room(self.above, 1)
                self._put(self.right - len(element.text) * wide, element.text)
            elif element.kind == "centered":
                self._room(self.above, 1)
                middle = (self.action + self.right) / 2 - len(element.text) * wide / 2
                self._put(middle, element.text)
            else:
                rows = textwrap.wrap(element.text, self.action_width)
                self._room(self.above, min(2, len(rows)))
                for place, row in enumerate(rows):
                    if self._y < self.bottom + self.line:
                        self._break()
                    self._put(self.action, row, step=not (self.stars and not place))
                    if self.stars and not place:
                        self._put(self.right + 3 * wide, "*")
        return self._pages

    def _side_by_side(self, elements: Sequence[Element], at: int) -> int:
        self._room(self.above, 4)
        top = self._y
        lowest = top
        for column in (self.action + 20, self.action + 240):
            self._y = top
            self._put(column + 60, elements[at].text)
            at += 1
            while at < len(elements) and elements[at].kind in {"dialogue", "parenthetical"}:
                for row in textwrap.wrap(elements[at].text, 26):
                    self._put(column, row)
                at += 1
            lowest = min(lowest, self._y)
        self._y = lowest
        return at

    def _room(self, above: int, rows: int) -> None:
        if self._y - (above + rows - 1) * self.line < self.bottom:
            self._break()
        elif self._y < self.paper[1] - self.top:
            self._y -= above * self.line

    def _break(self) -> None:
        if self.continued:
            self._pages[-1].append((self.right - 80, self.bottom - 12, "(CONTINUED)"))
        self._new_page()
        if self.continued:
            self._put(self.action, "CONTINUED:")
            self._y -= self.line

    def _new_page(self) -> None:
        number = len(self._pages) + 1
        self._pages.append([])
        if self.head and number > 1:
            words = self.head.format(page=number)
            self._pages[-1].append((self.head_x, self.paper[1] - 40, words))
        self._y = self.paper[1] - self.top

    def _put(self, x: float, text: str, *, step: bool = True) -> None:
        self._pages[-1].append((x, self._y, text))
        if step:
            self._y -= self.line
