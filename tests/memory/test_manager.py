"""MemoryManager: what it tells, and that memory really goes back to the system."""

from __future__ import annotations

import platform

import pytest

from scriptnb.memory import MemoryManager

MB = 2**20


def test_usage_is_bytes_that_grow_with_what_is_held(fresh_python):
    grown = fresh_python(
        """
        from scriptnb.memory import MemoryManager
        manager = MemoryManager()
        before = manager.get_memory_usage()
        room = bytearray(b"1") * (100 * 2**20)
        print(manager.get_memory_usage() - before)
        """
    )
    assert 98 * MB < grown < 110 * MB


def test_check_is_true_while_memory_is_well_and_false_above_the_threshold(fresh_python):
    assert fresh_python(
        """
        import json
        from scriptnb.memory import MemoryManager
        usage = MemoryManager().get_memory_usage() / 2**20
        manager = MemoryManager(memory_threshold_mb=usage + 50)
        well = manager.check_memory()
        room = bytearray(b"1") * (100 * 2**20)
        short = manager.check_memory()
        del room
        print(json.dumps([well, short, manager.check_memory()]))
        """
    ) == [True, False, True]


def test_the_default_threshold_is_a_thousand_megabytes():
    assert MemoryManager().memory_threshold_mb == 1000


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has malloc_trim")
def test_memory_that_the_allocator_keeps_goes_back_to_the_system(fresh_python):
    """Blocks freed between blocks in use: a collection alone gives the system nothing."""
    plain, freed, fell = fresh_python(
        """
        import gc, json
        from scriptnb.memory import MemoryManager
        manager = MemoryManager()
        blocks = [bytes(2000) for _ in range(100_000)]
        kept = blocks[::50]
        blocks = None
        before = manager.get_memory_usage()
        gc.collect()
        plain = before - manager.get_memory_usage()
        freed = manager.force_garbage_collection()
        print(json.dumps([plain, freed, before - plain - manager.get_memory_usage()]))
        """
    )
    assert plain < 20 * MB
    assert freed > 100 * MB
    assert abs(freed - fell) < MB


def test_cycles_are_collected_and_counted(fresh_python):
    freed = fresh_python(
        """
        import gc
        gc.disable()
        from scriptnb.memory import MemoryManager
        room = [bytearray(b"1") * (100 * 2**20)]
        room.append(room)
        del room
        print(MemoryManager().force_garbage_collection())
        """
    )
    assert freed > 95 * MB


def test_freed_bytes_are_never_negative():
    manager = MemoryManager()
    assert all(manager.force_garbage_collection() >= 0 for _ in range(5))


@pytest.mark.parametrize("threshold", ["1000", None, True])
def test_a_threshold_that_is_no_number_is_refused(threshold):
    with pytest.raises(TypeError, match=r"memory_threshold_mb is .*; give a number of megabytes"):
        MemoryManager(threshold)
