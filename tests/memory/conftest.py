"""What the memory tests share: a fresh Python to measure, since memory once taken leaves traces."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap

import pytest


@pytest.fixture
def fresh_python():
    """Run code in a new interpreter; give what its last printed line says, as JSON."""

    def run(code: str, **environ: str):
        env = {key: value for key, value in os.environ.items() if key != "MEM_LIMIT"}
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", textwrap.dedent(code)],
            env={**env, **environ},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return run
