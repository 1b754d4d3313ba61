"""``%load_ext scriptnb`` and ``%unload_ext scriptnb``: adds to a shell, removes from it."""

# IPython's registry of magics carries no types.
# mypy: disable-error-code="no-untyped-call, untyped-decorator"

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scriptnb.notebook.magics.completion import Completion
from scriptnb.notebook.magics.magics import AnalyzeMagics
from scriptnb.notebook.refresh import REFRESHER

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_LOADED: dict[int, tuple[AnalyzeMagics, Completion]] = {}


def load(shell: InteractiveShell) -> None:
    """Add the magics, their completion and their ``%config`` to a shell."""
    if id(shell) in _LOADED:
        return
    magics = AnalyzeMagics(shell)
    shell.register_magics(magics)
    completion = Completion(
        shell, {"analyze": magics.analyze.parser, "scriptnb": magics.scriptnb.parser}
    )
    completion.install()
    shell.input_transformers_cleanup.append(_add_empty_body)
    # A card must be up to date before its cell counts as done: a program that executes notebooks
    # reads no output that comes later.
    shell.events.register("post_run_cell", _flush)
    _LOADED[id(shell)] = (magics, completion)


def unload(shell: InteractiveShell) -> None:
    """Remove everything that `load` added; unfinished tasks continue."""
    loaded = _LOADED.pop(id(shell), None)
    if loaded is None:
        return
    magics, completion = loaded
    completion.remove()
    shell.configurables.remove(magics)  # type: ignore[arg-type]
    shell.input_transformers_cleanup.remove(_add_empty_body)
    shell.events.unregister("post_run_cell", _flush)
    for kind in ("line", "cell"):
        for name in ("analyze", "scriptnb"):
            shell.magics_manager.magics[kind].pop(name, None)


def _add_empty_body(lines: list[str]) -> list[str]:
    """Make ``%%analyze --help`` and an empty ``%%analyze`` call the magic.

    IPython rejects a cell magic without a body before it calls the magic, so that neither help
    would be shown nor an old ``_task`` removed.
    """
    if len(lines) == 1 and re.match(r"%%analyze(\s|$)", lines[0]):
        return [lines[0].rstrip("\n") + "\n", "\n"]
    return lines


def _flush(_result: object) -> None:
    REFRESHER.flush()
