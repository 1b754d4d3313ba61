"""Plain text: films from the web and the text layers of PDFs, indented or not.

It knows the way from text to elements; places, labels and paragraphs have modules of their own
(``_lines_*.py``, in the order of the way: layout, shape, furniture, columns, words, features,
model, elements).
"""

from __future__ import annotations

from scriptnb.screenplay.formats._lines_elements import build_elements
from scriptnb.screenplay.formats._lines_layout import place_lines
from scriptnb.screenplay.formats._lines_model import label_lines
from scriptnb.screenplay.formats._title import read_title_page
from scriptnb.screenplay.formats.base import Draft, Source, number_scenes


def sniff(source: Source) -> bool:
    """Tell whether a source is text: the last resort, since any text may be a script."""
    return "\0" not in source.text[:4096]


def read(source: Source) -> Draft:
    """Return the elements of a plain-text script."""
    placed = place_lines(source.text)
    labelled = label_lines(placed.texts, placed.numbers, placed.indents)
    elements = build_elements(
        labelled.labels, placed.texts, placed.numbers, labelled.joins, placed.pages
    )
    title = [element for element in elements if element.kind == "title_page"]
    lines: list[str] = []
    for element in title:
        if lines and element.line > lines_end + 1:
            lines.append("")
        lines.append(element.text)
        lines_end = element.end_line
    return Draft(source.text, number_scenes(elements), read_title_page(lines), [])
