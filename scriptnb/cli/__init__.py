"""The command ``scriptnb``: the queue and the readers from a shell, with the notebooks' journal.

Parses the arguments, calls the command's function in a module of this package, and turns an error
into one sentence and an exit code.
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

#: The exit codes, which shell scripts may rely on; ``scriptnb --help`` lists them.
OK, SOME_FAILED, WRONG_USE, NO_QUEUE, INTERRUPTED = 0, 1, 2, 3, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    argv
        The arguments after ``scriptnb``; None means the process's.
    """
    _prepare(sys.stdout)
    with warnings.catch_warnings():
        warnings.showwarning = _print_warning
        try:
            code = _run(argv)
            sys.stdout.flush()
        except KeyboardInterrupt:
            return _failed("interrupted", INTERRUPTED)
        except BrokenPipeError:
            # The reader has closed the pipe (scriptnb tasks | head); nothing more can be written.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return OK
        except (ScriptReadError, OptionError, UnknownAnalysisError) as error:
            return _failed(str(error), WRONG_USE)
        except (JournalError, QueueError) as error:
            return _failed(str(error), NO_QUEUE)
        except ScriptnbError as error:
            return _failed(str(error), SOME_FAILED)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            return _failed(f"{where}{error.strerror or error}", WRONG_USE)
    return code


def _run(argv: Sequence[str] | None) -> int:
    parser = arguments.parser()
    try:
        given = parser.parse_args(argv)
    except SystemExit as leaving:  # argparse has printed the reason
        return int(leaving.code or 0)
    if given.command is None:
        parser.print_help()
        return WRONG_USE
    return arguments.function(given.command)(given)


def _prepare(stream: object) -> None:
    """Set the stream's encoding so that every character of a script can be printed.

    In a file or a pipe it is UTF-8, which JSON requires; in a terminal it is the terminal's, with a
    question mark for what that cannot show.
    """
    if isinstance(stream, io.TextIOWrapper):
        encoding = stream.encoding if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="replace")


def _failed(text: str, code: int) -> int:
    print(f"scriptnb: {text}", file=sys.stderr)
    return code


def _print_warning(message: Warning | str, *_rest: object, **_more: object) -> None:
    print(f"scriptnb: {message}", file=sys.stderr)
