"""The magics ``%%analyze``, ``%analyze`` and ``%scriptnb``: thin adapters of the queue.

Parses the line, submits, shows a card. A misuse raises an error of one sentence, so that "Run all"
stops there instead of continuing with an earlier ``_task``.
"""

# IPython's decorators for magics carry no types.
# mypy: disable-error-code="no-untyped-call, untyped-decorator"

from __future__ import annotations

import os
import re
from collections import ChainMap
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from IPython.core.error import UsageError
from IPython.core.magic import (
    Magics,
    line_cell_magic,
    line_magic,
    magics_class,
    needs_local_scope,
)
from IPython.core.magic_arguments import argument, magic_arguments
from traitlets import Enum, Float, Int, TraitError, Unicode, validate

from scriptnb.analysis.registry import known_types
from scriptnb.errors import OptionError
from scriptnb.notebook.card.static_html import CellLines
from scriptnb.notebook.magics import commands, sources
from scriptnb.notebook.magics.arguments import (
    count,
    language,
    parse,
    seconds,
    variable,
    whole,
    without_comment,
)
from scriptnb.suggestions import did_you_mean

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping, MutableMapping

    from IPython.core.interactiveshell import InteractiveShell

    from scriptnb.corpus import Corpus
    from scriptnb.notebook.card.card import Card
    from scriptnb.notebook.card.watch import WatchedFile
    from scriptnb.notebook.messages import Message, Options

_INTO = re.compile(r"--into[\s=]+([^\s=]+)")


