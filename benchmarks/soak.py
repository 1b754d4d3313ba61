"""Send random signals to every process of a queue, and count what was lost.

``python benchmarks/soak.py --kills 300 --mode nobody`` sends KILL, TERM and STOP (then CONT) to the
supervisor, its standby, the slots and the client while short tasks are submitted. The client waits
for its tasks, polls the state of the queue, or (``nobody``) ends after its submits. It ends by
itself within ``--seconds`` and returns 1 when anything was lost, stuck, untrue or left behind.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ANALYZER = """
import time
class Soak:
    name, version, requires = "soak", "1", ()
    def run(self, inputs, options, progress):
        end = time.process_time() + 0.02
        while time.process_time() < end:
            pass
        with open(options["log"], "a") as stream:
            stream.write(options["mark"] + "\\n")
        return {"mark": options["mark"]}
"""
CLIENT = """
import secrets, sys, time
from scriptnb import QueueManager
queue = QueueManager(workers=2, retry_delay=0.01, max_retries=100)
mode, log, accepted = sys.argv[1:]
while True:
    tasks = []
    for n in range(20):
        mark = secrets.token_hex(8)
        tasks.append(queue.submit(text="INT. HALL - DAY", analysis_type="soak", log=log, mark=mark))
        with open(accepted, "a") as stream:
            stream.write(f"{tasks[-1].task_id} {mark}\\n")
    if mode == "wait":
        queue.wait(tasks)
    elif mode == "poll":
        while queue.get_queue_stats()["queue_size"]:
            time.sleep(0.2)
    else:
        break
