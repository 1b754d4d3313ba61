"""What is logged around blocks and functions of every kind, and when it warns and collects."""

from __future__ import annotations

import asyncio
import gc
import inspect
import logging
import re
import threading
import weakref

import pytest

from scriptnb.memory import MemoryManager, memory_context, monitor_memory

LINE = re.compile(
    r"memory of (?P<name>.+): before [\d.]+ MB, after [\d.]+ MB, peak [\d.]+ MB, "
    r"difference [+-][\d.]+ MB(?P<end>; ended by \w+)?"
)


@pytest.fixture
def reports(caplog):
    """Give (name, how it ended) of each report so far."""
    caplog.set_level(logging.INFO, logger="scriptnb")

    def read():
        assert {record.name for record in caplog.records} <= {"scriptnb"}
        lines = (LINE.fullmatch(record.getMessage()) for record in caplog.records)
        return [(line["name"].rpartition(".")[2], line["end"]) for line in lines if line]

    return read


@pytest.fixture
def warnings_of(caplog):
    return lambda: [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]


def sampling():
    return [each for each in threading.enumerate() if each.name == "scriptnb-memory"]


def test_a_block_is_reported(reports):
    with memory_context("a block"):
        pass
    assert reports() == [("a block", None)]


def test_a_block_that_fails_is_reported_and_its_error_comes_through(reports, caplog):
    with pytest.raises(KeyError), memory_context("a block"):
        raise KeyError("a line of a secret script")
    assert reports() == [("a block", "; ended by KeyError")]
    assert "secret" not in caplog.text
    assert sampling() == []


def test_a_plain_function_is_reported_with_its_result(reports):
    @monitor_memory()
    def double(number, *, times=2):
        """Say what it does."""
        return number * times

    assert double(4, times=3) == 12
    assert reports() == [("double", None)]
    assert (double.__name__, double.__doc__) == ("double", "Say what it does.")
    assert list(inspect.signature(double).parameters) == ["number", "times"]


def test_a_method_is_reported(reports):
    class Reader:
        @monitor_memory()
        def read(self):
            return self

    reader = Reader()
    assert reader.read() is reader
    assert reports() == [("read", None)]


def test_a_failing_function_is_reported(reports):
    @monitor_memory()
    def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert reports() == [("fail", "; ended by ZeroDivisionError")]


def test_an_async_function_stays_one_and_is_reported_at_its_end(reports):
    @monitor_memory()
    async def wait(ready):
        await ready.wait()
        return 7

    assert inspect.iscoroutinefunction(wait)

    async def main():
        ready = asyncio.Event()
        task = asyncio.create_task(wait(ready))
        await asyncio.sleep(0)
        assert reports() == []
        ready.set()
        return await task

    assert asyncio.run(main()) == 7
    assert reports() == [("wait", None)]


def test_a_cancelled_async_function_is_reported(reports):
    @monitor_memory()
    async def hang():
        await asyncio.Event().wait()

    async def main():
        task = asyncio.create_task(hang())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert reports() == [("hang", "; ended by CancelledError")]
    assert sampling() == []


@monitor_memory()
def talk():
    """Yield what it is told; survive a ValueError; return a word."""
    heard = yield "first"
    while heard != "stop":
        try:
            heard = yield heard
        except ValueError:
            heard = yield "caught"
    return "the end"


def test_a_generator_function_stays_one_and_is_reported_once_at_its_end(reports):
    @monitor_memory()
    def count():
        yield from range(3)

    assert inspect.isgeneratorfunction(count)
    items = count()
    assert next(items) == 0
    assert reports() == []
    assert list(items) == [1, 2]
    assert reports() == [("count", None)]


def test_a_generator_hears_what_is_sent_and_thrown_and_returns_its_value(reports):
    talking = talk()
    assert next(talking) == "first"
    assert talking.send("hello") == "hello"
    assert talking.throw(ValueError("x")) == "caught"
    assert talking.send("again") == "again"
    with pytest.raises(StopIteration) as end:
        talking.send("stop")
    assert end.value.value == "the end"
    assert reports() == [("talk", None)]


def test_a_generator_that_fails_is_reported(reports):
    talking = talk()
    next(talking)
    with pytest.raises(KeyError):
        talking.throw(KeyError("x"))
    assert reports() == [("talk", "; ended by KeyError")]


def test_a_generator_left_half_consumed_keeps_no_thread_and_is_reported_when_dropped(reports):
    talking = talk()
    next(talking)
    for thread in sampling():
        thread.join()
    assert reports() == []
    del talking
    gc.collect()
    assert reports() == [("talk", "; ended by GeneratorExit")]
    assert sampling() == []


