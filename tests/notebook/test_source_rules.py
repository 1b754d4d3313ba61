"""A source means the same, and a wrong one is the same error, whoever is asked to analyse it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from IPython.core.error import UsageError

import scriptnb
from scriptnb.errors import ScriptReadError
from scriptnb.notebook.magics import sources
from scriptnb.screenplay.source import FileBytes, resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    from scriptnb.queue import QueueManager
    from scriptnb.screenplay.source import SourceLike

TEXT = "INT. HALL - DAY\n\nANNA\nIt is me.\n"
LINE = "INT. HALL - DAY"

#: Each kind of source: how it is made in a folder, and its bytes or the words of its error.
KINDS: dict[str, tuple[Callable[[Path], object], bytes | str]] = {
    "a Path": (lambda folder: folder / "hall.fountain", TEXT.encode()),
    "a path as str": (lambda folder: str(folder / "hall.fountain"), TEXT.encode()),
    "a path from home": (lambda _: "~/hall.fountain", TEXT.encode()),
    "a text": (lambda _: TEXT, TEXT.encode()),
    "a line with \\n": (lambda _: f"{LINE}\n", f"{LINE}\n".encode()),
    "a line with \\r": (lambda _: f"{LINE}\r", f"{LINE}\r".encode()),
    "a Screenplay": (lambda _: scriptnb.parse_script(TEXT), TEXT.encode()),
    "a line": (lambda _: LINE, "INT. HALL - DAY: there is no such file"),
    "a line with another separator": (lambda _: f"{LINE}\u2028", "there is no such file"),
    "a missing Path": (lambda folder: folder / "gone.txt", "gone.txt: there is no such file"),
    "a missing str": (lambda folder: str(folder / "gone.txt"), "gone.txt: there is no such file"),
    "no such user": (lambda _: "~nobody-has-this-name/a.txt", "there is no such file"),
    "a str too long for a path": (lambda _: "x" * 9000, "there is no such file"),
    "a str that is no path": (lambda _: "nul\0byte", "there is no such file"),
    "a folder": (lambda folder: folder, "this is a folder; name a script in it"),
    "half a character": (lambda _: "INT. HALL\nhalf \ud800", "line 2: the text holds half a"),
    "a number": (lambda _: 3, "a script is a path, a text or a Screenplay, not int"),
    "bytes": (lambda _: b"INT. HALL\n", "a script is a path, a text or a Screenplay, not bytes"),
}
#: Of these the shell and a corpus know more: a folder stands for its scripts, `analyze_files` takes
#: files only, and a name that no path can have is refused with its reason.
PATHS = ("a Path", "a path as str", "a path from home", "a missing Path", "a missing str")


def by_analyze(source: SourceLike, _: QueueManager) -> str:
    """Return the content hash that a result names."""
    return str(scriptnb.analyze(source).raw["metadata"]["hash"])


def by_submit(source: SourceLike, queue: QueueManager) -> str:
    """Return the content hash that was journaled."""
    return _journaled(queue.submit(source).task_id, queue)


def by_submit_many(source: SourceLike, queue: QueueManager) -> str:
    """Submit as one of many."""
    return _journaled(queue.submit_many([source])[0].task_id, queue)


def by_submit_each(source: SourceLike, queue: QueueManager) -> str:
    """Submit as one of many, each for itself."""
    (handle,) = queue.submit_each([source])
    if isinstance(handle, ScriptReadError):
        raise handle
    return _journaled(handle.task_id, queue)


def by_variable(source: SourceLike, queue: QueueManager) -> str:
    """Do what ``%analyze --from VAR`` does."""
    try:
        (asked,) = sources.from_variable("script", {"script": source})
        sources.check(asked, None, None)
    except UsageError as error:
        raise ScriptReadError(str(error)) from None
    return by_submit(asked.source, queue)


def by_words(source: SourceLike, queue: QueueManager) -> str:
    """Do what ``%analyze FILE`` does."""
    try:
        (asked,) = sources.from_words([str(source)], ["basic"])
        sources.check(asked, None, None)
    except UsageError as error:
        raise ScriptReadError(str(error)) from None
    return by_submit(asked.source, queue)


def by_corpus(source: SourceLike, queue: QueueManager) -> str:
    """Analyse as a corpus of one file."""
    assert isinstance(source, str | Path)
    with scriptnb.analyze_files(source, queue=queue, wait=False, progress=False):
        return _journaled(queue.task().task_id, queue)


def by_shell(source: SourceLike, queue: QueueManager) -> str:
    """Do what ``scriptnb analyze FILE`` does."""
    from scriptnb.cli import arguments
    from scriptnb.cli.analyzing import analyze

    assert analyze(arguments.parser().parse_args(["analyze", str(source), "--no-wait"])) == 0
    return _journaled(queue.task().task_id, queue)


EVERYTHING = (by_analyze, by_submit, by_submit_many, by_submit_each, by_variable)
CASES = [
    *[(kind, caller) for kind in KINDS for caller in EVERYTHING],
    *[(kind, caller) for kind in PATHS for caller in (by_words, by_corpus, by_shell)],
]


def _journaled(task_id: str, queue: QueueManager) -> str:
    record = queue.task(task_id).record
    assert record is not None
    return record.source


@pytest.mark.parametrize(
    ("kind", "caller"), CASES, ids=[f"{kind}-{caller.__name__}" for kind, caller in CASES]
)
def test_every_caller_takes_a_source_for_the_same(
    kind: str,
    caller: Callable[[SourceLike, QueueManager], str],
    queue: QueueManager,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "hall.fountain").write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    queue.pause()  # Nothing needs to run.
    make, expected = KINDS[kind]
    source: SourceLike = make(tmp_path)  # type: ignore[assignment]
    if isinstance(expected, bytes):
        assert caller(source, queue) == hashlib.sha256(expected).hexdigest()
        return
    with pytest.raises(ScriptReadError) as caught:
        caller(source, queue)
    assert expected in str(caught.value)
    if caller in EVERYTHING:
        # One function writes the message, so that all of them have the whole of it.
        with pytest.raises(ScriptReadError) as resolved:
            resolve(source)
        prefix = "--from script: " if caller is by_variable else ""
        assert str(caught.value) == f"{prefix}{resolved.value}"
    assert queue.tasks() == []


@pytest.mark.parametrize("caller", ["analyze", "submit"])
def test_text_is_text_whatever_it_looks_like(caller: str, queue: QueueManager) -> None:
    queue.pause()
    expected = hashlib.sha256(LINE.encode()).hexdigest()
    if caller == "analyze":
        assert scriptnb.analyze(text=LINE).raw["metadata"]["hash"] == expected
    else:
        assert _journaled(queue.submit(text=LINE).task_id, queue) == expected
        assert _journaled(queue.add_task(LINE, "basic"), queue) == expected


@pytest.mark.parametrize("given", [{}, {"source": TEXT, "text": TEXT}])
def test_no_script_and_two_scripts_are_the_same_error(
    given: dict[str, str], queue: QueueManager
) -> None:
    for call in (scriptnb.analyze, queue.submit):
        with pytest.raises(ScriptReadError, match="give one script"):
            call(**given)


def test_an_unknown_format_is_the_same_error(queue: QueueManager) -> None:
    for call in (scriptnb.analyze, queue.submit):
        with pytest.raises(scriptnb.UnsupportedFormatError, match="nonsense"):
            call(TEXT, format="nonsense")


def test_a_name_that_was_given_is_the_hint_at_the_format_for_key_and_reader() -> None:
    from scriptnb.queue import cache_key

    given = resolve(FileBytes(b"Draft", "a.fountain"), name="b.txt")
    assert given.name == "b.txt"
    assert cache_key.key_format(given.format, given.name) == "auto.txt"


def test_a_task_with_a_name_of_its_own_is_found_again(queue: QueueManager, tmp_path: Path) -> None:
    path = tmp_path / "hall.fountain"
    path.write_text(TEXT, encoding="utf-8")
    queue.submit(path, name="My draft").result(timeout=30)
    again = queue.submit(path, name="My draft").record
    assert again is not None
    assert again.cached
