"""What tests ask of processes that are not their own children."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterable


def gone(process: psutil.Process) -> bool:
    """Tell whether it runs no more; a zombie does not, whenever somebody looks after it."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE or not process.is_running()
    except psutil.NoSuchProcess:
        return True


def wait_until_gone(processes: Iterable[psutil.Process], timeout: float = 60) -> None:
    """Wait until none of them runs any more."""
    end = time.monotonic() + timeout
    for process in processes:
        while not gone(process):
            assert time.monotonic() < end, f"still there: {process}"
            time.sleep(0.01)
