"""A real Redis with a password and a certificate, and real workers as processes."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from scriptnb import QueueManager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PASSWORD = "open sesame/1"
_QUOTED = "open%20sesame%2F1"
_WORKER = (
    "import sys; from scriptnb.queue.celery.worker import main; "
    "sys.exit(main(concurrency=int(sys.argv[1])))"
)


def _missing() -> str | None:
    from importlib.util import find_spec

    if shutil.which("redis-server") is None:
        return "redis-server is not installed"
    if find_spec("celery") is None or find_spec("redis") is None:
        return "celery and redis are not installed (pip install 'scriptnb[celery]')"
    return None


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Redis:
    """One ``redis-server`` on a loopback port; it may be stopped and started again."""

    def __init__(self, *options: str) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="sn-redis-"))
        self._options = options
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{_QUOTED}@127.0.0.1:{self.port}/0"

    def client(self) -> Any:
        import redis

        return redis.Redis(port=self.port, password=PASSWORD, socket_timeout=5)

    def start(self) -> None:
        """Start it; what it held is there again."""
        self.process = subprocess.Popen(
            [
                "redis-server", "--port", str(self.port), "--bind", "127.0.0.1",
                "--requirepass", PASSWORD, "--dir", str(self.folder),
                "--appendonly", "yes", "--appendfsync", "always", "--save", "", *self._options,
            ],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        self.wait_until_up()

    def wait_until_up(self) -> None:
        end = time.monotonic() + 20
        while True:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), timeout=1),
            ):
                return
            assert time.monotonic() < end, "redis-server does not come up"
            time.sleep(0.02)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def pause(self) -> None:
        """Let it answer nobody, as if the network were cut."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Worker:
    """One ``scriptnb worker`` as a process of its own; its log is kept.

    ``within`` is a command that runs it somewhere else, for example in another network.
    """

    def __init__(
        self, url: str, concurrency: int = 1, *, within: tuple[str, ...] = (), **environment: str
    ) -> None:
        self.log = Path(tempfile.mkstemp(prefix="sn-worker-", suffix=".log")[1])
        clean = {name: value for name, value in os.environ.items() if name != "SCRIPTNB_HOME"}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*within, sys.executable, "-P", "-c", _WORKER, str(concurrency)],
                env=clean | {"SCRIPTNB_BROKER_URL": url, **environment},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        return self.process.pid

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def signal(self, number: int) -> None:
        """Signal it and everything that it started."""
        family = psutil.Process(self.pid)
        for one in [family, *family.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                one.send_signal(number)

    def kill(self) -> None:
        """End it as a power cut would: without a word."""
        self.process.kill()
        self.process.wait(20)

    def close(self) -> None:
        if self.process.poll() is None:
            self.signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def _redis_there() -> None:
    if missing := _missing():
        if os.environ.get("REQUIRE_REDIS") == "1":
            pytest.fail(f"REQUIRE_REDIS=1, and {missing}")
        pytest.skip(missing)


@pytest.fixture(scope="session")
def shared_redis(_redis_there: None) -> Iterator[Redis]:
    server = Redis()
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="session")
def shared_worker(shared_redis: Redis, _analyzers_folder: Path) -> Iterator[Worker]:
    worker = Worker(shared_redis.url, PYTHONPATH=str(_analyzers_folder))
    yield worker
    worker.close()


@pytest.fixture
def redis_server(_redis_there: None) -> Iterator[Redis]:
    """Give a Redis of this test's own."""
    server = Redis()
    server.start()
    yield server
    server.close()


@pytest.fixture
def start_worker(analyzers: Path) -> Iterator[Callable[..., Worker]]:
    """Start workers that end with the test."""
    started: list[Worker] = []

    def start(url: str, concurrency: int = 1, **more: Any) -> Worker:
        started.append(Worker(url, concurrency, **more))
        return started[-1]

    yield start
    for worker in started:
        worker.close()


@pytest.fixture
def queue(
    queue_home: Path, analyzers: Path, shared_redis: Redis, shared_worker: Worker
) -> Iterator[QueueManager]:
    """Give the same queue as everywhere, over a broker: one worker with one slot."""
    manager = QueueManager(
        workers=1, retry_delay=0.01, engine="celery", broker_url=shared_redis.url
    )
    yield manager
    manager.shutdown(wait=False)
    assert shared_worker.process.poll() is None, shared_worker.output()


@pytest.fixture
def make_redis(_redis_there: None) -> Iterator[Callable[..., Redis]]:
    """Start brokers with options of the test's own."""
    started: list[Redis] = []

    def start(*options: str) -> Redis:
        started.append(Redis(*options))
        started[-1].start()
        return started[-1]

    yield start
    for server in started:
        server.close()


class Machine:
    """A network namespace, joined to this machine by one cable that can be pulled out.

    Its addresses are of the block that RFC 2544 keeps for tests.
    """

    def __init__(self) -> None:
        name = secrets.token_hex(3)
        subnet = f"198.18.{secrets.randbelow(256)}"
        self.here, self._there = f"{subnet}.1", f"{subnet}.2"
        self._name, self._cable = f"sn-{name}", f"sn{name}a"
        self.within = ("ip", "netns", "exec", self._name)
        self._other_end = f"sn{name}b"

    def build(self) -> None:
        _ip("netns", "add", self._name)
        _ip("link", "add", self._cable, "type", "veth", "peer", "name", self._other_end)
        _ip("link", "set", self._other_end, "netns", self._name)
        _ip("addr", "add", f"{self.here}/30", "dev", self._cable)
        _ip("-n", self._name, "addr", "add", f"{self._there}/30", "dev", self._other_end)
        _ip("-n", self._name, "link", "set", self._other_end, "up")
        self.plug_in()

    def plug_in(self) -> None:
        _ip("link", "set", self._cable, "up")

    def pull_out(self) -> None:
        _ip("link", "set", self._cable, "down")

    def remove(self) -> None:
        for what in (("link", "del", self._cable), ("netns", "del", self._name)):
            with contextlib.suppress(subprocess.CalledProcessError):
                _ip(*what)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture
def machine() -> Iterator[Machine]:
    """Give a second host on a network of its own."""
    made = Machine()
    try:
        made.build()
    except (OSError, subprocess.CalledProcessError) as error:
        made.remove()
        pytest.skip(f"a network namespace cannot be made here ({error}); root can, with iproute2")
    yield made
    made.remove()
