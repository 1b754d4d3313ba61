"""What the queue promises on one machine it promises over a broker: the same tests, once more.

Here the fixture ``queue`` has the engine "celery"; nothing else differs.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

pytestmark = pytest.mark.fault

_TESTS = Path(__file__).resolve().parents[1]
#: These look at the slots of this machine, or at how many of them there are.
_LOCAL = {
    "test_a_hundred_megabytes_of_output_keep_their_end_in_memory",
    "test_workers_and_pause_hold_for_every_kernel",
    "test_the_tables_and_stats_contain_what_tasks_cost",
}

for _name in ("fault/test_tasks", "queue/test_first", "queue/test_order", "queue/test_results"):
    _file = _TESTS / f"{_name}.py"
    _spec = importlib.util.spec_from_file_location(f"contract_{_file.stem}", _file)
    assert _spec is not None
    assert _spec.loader is not None
    _module = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(_module)
    for _test, _function in vars(_module).items():
        if (
            _test.startswith("test_")
            and _test not in _LOCAL
            and "queue" in _function.__code__.co_varnames[: _function.__code__.co_argcount]
        ):
            assert _test not in globals(), f"two tests are called {_test}"
            globals()[_test] = _function
