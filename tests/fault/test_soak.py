"""Half a minute of the soak test: random signals to every process of a queue."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.fault

SOAK = Path(__file__).parents[2] / "benchmarks" / "soak.py"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", ["wait", "poll", "nobody"])
def test_random_signals_lose_nothing(mode: str) -> None:
    command = [sys.executable, str(SOAK), "--kills", "40", "--mode", mode, "--seconds", "200"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
