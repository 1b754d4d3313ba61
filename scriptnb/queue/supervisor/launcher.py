"""Starts the supervisor from a kernel in such a way that it survives the kernel.

It belongs to no session, group or folder of the kernel's: Stop interrupts the kernel's group only,
and a folder with a ``json.py`` in it must not become the supervisor's standard library.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from scriptnb.errors import QueueError
from scriptnb.queue.store import paths
from scriptnb.queue.store.database import Database
from scriptnb.system import processes

#: What a kernel's environment has that a supervisor must not.
_NOT_INHERITED = ("JPY_PARENT_PID", "JPY_SESSION_NAME", "PYTHONSTARTUP", "PYTHONINSPECT")
_CODE = (
    "import sys; sys.path.append(sys.argv[3]); "
    "from scriptnb.queue.supervisor.process import main; main(sys.argv[1], int(sys.argv[2]))"
)

_lock = threading.Lock()
#: Journal folder -> the read end of a pipe that a starting supervisor still keeps open.
_starting: dict[Path, int] = {}


def starting(home: Path) -> bool:
    """Return whether a supervisor that this process started does not serve yet."""
    with _lock:
        return _is_starting(home)


def _is_starting(home: Path) -> bool:
    descriptor = _starting.get(home)
    if descriptor is None:
        return False
    try:
        ended = os.read(descriptor, 1) == b""
    except BlockingIOError:
        return True
    except OSError:
        ended = True
    if ended:
        with contextlib.suppress(OSError):
            os.close(descriptor)
        _starting.pop(home, None)
    return not ended


def start(home: Path) -> None:
    """Start a supervisor for a journal, unless one is starting; returns before it serves.

    Several kernels may start one each: a lock decides which of them serves, and the others end.
    """
    with _lock:
        if _is_starting(home):
            return
        read_end, write_end = os.pipe()
        os.set_blocking(read_end, False)
        try:
            _spawn(home, write_end)
        except OSError as error:
            os.close(read_end)
            raise QueueError(
                f"the queue's supervisor cannot be started ({error}); is {sys.executable} still "
                "there? Restart the kernel"
            ) from None
        finally:
            os.close(write_end)
        _starting[home] = read_end


def _spawn(home: Path, write_end: int) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    # A kernel's inline backend would be imported by an analyzer that imports pyplot.
    environment |= {"MPLBACKEND": "Agg", "SCRIPTNB_HOME": str(home)}
    package = str(Path(__file__).resolve().parents[3])
    command = [sys.executable, "-P", "-c", _CODE, str(home), str(write_end), package]
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    log = os.open(home / paths.LOG, flags, 0o600)
    try:
        if os.name == "nt":
            subprocess.Popen(  # noqa: S603 - our own interpreter and code
                [*command[:5], "-1", package], cwd=home, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, env=environment,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
                | getattr(subprocess, "DETACHED_PROCESS", 0),
            )  # fmt: skip
            return
        # Started by a shell that ends at once, so that it is no child of the kernel, which
        # would have to reap it. Whoever kills the kernel's children does not kill it either.
        subprocess.run(  # noqa: S603 - our own interpreter and code
            ["/bin/sh", "-c", '"$@" &', "sh", *command], cwd=home, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, env=environment, pass_fds=(write_end,),
            start_new_session=True, check=True, restore_signals=True,
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        raise OSError(str(error)) from None
    finally:
        os.close(log)


def last_log_line(home: Path) -> str:
    """Return the last line that a supervisor logged."""
    try:
        lines = (home / paths.LOG).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return lines[-1] if lines else ""


def stop_supervisor(path: str | os.PathLike[str] | None = None, timeout: float = 5.0) -> bool:
    """End the supervisor of a journal and its slots; waiting tasks stay for the next one.

    Parameters
    ----------
    path
        The journal's folder, as for `QueueManager`.
    timeout
        How many seconds to wait for it to end.

    Returns
    -------
    bool
        Whether there was one.

    Raises
    ------
    QueueError
        When it does not end in time.
    """
    import signal

    home = paths.folder(path)
    if not (home / paths.JOURNAL).exists():
        return False
    database = Database(home / paths.JOURNAL)
    try:
        row = database.one("supervisor")
    finally:
        database.close()
    if row is None or not processes.alive(row["process"]):
        return False
    pid = processes.pid_of(row["process"])
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + timeout
    while processes.alive(row["process"]):
        if time.monotonic() > end:
            raise QueueError(f"the supervisor (process {pid}) does not end; end it by hand")
        time.sleep(0.01)
    return True
