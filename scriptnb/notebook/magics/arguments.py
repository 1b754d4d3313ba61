"""The words after a magic: the types of its flags, and what is wrong with them in one sentence.

Knows argparse and IPython's parser around it; no queue, no script, no card.
"""

from __future__ import annotations

import keyword
import re
import shlex
import sys
from argparse import ArgumentTypeError, Namespace
from typing import Any

from IPython.core.error import UsageError

#: argparse's own sentences, and what a person can do with them.
_UNKNOWN = re.compile(r"unrecognized arguments: (\S+)")


def whole(text: str) -> int:
    """Take any whole number."""
    try:
        return int(text)
    except ValueError:
        raise ArgumentTypeError(f"takes a whole number such as 1, not {text!r}") from None


def count(text: str) -> int:
    """Take a whole number from 0 on."""
    if not text.isdecimal():
        raise ArgumentTypeError(f"takes a number such as 0 or 3, not {text!r}")
    return int(text)


def seconds(text: str) -> float:
    """Take more than 0 seconds, and an end."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise ArgumentTypeError(f"takes seconds such as 60, not {text!r}")
    return value


def variable(text: str) -> str:
    """Take what Python takes as a variable's name."""
    if not text.isidentifier() or keyword.iskeyword(text):
        raise ArgumentTypeError(f"takes a variable's name such as draft, not {text!r}")
    return text


def parsed(signs: str, parser: Any, line: str) -> Namespace:
    """Split and parse a magic's line, or say what is wrong with it in one sentence."""
    try:
        # Paths of Windows are written with backslashes, which POSIX rules would eat.
        words = shlex.split(line, posix=sys.platform != "win32")
    except ValueError:
        raise UsageError(f"{signs}: a quotation mark in {line!r} is not closed") from None
    try:
        found: Namespace = parser.parse_args(words)
    except UsageError as error:
        said = str(error)
        if unknown := _UNKNOWN.search(said):
            word = unknown[1]
            if not word.startswith("-"):
                raise UsageError(f"{signs}: {word!r} is one word too much") from None
            flags = sorted({flag for flag in parser._option_string_actions if flag[:2] == "--"})  # noqa: SLF001
            raise UsageError(
                f"{signs} has no flag {word}; it has: {', '.join(flags)} ({signs}? explains them)"
            ) from None
        said = re.sub(r"^argument (?:-\w/)?(--\w+)(?:/-\w)?: ", r"\1 ", said)
        said = said.replace("expected one argument", "needs a value after it")
        raise UsageError(f"{signs}: {said} ({signs}? explains the flags)") from None
    return found
