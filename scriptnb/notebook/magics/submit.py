"""Submits the scripts that a magic names and makes their card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.notebook.card.card import Card
from scriptnb.notebook.magics import sources
from scriptnb.notebook.queue_view import QueueView
from scriptnb.queue.manager import default_manager

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.notebook.card.static_html import CellLines
    from scriptnb.notebook.messages import Options


def submit(
    scripts: Sequence[sources.Asked],
    analysis_type: str,
    *,
    lines: CellLines | None,
    format: str | None,  # noqa: A002 - the public name
    language: str | None,
    **settings: object,
) -> Card:
    """Submit scripts, all or none of them, and return their card.

    Raises
    ------
    ScriptnbError
        When one of them cannot be submitted; then none is.
    """
    for script in scripts:
        sources.check(script, format, language)
    manager = default_manager()
    given = {"format": format, "language": language, **settings}
    options: Options = {name: value for name, value in given.items() if value is not None}
    tasks = manager.submit_many([script.source for script in scripts], analysis_type, **options)
    labels = [script.label for script in scripts]
    return Card(tasks, labels, manager, QueueView(manager), lines)
