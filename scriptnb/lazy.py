"""Public names that load their module at first use (PEP 562). Imports nothing of this package."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def names(
    package: str, modules: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return the ``__getattr__`` and the ``__dir__`` of a package whose names are lazy.

    Parameters
    ----------
    package
        The package's ``__name__``.
    modules
        Each public name and the module that has it, relative to the package.

    Examples
    --------
    >>> get, listed = names("scriptnb.memory", {"chunk_text": "chunks"})
    >>> get("chunk_text").__module__, "chunk_text" in listed()
    ('scriptnb.memory.chunks', True)
    """

    def get(name: str) -> object:
        if module := modules.get(name):
            value = getattr(importlib.import_module(f"{package}.{module}"), name)
            # Found without this function from now on.
            setattr(sys.modules[package], name, value)
            return value
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return get, lambda: sorted(sys.modules[package].__all__)
