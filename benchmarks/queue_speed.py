"""Measure the cost of the queue against a baseline in the same run: ``make bench-queue``.

The baseline is bare processes that do the same work without a journal. On a busy machine only the
ratios mean much, since both sides are measured in the same run; absolute figures are for
orientation.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scriptnb import QueueManager
    from scriptnb.queue.models import NewTask

HERE = Path(__file__).parent
ANALYZERS = """
import time
class _Analyzer:
    version, requires = "1", ()
class Noop(_Analyzer):
    name = "bench_noop"
    def run(self, inputs, options, progress):
        return {}
class Spin(_Analyzer):
    name = "bench_spin"
    def run(self, inputs, options, progress):
        spin()
        return {}
class Large(_Analyzer):
    name = "bench_large"
    def run(self, inputs, options, progress):
        return {"rows": [str(n) * 10 for n in range(4000)]}
def spin(_=None):
    n = 0
    for _ in range(SPIN):
        n += 1
"""
#: Rows of the table: what was measured, the figure, the bar, whether the bar holds.
ROWS: list[tuple[str, str, str, bool]] = []


def row(what: str, measured: str, bar: str, holds: bool) -> None:
    """Print one line of the table, and keep it for the count at the end."""
    ROWS.append((what, measured, bar, holds))
    print(f"{'ok ' if holds else 'NOT'} {what}: {measured}  (bar: {bar})", flush=True)


@contextmanager
def queue_home() -> Iterator[Path]:
    """Yield a new queue folder; end its supervisor afterwards."""
    from scriptnb.queue import stop_supervisor

    home = Path(tempfile.mkdtemp(prefix="bench-"))
    os.environ["SCRIPTNB_HOME"] = str(home)
    try:
        yield home
    finally:
        stop_supervisor(home)
        shutil.rmtree(home, ignore_errors=True)


def install(folder: Path, spin: int) -> None:
    """Make the benchmark's analyzers importable in this process and in slots."""
    (folder / "bench_analyzers.py").write_text(ANALYZERS.replace("SPIN", str(spin)))
    info = folder / "bench_analyzers-1.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: bench-analyzers\nVersion: 1\n")
    points = "".join(
        f"bench_{name.lower()} = bench_analyzers:{name}\n" for name in ("Noop", "Spin", "Large")
    )
    (info / "entry_points.txt").write_text(f"[scriptnb.analyzers]\n{points}")
    sys.path.insert(0, str(folder))
    os.environ["PYTHONPATH"] = str(folder)


def texts(count: int, size: int = 200_000, salt: str = "") -> list[str]:
    """Return `count` distinct texts of about `size` bytes."""
    body = ("INT. HALL - DAY\n\nBOB\nIs anybody there, or am I alone again?\n\n" * 4000)[:size]
    return [f"{salt}{n}\n{body}" for n in range(count)]


def echo(data: bytes) -> int:
    """Do the task of the baseline: return the length of the data."""
    return len(data)


