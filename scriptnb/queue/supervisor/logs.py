"""The supervisor's log: one file of limited size, without a word of any script."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING

from scriptnb.queue.store.paths import LOG

if TYPE_CHECKING:
    from pathlib import Path

#: A larger log is kept as ``supervisor.log.1``, and a new one begun; in bytes.
LARGEST = 1_000_000


def set_up(home: Path) -> None:
    """Log to stderr, which is the log file, so that crashes of Python itself are in it too."""
    rotate(home)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(message)s"))
    root = logging.getLogger("scriptnb")
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def rotate(home: Path, largest: int = LARGEST) -> None:
    """Begin a new log when it has grown too large, keeping one older file."""
    file = home / LOG
    try:
        if file.stat().st_size <= largest:
            return
        file.replace(f"{file}.1")
        fresh = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError:
        return
    for standard in (1, 2):
        os.dup2(fresh, standard)
    os.close(fresh)
