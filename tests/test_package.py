"""The package as a whole: which modules an import loads, and the public names and entry points."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import scriptnb

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("pandas", "numpy", "matplotlib", "networkx", "ipywidgets", "anywidget")


def loaded_by(statement: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after one statement."""
    code = f"import sys\n{statement}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "statement",
    [
        "import scriptnb",
        "import scriptnb.queue.slot.worker",
        "import scriptnb; dir(scriptnb)",
    ],
)
def test_importing_stays_light(statement: str) -> None:
    assert not loaded_by(statement) & set(HEAVY)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere psutil reads what /proc does here")
def test_a_worker_slot_needs_no_psutil() -> None:
    assert "psutil" not in loaded_by("import scriptnb.queue.slot.worker")


def test_loading_the_extension_loads_nothing_that_a_plain_ipython_lacks() -> None:
    shell = "from IPython.core.interactiveshell import InteractiveShell as S; s = S.instance()"
    plain = loaded_by(shell)
    extended = loaded_by(f"{shell}; s.run_line_magic('load_ext', 'scriptnb')")
    assert not (extended - plain) & set(HEAVY)


def test_every_public_name_leads_somewhere() -> None:
    for name in scriptnb.__all__:
        assert getattr(scriptnb, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'screenplays'"):
        scriptnb.screenplays  # noqa: B018


def test_the_package_tells_type_checkers_that_it_is_typed() -> None:
    assert (Path(scriptnb.__file__).parent / "py.typed").exists()


def test_constraints_record_no_download_address() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert lines
    for line in lines:
        name, _, version = line.partition("==")
        assert name, line
        assert version, line
        assert "/" not in line, line
