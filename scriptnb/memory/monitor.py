"""Log the memory that a block or a function uses, and collect garbage above a threshold.

Every record is one line for the logger ``scriptnb``: before, after, peak, difference. It names the
block and, when it failed, the type of the error, never its message, which may quote a script.
"""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import ParamSpec, TypeVar, cast

from scriptnb.memory.watch import MemoryWatch
from scriptnb.system.processes import collect

#: Bytes in the MB of thresholds and log records.
MB = 2**20

_logger = logging.getLogger("scriptnb")
_Function = TypeVar("_Function", bound=Callable[..., object])
_Arguments = ParamSpec("_Arguments")
_Returned = TypeVar("_Returned")
_Yielded = TypeVar("_Yielded")
_Sent = TypeVar("_Sent")


def threshold_bytes(threshold_mb: float, name: str = "threshold_mb") -> int:
    """Return a threshold in bytes.

    Raises
    ------
    TypeError, ValueError
        When it is no number, or not above 0.

    Examples
    --------
    >>> threshold_bytes(2)
    2097152
    """
    if isinstance(threshold_mb, bool) or not isinstance(threshold_mb, int | float):
        raise TypeError(
            f"{name} is {threshold_mb!r}; give a number of megabytes "
            "(a decorator is written with parentheses: @monitor_memory())"
        )
    if not 0 < threshold_mb < float("inf"):
        raise ValueError(f"{name} is {threshold_mb!r}; give a number of megabytes above 0")
    return int(threshold_mb * MB)


@contextmanager
def memory_context(name: str, threshold_mb: float = 1000) -> Iterator[MemoryWatch]:
    """Log the memory of this process before and after a block, its peak, and the difference.

    When the memory was above the threshold at any moment of the block, it also warns and collects
    garbage.

    Parameters
    ----------
    name
        What the block does, for the log.
    threshold_mb
        Megabytes (2**20 bytes) of RSS.

    Yields
    ------
    MemoryWatch
        The figures, in bytes: ``before``, ``peak``, and at the end ``after`` and ``difference``.

    Examples
    --------
    >>> with memory_context("reading") as memory:
    ...     text = "word " * 1000
    >>> memory.peak >= memory.before
    True
    """
    threshold = threshold_bytes(threshold_mb)
    watch = MemoryWatch(name)
    failure = ""
    watch.resume()
    try:
        yield watch
    except BaseException as error:
        failure = f"; ended by {type(error).__name__}"
        raise
    finally:
        watch.end()
        _report(watch, threshold, failure)


def monitor_memory(threshold_mb: float = 1000) -> Callable[[_Function], _Function]:
    """Decorate a function so that each call is logged as by :func:`memory_context`.

    It takes plain, ``async``, generator and async-generator functions, and the result is of the
    same kind. A generator is watched while its own code runs, from its first step to its end;
    memory used between two steps does not count for its peak, but for the difference. While an
    ``async`` function waits, what others allocate counts as well: the memory is the process's. A
    call takes about 0.1 ms longer, a step of a generator 0.02 ms.

    Parameters
    ----------
    threshold_mb
        Megabytes (2**20 bytes) of RSS above which to warn and collect.

    Examples
    --------
    >>> @monitor_memory(threshold_mb=4000)
    ... def count_words(text):
    ...     return len(text.split())
    >>> count_words("FADE IN:")
    2
    """
    threshold_bytes(threshold_mb)  # a wrong one is an error here, not at the first call

    def decorate(function: _Function) -> _Function:
        name = getattr(function, "__qualname__", None) or repr(function)
        for is_kind, wrap in _WRAPPERS:
            if is_kind(function):
                wrapped = wrap(function, functools.partial(memory_context, name, threshold_mb))
                return cast("_Function", functools.wraps(function)(wrapped))
        raise TypeError(f"{function!r} is not callable")

    return decorate


def _report(watch: MemoryWatch, threshold: int, failure: str) -> None:
    _logger.info(
        "memory of %s: before %.1f MB, after %.1f MB, peak %.1f MB, difference %+.1f MB%s",
        watch.name,
        watch.before / MB,
        (watch.after or 0) / MB,
        watch.peak / MB,
        watch.difference / MB,
        failure,
    )
    if watch.peak > threshold:
        _logger.warning(
            "memory of %s: the peak of %.1f MB is above the threshold of %.1f MB; "
            "a collection freed %.1f MB",
            watch.name,
            watch.peak / MB,
            threshold / MB,
            collect() / MB,
        )


_Context = Callable[[], AbstractContextManager[MemoryWatch]]


def _wrap_plain(
    function: Callable[_Arguments, _Returned], context: _Context
) -> Callable[_Arguments, _Returned]:
    def run(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Returned:
        with context():
            return function(*args, **kwargs)

    return run


def _wrap_async(
    function: Callable[_Arguments, Awaitable[_Returned]], context: _Context
) -> Callable[_Arguments, Coroutine[object, object, _Returned]]:
    async def run(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Returned:
        with context():
            return await function(*args, **kwargs)

    return run


# The next two are `yield from` written out, to pause the watch at each `yield`: a generator that is
# not consumed to its end must leave no thread behind. `box.pop()` keeps no reference to an item
# that was yielded.


def _wrap_generator(
    function: Callable[_Arguments, Generator[_Yielded, _Sent, _Returned]], context: _Context
) -> Callable[_Arguments, Generator[_Yielded, _Sent, _Returned]]:
    def run(
        *args: _Arguments.args, **kwargs: _Arguments.kwargs
    ) -> Generator[_Yielded, _Sent, _Returned]:
        with context() as watch:
            inner = function(*args, **kwargs)
            step = functools.partial(next, inner)
            while True:
                try:
                    box = [step()]
                except StopIteration as end:
                    returned: _Returned = end.value
                    return returned
                watch.pause()
                try:
                    step = functools.partial(inner.send, (yield box.pop()))
                except GeneratorExit:
                    inner.close()
                    raise
                except BaseException as error:  # noqa: BLE001  # the inner generator decides
                    step = functools.partial(inner.throw, error)
                watch.resume()

    return run


def _wrap_async_generator(
    function: Callable[_Arguments, AsyncGenerator[_Yielded, _Sent]], context: _Context
) -> Callable[_Arguments, AsyncGenerator[_Yielded, _Sent]]:
    async def run(
        *args: _Arguments.args, **kwargs: _Arguments.kwargs
    ) -> AsyncGenerator[_Yielded, _Sent]:
        with context() as watch:
            inner = function(*args, **kwargs)
            step = inner.__anext__
            while True:
                try:
                    box = [await step()]
                except StopAsyncIteration:
                    return
                watch.pause()
                try:
                    step = functools.partial(inner.asend, (yield box.pop()))
                except GeneratorExit:
                    await inner.aclose()
                    raise
                except BaseException as error:  # noqa: BLE001
                    step = functools.partial(inner.athrow, error)
                watch.resume()

    return run


#: Tried in this order: the first kind that fits wraps the function.
_Wrapper = Callable[..., Callable[..., object]]
_WRAPPERS: tuple[tuple[Callable[[object], bool], _Wrapper], ...] = (
    (inspect.isasyncgenfunction, _wrap_async_generator),
    (inspect.iscoroutinefunction, _wrap_async),
    (inspect.isgeneratorfunction, _wrap_generator),
    (callable, _wrap_plain),
)
