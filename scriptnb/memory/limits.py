"""The memory limit that applies to this process, how much of it is used, and by which processes.

Inside a container or a hub the limit is not the machine's RAM but a control group's, or what the
hub wrote into ``MEM_LIMIT``. What to do near the limit is the caller's decision.
"""

from __future__ import annotations

import math
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import psutil

from scriptnb.system import processes
from scriptnb.system.cgroups import group_usage, limited_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Source = Literal["cgroup v2", "cgroup v1", "MEM_LIMIT", "RLIMIT_AS", "RAM"]

_VARIABLE: Final = "MEM_LIMIT"
_UNITS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}
_SIZE = re.compile(r"\s*(\d+(?:\.\d*)?)\s*([KMGT]?)I?B?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limit:
    """A memory limit that applies to this process.

    Parameters
    ----------
    bytes
        The limit, in bytes.
    source
        What sets it.
    folder
        The control group's folder, where a control group sets the limit.
    """

    bytes: int
    source: Source
    folder: Path | None = None


def effective_limit(
    root: str | os.PathLike[str] = "/", environ: Mapping[str, str] | None = None
) -> Limit:
    """Return the smallest memory limit that applies to this process.

    Parameters
    ----------
    root
        The folder that holds ``proc`` and ``sys``; to be changed in tests only.
    environ
        The environment with ``MEM_LIMIT``; None means this process's.

    Returns
    -------
    Limit
        Of two equal ones, the one that is enforced (a control group before ``MEM_LIMIT``).

    Examples
    --------
    >>> limit = effective_limit()
    >>> 0 < limit.bytes <= psutil.virtual_memory().total
    True
    >>> effective_limit(environ={"MEM_LIMIT": "64M"}).source
    'MEM_LIMIT'
    """
    return min(all_limits(root, environ), key=lambda limit: limit.bytes)


def all_limits(
    root: str | os.PathLike[str] = "/", environ: Mapping[str, str] | None = None
) -> list[Limit]:
    """Return every memory limit that applies to this process; the machine's RAM is the last one.

    The smallest need not be the fullest: a machine may run out of RAM before a generous container
    is full. So compare ``max(used(limit) / limit.bytes for limit in all_limits())``.

    Parameters
    ----------
    root, environ
        As for :func:`effective_limit`.

    Examples
    --------
    >>> [limit.source for limit in all_limits(environ={"MEM_LIMIT": "1.5G"})][-1]
    'RAM'
    """
    found = [
        Limit(group.limit, "cgroup v2" if group.version == 2 else "cgroup v1", group.folder)
        for group in limited_groups(Path(root))
    ]
    if declared := parse_size((os.environ if environ is None else environ).get(_VARIABLE, "")):
        found.append(Limit(declared, _VARIABLE))
    if address_space := _address_space_limit():
        found.append(Limit(address_space, "RLIMIT_AS"))
    return [*found, Limit(psutil.virtual_memory().total, "RAM")]


def used(limit: Limit | None = None, pids: Iterable[int] | None = None) -> int:
    """Return the bytes that are used of a limit.

    What counts follows what enforces the limit:

    - a control group: all of the group's processes, without file pages the kernel can drop;
    - ``MEM_LIMIT``: the RSS of this user's processes that were given the same ``MEM_LIMIT``
      (a notebook server, its kernels and what they started), or of ``pids``;
    - ``RLIMIT_AS``: the largest address space among ``pids``, or this process's, since that limit
      is each process's own;
    - RAM: what the system cannot allocate any more.

    A control group or RAM takes about 0.1 ms; ``MEM_LIMIT`` without ``pids`` reads every process
    of the machine and takes some milliseconds.

    Parameters
    ----------
    limit
        From :func:`effective_limit` or :func:`all_limits`; None means the effective one.
    pids
        The processes that count, for the sources that count processes.

    Examples
    --------
    >>> limit = effective_limit()
    >>> 0 < used(limit) <= limit.bytes
    True
    """
    limit = effective_limit() if limit is None else limit
    if limit.folder is not None:
        inside = group_usage(2 if limit.source == "cgroup v2" else 1, limit.folder)
        if inside is not None:
            return inside
    elif limit.source == _VARIABLE:
        return sum(process_memory(_sharing_pids() if pids is None else pids).values())
    elif limit.source == "RLIMIT_AS":
        sizes = (processes.sizes(pid) for pid in ([os.getpid()] if pids is None else pids))
        return max((size[1] for size in sizes if size), default=0)
    memory = psutil.virtual_memory()
    return int(memory.total - memory.available)


def process_memory(pids: Iterable[int]) -> dict[int, int]:
    """Return the RSS of processes, in bytes; those that are gone or not readable are left out.

    RSS counts a page shared by two processes (by fork, or a library) in both.

    Examples
    --------
    >>> mine = os.getpid()
    >>> process_memory([mine])[mine] > 1_000_000
    True
    >>> process_memory([2**31 - 1])
    {}
    """
    found = ((pid, processes.sizes(pid)) for pid in pids)
    return {pid: sizes[0] for pid, sizes in found if sizes}


def process_share(pids: Iterable[int]) -> dict[int, int]:
    """Return the PSS of processes, in bytes; the RSS where the system has no PSS.

    PSS counts a page shared by *n* processes with 1/*n* in each, so that the sum over a family of
    processes is the memory that the family takes. Reading it costs the kernel a walk over the
    process's pages (0.1 ms and more): it is meant for reports, not for sampling.

    Examples
    --------
    >>> mine = os.getpid()
    >>> 0 < process_share([mine])[mine] <= 1.1 * process_memory([mine])[mine]
    True
    """
    found = process_memory(pids)
    return {pid: rss if (pss := processes.pss(pid)) is None else pss for pid, rss in found.items()}


def parse_size(text: str) -> int | None:
    """Read a size as JupyterHub writes it: bytes, or a number with K, M, G or T (powers of 1024).

    None for what is empty, zero or no size: jupyter-resource-usage reads 0 as "no limit", and a
    typing error in an environment variable must not stop the queue.

    Examples
    --------
    >>> parse_size("1073741824"), parse_size("1.5G"), parse_size("512MiB")
    (1073741824, 1610612736, 536870912)
    >>> parse_size("0"), parse_size("plenty"), parse_size("-1")
    (None, None, None)
    """
    match = _SIZE.fullmatch(text)
    if not match:
        return None
    size = float(match[1]) * 1024 ** _UNITS[match[2].upper()]
    return int(size) or None if math.isfinite(size) else None


def _address_space_limit() -> int | None:
    # macOS has the constant and ignores it; Windows has none.
    if sys.platform == "linux":
        import resource

        soft, _ = resource.getrlimit(resource.RLIMIT_AS)
        if soft > 0 and soft != resource.RLIM_INFINITY:
            return soft
    return None


def _sharing_pids() -> list[int]:
    """Return the processes that run under this process's ``MEM_LIMIT``, this one included."""
    mine, declared = psutil.Process(), os.environ.get(_VARIABLE)
    user = mine.username()
    sharing = {mine.pid}
    for process in psutil.process_iter(["username"]):
        try:
            if process.info["username"] == user and process.environ().get(_VARIABLE) == declared:
                sharing.add(process.pid)
        except (psutil.Error, OSError):
            continue
    return sorted(sharing)
