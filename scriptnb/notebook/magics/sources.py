"""What the words after ``%analyze`` name: files, globs, folders, a variable, a sample.

Turns words into sources for the queue, or raises a `UsageError` with the reason. What a source is,
`scriptnb.screenplay.source.resolve` decides; a notebook also refuses what is empty. Takes the
shell's variables as a mapping; imports no queue, no card and of IPython only `UsageError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from IPython.core.error import UsageError

from scriptnb.errors import ScriptReadError, UnsupportedFormatError
from scriptnb.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scriptnb.screenplay.source import SourceLike

_GLOB_SIGNS = frozenset("*?[")

#: Letters of what is no path that an error repeats.
_LONG = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """One script that somebody asked for."""

    #: What its card calls it until its own title is known.
    label: str
    #: As `scriptnb.analyze` takes it.
    source: SourceLike
    #: It was named itself, not found in a folder or by a pattern.
    named: bool = True


def from_cell(text: str) -> Asked:
    """Take the script that stands in a cell."""
    if not text.strip():
        raise UsageError(
            "the cell is empty: write or paste a script below %%analyze, "
            "or name a file with %analyze FILE"
        )
    # A text of one line without a line break would be taken for a path.
    return Asked("this cell", text if text.endswith("\n") else f"{text}\n")


def from_words(words: Sequence[str], types: Sequence[str]) -> list[Asked]:
    """Find the files that words name; `types` is for the sentence when there are none.

    A folder stands for the scripts in it and in its folders; a word with ``*``, ``?`` or ``[``
    for the scripts that it matches, unless a file has just that name.
    """
    if not words:
        raise UsageError(
            "nothing to analyse: name a file, a folder or a pattern such as drafts/*.fountain, "
            "a variable with --from, a sample with --sample, or write %%analyze above a script"
        )
    # The same file named twice is one script.
    found: dict[Path, tuple[Path, bool]] = {}
    for word in words:
        for path in _matching(word, types, alone=len(words) == 1):
            found.setdefault(path.resolve(), (path, path == Path(word).expanduser()))
    labels = _labels([path for path, _ in found.values()])
    return [Asked(labels[path], path, named) for path, named in found.values()]


def from_variable(name: str, variables: Mapping[str, object]) -> list[Asked]:
    """Take the script that a variable holds: a text, a path, a `Screenplay`, or a list of them."""
    if name not in variables:
        raise UsageError(f"--from {name}: there is no variable {name!r}; assign it first")
    value = variables[name]
    if not isinstance(value, (list, tuple)):
        return [_from_value(name, value)]
    if not value:
        raise UsageError(f"--from {name}: the list is empty")
    return [_from_value(f"{name}[{index}]", each) for index, each in enumerate(value)]


def from_sample(name: str) -> Asked:
    """Take one of the scripts that come with scriptnb."""
    from scriptnb import samples

    if name not in samples.names():
        raise UsageError(
            f"--sample {name}: there is no such sample; choose one of: {', '.join(samples.names())}"
            f"{did_you_mean(name, samples.names())}"
        )
    return Asked(name, samples.path(name))


def check(script: Asked, format: str | None, language: str | None) -> None:  # noqa: A002
    """Refuse, before anything is submitted, what cannot be a script.

    A file that a folder or a pattern brought along is not looked at: one bad file among many
    fails alone.

    Raises
    ------
    UsageError
        When the file cannot be read, is empty, or is no script.
    UnsupportedFormatError
        When no format has the name that was given.
    """
    from scriptnb.screenplay import formats
    from scriptnb.screenplay.formats.base import Source
    from scriptnb.screenplay.source import resolve

    if format not in {None, "auto"}:
        formats.named(str(format))
    if not isinstance(script.source, Path) or not script.named:
        return
    try:
        data = resolve(script.source).data
    except ScriptReadError as error:
        raise UsageError(str(error)) from None
    if not data.strip():
        raise UsageError(f"{script.source}: the file is empty")
    if format in {None, "auto"}:
        try:
            formats.detect(Source(data, str(script.source), language))
        except UnsupportedFormatError:
            raise UsageError(
                f"{script.source}: this is no script; scriptnb reads {formats.supported()}"
            ) from None


def _from_value(name: str, value: object) -> Asked:
    from scriptnb.screenplay.source import resolve

    if isinstance(value, str) and not value.strip():
        raise UsageError(f"--from {name}: the text is empty")
    source = cast("SourceLike", value)  # `resolve` refuses what is none.
    try:
        resolved = resolve(source)
    except ScriptReadError as error:
        raise UsageError(f"--from {name}: {error}") from None
    return Asked(resolved.name or name, resolved.path or source)


def _path(word: str) -> Path:
    """Return a word as a path; raise an error where it is none: too long, no such user."""
    try:
        path = Path(word).expanduser()
        path.exists()
    except (OSError, RuntimeError) as error:
        short = word if len(word) <= _LONG else f"{word[:_LONG]}…"
        why = getattr(error, "strerror", None) or error
        raise UsageError(f"{short!r} is no path that can be read ({why})") from None
    return path


def _matching(word: str, types: Sequence[str], *, alone: bool) -> list[Path]:
    path = _path(word)
    if path.is_file():
        return [path]
    if path.is_dir() or _GLOB_SIGNS & set(word):
        return _listed(word)
    if path.exists():
        return [path]
    bare = not path.suffix and len(path.parts) == 1
    meant = did_you_mean(word, types) if bare else ""
    if bare and (alone or meant):
        raise UsageError(
            f"{word}: neither a file or folder in {Path.cwd()} "
            f"nor an analysis (there are: {', '.join(types)}){meant}"
        )
    raise UsageError(f"{word}: there is no such file or folder in {Path.cwd()}")


def _listed(word: str) -> list[Path]:
    """Find what a folder or a pattern stands for, as `scriptnb.analyze_files` does."""
    from scriptnb.corpus import listing

    try:
        found = listing.find(word).scripts
    except ScriptReadError as error:
        raise UsageError(str(error)) from None
    if readable := [each.path for each in found if each.error is None]:
        return readable
    raise UsageError(f"{found[0].path}: {found[0].error}")


def _labels(paths: Sequence[Path]) -> dict[Path, str]:
    names = [path.name for path in paths]
    # Two files of one name are told apart by their folders.
    return {
        path: path.name if names.count(path.name) == 1 else str(Path(path.parent.name, path.name))
        for path in paths
    }
