"""Peaks are true, and no thread stays behind; on real memory, in fresh processes."""

from __future__ import annotations

import gc
import os
import threading

import pytest

from scriptnb.memory.watch import MemoryWatch

MB = 2**20


def threads():
    return [each for each in threading.enumerate() if each.name == "scriptnb-memory"]


def test_a_spike_too_short_to_be_sampled_is_in_the_peak(fresh_python):
    before, peak, after = fresh_python(
        """
        import json
        from scriptnb.memory import memory_context
        with memory_context("spike") as memory:
            room = bytearray(b"1") * (300 * 2**20)
            del room
        print(json.dumps([memory.before, memory.peak, memory.after]))
        """
    )
    assert 290 * MB < peak - before < 340 * MB
    assert after - before < 50 * MB


def test_a_spike_shows_in_a_process_started_by_a_larger_one(fresh_python):
    """The system lets a process begin with its starter's highest `ru_maxrss`."""
    difference = fresh_python(
        """
        import subprocess, sys
        room = bytearray(b"1") * (400 * 2**20)
        code = (
            "from scriptnb.memory import memory_context\\n"
            "with memory_context('spike') as memory:\\n"
            "    room = bytearray(b'1') * (100 * 2**20)\\n"
            "    del room\\n"
            "print(memory.peak - memory.before)"
        )
        sys.exit(subprocess.run([sys.executable, "-c", code]).returncode)
        """
    )
    assert 95 * MB < difference < 140 * MB


def test_a_peak_below_an_earlier_one_is_sampled(fresh_python):
    before, peak, after = fresh_python(
        """
        import json
        from scriptnb.memory import memory_context
        room = bytearray(b"1") * (400 * 2**20)
        del room
        with memory_context("lower") as memory:
            room = bytearray(b"1") * (100 * 2**20)
            while memory.peak < memory.before + 95 * 2**20:
                pass  # the sampler's turn
            del room
        print(json.dumps([memory.before, memory.peak, memory.after]))
        """
    )
    assert 95 * MB < peak - before < 150 * MB
    assert after - before < 50 * MB


def test_each_of_two_nested_watches_has_its_own_peak(fresh_python):
    outer, inner = fresh_python(
        """
        import json
        from scriptnb.memory import memory_context
        with memory_context("outer") as outer:
            room = bytearray(b"1") * (300 * 2**20)
            del room
            with memory_context("inner") as inner:
                room = bytearray(b"1") * (100 * 2**20)
                while inner.peak < inner.before + 95 * 2**20:
                    pass
                del room
        print(json.dumps([each.peak - each.before for each in (outer, inner)]))
        """
    )
    assert 290 * MB < outer < 340 * MB
    assert 95 * MB < inner < 150 * MB


def test_what_is_kept_is_the_difference(fresh_python):
    difference, running = fresh_python(
        """
        import json
        from scriptnb.memory import memory_context
        with memory_context("kept") as memory:
            room = bytearray(b"1") * (100 * 2**20)
            running = memory.difference
        print(json.dumps([memory.difference, running]))
        """
    )
    assert 95 * MB < difference < 120 * MB
    assert 95 * MB < running < 120 * MB


def test_many_watches_share_one_thread_that_ends_with_the_last():
    watches = [MemoryWatch(str(n)) for n in range(5)]
    for watch in watches:
        watch.resume()
    assert len(threads()) == 1
    for watch in watches[:-1]:
        watch.end()
    assert len(threads()) == 1
    watches[-1].end()
    assert threads() == []


def test_watches_in_many_threads_leave_no_thread():
    def work():
        for _ in range(50):
            watch = MemoryWatch("work")
            watch.resume()
            watch.pause()
            watch.resume()
            watch.end()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert threads() == []


def test_a_paused_watch_keeps_no_thread():
    watch = MemoryWatch("paused")
    watch.resume()
    [thread] = threads()
    watch.pause()
    thread.join()
    assert threads() == []
    watch.end()


def test_ending_twice_or_unstarted_is_no_error():
    watch = MemoryWatch("twice")
    watch.end()
    watch.resume()
    watch.end()
    watch.end()
    assert watch.peak >= watch.before > 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_of_a_watched_block_watches_anew(fresh_python):
    """The thread is not forked, and the lock may be held at that moment: the child has its own."""
    assert (
        fresh_python(
            """
        import json, os, threading, warnings
        warnings.simplefilter("ignore")  # newer Pythons warn of a fork beside any thread
        from scriptnb.memory import memory_context
        from scriptnb.memory import watch
        with memory_context("parent"), watch._sampler._lock:
            child = os.fork()
            if not child:
                with memory_context("child") as memory:
                    room = bytearray(b"1") * (50 * 2**20)
                    sampling = threading.active_count() == 2
                ok = sampling and memory.difference > 45 * 2**20 and threading.active_count() == 1
                os._exit(0 if ok else 1)
            _, status = os.waitpid(child, 0)
        print(json.dumps(status))
        """
        )
        == 0
    )


def test_a_watch_collected_with_its_cycle_blocks_nobody():
    class Cycle:
        def __init__(self):
            self.me = self
            self.watch = MemoryWatch("cycle")
            self.watch.resume()

        def __del__(self):
            self.watch.end()

    Cycle()
    gc.collect()
    assert threads() == []
