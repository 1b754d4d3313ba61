"""Worker slots as the supervisor sees them: started, fed, watched, killed, replaced.

Each is one ``ProcessPoolExecutor(max_workers=1)`` in a process group of its own, so that the death
of a slot is one `BrokenProcessPool` for one task. Knows no journal.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import tempfile
import time
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import forkserver
from typing import TYPE_CHECKING, Literal

import msgspec

from scriptnb.queue import procs, slot

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import BaseContext
    from pathlib import Path

    from scriptnb.queue.ledger import Job

#: How much of a task's output is kept, in bytes: its end.
OUTPUT = 65536
#: How the story of a slot begins that a signal ended.
KILLED = "was killed by"
#: A socket's path must stay below 104 characters, and 40 of them come after the folder.
_LONGEST_FOLDER = 64
#: What an executor's process imports by itself; loaded once, each slot starts 10 ms sooner.
_EXECUTOR = ("concurrent.futures.process", "multiprocessing.synchronize", "runpy", "fcntl")
#: Children are looked for only at every so many samples.
_CHILDREN_EVERY = 4


def warm_up(home: Path) -> BaseContext:
    """Return how slots are started, the server that starts them on its way up.

    The server has what slots need loaded, so that a slot is ready in some milliseconds. Its socket
    stands in the journal's folder, where the path is short enough for a socket.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    temporary = home / f"run-{os.getpid()}"
    if len(str(temporary)) < _LONGEST_FOLDER:
        temporary.mkdir(mode=0o700, exist_ok=True)
        tempfile.tempdir = str(temporary)
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload([*_EXECUTOR, slot.__name__, *slot.PRELOAD])
    forkserver.ensure_running()
    return made


def clean_up(home: Path, *, everything: bool = False) -> None:
    """Remove this supervisor's temporary folder, or (its lock held) those of earlier ones too."""
    for folder in home.glob("run-*" if everything else f"run-{os.getpid()}"):
        shutil.rmtree(folder, ignore_errors=True)


