"""``%%analyze``, ``%analyze`` and ``%scriptnb``: thin adapters over a queue that knows no Jupyter.

Reads a line of words, submits, shows a card. Every misuse raises one sentence, so that "Run all"
stops there instead of going on with an earlier ``_task``.
"""

# IPython's decorators for magics carry no types.
# mypy: disable-error-code="no-untyped-call, untyped-decorator"

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments
from traitlets import Enum, Float, Int, TraitError, Unicode, validate

from scriptnb.analysis.registry import known_types
from scriptnb.errors import OptionError
from scriptnb.notebook.card.static_html import CellLines
from scriptnb.notebook.magics import commands, sources
from scriptnb.notebook.magics.arguments import count, parsed, seconds, variable, whole

if TYPE_CHECKING:
    from argparse import Namespace

    from IPython.core.interactiveshell import InteractiveShell

    from scriptnb.corpus import Corpus
    from scriptnb.notebook.card.card import Card
    from scriptnb.notebook.card.watch import WatchedFile

_INTO = re.compile(r"--into[\s=]+([^\s=]+)")


@magics_class
class AnalyzeMagics(Magics):
    """The magics, and what ``%config AnalyzeMagics`` sets.

    Parameters
    ----------
    shell
        The IPython that they are added to.
    """

    grace = Float(0.5, min=0.0, help="Seconds that a cell waits for a quick result.").tag(
        config=True
    )
    analysis_type = Unicode("basic", help="The analysis when a magic names none.").tag(config=True)
    priority = Int(1, help="The priority when a magic names none; lower runs first.").tag(
        config=True
    )

    engine = Enum(
        ("local", "celery"),
        None,
        allow_none=True,
        help="Where tasks run, for all who use this queue: local, or celery at the broker that "
        "SCRIPTNB_BROKER_URL names. Unset leaves what holds.",
    ).tag(config=True)

    @validate("engine")
    def _choose_engine(self, proposal: dict[str, Any]) -> str | None:
        """Have the queue use it, or say why it cannot."""
        engine: Any = proposal["value"]
        if engine is not None:
            from scriptnb.queue.manager import QueueManager

            try:
                QueueManager(engine=engine).shutdown(wait=False)
            except OptionError as error:
                raise TraitError(str(error)) from None
        return engine  # type: ignore[no-any-return]

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._variables: dict[str, Any] = shell.user_ns
        # Of each cell: the request that ran it last, and the cards that this run has shown.
        self._cards: dict[str, tuple[str, list[Card | WatchedFile]]] = {}

    @magic_arguments()
    @argument(
        "words",
        nargs="*",
        metavar="TYPE | FILE",
        help="The analysis (basic when left out); with one percent sign then files and folders.",
    )
    @argument("--from", dest="variable", metavar="VAR", help="Analyse what this variable holds.")
    @argument("--sample", metavar="NAME", help="Analyse a script that comes with scriptnb.")
    @argument("--watch", action="store_true", help="Analyse one file again at each save.")
    @argument("--priority", "-p", type=whole, metavar="N", help="Lower runs first.")
    @argument("--wait", "-w", action="store_true", help="Wait for the result; fail if it fails.")
    @argument("--into", type=variable, metavar="VAR", help="Bind the handle to this name, too.")
    @argument("--timeout", type=seconds, metavar="S", help="Stop a run after these seconds.")
    @argument("--retries", type=count, metavar="N", help="Run again after a crash, so often.")
    @argument("--format", metavar="F", help="The script's format, when it is not recognised.")
    @argument("--language", metavar="L", help="The script's language, such as en or pl.")
    @argument("--no-cache", action="store_true", help="Compute anew what was computed before.")
    @argument("--help", "-h", action="store_true", help="Show this.")
    @line_cell_magic
    def analyze(self, line: str, cell: str | None = None) -> None:
        """Analyse scripts in the background; the result comes into this cell.

        Write ``%%analyze`` above a script in a cell, or ``%analyze`` before files, folders and
        patterns. The work runs in other processes while you go on. ``_task`` is its handle:
        ``_task.result()`` waits and gives the tables, and so does ``_task.scenes``.
        """
        signs = "%analyze" if cell is None else "%%analyze"
        asked_for = self._parse(signs, line, cell)
        if asked_for.help:
            print(self.analyze.__doc__)  # noqa: T201 - as every magic's help does
            return
        analysis_type, scripts = self._what(asked_for, cell)
        options = self._options(asked_for)
        from scriptnb.notebook.magics.submit import submit

        request, earlier = self._earlier_cards()
        for card in earlier:
            card.dismiss()
        if asked_for.watch:
            self._watch(asked_for, scripts, analysis_type, request, options)
            return
        lines = None if cell is None else CellLines(self._lines_above())
        card = submit(scripts, analysis_type, lines=lines, **options)
        self._remember(request, card)
        alone = len(card.tasks) == 1 and asked_for.alone
        task = card.tasks[0] if alone else _corpus(card)
        self._variables["_task"] = task
        if asked_for.into:
            self._variables[asked_for.into] = task
        self._show(card, wait=asked_for.wait or os.environ.get("SCRIPTNB_WAIT") == "1")

    @magic_arguments()
    @argument("command", nargs="?", metavar="COMMAND", help=", ".join(commands.COMMANDS))
    @argument("task", nargs="?", metavar="ID", help="A task; the latest when left out.")
    @argument(
        "--everything", action="store_true", help="With clear: erase every text and result, too."
    )
    @argument("--help", "-h", action="store_true", help="Show this.")
    @line_magic
    def scriptnb(self, line: str) -> object:
        """See and steer the queue that all notebooks of this environment share."""
        found = parsed("%scriptnb", self.scriptnb.parser, line)
        if found.help:
            print(self.scriptnb.__doc__)  # noqa: T201
            return None
        command = commands.COMMANDS.get(found.command or "status")
        if command is None:
            raise UsageError(
                f"%scriptnb has no {found.command!r}; "
                f"it has: {', '.join(commands.COMMANDS)} (%scriptnb? explains them)"
            )
        if found.everything and found.command != "clear":
            raise UsageError("--everything belongs to %scriptnb clear")
        if found.task and found.command not in {"cancel", "retry"}:
            raise UsageError(f"%scriptnb {found.command} takes no task")
        from scriptnb.queue.manager import default_manager

        return command(default_manager(), found.task, everything=found.everything)

    def _parse(self, signs: str, line: str, cell: str | None) -> Namespace:
        # First of all: whatever goes wrong below, no later cell takes an old task for this one.
        self._variables.pop("_task", None)
        if found := _INTO.search(line):
            self._variables.pop(found[1], None)
        asked_for = parsed(signs, self.analyze.parser, line)
        named = [flag for flag in ("variable", "sample") if getattr(asked_for, flag)]
        if cell is not None and named:
            raise UsageError(
                "%%analyze takes the script that stands below it; "
                "for --from and --sample write %analyze (one percent sign)"
            )
        if len(named) == 2:
            raise UsageError("choose one of --from and --sample")
        if asked_for.watch and (cell is not None or named or asked_for.wait):
            raise UsageError(f"{signs}: --watch takes one file, as in %analyze --watch FILE")
        # A notebook that is executed from beginning to end gets one result and goes on.
        asked_for.watch = asked_for.watch and os.environ.get("SCRIPTNB_WAIT") != "1"
        return asked_for

    def _what(self, asked_for: Namespace, cell: str | None) -> tuple[str, list[sources.Asked]]:
        """Find the analysis and the scripts; `asked_for.alone` tells whether one was asked for."""
        types = known_types()
        words: list[str] = list(asked_for.words)
        analysis_type = words.pop(0) if words and words[0] in types else self.analysis_type
        asked_for.alone = True
        if cell is not None:
            if words and (words[0] in types or len(words) > 1):
                raise UsageError(f"%%analyze takes one analysis; there is {words[0]!r} too much")
            if words:
                raise UsageError(
                    f"%%analyze: there is no analysis {words[0]!r}; choose one of: "
                    f"{', '.join(types)} (to analyse a file write %analyze, one percent sign)"
                )
            return analysis_type, [sources.from_cell(cell)]
        if asked_for.variable or asked_for.sample:
            if words:
                raise UsageError(
                    f"%analyze: there is no analysis {words[0]!r}, and no file goes with --from "
                    f"or --sample; choose one of: {', '.join(types)}"
                )
            if asked_for.sample:
                return analysis_type, [sources.from_sample(asked_for.sample)]
            value = self._variables.get(asked_for.variable)
            asked_for.alone = not isinstance(value, (list, tuple))
            return analysis_type, sources.from_variable(asked_for.variable, self._variables)
        scripts = sources.from_words(words, types)
        asked_for.alone = len(scripts) == 1
        return analysis_type, scripts

    def _watch(
        self,
        asked_for: Namespace,
        scripts: list[sources.Asked],
        analysis_type: str,
        request: tuple[str, str],
        options: dict[str, Any],
    ) -> None:
        from scriptnb.notebook.card import watch
        from scriptnb.queue.manager import default_manager

        if len(scripts) != 1 or not isinstance(path := scripts[0].source, Path):
            raise UsageError("%analyze: --watch takes one file, as in %analyze --watch FILE")
        if asked_for.priority is None:
            options["priority"] = watch.PRIORITY
        given = {name: value for name, value in options.items() if value is not None}
        watched = watch.watch_file(path, default_manager(), analysis_type, given, self.grace)
        self._remember(request, watched)
        self._variables["_task"] = watched
        if asked_for.into:
            self._variables[asked_for.into] = watched

    def _options(self, asked_for: Namespace) -> dict[str, Any]:
        return {
            "priority": self.priority if asked_for.priority is None else asked_for.priority,
            "task_timeout": asked_for.timeout,
            "max_retries": asked_for.retries,
            "format": asked_for.format,
            "language": asked_for.language,
            "use_cache": not asked_for.no_cache,
        }

    def _show(self, card: Card, *, wait: bool) -> None:
        try:
            card.show(self.grace)
            if wait:
                card.wait()
        except KeyboardInterrupt:
            from scriptnb.notebook.card.card import StoppedWaiting

            raise StoppedWaiting(
                "stopped waiting; the work goes on, and its card will show the result "
                "(%scriptnb cancel ends the work)"
            ) from None
        if wait and (failure := card.failure()):
            raise failure

    # -- which cell asks, and where its script begins

    def _request(self) -> dict[str, Any]:
        get_parent = getattr(self.shell, "get_parent", None)
        return (get_parent() or {}) if get_parent is not None else {}

    def _earlier_cards(self) -> tuple[tuple[str, str], list[Card | WatchedFile]]:
        """Name this cell and this run of it; give the cards that an earlier run has shown."""
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
        """Count the cell's lines above the script: blank ones may stand before the magic."""
        code = str((self._request().get("content") or {}).get("code", ""))
        for number, line in enumerate(code.splitlines(), 1):
            if line.strip():
                return number
        return 1


def _corpus(card: Card) -> Corpus:
    """Make the handle of many scripts: their results as one table each."""
    from scriptnb.corpus import Corpus
    from scriptnb.queue.manager import default_manager

    return Corpus.of_tasks(card.tasks, card.labels, default_manager())
