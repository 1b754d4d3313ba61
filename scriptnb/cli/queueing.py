"""``scriptnb status | tasks | cancel | stop | worker``: the notebooks' queue from a shell."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scriptnb.cli import output
from scriptnb.errors import OptionError
from scriptnb.queue import stats as queue_stats
from scriptnb.queue.models import ENDED, STORED, UNFINISHED, Status

if TYPE_CHECKING:
    from argparse import Namespace


def status(given: Namespace) -> int:
    """Print the state of the queue."""
    from scriptnb.queue.manager import QueueManager

    with QueueManager() as queue:
        stats = queue.get_queue_stats()
        home = queue.home
    if given.format == "json":
        output.show_json(stats | {"journal": str(home)})
        return 0
    supervisor = stats["supervisor"]
    output.show_facts(
        {
            "waiting": stats["queue_size"],
            "running": stats["processing_tasks"],
            **{str(state): queue_stats.count(stats, state) for state in ENDED},
            "results kept": f"{stats['total_results']:,} ({stats['cache_mb']:,.1f} MB)",
            "workers": stats["workers"],
            "paused": stats["paused"],
            "held back": stats["held_back"],
            "supervisor": f"process {supervisor}" if supervisor else "none (starts with work)",
            "journal": str(home),
            **_elsewhere(stats),
        }
    )
    return 0


def _elsewhere(stats: queue_stats.QueueStats) -> dict[str, object]:
    """Return broker and workers, where tasks are sent to some."""
    if stats["engine"] != "celery":
        return {}
    since = stats["broker_unreachable_since"]
    broker = stats["broker"] or "known once the supervisor runs"
    facts: dict[str, object] = {
        "broker": f"{broker}, unreachable since {since}" if since else broker
    }
    for number, each in enumerate(stats["remote_workers"], 1):
        facts[f"worker {number}"] = (
            f"{each['host']} (process {each['pid']}): {each['busy']} of {each['slots']} busy, "
            f"{each['rss'] / 2**20:,.0f} MB, {each['state']}"
        )
    return facts


def tasks(given: Namespace) -> int:
    """Print the queue's tasks."""
    from scriptnb.queue.manager import QueueManager

    states = [str(state) for state in STORED]
    if given.status is not None and given.status not in states:
        raise OptionError(f"--status {given.status}: choose one of {', '.join(states)}")
    with QueueManager() as queue:
        table = queue.tasks_table(given.status, given.limit or None)
    # A narrow screen shows the first ones only.
    wanted = ("task", "name", "status", "error", "run_s", "analysis_type", "priority", "cached")
    output.show_table(table, given.format, wanted)
    return 0


def cancel(given: Namespace) -> int:
    """Cancel tasks; return 1 when one could not be cancelled, else 0."""
    from scriptnb.queue.manager import QueueManager

    if given.all == bool(given.id):
        raise OptionError("name the tasks to cancel (scriptnb tasks lists them), or give --all")
    with QueueManager() as queue:
        if given.all:
            waiting = [task for state in UNFINISHED for task in queue.tasks(str(state))]
            count = queue.cancel_many(waiting)
            print(f"{count:,} {'task' if count == 1 else 'tasks'} cancelled")
            return 0
        failed = 0
        for task in given.id:
            if queue.cancel(task):
                print(f"task {task} cancelled")
            else:
                failed += 1
                found = queue.get_task_status(task)["status"]
                why = "there is no such task" if found == Status.NOT_FOUND else f"it is {found}"
                print(f"task {task} was not cancelled: {why}", file=sys.stderr)
    return 1 if failed else 0


def stop(_given: Namespace) -> int:
    """End the supervisor."""
    from scriptnb.queue.supervisor.launcher import stop_supervisor

    stopped = stop_supervisor()
    print("the supervisor has ended" if stopped else "no supervisor was running")
    return 0


def worker(given: Namespace) -> int:
    """Run a broker's tasks until a signal ends the process."""
    from scriptnb.queue.celery.worker import main

    return main(given.broker, given.concurrency, given.memory_limit_mb)
