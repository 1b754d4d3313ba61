"""Heartbeats: how a supervisor that no longer responds is found, and ended.

A heartbeat is a small file with the identity of a process and the time of its last beat. It is no
row of the journal: a full disk must not look like a supervisor that hangs. The clock stops while
the machine is suspended, so that a laptop that slept is no hang.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import time
from typing import TYPE_CHECKING

from scriptnb.system import processes

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger("scriptnb.supervisor")

#: Held by the process that serves the journal.
LOCK = "supervisor.lock"
#: The files of the supervisor and of its standby.
SUPERVISOR = "supervisor.heartbeat"
STANDBY = "standby.heartbeat"
#: A process whose last beat is older hangs, in seconds.
LONGEST = 30.0
#: Seconds between two beats.
_EVERY = 1.0
#: A hang counts when it is seen twice, so many seconds apart: a reader that was stopped together
#: with everything else must not take its own pause for one.
_CONFIRMED = 2.0

#: Heartbeat file -> the old beat that was seen there, and when.
_suspects: dict[Path, tuple[tuple[str, float], float]] = {}


class Heartbeat:
    """Writes the heartbeat of this process.

    Parameters
    ----------
    file
        Where.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._process = processes.identity(os.getpid()) or f"{os.getpid()}:0"
        self._next = 0.0

    def beat(self) -> None:
        """Write the time, at most once a second."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _EVERY
        # Always as long, and written over what is there: that needs no room on a full disk.
        text = f"{self._process} {now:.3f}".ljust(80) + "\n"
        with contextlib.suppress(OSError):
            descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, text.encode())
            finally:
                os.close(descriptor)


def last_beat(file: Path) -> tuple[str, float] | None:
    """Return whose heartbeat a file is and the time of the last beat; None where there is none."""
    try:
        process, moment = file.read_text(encoding="utf-8", errors="replace").split()
        return process, float(moment)
    except (OSError, ValueError):
        return None


def living(file: Path) -> str | None:
    """Return the identity of the process whose heartbeat this is, None when it is dead."""
    beat = last_beat(file)
    return beat[0] if beat is not None and processes.alive(beat[0]) else None


def silence(file: Path) -> tuple[str, float] | None:
    """Return a living process that hangs and the seconds since its last beat; None while none does.

    Parameters
    ----------
    file
        Its heartbeat.
    """
    beat = last_beat(file)
    age = 0.0 if beat is None else time.monotonic() - beat[1]
    if beat is None or age <= LONGEST or not processes.alive(beat[0]):
        return None
    return beat[0], age


def end_hung(file: Path) -> bool:
    """Kill the process of a heartbeat when it hangs; return whether one was killed.

    It is killed at the second call that finds the same old beat, a while after the first.
    """
    found = silence(file)
    beat = last_beat(file)
    if found is None or beat is None:
        _suspects.pop(file, None)
        return False
    now = time.monotonic()
    seen, since = _suspects.get(file, (None, now))
    if seen != beat:
        _suspects[file] = beat, now
        return False
    if now - since < _CONFIRMED:
        return False
    process, age = found
    log.warning("process %s has not responded for %.0f s, so it is killed", process, age)
    return end(process)


def end(process: str) -> bool:
    """Kill exactly this process; return whether the signal was sent."""
    try:
        if processes.alive(process):
            os.kill(processes.pid_of(process), getattr(signal, "SIGKILL", signal.SIGTERM))
            return True
    except (ProcessLookupError, PermissionError):
        pass
    return False
