"""`analyze_files`: list, submit, wait with a bar, and give a `Corpus`."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Any

from scriptnb.corpus import listing
from scriptnb.corpus.corpus import Corpus
from scriptnb.corpus.intake import Intake
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
    this kernel ends. What was analysed before and has not changed is not run again. The Stop
    button (or Ctrl-C) ends the waiting: what is done is in the corpus, and the work goes on.

    Parameters
    ----------
    paths
        Files, folders (with the scripts in their folders) and patterns such as
        ``"drafts/**/*.fdx"``; one or several.
    analysis_type
        A name of `scriptnb.analysis.known_types`.
    priority
        Lower runs first; the default lets single scripts (1) go before.
    format, language
        As in `scriptnb.parse_script`, for all of them.
    queue
        Another queue than this process's shared one.
    progress
        True shows a bar, False none; None a bar in a notebook or a terminal, lines in a log.
    wait
        False returns once everything is submitted that the queue takes.
    use_cache, max_retries, task_timeout, memory_limit_mb
        As in `QueueManager.submit`.
    **options
        For the analyzers.

    Returns
    -------
    Corpus
        A script that cannot be read or fails is a row with its error.

    Raises
    ------
    ScriptReadError
        When a folder or a pattern has no script; the message names it, and nothing was submitted.
    UnsupportedFormatError
        When no format has the name that was given.
    UnknownAnalysisError, OptionError
        When no analyzer has that type or takes that option, or a value is out of range.
    """
    found = listing.find(paths)
    for note in found.notes:
        log.info(note)
    if queue is None:
        from scriptnb.queue.manager import default_manager

        queue = default_manager()
    order = {
        "analysis_type": analysis_type, "priority": priority, "format": format,
        "language": language, "use_cache": use_cache, "max_retries": max_retries,
        "task_timeout": task_timeout, "memory_limit_mb": memory_limit_mb, **options,
    }  # fmt: skip
    # A wrong format, type or option is an error before a file is read.
    if format != "auto":
        formats.named(format)
    queue.submit_each([], **order)
    intake = Intake(found.scripts, queue, order)
    corpus = Corpus(intake, found.notes, analysis_type)
    try:
        if wait:
            corpus.wait(progress)
        else:
            while not intake.submitted and intake.submit():
                pass
    except KeyboardInterrupt:
        _say_what_is_done(corpus, intake)
    return corpus


def _say_what_is_done(corpus: Corpus, intake: Intake) -> None:
    intake.look()
    left = sum(entry.open and entry.task is not None for entry in intake.entries)
    never = sum(entry.open and entry.task is None for entry in intake.entries)
    rest = f"; {never:,} were not submitted" if never else ""
    warnings.warn(
        f"stopped waiting: {intake.ended:,} of {len(corpus):,} scripts are done and in the corpus, "
        f"{left:,} go on in the background{rest}; corpus.wait() waits for all, corpus.cancel() "
        "ends them",
        StoppedWaitingWarning,
        stacklevel=3,
    )
