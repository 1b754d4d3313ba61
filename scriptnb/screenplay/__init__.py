"""Text and files -> `Screenplay`; it must not know analyses, queues or Jupyter.

Modules are imported when a name is first used, so that a worker slot starts quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb import lazy

if TYPE_CHECKING:
    from scriptnb.screenplay.model import Dialogue, Element, Problem, Scene
    from scriptnb.screenplay.reading import parse_bytes, parse_script, read_script
    from scriptnb.screenplay.screenplay import Screenplay

#: Part of every result's content key: change it with what any reader makes of a script.
PARSER_VERSION = "4"

_HOME = {
    "Dialogue": "model",
    "Element": "model",
    "Problem": "model",
    "Scene": "model",
    "Screenplay": "screenplay",
    "parse_bytes": "reading",
    "parse_script": "reading",
    "read_script": "reading",
}

__all__ = [
    "PARSER_VERSION", "Dialogue", "Element", "Problem", "Scene", "Screenplay", "parse_bytes",
    "parse_script", "read_script",
]  # fmt: skip

__getattr__, __dir__ = lazy.names(__name__, _HOME)
