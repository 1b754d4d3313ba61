"""Measure the analysis of a corpus by the queue against bare processes, in one run.

usage: python benchmarks/corpus.py [--films 1000] [--memory 3000] [--flat 100 1000 3000]
                                   [--size 200000] [--slots 2]

The films are generated, all different, so that nothing but this checkout is required; the journal
and the films take about 3 GB in a temporary folder.

1. ``--films`` films are analysed in full by bare processes and by the queue. They take turns on
   the same films, because a machine's speed varies over time; the films of each round are new to
   the queue.
2. A second run over all of them.
3. ``--memory`` films, those of the first run and new ones, in a new process like a kernel: how much
   its memory grows with the run, with the summary, and with streamed tables.
4. The time for each script in small and large corpora, with scripts so short that most of it is
   the overhead of the queue and the corpus, not the analysis.

With the defaults this takes about a quarter of an hour on two idle cores. The exit code is 1 when
a figure misses its bar; on a busy machine the first figure means little.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROUNDS = 4
NAMES = "ANNA MARCUS VOSS LENA TOMAS PRIYA HAL MAY ODA FELIX THE-CLERK NOOR".split()
PLACES = "KITCHEN HARBOUR OFFICE TRAIN CHURCH ROOFTOP FOREST HOSPITAL CAR MARKET".split()
WORDS = (
    "the a of night love hate fear you never again leave house water light door and we they happy "
    "afraid angry good terrible wait please run home mother father truth lie money slowly under"
).split()


def film(number: int, size: int) -> str:
    """Return the text of a film of about `size` bytes, different for each number."""
    draw = random.Random(number)

    def said(most: int) -> str:
        return " ".join(draw.choices(WORDS, k=draw.randint(4, most))).capitalize() + "."

    parts, length = [f"Title: Film {number}\n\n"], 0
    while length < size:
        inside, light = draw.choice(("INT.", "EXT.")), draw.choice(("DAY", "NIGHT"))
        lines = [f"{inside} {draw.choice(PLACES)} - {light}", ""]
        cast = draw.sample(NAMES, 3)
        for _ in range(draw.randint(6, 16)):
            lines += [said(30), ""] if draw.random() < 0.35 else [draw.choice(cast), said(20), ""]
        parts.append("\n".join(lines) + "\n")
        length += len(parts[-1])
    return "".join(parts)


def make(folder: Path, numbers: range, size: int) -> list[Path]:
    """Write films into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"film {number}.fountain" for number in numbers]
    for number, path in zip(numbers, paths, strict=True):
        path.write_text(film(number, size), encoding="utf-8")
    return paths


def bare_worker(paths: Sequence[str], following: Any, ready: Any, go: Any) -> None:
    """Analyse the next film until none is left, as a process without a queue would."""
    from scriptnb.analysis import registry
    from scriptnb.screenplay import read_script

    registry.run("full", lambda: read_script(paths[0]), {})  # models and tables load once
    ready.release()
    go.wait()
    while True:
        with following.get_lock():
            at = following.value
            following.value += 1
        if at >= len(paths):
            return
        registry.run("full", lambda path=paths[at]: read_script(path), {})


def bare(paths: Sequence[Path], slots: int) -> float:
    """Return the seconds of the analyses in `slots` processes, without the time of their start."""
    context = multiprocessing.get_context("spawn")
    following, ready, go = context.Value("i", 0), context.Semaphore(0), context.Event()
    words = [str(path) for path in paths]
    processes = [
        context.Process(target=bare_worker, args=(words, following, ready, go))
        for _ in range(slots)
    ]
    for process in processes:
        process.start()
    for _ in processes:
        ready.acquire()
    return seconds(lambda: (go.set(), [process.join() for process in processes]))


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def print_row(what: str, figure: str) -> None:
    """Print one row."""
    print(f"{what:58s} {figure}", flush=True)


class Bars:
    """The rows that have a bar, and how many of them missed it."""

    def __init__(self) -> None:
        self.missed = 0

    def print_row(self, what: str, figure: str, *, held: bool) -> None:
        """Print the row of a figure that has a bar."""
        self.missed += not held
        print_row(what, f"{figure:24s} {'ok' if held else 'MISSED'}")


#: Runs in a new process, like a kernel, and measures what a corpus adds to its memory.
MEMORY = """
import json, sys, time
import pandas, psutil, scriptnb
from tqdm.auto import tqdm
def peak():
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM"): return int(line.split()[1]) / 1024
before = psutil.Process().memory_info().rss / 2**20
corpus = scriptnb.analyze_files(sys.argv[1], sys.argv[2], progress=False)
table = corpus.summary
corpus.percentiles()
kept = psutil.Process().memory_info().rss / 2**20
for part in corpus.iter_table("scenes"): pass
print(json.dumps([len(table), kept - before, peak() - before]))
"""


def added_memory(folder: Path, analysis_type: str) -> tuple[int, float, float]:
    """Return the rows of a summary, and the MB that it and streamed scenes add to a process."""
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(folder), analysis_type],
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    rows, kept, peak = json.loads(done.stdout)
    return rows, kept, peak


