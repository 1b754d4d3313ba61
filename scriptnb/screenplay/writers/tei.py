"""Elements and a title page -> TEI XML in the encoding of drama corpora.

The counterpart of ``formats.tei``: what is written here reads back as the same elements.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from scriptnb.screenplay.formats.tei import EMPTY, KEY, PAGE_BREAK
from scriptnb.screenplay.headings.tables import fold, languages
from scriptnb.screenplay.unbroken import unbroken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scriptnb.screenplay.model import Dialogue, Element

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_ID = re.compile(r"[^a-z0-9]+")
#: White space that XML programs may change.
_FRAGILE = re.compile(r"(?m)^\s|\s$|\s{2}|[\t\r\f\v\x85\u2028\u2029]")
_STAGES = {
    "action": "<stage",
    "centered": '<stage type="centered"',
    "transition": '<stage type="transition"',
    "shot": '<stage type="shot"',
}
_NOTES = {"note": "", "synopsis": ' type="synopsis"', "boneyard": ' type="boneyard"'}
_SPOKEN = frozenset({"parenthetical", "dialogue", "lyric"})
_INSIDE = _SPOKEN | {"note", "boneyard", "page_break"}
_HEADER = """\
<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"{language}>
  <teiHeader>
    <fileDesc>
      <titleStmt>{title}</titleStmt>
      <publicationStmt><p>Not published</p></publicationStmt>
      <sourceDesc><p>A script, converted by scriptnb</p></sourceDesc>
    </fileDesc>
    <profileDesc><particDesc><listPerson>
{people}
    </listPerson></particDesc></profileDesc>
  </teiHeader>
  <text>
    <front>
      <titlePage>{keys}</titlePage>
      <castList>
{cast}
      </castList>
    </front>
    <body>"""


def write(
    elements: Sequence[Element],
    title_page: Mapping[str, Sequence[str]],
    dialogues: Sequence[Dialogue],
    language: str | None = None,
) -> str:
    """Return a script's elements and title page as a TEI document.

    Page numbers, ``(MORE)`` and other furniture are left out, and what they cut in two is joined.
    Characters that XML cannot hold become spaces.

    >>> from scriptnb.screenplay.model import Element
    >>> "<stage>Rain.</stage>" in write([Element("action", "Rain.", 1, 1)], {}, [])
    True
    """
    writer = _Writer(dialogues)
    writer.script([each for each in unbroken(elements) if each.kind != "title_page"])
    people = [
        f'      <person xml:id="{key}"><persName>{_escaped(name)}</persName></person>'
        for name, key in writer.ids.items()
    ]
    cast = title_page.get("Cast") or list(writer.ids)
    keys = {key: values for key, values in title_page.items() if key != "Cast"}
    return "\n".join(
        [
            _HEADER.format(
                language=f' xml:lang="{language}"' if language else "",
                title=_statement(title_page),
                people="\n".join(people),
                keys="".join(_title_part(key, values) for key, values in keys.items()),
                cast="\n".join(
                    f"        <castItem><role>{_escaped(name)}</role></castItem>" for name in cast
                ),
            ),
            *writer.lines,
            "    </body>",
            "  </text>",
            "</TEI>",
            "",
        ]
    )


class _Writer:
    """The body of the document."""

    def __init__(self, dialogues: Sequence[Dialogue]) -> None:
        self.lines: list[str] = []
        #: name -> its id, in the order of the first speeches
        self.ids: dict[str, str] = {}
        self._taken: set[str] = set()
        self._said = {each.line: each for each in dialogues}
        #: The levels of the divisions that are open; a scene has none.
        self._open: list[int | None] = []
        self._in_speech = False
        for each in dialogues:
            for name in (each.character,) if each.members is None else each.members:
                self._id(name)

    def script(self, elements: Sequence[Element]) -> None:
        for element in elements:
            if element.kind not in _INSIDE:
                self._end_speech()
            self._element(element)
        self._end_speech()
        while self._open:
            self._close()

    def _element(self, element: Element) -> None:
        kind = element.kind
        if kind == "scene_heading":
            self._division(element, None)
        elif kind == "section":
            self._division(element, max(1, element.level))
        elif kind == "character":
            self._speaker(element)
        elif kind == "page_break":
            self._line(f'<milestone unit="{PAGE_BREAK}"/>')
        elif kind in _NOTES:
            self._line(_tagged(f"<note{_NOTES[kind]}", "note", element))
        elif kind in _SPOKEN:
            self._line(_spoken(element) if self._in_speech else _tagged("<p", "p", element))
        elif kind in _STAGES:
            self._line(_tagged(_STAGES[kind], "stage", element))

    def _division(self, element: Element, level: int | None) -> None:
        while self._open and (
            self._open[-1] is None or (level is not None and self._open[-1] >= level)
        ):
            self._close()
        kind = "scene" if level is None else "act" if _is_act(element.text, level) else "section"
        number = "" if element.number is None else f" n={quoteattr(_clean(element.number))}"
        depth = f' subtype="{level}"' if kind == "section" else ""
        self._line(f'<div type="{kind}"{depth}{number}>')
        self._open.append(level)
        self._line(_tagged("<head", "head", element))

    def _speaker(self, element: Element) -> None:
        said = self._said.get(element.line)
        who: list[str] = []
        if said is not None:
            named = [said.character] if said.members is None else said.members
            who = [f"#{self._id(name)}" for name in named]
        marks = f' who="{" ".join(who)}"' if who else ""
        if element.dual:
            marks += ' rend="dual"'
        self._line(f"<sp{marks}>")
        self._in_speech = True
        self._line(_tagged("<speaker", "speaker", element))

    def _end_speech(self) -> None:
        if self._in_speech:
            self._in_speech = False
            self._line("</sp>")

    def _close(self) -> None:
        self._open.pop()
        self._line("</div>")

    def _line(self, text: str) -> None:
        self.lines.append(f"      {text}")

    def _id(self, name: str) -> str:
        if (known := self.ids.get(name)) is None:
            plain = _NO_ID.sub("_", fold(name).casefold()).strip("_")
            known = plain = plain if plain[:1].isalpha() else f"c_{plain}".rstrip("_")
            if known in self._taken:
                known = f"{plain}_{len(self._taken)}_"
            self._taken.add(known)
            self.ids[name] = known
        return known


def _is_act(text: str, level: int) -> bool:
    words = text.split()
    return level == 1 and bool(words) and words[0].upper().rstrip(".:") in _act_words()


@functools.cache
def _act_words() -> frozenset[str]:
    return frozenset(word for table in languages().values() for word in table.script.act_words)


def _spoken(element: Element) -> str:
    if element.kind == "parenthetical":
        return _tagged('<stage type="parenthetical"', "stage", element)
    if element.kind == "lyric":
        lines = "".join(f"<l>{_escaped(line)}</l>" for line in element.text.split("\n"))
        return f'<lg type="lyric">{lines}{_inner_notes(element)}</lg>'
    return _tagged("<p", "p", element)


def _tagged(start: str, tag: str, element: Element) -> str:
    """Write an element with its emphasis and the notes that stand in it."""
    return f"{start}{_space(element.text)}>{_marked_up(element)}{_inner_notes(element)}</{tag}>"


def _inner_notes(element: Element) -> str:
    return "".join(f"<note{_space(note)}>{_escaped(note)}</note>" for note in element.notes)


def _space(text: str) -> str:
    """Return the attribute that keeps white space as it is, where that matters."""
    return ' xml:space="preserve"' if _FRAGILE.search(text) else ""


def _marked_up(element: Element) -> str:
    """Return the text, each stretch of the same emphasis in an element of its own."""
    text = element.text
    turns: dict[int, list[str]] = {0: [], len(text): []}
    for start, end, style in element.styles:
        turns.setdefault(start, []).append(style)
        turns.setdefault(end, []).append(style)
    found = []
    active: set[str] = set()
    for start, end in itertools.pairwise(sorted(turns)):
        for style in turns[start]:
            active ^= {style}
        run = _escaped(text[start:end])
        found.append(f'<hi rend="{" ".join(sorted(active))}">{run}</hi>' if active else run)
    return "".join(found)


def _statement(title_page: Mapping[str, Sequence[str]]) -> str:
    known = {key.casefold(): values for key, values in title_page.items()}
    title = " ".join(known.get("title", ()))
    authors = [*known.get("author", ()), *known.get("authors", ())]
    return f"<title>{_escaped(title)}</title>" + "".join(
        f"<author>{_escaped(name)}</author>" for name in authors
    )


def _title_part(key: str, values: Sequence[str]) -> str:
    start = f'<titlePart type="{KEY}" n={quoteattr(_clean(key))}'
    return "".join(f"{start}>{_escaped(value)}</titlePart>" for value in values) or (
        f'{start} subtype="{EMPTY}"/>'
    )


def _escaped(text: str) -> str:
    """Escape a text; its line breaks are elements."""
    return escape(_clean(text)).replace("\n", "<lb/>")


def _clean(text: str) -> str:
    return _NOT_XML.sub(" ", text)
