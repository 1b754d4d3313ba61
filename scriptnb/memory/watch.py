"""Measure this process's memory while a piece of code runs: before, peak, after.

The peak has two sources: RSS sampled every 20 ms by one thread, which all watches share and which
ends with the last of them; and the system's own high-water mark, which includes a spike between two
samples (or during a C call that lets no other thread run), but only when it is the highest of the
process's life. RSS is the whole process's: what other threads allocate meanwhile counts too.

Has no thresholds and does not log.
"""

from __future__ import annotations

import os
import threading

from scriptnb.system.processes import own_memory, peak_memory

#: Seconds between two samples: writing 2 GB takes over a second, so no such growth is missed.
INTERVAL = 0.02


class MemoryWatch:
    """The memory of this process around one piece of code, in bytes of RSS.

    Parameters
    ----------
    name
        What is watched, for the log.

    Attributes
    ----------
    name : str
    before : int
        At the start.
    peak : int
        The highest so far.
    after : int or None
        At the end; None while it runs.

    Examples
    --------
    >>> watch = MemoryWatch("a big list")
    >>> watch.resume()
    >>> numbers = bytearray(b"1") * 50_000_000
    >>> watch.end()
    >>> watch.peak - watch.before > 40_000_000, watch.difference > 40_000_000
    (True, True)
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.before = self.peak = own_memory()
        self.after: int | None = None
        self._mark = 0

    @property
    def difference(self) -> int:
        """How much more memory there is at the end (or now) than at the start, in bytes."""
        return (own_memory() if self.after is None else self.after) - self.before

    def resume(self) -> None:
        """Begin to watch, or go on after `pause`."""
        self._mark = peak_memory()
        _sampler.add(self)

    def pause(self) -> None:
        """Stop watching for a while, as when a generator is suspended."""
        if _sampler.discard(self):
            self._note_peak()

    def end(self) -> None:
        """Stop watching; after the end of the last watch no thread is left."""
        if _sampler.discard(self, wait=True):
            self._note_peak()
        self.after = own_memory()
        self.note(self.after)

    def note(self, rss: int) -> None:
        """Take a sample into account."""
        self.peak = max(self.peak, rss)

    def _note_peak(self) -> None:
        if (peak := peak_memory()) > self._mark:
            self.note(peak)


class _Sampler:
    """One thread that samples while there is any watch."""

    def __init__(self) -> None:
        # Re-entrant: the garbage collector may finalise a watched generator anywhere, even in the
        # sampling thread while it holds the lock.
        self._lock = threading.RLock()
        self._watches: set[MemoryWatch] = set()
        self._thread: threading.Thread | None = None
        self._done = threading.Event()

    def add(self, watch: MemoryWatch) -> None:
        with self._lock:
            self._watches.add(watch)
            if self._thread is not None:
                return
            self._done = threading.Event()
            self._thread = threading.Thread(
                target=self._sample, args=(self._done,), name="scriptnb-memory", daemon=True
            )
            try:
                self._thread.start()
            except RuntimeError:
                # No thread can be started (a limit, or the interpreter is ending): the work goes
                # on, and the high-water mark is the only source.
                self._thread = None

    def discard(self, watch: MemoryWatch, *, wait: bool = False) -> bool:
        """Remove a watch; with `wait`, join the thread if it was the last. False if unknown."""
        thread = None
        with self._lock:
            known = watch in self._watches
            self._watches.discard(watch)
            if wait and not self._watches:
                thread, self._thread = self._thread, None
                self._done.set()
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        return known

    def _sample(self, done: threading.Event) -> None:
        while not done.wait(INTERVAL):
            with self._lock:
                if done.is_set():
                    return
                if not self._watches:  # all are paused and may never resume
                    self._thread = None
                    return
                rss = own_memory()
                for watch in tuple(self._watches):
                    watch.note(rss)


def _renew_in_child() -> None:
    # A forked child does not have the thread, and a thread that it does not have may hold the lock.
    global _sampler
    _sampler = _Sampler()


_sampler = _Sampler()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_in_child)
