"""Starts of a supervisor that failed: how many in a row, and when the next one may be tried.

Only one that ends by itself with an error counts. A supervisor that is killed from outside has not
failed, and the next one starts at once. No number of failures stops the starts for good.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "supervisor.failures"
#: So many in a row are reported to those who wait.
MANY = 5
#: The pause after the second failure in a row and the longest one, in seconds.
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


def _read(home: Path) -> tuple[int, float]:
    try:
        count, moment = json.loads((home / _FILE).read_text(encoding="utf-8"))
        return max(0, int(count)), float(moment)
    except (OSError, ValueError, TypeError):
        return 0, 0.0


def count(home: Path) -> int:
    """Return how many supervisors in a row ended by themselves with an error."""
    return _read(home)[0]


def add(home: Path) -> None:
    """Count one that ended by itself with an error."""
    text = json.dumps([count(home) + 1, time.monotonic()])
    with contextlib.suppress(OSError):
        descriptor = os.open(home / _FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)


def forget(home: Path) -> None:
    """Begin to count anew: a supervisor serves."""
    with contextlib.suppress(OSError):
        (home / _FILE).unlink(missing_ok=True)


def pause(home: Path) -> float:
    """Return for how many seconds no supervisor is to be started, 0 where one may be now.

    The first failure has no pause; then each pause is twice the one before it.
    """
    failed, moment = _read(home)
    if failed < 2:
        return 0.0
    wait = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(failed - 2, 20))
    passed = time.monotonic() - moment
    # A time in the future is of an earlier start of the machine.
    return max(0.0, wait - passed) if passed >= 0 else 0.0
