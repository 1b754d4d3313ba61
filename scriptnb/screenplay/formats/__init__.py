"""The table of formats, in the order in which detection tries them.

A format is one module or folder of this package with ``sniff(source) -> bool`` and ``read(source)
-> Draft``; a module that reads two formats names the second's functions ``sniff_NAME`` and
``read_NAME``. A module is imported when a file has one of its ``marks``, so that reading Fountain
never imports a PDF library. A new format is a row here and a module.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import msgspec

from scriptnb.errors import UnsupportedFormatError
from scriptnb.screenplay import encoding

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from scriptnb.screenplay.formats.base import Draft, Source


class Format(msgspec.Struct, frozen=True):
    """One row of the table."""

    name: str
    #: Its usual name, for messages.
    title: str
    extensions: tuple[str, ...]
    #: The module of this package that reads it.
    module: str
    #: Every such file has one of these in its first bytes; () for formats that any text may have.
    marks: tuple[bytes, ...] = ()

    def sniff(self, source: Source) -> bool:
        """Return whether a source is of this format, by its content."""
        if self.marks and not any(mark in source.head for mark in self.marks):
            return False
        sniff: Callable[[Source], bool] = getattr(self._module(), self._name_of("sniff"))
        return sniff(source)

    def read(self, source: Source) -> Draft:
        """Read a source of this format."""
        read: Callable[[Source], Draft] = getattr(self._module(), self._name_of("read"))
        return read(source)

    def _name_of(self, verb: str) -> str:
        return verb if self.module == self.name else f"{verb}_{self.name}"

    def _module(self) -> ModuleType:
        return importlib.import_module(f"{__name__}.{self.module}")


_XML = (b"<",)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")

TABLE = (
    Format("fdx", "Final Draft", (".fdx",), "fdx", _XML),
    Format("osf", "Open Screenplay Format", (".osf",), "osf", _XML),
    Format("tei", "TEI", (".tei", ".xml"), "tei", _XML),
    Format("fadein", "Fade In", (".fadein",), "osf", _ZIP),
    Format("highland", "Highland", (".highland",), "highland", _ZIP),
    Format("celtx", "Celtx", (".celtx",), "celtx", _ZIP),
    Format("docx", "Word", (".docx",), "docx", _ZIP),
    Format("pdf", "PDF", (".pdf",), "pdf", (b"%PDF",)),
    Format("trelby", "Trelby", (".trelby",), "trelby", (b"#Version",)),
    Format("fountain", "Fountain", (".fountain", ".spmd"), "fountain"),
    Format("plain_text", "plain text", (".txt", ".text"), "plain_text"),
)
BY_NAME = {row.name: row for row in TABLE}


def supported() -> str:
    """Return the names of all formats that are read, for messages.

    Examples
    --------
    >>> supported().split(", ")[0]
    'Final Draft (.fdx)'
    """
    return ", ".join(f"{row.title} ({row.extensions[0]})" for row in TABLE)


#: How text begins that is no script, and what the user can do.
_OTHER_TEXT = (
    (b"{\\rtf", "this is Rich Text; save it as .docx or as plain text"),
    (b"<!doctype html", "this is a web page; save its text, or the script that it links to"),
    (b"<html", "this is a web page; save its text, or the script that it links to"),
)


def detect(source: Source) -> Format:
    """Find the format of a source by its content.

    Raises
    ------
    UnsupportedFormatError
        When no format fits; the message names those that are read.
    """
    for row in TABLE:
        if not row.marks:
            _refuse_other(source)  # the formats without marks take any text
        if row.sniff(source):
            return row
    raise _unsupported("this is of no format that is known here", source)


def read(source: Source) -> tuple[Format, Draft]:
    """Read a source of any format.

    Where a text may be Fountain or plain text, the one that finds more headings and speeches is
    taken.

    Raises
    ------
    UnsupportedFormatError
        When no format fits.
    """
    row = detect(source)
    draft = row.read(source)
    others = {"fountain": "plain_text", "plain_text": "fountain"}
    if row.name in others:
        from scriptnb.screenplay.formats import choice

        if choice.is_doubtful(draft, source, row.name):
            other = BY_NAME[others[row.name]]
            again = other.read(source)
            if choice.is_better(again, draft, source):
                return other, again
    return row, draft


def _refuse_other(source: Source) -> None:
    if not source.is_text and encoding.is_binary(source.data):
        raise _unsupported("this is a binary file of no format that is known here", source)
    head = source.head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for start, message in _OTHER_TEXT:
        if head.startswith(start):
            raise _unsupported(message, source)


def _unsupported(message: str, source: Source) -> UnsupportedFormatError:
    return UnsupportedFormatError(f"{message}; scriptnb reads {supported()}", source.name)


def named(name: str) -> Format:
    """Return one format of the table.

    Raises
    ------
    UnsupportedFormatError
        When there is no such format; the message names those that exist.
    """
    if name not in BY_NAME:
        raise UnsupportedFormatError(
            f"there is no format {name!r}; choose auto or one of: {', '.join(BY_NAME)}"
        )
    return BY_NAME[name]
