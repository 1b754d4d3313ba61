"""Tab completion for the magics: flags, analysis types, samples, commands, file names.

By itself IPython would complete Python names and file names there. This matcher completes lines of
these magics only, and suppresses the other matchers on them.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING

from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
    context_matcher,
)

from scriptnb.analysis.registry import known_types
from scriptnb.notebook.magics import commands

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from IPython.core.interactiveshell import InteractiveShell

_LINE = re.compile(r"^\s*(?P<signs>%{1,2})(?P<magic>analyze|scriptnb)\s+(?P<rest>.*)$")


class Completion:
    """The matcher of one shell.

    Parameters
    ----------
    shell
        The shell that has the variables, and the completer that the matcher is added to.
    parsers
        The argument parser of each magic, by its name.
    """

    def __init__(
        self, shell: InteractiveShell, parsers: dict[str, argparse.ArgumentParser]
    ) -> None:
        self.shell = shell
        self.parsers = parsers

        @context_matcher(identifier="scriptnb")  # type: ignore[untyped-decorator]
        def matcher(context: CompletionContext) -> SimpleMatcherResult:
            return self._match(context)

        self.matcher = matcher

    def install(self) -> None:
        """Add the matcher to the shell."""
        self.shell.Completer.custom_matchers.append(self.matcher)

    def remove(self) -> None:
        """Remove the matcher from the shell."""
        matchers = self.shell.Completer.custom_matchers
        if self.matcher in matchers:
            matchers.remove(self.matcher)

    def _match(self, context: CompletionContext) -> SimpleMatcherResult:
        found = _LINE.match(context.text_until_cursor)
        if found is None:
            return SimpleMatcherResult(completions=[], suppress=False)
        words = found["rest"].split(" ")
        word, earlier = words[-1], [each for each in words[:-1] if each]
        offers = self._offers(found["signs"], found["magic"], earlier, word)
        return SimpleMatcherResult(
            completions=[
                SimpleCompletion(text=text, type=kind)
                for text, kind in dict(offers).items()
                if text.lstrip('"').startswith(word)
            ],
            suppress=True,
            # By default IPython ends a word at "-" and "/".
            matched_fragment=word,
            ordered=True,
        )

    def _offers(
        self, signs: str, magic: str, earlier: list[str], word: str
    ) -> Iterator[tuple[str, str]]:
        """Yield each possible completion with its kind."""
        parser = self.parsers[magic]
        if earlier and (values := self._values(earlier[-1])):
            yield from ((value, "value") for value in values)
            return
        if word.startswith("-"):
            for action in parser._actions:  # noqa: SLF001 - argparse has no public list of them
                yield from ((option, "flag") for option in action.option_strings)
            return
        named = _without_flags(earlier, parser)
        if magic == "scriptnb":
            if not named:
                yield from ((command, "command") for command in commands.COMMANDS)
            return
        if not named:
            yield from ((name, "type") for name in known_types())
        if signs == "%":
            yield from ((name, "path") for name in _files(word))

    def _values(self, flag: str) -> list[str]:
        match flag:
            case "--sample":
                from scriptnb import samples

                return list(samples.names())
            case "--format":
                from scriptnb.screenplay.formats import BY_NAME

                return ["auto", *BY_NAME]
            case "--language":
                from scriptnb.screenplay import language_codes

                return language_codes.codes()
            case "--priority" | "-p":
                return ["0", "1", "2", "5", "10"]
            case "--from":
                return [name for name in self.shell.user_ns if not name.startswith("_")]
        return []


def _files(word: str) -> Iterator[str]:
    """Yield scripts and folders whose path starts with the word; paths with spaces are quoted."""
    from scriptnb.corpus.listing import extensions

    head, slash, _ = word.rpartition("/")
    folder = Path(head + slash or ".")
    known = extensions()
    try:
        entries = sorted(folder.expanduser().iterdir())
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = f"{head}{slash}{entry.name}"
        if entry.is_dir():
            path += "/"
        elif entry.suffix.lower() not in known:
            continue
        yield f'"{path}"' if " " in path else path


def _without_flags(words: list[str], parser: argparse.ArgumentParser) -> list[str]:
    takes_value = {
        option
        for action in parser._actions  # noqa: SLF001
        if action.nargs != 0
        for option in action.option_strings
    }
    return [
        word
        for before, word in itertools.pairwise(["", *words])
        if not word.startswith("-") and before not in takes_value
    ]
