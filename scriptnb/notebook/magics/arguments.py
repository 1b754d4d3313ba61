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

from scriptnb.errors import OptionError
from scriptnb.suggestions import did_you_mean

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


def language(text: str) -> str:
    """Parse the code of a language."""
    from scriptnb.screenplay import language_codes

    try:
        return language_codes.check(text)
    except OptionError as error:
        raise ArgumentTypeError(f"is refused: {error}") from None


def without_comment(line: str) -> str:
    """Return the line of a magic without a comment and semicolons at its end.

    A comment begins with a number sign at the beginning of a word, as in Python; within quotation
    marks, and within a word such as a file's name, the sign stands for itself.

    Examples
    --------
    >>> without_comment("full draft#2.fdx --wait;  # my draft")
    'full draft#2.fdx --wait'
    """
    quotation, escaped = "", False
    for place, sign in enumerate(line):
        if escaped:
            escaped = False
        elif sign == "\\" and quotation != "'" and sys.platform != "win32":
            escaped = True
        elif quotation:
            quotation = "" if sign == quotation else quotation
        elif sign in "\"'":
            quotation = sign
        elif sign == "#" and (place == 0 or line[place - 1].isspace()):
            line = line[:place]
            break
    return line.rstrip().rstrip(";").rstrip()


def parse(signs: str, parser: MagicArgumentParser, line: str) -> Namespace:
    """Split and parse the line of a magic; words and flags may come in any order.

    Raises
    ------
    UsageError
        In one sentence, when the line is not valid.
    """
    line = without_comment(line)
    try:
        # POSIX rules would remove the backslashes of Windows paths.
        words = shlex.split(line, posix=sys.platform != "win32")
    except ValueError:
        raise UsageError(f"{signs}: a quotation mark in {line!r} is not closed") from None
    try:
        found: Namespace = parser.parse_intermixed_args(words)
    except UsageError as error:
        message = str(error)
        if unknown := _UNKNOWN.search(message):
            word = unknown[1]
            if not word.startswith("-"):
                raise UsageError(f"{signs}: there is one argument too many, {word!r}") from None
            flags = sorted({flag for flag in parser._option_string_actions if flag[:2] == "--"})  # noqa: SLF001
            raise UsageError(
                f"{signs} has no flag {word}; its flags are: {', '.join(flags)} "
                f"({signs}? describes them){did_you_mean(word, flags)}"
            ) from None
        message = re.sub(r"^argument (?:-\w/)?(--\w+)(?:/-\w)?: ", r"\1 ", message)
        message = message.replace("expected one argument", "needs a value")
        raise UsageError(f"{signs}: {message} ({signs}? describes the flags)") from None
    return found
