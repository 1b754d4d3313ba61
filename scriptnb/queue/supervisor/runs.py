"""What a slot's answer, or its death, means for the task that ran in it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from scriptnb.queue.models import Measured, Outcome

if TYPE_CHECKING:
    from scriptnb.queue.models import Answer, Job, Kind
    from scriptnb.queue.supervisor.station import AnySlot

_MB = 2**20


def outcome(slot: AnySlot, job: Job, answer: Answer | None) -> Outcome:
    """Say how a run ended.

    Parameters
    ----------
    slot
        The slot it ran in.
    answer
        What the slot said; None when it died.
    """
    output = slot.drain_output()
    if answer is not None:
        measured = Measured(answer.run_s, answer.cpu_s, max(answer.peak, slot.peak) / _MB)
        if answer.kind is None:
            return Outcome(
                kind=None, measured=measured, output=output, body=answer.body, key=answer.key,
                provenance=answer.provenance,
            )  # fmt: skip
        kind: Kind = answer.kind  # type: ignore[assignment]
        return Outcome(
            kind=kind, measured=measured, output=output, error=answer.error,
            traceback=answer.traceback,
        )  # fmt: skip
    run_s = time.monotonic() - slot.started
    measured = Measured(run_s, None, slot.peak / _MB if slot.peak else None)
    kind, error = _death(slot, job)
    return Outcome(kind=kind, measured=measured, output=output, error=error)


def _death(slot: AnySlot, job: Job) -> tuple[Kind, str]:
    if slot.killed == "memory":
        return "memory", (
            f"it took {slot.peak / _MB:,.0f} MB of memory, more than the limit of "
            f"{job.memory_limit_mb:,.0f} MB (memory_limit_mb)"
        )
    if slot.killed == "timeout":
        return "timeout", f"it ran longer than {job.task_timeout:g} s (task_timeout)"
    deaths = job.crashes + 1
    times = f", for the {_ordinal(deaths)} time" if deaths > 1 else ""
    return "crash", f"its worker process {slot.how_it_died()}{times}"


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")
