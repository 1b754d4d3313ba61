"""The package as a whole: it needs only ``system``, loads little, and has every public name."""

from __future__ import annotations

import scriptnb
import scriptnb.memory


def test_every_public_name_is_there():
    assert all(hasattr(scriptnb.memory, name) for name in scriptnb.memory.__all__)
    assert set(scriptnb.memory._HOME) == set(scriptnb.memory.__all__) == set(dir(scriptnb.memory))
    assert scriptnb.MemoryManager is scriptnb.memory.MemoryManager
    assert scriptnb.BatchProcessor is scriptnb.memory.BatchProcessor
    assert not hasattr(scriptnb.memory, "no_such_name")


def test_memory_imports_only_what_lies_below_it(fresh_python):
    loaded = fresh_python(
        """
        import json, sys
        import scriptnb
        package = set(sys.modules)
        import scriptnb.memory
        for name in scriptnb.memory.__all__:
            getattr(scriptnb.memory, name)
        loaded = set(sys.modules) - package
        print(json.dumps([name for name in loaded if name.startswith("scriptnb.")]))
        """
    )
    assert all(name.startswith(("scriptnb.memory", "scriptnb.system")) for name in loaded)


def test_asking_for_limits_loads_limits_only(fresh_python):
    loaded = fresh_python(
        """
        import json, sys
        from scriptnb.memory.limits import effective_limit
        effective_limit()
        rooms = ("scriptnb.memory.", "scriptnb.system.")
        print(json.dumps([name for name in sys.modules if name.startswith(rooms)]))
        """
    )
    assert sorted(loaded) == [
        "scriptnb.memory.limits",
        "scriptnb.system.cgroups",
        "scriptnb.system.processes",
    ]


def test_nothing_fails_at_import_without_the_unix_modules(fresh_python):
    """As on Windows: no `resource`, no fork hooks."""
    assert fresh_python(
        """
        import os, sys
        import psutil, tqdm.auto, ctypes, asyncio, threading, inspect
        sys.modules["resource"] = None
        del os.register_at_fork
        sys.platform = "win32"
        import scriptnb.memory
        for name in scriptnb.memory.__all__:
            getattr(scriptnb.memory, name)
        print(scriptnb.memory.effective_limit().bytes)
        """
    )
