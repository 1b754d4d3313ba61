"""Whether a task that went wrong runs again, and when: the whole policy, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from scriptnb.queue.models import Kind

#: A task whose slot died unasked this often is taken for the cause.
CRASHES = 3
#: So often a task runs again after its supervisor was lost; it may be what ends the supervisors.
LOSSES = 10
#: No pause is longer, in seconds; also how a clock that was set back is noticed.
LONGEST = 3600.0


class Attempts(msgspec.Struct, frozen=True):
    """What a task has behind it and what it was allowed."""

    retry_count: int
    crashes: int
    max_retries: int
    retry_delay: float
    priority: int


class Verdict(msgspec.Struct, frozen=True):
    """What happens next: ``again`` after ``pause`` seconds with these numbers, or failed."""

    again: bool
    pause: float
    priority: int
    retry_count: int
    crashes: int


def decide(kind: Kind, past: Attempts) -> Verdict:
    """Decide what becomes of a task after one more attempt went wrong.

    Transient failures run again, later each time and behind their equals; an error of the task's
    own is permanent. A lost supervisor is no attempt (`LOSSES`).

    Examples
    --------
    >>> fresh = Attempts(0, 0, 3, 1.0, priority=5)
    >>> decide("timeout", fresh).pause, decide("timeout", fresh).priority
    (1.0, 6)
    >>> decide("error", fresh).again
    False
    >>> decide("crash", Attempts(2, 2, 3, 1.0, 7)).again
    False
    """
    crashes = past.crashes + (kind == "crash")
    again = (
        kind != "error"
        and past.retry_count < past.max_retries
        and not (kind == "crash" and crashes >= CRASHES)
    )
    if not again:
        return Verdict(False, 0.0, past.priority, past.retry_count, crashes)
    # A hundred retries must not overflow a float on the way to the longest pause.
    pause = min(LONGEST, past.retry_delay * 2.0 ** min(past.retry_count, 30))
    return Verdict(True, pause, past.priority + 1, past.retry_count + 1, crashes)
