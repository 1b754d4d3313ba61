"""Whether there is memory for another task: the limits that apply, and how much is in use."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scriptnb.memory import limits

#: New work is held back above this share of the limit.
THRESHOLD = 0.9
#: Measured at most this often, in seconds.
_EVERY = 0.25
#: Limits are read at most this often, in seconds: they hardly ever change.
_LIMITS_EVERY = 5.0


class Admission:
    """Holds tasks back while memory is short.

    Parameters
    ----------
    threshold
        The share of the limit above which new work is held back.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self._threshold = threshold
        self._next = 0.0
        self._limits: list[limits.Limit] = []
        self._next_limits = 0.0
        self._held: str | None = None

    def held_back(self) -> str | None:
        """Return why no task may start, None when one may."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _EVERY
            self._held = self._check()
        return self._held

    def _check(self) -> str | None:
        from scriptnb.memory import limits

        now = time.monotonic()
        if now >= self._next_limits:
            self._next_limits = now + _LIMITS_EVERY
            self._limits = limits.all_limits()
        for limit in self._limits:
            used = limits.used(limit)
            if used > self._threshold * limit.bytes:
                return (
                    f"memory is short: {used / 2**30:.1f} of {limit.bytes / 2**30:.1f} GB "
                    f"({limit.source}) are in use"
                )
        return None
