"""Processes by identity, their children and memory, and how to end a whole group of them.

On Linux it reads ``/proc`` itself: a sample of a slot's memory costs some 20 microseconds, and one
is taken every 15 milliseconds.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path

_LINUX = sys.platform == "linux"
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def identity(pid: int) -> str | None:
    """Name a process so that no later one with its pid is taken for it; None if it is gone."""
    if _LINUX:
        try:
            text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
        # The command's name stands in brackets and may hold anything, brackets too.
        fields = text.rpartition(")")[2].split()
        return None if fields[0] in "ZX" else f"{pid}:{fields[19]}"
    import psutil

    try:
        process = psutil.Process(pid)
        return None if process.status() == "zombie" else f"{pid}:{process.create_time():.2f}"
    except psutil.Error:
        return None


def pid_of(process: str) -> int:
    """Return the pid of an identity, 0 where it is none."""
    head = process.partition(":")[0]
    return int(head) if head.isascii() and head.isdigit() and len(head) < 10 else 0


def alive(process: str) -> bool:
    """Tell whether exactly this process runs."""
    pid = pid_of(process)
    return pid > 0 and identity(pid) == process


def descendants(pid: int) -> list[int]:
    """List a process's children, their children, and so on."""
    if not _LINUX:
        import psutil

        with contextlib.suppress(psutil.Error):
            return [child.pid for child in psutil.Process(pid).children(recursive=True)]
        return []
    found: list[int] = []
    waiting = [pid]
    while waiting:
        parent = waiting.pop()
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"/proc/{parent}/task"):  # noqa: PTH208 - names are wanted
                text = read(f"/proc/{parent}/task/{thread}/children")
                waiting += [child for child in map(int, text.split()) if child not in found]
        found += [child for child in waiting if child not in found]
    return found


def rss(pid: int) -> int:
    """Return a process's resident bytes, 0 if it is gone."""
    if _LINUX:
        try:
            return int(read(f"/proc/{pid}/statm").split()[1]) * _PAGE
        except (OSError, IndexError):
            return 0
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def read(file: str) -> bytes:
    """Read a small file of the kernel's: a fifth of what Python's own files take."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        return os.read(descriptor, 65536)
    finally:
        os.close(descriptor)


def write(file: str, data: bytes) -> None:
    """Write to a file of the kernel's."""
    descriptor = os.open(file, os.O_WRONLY)
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def kill_family(pid: int) -> None:
    """End a slot, its process group, and children that made a group of their own."""
    family = [pid, *descendants(pid)]
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            # Only a group that the slot leads: before it made one it is in the supervisor's.
            if pid > 1 and os.getpgid(pid) == pid:
                os.killpg(pid, signal.SIGKILL)
    for each in family:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(each, getattr(signal, "SIGKILL", signal.SIGTERM))


def kill_left(process: str) -> None:
    """End what is left of a slot that an earlier supervisor started."""
    pid = pid_of(process)
    if pid <= 1:
        return
    now = identity(pid)
    if now == process:
        kill_family(pid)
    elif now is None and hasattr(os, "killpg"):
        # Its leader is gone, so a group of this number can only be what it left: the system gives
        # no pid anew while a group bears it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
