"""Draws under settings that cannot fail, whatever the user has set; prints no warning.

A user's matplotlib settings change colours and lines as everywhere, but not what may break a
drawing or need a program that is not installed. Settings and warning filters belong to the whole
process, and cards are drawn in another thread than the cells run in: so only settings that differ
are changed for the moment, and only warnings of the drawing thread are ignored.
"""

from __future__ import annotations

import contextlib
import functools
import threading
import warnings
from typing import TYPE_CHECKING, Any

from matplotlib import font_manager, rcParams

if TYPE_CHECKING:
    from collections.abc import Iterator

#: LaTeX may be missing; a layout engine moves axes that have their places; the ground must stay
#: opaque and the size as it is.
_SAFE: dict[str, object] = {
    "text.usetex": False,
    "figure.constrained_layout.use": False,
    "figure.autolayout": False,
    "axes.formatter.use_mathtext": False,
    "savefig.bbox": None,
    "savefig.transparent": False,
}
#: The font that comes with matplotlib.
_FONT = "DejaVu Sans"
#: Two threads must not restore each other's settings.
_lock = threading.RLock()


@contextlib.contextmanager
def safe_settings() -> Iterator[None]:
    """Draw, in this block, under settings that cannot fail and without warnings."""
    settings: Any = rcParams
    with _lock, _no_warnings():
        wanted = _SAFE if _has_fonts() else _SAFE | {"font.family": [_FONT]}
        users = {name: settings[name] for name, safe in wanted.items() if settings[name] != safe}
        settings.update({name: wanted[name] for name in users})
        try:
            yield
        finally:
            settings.update(users)


def _has_fonts() -> bool:
    """Return whether the user's fonts are installed: matplotlib logs into the cell if not."""
    there = _installed()
    settings: Any = rcParams
    return all(
        not there.isdisjoint(settings.get(f"font.{family}", [family]))
        for family in settings["font.family"]
    )


@functools.cache
def _installed() -> frozenset[str]:
    return frozenset(font_manager.get_font_names())


class _ThisThread:
    """Takes the place of the message's pattern in a warning filter: matches by thread."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def match(self, _message: str) -> bool:
        return threading.get_ident() == self._thread


@contextlib.contextmanager
def _no_warnings() -> Iterator[None]:
    """Ignore this thread's warnings, also where they are errors.

    Not `warnings.catch_warnings`: it replaces the filters of all threads, and restores too old
    ones where two threads use it at once.
    """
    ours: Any = ("ignore", _ThisThread(), Warning, None, 0)
    changed: Any = warnings.filters
    changed.insert(0, ours)
    try:
        yield
    finally:
        # Another thread may have replaced the list by a copy meanwhile.
        present: Any = warnings.filters
        for filters in (changed, present):
            with contextlib.suppress(ValueError):
                filters.remove(ours)