def first_runs(folder: Path, given: argparse.Namespace, queue: Any, bars: Bars) -> float:
    """Compare the queue with bare processes; return the queue's seconds a film."""
    import scriptnb

    each = max(1, given.films // ROUNDS)
    by_bare = by_queue = 0.0
    for number in range(ROUNDS):
        films = range(number * each, (number + 1) * each)
        paths = make(folder, films, given.size)

        def in_bare(paths: Sequence[Path] = paths) -> float:
            return bare(paths, given.slots)

        def in_queue(paths: Sequence[Path] = paths) -> float:
            return seconds(
                lambda: scriptnb.analyze_files(paths, "full", queue=queue, progress=False)
            )

        runs = [in_bare, in_queue] if number % 2 else [in_queue, in_bare]
        took = {run: run() for run in runs}
        by_bare += took[in_bare]
        by_queue += took[in_queue]
        ratio = took[in_bare] / took[in_queue]
        figures = f"{took[in_bare]:7.2f} s  {took[in_queue]:7.2f} s  {ratio:6.1%}"
        print_row(f"round {number + 1}: {each} films, bare and queue", figures)
    count = each * ROUNDS
    share = by_bare / by_queue
    bars.print_row(
        "the queue's speed against bare processes (at least 95%)", f"{share:.1%}",
        held=share >= 0.95,
    )  # fmt: skip
    print_row("  a film", f"{by_queue / count * 1000:.0f} ms with {given.slots} slots")
    return by_queue / count


def second_run(folder: Path, first: float, queue: Any, bars: Bars) -> None:
    """Measure a second run over unchanged films."""
    import scriptnb

    again: list[Any] = []
    second = seconds(
        lambda: again.append(scriptnb.analyze_files(folder, "full", queue=queue, progress=False))
    )
    summary = seconds(lambda: again[0].summary)
    count = len(again[0])
    assert again[0].scripts["cached"].all()
    print_row(
        "second run, nothing changed", f"{second:.2f} s, {second / count * 1000:.2f} ms a film"
    )
    faster = first * count / second
    bars.print_row("  faster than the first (at least 50 times)", f"{faster:.0f} times",
              held=faster >= 50)  # fmt: skip
    print_row("  with its summary (and the load of pandas)",
         f"{first * count / (second + summary):.0f} times")  # fmt: skip


def memory(folder: Path, given: argparse.Namespace, bars: Bars) -> None:
    """Measure the memory that many films add to a kernel."""
    there = max(1, given.films // ROUNDS) * ROUNDS
    if given.memory > there:
        make(folder, range(there, given.memory), given.size)
    rows, kept, peak = added_memory(folder, "full")
    bars.print_row(f"memory added by the summary of {rows:,} films (at most 300)", f"{kept:.0f} MB",
              held=kept <= 300)  # fmt: skip
    print_row("  at the peak while their scenes are streamed too", f"{peak:.0f} MB")


def flat(folder: Path, given: argparse.Namespace, queue: Any, bars: Bars) -> None:
    """Measure the time for each script in corpora of several sizes."""
    import scriptnb

    costs = {}
    for number, count in enumerate(sorted(given.flat), 1):
        shelf = folder / str(number)
        make(shelf, range(10**7 * number, 10**7 * number + count), 4_000)

        def analyse(shelf: Path = shelf) -> object:
            return scriptnb.analyze_files(shelf, "basic", queue=queue, progress=False)

        costs[count] = seconds(analyse) / count * 1000
        print_row(f"cost a script, basic, 4 KB: {count:,} scripts", f"{costs[count]:.2f} ms")
    grows = costs[max(costs)] / costs[min(costs)]
    bars.print_row("  of the most against the fewest (flat: at most 1.25)", f"{grows:.2f}",
              held=grows <= 1.25)  # fmt: skip


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--films", type=int, default=1000)
    parser.add_argument("--memory", type=int, default=3000)
    parser.add_argument("--flat", type=int, nargs="+", default=[100, 1000, 3000])
    parser.add_argument("--size", type=int, default=200_000)
    parser.add_argument("--slots", type=int, default=2)
    given = parser.parse_args()
    bars = Bars()
    with tempfile.TemporaryDirectory(prefix="cb-") as name:
        os.environ["SCRIPTNB_HOME"] = f"{name}/home"
        import scriptnb
        from scriptnb.queue import QueueManager, stop_supervisor

        films = Path(name) / "films"
        queue = QueueManager(workers=given.slots, cache_limit_mb=20_000)
        # Start the supervisor and its slots before timing, as is done for the bare processes.
        warm = make(Path(name) / "warm", range(10**6, 10**6 + 2 * given.slots), 20_000)
        scriptnb.analyze_files(warm, "full", queue=queue, progress=False)
        try:
            first = first_runs(films, given, queue, bars)
            second_run(films, first, queue, bars)
            memory(films, given, bars)
            flat(Path(name) / "flat", given, queue, bars)
        finally:
            queue.shutdown(wait=False)
            stop_supervisor()
    return bars.missed > 0


if __name__ == "__main__":
    sys.exit(main())