def test_an_error_while_a_generator_closes_comes_through(reports):
    @monitor_memory()
    def count():
        try:
            yield 1
        finally:
            raise OSError("the file is gone")

    items = count()
    next(items)
    with pytest.raises(OSError, match="the file is gone"):
        items.close()
    assert reports() == [("count", "; ended by OSError")]


def test_a_generator_keeps_no_hold_on_what_it_handed_out():
    class Item:
        pass

    @monitor_memory()
    def make():
        yield Item()
        yield Item()

    items = make()
    item = next(items)
    seen = weakref.ref(item)
    del item
    gc.collect()
    assert seen() is None
    items.close()


def test_memory_taken_between_two_steps_is_no_peak_of_the_generator(fresh_python):
    peak = fresh_python(
        """
        import json, logging
        from scriptnb.memory import monitor_memory
        seen = []
        handler = logging.Handler()
        handler.emit = lambda record: seen.append(record.args)
        logger = logging.getLogger("scriptnb")
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)

        @monitor_memory(10_000)
        def count():
            room = bytearray(b"1") * (50 * 2**20)
            yield 1
            del room
            yield 2

        for _ in count():
            room = bytearray(b"1") * (300 * 2**20)
            del room
        [[name, before, after, peak, difference, end]] = seen
        print(json.dumps(peak - before))
        """
    )
    assert 45 < peak < 100


@monitor_memory()
async def atalk():
    heard = yield "first"
    while heard != "stop":
        try:
            heard = yield heard
        except ValueError:
            heard = yield "caught"


def test_an_async_generator_function_stays_one_and_does_all_that_one_does(reports):
    assert inspect.isasyncgenfunction(atalk)

    async def main():
        talking = atalk()
        assert await anext(talking) == "first"
        assert await talking.asend("hello") == "hello"
        assert await talking.athrow(ValueError("x")) == "caught"
        assert reports() == []
        with pytest.raises(StopAsyncIteration):
            await talking.asend("stop")

    asyncio.run(main())
    assert reports() == [("atalk", None)]


def test_an_async_generator_closed_early_is_closed_inside_and_reported(reports):
    closed = []

    @monitor_memory()
    async def count():
        try:
            for number in range(3):
                yield number
        finally:
            closed.append(True)

    async def main():
        items = count()
        async for number in items:
            if number == 1:
                break
        await items.aclose()
        assert closed == [True]

    asyncio.run(main())
    assert reports() == [("count", "; ended by GeneratorExit")]
    assert sampling() == []


def test_above_the_threshold_it_warns_and_collects(warnings_of):
    class Cycle:
        def __init__(self):
            self.me = self

    gc.disable()
    try:
        with memory_context("a block", threshold_mb=1):
            seen = weakref.ref(Cycle())
    finally:
        gc.enable()
    assert seen() is None
    [warning] = warnings_of()
    assert re.fullmatch(
        r"memory of a block: the peak of [\d.]+ MB is above the threshold of 1\.0 MB; "
        r"a collection freed [\d.]+ MB",
        warning,
    )


def test_below_the_threshold_it_does_neither(warnings_of):
    gc.collect()
    with memory_context("a block", threshold_mb=1_000_000):
        pass
    assert warnings_of() == []


def test_a_failing_call_above_the_threshold_warns_too(warnings_of):
    @monitor_memory(threshold_mb=1)
    def fail():
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011
        fail()
    assert len(warnings_of()) == 1


def test_a_manager_monitors_with_its_own_threshold_unless_told(warnings_of):
    manager = MemoryManager(memory_threshold_mb=1)

    @manager.monitor_memory()
    def own():
        pass

    @manager.monitor_memory(threshold_mb=1_000_000)
    def told():
        pass

    own()
    told()
    with manager.memory_context("a block"):
        pass
    assert [warning.split(":")[0].rpartition(".")[2] for warning in warnings_of()] == [
        "own",
        "memory of a block",
    ]


def test_forgotten_parentheses_are_told_at_once():
    with pytest.raises(TypeError, match=r"@monitor_memory\(\)"):

        @monitor_memory
        def work():
            pass


@pytest.mark.parametrize("threshold", [0, -1, float("nan"), float("inf")])
def test_a_threshold_that_is_none_is_refused_where_it_is_written(threshold):
    with pytest.raises(ValueError, match="number of megabytes above 0"):
        monitor_memory(threshold)
    with pytest.raises(ValueError, match="memory_threshold_mb"):
        MemoryManager(threshold)


def test_what_cannot_be_called_cannot_be_monitored():
    with pytest.raises(TypeError, match="3 is not callable"):
        monitor_memory()(3)
