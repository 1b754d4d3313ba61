"""Worker slots as the supervisor sees them: started, fed, watched, killed, replaced.

Each is one process in a group of its own, with a pipe to it and one from it, so that the death of a
slot is the death of one task. Everything is read and written without waiting, in the caller's
thread: an executor's threads would hand each task on four times. Knows no journal.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import selectors
import shutil
import signal
import tempfile
import time
from multiprocessing import forkserver
from typing import TYPE_CHECKING, Literal

import msgspec

from scriptnb.queue.models import Answer, SlotTask, spec
from scriptnb.queue.slot import worker
from scriptnb.queue.slot.pipes import Post
from scriptnb.system import processes

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import BaseContext
    from pathlib import Path

    from scriptnb.queue.models import Job

#: How much of a task's output is kept, in bytes: its end.
OUTPUT = 65536
#: How the story of a slot begins that a signal ended.
KILLED = "was killed by"
#: A socket's path must stay below 104 characters, and 40 of them come after the folder.
_LONGEST_FOLDER = 64
#: What a new process imports by itself; loaded once, each slot starts sooner.
_PROCESS = ("runpy", "fcntl")
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
    made.set_forkserver_preload([*_PROCESS, worker.__name__, *worker.PRELOAD])
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
        From `warm_up`.
    wake
        Called by `hear` when the slot has answered or died.

    Raises
    ------
    OSError, ValueError
        When its process cannot be started.
    """

    #: Its tasks run on this machine, without an engine between.
    engine = None

    def __init__(self, made_by: BaseContext, wake: Callable[[Slot], None]) -> None:
        self._wake = wake
        jobs_r, self._jobs = multiprocessing.Pipe(duplex=False)
        self._answers, answers_w = multiprocessing.Pipe(duplex=False)
        self._control, control_w = multiprocessing.Pipe(duplex=False)
        self._output, output_w = multiprocessing.Pipe(duplex=False)
        self._post = Post(self._jobs, self._answers)
        for mine in (self._control, self._output):
            os.set_blocking(mine.fileno(), False)
        theirs = (jobs_r, answers_w, control_w, output_w)
        self._process = made_by.Process(target=worker.serve, args=theirs)  # type: ignore[attr-defined]
        try:
            self._process.start()
        except EOFError:
            raise OSError("the server that starts worker slots was killed") from None
        finally:
            # Only the slot may keep these.
            for end in theirs:
                end.close()
        self.pid: int = self._process.pid or 0
        self.process = processes.identity(self.pid) or f"{self.pid}:gone"
        self.ready = False
        self.job: Job | None = None
        #: Why the supervisor killed it, None while it has not.
        self.killed: str | None = None
        self.peak = 0
        self.started = 0.0
        self._dead = False
        self._tail = bytearray()
        self._partial = b""
        self._children: list[int] = []
        self._samples = 0
        # One descriptor to wait on for all that may come. A pipe's end is no death: a child that
        # the task started may hold it open, or the task may have closed it.
        self._ears = selectors.DefaultSelector()
        for each in (self._output.fileno(), self._answers.fileno(), self._process.sentinel):
            self._ears.register(each, selectors.EVENT_READ)

    def fileno(self) -> int:
        """Return what to wait on before `hear`."""
        return self._ears.fileno()

    def hear(self) -> bool:
        """Take what has come from the slot, and wake; tell whether more may come."""
        heard = {key.fd for key, _ in self._ears.select(0)}
        if self._output.fileno() in heard and not self.read_output():
            self._ears.unregister(self._output)
        if self._jobs.fileno() in heard:
            over = True
            with contextlib.suppress(BrokenPipeError):  # it died, which is heard of as well
                over = self._post.push()
            if over:
                self._ears.unregister(self._jobs)
        if self._answers.fileno() in heard and self._post.read() == 0:
            self._ears.unregister(self._answers)
        if self._process.sentinel in heard:
            # What it said last may have come after all this was asked for.
            while self._post.read():
                pass
            self._dead = not self.answered()
        if self.answered():
            self._wake(self)
        return not self._dead

    def answered(self) -> bool:
        """Tell whether there is an answer, or will never be one."""
        return self._dead or self._post.arrived

    @property
    def free(self) -> bool:
        """Whether it can take a task."""
        return self.ready and self.job is None and self.killed is None

    def send(self, job: Job, *, strict: bool = True) -> None:
        """Start a task; ``strict`` has it refused where other versions are loaded.

        Raises
        ------
        BrokenPipeError
            When the slot died while it was free.
        """
        self.peak, self._children, self._samples = 0, [], 0
        self._tail.clear()
        task = SlotTask(**spec(job), data=job.data, strict=strict)
        if not self._post.send(msgspec.msgpack.encode(task)):
            self._ears.register(self._jobs, selectors.EVENT_WRITE)
        self.job = job
        self.started = time.monotonic()

    def take_answer(self) -> Answer | None:
        """Take what the slot said, None when it died."""
        if self._dead:
            return None
        try:
            answer = msgspec.msgpack.decode(self._post.take(), type=Answer)
        except msgspec.DecodeError:
            # Something of the task's wrote into the pipe: the slot is of no use.
            self.kill("confused")
            return None
        self.ready = True
        return answer

    def sample(self) -> int:
        """Measure the resident memory of the slot and its children, in bytes."""
        if self._samples % _CHILDREN_EVERY == 0:
            self._children = processes.descendants(self.pid)
        self._samples += 1
        now = processes.rss(self.pid) + sum(map(processes.rss, self._children))
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
            data = os.read(self._control.fileno(), 65536)
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
        processes.kill_family(self.pid)

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
        processes.kill_family(self.pid)
        self._ears.close()
        for mine in (self._jobs, self._answers, self._control, self._output):
            mine.close()
