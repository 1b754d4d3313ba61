"""Elements -> Fountain that is read as the same elements.

Each paragraph is written as it would be typed, and with a sign that forces its kind only where the
Fountain reader, which is called for this, would read it as another kind. Fountain has no page
furniture, so page numbers and ``(MORE)`` are left out and what they cut in two is joined.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scriptnb.screenplay import names
from scriptnb.screenplay.formats import fountain
from scriptnb.screenplay.formats.base import Source
from scriptnb.screenplay.formats.fountain.rules import begins_word
from scriptnb.screenplay.formats.fountain.title_page import read_title_page
from scriptnb.screenplay.unbroken import unbroken
from scriptnb.screenplay.writers.fountain_emphasis import escape_start, marked_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from scriptnb.screenplay.model import Element

_SPEECH = frozenset({"parenthetical", "dialogue", "lyric", "note", "boneyard"})
_LINE_END = re.compile(r"\r\n|\r|\n")
#: What forces the first paragraph of a script that looks like a title page.
_FORCE = {"action": "!", "character": "@", "scene_heading": ".", "transition": "> "}
#: A text that begins like this and continues in lower case is always read as action.
_PLAIN = re.compile(r"[^\W\d_]['’]?[a-z]+ [^:\n]*[a-z][^:\n^)*_]*$")


def write(elements: Sequence[Element], title_page: Mapping[str, list[str]]) -> str:
    """Return a script's elements and title page as Fountain.

    Reading the result gives elements of the same kinds, texts, numbers, notes and emphasis; only
    furniture is missing. An empty line inside a paragraph of action makes it two.
    """
    elements = unbroken(elements)
    front = _title_page(title_page, [each for each in elements if each.kind == "title_page"])
    kinds = [element.kind for element in elements]
    above = kinds.index("title_page") if "title_page" in kinds else 0
    blocks = ["\n".join(_alone(element)) for element in elements[:above]]
    blocks += [front] if front else []
    opened = bool(front)
    for group in _groups(each for each in elements[above:] if each.kind != "title_page"):
        lines = _speech(group) if group[0].kind == "character" else _alone(group[0])
        if not opened and read_title_page(lines, 0)[1]:
            lines[0] = f"{_FORCE.get(group[0].kind, '')}{lines[0]}"
        if lines:
            blocks.append("\n".join(lines))
            opened = opened or group[0].kind not in ("note", "boneyard")
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _groups(elements: Iterable[Element]) -> Iterator[list[Element]]:
    """Cut into speeches (a cue and what stands under it) and single elements."""
    group: list[Element] = []
    for element in elements:
        if group and group[0].kind == "character" and element.kind in _SPEECH:
            group.append(element)
        else:
            yield from _notes_apart(group)
            group = [element]
    yield from _notes_apart(group)


def _notes_apart(group: list[Element]) -> Iterator[list[Element]]:
    """Cut off the notes that stood at some distance below a speech."""
    end = len(group)
    while end > 1 and group[end - 1].kind in ("note", "boneyard"):
        end -= 1
    while end < len(group) and group[end].line == group[end - 1].end_line + 1:
        end += 1
    if group:
        yield group[:end]
    yield from ([each] for each in group[end:])


def _speech(group: Sequence[Element]) -> list[str]:
    cue = group[0]
    shown = _one_line(cue)
    if shown.endswith("^"):
        shown = f"{shown[:-1]}\\^"
    if cue.dual:
        shown = f"{shown} ^"
    said = any(each.kind not in ("note", "boneyard") for each in group[1:])
    if not (said and _reads([shown, "x"], cue)):
        shown = f"@{shown}"
    lines = [_with_notes(shown, cue)]
    for element in group[1:]:
        lines += _under_cue(element)
    return lines


def _under_cue(element: Element) -> list[str]:
    if element.kind in ("note", "boneyard"):
        return [_mark(element.kind, element.text)]
    lines = _lines(element)
    if element.kind == "lyric":
        lines = [f"~{line}" for line in lines]
    elif element.kind == "dialogue":
        # A line of two spaces keeps a speech open where it has an empty line.
        lines = [escape_start(line, "(~") if line else "  " for line in lines]
    elif not names.is_aside(element.text.strip()):
        lines = [f"({names.aside(' '.join(lines))})"]
    return [*lines[:-1], _with_notes(lines[-1], element)]


def _alone(element: Element) -> list[str]:
    """Write an element that is no part of a speech."""
    kind = element.kind
    if kind in ("note", "boneyard"):
        return [_mark(kind, element.text)]
    if kind in ("action", "dialogue", "parenthetical"):
        return _action(element)
    if kind in _EACH_LINE:
        before, after = _EACH_LINE[kind]
        lines = [f"{before}{line}{after}" for line in _lines(element)]
        return [*lines[:-1], _with_notes(lines[-1], element)]
    shown = _one_line(element)
    if kind in _ONE_LINE:
        shown = _ONE_LINE[kind](element, shown)
    return [_with_notes(shown, element)]


def _heading(element: Element, shown: str) -> str:
    """Write a heading: plainly where it reads as one, else forced; a sign at its end escaped."""
    number = "" if element.number is None else f" #{element.number}#"
    escaped = f"{shown[:-1]}\\{shown[-1:]}"
    for candidate in (shown, f".{shown}", escaped, f".{escaped}"):
        if _reads([candidate + number], element):
            return candidate + number
    return f".\\{shown}{number}"


def _transition(element: Element, shown: str) -> str:
    if _reads([shown], element):
        return shown
    return f"> {shown[:-1]}\\<" if shown.endswith("<") else f"> {shown}"


def _section(element: Element, shown: str) -> str:
    return f"{'#' * max(element.level, 1)} {shown}"


def _synopsis(_element: Element, shown: str) -> str:
    return f"= {shown}"


def _page_break(_element: Element, _shown: str) -> str:
    return "==="


def _shot(_element: Element, shown: str) -> str:
    return f"!!{shown}" if begins_word(shown) else f"!!\\{shown}"


#: How the kinds that fill one line are written.
_ONE_LINE: dict[str, Callable[[Element, str], str]] = {
    "scene_heading": _heading,
    "transition": _transition,
    "section": _section,
    "synopsis": _synopsis,
    "page_break": _page_break,
    "shot": _shot,
}
#: What stands before and after each line of the kinds that may have several.
_EACH_LINE = {"centered": ("> ", " <"), "lyric": ("~", "")}


def _action(element: Element) -> list[str]:
    """Write action: plainly where it reads as action, else forced, else escaped line by line."""
    lines = [line for line in _lines(element) if line.strip()]
    if not lines:
        return []
    text = "\n".join(line for line in _LINE_END.split(element.text) if line.strip())

    def reads(candidate: list[str]) -> bool:
        found = _read(candidate)
        return len(found) == 1 and (found[0].kind, found[0].text) == ("action", text)

    if not (_PLAIN.match(text) or reads(lines)):
        forced = [f"!{lines[0]}", *lines[1:]]
        escaped = [escape_start(line, "!~>#=[/.@") for line in lines]
        mixed = [forced[0], *escaped[1:]]
        candidates = (forced, mixed, escaped)
        lines = next(filter(reads, candidates), mixed)
    return [*lines[:-1], _with_notes(lines[-1], element)]


def _read(lines: list[str]) -> list[Element]:
    """Return the elements that the reader finds in some lines."""
    return fountain.read(Source("Rain.\n\n" + "\n".join(lines))).elements[1:]


def _reads(lines: list[str], element: Element) -> bool:
    """Return whether the first element that the reader finds in some lines is this one."""
    found = _read(lines)[:1]
    text = " ".join(_LINE_END.split(element.text))
    return [(each.kind, each.text, each.number) for each in found] == [
        (element.kind, text, element.number)
    ]


def _lines(element: Element) -> list[str]:
    return [line.rstrip() for line in _LINE_END.split(marked_up(element.text, element.styles))]


def _one_line(element: Element) -> str:
    return " ".join(line.strip() for line in _lines(element))


def _with_notes(line: str, element: Element) -> str:
    """Write what stood inside an element's lines at the end of the last."""
    return " ".join([line, *(_mark("note", note) for note in element.notes)])


