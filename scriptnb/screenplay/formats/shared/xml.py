"""Read XML safely, one record after the other, never a whole tree.

Entities and external references are refused (by defusedxml), and so is extreme depth or size of a
record; an error names the line. It must not know a file format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from scriptnb.errors import ScriptReadError

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

#: No script has as many; a file beyond these limits would take too much time or memory.
MAX_DEPTH = 200
MAX_NODES = 100_000
MAX_NAMES = 10_000
_MANY_ATTRIBUTES = re.compile(
    rb"""<[A-Za-z_][^<>"']*+(?:(?:"[^"<]*+"|'[^'<]*+')[^<>"']*+){1000}+"""
)


class Node:
    """An element of a record: local names only, its own text joined, its children in order.

    ``content``, of records that are read as mixed, has text and children in their order.
    """

    __slots__ = ("attrib", "children", "content", "line", "tag", "text")

    def __init__(self, tag: str, attrib: dict[str, str], line: int) -> None:
        self.tag = tag
        self.attrib = attrib
        self.line = line
        self.text = ""
        self.children: list[Node] = []
        self.content: list[str | Node] = []

    def all(self, tag: str) -> Iterator[Node]:
        """Yield the children of that name."""
        return (child for child in self.children if child.tag == tag)

    def first(self, tag: str) -> Node | None:
        """Return the first child of that name."""
        return next(self.all(tag), None)

    def deep(self, tag: str) -> Iterator[Node]:
        """Yield all descendants of that name, in document order."""
        stack = self.children[::-1]
        while stack:
            node = stack.pop()
            if node.tag == tag:
                yield node
            stack.extend(reversed(node.children))


def opening(head: bytes) -> bytes:
    """Return the first bytes of what may be XML, in one byte a character; nothing if it is not."""
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return plain if plain.startswith(b"<") else b""


Handler = Callable[[Node], None]
Opened = Callable[[str, dict[str, str]], None]


def read_records(
    data: bytes,
    handlers: Mapping[str, Handler],
    *,
    name: str | None,
    opened: Opened | None = None,
) -> None:
    """Call ``handlers[path]`` with each record found at ``path`` (local names joined by ``/``).

    A path ``//name`` stands for that element wherever it is. ``opened`` is called with the name and
    the attributes of each element that begins outside all records; with it, records are mixed: text
    and children keep their order.

    Raises
    ------
    ScriptReadError
        The data is no well-formed XML, declares entities, or nests too deeply.
    """
    if found := _MANY_ATTRIBUTES.search(data):
        line = data.count(b"\n", 0, found.start()) + 1
        raise ScriptReadError("a tag has more than a thousand attributes", name, line)
    target = _Target(handlers, name, opened)
    parser = DefusedXMLParser(target=target)
    target.parser = parser.parser
    try:
        parser.feed(data)
        parser.close()
    except ParseError as error:
        line, _ = error.position
        reason = str(error).partition(":")[0]
        raise ScriptReadError(
            f"the XML is damaged ({reason}); save the script again in its program", name, line
        ) from None
    except DefusedXmlException:
        raise ScriptReadError(
            "the XML declares entities, which no script needs and which can hide an attack; "
            "it was not read",
            name,
            target.line,
        ) from None
    except (ValueError, LookupError) as error:  # an encoding that the XML parser does not know
        raise ScriptReadError(f"the XML cannot be decoded ({error})", name) from None


class _Target:
    """The target of the parser's events, which builds one record at a time."""

    def __init__(
        self, handlers: Mapping[str, Handler], name: str | None, opened: Opened | None
    ) -> None:
        self._opened = opened
        #: Set once the parser exists, which needs this object first.
        self.parser: XMLParserType | None = None
        self._handlers = handlers
        self._anywhere = {path[2:]: act for path, act in handlers.items() if path[:2] == "//"}
        self._name = name
        self._longest = max(path.count("/") for path in handlers) + 1
        self._path: list[str] = []
        self._open: list[Node] = []
        self._texts: list[list[str]] = []
        self._nodes = 0
        self._handler: Handler | None = None
        self._local: dict[str, str] = {}

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber if self.parser is not None else 0

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        tag = self._name_of(tag)
        path = self._path
        path.append(tag)
        if len(path) > MAX_DEPTH:
            raise ScriptReadError(
                f"the XML nests more than {MAX_DEPTH} elements deep", self._name, self.line
            )
        if self._handler is None:
            self._handler = self._anywhere.get(tag)
            if self._handler is None and len(path) <= self._longest:
                self._handler = self._handlers.get("/".join(path))
            if self._handler is None:
                if self._opened is not None:
                    self._opened(tag, {self._name_of(key): attrib[key] for key in attrib})
                return
            self._nodes = 0
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise ScriptReadError(
                f"one paragraph holds more than {MAX_NODES} XML elements", self._name, self.line
            )
        attrib = {self._name_of(key): value for key, value in attrib.items()}
        node = Node(tag, attrib, self.line)
        if self._open:
            self._open[-1].children.append(node)
            if self._opened is not None:
                self._open[-1].content.append(node)
        self._open.append(node)
        self._texts.append([])

    def data(self, text: str) -> None:
        if self._open:
            self._texts[-1].append(text)
            if self._opened is not None:
                self._open[-1].content.append(text)

    def end(self, _tag: str) -> None:
        self._path.pop()
        if not self._open:
            return
        node = self._open.pop()
        node.text = "".join(self._texts.pop())
        if not self._open and self._handler is not None:
            handler, self._handler = self._handler, None
            handler(node)

    def close(self) -> None:
        """Return nothing: the handlers have been called with all records."""

    def _name_of(self, name: str) -> str:
        if (local := self._local.get(name)) is None:
            if len(self._local) >= MAX_NAMES:
                raise ScriptReadError(
                    f"the XML uses more than {MAX_NAMES} names of elements and attributes",
                    self._name,
                    self.line,
                )
            local = self._local[name] = name.rpartition("}")[2]
        return local
