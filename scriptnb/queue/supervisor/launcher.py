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
from scriptnb.queue.supervisor import failures, heartbeat
from scriptnb.system import processes

#: What a kernel's environment has that a supervisor must not.
_NOT_INHERITED = ("JPY_PARENT_PID", "JPY_SESSION_NAME", "PYTHONSTARTUP", "PYTHONINSPECT")
_CODE = """
import os, sys
sys.path.append(sys.argv[3])
try:
    from scriptnb.queue.supervisor.process import main
except BaseException:
    os.write(int(sys.argv[2]), b"!")
    raise
main(sys.argv[1], int(sys.argv[2]))
"""
#: A start that takes longer is not waited for when no supervisor lives, in seconds.
_OVERDUE = 30.0

_lock = threading.Lock()
#: Journal folder -> the read end of a pipe that a starting supervisor still keeps open, and when it
#: was started.
_starting: dict[Path, tuple[int, float]] = {}


def starting(home: Path) -> bool:
    """Return whether a supervisor that this process started does not serve yet."""
    with _lock:
        return _is_starting(home)


def _is_starting(home: Path) -> bool:
    if home not in _starting:
        return False
    descriptor, _ = _starting[home]
    try:
        if os.read(descriptor, 1) == b"!":
            # It could not even import the package; other failures are counted by itself.
            failures.add(home)
    except BlockingIOError:
        return True
    except OSError:
        pass
    _forget(home)
    return False


def _forget(home: Path) -> None:
    descriptor, _ = _starting.pop(home)
    with contextlib.suppress(OSError):
        os.close(descriptor)


def start(home: Path, *, overdue: bool = False) -> None:
    """Start a supervisor for a journal, unless one is on its way; returns before it is up.

    Several may be started, by several kernels: a lock lets one of them live. After several that
    failed the next one is started only after a pause.

    Parameters
    ----------
    overdue
        Whether no supervisor lives, so that one on its way is not waited for without end.

    Raises
    ------
    QueueError
        When the process cannot be started.
    """
    with _lock:
        if _is_starting(home):
            if not overdue or time.monotonic() - _starting[home][1] < _OVERDUE:
                return
            _forget(home)
        if failures.pause(home) > 0:
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
        _starting[home] = read_end, time.monotonic()


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
    while True:
        # Its standby would take its place.
        standby = heartbeat.living(home / heartbeat.STANDBY)
        if standby is not None:
            heartbeat.end(standby)
        elif not processes.alive(row["process"]):
            break
        if time.monotonic() > end:
            raise QueueError(f"the supervisor (process {pid}) does not end; end it by hand")
        time.sleep(0.01)
    return True


def _after_fork() -> None:
    """Forget, in a child process, the starts of its parent."""
    global _lock
    _lock = threading.Lock()
    for home in list(_starting):
        _forget(home)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
