"""The main loop of a worker slot: reads a task, runs it, writes its outcome.

Imports ``screenplay``, ``analysis``, ``system`` and what of the queue a slot needs; nothing of the
journal or the supervisor. The bytes that go in and out are `SlotTask` and `SlotReply`.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import importlib
import io
import json
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
import zlib
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, TextIO

import msgspec

from scriptnb.errors import ScriptnbError, ScriptReadError
from scriptnb.queue import cache_key
from scriptnb.queue.models import Outcome, SlotReply, SlotTask
from scriptnb.queue.slot import pipes
from scriptnb.system import processes

if TYPE_CHECKING:
    from scriptnb.queue.models import Kind
    from scriptnb.screenplay import Screenplay

#: Progress is sent at most this often, in seconds.
_THROTTLE = 0.1
#: A traceback or message longer than this is cut.
_LONGEST_TEXT = 65536
#: Above this many resident bytes memory is returned to the system after a task.
_COLLECT_ABOVE = 64 * 2**20
#: A slot that still has more than this many resident bytes is replaced by a new one.
_RENEW_ABOVE = 160 * 2**20

_control = -1


def serve(jobs: Connection, answers: Connection, control: Connection, output: Connection) -> None:
    """Run each task that arrives and reply to it, until nobody can send one.

    Parameters
    ----------
    jobs, answers
        The pipes of the messages to this slot and of its replies.
    control
        Where progress is written.
    output
        Where what tasks print is written.
    """
    _start(control, output)
    mine = os.getpid()
    with (
        open(jobs.fileno(), "rb", closefd=False) as requests,
        open(answers.fileno(), "wb", closefd=False) as replies,
    ):
        pipes.reply(replies, msgspec.msgpack.encode(SlotReply()))
        while message := pipes.receive(requests):
            reply = run(message)
            if os.getpid() != mine:
                # A child that the task forked and that returned to here must not reply for it.
                os._exit(0)
            pipes.reply(replies, reply)


def _start(control: Connection, output: Connection) -> None:
    """Prepare this new process to be a slot."""
    global _control
    if hasattr(os, "setpgid"):
        # A group of its own: whoever ends the slot ends what its tasks started too.
        os.setpgid(0, 0)
    for standard in (1, 2):
        os.dup2(output.fileno(), standard)
    sys.stdout, sys.stderr = (_stream(standard) for standard in (1, 2))
    _control = os.dup(control.fileno())
    os.set_blocking(_control, False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable(sys.stderr)
    _die_with_supervisor()
    with contextlib.suppress(OSError):
        # When the machine runs out of memory, the kernel kills a slot first: its task runs again.
        processes.write("/proc/self/oom_score_adj", b"500")
    for module in PRELOAD:
        importlib.import_module(module)
    # The collector need not visit what stays loaded, which would copy the server's pages.
    gc.freeze()


def _stream(descriptor: int) -> TextIO:
    # Open for the life of the process; text that is no Unicode must not fail the task.
    raw = io.FileIO(descriptor, "w", closefd=False)
    buffer = io.BufferedWriter(raw)
    return io.TextIOWrapper(buffer, "utf-8", "backslashreplace", line_buffering=True)


#: What every slot has loaded before its first task.
PRELOAD = ("scriptnb.analysis.registry", "scriptnb.screenplay.reading")


def _die_with_supervisor() -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    sentinel: int = parent.sentinel

    def watch() -> None:
        wait([sentinel])
        processes.kill_family(os.getpid())

    threading.Thread(target=watch, name="scriptnb-sentinel", daemon=True).start()
    if sys.platform == "linux":
        import fcntl

        # A thread cannot run while C code keeps the interpreter's lock (a regular expression that
        # backtracks for hours): so the kernel itself kills the group when the pipe closes.
        with contextlib.suppress(OSError):
            fcntl.fcntl(sentinel, fcntl.F_SETOWN, -os.getpgrp())
            fcntl.fcntl(sentinel, fcntl.F_SETSIG, signal.SIGKILL)
            flags = fcntl.fcntl(sentinel, fcntl.F_GETFL)
            fcntl.fcntl(sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)


def run(message: bytes) -> bytes:
    """Run one task and return the reply; whatever the task raises becomes its outcome."""
    task = msgspec.msgpack.decode(message, type=SlotTask)
    # Where the peak cannot be reset it may be an earlier task's, so it is not used.
    peak = processes.peak_memory if processes.reset_peak() else processes.own_memory
    started, cpu = time.perf_counter(), processes.own_cpu()
    threads = threading.active_count()
    try:
        outcome = _analyze(task)
    except MemoryError:
        outcome = _failure("memory", "it ran out of memory")
    except ScriptnbError as error:
        outcome = _failure("error", str(error))
    except OSError as error:
        outcome = _failure("os_error", f"{type(error).__name__}: {error}")
    except BaseException as error:  # noqa: BLE001 - an analyzer may raise anything
        outcome = _failure("error", f"{type(error).__name__}: {error}")
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    if outcome is None:
        return msgspec.msgpack.encode(SlotReply(stale=True, renew=True))
    outcome = msgspec.structs.replace(
        outcome, run_s=time.perf_counter() - started, cpu_s=processes.own_cpu() - cpu,
        peak_rss_mb=peak() / 2**20,
    )  # fmt: skip
    return msgspec.msgpack.encode(SlotReply(outcome, renew=_left_something(threads)))


def _analyze(task: SlotTask) -> Outcome | None:
    """Return the outcome with the result; None where other versions are loaded than it asks for."""
    from scriptnb import screenplay
    from scriptnb.analysis import measures, registry
    from scriptnb.version import __version__

    if cache_key.digest(task.data) != task.source:
        raise ScriptReadError("the source is not what was submitted; submit the script again")
    versions = registry.versions(task.analysis_type)
    if task.strict and versions != task.versions:
        return None

    def read() -> Screenplay:
        if task.is_text:
            return screenplay.parse_script(
                str(task.data, "utf-8"), task.format, task.language, words
            )
        return screenplay.parse_bytes(task.data, task.name, task.format, task.language, words)

    words = task.options.get("words", {})

    result = registry.run(task.analysis_type, read, task.options, _Progress())
    try:
        body = _compressed(msgspec.json.encode(result))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise TypeError(f"the analyzer's result cannot be written as JSON ({error})") from error
    key = cache_key.content_key(
        source=task.source, is_text=task.is_text,
        format=cache_key.key_format(task.format, task.name),
        language=task.language, analysis_type=task.analysis_type, versions=versions,
        options=task.options,
    )  # fmt: skip
    provenance = {
        "scriptnb": __version__,
        "versions": versions,
        "source": task.source,
        "analysis_type": task.analysis_type,
        "options": task.options,
        "format": task.format,
        "language": task.language,
        # Beside the result, so that a table of thousands of scripts reads no result.
        "measures": {"version": measures.VERSION, **measures.measure(result)},
    }
    return Outcome(kind=None, body=body, key=key, provenance=provenance)


def _compressed(data: bytes) -> bytes:
    # A window and tables no larger than the data need: setting up the default ones costs more than
    # all the rest of a small task.
    bits = min(15, max(9, len(data).bit_length()))
    deflate = zlib.compressobj(1, wbits=bits, memLevel=min(8, bits - 7))
    return deflate.compress(data) + deflate.flush()


def _failure(kind: Kind, error: str) -> Outcome:
    text = _storable(traceback.format_exc(), _LONGEST_TEXT)
    return Outcome(kind=kind, error=_storable(error, 4096), traceback=text)


def _storable(text: str, longest: int) -> str:
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= longest else f"{text[: longest // 2]}\n…\n{text[-longest // 2 :]}"


class _Progress:
    """Called by analyzers; sends some of the reports, and never waits for the supervisor."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, share: float, message: str) -> None:
        now = time.monotonic()
        if now - self._last < _THROTTLE:
            return
        self._last = now
        line = json.dumps([round(float(share), 4), str(message)[:200]])
        # One write below PIPE_BUF arrives whole or, when the pipe is full, not at all.
        with contextlib.suppress(OSError):
            os.write(_control, f"{line}\n".encode())


def _left_something(threads: int) -> bool:
    """Return whether a task left children, threads or memory behind, memory freed first."""
    if threading.active_count() != threads or processes.descendants(os.getpid()):
        return True
    if processes.own_memory() > _COLLECT_ABOVE:
        processes.collect()
    return processes.own_memory() > _RENEW_ABOVE
