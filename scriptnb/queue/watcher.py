"""The kernel's side of waiting: one thread that exists only while a task is awaited.

It waits for the supervisor's notifications, reads what changed, calls the callbacks, and then
releases those who wait. It also starts a supervisor where none runs while there is something to
wait for. It imports no task handle and no notebook.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from scriptnb.errors import JournalError, QueueClosedError, QueueError
from scriptnb.queue.models import TaskRecord
from scriptnb.queue.store import paths
from scriptnb.queue.store.journal import Journal
from scriptnb.queue.supervisor import launcher, presence
from scriptnb.system import forks, processes, wakeup

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger("scriptnb")

#: Seconds between two looks without a notification.
TICK = 0.5
#: How long the thread stays after the last wait, in seconds: a loop of submits starts it once.
LINGER = 1.0

#: So many tasks are watched at a time by one who waits for more.
_WINDOW = 500
#: Who waits longer than this for more, in seconds, has all their records kept meanwhile.
_LONG = 10.0

#: Called with a task's record at a change; with None when the record is gone.
Callback = Callable[[TaskRecord | None], None]


class Watch:
    """One wait for one task; `close` it when it is over."""

    def __init__(
        self,
        watcher: Watcher,
        task_id: str,
        callback: Callback | None,
        *,
        every_change: bool,
        on_error: Callable[[], None] | None,
    ) -> None:
        self.task_id = task_id
        self.on_error = on_error
        self.callback = callback
        self.every_change = every_change
        #: Set once the task has ended, is gone, or can no longer be watched.
        self.ended = threading.Event()
        #: Why it can no longer be watched.
        self.error: QueueError | None = None
        self.held = False
        self._watcher = watcher

    def close(self) -> None:
        """Stop watching."""
        self._watcher.remove(self)


class Watcher:
    """Watches tasks of one journal on behalf of one process.

    Parameters
    ----------
    home
        The journal's folder.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._watches: dict[str, list[Watch]] = {}
        #: Watched since the thread last looked.
        self._new: list[str] = []
        self._released: list[str] = []
        self._thread: threading.Thread | None = None
        self._listener: wakeup.Listener | None = None
        self._journal: Journal | None = None
        self._closed = False
        self.holder = new_holder()
        forks.renew(self)

    def lock_for_fork(self) -> None:
        """Return None: nothing that a child needs is left half-way by another thread."""

    def after_fork(self) -> None:
        """Begin anew in a child process: thread and waits are the parent's."""
        self._lock = threading.Lock()
        self._watches, self._new, self._released = {}, [], []
        self._thread = self._listener = self._journal = None
        self.holder = new_holder()

    def watch(
        self,
        task_id: str,
        callback: Callback | None = None,
        *,
        every_change: bool = False,
        on_error: Callable[[], None] | None = None,
    ) -> Watch:
        """Watch a task; the callback runs in the watcher's thread, at the end or every change."""
        made = Watch(self, task_id, callback, every_change=every_change, on_error=on_error)
        with self._lock:
            self._closed = False
            self._watches.setdefault(task_id, []).append(made)
            self._new.append(task_id)
            if self._thread is None:
                # Before the thread runs: an end that comes meanwhile notifies it already.
                self._listener = wakeup.Listener(
                    self._home / wakeup.WATCHERS / f"{os.getpid()}-{secrets.token_hex(4)}"
                )
                self._thread = threading.Thread(
                    target=self._run, args=(self._listener,), name="scriptnb-watcher", daemon=True
                )
                self._thread.start()
            elif self._listener is not None and len(self._new) == 1:
                # For the others it was notified already, and the thread has not looked yet.
                self._listener.notify()
        return made

    def wait(self, task_ids: Sequence[str], timeout: float | None, journal: Journal) -> set[str]:
        """Wait until all tasks have ended; return the ids of those that have not in time.

        They are watched some at a time, in order: to make and end a watch takes longer than to
        read a state.

        Parameters
        ----------
        timeout
            In seconds; None waits as long as it takes.
        journal
            The caller's own view of the journal.
        """
        start = time.monotonic()
        left = _unfinished(journal, task_ids)
        # Time for the last look is kept.
        look = 2 * (time.monotonic() - start)
        end = None if timeout is None else start + timeout - look
        holder = new_holder() if len(left) > _WINDOW and (timeout or _LONG) >= _LONG else None
        if holder is not None:
            journal.hold(left, holder)
        try:
            for first in range(0, len(left), _WINDOW):
                window = _unfinished(journal, left[first : first + _WINDOW])
                if not self._wait_for(window, end):
                    return set(_unfinished(journal, left[first:]))
        finally:
            if holder is not None:
                journal.release(left, holder)
        return set()

    def _wait_for(self, task_ids: Sequence[str], end: float | None) -> bool:
        """Wait until all these tasks have ended; return False when it is ``end`` before."""
        if task_ids and end is not None and time.monotonic() > end:
            return False
        watches = [self.watch(task_id) for task_id in task_ids]
        try:
            for watch in watches:
                left = None if end is None else max(0.0, end - time.monotonic())
                if not watch.ended.wait(left):
                    return False
                if watch.error is not None:
                    raise type(watch.error)(str(watch.error))
        finally:
            for watch in watches:
                watch.close()
        return True

    @property
    def waited_for(self) -> list[str]:
        """The ids of the tasks that are awaited."""
        with self._lock:
            return list(self._watches)

    def remove(self, watch: Watch) -> None:
        """Forget a watch."""
        with self._lock:
            watches = self._watches.get(watch.task_id, [])
            if watch in watches:
                watches.remove(watch)
                if not watches:
                    del self._watches[watch.task_id]
                    if watch.held:
                        self._released.append(watch.task_id)
                        if self._listener is not None and len(self._released) == 1:
                            self._listener.notify()

    def close(self, timeout: float = 1.5) -> None:
        """End the thread and release those who still wait with `QueueClosedError`."""
        with self._lock:
            thread, self._closed = self._thread, True
            if self._listener is not None:
                self._listener.notify()
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout)

    # In the thread

    def _run(self, listener: wakeup.Listener) -> None:
        try:
            journal = self._journal = Journal(self._home)
        except QueueError as error:
            self._fail(error)
            return
        try:
            left = self._serve(journal, listener)
            _fail_all(left, QueueClosedError("this manager was shut down; its tasks go on"))
        except QueueError as error:
            self._fail(error)
        except Exception as error:
            log.exception("the queue's watcher ended because of an error of its own")
            self._fail(QueueError(f"the queue's watcher ended ({error}); wait again"))
        finally:
            listener.close()
            # The deletion of the journal has released every wait.
            with contextlib.suppress(JournalError):
                self._hold(journal)
            journal.close()

    def _serve(self, journal: Journal, listener: wakeup.Listener) -> list[Watch]:
        """Serve until no task is awaited, or `close`; return the watches that are left then."""
        seen, idle_since, next_tick, version = journal.last_change(), 0.0, 0.0, -1
        before = 0
        while True:
            self._check_new(journal)
            now = time.monotonic()
            with self._lock:
                waiting, letting_go = bool(self._watches), bool(self._released)
                idle_since = now if waiting else idle_since or now
                if self._closed or (not waiting and now - idle_since > LINGER):
                    self._thread = self._listener = None
                    left = [watch for each in self._watches.values() for watch in each]
                    self._watches.clear()
                    return left
            if letting_go:
                self._hold(journal)
            if now >= next_tick:
                next_tick = now + TICK
                journal.db.check_place()
                self._hold(journal)
                if waiting:
                    self._supervise(journal)
                latest = journal.db.pragma("data_version")
                if latest != before:
                    before = latest
                    self._check_gone(journal)
            listener.wait(max(0.0, next_tick - now))
            found = journal.db.pragma("data_version")
            if found != version:
                version, last = found, self._publish_changes(journal, seen)
                seen = last

    def _publish_changes(self, journal: Journal, seen: int) -> int:
        """Publish every change after number ``seen``; return the number of the last one."""
        for task_id, status, changed in journal.changes(seen):
            seen = max(seen, changed)
            self._publish(journal, task_id, ended=status.ended)
        return seen

    def _check_new(self, journal: Journal) -> None:
        """Look once at each newly watched task: it may have ended before it was watched."""
        with self._lock:
            new, self._new = self._new, []
        found = journal.statuses(new)
        for task_id in new:
            status = found.get(task_id)
            if status is None or status.ended:
                self._publish(journal, task_id, ended=True)

    def _check_gone(self, journal: Journal) -> None:
        """Find records that were removed: their removal is no change of theirs."""
        with self._lock:
            watched = list(self._watches)
        there = journal.statuses(watched)
        for task_id in watched:
            if task_id not in there:
                self._publish(journal, task_id, ended=True)

    def _publish(self, journal: Journal, task_id: str, *, ended: bool) -> None:
        with self._lock:
            watches = list(self._watches.get(task_id, ()))
        concerned = [watch for watch in watches if ended or watch.every_change]
        record = None
        if any(watch.callback is not None for watch in concerned):
            # Read only when used: a thousand waits need no thousand records.
            record = journal.record(task_id)
            ended = record is None or record.status.ended
        for watch in concerned:
            if watch.callback is not None:
                try:
                    watch.callback(record)
                except Exception:
                    log.exception("a callback for task %s went wrong", task_id)
        # Those who wait go on only when everything was published.
        for watch in concerned:
            if ended:
                watch.ended.set()
                if watch.callback is not None:
                    watch.close()

    def _supervise(self, journal: Journal) -> None:
        """Start a supervisor where none serves.

        Raises
        ------
        QueueError
            When those that were started end with an error again and again; whoever waits again
            has another one started, after a pause.
        """
        wakeup.notify_supervisor(self._home)
        presence.look_now(journal)
        if presence.given_up(journal):
            raise QueueError(
                "the queue's supervisor does not start; its log "
                f"{self._home / paths.LOG} ends with: {launcher.last_log_line(self._home)}"
            )

    def _hold(self, journal: Journal) -> None:
        """Keep clean-up from what is waited for; waits that were short never get here."""
        with self._lock:
            new = [
                each[0] for each in self._watches.values() if not any(watch.held for watch in each)
            ]
            for watch in new:
                watch.held = True
            released = [task_id for task_id in self._released if task_id not in self._watches]
            self._released.clear()
        if new:
            journal.hold([watch.task_id for watch in new], self.holder)
        if released:
            journal.release(released, self.holder)

    def _fail(self, error: QueueError) -> None:
        with self._lock:
            watches = [watch for each in self._watches.values() for watch in each]
            self._watches.clear()
            self._thread = self._listener = None
        _fail_all(watches, error)


def _unfinished(journal: Journal, task_ids: Sequence[str]) -> list[str]:
    """Return the ids of tasks that have not ended, in order."""
    found = journal.statuses(task_ids)
    return [task_id for task_id in task_ids if (at := found.get(task_id)) and at.active]


def _fail_all(watches: list[Watch], error: QueueError) -> None:
    for watch in watches:
        watch.error = error
        if watch.on_error is not None:
            watch.on_error()
        watch.ended.set()


def new_holder() -> str:
    """Name one reason to keep records, which ends with this process at the latest."""
    return f"{processes.identity(os.getpid())}/{secrets.token_hex(4)}"
