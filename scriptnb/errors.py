"""Every error and warning that scriptnb raises on purpose; imports nothing.

Each message is one sentence or two: what was wrong, where, and what to do.
"""

from __future__ import annotations


class ScriptnbError(Exception):
    """The base of all errors raised on purpose."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows this instead of a traceback: a user's mistake gets one clear sentence.
        return [f"{type(self).__name__}: {self}"]


class ScriptReadError(ScriptnbError):
    """A script could not be read.

    Parameters
    ----------
    message
        What was wrong and what to do.
    path
        The file, where there is one.
    line
        The 1-based line, where there is one.
    """

    def __init__(self, message: str, path: str | None = None, line: int | None = None) -> None:
        where = "" if path is None else path
        if line is not None:
            where = f"{where}, line {line}" if where else f"line {line}"
        super().__init__(f"{where}: {message}" if where else message)
        self.message = message
        self.path = path
        self.line = line


class UnsupportedFormatError(ScriptReadError):
    """The file has no format that scriptnb reads; the message names those that it reads."""


class UnknownAnalysisError(ScriptnbError, ValueError):
    """No analyzer has the analysis type; the message names the types that exist."""


class OptionError(ScriptnbError, ValueError):
    """No analyzer of the type has the option, or the option cannot have the value."""


class QueueError(ScriptnbError):
    """The base of all errors of the queue."""


class QueueFullError(QueueError):
    """As many tasks are waiting as ``max_queue_size`` allows."""


class QueueClosedError(QueueError):
    """The manager was shut down; tasks already submitted go on."""


class TaskFailedError(QueueError):
    """The task failed for good.

    Parameters
    ----------
    message
        The reason, one sentence.
    worker_traceback
        The worker's traceback as text, empty where there was none.
    output
        The end of what the task wrote to stdout and stderr.
    """

    def __init__(self, message: str, worker_traceback: str = "", output: str = "") -> None:
        super().__init__(message)
        self.worker_traceback = worker_traceback
        self.output = output


class TaskCancelledError(QueueError):
    """The task was cancelled before it had a result."""


class ResultExpiredError(QueueError):
    """The task's record was cleaned up or cleared; run it again."""


class JournalError(QueueError):
    """The journal file cannot be used; the message says why and what to do."""


class DamagedError(JournalError):
    """The journal file is not an SQLite database any more, or is damaged."""


class FullError(JournalError):
    """The disk that holds the journal is full."""


class GoneError(JournalError):
    """The journal file was removed or replaced by another one."""


class RefusedError(QueueError, ValueError):
    """A row of the journal holds what no submit writes: it was edited by hand."""


class MessageError(QueueError):
    """A message or an answer of a Celery worker is not what this version writes."""


class CorpusWarning(UserWarning):
    """Something about a corpus that a user should know; the work goes on."""


class StoppedWaitingWarning(CorpusWarning):
    """The user interrupted the waiting for a corpus; the work goes on."""