class Slot:
    """One worker slot.

    Parameters
    ----------
    made_by
        From `context`.
    wake
        Called from another thread when the slot has answered or died.
    """

    #: Its tasks run on this machine, without an engine between.
    engine = None

    def __init__(self, made_by: BaseContext, wake: Callable[[Slot], None]) -> None:
        self._wake = wake
        control_r, control_w = multiprocessing.Pipe(duplex=False)
        output_r, output_w = multiprocessing.Pipe(duplex=False)
        self.control, self._output = control_r, output_r
        os.set_blocking(control_r.fileno(), False)
        os.set_blocking(output_r.fileno(), False)
        self._executor = ProcessPoolExecutor(
            1, mp_context=made_by, initializer=slot.start, initargs=(control_w, output_w)
        )
        before = set(multiprocessing.active_children())
        self._future: Future[object] = self._executor.submit(slot.hello)
        (self._process,) = set(multiprocessing.active_children()) - before
        # Only the slot may keep the write ends: their end is then its death.
        control_w.close()
        output_w.close()
        self.pid = self._process.pid or 0
        self.process = procs.identity(self.pid) or f"{self.pid}:gone"
        self.ready = False
        self.job: Job | None = None
        #: Why the supervisor killed it, None while it has not.
        self.killed: str | None = None
        self.peak = 0
        self.started = 0.0
        self._tail = bytearray()
        self._partial = b""
        self._children: list[int] = []
        self._samples = 0
        self._future.add_done_callback(self._answered)

    def _answered(self, _: Future[object]) -> None:
        self._wake(self)

    def fileno(self) -> int:
        """Return the descriptor of its output, to wait on."""
        return self._output.fileno()

    def answered(self) -> bool:
        """Tell whether the current call is over, one way or another."""
        return self._future.done()

    @property
    def free(self) -> bool:
        """Whether it can take a task."""
        return self.ready and self.job is None and self.killed is None

    def send(self, job: Job, *, strict: bool = True) -> None:
        """Start a task; ``strict`` has it refused where other versions are loaded.

        Raises
        ------
        BrokenProcessPool
            When the slot died while it was free.
        """
        self.peak, self._children, self._samples = 0, [], 0
        self._tail.clear()
        task = slot.Task(
            data=job.data, source=job.source, is_text=job.is_text, name=job.name,
            format=job.format, language=job.language, analysis_type=job.analysis_type,
            options=job.options, expect=job.versions if strict else None,
        )  # fmt: skip
        self._future = self._executor.submit(slot.run, msgspec.msgpack.encode(task))
        self.job = job
        self.started = time.monotonic()
        self._future.add_done_callback(self._answered)

    def take_answer(self) -> slot.Answer | None:
        """Take what the current call gave: an answer, or None when the slot died."""
        try:
            given = self._future.result(timeout=0)
        except Exception:  # noqa: BLE001 - whatever broke it, the slot is of no use
            return None
        self.ready = True
        if isinstance(given, int):
            return slot.Answer(kind="hello")
        assert isinstance(given, bytes)
        return msgspec.msgpack.decode(given, type=slot.Answer)

    def sample(self) -> int:
        """Measure the resident memory of the slot and its children, in bytes."""
        if self._samples % _CHILDREN_EVERY == 0:
            self._children = procs.descendants(self.pid)
        self._samples += 1
        now = procs.rss(self.pid) + sum(map(procs.rss, self._children))
        self.peak = max(self.peak, now)
        return now

    def over_limit(self) -> Literal["memory", "timeout"] | None:
        """Measure the running task; say which of its limits it has passed, if any."""
        job, used = self.job, self.sample()
        if job is None:
            return None
        if job.memory_limit_mb is not None and used > job.memory_limit_mb * 2**20:
            return "memory"
        if job.task_timeout is not None and time.monotonic() - self.started > job.task_timeout:
            return "timeout"
        return None

    def read_output(self) -> bool:
        """Take what the task wrote; tell whether the slot can still write."""
        while True:
            try:
                data = os.read(self._output.fileno(), 1 << 18)
            except BlockingIOError:
                return True
            except OSError:
                return False
            if not data:
                return False
            self._tail += data
            if len(self._tail) > 2 * OUTPUT:
                del self._tail[:-OUTPUT]
            if len(data) < 1 << 16:
                return True

    def drain_output(self) -> str:
        """Return the end of what the task wrote."""
        for _ in range(64):  # a child that never stops writing must not keep the supervisor here
            before = len(self._tail)
            if not self.read_output() or len(self._tail) == before:
                break
        return self._tail[-OUTPUT:].decode("utf-8", "backslashreplace")

    def read_progress(self) -> tuple[float, str] | None:
        """Take the latest progress told, None where nothing new was."""
        try:
            data = os.read(self.control.fileno(), 65536)
        except OSError:
            return None
        *lines, self._partial = (self._partial + data).split(b"\n")
        with contextlib.suppress(msgspec.DecodeError, IndexError, ValueError):
            share, note = msgspec.json.decode(lines[-1], type=tuple[float, str])
            return min(1.0, max(0.0, share)), note
        return None

    def kill(self, why: str) -> None:
        """End it at once, with everything that its task started."""
        if self.killed is None:
            self.killed = why
        procs.kill_family(self.pid)

    def how_it_died(self) -> str:
        """Name the signal or exit code that ended it."""
        self._process.join(1.0)
        code = self._process.exitcode
        if code is None or code == 255:  # 255: the server that started it died as well
            return "ended without a word"
        if code >= 0:
            return f"ended itself with exit code {code}"
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"{KILLED} {name}"

    def close(self) -> None:
        """End it and forget it; safe when it is dead already."""
        procs.kill_family(self.pid)
        self._executor.shutdown(wait=False, cancel_futures=True)
        self.control.close()
        self._output.close()
