"""Paths, folders and patterns -> the scripts that they name, each once, in natural order.

Reads names and links only, no script; imports no queue. Memory grows with the number of scripts,
not with that of other files beside them.
"""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scriptnb.corpus.naming import labels, natural
from scriptnb.errors import ScriptReadError
from scriptnb.screenplay.source import is_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Paths = str | os.PathLike[str]
_SIGNS = frozenset("*?[")


class Found(msgspec.Struct, frozen=True):
    """One script that was found."""

    #: Its name in tables: the file's, with as many folders as make it unique.
    script: str
    path: Path
    #: Why it cannot be read, where its name or links show that.
    error: str | None = None


class Listing(msgspec.Struct, frozen=True):
    """The scripts that were found, and notes on what was left out."""

    scripts: list[Found]
    #: Sentences on what was left out and why.
    notes: list[str]


class _Walk:
    """One search: the files that it has found, and counts of what it has left out."""

    def __init__(self) -> None:
        self.files: dict[tuple[int, int] | str, Path] = {}
        self.broken: dict[Path, str] = {}
        self.others = 0
        self.twice = 0
        self.loops = 0
        self.closed: list[str] = []
        self.extensions = extensions()

    def take(self, path: Path, *, named: bool) -> bool:
        """Add a file if it is a script; return whether it is one, added now or before."""
        if not named and path.suffix.lower() not in self.extensions:
            self.others += 1
            return False
        try:
            found = path.stat()
        except OSError as error:
            self.broken[path] = _why(error)
            return True
        if not stat.S_ISREG(found.st_mode):
            if named:
                self.broken[path] = "this is not a regular file; name a script"
            else:
                self.others += 1
            return named
        key = (found.st_dev, found.st_ino) if found.st_ino else str(path.resolve())
        if key in self.files:
            self.twice += 1
        self.files.setdefault(key, path)
        return True

    def folder(self, folder: Path) -> bool:
        """Add the scripts in a folder and in all below it; return whether there are any."""
        any_there = False
        for each in self.folders(folder):
            for entry in self.entries(each):
                if not _is_folder(entry):
                    any_there |= self.take(Path(entry.path), named=False)
        return any_there

    def folders(self, top: Path) -> Iterator[Path]:
        """Yield a folder and all below it, each once, since links may lead in circles."""
        seen: set[tuple[int, int]] = set()
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            try:
                found = folder.stat()
            except OSError:
                continue
            if (found.st_dev, found.st_ino) in seen:
                self.loops += 1
                continue
            seen.add((found.st_dev, found.st_ino))
            yield folder
            below = [Path(entry.path) for entry in self.entries(folder) if _is_folder(entry)]
            waiting += sorted(below, key=natural, reverse=True)

    def entries(self, folder: Path) -> Iterator[os.DirEntry[str]]:
        """Yield the entries of a folder that are not hidden."""
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if not entry.name.startswith("."):
                        yield entry
        except OSError as error:
            if str(folder) not in self.closed:
                self.closed.append(str(folder))
                self.broken.setdefault(folder, _why(error))

    def pattern(
        self, folder: Path, parts: list[str], *, explicit: bool, deep: bool = False
    ) -> bool:
        """Add what a pattern matches below a folder; return whether that is any script."""
        head, rest = parts[0], parts[1:]
        if head == "**":
            if not rest:
                return self.folder(folder)
            below = list(self.folders(folder))
            found = [self.pattern(each, rest, explicit=explicit, deep=True) for each in below]
            return any(found)
        if not _SIGNS & set(head):
            path = folder / head
            if rest:
                return path.is_dir() and self.pattern(path, rest, explicit=explicit, deep=deep)
            return os.path.lexists(path) and self.one(path, explicit=explicit, deep=deep)
        matches = re.compile(fnmatch.translate(head)).match
        any_there = False
        for entry in self.entries(folder):
            if matches(entry.name):
                path = Path(entry.path)
                if not rest:
                    any_there |= self.one(path, explicit=explicit, deep=deep)
                elif _is_folder(entry):
                    any_there |= self.pattern(path, rest, explicit=explicit, deep=deep)
        return any_there

    def one(self, path: Path, *, explicit: bool, deep: bool) -> bool:
        """Add a file or folder that a pattern matches; below ``**`` folders are visited anyway."""
        if path.is_dir():
            return not deep and self.folder(path)
        return self.take(path, named=explicit)


