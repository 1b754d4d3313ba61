"""The size of a process, read as cheaply as can be: watches ask fifty times a second.

On Linux this is psutil's own source, read without building a ``psutil.Process``: every 20 ms, that
took 1% of a core, and this takes 0.4%.
"""

from __future__ import annotations

import os
import sys

import psutil

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0


def process_sizes(pid: int) -> tuple[int, int] | None:
    """Give a process's RSS and address space in bytes; None when it is gone or not ours to see.

    Examples
    --------
    >>> rss, address_space = process_sizes(os.getpid())
    >>> 1_000_000 < rss < address_space
    True
    """
    try:
        if sys.platform == "linux":
            file = os.open(f"/proc/{pid}/statm", os.O_RDONLY)
            try:
                pages = os.read(file, 200).split()
            finally:
                os.close(file)
            return int(pages[1]) * _PAGE, int(pages[0]) * _PAGE
        else:  # noqa: RET505  # mypy reads it so on every platform
            info = psutil.Process(pid).memory_info()
            return int(info.rss), int(info.vms)
    except (psutil.Error, OSError, ValueError, IndexError):
        return None
