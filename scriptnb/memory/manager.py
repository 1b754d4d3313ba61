"""``MemoryManager``: compare the memory of this process with a threshold, and free some of it.

Its methods call functions of this package and of ``system/``, which can be called directly, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from scriptnb.memory import chunks, monitor
from scriptnb.system import processes

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from scriptnb.memory.watch import MemoryWatch

_Function = TypeVar("_Function", bound=Callable[..., Any])


class MemoryManager:
    """Watch the memory of this process, and free some of it.

    Parameters
    ----------
    memory_threshold_mb
        The threshold in megabytes (2**20 bytes) of RSS.

    Raises
    ------
    TypeError, ValueError
        When the threshold is no number above 0.

    Examples
    --------
    >>> manager = MemoryManager(memory_threshold_mb=100_000)
    >>> manager.check_memory()
    True
    >>> with manager.memory_context("counting") as memory:
    ...     total = sum(range(1000))
    >>> memory.peak >= memory.before
    True
    """

    def __init__(self, memory_threshold_mb: float = 1000) -> None:
        self._threshold = monitor.threshold_bytes(memory_threshold_mb, "memory_threshold_mb")
        self.memory_threshold_mb = memory_threshold_mb

    def get_memory_usage(self) -> int:
        """Return the RSS of this process, in bytes.

        Examples
        --------
        >>> MemoryManager().get_memory_usage() > 1_000_000
        True
        """
        return processes.own_memory()

    def check_memory(self) -> bool:
        """Return whether this process is below the threshold.

        Examples
        --------
        >>> MemoryManager(memory_threshold_mb=1).check_memory()
        False
        """
        return processes.own_memory() < self._threshold

    def force_garbage_collection(self) -> int:
        """Collect garbage and return the freed memory to the system.

        Returns
        -------
        int
            By how many bytes the RSS of this process fell; never negative.

        Examples
        --------
        >>> MemoryManager().force_garbage_collection() >= 0
        True
        """
        return processes.collect()

    def chunk_text(self, text: str, chunk_size: int = 5000) -> list[str]:
        r"""Cut a text into chunks at a blank line, else a line end, else a space.

        As :func:`scriptnb.memory.chunk_text`.

        Examples
        --------
        >>> MemoryManager().chunk_text("One.\n\nTwo.\n\nThree.", chunk_size=14)
        ['One.\n\nTwo.\n\n', 'Three.']
        """
        return chunks.chunk_text(text, chunk_size)

    def monitor_memory(self, threshold_mb: float | None = None) -> Callable[[_Function], _Function]:
        """Decorate a function so that each call logs the memory it takes.

        As :func:`scriptnb.memory.monitor_memory`.

        Parameters
        ----------
        threshold_mb
            Where to warn and collect; None means the manager's own threshold.

        Examples
        --------
        >>> @MemoryManager().monitor_memory(threshold_mb=4000)
        ... def shout(text):
        ...     return text.upper()
        >>> shout("cut to:")
        'CUT TO:'
        """
        return monitor.monitor_memory(
            self.memory_threshold_mb if threshold_mb is None else threshold_mb
        )

    def memory_context(self, name: str) -> AbstractContextManager[MemoryWatch]:
        """Log the memory that a block takes; above the manager's threshold warn and collect.

        As :func:`scriptnb.memory.memory_context`.

        Examples
        --------
        >>> with MemoryManager().memory_context("parsing") as memory:
        ...     pass
        >>> memory.name
        'parsing'
        """
        return monitor.memory_context(name, self.memory_threshold_mb)
