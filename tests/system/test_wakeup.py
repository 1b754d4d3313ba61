"""The pipe that ends a wait within one process."""

from __future__ import annotations

import select
import threading

from scriptnb.system.wakeup import Waker


def ready(waker: Waker, seconds: float = 0) -> bool:
    return bool(select.select([waker], [], [], seconds)[0])


def test_a_waker_ends_a_wait_from_another_thread_until_it_is_drained() -> None:
    waker = Waker()
    waker.drain()  # of nothing, it returns at once
    assert not ready(waker)
    thread = threading.Thread(target=waker.wake)
    thread.start()
    assert ready(waker, 10)
    thread.join()
    waker.drain()
    assert not ready(waker)


def test_a_waker_never_waits_for_whoever_reads_it() -> None:
    waker = Waker()
    for _ in range(100_000):  # more than a pipe holds
        waker.wake()
    assert ready(waker)
