"""Whether there is memory for one more task: the limit that really holds, and how full it is."""

from __future__ import annotations

import time

#: New work is held back above this share of the limit.
THRESHOLD = 0.9
#: Measured at most this often, in seconds.
_EVERY = 0.25


class Admission:
    """The supervisor's look at memory before it claims.

    Parameters
    ----------
    threshold
        The share of the limit above which new work is held back.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self._threshold = threshold
        self._next = 0.0
        self._held: str | None = None

    def held_back(self) -> str | None:
        """Say why new work must wait, None when it need not."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _EVERY
            self._held = self._look()
        return self._held

    def _look(self) -> str | None:
        from scriptnb.memory import limits

        for limit in limits.all_limits():
            used = limits.used(limit)
            if used > self._threshold * limit.bytes:
                return (
                    f"memory is short: {used / 2**30:.1f} of {limit.bytes / 2**30:.1f} GB "
                    f"({limit.source}) are in use"
                )
        return None
