"""Linux control groups: the memory limits and the CPU quota that this process stands under.

A container's limit (Docker, Kubernetes, systemd, a JupyterHub) is a control group's. The limit that
applies may be set on any folder between the process's own group and the root of what the process
can see, so all of them are read. Where there are no control groups (macOS, Windows), nothing is
found and nothing fails.

Sources: the kernel's ``admin-guide/cgroup-v2.rst``, ``cgroup-v1/memory.rst`` and
``scheduler/sched-bwc.rst``, and ``proc(5)`` for ``/proc/self/cgroup`` and
``/proc/self/mountinfo``.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Controller = Literal["memory", "cpu"]

#: Where version 2 is mounted when ``mountinfo`` cannot be read; version 1 has a folder in it for
#: each controller.
_USUAL_MOUNT = "/sys/fs/cgroup"
#: ``memory.high`` kills no process, but above it a group is slowed to a near standstill.
_LIMIT_FILES = {2: ("memory.max", "memory.high"), 1: ("memory.limit_in_bytes",)}
_USAGE_FILE = {2: "memory.current", 1: "memory.usage_in_bytes"}
#: File pages that the kernel drops as soon as memory is needed. Counted as used, a large file that
#: was merely read would look like a full container.
_CACHE_KEYS = {
    2: (b"active_file", b"inactive_file"),
    1: (b"total_active_file", b"total_inactive_file"),
}
#: Version 1 writes "no limit" as the largest whole number of pages below 2**63.
_NO_LIMIT = 2**62


@dataclass(frozen=True, slots=True)
class Group:
    """One control group with a memory limit.

    Parameters
    ----------
    version
        1 or 2.
    folder
        The folder with the group's files.
    limit
        Its limit in bytes.
    """

    version: int
    folder: Path
    limit: int


def limited_groups(root: Path) -> list[Group]:
    """Return every group above this process that limits memory, innermost first.

    Parameters
    ----------
    root
        The folder that holds ``proc`` and ``sys``; not ``/`` in tests only.
    """
    found = []
    for version in (2, 1):
        for folder in _folders(root, version, "memory"):
            limits = [_read_int(folder / name) for name in _LIMIT_FILES[version]]
            real = [limit for limit in limits if limit is not None and 0 < limit < _NO_LIMIT]
            if real:
                found.append(Group(version, folder, min(real)))
    return found


def group_usage(version: int, folder: Path) -> int | None:
    """Return the bytes that a group uses, without file pages the kernel can drop.

    None when the group's files cannot be read.
    """
    usage = _read_int(folder / _USAGE_FILE[version])
    if usage is None:
        return None
    cache = 0
    for line in _read(folder / "memory.stat").splitlines():
        key, _, value = line.partition(b" ")
        if key in _CACHE_KEYS[version] and value.isdigit():
            cache += int(value)
    return max(0, usage - cache)


def cpu_quota(root: Path = Path("/")) -> float | None:
    """Return the cores' worth of time that this process's groups allow; None without a quota.

    Parameters
    ----------
    root
        As for `limited_groups`.
    """
    quotas = [
        quota
        for version in (2, 1)
        for folder in _folders(root, version, "cpu")
        if (quota := _quota(version, folder))
    ]
    return min(quotas, default=None)


def usable_cores(root: Path = Path("/")) -> int:
    """Return how many cores this process may use: its affinity, and its groups' CPU quota.

    A quota of part of a core counts as a whole one.

    Examples
    --------
    >>> 1 <= usable_cores() <= os.cpu_count()
    True
    """
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        cores = os.cpu_count() or 1
    quota = cpu_quota(root)
    return max(1, cores if quota is None else min(cores, math.ceil(quota)))


def _quota(version: int, folder: Path) -> float | None:
    if version == 2:
        quota, _, period = _read(folder / "cpu.max").strip().partition(b" ")
    else:
        quota = _read(folder / "cpu.cfs_quota_us").strip()
        period = _read(folder / "cpu.cfs_period_us").strip()
    # No quota is "max" in version 2 and -1 in version 1: neither is all digits.
    if not (quota.isdigit() and period.isdigit() and int(period)):
        return None
    return int(quota) / int(period) or None


def _folders(root: Path, version: int, controller: Controller) -> Iterator[Path]:
    """Yield the process's group and all above it, up to and with the mount point."""
    mount_root, mount = _mount(root, version, controller)
    group = _group_path(root, version, controller)
    # Inside a container without a namespace of its own the mount shows only the part of the tree
    # below `mount_root`; a group outside of it (or "/../…") is seen as the mount point itself.
    inside = group.is_relative_to(mount_root) and ".." not in group.parts
    relative = group.relative_to(mount_root) if inside else PurePosixPath()
    for part in (relative, *relative.parents):
        yield mount / part


def _mount(root: Path, version: int, controller: Controller) -> tuple[PurePosixPath, Path]:
    """Return what is mounted (a path inside the group tree), and where."""
    for line in _read(root / "proc/self/mountinfo").decode(errors="replace").splitlines():
        before, _, after = line.partition(" - ")
        fields, kind = before.split(), after.split()
        if len(fields) < 5 or len(kind) < 3:
            continue
        is_v1 = kind[0] == "cgroup" and controller in kind[2].split(",")
        if (version == 2 and kind[0] == "cgroup2") or (version == 1 and is_v1):
            return PurePosixPath(fields[3]), root / fields[4].lstrip("/")
    usual = root / _USUAL_MOUNT.lstrip("/")
    return PurePosixPath("/"), usual if version == 2 else usual / controller


def _group_path(root: Path, version: int, controller: Controller) -> PurePosixPath:
    for line in _read(root / "proc/self/cgroup").decode(errors="replace").splitlines():
        hierarchy, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        wanted = hierarchy == "0" if version == 2 else controller in controllers.split(",")
        if wanted and path.startswith("/"):
            return PurePosixPath(path)
    return PurePosixPath("/")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _read_int(path: Path) -> int | None:
    text = _read(path).strip()
    return int(text) if text.isdigit() else None  # "max" is no number: no limit
