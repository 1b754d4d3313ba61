"""Make a readable text of the pieces of a script, and elements with lines in that text.

For readers whose source is no text (FDX, archives): the text is laid out as in Fountain, without
forcing or emphasis marks. It must not know a file format.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import msgspec

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay.model import Element, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

#: An emphasised stretch of an element's text: (start, end, style).
Span = tuple[int, int, str]

#: The most paragraphs of a file, far more than any script has: some eight thousand pages.
MOST = 200_000
_TIGHT = {"parenthetical", "dialogue", "lyric"}
_SPEECH = {"character", "parenthetical", "dialogue", "lyric"}


class Piece(msgspec.Struct):
    """An element before it has a place: what a reader found, in the order of the script."""

    kind: Kind
    text: str
    page: int | None = None
    number: str | None = None
    level: int = 0
    dual: bool = False
    notes: tuple[str, ...] = ()
    styles: tuple[Span, ...] = ()
    #: Of a heading, its scene's length where the file states it.
    eighths: int | None = None
    #: Production tags: the category, the name, and the text that is tagged.
    tags: tuple[tuple[str, str, str], ...] = ()


def tidy(
    runs: Iterable[tuple[str, Iterable[str]]], *, indent: bool
) -> tuple[str, tuple[Span, ...]]:
    r"""Join runs of text and their styles; strip white space that is not visible.

    Every kind of line end becomes ``\\n``; white space at line ends goes, and so do empty lines
    around the text. ``indent`` keeps the white space at the start of the first line.

    >>> tidy([("He ", ()), ("runs", ("bold",)), (". ", ("bold",))], indent=False)
    ('He runs.', ((3, 8, 'bold'),))
    """
    lines: list[str] = []
    done = 0  # characters in the finished lines, their line ends counted
    line = ""
    spans: list[Span] = []
    settled = 0  # spans before this index lie in finished lines
    open_at: dict[str, int] = {}
    for run, styles in [*runs, ("", ())]:
        now = set(styles)
        ended = [style for style in open_at if style not in now]
        spans.extend((open_at.pop(style), done + len(line), style) for style in ended)
        for style in now:
            open_at.setdefault(style, done + len(line))
        first, *others = run.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        line += first
        for following in others:
            line = line.rstrip()
            end = done + len(line)
            spans[settled:] = [(min(s, end), min(e, end), style) for s, e, style in spans[settled:]]
            settled = len(spans)
            open_at = {style: min(start, end) for style, start in open_at.items()}
            lines.append(line)
            done = end + 1
            line = following
    lines.append(line.rstrip())
    text = "\n".join(lines)
    stripped = text.lstrip("\n") if indent else text.lstrip()
    shift = len(text) - len(stripped)
    stripped = stripped.rstrip("\n")
    size = len(stripped)
    kept = ((max(0, s - shift), min(size, e - shift), style) for s, e, style in spans)
    return stripped, tuple(sorted(span for span in kept if span[0] < span[1]))


def check_count(count: int, name: str | None) -> None:
    """Refuse a file with more paragraphs than any script: each costs more memory than its bytes.

    Raises
    ------
    ScriptReadError
        There are more than `MOST`.
    """
    if count > MOST:
        raise ScriptReadError(
            f"the file holds more than {MOST:,} paragraphs: it is no script", name
        )


def join_speech(pieces: Iterable[Piece]) -> list[Piece]:
    """Make one dialogue of paragraphs of dialogue that follow each other."""
    joined: list[Piece] = []
    for kind, run in itertools.groupby(pieces, key=lambda piece: piece.kind):
        group = list(run)
        if kind != "dialogue" or len(group) == 1:
            joined.extend(group)
            continue
        styles: list[Span] = []
        shift = 0
        for piece in group:
            styles.extend((start + shift, end + shift, style) for start, end, style in piece.styles)
            shift += len(piece.text) + 1
        first = group[0]
        first.text = "\n".join(piece.text for piece in group)
        first.styles = tuple(styles)
        first.notes = tuple(note for piece in group for note in piece.notes)
        first.tags = tuple(tag for piece in group for tag in piece.tags)
        joined.append(first)
    return joined


def render(title_page: dict[str, list[str]], pieces: Iterable[Piece]) -> tuple[str, list[Element]]:
    """Lay the script out; return the text and its elements, scenes not yet numbered."""
    lines: list[str] = []
    elements: list[Element] = []
    for key, values in title_page.items():
        start = len(lines) + 1
        text = "\n".join(values)
        lines.extend([f"{key}: {text}"] if len(values) == 1 else [f"{key}:", *_indented(text)])
        elements.append(Element("title_page", text, start, len(lines)))
    before: str | None = None
    for piece in pieces:
        # Attributes can hold what a paragraph cannot: lines end in one way, a number has one line.
        if "\r" in piece.text:
            piece.text = piece.text.replace("\r\n", "\n").replace("\r", "\n")
        if piece.number is not None:
            piece.number = " ".join(piece.number.split()) or None
        tight = piece.kind in _TIGHT and before in _SPEECH
        if lines and not tight:
            lines.append("")
        start = len(lines) + 1
        lines.extend(_lines(piece))
        elements.append(
            Element(
                kind=piece.kind,
                text=piece.text,
                line=start,
                end_line=len(lines),
                page=piece.page,
                notes=piece.notes,
                number=piece.number,
                level=piece.level,
                dual=piece.dual,
                styles=piece.styles,
                eighths=piece.eighths,
                tags=_tags(piece, start),
            )
        )
        before = piece.kind
    return "\n".join(lines) + "\n" if lines else "", elements


def _tags(piece: Piece, line: int) -> tuple[tuple[str, str, int], ...]:
    """Return the tags of a piece that starts at a line, each with the line of its text."""
    return tuple(
        (category, name, line + piece.text.count("\n", 0, max(0, piece.text.find(tagged))))
        for category, name, tagged in piece.tags
    )


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.split("\n")]


def _lines(piece: Piece) -> list[str]:
    text = piece.text
    match piece.kind:
        case "scene_heading" if piece.number:
            text = f"{text} #{piece.number}#"
        case "character" if piece.dual:
            text = f"{text} ^"
        case "centered":
            text = f"> {text} <"
        case "section":
            text = f"{'#' * max(1, piece.level)} {text}"
        case "synopsis":
            text = f"= {text}"
        case "note":
            text = f"[[{text}]]"
        case "boneyard":
            text = f"/* {text} */"
        case "lyric":
            text = f"~{text}"
        case "page_break":
            text = "==="
        case _:
            pass
    return text.split("\n")
