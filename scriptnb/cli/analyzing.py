"""``scriptnb analyze``: analyse files through the queue; print their tables or write them."""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from scriptnb.cli import output
from scriptnb.errors import OptionError, StoppedWaitingWarning

if TYPE_CHECKING:
    from argparse import Namespace

    from scriptnb.corpus import Corpus

#: The columns of a summary that are printed as a table.
_SEEN = (
    "script", "title", "pages", "minutes", "scenes", "characters", "words", "dialogue_share",
    "main_character", "sentiment", "error",
)  # fmt: skip


def analyze(given: Namespace) -> int:
    """Analyse files, print or write their tables, and return the exit code."""
    from scriptnb.corpus import analyze_files
    from scriptnb.queue.manager import default_manager

    if given.out is not None and Path(given.out).is_file():
        raise OptionError(f"--out {given.out} is a file; give a folder")
    if given.out is not None and given.format == "json" and given.table is not None:
        raise OptionError(
            "--out with --format json writes whole results; leave out --table, or print the table "
            f"with --table {given.table} --format json > {given.table}.json"
        )
    with warnings.catch_warnings():
        # The warning names methods of Corpus, which a shell does not have.
        warnings.simplefilter("ignore", StoppedWaitingWarning)
        corpus = analyze_files(
            given.paths, given.type, given.priority, format=given.read_as, language=given.language,
            use_cache=not given.no_cache, progress=False if given.quiet else None,
            wait=not given.no_wait,
        )  # fmt: skip
    for note in corpus.notes:
        _note(note)
    try:
        if given.no_wait:
            return _report_submitted(corpus)
        if not corpus.finished:
            return _report_stopped(corpus)
        if given.out is None:
            _print(corpus, given)
        else:
            _write(corpus, Path(given.out), given)
        for row in corpus.errors.to_dict("records"):
            _note(_wrong(row["script"], row["error"]))
        return 1 if len(corpus.errors) else 0
    finally:
        corpus.close()
        default_manager().shutdown(wait=False)


def _report_submitted(corpus: Corpus) -> int:
    states = corpus.scripts["status"].value_counts()
    found = ", ".join(f"{count:,} {state}" for state, count in states.items())
    scripts = "1 script" if len(corpus) == 1 else f"{len(corpus):,} scripts"
    _note(f"{scripts}: {found}; run the same command without --no-wait for the results")
    return 1 if states.get("waiting", 0) else 0


def _report_stopped(corpus: Corpus) -> int:
    done = int((corpus.scripts["status"] == "completed").sum())
    _note(
        f"stopped waiting: {done:,} of {len(corpus):,} scripts are done, the others go on in the "
        "background; run the same command again for all, or cancel them with "
        "'scriptnb cancel --all'"
    )
    return 130


def _print(corpus: Corpus, given: Namespace) -> None:
    name = given.table or "summary"
    try:
        table = corpus.table(name)
    except AttributeError as error:
        raise OptionError(f"--table {name}: {error}") from None
    output.show_table(table, given.format, _SEEN if name == "summary" else None)


def _wrong(script: str, error: str) -> str:
    """Return the sentence on a script's error, with its name once."""
    name = script.rpartition("/")[2]
    return script + error.removeprefix(name) if error.startswith(name) else f"{script}: {error}"


def _write(corpus: Corpus, folder: Path, given: Namespace) -> None:
    if given.format == "json":
        folder.mkdir(parents=True, exist_ok=True)
        done = corpus.scripts.query("status == 'completed'")["script"]
        for script in done:
            target = folder / f"{script.replace('/', ' - ')}.json"
            # One at a time, since a corpus may be larger than memory.
            text = json.dumps(corpus.result(script).raw, ensure_ascii=False)
            target.write_text(text, encoding="utf-8")
        _note(f"{len(done):,} {'file' if len(done) == 1 else 'files'} written into {folder}")
    else:
        count = len(corpus.to_csv(folder, given.table))
        _note(f"{count:,} {'table' if count == 1 else 'tables'} written into {folder}")


def _note(text: str) -> None:
    # Notes go to stderr, so that a pipe receives tables only.
    print(text, file=sys.stderr)
