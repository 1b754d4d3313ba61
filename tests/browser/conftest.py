"""Fixtures: one JupyterLab server for all browser tests, and a browser for each module.

Without a Chromium the tests skip with a hint how to install one; with ``REQUIRE_BROWSER=1`` they
fail instead.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from lab import Lab, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

    from scriptnb.queue import QueueManager

REPOSITORY = Path(__file__).resolve().parents[2]
SHOTS = REPOSITORY / "build" / "screenshots"
HINT = "install it with: apt-get install --no-install-recommends chromium"


def _refuse(reason: str) -> None:
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Find a Chromium and return its path."""
    for module in ("playwright", "axe_playwright_python", "jupyterlab"):
        if find_spec(module) is None:
            _refuse(f"{module} is missing; install it with: pip install 'scriptnb[dev]'")
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        _refuse(f"no Chromium was found; {HINT}")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Start one browser per module.

    Not one per session: while it lives, Playwright's event loop counts as running on this thread,
    and every ``asyncio.run`` of a later test would be refused.
    """
    from playwright.sync_api import expect, sync_playwright

    # A fresh kernel on a loaded machine takes its time; no test asserts how long.
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            # In a container Chromium has no user namespace and 64 MB of /dev/shm.
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def scriptnb_home() -> Iterator[Path]:
    """Yield the queue folder of all browser tests; its supervisor ends with them."""
    from scriptnb.queue import stop_supervisor

    home = Path(tempfile.mkdtemp(prefix="sn-lab-"))
    yield home
    stop_supervisor(home)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def lab_server(
    chromium: str,
    scriptnb_home: Path,
    _analyzers_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Path]]:
    """Start a JupyterLab with only the configuration of the tests; yield its address and folder."""
    base = tmp_path_factory.mktemp("lab")
    root = base / "root"
    root.mkdir()
    settings(base / "settings")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(base / "config"),
        "JUPYTER_DATA_DIR": str(base / "data"),
        "JUPYTER_RUNTIME_DIR": str(base / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(base / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(base / "workspaces"),
        "IPYTHONDIR": str(base / "ipython"),
        "SCRIPTNB_HOME": str(scriptnb_home),
        "PYTHONPATH": str(_analyzers_folder),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    environment.pop("SCRIPTNB_WAIT", None)
    log = (base / "server.log").open("wb")
    server = subprocess.Popen(
        [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
            "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={root}", "--IdentityProvider.token=",
            "--LabApp.expose_app_in_browser=True",
        ],
        stdout=log, stderr=subprocess.STDOUT, env=environment, cwd=root,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{url}/api", timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError) as error:
                if server.poll() is not None or time.monotonic() > deadline:
                    log.flush()
                    log_text = (base / "server.log").read_text("utf-8", "replace")[-2000:]
                    pytest.fail(f"JupyterLab did not start ({error}):\n{log_text}", pytrace=False)
                time.sleep(
                    0.1
                )  # the server sends no signal when it is ready; only its address shows it
        yield url, root
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


@pytest.fixture(scope="session")
def older_kernel(
    lab_server: tuple[str, Path], _analyzers_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Add a kernel that runs ipykernel 7.3, put before the pinned one; give its name."""
    folder = tmp_path_factory.mktemp("ipykernel")
    # Alone: what it imports is here already.
    command = "install --quiet --disable-pip-version-check --no-deps --target"
    done = subprocess.run(
        [sys.executable, "-m", "pip", *command.split(), str(folder), "ipykernel==7.3.*"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        _refuse(f"ipykernel 7.3 could not be installed: {done.stderr.strip()[-300:]}")
    name = "ipykernel-7.3"
    spec = lab_server[1].parent / "data" / "kernels" / name / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(
        json.dumps(
            {
                "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
                "display_name": name,
                "language": "python",
                "env": {"PYTHONPATH": f"{folder}{os.pathsep}{_analyzers_folder}"},
            }
        ),
        encoding="utf-8",
    )
    return name


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Keep what the browser has loaded of JupyterLab for a module's tests."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def lab(context: BrowserContext, lab_server: tuple[str, Path]) -> Iterator[Lab]:
    """Open a fresh page, 1280 by 900, on the shared server."""
    url, root = lab_server
    opened = Lab(context.new_page(), url, root, SHOTS)
    yield opened
    opened.shut_down()
    for page in context.pages:
        page.close()


@pytest.fixture
def queue(scriptnb_home: Path, analyzers: Path) -> Iterator[QueueManager]:
    """Give the queue that the notebooks use, running and without a task of an earlier test."""
    from scriptnb.queue import QueueManager

    manager = QueueManager(path=scriptnb_home)
    manager.clear()
    yield manager
    for status in ("pending", "retry", "processing"):
        manager.cancel_many(manager.tasks(status))
    manager.resume()
    manager.shutdown(wait=False)
