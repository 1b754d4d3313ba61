"""Processes: identity, children, memory and CPU time, and how to end a whole group of them.

On Linux it reads ``/proc`` itself, without psutil: a sample of a slot's memory costs some 20
microseconds, and one is taken every 15 milliseconds. psutil is imported on other systems only.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import re
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LINUX = sys.platform == "linux"
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def identity(pid: int) -> str | None:
    """Return a name of a process that no later one with its pid has; None if it is gone."""
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
    """Return whether exactly this process runs."""
    pid = pid_of(process)
    return pid > 0 and identity(pid) == process


def descendants(pid: int) -> list[int]:
    """Return the pids of a process's children, their children, and so on."""
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


def sizes(pid: int) -> tuple[int, int] | None:
    """Return a process's RSS and address space in bytes; None when it is gone or not readable.

    Examples
    --------
    >>> resident, address_space = sizes(os.getpid())
    >>> 1_000_000 < resident < address_space
    True
    """
    if _LINUX:
        try:
            pages = read(f"/proc/{pid}/statm").split()
            return int(pages[1]) * _PAGE, int(pages[0]) * _PAGE
        except (OSError, ValueError, IndexError):
            return None
    import psutil

    try:
        info = psutil.Process(pid).memory_info()
    except (psutil.Error, OSError, ValueError):
        return None
    return int(info.rss), int(info.vms)


def rss(pid: int) -> int:
    """Return a process's resident bytes, 0 if it is gone."""
    found = sizes(pid)
    return found[0] if found else 0


def pss(pid: int) -> int | None:
    """Return a process's resident bytes, those shared by *n* processes counted as 1/*n*.

    None where the system has no such figure. The kernel walks over the process's pages to answer,
    which takes 0.1 ms and more.
    """
    with contextlib.suppress(OSError):
        if match := re.search(
            rb"^Pss:\s*(\d+) kB", read(f"/proc/{pid}/smaps_rollup"), re.MULTILINE
        ):
            return int(match[1]) * 1024
    return None


def own_memory() -> int:
    """Return the RSS of this process in bytes; 0 where the system does not report it.

    Examples
    --------
    >>> own_memory() > 1_000_000
    True
    """
    return rss(os.getpid())


def peak_memory() -> int:
    """Return the highest RSS of this process in bytes, since its start or `reset_peak`; 0 if none.

    Examples
    --------
    >>> peak_memory() >= 0
    True
    """
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process(os.getpid()).memory_info().peak_wset)
    else:  # noqa: RET505  # mypy reads it so on every platform
        import resource

        # A process begins with the `ru_maxrss` of the one that started it (a kernel with its
        # server's), so that its own peak may never show there; VmHWM is its own.
        with contextlib.suppress(OSError):
            if match := re.search(rb"VmHWM:\s*(\d+) kB", read("/proc/self/status")):
                return int(match[1]) * 1024
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def reset_peak() -> bool:
    """Begin to count the peak of this process anew; return whether the system can."""
    with contextlib.suppress(OSError):
        write("/proc/self/clear_refs", b"5")
        return True
    return False


def own_cpu() -> float:
    """Return the CPU time of this process and of its ended children, in seconds."""
    if sys.platform == "win32":
        return time.process_time()
    else:  # noqa: RET505  # mypy reads it so on every platform
        import resource

        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + children.ru_utime + children.ru_stime


def collect() -> int:
    """Collect garbage and return the freed memory to the system.

    glibc keeps what Python frees for later use; ``malloc_trim`` makes it return whole pages. Where
    there is none (macOS, musl, Windows) only the collection is done.

    Returns
    -------
    int
        By how many bytes the RSS of this process fell; never negative.

    Examples
    --------
    >>> collect() >= 0
    True
    """
    before = own_memory()
    gc.collect()
    if trim := _malloc_trim():
        trim(0)
    return max(0, before - own_memory())


@functools.cache
def _malloc_trim() -> Callable[[int], int] | None:
    try:
        import ctypes

        trim = ctypes.CDLL(None).malloc_trim
        trim.argtypes, trim.restype = [ctypes.c_size_t], ctypes.c_int
    except (ImportError, OSError, AttributeError, TypeError):
        return None
    found: Callable[[int], int] = trim
    return found


def read(file: str) -> bytes:
    """Return what a small kernel file holds, five times faster than Python's files do."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        return os.read(descriptor, 65536)
    finally:
        os.close(descriptor)


def write(file: str, data: bytes) -> None:
    """Write to a kernel file."""
    descriptor = os.open(file, os.O_WRONLY)
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def kill_family(pid: int) -> None:
    """Kill a slot, its process group, and children that made a group of their own."""
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
    """Kill what is left of a slot that an earlier supervisor started."""
    pid = pid_of(process)
    if pid <= 1:
        return
    now = identity(pid)
    if now == process:
        kill_family(pid)
    elif now is None and hasattr(os, "killpg"):
        # Its leader is gone, so a group of this number can only be what it left: the system does
        # not reuse a pid while a group has that number.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
