"""The CPU quota that applies, on trees of control groups as containers show them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scriptnb.system.cgroups import cpu_quota, usable_cores

if TYPE_CHECKING:
    from pathlib import Path

V2_MOUNT = "30 23 0:26 {root} /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"
V1_MOUNT = "33 32 0:29 {root} /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"


def plant(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.fixture
def eight_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))


@pytest.mark.usefixtures("eight_cores")
def test_a_quota_above_the_own_group_counts(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "proc/self/cgroup": "0::/pods/lab/kernel\n",
            "proc/self/mountinfo": V2_MOUNT.format(root="/"),
            "sys/fs/cgroup/pods/cpu.max": "250000 100000\n",
            "sys/fs/cgroup/pods/lab/cpu.max": "max 100000\n",
            "sys/fs/cgroup/pods/lab/kernel/cpu.max": "400000 100000\n",
        },
    )
    assert cpu_quota(tmp_path) == 2.5
    assert usable_cores(tmp_path) == 3


@pytest.mark.usefixtures("eight_cores")
def test_a_container_sees_its_own_group_at_the_mount_point(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "proc/self/cgroup": "0::/docker/abc\n",
            "proc/self/mountinfo": V2_MOUNT.format(root="/docker/abc"),
            "sys/fs/cgroup/cpu.max": "150000 100000\n",
        },
    )
    assert usable_cores(tmp_path) == 2


@pytest.mark.usefixtures("eight_cores")
@pytest.mark.parametrize(("quota", "cores"), [("400000", 4), ("-1", 8), ("1000", 1)])
def test_version_1_has_the_quota_in_two_files(tmp_path: Path, quota: str, cores: int) -> None:
    folder = "sys/fs/cgroup/cpu,cpuacct/job"
    plant(
        tmp_path,
        {
            "proc/self/cgroup": "5:memory:/other\n4:cpu,cpuacct:/job\n0::/\n",
            "proc/self/mountinfo": V1_MOUNT.format(root="/"),
            f"{folder}/cpu.cfs_quota_us": f"{quota}\n",
            f"{folder}/cpu.cfs_period_us": "100000\n",
        },
    )
    assert usable_cores(tmp_path) == cores


@pytest.mark.usefixtures("eight_cores")
@pytest.mark.parametrize("text", ["max 100000\n", "", "0 0\n", "a b\n"])
def test_without_a_quota_the_affinity_counts(tmp_path: Path, text: str) -> None:
    plant(tmp_path, {"sys/fs/cgroup/cpu.max": text})
    assert cpu_quota(tmp_path) is None
    assert usable_cores(tmp_path) == 8


@pytest.mark.usefixtures("eight_cores")
def test_a_machine_without_control_groups_has_its_affinity(tmp_path: Path) -> None:
    assert usable_cores(tmp_path) == 8
