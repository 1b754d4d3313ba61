"""Tags of a breakdown that somebody has set: in notes, in the file, or in the option ``tags``.

A note such as ``[[prop: umbrella, red scarf]]`` tags its scene. Final Draft's tags are read with
the file, as the ``tags`` of elements.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from scriptnb.analysis import production_words
from scriptnb.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scriptnb.analysis.production_rows import TagRow
    from scriptnb.screenplay import Element, Screenplay

_NOTE = re.compile(r"\s*([^:]{2,40}?)\s*:\s*(\S.*)")
_LINES = re.compile(r"\r\n|\r|\n")


class Decision(NamedTuple):
    """A tag that the option confirms or drops."""

    #: The place of the scene, or the number as printed; None for every scene.
    scene: int | str | None
    category: str
    name: str


class Decisions(NamedTuple):
    """What the option ``tags`` says."""

    confirmed: tuple[Decision, ...] = ()
    dropped: tuple[Decision, ...] = ()


def tagged(screenplay: Screenplay) -> list[TagRow]:
    """Return the tags of a script's notes and of its file, by line."""
    rows: list[TagRow] = []
    lines: list[str] = []
    for element in screenplay.elements:
        if not (element.notes or element.tags or element.kind == "note"):
            continue
        lines = lines or _LINES.split(screenplay.text)
        rows += _of_file(element, lines)
        rows += _of_notes(element, lines)
    return list({(row["scene"], row["category"], row["name"]): row for row in rows[::-1]}.values())[
        ::-1
    ]


def _of_file(element: Element, lines: Sequence[str]) -> Iterator[TagRow]:
    for category, name, line in element.tags:
        known = production_words.category(category) or " ".join(category.casefold().split())
        text = " ".join(lines[line - 1].split()) if line <= len(lines) else name
        yield _row(element.scene, line, known, name, "file", text)


def _of_notes(element: Element, lines: Sequence[str]) -> Iterator[TagRow]:
    notes = [element.text] if element.kind == "note" else element.notes
    for note in notes:
        start = element.line + _offset(note, lines[element.line - 1 : element.end_line])
        for offset, line in enumerate(note.split("\n")):
            match = _NOTE.match(line)
            category = production_words.category(match[1]) if match else None
            if match is None or category is None:
                continue
            at = min(start + offset, element.end_line)
            for part in re.split(r"[,;]", match[2]):
                if name := " ".join(part.split()):
                    yield _row(element.scene, at, category, name, "note", f"[[{line.strip()}]]")


def _offset(note: str, lines: Sequence[str]) -> int:
    """Return in which of an element's lines a note starts."""
    first = note.strip().partition("\n")[0]
    return next((at for at, line in enumerate(lines) if first in line), 0)


def _row(scene: int, line: int | None, category: str, name: str, source: str, text: str) -> TagRow:
    return {
        "scene": scene,
        "line": line,
        "category": category,
        "name": name,
        "source": source,
        "certainty": 1.0,
        "text": text,
    }


def read_decisions(tags: object) -> Decisions:
    """Read the option ``tags``.

    Parameters
    ----------
    tags
        None, the contents of a file ``NAME.tags.toml``, or the same as a dict: lists ``confirmed``
        and ``dropped`` of ``{"scene": 3, "category": "props", "name": "umbrella"}``. A scene is
        its place in the script, or a text: its number as printed. One that is dropped without a
        scene is dropped in every scene.

    Raises
    ------
    OptionError
        When it has another form, or names a category that does not exist.
    """
    if tags is None:
        return Decisions()
    if isinstance(tags, str):
        try:
            tags = tomllib.loads(tags)
        except tomllib.TOMLDecodeError as error:
            raise OptionError(f"tags: the text is no TOML: {error}") from None
    if not isinstance(tags, Mapping):
        raise OptionError(
            f"tags must be a dict or the contents of a TOML file, not {type(tags).__name__}"
        )
    if unknown := sorted(map(str, set(tags) - {"confirmed", "dropped"})):
        raise OptionError(f"tags has the keys confirmed and dropped, not {unknown[0]!r}")
    return Decisions(
        tuple(_decisions(tags.get("confirmed", []), "confirmed")),
        tuple(_decisions(tags.get("dropped", []), "dropped")),
    )


def _decisions(rows: object, key: str) -> Iterator[Decision]:
    if not isinstance(rows, list | tuple):
        raise OptionError(f"tags: {key} must be a list of tags, not {type(rows).__name__}")
    for at, row in enumerate(rows, 1):
        where = f"tags: {key}, tag {at}"
        if not isinstance(row, Mapping) or not isinstance(row.get("name"), str):
            raise OptionError(f"{where} needs scene, category and name")
        scene, name = row.get("scene"), " ".join(row["name"].split())
        written = row.get("category")
        category = production_words.category(written) if isinstance(written, str) else None
        if written == "other":
            category = "other"
        if category is None or not name:
            raise OptionError(f"{where} has no category or name that is known: {row!r}")
        if isinstance(scene, bool) or not isinstance(scene, int | str | None):
            raise OptionError(f"{where}: scene must be a number or a text, not {scene!r}")
        if scene is None and key == "confirmed":
            raise OptionError(f"{where} needs a scene")
        yield Decision(scene, category, name)


def decided(
    suggested: Iterable[TagRow], decisions: Decisions, numbers: Mapping[int, str | None]
) -> tuple[list[TagRow], list[str]]:
    """Apply the option ``tags`` to the suggestions.

    Parameters
    ----------
    suggested
        The suggestions.
    decisions
        What is confirmed and dropped.
    numbers
        The printed number of each scene, by its place in the script.

    Returns
    -------
    tuple
        The rows that remain, by scene, and the confirmed tags whose scene does not exist.
    """
    places: dict[int | str, int] = {scene: scene for scene in numbers}
    for scene, number in numbers.items():
        if number is not None:
            places.setdefault(number, scene)
    dropped = {
        (None if each.scene is None else places.get(each.scene, 0), each.category, _key(each.name))
        for each in decisions.dropped
    }
    rows = {
        (row["scene"], row["category"], _key(row["name"])): row
        for row in suggested
        if not {(scene, row["category"], _key(row["name"])) for scene in (None, row["scene"])}
        & dropped
    }
    missing = []
    for each in decisions.confirmed:
        place = places.get(each.scene) if each.scene is not None else None
        if place is None:
            missing.append(f"{each.scene}: {each.category}: {each.name}")
            continue
        key = (place, each.category, _key(each.name))
        found = rows.get(key)
        text = found["text"] if found else "confirmed in the tags of the script"
        line = found["line"] if found else None
        rows[key] = _row(place, line, each.category, each.name, "file", text)
    return sorted(rows.values(), key=lambda row: (row["scene"], row["line"] or 0)), missing


def _key(name: str) -> str:
    return name.casefold()
