"""Highland: an archive around a text bundle, whose text is Fountain."""

from __future__ import annotations

import re

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay.formats import fountain
from scriptnb.screenplay.formats.base import Draft, Source
from scriptnb.screenplay.formats.shared import archive

_TEXT = re.compile(
    r"(?:^|/)(?:(?:text|document|content)\.(?:fountain|md|markdown|txt)|[^/]+\.fountain)$",
    re.IGNORECASE,
)
#: Files that macOS adds for each file of an archive.
_SHADOW = re.compile(r"(?:^|/)(?:__MACOSX/|\._)")


def sniff(source: Source) -> bool:
    """Return whether the archive holds the text of a bundle."""
    return _text_name(source) is not None


def read(source: Source) -> Draft:
    """Read the Fountain text in the archive.

    Raises
    ------
    ScriptReadError
        The archive is damaged or dangerous, or holds no text.
    """
    name = _text_name(source)
    if name is None:
        raise ScriptReadError("the archive holds no text bundle: it is not Highland's", source.name)
    return fountain.read(Source(archive.member(source, name), source.name, source.language))


def _text_name(source: Source) -> str | None:
    found = (n for n in archive.members(source) if _TEXT.search(n) and not _SHADOW.search(n))
    return min(found, key=lambda name: (name.count("/"), name), default=None)
