"""The memory of this very process: what it takes, its peak, and how to hand some back.

Knows no thresholds and no logging.
"""

from __future__ import annotations

import functools
import gc
import os
import re
import sys
from typing import TYPE_CHECKING

import psutil

from scriptnb.memory.sizes import process_sizes

if TYPE_CHECKING:
    from collections.abc import Callable


def own_memory() -> int:
    """Give the RSS of this process in bytes; 0 where the system does not tell.

    Examples
    --------
    >>> own_memory() > 1_000_000
    True
    """
    sizes = process_sizes(os.getpid())
    return sizes[0] if sizes else 0


def lifetime_peak() -> int:
    """Give the highest RSS that the system has noted for this process so far, in bytes; 0 if none.

    It never falls, so it tells of a peak only when it has risen.

    Examples
    --------
    >>> lifetime_peak() >= 0
    True
    """
    if sys.platform == "win32":
        return int(psutil.Process(os.getpid()).memory_info().peak_wset)
    else:  # noqa: RET505  # mypy reads it so on every platform
        import resource

        # A process begins with the `ru_maxrss` of the one that started it (a kernel with its
        # server's), so that its own peak may never show there; VmHWM is its own.
        if match := re.search(rb"VmHWM:\s*(\d+) kB", _status()):
            return int(match[1]) * 1024
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def collect() -> int:
    """Collect garbage and hand the freed memory back to the system.

    glibc keeps what Python frees for later; ``malloc_trim`` makes it return whole pages. Where
    there is none (macOS, musl, Windows) the collection alone has to do.

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


def _status() -> bytes:
    try:
        file = os.open("/proc/self/status", os.O_RDONLY)
    except OSError:
        return b""
    try:
        return os.read(file, 65536)
    finally:
        os.close(file)


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
