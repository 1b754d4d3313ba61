"""Compare the engine "celery" with the local one in the same run: ``make bench-celery``.

Both engines analyse the same films on the same cores, in turns, and the ratio of their rates is
printed. Also measured is what sizing requires: scripts per second, bytes per script, and the
memory of the broker.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = (
    "the night rain falls on a street that nobody remembers and she turns to him with a letter "
    "he never sent while somewhere a door closes and the old clock stops at the hour of their loss"
).split()
PASSWORD = "bench"


def film(number: int) -> str:
    """Write a film of about 130 KB, different for each number."""
    chance = random.Random(number)
    names = ["ANNA", "BORIS", "CELIA", "DAVID", "EMMA", "FELIX", "GRETA", "HUGO"]
    out = [f"Title: Film {number}", ""]
    for scene in range(110):
        out += [f"{chance.choice(['INT.', 'EXT.'])} PLACE {chance.randrange(30)} - DAY", ""]
        for _ in range(9):
            out += [" ".join(chance.choices(WORDS, k=14)).capitalize() + ".", ""]
            out += [chance.choice(names), " ".join(chance.choices(WORDS, k=9)) + f" {scene}.", ""]
    return "\n".join(out)


@contextlib.contextmanager
def broker() -> Iterator[str]:
    """Start a Redis with a password that writes nothing to disk; yield its address."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
         "--requirepass", PASSWORD],
        stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir(),
    )  # fmt: skip
    try:
        for _ in range(500):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.02)
        else:
            sys.exit("redis-server did not start")
        yield f"redis://:{PASSWORD}@127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def workers(url: str, count: int) -> Iterator[None]:
    """Start worker processes with one slot each.

    They run in one separate session, as the processes of the local engine do, because Linux
    divides the time of its cores among sessions first.
    """
    clean = {name: value for name, value in os.environ.items() if name != "SCRIPTNB_HOME"}
    script = "trap : TERM; " + '"$@" & ' * count + "wait; wait"
    shell = subprocess.Popen(
        ["/bin/sh", "-c", script, "sh", sys.executable, "-m", "scriptnb.cli", "worker",
         "--concurrency", "1"],
        env=clean | {"SCRIPTNB_BROKER_URL": url}, stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield
    finally:
        os.killpg(shell.pid, signal.SIGTERM)
        shell.wait(30)


@contextlib.contextmanager
def home() -> Iterator[Path]:
    """Yield a new queue folder; end its supervisor afterwards."""
    from scriptnb.queue import stop_supervisor

    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        yield folder
    finally:
        stop_supervisor(folder)
        shutil.rmtree(folder, ignore_errors=True)


def rate(queue: Any, films: list[str], kind: str) -> float:
    """Return films per second, from the first submit to the last result."""
    started = time.perf_counter()
    tasks = queue.submit_many(films, kind, use_cache=False)
    left = queue.wait(tasks, 1800)[1]
    took = time.perf_counter() - started
    assert not left
    assert all(task.status == "completed" for task in tasks), [task.error for task in tasks]
    return len(films) / took


def overheads(queue: Any, count: int) -> list[float]:
    """Return the milliseconds that each of some small tasks took beyond its run time."""
    found = []
    for number in range(count):
        started = time.perf_counter()
        task = queue.submit(f"INT. HALL {number} - DAY\n\nBOB\nHello.\n", "basic")
        task.wait(60)
        took = time.perf_counter() - started
        found.append((took - queue.get_task_status(task)["run_s"]) * 1000)
    return found


def print_row(what: str, measured: str, bar: str, *, holds: bool) -> bool:
    """Print one line of the table; return whether the bar holds."""
    print(f"{'ok ' if holds else 'NOT'} {what}: {measured}  (bar: {bar})", flush=True)
    return holds


def sizing(url: str, text: str) -> None:
    """Print the memory that a script takes at the broker, by storing many as the engine does."""
    import redis

    from scriptnb.queue import cache_key
    from scriptnb.queue.celery import messages
    from scriptnb.queue.models import Job

    data = text.encode()
    job = Job(
        id=1, token="0" * 16, analysis_type="full", options={}, versions={},
        source=cache_key.digest(data), data=data, is_text=True, name=None, format="auto",
        language=None,
        key="", use_cache=True, task_timeout=None, memory_limit_mb=1024,
        retry_count=0, crashes=0, max_retries=3, retry_delay=1.0, priority=1, result_ttl=86400,
    )  # fmt: skip
    packed = messages.pack(job, "0" * 16)
    client = redis.Redis.from_url(url)
    before = client.info("memory")["used_memory"]
    for number in range(500):
        client.set(messages.body_key(f"size-{number}"), packed)
    one = (client.info("memory")["used_memory"] - before) / 500
    print(f"a script of {len(data) / 1024:.0f} KB is sent as {len(packed) / 1024:.0f} KB and takes "
          f"{one / 1024:.0f} KB of the broker's memory while it is in transit")  # fmt: skip


def main() -> int:
    """Measure and print; return 1 when a bar does not hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--films", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    from scriptnb import QueueManager

    films = [film(number) for number in range(given.films)]
    print(f"{len(films)} films of {len(films[0]) / 1024:.0f} KB, two at a time", flush=True)
    local_rates, celery_rates = [], []
    with broker() as url, home() as here, home() as there, workers(url, 2):
        local = QueueManager(path=here, workers=2)
        celery = QueueManager(path=there, engine="celery", broker_url=url)
        celery.submit("INT. HALL - DAY\n\nWarm up.\n", "basic").result(120)
        for _ in range(300):
            if celery.get_queue_stats()["workers"] == 2:
                break
            time.sleep(0.2)
        else:
            sys.exit("the workers did not start")
        rate(local, films[:8], "full")
        rate(celery, films[:8], "full")
        share = len(films) // given.rounds
        for turn in range(given.rounds):
            part = films[turn * share : (turn + 1) * share]
            order = [(local, local_rates), (celery, celery_rates)]
            for queue, rates in order if turn % 2 == 0 else reversed(order):
                rates.append(rate(queue, part, "full"))
        here_ms, there_ms = overheads(local, 200), overheads(celery, 200)
        import redis

        peak = redis.Redis.from_url(url).info("memory")["used_memory_peak"]
        print(f"the broker's memory never exceeded {peak / 2**20:.1f} MB")
        sizing(url, films[0])
        local.shutdown(wait=False)
        celery.shutdown(wait=False)
    ratio = sum(celery_rates) / sum(local_rates)
    each = ", ".join(f"{one:.2f}" for one in celery_rates)
    base = ", ".join(f"{one:.2f}" for one in local_rates)
    print(f"films a second: celery {each}; local {base}")
    rate_holds = print_row(
        "rate relative to the local engine", f"{ratio:.0%}", "at least 85%", holds=ratio >= 0.85
    )
    p50 = statistics.median(there_ms)
    measured = f"p50 {p50:.1f} ms, p95 {sorted(there_ms)[190]:.1f} ms"
    measured += f" (local: {statistics.median(here_ms):.1f} ms)"
    overhead_holds = print_row("overhead of a task", measured, "p50 at most 15 ms", holds=p50 <= 15)
    return 0 if rate_holds and overhead_holds else 1


if __name__ == "__main__":
    sys.exit(main())
