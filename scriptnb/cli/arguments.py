"""The shell's commands, their arguments and their help; runs none of them."""

from __future__ import annotations

import argparse
import importlib
from typing import TYPE_CHECKING

from scriptnb.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

_MAIN = """\
Turn screenplays into tables, from the shell. The queue is the notebooks' own: nothing is computed
twice, and work goes on when this command ends.

First steps:
  scriptnb analyze draft.fountain                 one script, at a glance
  scriptnb analyze drafts/ --out results/         a folder: every table as a CSV file
  scriptnb analyze 's1/*.fdx' --type basic --format json | jq '.[].minutes'
  scriptnb convert draft.fdx draft.fountain       any readable format to Fountain or Final Draft
  scriptnb doctor                                 what is installed, and whether it works
"""
_CODES = """\
'scriptnb COMMAND --help' describes each of them.

exit codes: 0 success; 1 some scripts (or tasks) failed, the others are done; 2 wrong use, or
nothing to read; 3 the queue cannot be used; 130 interrupted, the work goes on in the background
"""
_ANALYZE = """\
Analyse files, folders (with the scripts in their folders) and patterns; '**' goes into folders.
Scripts that were analysed before and have not changed are not run again.

  scriptnb analyze draft.fountain
  scriptnb analyze submissions/ --out results/            every table as results/NAME.csv
  scriptnb analyze submissions/ --format csv > all.csv    one row a script
  scriptnb analyze show/ --table characters --format json
  scriptnb analyze show/ --no-wait                        submit and come back later

Ctrl-C ends the waiting only; run the same command again to go on, or cancel with
'scriptnb cancel --all'. A script that cannot be read is a row with its error, and the exit code 1.
"""
_CONVERT = """\
Read any format that scriptnb knows and write Fountain or Final Draft.

  scriptnb convert draft.pdf draft.fountain
  scriptnb convert draft.fountain draft.fdx
  scriptnb convert draft.fdx - | less                     Fountain to the screen
"""
_TASKS = """\
List the tasks of the queue, newest first: those of notebooks, too.

  scriptnb tasks --status failed
  scriptnb tasks --format json | jq '.[] | select(.run_s > 10)'
"""
_CANCEL = """\
Cancel tasks, waiting or running.

  scriptnb cancel 17 18
  scriptnb cancel --all                                   everything that has not ended
"""
_STOP = """\
End the supervisor and its worker slots. Waiting tasks stay in the queue, running ones are run
again; the next submit, from a shell or a notebook, starts a new supervisor.
"""
_DOCTOR = """\
Check the installation: versions, optional parts, the journal, the supervisor, and the limits of
this machine or container. Changes nothing. The exit code is 1 when something is wrong.
"""
_WORKER = """\
Take tasks from a broker and run them on this machine, until a signal ends it: SIGTERM (or Ctrl-C)
finishes what runs, a second one ends at once. It needs this version of scriptnb, no shared disk.

  export SCRIPTNB_BROKER_URL=rediss://scriptnb:PASSWORD@broker.example:6379/0
  scriptnb worker                                         one task per core
  scriptnb worker --concurrency 4 --memory-limit-mb 800

Prefer the variable to --broker: other users of this machine can read a command's arguments.
"""

#: command -> the module beside this one whose function of that name runs it.
_HOME = {
    "analyze": "analyzing", "status": "queueing", "tasks": "queueing", "cancel": "queueing",
    "stop": "queueing", "convert": "converting", "doctor": "checkup", "worker": "queueing",
}  # fmt: skip


def function(command: str) -> Callable[[argparse.Namespace], int]:
    """Return the function of a command; imports its module."""
    made: Callable[[argparse.Namespace], int] = getattr(
        importlib.import_module(f"scriptnb.cli.{_HOME[command]}"), command
    )
    return made


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    main = argparse.ArgumentParser(
        prog="scriptnb", description=_MAIN, epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
    )  # fmt: skip
    main.add_argument("--version", action="version", version=f"scriptnb {__version__}")
    commands = main.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _analyze(_command(commands, "analyze", "analyse files, folders and patterns", _ANALYZE))
    status = _command(
        commands, "status", "show the state of the queue", "Show the state of the queue."
    )
    _format(status, "table", "json")
    tasks = _command(commands, "tasks", "list the queue's tasks", _TASKS)
    tasks.add_argument(
        "--status", metavar="STATE", help="only tasks in this state: pending, failed, …"
    )
    tasks.add_argument(
        "--limit", type=_count, default=20, metavar="N", help="how many (default 20; 0 for all)"
    )
    _format(tasks, "table", "json", "csv")
    cancel = _command(commands, "cancel", "cancel tasks", _CANCEL)
    cancel.add_argument("id", nargs="*", metavar="ID", help="a task's number, as tasks lists it")
    cancel.add_argument("--all", action="store_true", help="everything that has not ended")
    convert = _command(commands, "convert", "write Fountain or Final Draft", _CONVERT)
    convert.add_argument("source", metavar="IN", help="the script to read")
    convert.add_argument(
        "target", metavar="OUT", help="the file to write, .fountain or .fdx; - for the screen"
    )
    convert.add_argument("--to", choices=("fountain", "fdx"), help="instead of OUT's extension")
    convert.add_argument("--force", action="store_true", help="overwrite a file that exists")
    _reading(convert)
    _command(commands, "stop", "end the supervisor", _STOP)
    worker = _command(commands, "worker", "run other machines' tasks here", _WORKER)
    worker.add_argument(
        "--broker", metavar="URL", help="rediss://user:password@host:6379/0, or redis://"
    )
    worker.add_argument(
        "--concurrency", type=_count, metavar="N", help="tasks at once (default: one per core)"
    )
    worker.add_argument(
        "--memory-limit-mb", type=_count, metavar="N", help="MB that one task may use here"
    )
    doctor = _command(commands, "doctor", "check the installation", _DOCTOR)
    _format(doctor, "table", "json")
    return main


def _analyze(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder or a pattern")
    parser.add_argument(
        "--type", default="full", metavar="TYPE", dest="type",
        help="basic, sentiment, structure, production or full (default), or one of your own",
    )  # fmt: skip
    _format(parser, "table", "json", "csv")
    parser.add_argument(
        "--out", metavar="DIR",
        help="write every table there as NAME.csv, or the one that --table names; with --format "
        "json every script's whole result as NAME.json",
    )  # fmt: skip
    parser.add_argument(
        "--table", metavar="NAME",
        help="which table to print (default summary, one row a script)",
    )  # fmt: skip
    parser.add_argument(
        "--priority", type=int, default=5, metavar="N", help="lower runs first (default 5)"
    )
    parser.add_argument("--no-cache", action="store_true", help="compute known results again")
    parser.add_argument("--no-wait", action="store_true", help="submit and end at once")
    parser.add_argument("--quiet", "-q", action="store_true", help="no progress bar")
    _reading(parser)


def _reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="read_as", default="auto", metavar="FORMAT",
        help="the format to read, such as fountain or plain_text, when it is not recognised",
    )  # fmt: skip
    parser.add_argument(
        "--language", type=_language, metavar="L", help="the script's language, such as en or pl"
    )


def _format(parser: argparse.ArgumentParser, *formats: str) -> None:
    parser.add_argument(
        "--format", choices=formats, default=formats[0], help=f"{formats[0]} when left out"
    )


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, short: str, text: str
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name, help=short, description=text, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip


def _language(text: str) -> str:
    from scriptnb.errors import OptionError
    from scriptnb.screenplay import language_codes

    try:
        return language_codes.check(text)
    except OptionError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number; give 0, 20, …")
    return int(text)
