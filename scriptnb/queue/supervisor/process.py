"""The supervisor: one detached process per journal that claims tasks and hands them to slots.

One loop, one thread: it waits for bells, answers and output, and looks at memory and time in
between. Its slots are ``pool.py``'s; what becomes of a task is decided in ``runs.py``; clean-up
runs in ``maintenance.py``. Longer than other modules because its start, its turns and its end
share their state.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scriptnb.errors import FullError, JournalError
from scriptnb.queue.store import maintenance, paths
from scriptnb.queue.store.claims import Claims
from scriptnb.queue.store.database import Database
from scriptnb.queue.supervisor import logs, runs, slot_process, takeover
from scriptnb.queue.supervisor.admission import Admission
from scriptnb.queue.supervisor.pool import Crew
from scriptnb.queue.supervisor.station import Station
from scriptnb.system import processes, wakeup
from scriptnb.system.locks import Lock
from scriptnb.version import __version__

if TYPE_CHECKING:
    from scriptnb.queue.models import Job, Outcome
    from scriptnb.queue.supervisor.station import AnySlot

log = logging.getLogger("scriptnb.supervisor")

#: Seconds between two looks at the memory of running tasks.
SAMPLE = 0.015
#: The same when all of them run on other machines.
ELSEWHERE = 0.1
#: Seconds between two looks at everything else, when no bell rings.
LOOK = 0.5
#: Seconds without a waiting or running task after which it ends.
IDLE = float(os.environ.get("SCRIPTNB_IDLE_SECONDS", "60"))


def main(folder: str, started: int) -> None:
    """Serve a journal until there is nothing to do; the whole life of the process.

    Parameters
    ----------
    folder
        The journal's folder.
    started
        A descriptor that is closed once the supervisor is up, or is not needed; -1 for none.
    """
    home = Path(folder)
    if hasattr(os, "setsid"):
        with contextlib.suppress(OSError):
            os.setsid()
    os.umask(0o077)
    logs.set_up(home)
    code = 0
    try:
        lock = Lock(home / "supervisor.lock")
        if lock.take():
            # The slots' server loads what slots need while this process opens the journal.
            slot_process.warm_up(home)
        database = Database(home / paths.JOURNAL)
        if lock.held or takeover.take_turn(database, lock):
            Supervisor(home, database, lock, started).run()
    except JournalError as error:
        log.error("the journal cannot be used any more, so the supervisor ends: %s", error)  # noqa: TRY400 - one sentence says all
        code = 1
    except Exception:
        log.exception("the supervisor ends because of an error of its own")
        code = 1
    slot_process.clean_up(home)
    logging.shutdown()
    # Everything was closed by hand; what else would run at exit waits for slots.
    os._exit(code)


class Supervisor:
    """The process that owns the slots of one journal.

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
        #: Outcomes that a full disk kept out of the journal.
        self._unsettled: list[tuple[Job, Outcome]] = []
        self._admission = Admission()
        self._station = Station(home, slot_process.warm_up(home), lambda: self._crew.ring())
        self._crew = Crew(self._station, database)
        self._seen = -1
        self._stop: str | None = None
        self._meta: dict[str, object] = {}
        self._leave_for: str | None = None
        self._idle_since = time.monotonic()
        self._next_look = 0.0
        self._looked = False
        self._next_sample = 0.0
        self._waiting = 0
        #: Whether an outcome came since the journal was last tried.
        self._outcomes_new = False
        self._next_retry = 0.0
        self._held: str | None = None
        self._told_progress: dict[int, tuple[str, float, str]] = {}
        self.process = processes.identity(os.getpid()) or f"{os.getpid()}:0"

    def run(self) -> None:
        """Serve until idle, asked to leave, or told to stop by a signal."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _: self._told_to_stop(received))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._listener = wakeup.Listener(self.home / wakeup.SUPERVISOR)
        self._crew.listen(self._listener.fileno())
        self._maintenance = maintenance.Maintenance(self.home)
        try:
            self._take_over()
            if self._started >= 0:
                os.close(self._started)
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
        self._meta = {row[0]: row[1] for row in self.db.run("meta")}
        self._station.follow(self._meta)
        kept = self._attach()
        lost = self.claims.requeue_lost("the queue's supervisor was lost while the task ran", kept)
        self.db.run("take_over", process=self.process, version=__version__, now=time.time())
        self._maintenance.start(self.db)
        if lost:
            log.warning("%d tasks of a lost supervisor run again", lost)
        log.info("supervisor %s of version %s serves this journal", self.process, __version__)
        wakeup.notify_watchers(self.home)

    def _attach(self) -> set[int]:
        """Wait again for what an earlier supervisor sent to workers elsewhere; return the ids."""
        if self._station.engine is None:
            return set()
        jobs = self.claims.sent_away()
        for job in jobs:
            self._crew.attach(job)
        return {job.id for job in jobs}

    def _told_to_stop(self, number: int) -> None:
        self._stop = signal.Signals(number).name
        self._crew.ring()

    # One turn of the loop

    def _safe_step(self) -> bool:
        try:
            return self._step()
        except FullError as error:
            log.error("nothing is claimed while the disk is full: %s", error)  # noqa: TRY400 - one sentence says all
            time.sleep(SAMPLE)
            return False

    def _step(self) -> bool:
        self._crew.wait(self._patience())
        self._listener.drain()
        changed = self._look()
        self._next_retry = self.claims.wake_retries() or 0.0
        self._waiting = self.claims.waiting()
        changed |= self._turn()
        if changed:
            wakeup.notify_watchers(self.home)
        if (self._waiting or self._looked) and self._may_claim():
            self._crew.fit(self._waiting)
        now = time.monotonic()
        if now >= self._next_sample:
            self._next_sample = now + SAMPLE
            self._watch()
            if self._tell_progress():
                wakeup.notify_watchers(self.home)
        return self._may_end()

    def _patience(self) -> float:
        """Return how long the loop may sleep, in seconds."""
        if self._crew.busy:
            # Nothing is measured here of what runs elsewhere; its end rings.
            return SAMPLE if any(slot.pid and slot.job for slot in self._crew.slots) else ELSEWHERE
        return min(LOOK, IDLE) if self._next_retry <= 0 else min(LOOK, self._next_retry)

    def _look(self) -> bool:
        """See what others wrote: cancellations, settings, a wish that this process leaves."""
        now = time.monotonic()
        self._looked = now >= self._next_look
        if self._looked:
            self._next_look = now + LOOK
            self.db.check_place()
            logs.rotate(self.home)
            self._maintenance.look(idle=not self._busy())
            if (news := self._station.news(self._crew.slots)) is not None:
                self.db.run("set_meta", name="remote", value=news or None)
        seen = self.db.pragma("data_version")
        if seen == self._seen:
            return False
        self._seen = seen
        self._meta = {row[0]: row[1] for row in self.db.run("meta")}
        self._station.follow(self._meta)
        row = self.db.one("supervisor")
        self._leave_for = (
            row["leave_for"] if row and row["process"] == self.process else __version__
        )
        held = self.claims.running()
        for slot in self._crew.slots:
            if slot.job and held.get(slot.job.id) != slot.job.token:
                slot.kill("cancelled")
        return True

    def _take_answers(self) -> None:
        """Take what slots said; outcomes are kept until they are settled."""
        for slot, job, answer in self._crew.answers():
            if answer is not None and answer.kind == "stale":
                self._run_in_fresh_slot(slot, job)
                continue
            self._unsettled.append((job, runs.outcome(slot, job, answer)))
            slot.job = None
            self._outcomes_new = True
            if answer is None or answer.renew or slot.killed:
                self._crew.retire(slot)

    def _run_in_fresh_slot(self, slot: AnySlot, job: Job) -> None:
        """Run a task again that its slot refused because of what it has loaded.

        It has an older version of something than the submitter. A fresh one loads what is installed
        now, and if that differs too, it is right.
        """
        self._crew.retire(slot)
        fresh = self._crew.start()
        if fresh is None:
            self.claims.unclaim(job)
        else:
            self._send(fresh, job, strict=False)

    def _turn(self) -> bool:
        """Write outcomes and claim what runs next, in one transaction; then start it."""
        self._take_answers()
        settling = bool(self._unsettled) and (self._outcomes_new or self._looked)
        free = self._may_claim() and self._crew.free()
        if not settling and not (free and self._waiting):
            return False
        self._outcomes_new = False
        claims: list[tuple[AnySlot, Job]] = []
        with self.db.write():
            for job, outcome in self._unsettled:
                if self.claims.settle(job, outcome) and outcome.kind is not None:
                    log.info("task %d went wrong (%s)", job.id, outcome.kind)
            if self._may_claim(settled=True):
                for slot in self._crew.free():
                    claimed = self.claims.claim(slot.pid)
                    if claimed is None:
                        break
                    claims.append((slot, claimed))
        self._station.settled(job for job, _ in self._unsettled)
        self._unsettled.clear()
        self._waiting -= len(claims)
        for slot, job in claims:
            self._send(slot, job)
        return True

    def _may_claim(self, *, settled: bool = False) -> bool:
        if self._stop or self._leave_for or self._meta.get("paused"):
            return False
        return (settled or not self._unsettled or self._outcomes_new) and self._admitted()

    def _watch(self) -> None:
        """Kill what takes too much memory or time."""
        for slot in self._crew.slots:
            if slot.job is None or slot.killed:
                continue
            if why := slot.over_limit():
                slot.kill(why)
            elif told := slot.read_progress():
                self._told_progress[slot.job.id] = (slot.job.token, *told)

    def _tell_progress(self) -> bool:
        if not self._told_progress:
            return False
        told, self._told_progress = self._told_progress, {}
        self.claims.progress(told)
        return True

    def _admitted(self) -> bool:
        held = self._station.held_back() if self._waiting or self._busy() else None
        if self._waiting and self._station.engine is None:
            held = held or self._admission.held_back()
        if held != self._held:
            self._held = held
            with self.db.write():
                self.db.run("set_meta", name="held_back", value=held)
        return held is None

    def _send(self, slot: AnySlot, job: Job, *, strict: bool = True) -> None:
        try:
            slot.send(job, strict=strict)
        except BrokenPipeError:
            # It died while it was free: no attempt of the task's.
            self.claims.unclaim(job)
            self._crew.retire(slot)

    # The end

    def _busy(self) -> bool:
        return bool(self._unsettled) or self._crew.busy

    def _may_end(self) -> bool:
        if self._stop:
            log.info("told to stop by %s", self._stop)
            return True
        if self._busy():
            self._idle_since = time.monotonic()
            return False
        if not self._leave_for:
            if self._waiting:
                self._idle_since = time.monotonic()
            if time.monotonic() - self._idle_since < IDLE:
                return False
            self._maintenance.run_now()
        return self._leave()

    def _leave(self) -> bool:
        """Delete the row that says somebody serves, unless a task arrived at this moment."""
        with self.db.write():
            if not self._leave_for and self.claims.waiting():
                return False
            self.db.run("leave", process=self.process)
        log.info("nothing to do, so the supervisor ends" if not self._leave_for else "made room")
        return True

    def _end(self) -> None:
        """End every slot and put back what ran, so that no task looks as if it still did."""
        self._listener.close()
        self._maintenance.stop()
        for slot in self._crew.slots:
            slot.kill("stopped")
        with contextlib.suppress(JournalError):
            if self._stop:
                self.claims.requeue_lost(f"the queue's supervisor was stopped ({self._stop})")
                self.db.run("leave", process=self.process)
            for slot in self._crew.slots:
                self.db.run("remove_slot", process=slot.process)
            wakeup.notify_watchers(self.home)
        self._crew.close()
        self._station.close()


if __name__ == "__main__":
    main(sys.argv[1], -1)
