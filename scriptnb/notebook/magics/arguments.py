"""Parses the line of a magic: the types of its flags, and errors of one sentence.

Knows argparse and IPython's parser based on it; no queue, no script, no card.
"""

from __future__ import annotations

import keyword
import re
import shlex
import sys
from argparse import ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

from IPython.core.error import UsageError

if TYPE_CHECKING:
    from IPython.core.magic_arguments import MagicArgumentParser

#: The message of argparse for arguments that it does not know.
_UNKNOWN = re.compile(r"unrecognized arguments: (\S+)")


def whole(text: str) -> int:
    """Parse any whole number."""
    try:
        return int(text)
    except ValueError:
        raise ArgumentTypeError(f"takes a whole number such as 1, not {text!r}") from None


def count(text: str) -> int:
    """Parse a whole number of at least 0."""
    if not text.isdecimal():
        raise ArgumentTypeError(f"takes a number such as 0 or 3, not {text!r}")
    return int(text)


def seconds(text: str) -> float:
    """Parse a finite number of seconds above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise ArgumentTypeError(f"takes seconds such as 60, not {text!r}")
    return value


def variable(text: str) -> str:
    """Parse the name of a Python variable."""
    if not text.isidentifier() or keyword.iskeyword(text):
        raise ArgumentTypeError(f"takes a variable's name such as draft, not {text!r}")
    return text


def parse(signs: str, parser: MagicArgumentParser, line: str) -> Namespace:
    """Split and parse the line of a magic.

    Raises
    ------
    UsageError
        In one sentence, when the line is not valid.
    """
    try:
        # POSIX rules would remove the backslashes of Windows paths.
        words = shlex.split(line, posix=sys.platform != "win32")
    except ValueError:
        raise UsageError(f"{signs}: a quotation mark in {line!r} is not closed") from None
    try:
        found: Namespace = parser.parse_args(words)
    except UsageError as error:
        message = str(error)
        if unknown := _UNKNOWN.search(message):
            word = unknown[1]
            if not word.startswith("-"):
                raise UsageError(f"{signs}: there is one argument too many, {word!r}") from None
            flags = sorted({flag for flag in parser._option_string_actions if flag[:2] == "--"})  # noqa: SLF001
            raise UsageError(
                f"{signs} has no flag {word}; its flags are: {', '.join(flags)} "
                f"({signs}? describes them)"
            ) from None
        message = re.sub(r"^argument (?:-\w/)?(--\w+)(?:/-\w)?: ", r"\1 ", message)
        message = message.replace("expected one argument", "needs a value")
        raise UsageError(f"{signs}: {message} ({signs}? describes the flags)") from None
    return found
