"""Final Draft's XML (FDX), versions 8 to 13.

Reads every run of text with its emphasis, dual dialogue, script notes of both generations (inside
their paragraph, or at the end with a range of characters), scene properties (title, summary,
page), production tags, omitted scenes and the title page. What stands on the page only because
Final Draft lays it out (headers, MORE, CONTINUED) is in no paragraph, so it is not read.
"""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING

from scriptnb.screenplay.formats.base import Draft, Source, number_scenes
from scriptnb.screenplay.formats.shared import xml
from scriptnb.screenplay.formats.shared.rendering import (
    Piece,
    check_count,
    join_speech,
    render,
    tidy,
)
from scriptnb.screenplay.formats.shared.title_page import read_title_page

if TYPE_CHECKING:
    from scriptnb.screenplay.model import Kind

#: Paragraph types, in lower case; a type that is not here is action.
KINDS: dict[str, Kind] = {
    "scene heading": "scene_heading",
    "action": "action",
    "general": "action",
    "cast list": "action",
    "character": "character",
    "parenthetical": "parenthetical",
    "dialogue": "dialogue",
    "lyrics": "lyric",
    "lyric": "lyric",
    "singing": "lyric",
    "transition": "transition",
    "shot": "shot",
    "new act": "centered",
    "end of act": "centered",
    "outline body": "synopsis",
    "synopsis": "synopsis",
    "note": "note",
}
#: The name of a script note that holds what Fountain calls boneyard (see ``writers.fdx``).
BONEYARD = "Boneyard"
_OUTLINE = re.compile(r"outline (\d)")
_STYLES = {"Bold": "bold", "Italic": "italic", "Underline": "underline"}


def sniff(source: Source) -> bool:
    """Return whether the root element is Final Draft's."""
    return b"<FinalDraft" in xml.opening(source.head)


def read(source: Source) -> Draft:
    """Read a Final Draft file.

    Raises
    ------
    ScriptReadError
        The XML is damaged or dangerous, or it holds no script.
    """
    script = _Script(source.name)
    script.read(source.data)
    return script.draft()


