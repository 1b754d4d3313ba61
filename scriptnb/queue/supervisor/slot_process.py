"""A worker slot as the pool uses it: one process, started, sent tasks, measured and killed.

Each is a process in a group of its own, with a pipe to it and one from it, so that the death of a
slot affects one task. Everything is read and written without waiting, in the pool's thread: the
executors of the standard library would pass each task on four times between threads.
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
from typing import TYPE_CHECKING

import msgspec

from scriptnb.queue.models import Outcome, Progress, SlotReply, SlotTask, spec
from scriptnb.queue.slot import worker
from scriptnb.queue.slot.pipes import Channel
from scriptnb.system import processes

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext
    from pathlib import Path

    from scriptnb.queue.models import Job, Kind, Limits

#: How much of a task's output is kept, in bytes: its end.
OUTPUT = 65536
_MB = 2**20
#: A socket's path must stay below 104 characters, and 40 of them come after the folder.
_LONGEST_FOLDER = 64
#: What a new process imports by itself; loaded once, each slot starts sooner.
_PROCESS = ("runpy", "fcntl")
#: The processes of a task are listed only at every so many measurements.
_CHILDREN_EVERY = 4


def exceeded_limit(job: Limits, run_s: float, memory: int) -> tuple[Kind, str] | None:
    """Return the kind and the message of the limit that an attempt exceeds, if any.

    Parameters
    ----------
    run_s
        For how many seconds it has run.
    memory
        How many resident bytes it uses.
    """
    if job.memory_limit_mb is not None and memory > job.memory_limit_mb * _MB:
        return "memory", (
            f"it took {memory / _MB:,.0f} MB of memory, more than the limit of "
            f"{job.memory_limit_mb:,.0f} MB (memory_limit_mb)"
        )
    if job.task_timeout is not None and run_s > job.task_timeout:
        return "timeout", f"it ran longer than {job.task_timeout:g} s (task_timeout)"
    return None


def start_server(home: Path) -> BaseContext:
    """Start the server that starts slots, without waiting for it; return the context to use it by.

    The server has what slots need loaded, so that a slot is ready in some milliseconds. Its socket
    is in ``home`` where the path is short enough for a socket.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    temporary = home / f"run-{os.getpid()}"
    if len(str(temporary)) < _LONGEST_FOLDER:
        temporary.mkdir(mode=0o700, exist_ok=True)
        tempfile.tempdir = str(temporary)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*_PROCESS, worker.__name__, *worker.PRELOAD])
    forkserver.ensure_running()
    return context


def clean_up(home: Path, *, everything: bool = False) -> None:
    """Remove this process's temporary folder, or (its lock held) those of earlier ones too."""
    for folder in home.glob("run-*" if everything else f"run-{os.getpid()}"):
        shutil.rmtree(folder, ignore_errors=True)


