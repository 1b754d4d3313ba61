"""``BatchProcessor``: call a function on many items, in batches that memory allows.

Batches run in this process, one after the other, in order; the queue runs work in the background.
"""

from __future__ import annotations

import inspect
import logging
import os
import threading
from collections.abc import Callable, Generator, Iterable, Sized
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from scriptnb.memory.limits import effective_limit, used
from scriptnb.memory.manager import MemoryManager

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tqdm import tqdm as Bar  # noqa: N812 - `tqdm` is also the name of its module

    from scriptnb.memory.limits import Limit
    from scriptnb.memory.watch import MemoryWatch

#: Above this share of the effective limit, memory is short whatever the threshold is: a process
#: that reaches the limit is killed.
FULL_SHARE = 0.9

_logger = logging.getLogger("scriptnb")
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class BatchProcessor:
    """Call a function on batches of items, with a progress bar; smaller ones when memory is short.

    Memory is short when this process is above the threshold, or when 90% of the effective limit
    (:func:`scriptnb.memory.effective_limit`) is used. Then garbage is collected and, if that does
    not help, the next batch is half as long, down to one item. While memory is not short, batches
    double again up to `batch_size`.

    Parameters
    ----------
    batch_size
        The most items of a batch.
    memory_threshold_mb
        Megabytes (2**20 bytes) of RSS above which memory is short.
    progress
        Whether to show a progress bar; None shows one in a notebook and on a terminal only.

    Examples
    --------
    >>> processor = BatchProcessor(batch_size=2)
    >>> processor.process_in_batches(["a", "b", "c"], lambda batch: [x.upper() for x in batch])
    ['A', 'B', 'C']
    """

    def __init__(
        self,
        batch_size: int = 100,
        memory_threshold_mb: float = 1000,
        *,
        progress: bool | None = None,
    ) -> None:
        if isinstance(batch_size, bool) or not isinstance(batch_size, int):
            raise TypeError(f"batch_size is {batch_size!r}; give a whole number of items")
        if batch_size < 1:
            raise ValueError(f"batch_size is {batch_size}; give at least 1 item")
        self.batch_size = batch_size
        self.memory_threshold_mb = memory_threshold_mb
        self.memory = MemoryManager(memory_threshold_mb)
        self.progress = progress

    def process_in_batches(
        self, items: Iterable[_Item], processor_func: Callable[[list[_Item]], list[_Result]]
    ) -> list[_Result]:
        """Return the results for all items, in the items' order.

        Parameters
        ----------
        items
            Anything to iterate over; read batch by batch.
        processor_func
            Takes a list of 1 to `batch_size` items, returns a list with one result for each.

        Returns
        -------
        list
            As long as `items`.

        Raises
        ------
        TypeError, ValueError
            When `processor_func` returns no list, or one of another length; the message names the
            batch. Its own errors are raised as they are, with a note that names the batch.

        Examples
        --------
        >>> BatchProcessor(batch_size=10).process_in_batches(range(5), lambda b: [-n for n in b])
        [0, -1, -2, -3, -4]
        """
        return [result for batch in self.iter_batches(items, processor_func) for result in batch]

    def iter_batches(
        self, items: Iterable[_Item], processor_func: Callable[[list[_Item]], list[_Result]]
    ) -> Generator[list[_Result], None, None]:
        """Yield the results of one batch after the other, for items that do not fit in memory.

        A batch is read from `items` only when its results are requested, and nothing of it is kept
        afterwards. Parameters and errors are those of :meth:`process_in_batches`.

        Yields
        ------
        list
            The results of one batch, in the items' order; batches differ in length.

        Examples
        --------
        >>> endless = iter(int, 1)
        >>> batches = BatchProcessor(batch_size=3).iter_batches(endless, lambda batch: batch)
        >>> next(batches)
        [0, 0, 0]
        >>> batches.close()
        """
        source = iter(items)
        limit = effective_limit()
        size, number, done = self.batch_size, 0, 0
        with _progress_bar(len(items) if isinstance(items, Sized) else None, self.progress) as bar:
            while True:
                size = self._next_size(size, limit)
                batch = list(islice(source, size))
                if not batch:
                    return
                number, length = number + 1, len(batch)
                where = f"batch {number} (items {done + 1} to {done + length})"
                # In a list of one, and popped: while the caller works with these results or the
                # next batch is processed, this frame has no reference to them.
                box = [_process(batch, processor_func, where)]
                del batch
                done += length
                bar.update(length)
                yield box.pop()

    def batch_context(self, name: str) -> AbstractContextManager[MemoryWatch]:
        """Log the memory that a block uses; above the threshold, warn and collect.

        As :meth:`MemoryManager.memory_context`, with the processor's threshold.

        Examples
        --------
        >>> with BatchProcessor().batch_context("scenes") as memory:
        ...     pass
        >>> memory.name
        'batch scenes'
        """
        return self.memory.memory_context(f"batch {name}")

    def _next_size(self, size: int, limit: Limit) -> int:
        if not self._is_short(limit):
            return min(self.batch_size, size * 2)
        # A batch of one item cannot be made smaller, and a collection before each item would cost
        # more than it frees: garbage was collected when the batches became smaller.
        if size > 1:
            self.memory.force_garbage_collection()
            if self._is_short(limit):
                if size == self.batch_size:
                    _logger.warning(
                        "memory is short: %.0f MB in this process, threshold %.0f MB, "
                        "limit %.0f MB (%s); batches get smaller than %d items",
                        self.memory.get_memory_usage() / 2**20,
                        self.memory_threshold_mb,
                        limit.bytes / 2**20,
                        limit.source,
                        self.batch_size,
                    )
                return size // 2
        return size

    def _is_short(self, limit: Limit) -> bool:
        if not self.memory.check_memory():
            return True
        return used(limit, [os.getpid()]) > FULL_SHARE * limit.bytes


def _process(
    batch: list[_Item], processor_func: Callable[[list[_Item]], list[_Result]], where: str
) -> list[_Result]:
    length = len(batch)  # before the call, since the function may change its list
    try:
        results: Any = processor_func(batch)
    except Exception as error:
        error.add_note(f"This happened in {where}.")
        raise
    name = getattr(processor_func, "__name__", repr(processor_func))
    if inspect.iscoroutine(results):
        results.close()  # or Python warns later that it was never awaited
    if not isinstance(results, list | tuple):
        raise TypeError(
            f"{name} returned {type(results).__name__} for {where}; "
            f"return a list of {length} results, one for each item"
        )
    if len(results) != length:
        raise ValueError(
            f"{name} returned {len(results)} results for {where}; "
            f"return {length}, one for each item"
        )
    return list(results)


def _progress_bar(total: int | None, progress: bool | None) -> Bar[object]:
    from tqdm.auto import tqdm  # at first use: it chooses the notebook's bar or the terminal's

    # A subclass, since these are class attributes: no monitor thread that outlives the bar, and no
    # multiprocessing lock, which would fix the process's start method.
    bar: Any = type("Progress", (tqdm,), {"monitor_interval": 0})
    bar.set_lock(threading.RLock())
    disable = None if progress is None else not progress
    made: Bar[object] = bar(total=total, unit="item", disable=disable)
    return made
