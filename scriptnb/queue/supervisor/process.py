"""The supervisor: one detached process per journal that claims tasks and hands them to executors.

One loop in one thread: it waits for notifications and for the executors, writes outcomes, and
claims what runs next. Clean-up runs in a thread of its own (``maintenance.py``).
"""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scriptnb.errors import FullError, JournalError, QueueError
from scriptnb.queue.store import maintenance, paths
from scriptnb.queue.store.claims import Claims
from scriptnb.queue.store.database import Database
from scriptnb.queue.supervisor import (
    failures,
    heartbeat,
    logs,
    presence,
    slot_process,
    standby,
    takeover,
)
from scriptnb.queue.supervisor.engine import Engine
from scriptnb.queue.supervisor.pool import Pool
from scriptnb.system import processes, wakeup
from scriptnb.system.locks import Lock
from scriptnb.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from scriptnb.queue.models import Job
    from scriptnb.queue.supervisor.executor import Ended

log = logging.getLogger("scriptnb.supervisor")

#: Seconds between two writes of the progress of running tasks, and the pause on a full disk.
_PAUSE = 0.015
#: Seconds between two looks at everything, when nobody notifies.
LOOK = 0.5
#: A supervisor that has served so long has started well, in seconds.
_SETTLED = 2.0
#: Seconds without a waiting or running task after which it ends.
IDLE = float(os.environ.get("SCRIPTNB_IDLE_SECONDS", "60"))


def main(folder: str, started: int) -> None:
    """Serve a journal until there is nothing to do; the whole life of the process.

    Parameters
    ----------
    folder
        The journal's folder.
    started
        A descriptor that is closed once the supervisor serves, or is not needed; -1 for none.
    """
    home = Path(folder)
    if hasattr(os, "setsid"):
        with contextlib.suppress(OSError):
            os.setsid()
    os.umask(0o077)
    lock = Lock(home / heartbeat.LOCK)

    def serve() -> None:
        if lock.take():
            heartbeat.Heartbeat(home / heartbeat.SUPERVISOR).beat()
            # It loads what slots need while this process opens the journal.
            slot_process.start_server(home)
        database = Database(home / paths.JOURNAL)
        if lock.held or takeover.take_turn(database, lock):
            Supervisor(home, database, lock, started).run()

    _end_with(home, serve)


def take_place(home: Path, lock: Lock) -> None:
    """Serve in the place of a supervisor that died, if work is left; the standby's second life.

    Parameters
    ----------
    home
        The journal's folder.
    lock
        The supervisor's lock, held.
    """

    def serve() -> None:
        heartbeat.Heartbeat(home / heartbeat.SUPERVISOR).beat()
        if not (home / paths.JOURNAL).exists():
            return
        database = Database(home / paths.JOURNAL)
        if presence.work_left(database):
            log.warning("the supervisor was lost; its standby serves in its place")
            slot_process.start_server(home)
            Supervisor(home, database, lock, -1).run()

    _end_with(home, serve)


def _end_with(home: Path, serve: Callable[[], None]) -> None:
    """Serve, then end this process, with 1 after an error."""
    logs.set_up(home)
    code = 0
    try:
        serve()
    except QueueError as error:
        log.error("the supervisor cannot go on, so it ends: %s", error)  # noqa: TRY400 - one sentence is enough
        code = 1
    except Exception:
        log.exception("the supervisor ends because of an error of its own")
        code = 1
    if code:
        failures.add(home)
    slot_process.clean_up(home)
    logging.shutdown()
    # Everything was closed above; what else would run at exit waits for slots.
    os._exit(code)