class _Script:
    """The script, built from the records of the file."""

    def __init__(self, name: str | None) -> None:
        self._name = name
        self._found = False
        self._pieces: list[Piece] = []
        self._title: list[str] = []
        self._notes: list[tuple[Kind, str, int]] = []
        self._all_caps: set[str] = set()
        #: Paragraphs whose type the settings may show in capitals: the record and its piece.
        self._typed: list[tuple[str, Piece]] = []
        # Where each paragraph starts, in Final Draft's own count of characters: a paragraph's text
        # and one for its end, two for a block embedded in it. Notes refer to these.
        self._starts: list[int] = []
        self._anchors: list[int] = []
        self._count = 0
        #: The paragraphs with tagged text: for each the numbers of tags and the tagged text.
        self._tagged: list[tuple[Piece, list[tuple[str, str]]]] = []
        #: What the end of the file states of tags: category -> name, definition -> category and
        #: name, number of a tag -> definitions.
        self._categories: dict[str, str] = {}
        self._definitions: dict[str, tuple[str, str]] = {}
        self._tags: dict[str, list[str]] = {}

    def read(self, data: bytes) -> None:
        xml.read_records(
            data,
            {
                "FinalDraft/Content/Paragraph": self._paragraph,
                "FinalDraft/TitlePage/Content/Paragraph": self._title_line,
                "FinalDraft/ScriptNotes/ScriptNote": self._script_note,
                "FinalDraft/ElementSettings": self._settings,
                "FinalDraft/TagData/TagCategories/TagCategory": self._tag_category,
                "FinalDraft/TagData/TagDefinitions/TagDefinition": self._tag_definition,
                "FinalDraft/TagData/Tags/Tag": self._tag,
            },
            name=self._name,
        )

    def draft(self) -> Draft:
        for kind, piece in self._typed:
            if kind in self._all_caps and (upper := piece.text.upper()) != piece.text:
                piece.styles = () if len(upper) != len(piece.text) else piece.styles
                piece.text = upper
        self._place_notes()
        self._resolve_tags()
        title_page = read_title_page(self._title)
        text, elements = render(title_page, join_speech(self._pieces))
        return Draft(text, number_scenes(elements), title_page)

    def _paragraph(self, node: xml.Node) -> None:
        check_count(len(self._starts) + len(self._pieces), self._name)
        self._starts.append(self._count)
        self._anchors.append(len(self._pieces))
        if node.attrib.get("StartsNewPage") == "Yes":
            self._pieces.append(Piece("page_break", ""))
            self._anchors[-1] += 1
        text = self._add(node, dual=False)
        self._count += len(text.encode("utf-16-le", "surrogatepass")) // 2 + 1
        if block := node.first("DualDialogue"):
            cues = 0
            for paragraph in block.all("Paragraph"):
                cues += paragraph.attrib.get("Type", "").lower() == "character"
                self._add(paragraph, dual=cues > 1)
            self._count += 2
        if omitted := node.first("OmittedScene"):
            lines = [_text(paragraph)[0] for paragraph in omitted.deep("Paragraph")]
            if cut := "\n".join(line for line in lines if line):
                self._pieces.append(Piece("boneyard", cut))
            self._count += 2

    def _add(self, node: xml.Node, *, dual: bool) -> str:
        """Add the pieces of one paragraph; return its text as Final Draft counts it."""
        kind_name = node.attrib.get("Type", "General").lower()
        kind = KINDS.get(kind_name, "action")
        level = 0
        if outline := _OUTLINE.fullmatch(kind_name):
            kind, level = "section", int(outline[1])
        elif kind == "action" and node.attrib.get("Alignment") == "Center":
            kind = "centered"
        text, styles = _text(node, indent=kind == "action")
        notes = [_note(note) for note in node.all("ScriptNote")]
        notes += [_note(note) for run in node.all("Text") for note in run.deep("ScriptNote")]
        properties = node.first("SceneProperties")
        if text:
            heading = kind == "scene_heading"
            page_of = properties if heading else None
            page = page_of.attrib.get("Page", "") if page_of else ""
            piece = Piece(
                kind,
                text,
                page=int(page) if page.isdecimal() and len(page) < 7 else None,
                number=(node.attrib.get("Number") or None) if heading else None,
                level=level,
                dual=dual and kind == "character",
                notes=tuple(words for _, words in notes),
                styles=styles,
                eighths=_eighths(page_of.attrib.get("Length", "")) if page_of else None,
            )
            self._pieces.append(piece)
            self._typed.append((kind_name, piece))
            if tagged := _tagged(node):
                self._tagged.append((piece, tagged))
        else:
            self._pieces.extend(Piece(kind, words) for kind, words in notes)
        if properties:
            self._pieces.extend(Piece("synopsis", words) for words in _summary(properties))
        return "".join(run.text for run in node.all("Text"))

    def _title_line(self, node: xml.Node) -> None:
        self._title.extend(_text(node)[0].split("\n"))

    def _settings(self, node: xml.Node) -> None:
        font = node.first("FontSpec")
        if font and "AllCaps" in font.attrib.get("Style", "").split("+"):
            self._all_caps.add(node.attrib.get("Type", "").lower())

    def _tag_category(self, node: xml.Node) -> None:
        check_count(len(self._categories), self._name)
        self._categories[node.attrib.get("Id", "")] = node.attrib.get("Name", "").strip()

    def _tag_definition(self, node: xml.Node) -> None:
        check_count(len(self._definitions), self._name)
        category, label = node.attrib.get("CatId", ""), node.attrib.get("Label", "")
        self._definitions[node.attrib.get("Id", "")] = (category, " ".join(label.split()))

    def _tag(self, node: xml.Node) -> None:
        check_count(len(self._tags), self._name)
        found = [each.text.strip() for each in node.all("DefId")]
        self._tags[node.attrib.get("Number", "")] = found

    def _resolve_tags(self) -> None:
        """Give each paragraph the categories and names that its numbers of tags stand for."""
        for piece, tagged in self._tagged:
            found: dict[tuple[str, str], str] = {}
            for number, text in tagged:
                for definition in self._tags.get(number, ()):
                    category, label = self._definitions.get(definition, ("", ""))
                    name = label or " ".join(text.split())
                    if (known := self._categories.get(category)) and name:
                        found.setdefault((known, name), text.strip())
            piece.tags = tuple((*key, text) for key, text in found.items())

    def _script_note(self, node: xml.Node) -> None:
        check_count(len(self._notes), self._name)
        start = node.attrib.get("Range", "").partition(",")[0].strip()
        known = start.isdecimal() and len(start) < 12
        self._notes.append((*_note(node), int(start) if known else -1))

    def _place_notes(self) -> None:
        """Attach each note to the paragraph in which its range starts, if it has a range."""
        alone: dict[int, list[Piece]] = {}
        found: dict[int, list[str]] = {}
        for kind, words, place in self._notes:
            at = bisect.bisect_right(self._starts, place) - 1
            if at < 0 or place >= self._count:  # a range from before the text was cut
                alone.setdefault(len(self._pieces), []).append(Piece(kind, words))
                continue
            first = self._anchors[at]
            after = self._anchors[at + 1] if at + 1 < len(self._anchors) else len(self._pieces)
            # The page break in front of the next paragraph is not this paragraph's.
            if after > first and kind == "note" and self._pieces[first].kind != "page_break":
                found.setdefault(first, []).append(words)
            else:
                alone.setdefault(first, []).append(Piece(kind, words))
        for first, notes in found.items():
            self._pieces[first].notes += tuple(notes)
        if alone:
            pieces: list[Piece] = []
            for at, piece in enumerate(self._pieces):
                pieces.extend(alone.pop(at, ()))
                pieces.append(piece)
            self._pieces = [*pieces, *alone.pop(len(self._pieces), ())]


