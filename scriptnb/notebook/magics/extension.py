"""What ``%load_ext scriptnb`` adds to a shell, and ``%unload_ext`` takes away again."""

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
    shell.input_transformers_cleanup.append(_give_empty_cells_a_body)
    # What a cell has waited for stands in the notebook before that cell counts as done: whoever
    # executes a notebook without a page reads no output after that.
    shell.events.register("post_run_cell", _settle)
    _LOADED[id(shell)] = (magics, completion)


def unload(shell: InteractiveShell) -> None:
    """Take all of it away again; tasks under way go on."""
    loaded = _LOADED.pop(id(shell), None)
    if loaded is None:
        return
    magics, completion = loaded
    completion.remove()
    shell.configurables.remove(magics)  # type: ignore[arg-type]
    shell.input_transformers_cleanup.remove(_give_empty_cells_a_body)
    shell.events.unregister("post_run_cell", _settle)
    for kind in ("line", "cell"):
        for name in ("analyze", "scriptnb"):
            shell.magics_manager.magics[kind].pop(name, None)


def _give_empty_cells_a_body(lines: list[str]) -> list[str]:
    """Let ``%%analyze --help`` and an empty ``%%analyze`` reach us.

    IPython refuses a cell magic without a body before any magic is called, so that neither help
    would be shown nor an old ``_task`` cleared.
    """
    if len(lines) == 1 and re.match(r"%%analyze(\s|$)", lines[0]):
        return [lines[0].rstrip("\n") + "\n", "\n"]
    return lines


def _settle(_result: object) -> None:
    REFRESHER.flush()