class Slot:
    """One worker slot.

    Parameters
    ----------
    context
        From `start_server`.
    selector
        Waits for the slot; its data are what to call when a descriptor is ready.
    first
        A task that the slot is to run as soon as it is ready, if any.

    Raises
    ------
    OSError, ValueError
        When its process cannot be started.
    """

    def __init__(
        self, context: BaseContext, selector: selectors.BaseSelector, first: Job | None = None
    ) -> None:
        jobs_r, self._jobs = multiprocessing.Pipe(duplex=False)
        self._answers, answers_w = multiprocessing.Pipe(duplex=False)
        self._control, control_w = multiprocessing.Pipe(duplex=False)
        self._output, output_w = multiprocessing.Pipe(duplex=False)
        self._channel = Channel(self._jobs, self._answers)
        for end in (self._control, self._output):
            os.set_blocking(end.fileno(), False)
        slot_ends = (jobs_r, answers_w, control_w, output_w)
        self._process = context.Process(target=worker.serve, args=slot_ends)  # type: ignore[attr-defined]
        try:
            self._process.start()
        except EOFError:
            raise OSError("the server that starts worker slots was killed") from None
        finally:
            # Only the slot may keep these.
            for end in slot_ends:
                end.close()
        self.pid: int = self._process.pid or 0
        self.process = processes.identity(self.pid) or f"{self.pid}:gone"
        self.ready = False
        self.first = first
        #: The task that it runs, or is to run.
        self.job = first
        self.killed = False
        self.cancelled = False
        self.progress = Progress()
        self._exceeded: tuple[Kind, str] | None = None
        self._dead = False
        self._started = time.monotonic()
        self._tail = bytearray()
        self._partial = b""
        self._children: list[int] = []
        self._measurements = 0
        self._selector = selector
        # A pipe's end is no death: a child that the task started may hold it open, or the task may
        # have closed it.
        for descriptor, callback in (
            (self._output.fileno(), self._read_output),
            (self._answers.fileno(), self._read_reply),
            (self._process.sentinel, self._read_end),
        ):
            selector.register(descriptor, selectors.EVENT_READ, callback)

    # Called when a descriptor is ready

    def _read_reply(self) -> None:
        if self._channel.read() == 0:
            self._selector.unregister(self._answers)

    def _read_end(self) -> None:
        # Its last message may have arrived after the selector was asked.
        while self._channel.read():
            pass
        self._dead = True
        self._selector.unregister(self._process.sentinel)

    def _write(self) -> None:
        done = True
        with contextlib.suppress(BrokenPipeError):  # it died, which the sentinel reports
            done = self._channel.push()
        if done:
            self._selector.unregister(self._jobs)

    def _read_output(self) -> None:
        if not self._take_output():
            self._selector.unregister(self._output)

    # One task

    @property
    def usable(self) -> bool:
        """Whether it can take a task, now or when it is ready."""
        return self.job is None and not self.killed and not self._dead

    @property
    def free(self) -> bool:
        """Whether it can take a task now."""
        return self.ready and self.usable

    @property
    def replied(self) -> bool:
        """Whether there is a reply, or can be none any more."""
        return self._channel.arrived or self._dead

    def send(self, job: Job, *, strict: bool) -> None:
        """Start a task; ``strict`` makes the slot refuse it where other versions are loaded.

        Raises
        ------
        BrokenPipeError
            When the slot died while it was free.
        """
        self.progress, self._children, self._measurements = Progress(), [], 0
        self._tail.clear()
        task = SlotTask(**spec(job), data=job.data, strict=strict)
        if not self._channel.send(msgspec.msgpack.encode(task)):
            self._selector.register(self._jobs, selectors.EVENT_WRITE, self._write)
        self.job = job
        self._started = time.monotonic()

    def take_reply(self) -> SlotReply | None:
        """Return what the slot sent, None when it died or sent what is no reply."""
        if not self._channel.arrived:
            return None
        try:
            reply = msgspec.msgpack.decode(self._channel.take(), type=SlotReply)
        except msgspec.DecodeError:
            # Something of the task wrote into the pipe: the slot cannot be used any more.
            self.kill()
            return None
        self.ready = True
        return reply

    def outcome(self, reply: SlotReply | None) -> Outcome:
        """Return how the attempt ended; without a reply, by the death of the slot."""
        assert self.job is not None
        output = self.drain_output()
        if reply is not None and reply.outcome is not None:
            outcome = msgspec.structs.replace(reply.outcome, output=output)
        else:
            kind, error = self._exceeded or ("crash", self._crash(self.job.crashes + 1))
            run_s = time.monotonic() - self._started
            outcome = Outcome(kind=kind, error=error, output=output, run_s=run_s)
        return outcome.with_peak(self.progress.peak)

    def _crash(self, times: int) -> str:
        ordinal = {2: "second", 3: "third"}.get(times, f"{times}th")
        how, _ = self.how_it_died()
        return f"its worker process {how}" + (f", for the {ordinal} time" if times > 1 else "")

    def sample(self) -> None:
        """Measure the running task, and kill the slot when one of its limits is exceeded."""
        if self.job is None or self.killed:
            return
        if self._measurements % _CHILDREN_EVERY == 0:
            self._children = processes.descendants(self.pid)
        self._measurements += 1
        memory = processes.rss(self.pid) + sum(map(processes.rss, self._children))
        if memory > self.progress.peak:
            self.progress = msgspec.structs.replace(self.progress, peak=memory)
        self._read_progress()
        self._exceeded = exceeded_limit(self.job, time.monotonic() - self._started, memory)
        if self._exceeded:
            self.kill()

    def _read_progress(self) -> None:
        try:
            data = os.read(self._control.fileno(), 65536)
        except OSError:  # there is nothing new
            return
        *lines, self._partial = (self._partial + data).split(b"\n")
        with contextlib.suppress(msgspec.DecodeError, IndexError, ValueError):
            share, note = msgspec.json.decode(lines[-1], type=tuple[float, str])
            self.progress = Progress(min(1.0, max(0.0, share)), note, self.progress.peak)

    def _take_output(self) -> bool:
        """Read what the task wrote; return whether the slot can still write."""
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
        for _ in range(64):  # a child that never stops writing must not keep the caller here
            before = len(self._tail)
            if not self._take_output() or len(self._tail) == before:
                break
        return self._tail[-OUTPUT:].decode("utf-8", "backslashreplace")

    # Its end

    def kill(self) -> None:
        """End it at once, with everything that its task started."""
        self.killed = True
        processes.kill_family(self.pid)

    def how_it_died(self) -> tuple[str, bool]:
        """Return what ended it, a signal or an exit code, and whether it was a signal."""
        self._process.join(1.0)
        code = self._process.exitcode
        if code is None or code == 255:  # 255: the server that started it died as well
            return "ended for an unknown reason", False
        if code >= 0:
            return f"ended itself with exit code {code}", False
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"was killed by {name}", True

    def close(self) -> None:
        """End it and release its descriptors; safe when it is dead already."""
        processes.kill_family(self.pid)
        ends = (self._jobs, self._answers, self._control, self._output)
        for descriptor in (*ends, self._process.sentinel):
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(descriptor)
        for end in ends:
            end.close()
