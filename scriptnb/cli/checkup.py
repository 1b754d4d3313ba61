"""``scriptnb doctor``: report the installation, the journal, its supervisor and the limits.

Reads only; starts no process and writes no file. A finding has a name, a value and a mark.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sqlite3
import sys
from importlib import metadata
from typing import TYPE_CHECKING, NamedTuple

from scriptnb.cli import output
from scriptnb.errors import JournalError
from scriptnb.version import __version__

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from pathlib import Path

#: The optional parts: extra -> the distribution by which it is recognised.
_EXTRAS = {
    "lab": "jupyterlab", "celery": "celery", "excel": "openpyxl", "parquet": "pyarrow",
    "watch": "watchfiles", "models": "transformers",
}  # fmt: skip
_MB = 2**20
#: With less free disk space than this, in bytes, results may not fit.
_ROOM = 500 * _MB


class Finding(NamedTuple):
    """One thing that was checked."""

    what: str
    found: str
    #: None where it is neither right nor wrong.
    well: bool | None = True


def doctor(given: Namespace) -> int:
    """Print the findings; return 1 when something is wrong, else 0."""
    findings = [*_installed(), *_journal(), *_limits()]
    if given.format == "json":
        output.show_json([each._asdict() for each in findings])
    else:
        marks = {True: "ok", False: "!!", None: "  "}
        width = max(len(each.what) for each in findings)
        for each in findings:
            print(f"{marks[each.well]}  {each.what:<{width}}  {each.found}")
    return 1 if any(each.well is False for each in findings) else 0


def _installed() -> Iterator[Finding]:
    yield Finding("scriptnb", __version__)
    yield Finding("Python", f"{platform.python_version()}, {sys.executable}")
    yield Finding("system", f"{platform.system()} {platform.release()} {platform.machine()}")
    enough = sqlite3.sqlite_version_info >= (3, 37)
    why = "" if enough else "; the queue needs 3.37: use a newer Python or conda's"
    yield Finding("SQLite", f"{sqlite3.sqlite_version}{why}", enough)
    missing = []
    try:
        required = metadata.requires("scriptnb") or []
    except metadata.PackageNotFoundError:
        required = []
    for line in required:
        needed = re.match(r"[\w.-]+", line)
        if needed and "extra ==" not in line and _version(needed[0]) is None:
            missing.append(needed[0])
    state = f"missing: {', '.join(missing)}; install scriptnb again" if missing else "all installed"
    yield Finding("dependencies", state, not missing)
    for extra, name in _EXTRAS.items():
        version = _version(name)
        absent = f"not installed (pip install 'scriptnb[{extra}]')"
        yield Finding(f"[{extra}]", f"{name} {version}" if version else absent,
                      True if version else None)  # fmt: skip


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _journal() -> Iterator[Finding]:
    from scriptnb.queue.store import paths

    home = paths.folder()
    file = home / paths.JOURNAL
    if not file.exists():
        yield Finding("journal", f"{file} (not created yet)", None)
        yield Finding("supervisor", "none", None)
        yield from _disk(home)
        return
    size = sum(each.stat().st_size for each in home.glob(f"{file.name}*")) / _MB
    local = not paths.on_network(home)
    where = "" if local else "; on a network: set SCRIPTNB_HOME to a local folder"
    yield Finding("journal", f"{file} ({size:,.1f} MB){where}", local)
    yield from _disk(home)
    yield from _queue(home)


def _queue(home: Path) -> Iterator[Finding]:
    from scriptnb.queue import stats
    from scriptnb.queue.store.journal import Journal
    from scriptnb.queue.store.maintenance import cache_limit_mb
    from scriptnb.queue.supervisor import launcher

    try:
        journal = Journal(home)
    except JournalError as error:
        yield Finding("queue", str(error), False)
        return
    try:
        found = stats.stats(journal, 0)
        limit = cache_limit_mb(journal.db)
        slots = len(journal.slots())
    finally:
        journal.close()
    waiting = found["queue_size"]
    counts = f"{waiting:,} waiting, {found['processing_tasks']:,} running"
    paused = "; paused: resume it with %scriptnb resume in a notebook" if found["paused"] else ""
    yield Finding("queue", f"{counts}{paused}", None if found["paused"] else True)
    if found["supervisor"]:
        yield Finding("supervisor", f"process {found['supervisor']}, {slots} worker slots")
    elif waiting and not found["paused"]:
        words = launcher.last_log_line(home)
        yield Finding("supervisor", f"none, though work waits; its log ends: {words}", False)
    else:
        yield Finding("supervisor", "none (it starts with work and ends when idle)", None)
    if found["held_back"]:
        yield Finding("held back", str(found["held_back"]), False)
    yield Finding("workers", str(found["workers"]))
    full = found["cache_mb"] > limit
    cache = f"{found['total_results']:,} results, {found['cache_mb']:,.1f} of {limit:,.0f} MB"
    yield Finding("cache", cache, None if full else True)


def _disk(home: Path) -> Iterator[Finding]:
    while not home.exists() and home != home.parent:
        home = home.parent
    free = shutil.disk_usage(home).free
    writable = os.access(home, os.W_OK)
    yield Finding("disk", f"{free / 2**30:,.1f} GB free", free > _ROOM)
    if not home.is_dir():
        yield Finding("folder", f"{home} is a file; set SCRIPTNB_HOME to a folder", False)
    elif not writable:
        yield Finding("folder", f"{home} cannot be written; set SCRIPTNB_HOME", False)


def _limits() -> Iterator[Finding]:
    from scriptnb import memory
    from scriptnb.system import cgroups

    yield Finding("cores", str(cgroups.usable_cores()))
    for limit in memory.all_limits():
        used = memory.used(limit)
        well = used < 0.9 * limit.bytes
        text = f"{used / 2**30:,.1f} of {limit.bytes / 2**30:,.1f} GB used"
        yield Finding(f"memory ({limit.source})", text, True if well else None)