"""
#: Seconds in which the last tasks must end, before and after somebody looks.
SETTLE = 45.0


class Soak:
    """One run: a folder, a client, and signals."""

    def __init__(self, mode: str, seed: int) -> None:
        self.mode, self.random = mode, random.Random(seed)
        self.folder = Path(tempfile.mkdtemp(prefix="soak-"))
        self.home, self.temporary = self.folder / "home", self.folder / "tmp"
        self.log, self.accepted = self.folder / "log", self.folder / "accepted"
        self.temporary.mkdir()
        site = self.folder / "site"
        info = site / "soak_analyzer-1.0.dist-info"
        info.mkdir(parents=True)
        (site / "soak_analyzer.py").write_text(ANALYZER)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: soak-analyzer\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("[scriptnb.analyzers]\nsoak = soak_analyzer:Soak\n")
        self.environment = os.environ | {
            "SCRIPTNB_HOME": str(self.home), "TMPDIR": str(self.temporary),
            "SCRIPTNB_IDLE_SECONDS": "60", "PYTHONPATH": str(site),
        }  # fmt: skip
        self.client: subprocess.Popen[bytes] | None = None
        self.sent: collections.Counter[str] = collections.Counter()
        self.stopped: list[tuple[float, int]] = []
        self.healed = 0

    def read(self, query: str) -> list[tuple[object, ...]]:
        """Read the journal past the package, so that nothing is started by it."""
        file = self.home / "journal-1.sqlite3"
        with contextlib.suppress(sqlite3.Error):
            connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)
            try:
                return connection.execute(query).fetchall()
            finally:
                connection.close()
        return []

    def run_client(self, code: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start Python with the package in a session of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments], env=self.environment, cwd=self.folder,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def keep_client(self) -> None:
        """Start the client where none runs."""
        if self.client is None or self.client.poll() is not None:
            self.client = self.run_client(CLIENT, self.mode, str(self.log), str(self.accepted))

    def victim(self) -> tuple[str, int] | None:
        """Choose a process of the queue."""
        kind = self.random.choice(["supervisor", "supervisor", "standby", "slot", "slot", "client"])
        if kind == "client":
            alive = self.client is not None and self.client.poll() is None
            return (kind, self.client.pid) if alive and self.client else None
        if kind == "slot":
            found = [str(row[0]) for row in self.read("SELECT process FROM slots")]
        else:
            try:
                found = [(self.home / f"{kind}.heartbeat").read_text().split()[0]]
            except (OSError, IndexError):
                found = []
        if not found:
            return None
        pid, _, start = self.random.choice(found).partition(":")
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            if fields[19] == start and fields[0] not in "ZX":
                return kind, int(pid)
        return None

    def strike(self) -> None:
        """Send one signal, and continue what was stopped long enough."""
        now = time.monotonic()
        for each in [each for each in self.stopped if each[0] <= now]:
            self.stopped.remove(each)
            with contextlib.suppress(ProcessLookupError):
                os.kill(each[1], signal.SIGCONT)
        chosen = self.victim()
        if chosen is None:
            return
        kind, pid = chosen
        number = self.random.choice([signal.SIGKILL] * 3 + [signal.SIGTERM, signal.SIGSTOP])
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
            self.sent[f"{number.name} {kind}"] += 1
            if number == signal.SIGSTOP:
                self.stopped.append((now + self.random.uniform(0.05, 1.0), pid))

    def unfinished(self) -> int:
        """Return how many tasks have not ended."""
        query = "SELECT count(*) FROM tasks WHERE status IN ('pending', 'processing', 'retry')"
        rows = self.read(query)
        return int(str(rows[0][0])) if rows else 0

    def settle(self, end: float) -> None:
        """Continue what is stopped, and wait until all has ended; at the end somebody looks."""
        for _, pid in self.stopped:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        if self.client is not None and self.mode != "nobody":
            self.client.kill()
        if self.client is not None:
            self.client.wait()
        for looking in (self.mode == "poll", True):
            limit = min(end, time.monotonic() + SETTLE)
            if looking and self.unfinished():
                self.healed += 1
                code = "from scriptnb import QueueManager; QueueManager().get_queue_stats()"
                self.run_client(code).wait()
            while self.unfinished() and time.monotonic() < limit:
                time.sleep(0.1)

    def processes(self) -> int:
        """Return how many processes of this queue run."""
        found = 0
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                found += process.environ().get("SCRIPTNB_HOME") == str(self.home)
        return found

    def count(self) -> dict[str, int]:
        """Stop the queue and count what went wrong."""
        stuck = self.unfinished()
        self.run_client("from scriptnb.queue import stop_supervisor; stop_supervisor()").wait()
        accepted = [line.split() for line in self.accepted.read_text().splitlines()]
        states = {str(row[0]): str(row[1]) for row in self.read("SELECT id, status FROM tasks")}
        results = {str(row[0]) for row in self.read(
            "SELECT tasks.id FROM tasks JOIN results ON results.key = tasks.key"
        )}  # fmt: skip
        marks = collections.Counter(self.log.read_text().split() if self.log.exists() else [])
        complete = [(task, mark) for task, mark in accepted if states.get(task) == "completed"]
        limit = time.monotonic() + 10
        while (left := self.processes()) and time.monotonic() < limit:
            time.sleep(0.1)
        crashed = "SELECT count(*) FROM tasks WHERE error LIKE '%third time%'"
        files = [*self.home.glob("run-*"), *self.temporary.iterdir()]
        return {
            "signals": sum(self.sent.values()), "tasks": len(states), "stuck": stuck,
            "lost": sum(task not in states for task, _ in accepted),
            "failed": sum(state == "failed" for state in states.values()),
            "failed: slot killed 3 times": int(str(self.read(crashed)[0][0])),
            "untrue": sum(task not in results or not marks[mark] for task, mark in complete),
            "run twice": sum(times > 1 for times in marks.values()),
            "healed by a look": self.healed,
            "processes left": left, "files left": len(files),
        }  # fmt: skip


def main() -> int:
    """Run once and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="how many signals")
    parser.add_argument("--mode", choices=("wait", "poll", "nobody"), default="wait")
    parser.add_argument("--seconds", type=float, default=300.0, help="the longest run")
    parser.add_argument("--pause", type=float, default=0.1, help="mean seconds between signals")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    given = parser.parse_args()
    end = time.monotonic() + given.seconds
    soak = Soak(given.mode, given.seed)
    try:
        while sum(soak.sent.values()) < given.kills and time.monotonic() < end - 2 * SETTLE:
            soak.keep_client()
            soak.strike()
            time.sleep(soak.random.uniform(0, 2 * given.pause))
        soak.settle(end)
        found = soak.count()
    finally:
        if soak.client is not None:
            soak.client.kill()
            soak.client.wait()
    print(f"mode {given.mode}, seed {given.seed}:", ", ".join(f"{k} {v}" for k, v in found.items()))
    print("signals:", ", ".join(f"{k} {v}" for k, v in sorted(soak.sent.items())))
    wrong = ("stuck", "lost", "untrue", "processes left", "files left")
    bad = any(found[name] for name in wrong)
    bad |= found["failed"] > found["failed: slot killed 3 times"]
    if bad:
        print(f"the folder {soak.folder} is kept")
    else:
        shutil.rmtree(soak.folder, ignore_errors=True)
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