def find(paths: Paths | Iterable[Paths]) -> Listing:
    """Find the scripts that paths, folders and patterns name.

    Parameters
    ----------
    paths
        One or several. A folder stands for the scripts in it and in its folders, by their
        extension; a pattern has ``*``, ``?``, ``[`` or ``**`` and may match folders; a file that
        is named itself may have any extension.

    Returns
    -------
    Listing
        Each file once, however often it is named or linked to, in the order of ``paths`` and
        within a folder in natural order (``2`` before ``10``). A file that is named and does not
        exist, or a link in a circle, is among them with its error.

    Raises
    ------
    ScriptReadError
        When a folder or a pattern has no script, or there is no script at all; the message names
        each of them.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    if not given:
        raise ScriptReadError("there is nothing to analyse: name files, folders or patterns")
    walk, wrong, missing, order = _Walk(), list[str](), list[str](), list[Path]()
    files = broken = 0
    for each in given:
        if not isinstance(each, str | os.PathLike):
            raise ScriptReadError(
                f"a path is a str or a Path, not {type(each).__name__}; for a text or a "
                "Screenplay use analyze or QueueManager.submit"
            )
        word = os.fspath(each)
        if is_text(word):
            raise ScriptReadError("this is a text and no path; use analyze(text=...)", word[:40])
        reason = _look(walk, word, missing)
        if reason:
            wrong.append(f"{word}: {reason}" if word.strip() else reason)
        # What one of the paths names stays together, in natural order.
        fresh = [*islice(walk.files.values(), files, None), *islice(walk.broken, broken, None)]
        files, broken = len(walk.files), len(walk.broken)
        order += sorted(fresh, key=natural)
    if wrong or not order or len(missing) == len(order) == len(given):
        reasons = wrong or [f"{word}: there is no such file" for word in missing]
        raise ScriptReadError("; ".join(reasons[:10]) + ("; …" if len(reasons) > 10 else ""))
    names = labels(order)
    return Listing(
        [Found(names[path], path, walk.broken.get(path)) for path in order], _notes(walk)
    )


def _look(walk: _Walk, word: str, missing: list[str]) -> str | None:
    """Add what one path or pattern names; return why it names nothing, else None."""
    if not word.strip():
        return "this path is empty; name a file, a folder or a pattern ('.' is the current folder)"
    path = Path(word).expanduser()
    if path.is_dir():
        others = walk.others
        if walk.folder(path):
            return None
        if str(path) in walk.closed:
            return walk.broken[path]
        found = walk.others - others
        other = f", only {_counted(found, 'other file')}" if found else ""
        return f"this folder holds no script{other}; scripts end in {_endings(walk)}"
    if os.path.lexists(path):
        walk.take(path, named=True)
        return None
    if not _SIGNS & set(word):
        missing.append(word)
        walk.broken[path] = "there is no such file"
        return None
    anchor = Path(path.anchor) if path.anchor else Path()
    parts = list(path.parts[1:] if path.anchor else path.parts)
    explicit = not _SIGNS & set(Path(parts[-1]).suffix) and bool(Path(parts[-1]).suffix)
    if walk.pattern(anchor, parts, explicit=explicit):
        return None
    where = "" if path.anchor else f" in {Path.cwd()}"
    return f"no script matches this pattern{where}"


def _notes(walk: _Walk) -> list[str]:
    notes = []
    if walk.twice:
        notes.append(f"named or linked twice and taken once: {_counted(walk.twice, 'file')}")
    if walk.others:
        others = _counted(walk.others, "other file")
        notes.append(f"left out: {others}; scripts end in {_endings(walk)}")
    if walk.loops:
        folders = _counted(walk.loops, "folder")
        notes.append(f"left out: {folders} reached again through links")
    return notes


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def extensions() -> frozenset[str]:
    """Return the extensions of all formats that can be read."""
    from scriptnb.screenplay.formats import TABLE

    return frozenset(extension for row in TABLE for extension in row.extensions)


def _endings(walk: _Walk) -> str:
    return ", ".join(sorted(walk.extensions))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _why(error: OSError) -> str:
    import errno

    if error.errno == errno.ELOOP:
        return "this link leads in a circle"
    if error.errno == errno.ENOENT:
        return "this link leads nowhere"
    return f"this cannot be read ({error.strerror or error})"
