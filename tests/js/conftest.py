"""Tests of the widgets' JavaScript that need Node and no browser.

Without Node they skip; with ``REQUIRE_BROWSER=1`` they fail instead.
"""

from __future__ import annotations

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def node() -> str:
    """Return the path of ``node``."""
    found = shutil.which("node")
    if found is None:
        reason = "Node is not installed (on Debian: apt-get install nodejs npm)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found