@magics_class
class AnalyzeMagics(Magics):
    """The magics, and the options that ``%config AnalyzeMagics`` sets.

    Parameters
    ----------
    shell
        The shell that they are added to.
    """

    grace = Float(0.5, min=0.0, help="Seconds that a cell waits for a quick result.").tag(
        config=True
    )
    analysis_type = Unicode("basic", help="The analysis when a magic names none.").tag(config=True)
    priority = Int(1, help="The priority when a magic names none; lower runs first.").tag(
        config=True
    )
    words = Unicode(
        "", help="A TOML file of your own words for headings and cues; see docs/formats.md."
    ).tag(config=True)

    engine = Enum(
        ("local", "celery"),
        None,
        allow_none=True,
        help="Where the tasks of this queue run: local, or celery with the broker that "
        "SCRIPTNB_BROKER_URL names. Unset keeps the queue's present engine.",
    ).tag(config=True)

    @validate("engine")
    def _choose_engine(self, proposal: Message) -> str | None:
        """Set the queue's engine; raise the reason where that is not possible."""
        engine: Literal["local", "celery"] | None = proposal["value"]
        if engine is not None:
            from scriptnb.queue.manager import QueueManager

            try:
                QueueManager(engine=engine).shutdown(wait=False)
            except OptionError as error:
                raise TraitError(str(error)) from None
        return engine

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._variables: dict[str, object] = shell.user_ns
        # For each cell: the request that ran it last, and the cards that this run has shown.
        self._cards: dict[str, tuple[str, list[Card | WatchedFile]]] = {}

    @magic_arguments()
    @argument(
        "words",
        nargs="*",
        metavar="TYPE | FILE",
        help="The analysis (default: basic); with one percent sign also files and folders.",
    )
    @argument("--from", dest="variable", metavar="VAR", help="Analyse what this variable holds.")
    @argument("--sample", metavar="NAME", help="Analyse a script that comes with scriptnb.")
    @argument("--watch", action="store_true", help="Analyse one file again at each save.")
    @argument("--priority", "-p", type=whole, metavar="N", help="Lower runs first.")
    @argument("--wait", "-w", action="store_true", help="Wait for the result; fail if it fails.")
    @argument("--into", type=variable, metavar="VAR", help="Also bind the handle to this name.")
    @argument("--timeout", type=seconds, metavar="S", help="Stop a run after S seconds.")
    @argument("--retries", type=count, metavar="N", help="Run again up to N times after a crash.")
    @argument("--format", metavar="F", help="The script's format, when it is not recognised.")
    @argument(
        "--language", type=language, metavar="L", help="The script's language, such as en or pl."
    )
    @argument("--no-cache", action="store_true", help="Ignore cached results.")
    @argument("--help", "-h", action="store_true", help="Show this help.")
    @line_cell_magic
    @needs_local_scope
    def analyze(
        self,
        line: str,
        cell: str | None = None,
        local_ns: MutableMapping[str, object] | None = None,
    ) -> None:
        """Analyse scripts in the background and show the result in this cell.

        Write ``%%analyze`` above a script in a cell, or ``%analyze`` before files, folders and
        patterns. The analysis runs in other processes, so that further cells can run meanwhile.
        ``_task`` is its handle: ``_task.result()`` waits for the result and returns it;
        ``_task.scenes`` waits and returns one table.
        """
        signs = "%analyze" if cell is None else "%%analyze"
        arguments = self._parse(signs, line, cell)
        if arguments.help:
            print(self.analyze.__doc__)  # noqa: T201 - help goes to the cell's output
            return
        # In a function its own variables come before the notebook's.
        variables = ChainMap(local_ns or {}, self._variables)
        analysis_type, scripts = self._scripts(arguments, cell, variables)
        options = self._options(arguments)
        from scriptnb.notebook.magics.submit import submit

        request, earlier = self._earlier_cards()
        for card in earlier:
            card.dismiss()
        if arguments.watch:
            self._watch(arguments, scripts, analysis_type, request, options)
            return
        lines = None if cell is None else CellLines(self._lines_above())
        card = submit(scripts, analysis_type, lines=lines, **options)
        self._remember(request, card)
        alone = len(card.tasks) == 1 and arguments.alone
        task = card.tasks[0] if alone else _corpus(card)
        self._variables["_task"] = task
        if arguments.into:
            self._variables[arguments.into] = task
        self._show(card, wait=arguments.wait or os.environ.get("SCRIPTNB_WAIT") == "1")

    @magic_arguments()
    @argument("command", nargs="?", metavar="COMMAND", help=", ".join(commands.COMMANDS))
    @argument("task", nargs="?", metavar="ID", help="A task (default: the latest).")
    @argument(
        "--everything", action="store_true", help="With clear: also erase every text and result."
    )
    @argument("--help", "-h", action="store_true", help="Show this help.")
    @line_magic
    def scriptnb(self, line: str) -> object:
        """Show and control the queue that all notebooks of this environment share."""
        found = parse("%scriptnb", self.scriptnb.parser, line)
        if found.help:
            print(self.scriptnb.__doc__)  # noqa: T201
            return None
        command = commands.COMMANDS.get(found.command or "status")
        if command is None:
            raise UsageError(
                f"%scriptnb has no command {found.command!r}; "
                f"choose one of: {', '.join(commands.COMMANDS)} (%scriptnb? describes them)"
                f"{did_you_mean(found.command, commands.COMMANDS)}"
            )
        if found.everything and found.command != "clear":
            raise UsageError("%scriptnb: only the command clear takes --everything")
        if found.task and found.command not in {"cancel", "retry"}:
            raise UsageError(f"%scriptnb {found.command} takes no task")
        from scriptnb.queue.manager import default_manager

        return command(default_manager(), found.task, everything=found.everything)

    def _parse(self, signs: str, line: str, cell: str | None) -> Namespace:
        try:
            arguments = parse(signs, self.analyze.parser, line)
        except UsageError:
            self._clear_handles(line)
            raise
        if arguments.help:
            return arguments
        self._clear_handles(line)
        named = [flag for flag in ("variable", "sample") if getattr(arguments, flag)]
        if cell is not None and named:
            raise UsageError(
                "%%analyze analyses the script below it; "
                "for --from and --sample write %analyze (one percent sign)"
            )
        if len(named) == 2:
            raise UsageError("%analyze takes either --from or --sample, not both")
        if arguments.watch and (cell is not None or named or arguments.wait):
            raise UsageError(f"{signs}: --watch takes one file, as in %analyze --watch FILE")
        # A notebook that is executed as a whole gets one result and continues.
        arguments.watch = arguments.watch and os.environ.get("SCRIPTNB_WAIT") != "1"
        return arguments

    def _clear_handles(self, line: str) -> None:
        """Remove the handles of an earlier run: after an error no later cell may use them."""
        self._variables.pop("_task", None)
        if found := _INTO.search(without_comment(line)):
            self._variables.pop(found[1], None)

    def _scripts(
        self, arguments: Namespace, cell: str | None, variables: Mapping[str, object]
    ) -> tuple[str, list[sources.Asked]]:
        """Return the analysis and the scripts; set `arguments.alone` for a single script."""
        types = known_types()
        words: list[str] = list(arguments.words)
        analysis_type = words.pop(0) if words and words[0] in types else self.analysis_type
        arguments.alone = True
        if cell is not None:
            if words and (words[0] in types or len(words) > 1):
                raise UsageError(
                    f"%%analyze takes one analysis: there is one argument too many, {words[0]!r}"
                )
            if words:
                raise UsageError(
                    f"%%analyze: there is no analysis {words[0]!r}; choose one of: "
                    f"{', '.join(types)} (to analyse a file write %analyze with one percent sign)"
                    f"{did_you_mean(words[0], types)}"
                )
            return analysis_type, [sources.from_cell(cell)]
        if arguments.variable or arguments.sample:
            if words:
                raise UsageError(
                    f"%analyze: there is no analysis {words[0]!r}, and --from and --sample take "
                    f"no files; choose one of: {', '.join(types)}{did_you_mean(words[0], types)}"
                )
            if arguments.sample:
                return analysis_type, [sources.from_sample(arguments.sample)]
            value = variables.get(arguments.variable)
            arguments.alone = not isinstance(value, (list, tuple))
            return analysis_type, sources.from_variable(arguments.variable, variables)
        scripts = sources.from_words(words, types)
        arguments.alone = len(scripts) == 1
        return analysis_type, scripts

    def _watch(
        self,
        arguments: Namespace,
        scripts: list[sources.Asked],
        analysis_type: str,
        request: tuple[str, str],
        options: Options,
    ) -> None:
        from scriptnb.notebook.card import watch
        from scriptnb.queue.manager import default_manager

        if len(scripts) != 1 or not isinstance(path := scripts[0].source, Path):
            raise UsageError("%analyze: --watch takes one file, as in %analyze --watch FILE")
        if arguments.priority is None:
            options["priority"] = watch.PRIORITY
        given = {name: value for name, value in options.items() if value is not None}
        watched = watch.watch_file(path, default_manager(), analysis_type, given, self.grace)
        self._remember(request, watched)
        self._variables["_task"] = watched
        if arguments.into:
            self._variables[arguments.into] = watched

    def _options(self, arguments: Namespace) -> Options:
        return {
            "priority": self.priority if arguments.priority is None else arguments.priority,
            "task_timeout": arguments.timeout,
            "max_retries": arguments.retries,
            "format": arguments.format,
            "language": arguments.language,
            "use_cache": not arguments.no_cache,
            "words": self.words or None,
        }

    def _show(self, card: Card, *, wait: bool) -> None:
        try:
            card.show(self.grace)
            if wait:
                card.wait()
        except KeyboardInterrupt:
            from scriptnb.notebook.card.card import StoppedWaiting

            raise StoppedWaiting(
                "stopped waiting; the analysis continues, and its card will show the result "
                "(%scriptnb cancel cancels it)"
            ) from None
        if wait and (failure := card.failure()):
            raise failure

    # -- the cell that runs the magic, and where its script begins

    def _request(self) -> Message:
        get_parent = getattr(self.shell, "get_parent", None)
        return (get_parent() or {}) if get_parent is not None else {}

    def _earlier_cards(self) -> tuple[tuple[str, str], list[Card | WatchedFile]]:
        """Return this cell and run, and the cards that an earlier run of the cell has shown."""
        request = self._request()
        metadata = request.get("metadata") or {}
        cell = str(metadata.get("cellId") or metadata.get("cell_id") or "")
        run = str((request.get("header") or {}).get("msg_id", ""))
        last_run, cards = self._cards.get(cell, ("", []))
        return (cell, run), cards if cell and last_run != run else []

    def _remember(self, request: tuple[str, str], card: Card | WatchedFile) -> None:
        cell, run = request
        if not cell:
            return
        last_run, cards = self._cards.get(cell, ("", []))
        self._cards[cell] = (run, [*cards, card] if last_run == run else [card])

    def _lines_above(self) -> int:
        """Count the cell's lines above the script; blank lines may precede the magic."""
        code = str((self._request().get("content") or {}).get("code", ""))
        for number, line in enumerate(code.splitlines(), 1):
            if line.strip():
                return number
        return 1


def _corpus(card: Card) -> Corpus:
    """Return the handle of many scripts: a corpus of their results."""
    from scriptnb.corpus import Corpus
    from scriptnb.queue.manager import default_manager

    return Corpus.of_tasks(card.tasks, card.labels, default_manager())