def _eighths(length: str) -> int | None:
    """Return a length as Final Draft writes it, such as ``1 2/8``, in eighths.

    >>> _eighths("1 2/8"), _eighths("3/8"), _eighths("2"), _eighths("")
    (10, 3, 16, None)
    """
    match = _LENGTH.fullmatch(length.strip())
    if match is None or not (match["pages"] or match["eighths"]):
        return None
    return int(match["pages"] or 0) * 8 + int(match["eighths"] or 0)


_LENGTH = re.compile(r"(?:(?P<pages>\d{1,4})(?:\s+|$))?(?:(?P<eighths>\d{1,2})/8)?")


def _text(node: xml.Node, *, indent: bool = False) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    runs = []
    for run in node.all("Text"):
        styles = run.attrib.get("Style", "").split("+")
        text = run.text.upper() if "AllCaps" in styles else run.text
        runs.append((text, [_STYLES[style] for style in styles if style in _STYLES]))
    return tidy(runs, indent=indent)


def _tagged(node: xml.Node) -> list[tuple[str, str]]:
    """Return the numbers of the tags in a paragraph, each with its text; runs of one are joined."""
    found: list[tuple[str, str]] = []
    before: list[str] = []
    for run in node.all("Text"):
        numbers = re.findall(r"\d+", run.attrib.get("TagNumber", ""))
        if numbers and numbers == before:
            found[-len(numbers) :] = [
                (each, text + run.text) for each, text in found[-len(numbers) :]
            ]
        else:
            found += [(number, run.text) for number in numbers]
        before = numbers
    return found


def _note(node: xml.Node) -> tuple[Kind, str]:
    kind: Kind = "boneyard" if node.attrib.get("Name") == BONEYARD else "note"
    return kind, "\n".join(_text(line)[0] for line in node.all("Paragraph")).strip("\n")


def _summary(properties: xml.Node) -> list[str]:
    found = [properties.attrib.get("Title", "").strip()]
    if summary := properties.first("Summary"):
        found.extend(_text(line)[0] for line in summary.all("Paragraph"))
    return [words for words in found if words]
