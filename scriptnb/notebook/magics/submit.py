"""From scripts that were asked for to a card: the step where the notebook meets the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scriptnb.notebook.card.card import Card
from scriptnb.notebook.magics import sources
from scriptnb.notebook.queue_view import QueueView
from scriptnb.queue.manager import default_manager

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.notebook.card.static_html import CellLines


def submit(
    scripts: Sequence[sources.Asked],
    analysis_type: str,
    *,
    lines: CellLines | None,
    format: str | None,  # noqa: A002 - the public name
    language: str | None,
    **settings: Any,
) -> Card:
    """Submit scripts, all or none of them, and make their card.

    Raises
    ------
    ScriptnbError
        When something cannot be submitted; then nothing was.
    """
    for script in scripts:
        sources.check(script, format, language)
    manager = default_manager()
    given = {"format": format, "language": language, **settings}
    options = {name: value for name, value in given.items() if value is not None}
    tasks = manager.submit_many([script.source for script in scripts], analysis_type, **options)
    labels = [script.label for script in scripts]
    return Card(tasks, labels, manager, QueueView(manager), lines)
