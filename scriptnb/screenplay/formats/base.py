"""What every reader gets and returns, `Source` and `Draft`, and the numbering of scenes.

A reader module exposes ``sniff(source) -> bool`` (cheap, by content) and ``read(source) -> Draft``.
Nothing here knows any one format.
"""

from __future__ import annotations

import functools
from pathlib import PurePath
from typing import TYPE_CHECKING

import msgspec

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay import encoding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scriptnb.screenplay.model import Element, Problem

#: How many bytes of a file `sniff` may look at.
HEAD = 4096
#: More lines than this, most of them short, are no script, and would need too much memory.
MOST_LINES = 400_000
#: Kinds that are no part of the story; before the first heading they make no scene of their own.
OUTSIDE = frozenset(
    {"title_page", "furniture", "page_break", "section", "synopsis", "note", "boneyard"}
)


class Source:
    """The bytes (or the text) of one script, and what the caller knows about it.

    Parameters
    ----------
    data
        The file's bytes; a ``str`` is text that needs no decoding.
    name
        The file's name for messages and as a hint; None for text without a file.
    language
        The language that the caller asked for, as a two-letter code.
    """

    def __init__(
        self, data: bytes | str, name: str | None = None, language: str | None = None
    ) -> None:
        self._given = data
        self.name = name
        self.language = language
        #: The encoding of the text, once it was decoded, where that is little more than a guess.
        self.guessed_encoding: str | None = None

    @functools.cached_property
    def data(self) -> bytes:
        """The bytes; UTF-8 where text was given."""
        given = self._given
        return given.encode("utf-8", "surrogatepass") if isinstance(given, str) else given

    @functools.cached_property
    def text(self) -> str:
        """The decoded text, line ends as they stand.

        Raises
        ------
        ScriptReadError
            When the bytes are text in no known encoding, or far too many short lines.
        """
        given = self._given
        if not isinstance(given, str):
            given, self.guessed_encoding = encoding.decode_guessing(given, self.language, self.name)
        if len(given) > MOST_LINES:
            lines = given.count("\n") + given.count("\r")
            if lines > max(MOST_LINES, len(given) // 16):
                raise ScriptReadError(
                    f"{lines:,} lines, empty or very short, are no script; check the file",
                    self.name,
                )
        return given

    @functools.cached_property
    def head(self) -> bytes:
        """The first bytes, for sniffing."""
        given = self._given
        if isinstance(given, str):
            return given[:HEAD].encode("utf-8", "surrogatepass")
        return given[:HEAD]

    @property
    def is_text(self) -> bool:
        """Return whether text was given, so that no format of bytes can apply."""
        return isinstance(self._given, str)

    @property
    def suffix(self) -> str:
        """The name's extension in lower case with its dot, or an empty string."""
        return PurePath(self.name).suffix.lower() if self.name else ""


class Draft(msgspec.Struct):
    """What a reader found, before scenes and speeches are put together.

    ``elements`` carry 1-based scene numbers (see `number_scenes`); title page elements carry 0.
    Their lines count in ``text``.
    """

    text: str
    elements: list[Element]
    title_page: dict[str, list[str]] = {}
    problems: list[Problem] = []


def number_scenes(elements: Iterable[Element]) -> list[Element]:
    """Return the elements with their scene numbers set.

    A heading opens a scene. What is printed before the first heading is scene 1 with an empty
    heading; a title page is scene 0, and an outline, notes or page numbers that alone precede the
    first heading belong to the scene that this heading opens.

    Examples
    --------
    >>> from scriptnb.screenplay.model import Element
    >>> found = number_scenes([Element("action", "Rain.", 1, 1),
    ...                        Element("scene_heading", "INT. HALL - DAY", 3, 3)])
    >>> [element.scene for element in found]
    [1, 2]
    """
    numbered: list[Element] = []
    scene = 0
    opened = False
    for element in elements:
        kind = element.kind
        if kind == "scene_heading":
            scene = scene + 1 if opened or not scene else scene
            opened = True
        elif kind == "title_page":
            numbered.append(_in_scene(element, 0))
            continue
        else:
            scene = scene or 1
            opened = opened or kind not in OUTSIDE
        numbered.append(_in_scene(element, scene))
    return numbered


def _in_scene(element: Element, scene: int) -> Element:
    return element if element.scene == scene else msgspec.structs.replace(element, scene=scene)