def percentile(values: list[float], share: float) -> float:
    """Return a percentile by nearest rank."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def latency(count: int) -> None:
    """Measure the time from submit to result, one task at a time."""
    from scriptnb import QueueManager

    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("forkserver")) as pool:
        data = [text.encode() for text in texts(count, salt="floor")]
        pool.submit(echo, b"").result()
        floor = [timed(lambda each=each: pool.submit(echo, each).result()) for each in data]
    with queue_home():
        queue = QueueManager(workers=2)
        queue.submit("warm\n", "bench_noop").result()
        submitted = texts(count)
        found = [
            timed(lambda each=each: queue.submit(each, "bench_noop").result()) for each in submitted
        ]
        queue.shutdown()
    p50, p99, bare = percentile(found, 0.5), percentile(found, 0.99), percentile(floor, 0.5)
    row(
        "submit to result, no-op, 200 KB, one at a time",
        f"p50 {p50 * 1e3:.2f} ms, p99 {p99 * 1e3:.1f} ms; bare pool p50 {bare * 1e3:.2f} ms "
        f"({p50 / bare:.1f} x)",
        "p50 <= 4 ms",
        p50 <= 0.004,
    )


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def throughput(count: int) -> None:
    """Measure how many tasks per second pass, from the submit of all to the last result."""
    from scriptnb import QueueManager

    given = texts(count)
    with queue_home():
        queue = QueueManager(workers=2)
        queue.wait([queue.submit(f"warm {n}\n", "bench_noop") for n in range(4)])
        start = time.perf_counter()
        tasks = queue.submit_many(given, "bench_noop", use_cache=False)
        submitted = time.perf_counter() - start
        queue.wait(tasks)
        took = time.perf_counter() - start
        queue.shutdown()
    row(
        f"{count} no-op tasks of 200 KB, submit call to last visible result, 2 slots",
        f"{count / took:.0f} a second (submitting {count / submitted:.0f} a second)",
        ">= 600 a second",
        count / took >= 600,
    )


def waiting(count: int) -> None:
    """Measure submit and claim behind many waiting tasks, and behind many that wait for a retry."""
    from scriptnb import QueueManager
    from scriptnb.queue.store.claims import Claims

    costs: dict[str, list[float]] = {}
    homes: dict[str, tuple[QueueManager, Claims]] = {}
    with queue_home() as base:
        for name in ("none", "waiting", "backed off"):
            queue = QueueManager(path=base / name.replace(" ", "-"))
            claims = Claims(queue.journal.db)
            if name != "none":
                # Written to the journal directly: a submit would start a supervisor, which claims.
                line = [order(text, queue, 5) for text in texts(count, 20, salt="line")]
                queue.journal.add(line, 1_000_000)
            if name == "backed off":
                with queue.journal.db.write():
                    queue.journal.db.connection.execute(
                        "UPDATE tasks SET status = 'retry', ready = 0, priority = 0, ready_at = ?",
                        (time.time() + 3000,),
                    )
            homes[name] = queue, claims
            costs[name] = []
        # In turns, so that other load of the machine affects all three alike.
        for n in range(300):
            for name, (queue, claims) in homes.items():
                given = texts(1, 2000, salt=f"{name}{n}")[0]

                def both(
                    queue: QueueManager = queue, claims: Claims = claims, text: str = given
                ) -> None:
                    queue.journal.add([order(text, queue, 0)], 1_000_000)
                    job = claims.claim(1)
                    assert job is not None

                costs[name].append(timed(both))
    p50 = {name: percentile(each, 0.5) for name, each in costs.items()}
    for name in ("waiting", "backed off"):
        ratio = p50[name] / p50["none"]
        row(
            f"submit and claim with {count} {name} tasks",
            f"{p50[name] * 1e6:.0f} us, {ratio:.2f} x the {p50['none'] * 1e6:.0f} us with none",
            "<= 1.2 x",
            ratio <= 1.2,
        )


def order(text: str, queue: QueueManager, priority: int) -> NewTask:
    """Return the task that submitting a text writes to the journal."""
    from scriptnb.queue import submission

    made = submission.prepare(queue.defaults, "bench_noop", priority)
    return made.task(None, text)


def share_of_two_processes(count: int, runs: int) -> None:
    """Measure CPU-bound work in two slots against two bare processes."""
    import bench_analyzers

    from scriptnb import QueueManager

    ratios = []
    with (
        queue_home(),
        ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("forkserver")) as pool,
    ):
        queue = QueueManager(workers=2)
        warm = [queue.submit(f"warm {n}\n", "bench_spin") for n in range(4)]
        queue.wait(warm)
        list(pool.map(bench_analyzers.spin, range(4)))
        # In short turns, so that other load of the machine affects both alike.
        for run in range(runs):
            bare = timed(lambda: list(pool.map(bench_analyzers.spin, range(count))))
            given = texts(count, 1000, salt=f"run{run}")
            ours = timed(lambda: queue.wait(queue.submit_many(given, "bench_spin")))  # noqa: B023
            ratios.append(bare / ours)
        queue.shutdown()
    best = statistics.median(ratios)
    row(
        f"{count} tasks of 100 ms CPU, 2 slots, against two bare processes",
        f"{best:.1%} of their speed (median of {runs}; {min(ratios):.1%} to {max(ratios):.1%})",
        ">= 96%",
        best >= 0.96,
    )


def ticker(count: int) -> None:
    """Measure the delay of a 10 ms ticker in this process while results arrive."""
    from scriptnb import QueueManager

    def ticks(until: Callable[[], bool]) -> list[float]:
        late, wanted = [], time.perf_counter()
        while not until():
            wanted += 0.01
            time.sleep(max(0.0, wanted - time.perf_counter()))
            late.append(time.perf_counter() - wanted)
            wanted = max(wanted, time.perf_counter())
        return late

    with queue_home():
        queue = QueueManager(workers=2)
        queue.submit("warm\n", "bench_large").result()
        end = time.perf_counter() + 3
        idle = ticks(lambda: time.perf_counter() > end)
        done = threading.Event()

        def fetch() -> None:
            tasks = queue.submit_many(texts(count, 200), "bench_large")
            for task in tasks:
                task.result()
            done.set()

        fetcher = threading.Thread(target=fetch)
        fetcher.start()
        busy = ticks(done.is_set)
        fetcher.join()
        queue.shutdown()
    added = percentile(busy, 0.99) - percentile(idle, 0.99)
    row(
        f"10 ms ticker in the kernel during {count} results of 200 KB",
        f"p99 {percentile(busy, 0.99) * 1e3:.1f} ms, idle {percentile(idle, 0.99) * 1e3:.1f} ms",
        "<= 6 ms above idle",
        added <= 0.006,
    )


def pss(pid: int) -> float:
    """Return a process's proportional set size (PSS), in MB."""
    from scriptnb.memory import process_share

    return process_share([pid]).get(pid, 0) / 2**20