def _mark(kind: str, text: str) -> str:
    """Write a note or boneyard; empty lines in a note hold two spaces."""
    text = "\n".join(line or "  " for line in _LINE_END.split(text))
    if kind == "note" and "]]" in text.rstrip("]") and "*/" not in text:
        kind = "boneyard"
    if kind == "boneyard":
        return f"/* {text.replace('*/', '* /')} */"
    inner = text.rstrip("]")  # brackets at its end belong to a note
    return f"[[{inner.replace(']]', '] ]')}{text[len(inner) :]}]]"


def _title_page(title_page: Mapping[str, list[str]], elements: Sequence[Element]) -> str:
    """Write the title page, a key as often as it stood there."""
    left = {key: list(values) for key, values in title_page.items()}
    written: list[str] = []
    for element in elements:
        values = element.text.split("\n") if element.text else []
        fits = (key for key, rest in left.items() if rest[: len(values)] == values)
        # A key without a value first goes to one that has none left.
        key = next((key for key in left if not (values or left[key])), None) or next(fits, None)
        if key is not None:
            written.append(_with_notes(_entry(key, values), element))
            left[key] = left[key][len(values) :]
            if not left[key]:
                del left[key]
        elif not values and written:
            key = written[-1].partition(":")[0]  # one key twice, both empty
            written.append(_with_notes(f"{key}:", element))
    return "\n".join(written + [_entry(key, values) for key, values in left.items()])


def _entry(key: str, values: Sequence[str]) -> str:
    key = _LINE_END.sub(" ", key).replace(":", " ").strip()
    shown = [marked_up(value, ()) for value in values]
    if len(shown) == 1 and shown[0]:
        return f"{key}: {shown[0]}"
    return "\n".join([f"{key}:", *(f"    {value}" if value else "  " for value in shown)])