class Supervisor:
    """The process that serves one journal.

    Parameters
    ----------
    home
        The journal's folder.
    database
        The open journal.
    lock
        The supervisor's lock, held.
    started
        As in `main`.
    """

    def __init__(self, home: Path, database: Database, lock: Lock, started: int) -> None:
        self.home = home
        self.db = database
        self.claims = Claims(database)
        self._lock = lock
        self._started = started
        #: Outcomes that are not in the journal yet; a full disk may keep them out of it.
        self._unsettled: list[Ended] = []
        #: Whether one of them came since the journal was last tried.
        self._outcomes_new = False
        self._waker = wakeup.Waker()
        self._pool = Pool(
            home,
            started=lambda process: self.db.run("add_slot", process=process),
            ended=lambda process: self.db.run("remove_slot", process=process),
        )
        self._engine = Engine(home, self._pool, self._waker.wake)
        self._selector = selectors.DefaultSelector()
        self._seen = -1
        self._stop: str | None = None
        self._meta: dict[str, object] = {}
        self._leave_for: str | None = None
        #: Whether it ends because it has nothing to do, so that nobody takes its place.
        self._left = False
        self._idle_since = time.monotonic()
        self._next_look = 0.0
        self._looked = False
        self._next_progress = 0.0
        #: What the journal has about the progress of running tasks: id -> token, share, note.
        self._progress: dict[int, tuple[str, float, str]] = {}
        self._waiting = 0
        self._next_retry = 0.0
        self._held: str | None = None
        self._standby = standby.Standby(home)
        self._heartbeat = heartbeat.Heartbeat(home / heartbeat.SUPERVISOR)
        #: When its start counts as a success; None once it did.
        self._settles: float | None = time.monotonic() + _SETTLED
        self.process = processes.identity(os.getpid()) or f"{os.getpid()}:0"

    def run(self) -> None:
        """Serve until it is idle, is asked to end, or is stopped by a signal."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _: self._stopped_by(received))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._listener = wakeup.Listener(self.home / wakeup.SUPERVISOR)
        for each in (self._waker.fileno(), self._pool.fileno(), self._listener.fileno()):
            if each is not None:
                self._selector.register(each, selectors.EVENT_READ)
        self._maintenance = maintenance.Maintenance(self.home)
        try:
            self._take_over()
            if self._started >= 0:
                os.close(self._started)
            self._heartbeat.beat()
            if self.claims.waiting():
                self._standby.keep()
            while not self._safe_step():
                pass
        finally:
            self._end()
            slot_process.clean_up(self.home, everything=True)
            with contextlib.suppress(JournalError):
                self.db.close()
            self._lock.drop()

    def _take_over(self) -> None:
        """End what an earlier supervisor left, and put its tasks back at once."""
        for row in self.db.run("slots"):
            processes.kill_left(row["process"])
            self.db.run("remove_slot", process=row["process"])
        self._read_settings()
        kept = self._engine.attach(self.claims.sent_away())
        lost = self.claims.requeue_lost("the queue's supervisor was lost while the task ran", kept)
        self.db.run("take_over", process=self.process, version=__version__, now=time.time())
        self._maintenance.start(self.db)
        if lost:
            log.warning("%d tasks of a lost supervisor run again", lost)
        log.info("supervisor %s of version %s serves this journal", self.process, __version__)
        wakeup.notify_watchers(self.home)

    def _read_settings(self) -> None:
        self._meta = {row[0]: row[1] for row in self.db.run("meta")}
        self._engine.follow(self._meta)

    def _stopped_by(self, number: int) -> None:
        self._stop = signal.Signals(number).name
        self._waker.wake()

    # One turn of the loop

    def _safe_step(self) -> bool:
        try:
            return self._step()
        except FullError as error:
            log.error("nothing is claimed while the disk is full: %s", error)  # noqa: TRY400 - one sentence is enough
            time.sleep(_PAUSE)
            return False

    def _step(self) -> bool:
        self._selector.select(self._patience())
        self._heartbeat.beat()
        self._waker.drain()
        self._listener.drain()
        changed = self._look()
        self._next_retry = self.claims.wake_retries() or 0.0
        self._waiting = self.claims.waiting()
        changed |= self._turn()
        changed |= self._write_progress()
        if changed:
            wakeup.notify_watchers(self.home)
        if (self._waiting or self._looked) and self._may_claim():
            self._engine.prepare(self._waiting)
        return self._may_end()

    def _patience(self) -> float:
        """Return how long the loop may wait, in seconds."""
        patience = self._engine.patience()
        if patience is not None:
            return patience
        return min(LOOK, IDLE) if self._next_retry <= 0 else min(LOOK, self._next_retry)

    def _look(self) -> bool:
        """Read what others wrote: cancellations, settings, a request that this process ends."""
        now = time.monotonic()
        self._looked = now >= self._next_look
        if self._looked:
            self._next_look = now + LOOK
            if self._settles is not None and now > self._settles:
                self._settles = None
                failures.forget(self.home)
            self.db.check_place()
            if not self._stop and (self._waiting or self._busy()):
                self._standby.keep()
            logs.rotate(self.home)
            self._maintenance.look(idle=not self._busy())
            if (report := self._engine.report()) is not None:
                self.db.run("set_meta", name="remote", value=report or None)
        seen = self.db.pragma("data_version")
        if seen == self._seen:
            return False
        self._seen = seen
        self._read_settings()
        row = self.db.one("supervisor")
        self._leave_for = (
            row["leave_for"] if row and row["process"] == self.process else __version__
        )
        held = self.claims.running()
        for job, _ in self._engine.running():
            if held.get(job.id) != job.token:
                self._engine.cancel(job)
        return True

    def _turn(self) -> bool:
        """Write outcomes and claim what runs next, in one transaction; then start it."""
        if ended := self._engine.outcomes():
            self._unsettled += ended
            self._outcomes_new = True
        settling = bool(self._unsettled) and (self._outcomes_new or self._looked)
        places = self._engine.capacity() if self._may_claim(settling=settling) else []
        if not settling and not (places and self._waiting):
            return False
        self._outcomes_new = False
        claimed: list[tuple[Job, int]] = []
        with self.db.write():
            for job, outcome in self._unsettled:
                if outcome is None:
                    self.claims.unclaim(job)
                elif self.claims.settle(job, outcome) and outcome.kind is not None:
                    log.info("task %d failed (%s)", job.id, outcome.kind)
            for place in places:
                job_at_place = self.claims.claim(place)
                if job_at_place is None:
                    break
                claimed.append((job_at_place, place))
        for job, _ in self._unsettled:
            self._engine.settled(job)
        self._unsettled.clear()
        self._waiting -= len(claimed)
        for job, place in claimed:
            self._engine.submit(job, place)
        return True

    def _may_claim(self, *, settling: bool = False) -> bool:
        if self._stop or self._leave_for or self._meta.get("paused"):
            return False
        return (settling or not self._unsettled) and self._admitted()

    def _admitted(self) -> bool:
        needed = self._waiting or self._busy()
        held = self._engine.held_back(self._waiting) if needed else None
        if held != self._held:
            self._held = held
            with self.db.write():
                self.db.run("set_meta", name="held_back", value=held)
        return held is None

    def _write_progress(self) -> bool:
        now = time.monotonic()
        if now < self._next_progress:
            return False
        self._next_progress = now + _PAUSE
        before, self._progress = self._progress, {
            job.id: (job.token, progress.share, progress.note)
            for job, progress in self._engine.running()
            if progress.share or progress.note
        }  # fmt: skip
        changed = {id_: each for id_, each in self._progress.items() if before.get(id_) != each}
        if changed:
            self.claims.progress(changed)
        return bool(changed)

    # The end

    def _busy(self) -> bool:
        return bool(self._unsettled) or bool(self._engine.running())

    def _may_end(self) -> bool:
        if self._stop:
            log.info("stopped by %s", self._stop)
            return True
        if self._busy():
            self._idle_since = time.monotonic()
            return False
        if not self._leave_for:
            if self._waiting and not self._meta.get("paused"):
                self._idle_since = time.monotonic()
            if time.monotonic() - self._idle_since < IDLE:
                return False
            self._maintenance.run_now()
        return self._leave()

    def _leave(self) -> bool:
        """Delete this supervisor's row, unless a task arrived at this moment."""
        with self.db.write():
            paused = self.db.value("get_meta", name="paused")
            if not self._leave_for and self.claims.waiting() and not paused:
                return False
            self.db.run("leave", process=self.process)
        self._left = True
        why = "a newer version serves" if self._leave_for else "there is nothing to do"
        log.info("the supervisor ends, because %s", why)
        return True

    def _end(self) -> None:
        """End everything that runs and put it back, so that no task seems to run still."""
        if self._left:
            self._standby.end()
        self._listener.close()
        self._maintenance.stop()
        with contextlib.suppress(JournalError):
            self._engine.close()
        with contextlib.suppress(JournalError):
            if self._stop:
                self.claims.requeue_lost(f"the queue's supervisor was stopped ({self._stop})")
                self.db.run("leave", process=self.process)
            wakeup.notify_watchers(self.home)


if __name__ == "__main__":
    main(sys.argv[1], -1)
