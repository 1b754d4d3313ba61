"""Batches: all items, in order, as many at a time as memory allows."""

from __future__ import annotations

import itertools
import re
import threading
import weakref

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scriptnb.memory import BatchProcessor

#: A threshold that no test run comes near: there batches have their full size.
ROOMY = 1_000_000


def double(batch):
    return [2 * item for item in batch]


@settings(deadline=None)
@given(st.lists(st.integers(), max_size=50), st.integers(min_value=1, max_value=20))
def test_results_are_those_of_all_items_in_order(items, size):
    assert BatchProcessor(size).process_in_batches(items, double) == double(items)


@settings(deadline=None)
@given(st.lists(st.integers(), max_size=50), st.integers(min_value=1, max_value=20))
def test_batches_are_full_but_for_the_last(items, size):
    lengths = []
    BatchProcessor(size, ROOMY).process_in_batches(
        iter(items), lambda batch: lengths.append(len(batch)) or batch
    )
    assert sum(lengths) == len(items)
    assert all(length == size for length in lengths[:-1])


def test_no_items_give_no_results_and_no_call():
    assert BatchProcessor().process_in_batches([], None) == []


def test_the_generator_reads_only_what_it_is_asked_for():
    source = itertools.count()
    batches = BatchProcessor(10, ROOMY).iter_batches(source, double)
    assert next(batches) == double(range(10))
    assert next(source) == 10
    assert next(batches) == double(range(11, 21))
    batches.close()
    assert next(source) == 21


def test_the_generator_holds_nothing_of_a_batch_that_was_handed_out():
    class Item:
        pass

    seen = []

    def pair(batch):
        assert [each() for each in seen] == [None] * len(seen)
        answers = [Item() for _ in batch]
        seen.extend(map(weakref.ref, [*batch, *answers]))
        return answers

    for answers in BatchProcessor(3, ROOMY).iter_batches((Item() for _ in range(9)), pair):
        assert [each() for each in seen[-6:]] == [None] * 3 + answers
        del answers
    assert len(seen) == 18


def test_more_than_fits_in_memory_passes_through_the_generator(fresh_python):
    peak, total = fresh_python(
        """
        import json
        from scriptnb.memory import BatchProcessor, memory_context
        processor = BatchProcessor(batch_size=5)
        items = (bytes([n % 256]) * (4 * 2**20) for n in range(300))
        total = 0
        with memory_context("stream") as memory:
            for answers in processor.iter_batches(items, lambda batch: [b + b for b in batch]):
                total += sum(map(len, answers))
        print(json.dumps([memory.peak - memory.before, total]))
        """
    )
    assert total == 2400 * 2**20
    assert peak < 150 * 2**20


def test_batches_shrink_when_memory_is_short_and_grow_back(fresh_python):
    lengths, warned = fresh_python(
        """
        import json, logging
        from scriptnb.memory import BatchProcessor, MemoryManager
        warned = []
        handler = logging.Handler()
        handler.emit = lambda record: warned.append(record.getMessage())
        logging.getLogger("scriptnb").addHandler(handler)
        here = MemoryManager().get_memory_usage() / 2**20
        processor = BatchProcessor(batch_size=8, memory_threshold_mb=here + 100)
        lengths, held = [], []

        def work(batch):
            lengths.append(len(batch))
            if len(lengths) == 2:
                held.append(bytearray(b"1") * (150 * 2**20))
            if len(lengths) == 7:
                held.clear()
            return batch

        assert processor.process_in_batches(range(60), work) == list(range(60))
        print(json.dumps([lengths, warned]))
        """
    )
    assert lengths == [8, 8, 4, 2, 1, 1, 1, 2, 4, 8, 8, 8, 5]
    [warning] = warned
    assert re.search(r"memory is short: \d+ MB in this process.* smaller than 8 items", warning)


def test_garbage_alone_makes_no_batch_smaller(fresh_python):
    assert fresh_python(
        """
        import gc, json
        gc.disable()
        from scriptnb.memory import BatchProcessor, MemoryManager
        here = MemoryManager().get_memory_usage() / 2**20
        lengths = []

        def work(batch):
            lengths.append(len(batch))
            waste = [bytearray(b"1") * (150 * 2**20)]
            waste.append(waste)
            return batch

        BatchProcessor(4, here + 100).process_in_batches(range(12), work)
        print(json.dumps(lengths))
        """
    ) == [4, 4, 4]


