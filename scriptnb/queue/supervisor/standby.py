"""The standby: a small process that takes the supervisor's place when it dies.

The supervisor starts it, and it waits for the supervisor's lock. A supervisor that ends because
there is nothing to do ends its standby first; one that is killed cannot, and the standby serves in
its place while work is left, with a standby of its own. The supervisor starts another when its
standby is killed; when both are killed at once, the next client that looks starts a supervisor.

Imports as little as possible: it waits most of its life.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

from scriptnb.errors import QueueError
from scriptnb.queue.supervisor import failures, heartbeat
from scriptnb.system.locks import Lock

#: Held by the one standby of a journal.
_LOCK = "standby.lock"
#: Seconds between two tries to take the supervisor's lock.
_PAUSE = 0.25
_CODE = """
import os, pathlib, sys
sys.path.append(sys.argv[2])
from scriptnb.queue.supervisor import standby
home = pathlib.Path(sys.argv[1])
lock = standby.wait(home)
if lock is not None:
    from scriptnb.queue.supervisor import process
    process.take_place(home, lock)
os._exit(0)
"""


class Standby:
    """The standby as its supervisor sees it.

    Parameters
    ----------
    home
        The journal's folder.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._file = home / heartbeat.STANDBY
        self._started: subprocess.Popen[bytes] | None = None

    def keep(self) -> None:
        """Start one where none lives; one that hangs is replaced."""
        heartbeat.end_hung(self._file)
        if self._started is not None and self._started.poll() is None:
            return
        if heartbeat.living(self._file) is not None or os.name == "nt":
            return
        package = str(Path(__file__).resolve().parents[3])
        # Standard output and error are the log already.
        with contextlib.suppress(OSError):
            self._started = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                [sys.executable, "-P", "-c", _CODE, str(self._home), package],
                cwd=self._home, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip

    def end(self) -> None:
        """End it: the supervisor ends on purpose."""
        if (process := heartbeat.living(self._file)) is not None:
            heartbeat.end(process)
        if self._started is not None:
            self._started.kill()
            self._started.wait()


def wait(home: Path) -> Lock | None:
    """Return the supervisor's lock once it is free; None when this standby is not needed."""
    os.umask(0o077)
    with contextlib.suppress(OSError, QueueError):
        only_one = Lock(home / _LOCK)
        if only_one.take():
            lock = _wait(home)
            # From now on it is the supervisor, which starts a standby of its own.
            (home / heartbeat.STANDBY).unlink(missing_ok=True)
            only_one.drop()
            return lock
    return None


def _wait(home: Path) -> Lock:
    """Return the supervisor's lock once it is free.

    Raises
    ------
    OSError
        When the folder is gone.
    """
    own = heartbeat.Heartbeat(home / heartbeat.STANDBY)
    lock = Lock(home / heartbeat.LOCK)
    while True:
        own.beat()
        heartbeat.end_hung(home / heartbeat.SUPERVISOR)
        # A supervisor that ends with an error again and again is replaced after a pause.
        if failures.pause(home) == 0 and lock.take():
            return lock
        time.sleep(_PAUSE)
