"""`analyze_files`: list files, submit them, wait with a progress bar, and return a `Corpus`."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Any

from scriptnb.corpus import listing
from scriptnb.corpus.corpus import Corpus
from scriptnb.corpus.tracker import Tracker
from scriptnb.errors import StoppedWaitingWarning
from scriptnb.screenplay import formats

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from scriptnb.queue.manager import QueueManager

log = logging.getLogger("scriptnb")


def analyze_files(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    analysis_type: str = "full",
    priority: int = 5,
    *,
    format: str = "auto",  # noqa: A002 - the public name
    language: str | None = None,
    queue: QueueManager | None = None,
    progress: bool | None = None,
    wait: bool = True,
    use_cache: bool = True,
    max_retries: int | None = None,
    task_timeout: float | None = None,
    memory_limit_mb: float | None = None,
    **options: Any,
) -> Corpus:
    """Analyse many files through the queue.

    Everything is submitted at once, as far as ``max_queue_size`` allows, so that it runs on when
    this kernel ends; what was analysed before and has not changed is not run again. The Stop
    button (or Ctrl-C) ends the waiting only: the corpus has what is done, and the work goes on.

    Parameters
    ----------
    paths
        Files, folders (with the scripts in their folders) and patterns such as ``"s1/**/*.fdx"``.
    analysis_type
        A name of `scriptnb.analysis.known_types`.
    priority
        Lower runs first; single scripts have 1 by default, so that they run before these.
    queue
        Another queue than this process's shared one.
    progress
        True shows a bar, False none; None a bar in a notebook or a terminal, lines in a log.
    wait
        False returns as soon as everything is submitted, or the queue is full.
    format, language, use_cache, max_retries, task_timeout, memory_limit_mb, **options
        As in `QueueManager.submit`, for all of the files.

    Returns
    -------
    Corpus
        A script that cannot be read or fails is a row with its error.

    Raises
    ------
    ScriptReadError
        When a folder or a pattern has no script; nothing was submitted then.
    UnsupportedFormatError, UnknownAnalysisError, OptionError
        When a format, a type or an option is unknown, or a value is out of range.
    """
    order = {
        "analysis_type": analysis_type, "priority": priority, "format": format,
        "language": language, "use_cache": use_cache, "max_retries": max_retries,
        "task_timeout": task_timeout, "memory_limit_mb": memory_limit_mb, **options,
    }  # fmt: skip
    return _run(listing.find(paths), queue, order, progress, wait=wait)


def _run(
    found: listing.Listing,
    queue: QueueManager | None,
    order: dict[str, Any],
    progress: bool | None,
    *,
    wait: bool,
) -> Corpus:
    for note in found.notes:
        log.info(note)
    if queue is None:
        from scriptnb.queue.manager import default_manager

        queue = default_manager()
    # A wrong format, type or option is an error before a file is read.
    if order["format"] != "auto":
        formats.named(order["format"])
    queue.submit_each([], **order)
    tracker = Tracker(found.scripts, queue, order)
    corpus = Corpus(tracker, found.notes, order["analysis_type"])
    try:
        if wait:
            corpus.wait(progress)
        else:
            while not tracker.submitted and tracker.submit():
                pass
    except KeyboardInterrupt:
        _warn_of_interrupt(tracker)
    return corpus


def _warn_of_interrupt(tracker: Tracker) -> None:
    tracker.update()
    left = sum(entry.open and entry.task is not None for entry in tracker.entries)
    never = sum(entry.open and entry.task is None for entry in tracker.entries)
    rest = f"; {never:,} were not submitted" if never else ""
    warnings.warn(
        f"stopped waiting: {tracker.ended:,} of {len(tracker.entries):,} scripts are done and in "
        f"the corpus, {left:,} go on in the background{rest}; corpus.wait() waits for all, "
        "corpus.cancel() ends them",
        StoppedWaitingWarning,
        stacklevel=4,  # the caller of analyze_files
    )