def test_batches_shrink_near_the_limit_that_holds_here(fresh_python):
    """The hub's limit is nearly used up, though the threshold is far away."""
    assert fresh_python(
        """
        import json, os
        from scriptnb.memory import BatchProcessor, MemoryManager
        room = bytearray(b"1") * (100 * 2**20)
        os.environ["MEM_LIMIT"] = str(MemoryManager().get_memory_usage())
        lengths = []
        BatchProcessor(4, 1_000_000).process_in_batches(
            range(5), lambda batch: lengths.append(len(batch)) or batch
        )
        print(json.dumps(lengths))
        """
    ) == [2, 1, 1, 1]


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (None, TypeError, "work returned NoneType for batch 2 (items 4 to 6); return a list of 3"),
        ("abc", TypeError, "work returned str for batch 2 (items 4 to 6)"),
        (iter([1, 2, 3]), TypeError, "work returned list_iterator for batch 2"),
        ([1], ValueError, "work returned 1 results for batch 2 (items 4 to 6); return 3,"),
        ([1] * 4, ValueError, "work returned 4 results for batch 2"),
    ],
)
def test_a_wrong_answer_is_one_error_that_names_the_batch(answer, error, message):
    def work(batch):
        return batch if 0 in batch else answer

    with pytest.raises(error, match=re.escape(message)):
        BatchProcessor(3, ROOMY).process_in_batches(range(9), work)


def test_an_async_function_is_told_without_a_second_complaint():
    async def work(batch):
        return batch

    with pytest.raises(TypeError, match="work returned coroutine for batch 1"):
        BatchProcessor(3, ROOMY).process_in_batches(range(9), work)


def test_the_functions_own_error_comes_through_with_the_batch_as_a_note():
    def work(batch):
        return [1 // (item - 4) for item in batch]

    with pytest.raises(ZeroDivisionError) as caught:
        BatchProcessor(3, ROOMY).process_in_batches(range(9), work)
    assert caught.value.__notes__ == ["This happened in batch 2 (items 4 to 6)."]


def test_a_function_that_empties_its_list_is_judged_by_what_it_was_given():
    def work(batch):
        return [batch.pop(0) for _ in range(len(batch))]

    assert BatchProcessor(3, ROOMY).process_in_batches(range(7), work) == list(range(7))


def test_a_tuple_is_as_good_as_a_list():
    assert BatchProcessor(2).process_in_batches("abc", tuple) == ["a", "b", "c"]


def test_progress_counts_items_and_leaves_no_thread(capfd):
    threads = set(threading.enumerate())
    BatchProcessor(2, progress=True).process_in_batches(range(5), double)
    told = capfd.readouterr()
    assert "100%" in told.err
    assert "5/5" in told.err
    assert told.out == ""
    assert set(threading.enumerate()) == threads


def test_progress_of_unknown_length_counts_up(capfd):
    BatchProcessor(2, progress=True).process_in_batches(iter(range(5)), double)
    assert "5item" in capfd.readouterr().err


@pytest.mark.parametrize("progress", [None, False])
def test_progress_is_silent_where_nobody_looks_or_wants_it(progress, capfd):
    BatchProcessor(2, progress=progress).process_in_batches(range(5), double)
    assert capfd.readouterr() == ("", "")


def test_a_batch_context_reports_under_its_name(caplog):
    caplog.set_level("INFO", logger="scriptnb")
    with BatchProcessor(memory_threshold_mb=1).batch_context("scenes"):
        pass
    assert caplog.records[0].getMessage().startswith("memory of batch scenes: before")
    assert caplog.records[1].levelname == "WARNING"


@pytest.mark.parametrize(("size", "error"), [(0, ValueError), (2.0, TypeError), (True, TypeError)])
def test_a_wrong_batch_size_is_refused(size, error):
    with pytest.raises(error, match="batch_size is"):
        BatchProcessor(size)
