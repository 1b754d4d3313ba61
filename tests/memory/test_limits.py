"""The limit that really holds, on trees of control groups as containers show them."""

from __future__ import annotations

import os
import subprocess
import sys

import psutil
import pytest

from scriptnb.memory.limits import (
    Limit,
    all_limits,
    effective_limit,
    parse_size,
    process_memory,
    process_share,
    used,
)

MB = 2**20
RAM = psutil.virtual_memory().total
V2_MOUNT = "30 23 0:26 {root} /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"
V1_MOUNT = "36 32 0:31 {root} /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory\n"


def plant(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(text))
    return root


def v2(root, group="/", mount_root="/", **files):
    return plant(
        root,
        {
            "proc/self/cgroup": f"0::{group}\n",
            "proc/self/mountinfo": V2_MOUNT.format(root=mount_root),
            **{f"sys/fs/cgroup/{name}": text for name, text in files.items()},
        },
    )


def test_a_container_of_version_2_sets_the_limit(tmp_path):
    v2(tmp_path, **{"memory.max": 300 * MB})
    assert effective_limit(tmp_path, {}) == Limit(300 * MB, "cgroup v2", tmp_path / "sys/fs/cgroup")


def test_max_is_no_limit(tmp_path):
    v2(tmp_path, **{"memory.max": "max\n", "memory.high": "max\n"})
    assert effective_limit(tmp_path, {}) == Limit(RAM, "RAM")


def test_memory_high_holds_too(tmp_path):
    v2(tmp_path, **{"memory.max": 300 * MB, "memory.high": 200 * MB})
    assert effective_limit(tmp_path, {}).bytes == 200 * MB


def test_a_group_above_ours_may_hold_the_smallest_limit(tmp_path):
    v2(
        tmp_path,
        "/user.slice/user-7.slice/session",
        **{
            "user.slice/memory.max": 900 * MB,
            "user.slice/user-7.slice/memory.max": 400 * MB,
            "user.slice/user-7.slice/session/memory.max": "max",
        },
    )
    limit = effective_limit(tmp_path, {})
    assert limit.bytes == 400 * MB
    assert limit.folder == tmp_path / "sys/fs/cgroup/user.slice/user-7.slice"
    assert [each.bytes for each in all_limits(tmp_path, {})] == [400 * MB, 900 * MB, RAM]


def test_a_group_outside_of_the_namespace_is_seen_at_the_mount_point(tmp_path):
    v2(tmp_path, "/../../other", **{"memory.max": 300 * MB})
    assert effective_limit(tmp_path, {}).bytes == 300 * MB


def test_a_container_of_version_1_sets_the_limit_without_a_namespace(tmp_path):
    plant(
        tmp_path,
        {
            "proc/self/cgroup": "5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n0::/\n",
            "proc/self/mountinfo": V1_MOUNT.format(root="/docker/abc"),
            "sys/fs/cgroup/memory/memory.limit_in_bytes": 256 * MB,
        },
    )
    limit = effective_limit(tmp_path, {})
    assert (limit.bytes, limit.source) == (256 * MB, "cgroup v1")


def test_version_1_without_a_limit_writes_a_huge_number(tmp_path):
    plant(
        tmp_path,
        {
            "proc/self/cgroup": "4:memory:/a\n",
            "proc/self/mountinfo": V1_MOUNT.format(root="/"),
            "sys/fs/cgroup/memory/memory.limit_in_bytes": 9223372036854771712,
            "sys/fs/cgroup/memory/a/memory.limit_in_bytes": 128 * MB,
        },
    )
    assert [each.bytes for each in all_limits(tmp_path, {})] == [128 * MB, RAM]


def test_both_versions_side_by_side_are_both_asked(tmp_path):
    plant(
        tmp_path,
        {
            "proc/self/cgroup": "4:memory:/job\n0::/job\n",
            "proc/self/mountinfo": V1_MOUNT.format(root="/")
            + "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n",
            "sys/fs/cgroup/memory/job/memory.limit_in_bytes": 500 * MB,
            "sys/fs/cgroup/unified/job/memory.max": 400 * MB,
        },
    )
    assert [each.source for each in all_limits(tmp_path, {})] == ["cgroup v2", "cgroup v1", "RAM"]


def test_the_usual_mount_is_tried_when_proc_is_hidden(tmp_path):
    plant(tmp_path, {"sys/fs/cgroup/memory.max": 64 * MB})
    assert effective_limit(tmp_path, {}).bytes == 64 * MB


@pytest.mark.parametrize("text", ["", "0", "-1", "plenty", "12 apples", "\x00"])
def test_nonsense_in_a_limit_file_is_no_limit(tmp_path, text):
    v2(tmp_path, **{"memory.max": text})
    assert effective_limit(tmp_path, {}) == Limit(RAM, "RAM")


def test_nonsense_in_proc_fails_nothing(tmp_path):
    plant(tmp_path, {"proc/self/cgroup": "::\n0\n\n", "proc/self/mountinfo": "1 2\n - \nx - y\n"})
    assert effective_limit(tmp_path, {}) == Limit(RAM, "RAM")


