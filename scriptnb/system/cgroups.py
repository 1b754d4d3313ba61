"""Find the Linux control groups that limit this process's memory, and read them.

A container's limit (Docker, Kubernetes, systemd, a JupyterHub) is a control group's. The limit that
holds may sit on any folder between the process's own group and the root of what it can see,
so all of them are asked. Knows files only: nothing of environments, machines or what is smallest.
Where there are no control groups (macOS, Windows), nothing is found and nothing fails.

Sources: the kernel's ``admin-guide/cgroup-v2.rst`` and ``cgroup-v1/memory.rst``, and ``proc(5)``
for ``/proc/self/cgroup`` and ``/proc/self/mountinfo``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Where the two versions are mounted when ``mountinfo`` cannot be read.
_USUAL_MOUNT = {2: "/sys/fs/cgroup", 1: "/sys/fs/cgroup/memory"}
#: ``memory.high`` kills nobody, but above it a group is slowed to a near standstill.
_LIMIT_FILES = {2: ("memory.max", "memory.high"), 1: ("memory.limit_in_bytes",)}
_USAGE_FILE = {2: "memory.current", 1: "memory.usage_in_bytes"}
#: File pages that the kernel drops as soon as somebody needs the room. Counted as used, a large
#: file that was merely read would look like a full container.
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
        Where the group's files lie.
    limit
        Its limit in bytes.
    """

    version: int
    folder: Path
    limit: int


def limited_groups(root: Path) -> list[Group]:
    """Give every group above this process that limits memory, innermost first.

    Parameters
    ----------
    root
        The folder that holds ``proc`` and ``sys``; ``/`` but in tests.
    """
    found = []
    for version in (2, 1):
        for folder in _folders(root, version):
            limits = [_read_int(folder / name) for name in _LIMIT_FILES[version]]
            real = [limit for limit in limits if limit is not None and 0 < limit < _NO_LIMIT]
            if real:
                found.append(Group(version, folder, min(real)))
    return found


def group_usage(version: int, folder: Path) -> int | None:
    """Give the bytes that a group uses, without file pages the kernel can drop; None if unread."""
    usage = _read_int(folder / _USAGE_FILE[version])
    if usage is None:
        return None
    cache = 0
    for line in _read(folder / "memory.stat").splitlines():
        key, _, value = line.partition(b" ")
        if key in _CACHE_KEYS[version] and value.isdigit():
            cache += int(value)
    return max(0, usage - cache)


def _folders(root: Path, version: int) -> Iterator[Path]:
    """Yield the process's group and all above it, up to and with the mount point."""
    mount_root, mount = _mount(root, version)
    group = _group_path(root, version)
    # Inside a container without a namespace of its own the mount shows only the part of the tree
    # below `mount_root`; a group outside of it (or "/../…") is seen as the mount point itself.
    inside = group.is_relative_to(mount_root) and ".." not in group.parts
    relative = group.relative_to(mount_root) if inside else PurePosixPath()
    for part in (relative, *relative.parents):
        yield mount / part


def _mount(root: Path, version: int) -> tuple[PurePosixPath, Path]:
    """Give what is mounted (a path inside the group tree), and where."""
    for line in _read(root / "proc/self/mountinfo").decode(errors="replace").splitlines():
        before, _, after = line.partition(" - ")
        fields, kind = before.split(), after.split()
        if len(fields) < 5 or len(kind) < 3:
            continue
        is_v1 = kind[0] == "cgroup" and "memory" in kind[2].split(",")
        if (version == 2 and kind[0] == "cgroup2") or (version == 1 and is_v1):
            return PurePosixPath(fields[3]), root / fields[4].lstrip("/")
    return PurePosixPath("/"), root / _USUAL_MOUNT[version].lstrip("/")


def _group_path(root: Path, version: int) -> PurePosixPath:
    for line in _read(root / "proc/self/cgroup").decode(errors="replace").splitlines():
        hierarchy, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        wanted = hierarchy == "0" if version == 2 else "memory" in controllers.split(",")
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
