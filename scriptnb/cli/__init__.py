"""The same from a shell: ``scriptnb analyze drafts/``; same engine, same journal.

Reads the words, calls one function of a module beside this one, and turns what went wrong into one
sentence and an exit code.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from typing import TYPE_CHECKING

from scriptnb.cli import arguments
from scriptnb.errors import (
    JournalError,
    OptionError,
    QueueError,
    ScriptnbError,
    ScriptReadError,
    UnknownAnalysisError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What exit codes mean: scripts may rely on them, ``scriptnb --help`` tells them.
OK, SOME_FAILED, WRONG_USE, NO_QUEUE, INTERRUPTED = 0, 1, 2, 3, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    argv
        The words after ``scriptnb``; None takes the process's.
    """
    _prepare(sys.stdout)
    with warnings.catch_warnings():
        warnings.showwarning = _say_warning
        try:
            code = _run(argv)
            sys.stdout.flush()
        except KeyboardInterrupt:
            return _said("interrupted", INTERRUPTED)
        except BrokenPipeError:
            # Whoever read has enough (scriptnb tasks | head); nothing may be written any more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return OK
        except (ScriptReadError, OptionError, UnknownAnalysisError) as error:
            return _said(str(error), WRONG_USE)
        except (JournalError, QueueError) as error:
            return _said(str(error), NO_QUEUE)
        except ScriptnbError as error:
            return _said(str(error), SOME_FAILED)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            return _said(f"{where}{error.strerror or error}", WRONG_USE)
    return code


def _run(argv: Sequence[str] | None) -> int:
    parser = arguments.parser()
    try:
        given = parser.parse_args(argv)
    except SystemExit as leaving:  # argparse has said why
        return int(leaving.code or 0)
    if given.command is None:
        parser.print_help()
        return WRONG_USE
    return arguments.function(given.command)(given)


def _prepare(stream: object) -> None:
    """Let nothing that a script holds stop the printing of it, whatever the locale.

    In a file or a pipe UTF-8, which JSON has to be and every tool reads; in a terminal what it
    shows, with a question mark for what it cannot.
    """
    if isinstance(stream, io.TextIOWrapper):
        encoding = stream.encoding if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="replace")


def _said(text: str, code: int) -> int:
    print(f"scriptnb: {text}", file=sys.stderr)
    return code


def _say_warning(message: Warning | str, *_rest: object, **_more: object) -> None:
    print(f"scriptnb: {message}", file=sys.stderr)