def test_a_machine_without_control_groups_has_its_ram(tmp_path):
    assert all_limits(tmp_path, {}) == [Limit(RAM, "RAM")]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("536870912", 512 * MB),
        ("512M", 512 * MB),
        ("512m", 512 * MB),
        (" 512 MB ", 512 * MB),
        ("0.5G", 512 * MB),
        ("512Mi", 512 * MB),
        ("524288K", 512 * MB),
        ("1T", 2**40),
        ("", None),
        ("0", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("9" * 400, None),
        ("1e9", None),
    ],
)
def test_mem_limit_is_read_as_a_hub_writes_it(text, size):
    assert parse_size(text) == size


def test_mem_limit_holds_when_it_is_the_smallest(tmp_path):
    v2(tmp_path, **{"memory.max": 300 * MB})
    assert effective_limit(tmp_path, {"MEM_LIMIT": "200M"}) == Limit(200 * MB, "MEM_LIMIT")
    assert effective_limit(tmp_path, {"MEM_LIMIT": "400M"}).source == "cgroup v2"


def test_of_two_equal_limits_the_enforced_one_is_told(tmp_path):
    v2(tmp_path, **{"memory.max": 300 * MB})
    assert effective_limit(tmp_path, {"MEM_LIMIT": "300M"}).source == "cgroup v2"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces RLIMIT_AS")
def test_an_address_space_limit_holds_and_its_use_is_address_space(fresh_python):
    told = fresh_python(
        """
        import json, resource
        resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, resource.RLIM_INFINITY))
        from scriptnb.memory.limits import all_limits, used
        [limit] = [each for each in all_limits("/nowhere") if each.source == "RLIMIT_AS"]
        before = used(limit)
        import mmap
        room = mmap.mmap(-1, 500 * 2**20)  # address space only, never touched
        print(json.dumps([limit.bytes, used(limit) - before, used(limit, [2**31 - 1])]))
        """
    )
    assert told[0] == 3 * 2**30
    assert told[1] >= 500 * MB
    assert told[2] == 0


def test_use_of_a_container_leaves_out_file_pages_that_can_be_dropped(tmp_path):
    stat = f"anon {10 * MB}\nfile {80 * MB}\ninactive_file {30 * MB}\nactive_file {40 * MB}\n"
    v2(
        tmp_path,
        **{"memory.max": 300 * MB, "memory.current": 100 * MB, "memory.stat": stat},
    )
    assert used(effective_limit(tmp_path, {})) == 30 * MB


def test_use_of_a_version_1_container_counts_its_children(tmp_path):
    plant(
        tmp_path,
        {
            "proc/self/cgroup": "4:memory:/\n",
            "proc/self/mountinfo": V1_MOUNT.format(root="/"),
            "sys/fs/cgroup/memory/memory.limit_in_bytes": 256 * MB,
            "sys/fs/cgroup/memory/memory.usage_in_bytes": 90 * MB,
            "sys/fs/cgroup/memory/memory.stat": f"inactive_file 1\ntotal_inactive_file {50 * MB}\n",
        },
    )
    assert used(effective_limit(tmp_path, {})) == 40 * MB


def test_use_falls_back_to_the_machine_when_a_container_hides_its_own(tmp_path):
    v2(tmp_path, **{"memory.max": 300 * MB})
    assert 0 < used(effective_limit(tmp_path, {})) < RAM


def test_use_of_mem_limit_counts_the_processes_that_share_it(fresh_python):
    told = fresh_python(
        """
        import json, os, subprocess, sys
        from scriptnb.memory.limits import Limit, process_memory, used

        hold = (
            "import sys; room = bytearray(b'1') * (60 * 2**20); print('up', flush=True); "
            "sys.stdin.read()"
        )
        limit = Limit(2**40, "MEM_LIMIT")
        def start(env):
            child = subprocess.Popen([sys.executable, "-c", hold], env=env, text=True,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            child.stdout.readline()
            return child
        alone = used(limit)
        with start({**os.environ, "MEM_LIMIT": "other"}) as stranger, start(os.environ) as sharing:
            both = used(limit)
            named = used(limit, [stranger.pid])
            sharing.communicate(), stranger.communicate()
        mine = process_memory([os.getpid()])[os.getpid()]
        print(json.dumps([alone - mine, both - alone, named]))
        """,
        MEM_LIMIT="987654M",
    )
    alone, sharing, named = told
    assert abs(alone) < 20 * MB
    assert 60 * MB < sharing < 110 * MB
    assert 60 * MB < named < 110 * MB


def test_a_process_that_is_gone_is_left_out():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert list(process_memory([child.pid, os.getpid(), -1, 2**40])) == [os.getpid()]
    assert list(process_share([child.pid, os.getpid()])) == [os.getpid()]


@pytest.mark.skipif(
    not os.path.exists("/proc/self/smaps_rollup"),  # noqa: PTH110
    reason="this system tells no PSS",
)
def test_a_page_shared_by_two_processes_is_counted_once_in_their_shares(fresh_python):
    rss, pss = fresh_python(
        """
        import json, os
        from scriptnb.memory.limits import process_memory, process_share
        room = bytearray(b"1") * (100 * 2**20)
        up, told = os.pipe()
        wait, go = os.pipe()
        child = os.fork()
        if not child:
            os.write(told, b"1"), os.close(go), os.read(wait, 1), os._exit(0)
        os.read(up, 1)
        family = [os.getpid(), child]
        print(json.dumps([sum(f(family).values()) for f in (process_memory, process_share)]))
        os.close(go)
        os.waitpid(child, 0)
        """
    )
    assert rss > 200 * MB
    assert 100 * MB < pss < 150 * MB
