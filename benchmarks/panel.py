"""Measure the cost of the status panel for a kernel: ``make bench-panel``.

The share of a core and the number of messages of a real kernel are measured from outside: the
processor time as the operating system counts it, the messages that a page would receive. The same
kernel without a panel is measured in the same run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections import Counter
from queue import Empty
from typing import TYPE_CHECKING

import psutil
from jupyter_client.manager import start_new_kernel

if TYPE_CHECKING:
    from jupyter_client import BlockingKernelClient

LOAD = "%load_ext scriptnb"
PANEL = "import scriptnb\nscriptnb.status_panel()"
SCENE = "INT. ROOM {0} - DAY\n\nRain.\n\nANNA\nThis is what I say in room {0}.\n\n"


def watch(
    client: BlockingKernelClient, process: psutil.Process, seconds: float
) -> tuple[float, Counter[int]]:
    """Return the kernel's share of a core, and the number of panel messages in each second."""
    came: Counter[int] = Counter()
    before, start = sum(process.cpu_times()[:2]), time.monotonic()
    while (left := start + seconds - time.monotonic()) > 0:
        try:
            message = client.get_iopub_msg(timeout=left)
        except Empty:
            break
        if message["msg_type"] == "comm_msg":
            came[int(time.monotonic() - start)] += 1
    passed = time.monotonic() - start
    return (sum(process.cpu_times()[:2]) - before) / passed, came


def main() -> None:
    """Measure, and print one line for each state."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=30.0)
    seconds = arguments.parse_args().seconds
    home = tempfile.mkdtemp(prefix="sn-panel-")
    os.environ |= {"SCRIPTNB_HOME": home, "IPYTHONDIR": f"{home}/ipython"}
    from scriptnb.queue import QueueManager, stop_supervisor

    kernel, client = start_new_kernel()
    try:
        process = psutil.Process(kernel.provisioner.pid)
        client.execute_interactive(LOAD + "\nimport pandas, matplotlib.figure, anywidget")
        rows = [("no panel", watch(client, process, seconds))]
        client.execute_interactive(PANEL, output_hook=lambda _message: None)
        rows.append(("panel, queue idle", watch(client, process, seconds)))
        queue = QueueManager(workers=2)
        script = "".join(SCENE.format(number) for number in range(60))
        queue.submit_many([f"Title: {number}\n\n{script}" for number in range(5000)], "full")
        rows.append(("panel, queue busy", watch(client, process, seconds)))
        left = queue.get_queue_stats()["queue_size"]
        queue.clear(everything=True)
        queue.shutdown(wait=False)
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)
        stop_supervisor(home)
        shutil.rmtree(home, ignore_errors=True)
    print(f"{'state':20}{'of a core':>10}{'messages a second, mean':>26}{'most':>6}")
    for state, (share, came) in rows:
        most = max(came.values(), default=0)
        print(f"{state:20}{share:>10.2%}{sum(came.values()) / seconds:>26.2f}{most:>6}")
    print(f"(the queue was busy to the end: {left:,} tasks were left)")


if __name__ == "__main__":
    main()