KERNEL = """
import os, sys, threading
from scriptnb.memory import process_share
mine = os.getpid()
def pss():
    return process_share([mine])[mine] / 2**20
before = pss()
from scriptnb import QueueManager
queue = QueueManager(workers=2)
tasks = queue.submit_many([f"text {n}\\n" for n in range(20)], "bench_noop")
queue.wait(tasks)
print(pss() - before)
import time
end = time.monotonic() + 10
while any(thread.name.startswith("scriptnb") for thread in threading.enumerate()):
    assert time.monotonic() < end
    time.sleep(0.05)
print([thread.name for thread in threading.enumerate()])
"""


def memory(count: int) -> None:
    """Measure how much memory the queue takes, and whether that grows."""
    import psutil

    from scriptnb import QueueManager, samples
    from scriptnb.system import processes

    with queue_home():
        out = subprocess.run(
            [sys.executable, "-P", "-c", KERNEL], check=True, capture_output=True, text=True
        ).stdout.splitlines()
        row(
            "memory added to a kernel (PSS)",
            f"{float(out[0]):.1f} MB",
            "<= 15 MB",
            float(out[0]) <= 15,
        )
        row("an idle kernel's threads", out[1], "none of ours", "scriptnb" not in out[1])
    with queue_home():
        queue = QueueManager(workers=2)
        queue.wait(queue.submit_many(texts(40, 200), "bench_spin"))
        supervisor = psutil.Process(processes.pid_of(queue.journal.supervisor() or ""))
        family = [supervisor, *supervisor.children(recursive=True)]
        total = sum(pss(process.pid) for process in family)
        row(
            f"all processes of the supervisor at rest, {len(queue.journal.slots())} slots (PSS)",
            f"{total:.1f} MB in {len(family)} processes",
            "<= 60 MB",
            total <= 60,
        )
        script = next(iter(sorted(Path(samples.__file__).parent.glob("*.fountain"))))
        for task in [queue.submit(script, "full", use_cache=False) for _ in range(4)]:
            task.result()
        worst = max(pss(processes.pid_of(each)) for each in queue.journal.slots())
        row("a slot after a full task (PSS)", f"{worst:.1f} MB", "<= 90 MB", worst <= 90)
        marks = []
        for part in range(5):
            given = texts(count // 5, 20, salt=f"flat{part}")
            queue.wait(queue.submit_many(given, "bench_noop", use_cache=False))
            marks.append(
                pss(supervisor.pid)
                + sum(pss(processes.pid_of(each)) for each in queue.journal.slots())
            )
        row(
            f"supervisor and slots over {count} tasks (PSS)",
            " ".join(f"{mark:.1f}" for mark in marks) + " MB",
            "flat: the last at most 3 MB above the second",
            marks[-1] <= marks[1] + 3,
        )
        queue.shutdown()


def panel() -> None:
    """Measure the cost of an open panel, which takes two snapshots per second."""
    from scriptnb import QueueManager

    with queue_home():
        queue = QueueManager(workers=2)
        queue.wait(queue.submit_many(texts(200, 200), "bench_noop"))
        queue.snapshot()
        start = time.process_time()
        for _ in range(40):
            queue.snapshot()
        cost = (time.process_time() - start) / 40
        queue.shutdown()
    row(
        "an open panel, two snapshots a second, 200 tasks known",
        f"{2 * cost:.2%} of a core ({cost * 1e3:.1f} ms a snapshot)",
        "< 1%",
        2 * cost < 0.01,
    )


def calibrate() -> int:
    """Return how many iterations of a loop take 100 ms on this machine."""
    turns = 200_000
    while True:
        start = time.process_time()
        n = 0
        for _ in range(turns):
            n += 1  # noqa: SIM113 - the same loop as the analyzer's
        took = time.process_time() - start
        if took > 0.05:
            return int(turns * 0.1 / took)
        turns *= 2


def main() -> int:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("only", nargs="*", help="names of measurements")
    given = parser.parse_args()
    quick = given.quick
    with tempfile.TemporaryDirectory(prefix="bench-site-") as folder:
        install(Path(folder), calibrate())
        measurements: dict[str, Callable[[], None]] = {
            "latency": lambda: latency(60 if quick else 300),
            "throughput": lambda: throughput(300 if quick else 1000),
            "waiting": lambda: waiting(10_000),
            "cpu": lambda: share_of_two_processes(60, 1 if quick else 3),
            "ticker": lambda: ticker(200 if quick else 1000),
            "panel": panel,
            "memory": lambda: memory(2000 if quick else 20_000),
        }
        for name, measure in measurements.items():
            if not given.only or name in given.only:
                measure()
    missed = [what for what, _, _, holds in ROWS if not holds]
    print(f"\n{len(ROWS) - len(missed)} of {len(ROWS)} bars hold on {os.cpu_count()} cores")
    return 0


if __name__ == "__main__":
    sys.exit(main())
